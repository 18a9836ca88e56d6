"""The link is written with plain http, and the same page answers on https.

Why it matters
--------------
On plain http anybody on the way can read and change what a reader gets, and browsers warn of it.

What to do
----------
Write https.

Fix safety
----------
Safe: the page was fetched from both addresses and is the same.
"""

from collections.abc import Iterator

from checker.core.answer import Outcome
from checker.core.examples import entry, link_answer
from checker.core.finding import Finding, Safety, Severity
from checker.core.links import finding, rewrite, with_outcome
from checker.core.reference import Reference
from checker.core.rule import LINKS, Example, Rule
from checker.core.seen import Seen


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Links on plain http that need not be."""
    for link in with_outcome(Outcome.FOUND, reference, seen):
        url = link.subject.name
        if not url.lower().startswith("http://") or link.standing.facts.get("https_works") is not True:
            continue
        yield finding(
            "L005",
            reference,
            link,
            f"{link.shown} is plain http, and the same page answers on https",
            found="the same page on https",
            hint="Write https.",
            fix=rewrite(reference, link.subject, "https://" + url[len("http://") :].replace(":80/", "/", 1), Safety.SAFE),
        )


RULE = Rule(
    id="L005",
    name="plain-http-link",
    severity=Severity.INFO,
    finds="http:// where the same page answers on https://",
    explanation=__doc__ or "",
    hears=LINKS,
    check=check,
    examples=(
        Example(
            "A site that offers both",
            entry("http://example.org/paper"),
            (link_answer("http://example.org/paper", Outcome.FOUND, status=200, https_works=True),),
            ("http://example.org/paper is plain http, and the same page answers on https",),
            fixed=entry("https://example.org/paper"),
        ),
        Example(
            "A site that has no https",
            entry("http://example.org/paper"),
            (link_answer("http://example.org/paper", Outcome.FOUND, status=200),),
        ),
    ),
)
