"""The redirects come back to where they were, or there are more than twenty of them.

Why it matters
--------------
No browser ever arrives: the link is dead, although every server on the way says that the page is somewhere.

What to do
----------
Look for the page's address on its site, or cite an archived copy.

Fix safety
----------
Where the Internet Archive has a copy, the fix writes its address. It is unsafe: a copy may show another state of the
page than the one that was cited.
"""

from collections.abc import Iterator

from checker.core.answer import Outcome
from checker.core.examples import entry, link_answer
from checker.core.finding import Finding, Severity
from checker.core.known import last_alive
from checker.core.links import finding, missing_because_of, snapshot_fix
from checker.core.reference import Reference
from checker.core.rule import LINKS, Example, Rule
from checker.core.seen import Seen


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Links whose redirects end nowhere."""
    for link in missing_because_of("L009", reference, seen):
        loops = link.standing.facts.get("failure") == "redirect-loop"
        found = "redirects that come back to where they were" if loops else "more than 20 redirects"
        yield finding(
            "L009",
            reference,
            link,
            f"{link.shown} never arrives: it answers with {found}{last_alive(link)}",
            found=found,
            hint="Look for the page's address on its site, or cite an archived copy.",
            fix=snapshot_fix(reference, link, seen),
        )


RULE = Rule(
    id="L009",
    name="redirect-loop",
    severity=Severity.ERROR,
    finds="redirects that come back or never end",
    explanation=__doc__ or "",
    hears=LINKS,
    check=check,
    examples=(
        Example(
            "Two addresses that send their readers to each other",
            entry("https://example.org/a"),
            (
                link_answer(
                    "https://example.org/a", Outcome.MISSING, "it redirects in a circle", hops=(302, 302), failure="redirect-loop"
                ),
            ),
            ("https://example.org/a never arrives: it answers with redirects that come back to where they were",),
        ),
        Example(
            "A redirect without a target is a matter for dead-link",
            entry("https://example.org/a"),
            (
                link_answer(
                    "https://example.org/a", Outcome.MISSING, "it redirects to nowhere", status=301, failure="no-location"
                ),
            ),
        ),
    ),
)
