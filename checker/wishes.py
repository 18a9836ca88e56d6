"""Which fixes can be had together: those that want the same text to become different things conflict, and one has to give way."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from checker.core.finding import Change, Finding, Fix, Safety
from checker.core.reference import Reference

_FAMILIES = "RWLNF"
"""Whose word is more specific about one stretch of text: the forge's and the record's before the link's."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A fix that is wanted for a reference."""

    finding: Finding
    fix: Fix
    reference: Reference


def without_conflicts(wishes: Iterable[Wish]) -> tuple[list[Wish], list[tuple[Wish, str]]]:
    """The fixes to make, the safer before the more specific; and those that give way, each with the reason."""
    chosen: list[Wish] = []
    declined = []
    taken: defaultdict[int, list[tuple[_Target, Wish]]] = defaultdict(list)
    for wish in sorted(wishes, key=_rank):
        targets = [_target(change, wish.reference) for change in wish.fix.changes]
        held = taken[wish.reference.place.start]
        rival = next((other for mine in targets for theirs, other in held if mine.conflicts(theirs)), None)
        if rival:
            declined.append((wish, f"{rival.finding.rule} changes the same text: it would {rival.fix.title}"))
        else:
            held += [(target, wish) for target in targets]
            chosen.append(wish)
    return chosen, declined


def _rank(wish: Wish) -> tuple[bool, int, int, str, int]:
    fix, finding = wish.fix, wish.finding
    return (
        fix.safety is Safety.UNSAFE,
        _FAMILIES.find(finding.rule[0]) % len(_FAMILIES),
        len(fix.changes),
        finding.rule,
        finding.place.start,
    )


@dataclass(frozen=True, slots=True)
class _Target:
    """What a change would overwrite: a stretch, or a field that the entry has not got (``start`` is -1)."""

    field: str
    start: int
    end: int
    value: str | None

    def conflicts(self, other: "_Target") -> bool:
        """Whether both cannot be had."""
        if self == other:
            return False
        if self.start < 0 or other.start < 0:
            return self.start == other.start and self.field == other.field
        return (self.start < other.end and other.start < self.end) or (self.start, self.end) == (other.start, other.end)


def _target(change: Change, reference: Reference) -> _Target:
    place = change.place
    if place is None:
        own = reference.own(change.field.lower(), change.field)
        place = own[0].place if own else None
    return _Target(change.field, place.start if place else -1, place.end if place else -1, change.value)


def changes_of(wishes: Iterable[Wish]) -> list[Change]:
    """All changes of some fixes, those that two want alike once."""
    found: dict[tuple[str, int, int, str | None], Change] = {}
    for wish in wishes:
        for change in wish.fix.changes:
            target = _target(change, wish.reference)
            found.setdefault((target.field, target.start, target.end, target.value), change)
    return list(found.values())


def grouped(wishes: Iterable[Wish]) -> list[list[Wish]]:
    """By entry, in the order of the file."""
    groups: defaultdict[int, list[Wish]] = defaultdict(list)
    for wish in wishes:
        groups[wish.reference.place.start].append(wish)
    return [groups[start] for start in sorted(groups)]
