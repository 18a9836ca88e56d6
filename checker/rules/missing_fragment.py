"""The page is there, but not the place on it that the link points to.

Why it matters
--------------
The reader lands at the top of a page and has to guess which part was meant; often the part was moved or taken away.

What to do
----------
Open the page, find the part, and write the fragment that its heading has now; or leave the fragment out.

Fix safety
----------
There is no fix: which of the page's places was meant is for a person to say.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from checker.core.answer import Outcome
from checker.core.examples import entry, link_answer
from checker.core.finding import Finding, Severity
from checker.core.links import finding, known_links
from checker.core.reference import Reference
from checker.core.rule import LINKS, Example, Rule
from checker.core.seen import Seen


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Links into pages that lack the place; pages that a script fills were not judged."""
    for link in known_links(reference, seen):
        answer = link.standing
        if not answer.outcome.alive or answer.facts.get("fragment") != "absent":
            continue
        own = urlsplit(answer.final_url or "").fragment
        name = own or urlsplit(link.subject.name).fragment
        yield finding(
            "L006",
            reference,
            link,
            f"{link.shown} is there, but nothing on the page is called “{name}”",
            found=f"no id or name “{name}”",
            hint="Write the fragment that the heading has now, or leave it out.",
        )


RULE = Rule(
    id="L006",
    name="missing-fragment",
    severity=Severity.WARNING,
    finds="a #fragment that the page does not have",
    explanation=__doc__ or "",
    hears=LINKS,
    check=check,
    examples=(
        Example(
            "A heading that was renamed",
            entry("https://example.org/guide#install"),
            (link_answer("https://example.org/guide#install", Outcome.FOUND, status=200, fragment="absent"),),
            ("https://example.org/guide#install is there, but nothing on the page is called “install”",),
        ),
        Example(
            "A page that a script fills is not judged",
            entry("https://example.org/app#install"),
            (link_answer("https://example.org/app#install", Outcome.FOUND, status=200, fragment="unjudged"),),
        ),
    ),
)
