"""Mend: the fixes of findings become edited files. Everything is decided on text; only `write` touches a disk."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from checker.core.finding import Finding, Fix, Safety
from checker.core.place import Source
from checker.core.reference import Kind, Reference
from checker.files.base import Dialect
from checker.files.diff import unified_diff
from checker.files.splice import Edited, edit_many
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
    declined += [NotMended(wish.finding, reason) for wish, reason in refused]
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
    doubt = _doubt(document, text, made)
    if doubt:
        return None, [], declined + [NotMended(each.finding, doubt) for each in made]
    old, new = write_text(document.decoded, document.source.text), write_text(document.decoded, text)
    return MendedFile(document.source.path, old, new), [each.finding for each in made], declined


def _doubt(document: Document, text: str, made: Iterable[Wish]) -> str | None:
    """What a second parser objects to in the edited text, for kinds of file that have one."""
    if document.dialect.name != "bib":
        return None
    from checker.files.bib_witness import objection

    return objection(document.source.text, text, {each.reference.key or "" for each in made})


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


def _edit(document: Document, wishes: Sequence[Wish]) -> tuple[str, list[Wish], list[NotMended]]:
    """The text with all these fixes, proved by reading it again; what cannot be made exactly is declined, fix by fix."""
    groups = grouped(wishes)
    edited = _attempt(document, groups)
    if not edited.declined:
        return edited.text, list(wishes), []
    declined = []
    for position, reason in edited.declined:
        groups[position], refused = _possible(document, groups[position], reason)
        declined += refused
    left = [group for group in groups if group]
    edited = _attempt(document, left)
    lost = dict(edited.declined)
    declined += [NotMended(wish.finding, why) for position, why in lost.items() for wish in left[position]]
    made = [wish for position, group in enumerate(left) if position not in lost for wish in group]
    return edited.text, made, declined


def _attempt(document: Document, groups: Sequence[Sequence[Wish]]) -> Edited:
    wanted = [(group[0].reference, changes_of(group)) for group in groups]
    return edit_many(document.dialect, document.source, wanted)


def _possible(document: Document, wishes: Sequence[Wish], reason: str) -> tuple[list[Wish], list[NotMended]]:
    """Those of an entry's fixes that can be made, so that one that cannot costs no other."""
    if len(wishes) == 1:
        return [], [NotMended(wishes[0].finding, reason)]
    kept: list[Wish] = []
    declined = []
    for wish in wishes:
        refusals = _attempt(document, [[*kept, wish]]).declined
        if refusals:
            declined.append(NotMended(wish.finding, refusals[0][1]))
        else:
            kept.append(wish)
    return kept, declined
