"""Whether a run failed because of us: most hosts silent at once is our own network, not the world's end."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from checker.core import urls
from checker.core.answer import Outcome, Spell, Topic
from checker.memory.held import Key

FEWEST_HOSTS = 3
"""With fewer silent hosts than this, nothing can be said about our own network."""

ENOUGH_DAYS = 3
"""As many separate days as patience asks for, so that a night on which most hosts really die delays nobody's end."""

_UNREACHED = frozenset({"dns-no-such-name"})
"""Failures that say "missing" of one host, and "no network" of most: a resolver without a net denies every name."""

_AT_HOME = frozenset({"hand", "library"})
"""Sources on this machine; that they answer says nothing about the network."""


class Heard(NamedTuple):
    """What was heard of one subject from one source tonight, and whether it was silent before (``None``: never heard of)."""

    topic: str
    subject: str
    source: str
    asked: bool
    silent: bool
    before: bool | None

    @property
    def key(self) -> Key:
        """Whose timeline it belongs to."""
        return self[:3]

    @property
    def is_witness(self) -> bool:
        """Whether it says something about the network tonight."""
        return self.asked and not self.before and self.source not in _AT_HOME

    @property
    def host(self) -> str:
        """Who was asked: a link's own host, a forge's host, else the service."""
        return urls.host(self.subject) if self.topic == Topic.LINK else self.source


def is_silent(outcome: Outcome, facts: Mapping[str, Any]) -> bool:
    """Whether an answer says no more than that nobody was reached."""
    return outcome is Outcome.UNREACHABLE or facts.get("failure") in _UNREACHED


def is_outage(heard: Iterable[Heard], believed: Collection[Key] = ()) -> bool:
    """Whether most of the hosts that were asked stayed silent, and at least three of them.

    A host that was silent before is no witness: that it still is says nothing about tonight. Neither are those of which long
    silence is ``believed`` (`long_silent`). Where none of the silent ones was ever heard of, as in a first run, one host that
    answers shows that the network is there. Walls did answer.
    """
    witnesses = [each for each in heard if each.is_witness and each.key not in believed]
    suspects = {each.host for each in witnesses if each.silent}
    answered = _some_hosts((each for each in witnesses if not each.silent), len(suspects))
    quiet = suspects - answered
    if len(quiet) < FEWEST_HOSTS or len(answered) >= len(suspects):
        return False
    heard_of = (each.before is not None and each.host in quiet for each in witnesses)
    return not answered or (len(quiet) > len(answered) and any(heard_of))


def long_silent(heard: Iterable[Heard], discounted: Callable[[Key], Sequence[Spell]]) -> frozenset[Key]:
    """Those silent tonight of which it is not our network, though their silent nights counted for nothing so far.

    They were silent on `ENOUGH_DAYS` separate days while somebody who answers tonight answered on as many of those nights: an
    outage of ours that always takes the same hosts and leaves the others is none. When nobody answers, nobody is believed dead,
    however long it lasts. ``discounted`` gives what was heard of a subject on nights that counted for nothing since the last that
    counted.
    """
    witnesses = [each for each in heard if each.is_witness]
    if not any(_days_heard(discounted(each.key)) >= ENOUGH_DAYS for each in witnesses if not each.silent):
        return frozenset()
    quiet = (each.key for each in witnesses if each.silent)
    return frozenset(key for key in quiet if _days_silent(discounted(key)) >= ENOUGH_DAYS)


def _days_heard(spells: Iterable[Spell]) -> int:
    return sum(spell.days for spell in spells if not is_silent(spell.answer.outcome, spell.answer.facts))


def _days_silent(spells: Sequence[Spell]) -> int:
    """Separate days without a break up to the last; two spells that meet on one day share it."""
    total, begins = 0, date.max
    for spell in reversed(spells):
        if not is_silent(spell.answer.outcome, spell.answer.facts):
            break
        total += spell.days - (spell.until.date() == begins)
        begins = spell.since.date()
    return total


def _some_hosts(heard: Iterable[Heard], enough: int) -> set[str]:
    """Who answered; no more than it takes to outnumber the silent."""
    hosts: set[str] = set()
    for each in heard:
        if len(hosts) >= enough:
            break
        hosts.add(each.host)
    return hosts
