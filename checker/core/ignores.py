"""Ignores: findings that somebody has set aside with a reason, until a day; and ignores that have run out or match nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import NamedTuple

from checker.core.comments import directives
from checker.core.finding import Finding
from checker.core.place import Place, Source
from checker.core.reference import Catalogue, Problem, Reference
from checker.core.seen import Seen

ALL, UNUSED = "ignores", "unused ignores"
"""Where the rules expired-ignore and unused-ignore look in the catalogue's cache; see `put_before_rules`."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """One ignore, from the configuration or from a comment beside what it excuses.

    ``rule`` is an id, a name or a family letter; ``subject``, ``key`` and ``path`` are shell patterns; what is ``None`` matches
    all. ``scope`` is the stretch of ``place``'s file that a comment covers. ``until`` is its last day.
    """

    reason: str
    place: Place
    rule: str | None = None
    subject: str | None = None
    key: str | None = None
    path: str | None = None
    until: date | None = None
    scope: tuple[int, int] | None = None

    def expired(self, today: date) -> bool:
        """Whether its date has passed."""
        return self.until is not None and self.until < today

    def covers(self, finding: Finding, rule_name: str) -> bool:
        """Whether it means this finding, whatever the day."""
        return (
            _means(self.rule, finding.rule, rule_name)
            and _fits(self.subject, finding.subject)
            and _fits(self.key, finding.key)
            and _fits(self.path, finding.place.path)
            and (self.scope is None or _within(self.scope, self.place, finding.place))
        )

    @property
    def meant(self) -> str:
        """What it sets aside, in words: ``L013 of https://dl.acm.org/*``."""
        parts = [self.rule or "everything"]
        parts += [f"of {each}" for each in (self.subject, self.key) if each]
        parts += [f"in {self.path}"] if self.path else []
        return " ".join(parts)


def _means(word: str | None, identifier: str, name: str) -> bool:
    return word is None or word == "*" or word.upper() in (identifier, identifier[0]) or word.lower() == name


def _fits(pattern: str | None, value: str | None) -> bool:
    """Addresses hold ``?`` and ``[``, so the pattern itself is tried as plain text first."""
    return pattern is None or (value is not None and (pattern == value or fnmatchcase(value, pattern)))


def _within(scope: tuple[int, int], own: Place, place: Place) -> bool:
    start, end = scope
    return place.path == own.path and start <= place.start < max(end, start + 1)


class Applied(NamedTuple):
    """The findings that stay, those set aside (with the first ignore that covers each), and the ignores that set none aside."""

    kept: tuple[Finding, ...]
    ignored: tuple[tuple[Finding, Ignore], ...]
    unused: tuple[Ignore, ...]


def apply_ignores(
    findings: Iterable[Finding],
    ignores: Sequence[Ignore],
    today: date,
    *,
    name_of: Callable[[str], str],
    judged: Callable[[Ignore], bool] = lambda _: True,
) -> Applied:
    """Sets findings aside. ``name_of`` gives a rule's name for its id.

    ``judged`` says whether this run could have found what an ignore means (not offline without an answer, not with another
    ``--only`` or ``--select``): only then is it called unused. An expired ignore sets nothing aside, and is unused
    only where there is nothing left that it means.
    """
    kept, ignored = [], []
    used: set[int] = set()
    for finding in findings:
        covering = [at for at, each in enumerate(ignores) if each.covers(finding, name_of(finding.rule))]
        used.update(covering)
        active = next((ignores[at] for at in covering if not ignores[at].expired(today)), None)
        if active is None:
            kept.append(finding)
        else:
            ignored.append((finding, active))
    unused = tuple(each for at, each in enumerate(ignores) if at not in used and judged(each))
    return Applied(tuple(kept), tuple(ignored), unused)


def in_place(catalogue: Catalogue) -> tuple[Ignore, ...]:
    """The ignores in the comments of the catalogue's files, in their order."""
    return tuple(each for source, references in _by_source(catalogue) for each in _of_file(source, references))


def _by_source(catalogue: Catalogue) -> Iterator[tuple[Source, Sequence[Reference]]]:
    by_source: defaultdict[int, list[Reference]] = defaultdict(list)
    for reference in catalogue.references:
        by_source[id(reference.place.source)].append(reference)
    return ((references[0].place.source, references) for references in by_source.values())


def _dialect(source: Source) -> str:
    return "bib" if source.path.lower().endswith((".bib", ".bibtex")) else "yaml"


def _of_file(source: Source, references: Sequence[Reference]) -> Iterator[Ignore]:
    for each in directives(source, _dialect(source), references).found:
        scope = (each.scope_start, each.scope_end)
        yield Ignore(each.reason, each.place, rule=each.rule, until=each.until, scope=scope)


def not_understood(seen: Seen) -> Iterator[Problem]:
    """The comments that ask for an ignore in a way that sets nothing aside: without a reason, with no date for a date."""
    return iter(seen.derived("ignores not understood", lambda catalogue: tuple(_not_understood(catalogue))))


def _not_understood(catalogue: Catalogue) -> Iterator[Problem]:
    for source, references in _by_source(catalogue):
        yield from directives(source, _dialect(source), references).problems


def put_before_rules(catalogue: Catalogue, ignores: Sequence[Ignore], unused: Sequence[Ignore]) -> None:
    """Lets expired-ignore and unused-ignore see all ignores of a run; alone they see those in the files' comments."""
    catalogue.cache[ALL], catalogue.cache[UNUSED] = tuple(ignores), tuple(unused)


def expired(seen: Seen) -> Iterator[Ignore]:
    """The ignores whose date has passed while there is still something that they mean."""
    today = seen.at.date()
    unused = seen.derived(UNUSED, lambda _: ())
    return (each for each in seen.derived(ALL, in_place) if each.expired(today) and each not in unused)


def unused(seen: Seen) -> Iterator[Ignore]:
    """The ignores that match nothing; alone, without the findings of other rules, all that have not run out."""
    today = seen.at.date()
    return iter(seen.derived(UNUSED, lambda catalogue: tuple(each for each in in_place(catalogue) if not each.expired(today))))
