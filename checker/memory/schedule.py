"""What is due: nothing younger than asked for, not everything on one night, young failures first, the rest carried over."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from checker.core.answer import Outcome, Subject, Timeline

SPREAD = 0.25
"""Answers live up to this share longer than the age asked for, each by another amount, so that their nights drift apart."""

NIGHTLY = timedelta(hours=20)
"""A failure is looked at again the next night, whatever the age allowed to good answers; nights begin at uneven minutes."""

_SPREAD_FROM = timedelta(days=2)
"""Shorter ages are meant for hours or single nights, where there is nothing to spread."""


@dataclass(frozen=True, slots=True)
class Plan:
    """``due`` in the order to ask, ``fresh`` have an answer young enough, ``carried`` are due but over the budget."""

    due: tuple[Subject, ...]
    fresh: tuple[Subject, ...] = ()
    carried: tuple[Subject, ...] = ()


def plan(
    subjects: Iterable[Subject],
    known: Callable[[Subject], Timeline | None],
    now: datetime,
    *,
    max_age: timedelta = timedelta(0),
    budget: int | None = None,
) -> Plan:
    """What to ask of one source.

    ``known`` gives what is remembered of a subject, ``None`` also where it was asked under other settings: then the
    answer is one to another question. ``budget`` is the most questions of this run.
    """
    due: list[tuple[tuple[int, datetime, bytes], Subject]] = []
    fresh = []
    for subject in subjects:
        timeline = known(subject)
        if timeline is not None and _is_fresh(subject, timeline, now, max_age):
            fresh.append(subject)
        else:
            due.append((_urgency(subject, timeline, now), subject))
    ordered = tuple(subject for _, subject in sorted(due, key=lambda each: each[0]))
    cut = len(ordered) if budget is None else max(0, budget)
    return Plan(ordered[:cut], tuple(fresh), ordered[cut:])


def _is_fresh(subject: Subject, timeline: Timeline, now: datetime, max_age: timedelta) -> bool:
    latest = timeline.latest
    if latest.outcome is Outcome.UNASKED:
        return False
    if latest.outcome is Outcome.UNREACHABLE:
        return now - latest.at < min(max_age, NIGHTLY)
    return now - latest.at < lifetime(subject, latest.at, max_age)


def lifetime(subject: Subject, asked: datetime, max_age: timedelta) -> timedelta:
    """How long an answer about this subject holds: the same for the same answer, another for the next one.

    A fixed amount for each subject would keep those of one amount on the same nights for ever.
    """
    if max_age < _SPREAD_FROM:
        return max_age
    share = int.from_bytes(_mark(subject, asked.date().isoformat())[:4], "big") / 2**32
    return max_age * (1 + SPREAD * share)


def _urgency(subject: Subject, timeline: Timeline | None, now: datetime) -> tuple[int, datetime, bytes]:
    """Never asked first, then failures, the youngest first, then the longest unasked."""
    if timeline is None:
        return 0, now, _mark(subject)
    if timeline.latest.outcome is Outcome.UNREACHABLE:
        return 1, _mirrored(timeline.since, now), _mark(subject)
    return 2, timeline.latest.at, _mark(subject)


def _mirrored(moment: datetime, now: datetime) -> datetime:
    """Later becomes earlier, so that the youngest sorts first."""
    return now + (now - moment)


def _mark(subject: Subject, day: str = "") -> bytes:
    return blake2b(f"{subject.topic} {subject.name} {day}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
