"""Answers become spells: what says the same extends a stretch of time, what says something else begins one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from checker.core.answer import Answer, Spell, Timeline


def resolve(answer: Answer, timeline: Timeline | None) -> Answer:
    """What an answer means: "unchanged" (304 to a conditional request) stands for the facts of the last conclusive answer."""
    if not answer.facts.get("unchanged"):
        return answer
    earlier = timeline.conclusive if timeline else None
    if earlier is None:
        return replace(answer, facts={name: value for name, value in answer.facts.items() if name != "unchanged"})
    return replace(
        answer,
        outcome=earlier.outcome,
        facts=earlier.facts,
        detail=earlier.detail,
        status=earlier.status,
        final_url=earlier.final_url,
        redirects=earlier.redirects,
        validators={**earlier.validators, **answer.validators},
    )


def absorb(last: Spell | None, answer: Answer, *, new_run: bool = True) -> tuple[Spell, bool]:
    """The spell that an answer belongs to, and whether it extends the last one.

    Answers of two runs at once may come in late: they count, but the newest stays the newest.
    """
    if last is None or not last.answer.says_the_same(answer):
        return Spell(answer, answer.at, answer.at), False
    newest = answer if answer.at >= last.until else last.answer
    spell = Spell(
        newest,
        min(last.since, answer.at),
        max(last.until, answer.at),
        last.runs + new_run,
        last.days + (answer.at.date() > last.until.date()),
    )
    return spell, True


def joined(earlier: Sequence[Spell], later: Sequence[Spell]) -> tuple[Spell, ...]:
    """Two stretches of memory, one behind the other; equal spells at the seam become one."""
    if not earlier or not later or not earlier[-1].answer.says_the_same(later[0].answer):
        return (*earlier, *later)
    first, second = earlier[-1], later[0]
    same_day = first.until.date() == second.since.date()
    seam = Spell(second.answer, first.since, second.until, first.runs + second.runs, first.days + second.days - same_day)
    return (*earlier[:-1], seam, *later[1:])


def _before(spell: Spell, moment: datetime) -> Spell | None:
    """The part of a spell before a moment: no more days than the calendar has there."""
    if spell.until < moment or spell.since >= moment:
        return spell if spell.until < moment else None
    days = (moment.date() - spell.since.date()).days
    if not days:
        return None
    eve = moment.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(seconds=1)
    return Spell(replace(spell.answer, at=eve), spell.since, eve, min(spell.runs, days), min(spell.days, days))


def combined(here: Timeline | None, there: Timeline | None) -> Timeline | None:
    """What this machine remembers, and before or after it what the lock remembers of other machines.

    Where both speak of the same time, this machine's own memory holds; it is finer.
    """
    if here is None or there is None:
        return here or there
    begins, ends = here.spells[0].since, here.spells[-1].until
    before = [clipped for spell in there.spells if (clipped := _before(spell, begins))]
    after = [spell for spell in there.spells if spell.since > ends]
    return Timeline(joined(joined(before, here.spells), after)) if before or after else here
