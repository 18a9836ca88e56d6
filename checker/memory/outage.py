"""Whether a run failed because of us: most hosts silent at once is our own network, not the world's end."""

from collections.abc import Iterable
from typing import NamedTuple

from checker.core import urls
from checker.core.answer import Outcome, Topic
from checker.memory import codec

FEWEST_HOSTS = 3
"""With fewer silent hosts than this, nothing can be said about our own network."""

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
    def host(self) -> str:
        """Who was asked: a link's own host, a forge's host, else the service."""
        return urls.host(self.subject) if self.topic == Topic.LINK else self.source


def silent(said: str) -> bool:
    """Whether what an answer says (as `codec.said` writes it) is no more than that nobody was reached."""
    if codec.outcome_of(said) is Outcome.UNREACHABLE:
        return True
    return '"failure":"dns-' in said and codec.Said.of(said).facts.get("failure") in _UNREACHED


def is_outage(heard: Iterable[Heard]) -> bool:
    """Whether most of the hosts that were asked stayed silent, and at least three of them.

    A host that was silent before is no witness: that it still is says nothing about tonight. Where none of the silent ones was
    ever heard of, as in a first run, one host that answers shows that the network is there. Walls did answer.
    """
    witnesses = [each for each in heard if each.asked and not each.before and each.source not in _AT_HOME]
    quiet = [each for each in witnesses if each.silent]
    suspects = {each.host for each in quiet}
    answered = _some_hosts((each for each in witnesses if not each.silent), len(suspects))
    silent_hosts = suspects - answered
    if len(silent_hosts) < FEWEST_HOSTS or len(answered) >= len(suspects):
        return False
    heard_of = {each.host for each in witnesses if each.before is not None and each.host in silent_hosts} if answered else ()
    return not answered or (bool(heard_of) and len(silent_hosts) > len(answered))


def _some_hosts(heard: Iterable[Heard], enough: int) -> set[str]:
    """Who answered; no more than it takes to outnumber the silent."""
    hosts: set[str] = set()
    for each in heard:
        if len(hosts) >= enough:
            break
        hosts.add(each.host)
    return hosts
