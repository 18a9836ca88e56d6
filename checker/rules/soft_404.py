"""The server says that all is well, and the page says that it is not there; or a deep link lands on the site's front page.

Why it matters
--------------
Many sites answer a missing page with a friendly text and status 200, or lead every old address to the front page.
Programs take that for a healthy link; readers find nothing.

What to do
----------
Look for the page's new address on the site, or cite an archived copy.

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
    """Missing links whose server claimed that they are there."""
    for link in missing_because_of("L003", reference, seen):
        facts = link.standing.facts
        if facts.get("front_page"):
            found = f"the site's front page, {link.standing.final_url}"
            message = f"{link.shown} no longer leads to its page but to {found}{last_alive(link)}"
        else:
            found = f"a page that says “{facts.get('soft_404')}”"
            message = f"{link.shown} leads to {found} with status {link.standing.status or 200}{last_alive(link)}"
        yield finding(
            "L003",
            reference,
            link,
            message,
            found=found,
            hint="Look for the page on its site, or cite an archived copy.",
            fix=snapshot_fix(reference, link, seen),
        )


RULE = Rule(
    id="L003",
    name="soft-404",
    severity=Severity.ERROR,
    finds="a page that says it is not there, with status 200",
    explanation=__doc__ or "",
    hears=LINKS,
    check=check,
    examples=(
        Example(
            "A friendly error page",
            entry("https://example.org/paper"),
            (link_answer("https://example.org/paper", Outcome.MISSING, status=200, soft_404="page not found"),),
            ("https://example.org/paper leads to a page that says “page not found” with status 200",),
        ),
        Example(
            "An old address that leads to the front page",
            entry("https://example.org/paper/1"),
            (
                link_answer(
                    "https://example.org/paper/1",
                    Outcome.MISSING,
                    final="https://example.org/",
                    hops=(302,),
                    status=200,
                    front_page=True,
                ),
            ),
            ("https://example.org/paper/1 no longer leads to its page but to the site's front page, https://example.org/",),
        ),
        Example(
            "A real 404 is a matter for dead-link",
            entry("https://example.org/paper"),
            (link_answer("https://example.org/paper", Outcome.MISSING, "it is not there (status 404)", status=404),),
        ),
    ),
)
