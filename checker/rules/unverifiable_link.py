"""Somebody is there, but answers programs with a wall: a login, a bot check, a payment, a refusal.

Why it matters
--------------
Nothing was learnt about the page. It may be perfectly well, or long gone behind its wall; only a person can see.

What to do
----------
Open the link by hand now and then. Where it works, ignore the finding for a while, with a reason and a date; where the
work has a DOI, cite that: the registry can always be asked.

Fix safety
----------
There is no fix: nothing is known to be wrong.
"""

from collections.abc import Iterator

from checker.core.answer import Outcome
from checker.core.examples import entry, link_answer
from checker.core.finding import Finding, Severity
from checker.core.known import last_alive
from checker.core.links import finding, known_links
from checker.core.reference import Reference
from checker.core.rule import LINKS, Example, Rule
from checker.core.seen import Seen


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Links whose newest answer is a wall, and that no earlier answer has condemned."""
    for link in known_links(reference, seen):
        latest = link.timeline.latest
        condemned = link.standing.outcome.conclusive and not link.standing.outcome.alive
        if latest.outcome is not Outcome.REFUSED or condemned:
            continue
        why = latest.detail or "it turns programs away"
        yield finding(
            "L013",
            reference,
            link,
            f"{link.shown} could not be verified: {why}{last_alive(link)}",
            found=why,
            hint="Open it by hand; where it works, ignore this with a reason and a date.",
            because=latest,
        )


RULE = Rule(
    id="L013",
    name="unverifiable-link",
    severity=Severity.INFO,
    finds="a link that turns programs away",
    explanation=__doc__ or "",
    hears=LINKS,
    check=check,
    examples=(
        Example(
            "A publisher's bot wall",
            entry("https://dl.acm.org/doi/10.1145/3600006.3613165"),
            (
                link_answer(
                    "https://dl.acm.org/doi/10.1145/3600006.3613165",
                    Outcome.REFUSED,
                    "a bot wall stands before it (cloudflare, status 403)",
                    status=403,
                    wall="cloudflare",
                ),
            ),
            (
                "https://dl.acm.org/doi/10.1145/3600006.3613165 could not be verified: a bot wall stands before it"
                " (cloudflare, status 403)",
            ),
        ),
        Example(
            "A server error is no wall",
            entry("https://example.org/"),
            (link_answer("https://example.org/", Outcome.UNREACHABLE, "the server failed (status 500)", status=500),),
        ),
    ),
)
