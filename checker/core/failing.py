"""How long a link has been failing: separate days since it was last there (contract, section 8, "Patience")."""

from datetime import date, datetime
from itertools import pairwise, takewhile
from typing import NamedTuple

from checker.core.answer import Outcome, Spell, Timeline


class Failing(NamedTuple):
    """A stretch of failing that has not ended: on how many separate days it failed, and since when."""

    days: int
    since: datetime
    """The first failure of the stretch."""
    alive: datetime | None
    """When it was last seen alive before, if ever."""
    times: int
    """How often it came back and failed again within the memory."""

    def lasted(self, at: datetime) -> int:
        """Days since it was last seen alive; since the first failure where it never was.

        Days of the calendar: a nightly run never begins at the same second, and must not wait a night longer for it.
        """
        return (at.date() - (self.alive or self.since).date()).days


def failing(timeline: Timeline) -> Failing | None:
    """The stretch of failing that the newest answer belongs to; ``None`` where the newest answer is no failure.

    Only `unreachable` is failing. Anything that came from the site itself ends a stretch: a wall (`refused`) shows that somebody
    is at home. What was never asked (`unasked`) neither lengthens nor ends one.
    """
    stretch: list[Spell] = []
    for spell in reversed(timeline.spells):
        if spell.answer.outcome is Outcome.UNREACHABLE:
            stretch.insert(0, spell)
        elif spell.answer.outcome is not Outcome.UNASKED:
            break
    if not stretch:
        return None
    return Failing(_days(stretch), stretch[0].since, timeline.last_found, _comebacks(timeline))


def _days(stretch: list[Spell]) -> int:
    """Separate days; two spells that meet on one day share it."""
    total, last = 0, date.min
    for spell in stretch:
        total += spell.days - (spell.since.date() == last)
        last = spell.until.date()
    return total


def _comebacks(timeline: Timeline) -> int:
    """How often a failure was followed by being alive, since anything else was the matter."""
    outcomes = [spell.answer.outcome for spell in timeline.spells if spell.answer.outcome is not Outcome.UNASKED]
    flapping = takewhile(lambda each: each.alive or each is Outcome.UNREACHABLE, reversed(outcomes))
    return sum(before is Outcome.UNREACHABLE and after.alive for after, before in pairwise(flapping))
