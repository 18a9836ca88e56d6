"""The link has failed again and again, on separate days, and was not seen alive in between.

Why it matters
--------------
A time-out or a server error says nothing about a page: it may be back in a minute. Only lasting makes rot of it. One
failing day is nothing, a second is a warning; after the configured patience (three separate days and seven days without
life) it is an error.

What to do
----------
Open the link by hand. If it is dead, look for the page's new address or cite an archived copy; if it works for you,
tell the server's owner or set the host's timeout in the configuration.

Fix safety
----------
There is no fix: nobody has said that the page is gone.
"""

from collections.abc import Iterator
from dataclasses import replace

from checker.core.answer import Outcome
from checker.core.examples import entry, link_answer
from checker.core.failing import Failing, failing
from checker.core.finding import Finding, Severity
from checker.core.known import day
from checker.core.links import finding, known_links
from checker.core.reference import Reference
from checker.core.rule import LINKS, Example, Rule
from checker.core.seen import Policy, Seen


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Links that keep failing; those that a conclusive answer has condemned are other rules' matter."""
    for link in known_links(reference, seen):
        stretch = failing(link.timeline)
        condemned = link.standing.outcome.conclusive and not link.standing.outcome.alive
        if stretch is None or stretch.days < 2 or condemned:
            continue
        latest = link.timeline.latest
        found = f"it failed on {stretch.days} separate days"
        yield replace(
            finding(
                "L008",
                reference,
                link,
                f"{link.shown} {_since(stretch)}: {found}, the last time because {latest.detail or 'it could not be reached'}",
                found=found,
                hint="Open it by hand; if it is dead, find its new address or cite an archived copy.",
                because=latest,
            ),
            severity=_severity(stretch, seen),
        )


def _severity(stretch: Failing, seen: Seen) -> Severity:
    policy: Policy = seen.policy
    lasted = stretch.lasted(seen.at) >= policy.patience_days
    return Severity.ERROR if lasted and stretch.days >= policy.patience_runs else Severity.WARNING


def _since(stretch: Failing) -> str:
    if stretch.alive is None:
        return f"was never seen alive since it was first asked on {day(stretch.since)}"
    again = f" (it has come back {stretch.times} times before)" if stretch.times > 1 else ""
    return f"was last seen alive on {day(stretch.alive)}{again}"


RULE = Rule(
    id="L008",
    name="rotting-link",
    severity=Severity.WARNING,
    finds="a link not seen alive since a date, over several separate runs",
    explanation=__doc__ or "",
    hears=LINKS,
    check=check,
    examples=(
        Example(
            "A second failing day is a warning",
            entry("https://example.org/"),
            (
                link_answer("https://example.org/", Outcome.FOUND, at="2026-11-20T04:00:00+00:00", status=200),
                link_answer(
                    "https://example.org/", Outcome.UNREACHABLE, "it did not answer in time", at="2026-11-21T04:00:00+00:00"
                ),
                link_answer("https://example.org/", Outcome.UNREACHABLE, "it did not answer in time"),
            ),
            (
                "https://example.org/ was last seen alive on 2026-11-20: it failed on 2 separate days,"
                " the last time because it did not answer in time",
            ),
        ),
        Example(
            "One failing day is no rot, whatever the number of runs",
            entry("https://example.org/"),
            (
                link_answer(
                    "https://example.org/", Outcome.UNREACHABLE, "the server failed (status 503)", at="2026-11-22T01:00:00+00:00"
                ),
                link_answer(
                    "https://example.org/", Outcome.UNREACHABLE, "the server failed (status 503)", at="2026-11-22T02:00:00+00:00"
                ),
                link_answer("https://example.org/", Outcome.UNREACHABLE, "the server failed (status 503)"),
            ),
        ),
        Example(
            "Being found once ends it",
            entry("https://example.org/"),
            (
                link_answer(
                    "https://example.org/", Outcome.UNREACHABLE, "the server failed (status 503)", at="2026-11-10T04:00:00+00:00"
                ),
                link_answer(
                    "https://example.org/", Outcome.UNREACHABLE, "the server failed (status 503)", at="2026-11-12T04:00:00+00:00"
                ),
                link_answer("https://example.org/", Outcome.FOUND, status=200),
            ),
        ),
    ),
)
