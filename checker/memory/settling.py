"""From answers to timelines: most answers say what was said the night before, and only a count goes up.

Ten thousand answers a night are compared as text and counted in place. What is not that plain goes through `Series`: the first
answer after a rebuilt memory, several answers to one question in a run, one that comes in late, "unchanged" after a failure.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from checker.core.answer import Outcome, Spell, Topic
from checker.memory import codec, rows
from checker.memory.held import Held, Key, pending, release
from checker.memory.newest import Newest, newest
from checker.memory.outage import Heard, is_outage, is_silent, long_silent

_DAY = 86_400_000_000
"""Microseconds; moments are counted from a midnight."""

_COUNT = (
    "UPDATE spell SET until = ?, runs = runs + (last_run != ?), days = days + ?, last_run = ?, asked_with = ?, fresh = ?"
    " WHERE id = ?"
)


def settle(db: sqlite3.Connection, run: int) -> bool:
    """Takes what a run was answered into the timelines; whether it was an outage of ours, which counts for nothing."""
    held = pending(db, run)
    before = newest(db, held, outage=False)
    outage = _was_ours(db, run, held, before)
    left = _take_quickly(db, run, held, _discounted(db, held, before) if outage else before, outage=outage)
    if left:
        _take(db, run, left, outage=outage)
    release(db, run)
    rows.set_state(db, run, "outage" if outage else "kept")
    return outage


def was_ours(db: sqlite3.Connection, run: int, held: Sequence[Held]) -> bool:
    """Whether these answers of a run are those of an outage of ours; what was once taken for one stays one."""
    return _was_ours(db, run, held, newest(db, held, outage=False))


def _was_ours(db: sqlite3.Connection, run: int, held: Sequence[Held], before: Mapping[Key, Newest]) -> bool:
    if rows.state(db, run) == "outage":
        return True
    heard = [_heard(each, before.get(each.key)) for each in held]
    return is_outage(heard) and is_outage(heard, long_silent(heard, _since_it_counted(db, held, before)))


def _heard(held: Held, before: Newest | None) -> Heard:
    known = None if before is None else _silent(before.said)
    return Heard(*held.key, held.outcome is not Outcome.UNASKED, _silent(held.said), known)


def _silent(said: str) -> bool:
    outcome = codec.outcome_of(said)
    may_differ = outcome is Outcome.MISSING and '"failure":' in said
    return is_silent(outcome, codec.Said.of(said).facts if may_differ else {})


def _since_it_counted(
    db: sqlite3.Connection, held: Iterable[Held], before: Mapping[Key, Newest]
) -> Callable[[Key], Sequence[Spell]]:
    """What was heard on nights that counted for nothing, since the last that counted."""
    shelf = rows.load(db, list({(Topic(each.topic), each.subject) for each in held}), outage=True)

    def spells(key: Key) -> Sequence[Spell]:
        series = shelf.get((Topic(key[0]), key[1]), {}).get(key[2], ())
        last = before.get(key)
        return [each for each in series if last is None or codec.to_number(each.since) > last.until]

    return spells


def _discounted(db: sqlite3.Connection, held: Iterable[Held], before: Mapping[Key, Newest]) -> Mapping[Key, Newest]:
    """The last spells of nights that count for nothing; one that a night that counts has ended is not lengthened."""
    found = newest(db, held, outage=True)
    return {key: last for key, last in found.items() if key not in before or last.until > before[key].until}


def _take_quickly(
    db: sqlite3.Connection, run: int, held: Sequence[Held], before: Mapping[Key, Newest], *, outage: bool
) -> list[Held]:
    """Counts what says the same, begins what says something new; returns what is not that plain."""
    times = Counter(each.key for each in held)
    counted, left = [], []
    for each in held:
        last = before.get(each.key)
        plain = times[each.key] == 1 and (last is None or each.at >= last.until)
        meant = _meant(each, last) if plain else None
        if meant is None:
            left.append(each)
        elif last is not None and _says_the_same(meant.said, last.said):
            new_day = meant.at // _DAY > last.until // _DAY
            counted.append((meant.at, run, new_day, run, meant.asked_with, meant.fresh, last.number))
        else:
            _begin(db, run, meant, last, outage=outage)
    db.executemany(_COUNT, counted)
    return left


def _meant(held: Held, last: Newest | None) -> Held | None:
    """What an answer stands for; ``None`` where "unchanged" refers to something earlier than the last answer."""
    if '"unchanged":' not in held.said or not codec.Said.of(held.said).facts.get("unchanged"):
        return held
    if last is None or not codec.outcome_of(last.said).conclusive:
        return None
    return held._replace(said=last.said, fresh=codec.confirmed(last.fresh, held.fresh))


def _says_the_same(one: str, other: str) -> bool:
    """Equal text means the same; the same can be written in two ways (1 and 1.0) only where the outcome is the same."""
    if one == other:
        return True
    return one[:8] == other[:8] and codec.Said.of(one) == codec.Said.of(other)


def _begin(db: sqlite3.Connection, run: int, held: Held, last: Newest | None, *, outage: bool) -> None:
    """A new spell; of the one that is over only the sentence is kept."""
    if last is not None:
        db.execute("UPDATE spell SET fresh = ? WHERE id = ?", (codec.superseded(last.fresh), last.number))
    subject = last.subject if last else rows.subject(db, held.topic, held.subject)
    said = rows.said(db, held.said)
    rows.begin_spell(db, (subject, held.source, said, held.at, held.at, 1, 1, outage, run, held.asked_with, held.fresh))


def _take(db: sqlite3.Connection, run: int, left: Iterable[Held], *, outage: bool) -> None:
    """The way on which everything is looked at."""
    answers = [(each, each.answer()) for each in left]
    stored = rows.load(db, list({(answer.topic, answer.subject) for _, answer in answers}), outage=outage)
    for each, answer in answers:
        rows.series_of(stored, answer).take(answer, run, each.asked_with)
    rows.save(db, stored, outage=outage)
