"""Whether a run failed because of us: most hosts silent at once is our own network, not the world's end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from checker.core import urls
from checker.core.answer import Answer, Outcome, Timeline, Topic

FEWEST_HOSTS = 3
"""With fewer silent hosts than this, nothing can be said about our own network."""

_UNREACHED = frozenset({"dns-no-such-name"})
"""Failures that say "missing" of one host, and "no network" of most: a resolver without a net denies every name."""

_AT_HOME = frozenset({"hand", "library"})
"""Sources on this machine; that they answer says nothing about the network."""

Timelines = Mapping[tuple[Topic, str], Mapping[str, Timeline]]


def is_outage(answers: Iterable[Answer], known: Timelines | None = None) -> bool:
    """Whether most of the hosts that were asked stayed silent, and at least three of them.

    A host that was silent before (``known``) is no witness: that it still is says nothing about tonight. Where none of the
    silent ones was ever heard of, as in a first run, one host that answers shows that the network is there. Walls did answer.
    """
    hosts: defaultdict[str, list[bool]] = defaultdict(list)
    heard_of: set[str] = set()
    for answer in answers:
        before = _before(answer, known)
        if answer.outcome is Outcome.UNASKED or answer.source in _AT_HOME or (before and _silent(before)):
            continue
        host = _host(answer)
        hosts[host].append(_silent(answer))
        if before:
            heard_of.add(host)
    silent = {host for host, each in hosts.items() if all(each)}
    if len(silent) < FEWEST_HOSTS:
        return False
    return len(silent) * 2 > len(hosts) if silent & heard_of else len(silent) == len(hosts)


def _silent(answer: Answer) -> bool:
    return answer.outcome is Outcome.UNREACHABLE or answer.facts.get("failure") in _UNREACHED


def _before(answer: Answer, known: Timelines | None) -> Answer | None:
    timeline = (known or {}).get((answer.topic, answer.subject), {}).get(answer.source)
    return timeline.latest if timeline else None


def _host(answer: Answer) -> str:
    """Who was asked: a link's own host, a forge's host, else the service."""
    if answer.topic in (Topic.LINK, Topic.SNAPSHOT):
        return urls.host(answer.subject) if answer.topic is Topic.LINK else answer.source
    return answer.source
