"""The domain is parked, expired or for sale: what answers is a seller's or a registrar's page.

Why it matters
--------------
The site that was cited is gone, and whoever buys the name can put anything under the reference.

What to do
----------
Look for the site's successor, or cite an archived copy.

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
    """Links whose site has become a seller's shelf."""
    for link in missing_because_of("L011", reference, seen):
        found = f"a seller's or registrar's page (its mark: {link.standing.facts.get('parked')})"
        yield finding(
            "L011",
            reference,
            link,
            f"{link.shown} leads to {found}{last_alive(link)}",
            found=found,
            hint="Look for the site's successor, or cite an archived copy.",
            fix=snapshot_fix(reference, link, seen),
        )


RULE = Rule(
    id="L011",
    name="parked-domain",
    severity=Severity.WARNING,
    finds="a page that is a domain seller's or a registrar's",
    explanation=__doc__ or "",
    hears=LINKS,
    check=check,
    examples=(
        Example(
            "A domain for sale",
            entry("https://example.org/paper"),
            (link_answer("https://example.org/paper", Outcome.MISSING, status=200, parked="this domain is for sale"),),
            ("https://example.org/paper leads to a seller's or registrar's page (its mark: this domain is for sale)",),
        ),
        Example(
            "A page of the site itself",
            entry("https://example.org/paper"),
            (link_answer("https://example.org/paper", Outcome.FOUND, status=200),),
        ),
    ),
)
