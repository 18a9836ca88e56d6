"""Nothing that was asked in this run could be reached: the network is down, or this machine may not use it.

Why it matters
--------------
A run without a network proves nothing. It is said once, instead of once for every link, and what was known before
stands.

What to do
----------
Look at the network, at HTTP_PROXY, HTTPS_PROXY and NO_PROXY, and run again; or run with `--offline`, which judges from
recorded answers and asks nobody.

Fix safety
----------
There is no fix: nothing in the files is wrong.
"""

from collections import Counter
from collections.abc import Iterator

from checker.core.answer import Answer, Outcome, Topic
from checker.core.examples import entry, link_answer
from checker.core.finding import Finding, Severity
from checker.core.network import cut_off
from checker.core.reference import Reference
from checker.core.rule import Example, Rule
from checker.core.seen import Seen
from checker.core.urls import host


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Once, where every question of this run failed before anybody answered it."""
    answers = cut_off(seen)
    if not answers:
        return
    kinds = Counter(str(answer.facts.get("failure") or answer.detail or "no answer").replace("-", " ") for answer in answers)
    reason = kinds.most_common(1)[0][0]
    asked = len({_whom(answer) for answer in answers})
    count = f"none of the {asked} hosts that were asked" if asked > 1 else "the only host that was asked"
    yield Finding(
        rule="N002",
        key=None,
        place=reference.place,
        message=f"{count} could{'' if asked > 1 else ' not'} be reached: {reason}",
        found=reason,
        hint="Look at the network and the proxy settings, or run with --offline.",
        because=answers[:3],
    )


def _whom(answer: Answer) -> str:
    return host(answer.subject) if answer.topic is Topic.LINK else answer.source


RULE = Rule(
    id="N002",
    name="network-unavailable",
    severity=Severity.WARNING,
    finds="a run in which nothing could be reached",
    explanation=__doc__ or "",
    check=check,
    examples=(
        Example(
            "A machine without a network",
            entry("https://example.org/"),
            (
                link_answer("https://example.org/", Outcome.UNREACHABLE, "no name server answered", failure="dns-failure"),
                link_answer("https://example.net/", Outcome.UNREACHABLE, "no name server answered", failure="dns-failure"),
            ),
            ("none of the 2 hosts that were asked could be reached: dns failure",),
        ),
        Example(
            "One server that fails is no dead network",
            entry("https://example.org/"),
            (link_answer("https://example.org/", Outcome.UNREACHABLE, "the server failed (status 503)", status=503),),
        ),
    ),
    whole=True,
)
