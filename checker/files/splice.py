"""Replacing stretches of a text by position, and proving by reading again that exactly what was meant has changed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import NamedTuple, Protocol, cast

from checker.core.errors import Declined
from checker.core.finding import Change
from checker.core.place import Source
from checker.core.reference import Reference
from checker.files.base import Dialect


class SpanEdit(NamedTuple):
    """``text[start:end]`` becomes ``new``; ``start == end`` inserts."""

    start: int
    end: int
    new: str


class Plan(NamedTuple):
    """How to make the changes to one reference: the edits, and what it has to read as afterwards.

    ``fields`` are the names and values of all its own fields (inherited ones apart) after the edits.
    """

    edits: tuple[SpanEdit, ...]
    fields: tuple[tuple[str, str], ...]
    key: str | None
    type: str


class Planner(Protocol):
    """What a dialect must offer so that its files can be edited and the edit be proved."""

    def read(self, source: Source) -> tuple[Reference, ...]:
        """Every reference of the text."""

    def plan(self, source: Source, reference: Reference, changes: Sequence[Change]) -> Plan:
        """The edits for these changes; raises `Declined` with the reason where they cannot be made exactly."""


class Edited(NamedTuple):
    """The text after many edits; ``declined`` holds the position in what was asked for, and the reason, of each not made."""

    text: str
    declined: tuple[tuple[int, str], ...] = ()


def in_order(edits: Iterable[SpanEdit]) -> list[SpanEdit]:
    """The edits from the first to the last, equal ones once; raises `Declined` where two of them overlap."""
    ordered = sorted(set(edits))
    for first, second in pairwise(ordered):
        if second.start < first.end or (second.start, second.end) == (first.start, first.end):
            raise Declined("two changes to the same stretch of text")
    return ordered


def apply(text: str, edits: Iterable[SpanEdit]) -> str:
    """The text after all edits; raises `Declined` where two of them overlap. Equal edits count once."""
    pieces: list[str] = []
    at = 0
    for edit in in_order(edits):
        pieces += [text[at : edit.start], edit.new]
        at = edit.end
    pieces.append(text[at:])
    return "".join(pieces)


def edit_one(dialect: Planner, source: Source, reference: Reference, changes: Sequence[Change]) -> str:
    """The text after the changes to one reference, proved by reading it again; raises `Declined` with the reason otherwise."""
    if not changes:
        return source.text
    text, fault = _applied(dialect, source, {reference.place.start: dialect.plan(source, reference, changes)})
    if fault:
        raise Declined(fault)
    return text


def edit_many(dialect: Dialect, source: Source, wanted: Sequence[tuple[Reference, Sequence[Change]]]) -> Edited:
    """Makes the changes to many references in one pass; those that cannot be made exactly are declined and the others made.

    Each reference may stand in ``wanted`` once. The whole new text is proved; should that fail, each reference is tried alone
    to find the one at fault. A dialect may do this itself (``edit_many``), or plan (`Planner`), or merely edit.
    """
    if hasattr(dialect, "edit_many"):
        edited: Edited = dialect.edit_many(source, wanted)
        return edited
    if not hasattr(dialect, "plan"):
        return _overlaid(dialect, source, wanted)
    return _planned(cast(Planner, dialect), source, wanted)


def _planned(dialect: Planner, source: Source, wanted: Sequence[tuple[Reference, Sequence[Change]]]) -> Edited:
    plans: dict[int, Plan] = {}
    declined: dict[int, str] = {}
    positions: dict[int, int] = {}
    for position, (reference, changes) in enumerate(wanted):
        try:
            plans[reference.place.start] = dialect.plan(source, reference, changes)
            positions[reference.place.start] = position
        except Declined as reason:
            declined[position] = str(reason)
    text, fault = _applied(dialect, source, plans)
    if fault:
        for start, plan in list(plans.items()):
            alone = _applied(dialect, source, {start: plan})[1]
            if alone:
                declined[positions[start]] = alone
                del plans[start]
        text, fault = _applied(dialect, source, plans)
        if fault:
            declined |= {positions[start]: fault for start in plans}
            text = source.text
    return Edited(text, tuple(sorted(declined.items())))


def _overlaid(dialect: Dialect, source: Source, wanted: Sequence[tuple[Reference, Sequence[Change]]]) -> Edited:
    """Each entry edited alone, and what differs laid over each other; the entries that were not edited must read as before."""
    declined: list[tuple[int, str]] = []
    edits: list[SpanEdit] = []
    for position, (reference, changes) in enumerate(wanted):
        try:
            edit = _differing(source.text, dialect.edit(source, reference, changes))
            in_order([*edits, edit])
        except Declined as reason:
            declined.append((position, str(reason)))
        else:
            edits.append(edit)
    text = apply(source.text, edits)
    edited = {each.place.start for position, (each, _) in enumerate(wanted) if position not in dict(declined)}
    if not _others_stand(dialect.read(source), dialect.read(Source(source.path, text, source.encoding)), edited):
        fault = "the edited text would not read as the same entries"
        return Edited(source.text, tuple((position, fault) for position in range(len(wanted))))
    return Edited(text, tuple(declined))


def _others_stand(before: Sequence[Reference], after: Sequence[Reference], edited: AbstractSet[int]) -> bool:
    return len(before) == len(after) and all(
        old.place.start in edited
        or ((old.key, old.type, old.kind) == (new.key, new.type, new.kind) and own_fields(old) == own_fields(new))
        for old, new in zip(before, after, strict=True)
    )


def _differing(old: str, new: str) -> SpanEdit:
    """The one stretch in which two texts differ."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    return SpanEdit(start, len(old) - end, new[start : len(new) - end])


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle - 1)
    return low


def _applied(dialect: Planner, source: Source, plans: Mapping[int, Plan]) -> tuple[str, str | None]:
    """The new text, and why it is not what was meant (``None`` where it is)."""
    if not plans:
        return source.text, None
    try:
        text = apply(source.text, (edit for plan in plans.values() for edit in plan.edits))
    except Declined as reason:
        return source.text, str(reason)
    before = dialect.read(source)
    after = dialect.read(Source(source.path, text))
    if len(before) != len(after):
        return source.text, "the edited text would not read as the same entries"
    for old, new in zip(before, after, strict=True):
        if fault := _difference(old, new, plans.get(old.place.start)):
            return source.text, fault
    return text, None


def _difference(old: Reference, new: Reference, plan: Plan | None) -> str | None:
    """How an entry reads other than meant after the edit."""
    key, type_ = (plan.key, plan.type) if plan else (old.key, old.type)
    if (new.key, new.type, new.kind) != (key, type_, old.kind):
        return f"the edit would change the entry {old.key} itself"
    expected = Counter(plan.fields) if plan else Counter(own_fields(old))
    if Counter(own_fields(new)) != expected:
        return f"the edited entry {old.key} would not read back as meant"
    if len(new.problems) > len(old.problems):
        return f"the edit would make the entry {old.key} unreadable in part"
    return None


def own_fields(reference: Reference) -> tuple[tuple[str, str], ...]:
    """Names and values of the fields that stand in the entry itself."""
    return tuple((each.name, each.value) for each in reference.fields if not each.inherited)
