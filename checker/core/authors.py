"""Whether a cited list of authors is the list of a record: in order, complete, each name spelt as one person's name can be."""

from collections.abc import Sequence
from typing import NamedTuple

from checker.core.compare import Agreement, Comparison
from checker.core.likeness import Likeness, likeness
from checker.core.names import Authors, Name, as_authors, family_key

_MANY = 80
"""Authors from which on a list is searched by family names alone."""


class Pairing(NamedTuple):
    """Which claimed author is which recorded one, by position; ``odd`` are the pairs that do not fit as they stand."""

    pairs: tuple[tuple[int, int], ...]
    odd: tuple[tuple[int, int, Likeness], ...]
    added: tuple[int, ...]
    missing: tuple[int, ...]

    @property
    def in_order(self) -> bool:
        """Whether the pairs come in the same order in both lists."""
        every = sorted([*self.pairs, *((ours, theirs) for ours, theirs, _ in self.odd)])
        theirs = [pair[1] for pair in every]
        return theirs == sorted(theirs)


def compare_authors(
    claimed: Authors | str | Sequence[str], found: Authors | str | Sequence[str], *, order_reliable: bool = True
) -> Comparison:
    """Compares a claimed list (a BibTeX value, say) with a record's (one name an item, say).

    Kinds that agree: ``identical``, ``spelling`` (initials, middle names, diminutives, orders of name parts), ``prefix`` (the
    claim ends in ``and others``), ``record-prefix`` (the record does), ``alphabetised`` (only where ``order_reliable`` is
    false). That
    differ: ``et-al`` ("et al." that stands for nobody), ``given-name`` and ``family-name`` (altered or misspelt), ``order``,
    ``missing``, ``added``, ``substituted`` (someone else's name in a place), ``different`` (nobody in common). Not comparable:
    ``missing-claim``, ``missing-record``, ``group`` (a group on one side, people on the other), ``script``.
    """
    ours, theirs = as_authors(claimed), as_authors(found)
    if not len(ours) or not len(theirs):
        return _told(Agreement.NOT_COMPARABLE, "missing-record" if len(ours) else "missing-claim", ours, theirs, 0.0)
    ours, theirs = _without_lone_groups(ours, theirs)
    if not len(ours) or not len(theirs) or _groups_against_people(ours, theirs):
        return _told(Agreement.NOT_COMPARABLE, "group", as_authors(claimed), as_authors(found), 0.0)
    return _judged(ours, theirs, _paired(ours.names, theirs.names), order_reliable)


def alphabetised(authors: Authors) -> bool:
    """Whether four or more authors stand in the order of their family names.

    By chance that is one list in 24; otherwise it is the sign of a source that sorts, or of a field that does.
    """
    keys = [family_key(name) for name in authors.names]
    return len(keys) >= 4 and keys == sorted(keys)


def _without_lone_groups(ours: Authors, theirs: Authors) -> tuple[Authors, Authors]:
    """Both lists without the groups that only one of them names beside its people."""
    return _without_groups(ours, theirs), _without_groups(theirs, ours)


def _without_groups(these: Authors, those: Authors) -> Authors:
    if not any(name.group for name in these.names):
        return these
    kept = tuple(name for name in these.names if not name.group or any(likeness(name, other).fits for other in those.names))
    return Authors(kept, these.others)


def _groups_against_people(ours: Authors, theirs: Authors) -> bool:
    only_groups = [all(name.group for name in each.names) for each in (ours, theirs)]
    alike = any(likeness(mine, yours).fits for mine in ours.names if mine.group for yours in theirs.names)
    return only_groups[0] != only_groups[1] and not alike


def _paired(ours: Sequence[Name], theirs: Sequence[Name]) -> Pairing:
    free_ours, free_theirs = dict.fromkeys(range(len(ours))), dict.fromkeys(range(len(theirs)))
    pairs: list[tuple[int, int]] = []
    odd: list[tuple[int, int, Likeness]] = []
    for position in range(min(len(ours), len(theirs))):
        if likeness(ours[position], theirs[position]).fits:
            pairs.append((position, position))
            del free_ours[position], free_theirs[position]
    namesakes = _by_family(theirs) if len(theirs) > _MANY else None
    for wanted in ((Likeness.SAME,), (Likeness.COMPATIBLE,), (Likeness.GIVEN, Likeness.FAMILY), (Likeness.SCRIPT,)):
        for mine in list(free_ours):
            match = _best(mine, ours, theirs, free_theirs, wanted, namesakes)
            if match is None:
                continue
            if wanted[0].fits:
                pairs.append((mine, match))
            else:
                odd.append((mine, match, likeness(ours[mine], theirs[match])))
            del free_ours[mine], free_theirs[match]
    return Pairing(tuple(sorted(pairs)), tuple(sorted(odd)), tuple(free_ours), tuple(free_theirs))


def _best(
    mine: int,
    ours: Sequence[Name],
    theirs: Sequence[Name],
    free: dict[int, None],
    wanted: tuple[Likeness, ...],
    namesakes: dict[str, list[int]] | None,
) -> int | None:
    """The nearest free recorded author who is like ours in the wanted way; names in other scripts only by their place.

    In lists of hundreds only the nearest of the same family name are looked at, so that comparing takes no square of time.
    """
    if wanted == (Likeness.SCRIPT,):
        return mine if mine in free and likeness(ours[mine], theirs[mine]) is Likeness.SCRIPT else None
    pool = free if namesakes is None else [each for each in namesakes.get(family_key(ours[mine]), ()) if each in free]
    near = sorted(pool, key=lambda other: abs(other - mine))[:_MANY]
    return next((other for other in near if likeness(ours[mine], theirs[other]) in wanted), None)


def _by_family(names: Sequence[Name]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for position, name in enumerate(names):
        index.setdefault(family_key(name), []).append(position)
    return index


def _judged(ours: Authors, theirs: Authors, pairing: Pairing, order_reliable: bool) -> Comparison:
    score = len(pairing.pairs) / max(len(ours), 1 if ours.others else len(theirs))
    if all(how is Likeness.SCRIPT for _, _, how in pairing.odd) and pairing.odd and not pairing.pairs:
        return _told(Agreement.NOT_COMPARABLE, "script", ours, theirs, 0.0)
    odd = [each for each in pairing.odd if each[2] is not Likeness.SCRIPT]
    if odd:
        return _odd(ours, theirs, pairing, odd, score)
    added, missing = _unpaired(ours, theirs, pairing)
    if added or missing:
        return _incomplete(ours, theirs, pairing, added, missing, score)
    if not pairing.in_order:
        return _disordered(ours, theirs, pairing, order_reliable)
    if ours.others and len(ours) >= len(theirs) and not theirs.others:
        detail = "the work has a single author" if len(theirs) == 1 else f"the work has no more than these {len(theirs)} authors"
        return _told(Agreement.DIFFERS, "et-al", ours, theirs, score, detail)
    return _agreeing(ours, theirs)


def _unpaired(ours: Authors, theirs: Authors, pairing: Pairing) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Who is too many and who is left out, once a list that ends in "others" is read as a beginning."""
    added, missing = pairing.added, pairing.missing
    if ours.others:
        missing = tuple(index for index in missing if index < len(ours))
    if theirs.others:
        added = tuple(index for index in added if index < len(theirs))
    return added, missing


def _agreeing(ours: Authors, theirs: Authors) -> Comparison:
    if ours.others and len(theirs) > len(ours):
        return _told(Agreement.AGREES, "prefix", ours, theirs)
    if theirs.others:
        return _told(Agreement.AGREES, "record-prefix", ours, theirs)
    same = all(mine.short == yours.short for mine, yours in zip(ours.names, theirs.names, strict=False))
    return _told(Agreement.AGREES, "identical" if same else "spelling", ours, theirs)


def _odd(ours: Authors, theirs: Authors, pairing: Pairing, odd: list[tuple[int, int, Likeness]], score: float) -> Comparison:
    kind = Likeness.GIVEN if any(how is Likeness.GIVEN for _, _, how in odd) else Likeness.FAMILY
    details = [f"author {yours + 1} is {theirs.names[yours].short}, not {ours.names[mine].short}" for mine, yours, _ in odd]
    if not pairing.pairs and len(odd) * 2 < len(ours):
        return _told(Agreement.DIFFERS, "different", ours, theirs, score)
    return _told(Agreement.DIFFERS, kind.value, ours, theirs, score, _few(details))


def _incomplete(
    ours: Authors, theirs: Authors, pairing: Pairing, added: tuple[int, ...], missing: tuple[int, ...], score: float
) -> Comparison:
    surplus, absent = [ours.names[index].short for index in added], [theirs.names[index].short for index in missing]
    if not pairing.pairs and not pairing.odd:
        return _told(Agreement.DIFFERS, "different", ours, theirs, score, "no author in common")
    if added and missing:
        detail = f"{_few(surplus)} here, {_few(absent)} in the record"
        return _told(Agreement.DIFFERS, "substituted", ours, theirs, score, detail)
    if missing:
        return _told(Agreement.DIFFERS, "missing", ours, theirs, score, f"{_few(absent)} {_verb(absent)} left out")
    return _told(Agreement.DIFFERS, "added", ours, theirs, score, f"{_few(surplus)} {_verb(surplus)} not among the authors")


def _disordered(ours: Authors, theirs: Authors, pairing: Pairing, order_reliable: bool) -> Comparison:
    if not order_reliable:
        return _told(Agreement.AGREES, "alphabetised", ours, theirs, 0.98)
    mine, yours = next(pair for pair in pairing.pairs if pair[0] != pair[1])
    detail = f"author {mine + 1} is {theirs.names[mine].short}, and {ours.names[mine].short} is author {yours + 1}"
    return _told(Agreement.DIFFERS, "order", ours, theirs, 0.95, detail)


def _few(parts: list[str]) -> str:
    return ", ".join(parts[:3]) + (f" and {len(parts) - 3} more" if len(parts) > 3 else "")


def _verb(parts: list[str]) -> str:
    return "is" if len(parts) == 1 else "are"


def _told(value: Agreement, kind: str, ours: Authors, theirs: Authors, score: float = 1.0, detail: str = "") -> Comparison:
    return Comparison("author", value, kind, ours.text, theirs.text, round(score, 3), detail)
