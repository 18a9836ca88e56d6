"""The address leads nowhere: its server says so, twice in a run, to a full request.

Why it matters
--------------
A reader who follows the reference finds nothing, and nobody can check what it was cited for. A quarter of the links in
older papers have ended so.

What to do
----------
Look for the page's new address (the title in a search engine, the author's or the project's page) and write it. Where
the page is gone for good, cite an archived copy or another source.

Fix safety
----------
Where the Internet Archive has a copy, the fix writes its address. It is unsafe: a copy may show another state of the
page than the one that was cited. Without a copy there is no fix.
"""

from collections.abc import Iterator

from checker.core.answer import Outcome
from checker.core.examples import entry, link_answer, snapshot_answer
from checker.core.finding import Finding, Severity
from checker.core.known import last_alive
from checker.core.links import finding, missing_because_of, snapshot_fix, unregistered
from checker.core.reference import Reference
from checker.core.rule import LINKS, WORKS, Example, Rule
from checker.core.seen import Seen

_COPY = "https://web.archive.org/web/20240305101112/https://example.org/paper"


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Missing links for which no more specific rule speaks, and identifiers that no registry knows."""
    for link in (*missing_because_of("L001", reference, seen), *unregistered(reference, seen)):
        why = link.standing.detail or "its server says that it is not there"
        yield finding(
            "L001",
            reference,
            link,
            f"{link.shown} leads nowhere: {why}{last_alive(link)}",
            found=why,
            hint="Find the page's new address, or cite an archived copy.",
            fix=snapshot_fix(reference, link, seen),
        )


RULE = Rule(
    id="L001",
    name="dead-link",
    severity=Severity.ERROR,
    finds="an address that leads nowhere",
    explanation=__doc__ or "",
    hears=LINKS | WORKS,  # registries answer for the links of the works that they know
    check=check,
    examples=(
        Example(
            "A page that its server does not know",
            entry("https://example.org/paper"),
            (link_answer("https://example.org/paper", Outcome.MISSING, "it is not there (status 404)", status=404),),
            ("https://example.org/paper leads nowhere: it is not there (status 404)",),
        ),
        Example(
            "A dead page of which the archive has a copy",
            entry("https://example.org/paper"),
            (
                link_answer("https://example.org/paper", Outcome.FOUND, at="2026-10-01T04:00:00+00:00", status=200),
                link_answer("https://example.org/paper", Outcome.MISSING, "it is gone for good (status 410)", status=410),
                snapshot_answer("https://example.org/paper", _COPY, "2024-03-05"),
            ),
            ("https://example.org/paper leads nowhere: it is gone for good (status 410), last seen alive on 2026-10-01",),
            fixed=entry(_COPY),
        ),
        Example(
            "A dead page that times out later is still dead",
            entry("https://example.org/paper"),
            (
                link_answer(
                    "https://example.org/paper", Outcome.MISSING, "it is not there (status 404)", at="2026-11-20T04:00:00+00:00"
                ),
                link_answer("https://example.org/paper", Outcome.UNREACHABLE, "it did not answer in time"),
            ),
            ("https://example.org/paper leads nowhere: it is not there (status 404)",),
        ),
        Example(
            "A wall says nothing about the page behind it",
            entry("https://example.org/paper"),
            (
                link_answer(
                    "https://example.org/paper", Outcome.REFUSED, "it forbids access to programs (status 403)", status=403
                ),
            ),
        ),
    ),
)
