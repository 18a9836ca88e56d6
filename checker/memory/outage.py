"""Whether a run failed because of us: most hosts silent at once is our own network, not the world's end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from checker.core import urls
from checker.core.answer import Answer, Outcome, Timeline, Topic

FEWEST_HOSTS = 3
"""With fewer silent hosts than this, nothing can be said about our own network."""

_UNREACHED = frozenset({"dns-no-such-name"})
"""Failures that say "missing" of one host, and "no network" of most: a resolver without a net denies every name."""

Timelines = Mapping[tuple[Topic, str], Mapping[str, Timeline]]


def is_outage(answers: Iterable[Answer], known: Timelines | None = None) -> bool:
    """Whether most of the hosts that were asked stayed silent, and at least three of them.

    A host that was silent before (``known``) is no witness: that it still is says nothing about tonight. Walls are hosts that
    answered.
    """
    hosts: defaultdict[str, list[bool]] = defaultdict(list)
    for answer in answers:
        if answer.outcome is not Outcome.UNASKED and not _silent_before(answer, known):
            hosts[_host(answer)].append(_silent(answer))
    silent = sum(all(each) for each in hosts.values())
    return silent >= FEWEST_HOSTS and silent * 2 > len(hosts)


def _silent(answer: Answer) -> bool:
    return answer.outcome is Outcome.UNREACHABLE or answer.facts.get("failure") in _UNREACHED


def _silent_before(answer: Answer, known: Timelines | None) -> bool:
    timeline = (known or {}).get((answer.topic, answer.subject), {}).get(answer.source)
    return timeline is not None and _silent(timeline.latest)


def _host(answer: Answer) -> str:
    """Who was asked: a link's own host, a forge's host, else the service."""
    if answer.topic in (Topic.LINK, Topic.SNAPSHOT):
        return urls.host(answer.subject) if answer.topic is Topic.LINK else answer.source
    return answer.source
