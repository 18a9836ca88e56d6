"""Mend: the fixes of findings become edited files. Everything is decided on text; only `write` touches a disk."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from checker.core.errors import Declined
from checker.core.finding import Change, Finding, Fix, Safety
from checker.core.place import Source
from checker.core.reference import Kind, Reference
from checker.files.base import Dialect
from checker.files.diff import unified_diff
from checker.files.splice import Edited, Planner, SpanEdit, apply, edit_many, own_fields
from checker.files.text import Decoded, write_text
from checker.wishes import Wish, changes_of, grouped, without_conflicts


class Document(Protocol):
    """A file as it was read."""

    @property
    def source(self) -> Source:
        """Its text."""

    @property
    def decoded(self) -> Decoded:
        """How its bytes became text."""

    @property
    def references(self) -> tuple[Reference, ...]:
        """What the dialect read."""

    @property
    def dialect(self) -> Dialect:
        """What edits it."""


@dataclass(frozen=True, slots=True)
class MendedFile:
    """One file before and after."""

    path: str
    old: bytes
    new: bytes


@dataclass(frozen=True, slots=True)
class NotMended:
    """A finding whose fix was not made, and why."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class Mended:
    """What `mend` made of the findings. ``files`` are those that change; ``withheld`` are fixes that only ``--unsafe`` takes."""

    files: tuple[MendedFile, ...] = ()
    applied: tuple[Finding, ...] = ()
    declined: tuple[NotMended, ...] = ()
    withheld: tuple[Finding, ...] = ()

    def diff(self) -> bytes:
        """All changes as one patch that ``git apply`` takes, run where the paths start."""
        return b"".join(unified_diff(each.path, each.old, each.new) for each in self.files)


def mend(findings: Iterable[Finding], documents: Iterable[Document], *, unsafe: bool = False) -> Mended:
    """The files with the findings' fixes made.

    Fixes that want the same stretch to become different things conflict: the safer one is made, then the more specific. Each
    file's new text is read again; a fix after which anything but the intended values would differ is declined, and the others
    are made. Mending the result again with the findings that are then left changes nothing more.
    """
    listed = [(each, each.fix) for each in findings if each.fix]
    withheld = tuple(each for each, fix in listed if fix.safety is Safety.UNSAFE and not unsafe)
    wanted = [(each, fix) for each, fix in listed if unsafe or fix.safety is Safety.SAFE]
    by_path: defaultdict[str, list[tuple[Finding, Fix]]] = defaultdict(list)
    for each, fix in wanted:
        by_path[each.place.path].append((each, fix))
    files, applied, declined = [], [], []
    for document in documents:
        file, made, left = _mend_one(document, by_path.pop(document.source.path, []))
        files += [file] if file else []
        applied += made
        declined += left
    declined += [NotMended(each, "its file is not among those to mend") for rest in by_path.values() for each, _ in rest]
    return Mended(tuple(files), tuple(applied), tuple(declined), withheld)


def write(mended: Mended, folder: Path | None = None) -> None:
    """Replaces the files, each whole or not at all. Raises `OSError` at the first that cannot be written."""
    from checker.files.atomic import write_atomically

    for each in mended.files:
        write_atomically((folder or Path()) / each.path, each.new)


def _mend_one(
    document: Document, wanted: Sequence[tuple[Finding, Fix]]
) -> tuple[MendedFile | None, list[Finding], list[NotMended]]:
    wishes, declined = _placed(document, wanted)
    chosen, refused = without_conflicts(wishes)
    chosen, unplanned = _plannable(document, chosen)
    declined += [NotMended(wish.finding, reason) for wish, reason in refused] + unplanned
    text, made, unproved = _edit(document, chosen)
    declined += unproved
    lacking = document.decoded.lacks(text)
    if lacking:
        unwritable = [each for each in made if _holds(each.fix, lacking)]
        reason = f"the file's encoding has no {''.join(sorted(lacking))!r}"
        declined += [NotMended(each.finding, reason) for each in unwritable or made]
        text, made, unproved = _edit(document, [each for each in made if unwritable and each not in unwritable])
        declined += unproved
    if text == document.source.text:
        return None, [each.finding for each in made], declined
    old, new = write_text(document.decoded, document.source.text), write_text(document.decoded, text)
    return MendedFile(document.source.path, old, new), [each.finding for each in made], declined


def _holds(fix: Fix, characters: frozenset[str]) -> bool:
    return any(not characters.isdisjoint(change.value or "") for change in fix.changes)


def _placed(document: Document, wanted: Sequence[tuple[Finding, Fix]]) -> tuple[list[Wish], list[NotMended]]:
    """Each fix with the entry that it is for: the innermost one around the finding's place."""
    readable = [each for each in document.references if each.kind is not Kind.UNREADABLE]
    wishes, declined = [], []
    for finding, fix in wanted:
        reference = _owner(finding, readable)
        if reference is None:
            declined.append(NotMended(finding, "there is no entry at its place that can be edited"))
        else:
            wishes.append(Wish(finding, fix, reference))
    return wishes, declined


def _owner(finding: Finding, references: Iterable[Reference]) -> Reference | None:
    around = (each for each in references if each.place.start <= finding.place.start < max(each.place.end, each.place.start + 1))
    return min(around, key=lambda each: each.place.end - each.place.start, default=None)


def _plannable(document: Document, wishes: Iterable[Wish]) -> tuple[list[Wish], list[NotMended]]:
    """The fixes that the dialect can make; what it cannot is found out fix by fix, so that one costs no other."""
    made: list[Wish] = []
    declined = []
    for group in grouped(wishes):
        if _refusal(document, group) is None:
            made += group
            continue
        kept: list[Wish] = []
        for wish in group:
            reason = _refusal(document, [*kept, wish])
            if reason is None:
                kept.append(wish)
            else:
                declined.append(NotMended(wish.finding, reason))
        made += kept
    return made, declined


def _refusal(document: Document, wishes: Sequence[Wish]) -> str | None:
    """Why the dialect cannot make these changes to one entry; ``None`` where it can."""
    reference, changes = wishes[0].reference, changes_of(wishes)
    try:
        planner = _planner(document.dialect)
        if planner:
            planner.plan(document.source, reference, changes)
        else:
            document.dialect.edit(document.source, reference, changes)
    except Declined as reason:
        return str(reason)
    return None


def _planner(dialect: Dialect) -> Planner | None:
    return cast(Planner, dialect) if hasattr(dialect, "plan") else None


def _edit(document: Document, wishes: Sequence[Wish]) -> tuple[str, list[Wish], list[NotMended]]:
    """The text with all these fixes, proved by reading it again; entries that do not read back as meant stay as they were."""
    groups = grouped(wishes)
    wanted = [(group[0].reference, changes_of(group)) for group in groups]
    planner = _planner(document.dialect)
    edited = edit_many(planner, document.source, wanted) if planner else _edit_by_text(document, wanted)
    reasons = dict(edited.declined)
    made = [wish for position, group in enumerate(groups) if position not in reasons for wish in group]
    declined = [NotMended(wish.finding, why) for position, why in reasons.items() for wish in groups[position]]
    return edited.text, made, declined


def _edit_by_text(document: Document, wanted: Sequence[tuple[Reference, Sequence[Change]]]) -> Edited:
    """For dialects that edit one entry at a time and prove each edit: their edits, laid over each other."""
    text = document.source.text
    declined: list[tuple[int, str]] = []
    edits: list[SpanEdit] = []
    for position, (reference, changes) in enumerate(wanted):
        try:
            edit = _difference(text, document.dialect.edit(document.source, reference, changes))
            apply(text, [*edits, edit])
        except Declined as reason:
            declined.append((position, str(reason)))
        else:
            edits.append(edit)
    new = apply(text, edits)
    untouched = {position for position, _ in declined}
    edited = {reference.place.start for position, (reference, _) in enumerate(wanted) if position not in untouched}
    if not _others_stand(document, new, edited):
        return Edited(
            text, tuple((position, "the edited text would not read as the same entries") for position in range(len(wanted)))
        )
    return Edited(new, tuple(declined))


def _others_stand(document: Document, text: str, edited: set[int]) -> bool:
    """Whether every entry is still there, and those that were not edited read as before."""
    before = document.dialect.read(document.source)
    after = document.dialect.read(Source(document.source.path, text, document.source.encoding))
    if len(after) != len(before):
        return False
    pairs = zip(before, after, strict=True)
    return all(
        (old.key, old.type, old.kind) == (new.key, new.type, new.kind)
        and (old.place.start in edited or own_fields(old) == own_fields(new))
        for old, new in pairs
    )


def _difference(old: str, new: str) -> SpanEdit:
    """The one stretch in which two texts differ."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    return SpanEdit(start, len(old) - end, new[start : len(new) - end])


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
