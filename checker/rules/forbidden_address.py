"""The link, or a redirect that it leads to, points into a private, loopback or link-local network.

Why it matters
--------------
Such an address means something else on every machine, and nothing outside its own network: readers cannot follow it. A
public page that redirects into a private network may be an attack on whoever checks it, which is why it was not asked.

What to do
----------
Write the public address of the page. Where the catalogue is for one organisation only, allow such links with
`--allow-private` or in the configuration.

Fix safety
----------
There is no fix: the public address is for a person to find.
"""

from collections.abc import Iterator

from checker.core.answer import Outcome
from checker.core.examples import entry, link_answer
from checker.core.finding import Finding, Severity
from checker.core.links import finding, known_links
from checker.core.reference import Reference
from checker.core.rule import LINKS, Example, Rule
from checker.core.seen import Seen
from checker.core.urls import host


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Links that were not asked because of where they lead."""
    for link in known_links(reference, seen):
        latest = link.timeline.latest
        forbidden = latest.facts.get("forbidden")
        if latest.outcome is not Outcome.UNASKED or not forbidden:
            continue
        verb = "redirects" if latest.redirects or host(link.subject.name) != forbidden else "points"
        yield finding(
            "L012",
            reference,
            link,
            f"{link.shown} {verb} into a private network ({forbidden}); it was not asked",
            found=f"the private address {forbidden}",
            hint="Write the public address, or allow private addresses with --allow-private.",
            because=latest,
        )


RULE = Rule(
    id="L012",
    name="forbidden-address",
    severity=Severity.ERROR,
    finds="a link, or a redirect, into a private, loopback or link-local network",
    explanation=__doc__ or "",
    hears=LINKS,
    check=check,
    examples=(
        Example(
            "A link to the author's own machine",
            entry("http://127.0.0.1:8000/paper"),
            (link_answer("http://127.0.0.1:8000/paper", Outcome.UNASKED, failure="forbidden-address", forbidden="127.0.0.1"),),
            ("http://127.0.0.1:8000/paper points into a private network (127.0.0.1); it was not asked",),
        ),
        Example(
            "A public page that leads into a private network",
            entry("https://example.org/"),
            (
                link_answer(
                    "https://example.org/", Outcome.UNASKED, hops=(302,), failure="forbidden-address", forbidden="10.0.0.1"
                ),
            ),
            ("https://example.org/ redirects into a private network (10.0.0.1); it was not asked",),
        ),
        Example(
            "An address of another protocol is only listed",
            entry("ftp://example.org/paper"),
            (link_answer("ftp://example.org/paper", Outcome.UNASKED, failure="unsupported-scheme"),),
        ),
    ),
)
