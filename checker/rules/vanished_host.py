"""The domain name system says with authority that the host does not exist.

Why it matters
--------------
The whole site is gone, not only a page; the name can be registered by anybody, who may then speak under it.

What to do
----------
Look for the site's successor, or cite an archived copy. Do not leave the address: the next owner of the name may put
anything there.

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
from checker.core.urls import host


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Links to hosts that do not exist."""
    for link in missing_because_of("L007", reference, seen):
        own, gone = host(link.subject.name), host(link.standing.final_url or link.subject.name)
        where = f"the host of {link.shown}" if own == gone else f"{link.shown} redirects to {gone}, which"
        verb = " does not exist any more" if own == gone else " does not exist"
        yield finding(
            "L007",
            reference,
            link,
            f"{where}{verb}{last_alive(link)}",
            found=f"no host {gone}",
            hint="Look for the site's successor, or cite an archived copy.",
            fix=snapshot_fix(reference, link, seen),
        )


RULE = Rule(
    id="L007",
    name="vanished-host",
    severity=Severity.ERROR,
    finds="a host whose name no longer exists",
    explanation=__doc__ or "",
    hears=LINKS,
    check=check,
    examples=(
        Example(
            "A domain that was given up",
            entry("https://lab.example/paper"),
            (
                link_answer("https://lab.example/paper", Outcome.FOUND, at="2026-09-30T04:00:00+00:00", status=200),
                link_answer("https://lab.example/paper", Outcome.MISSING, "there is no such host", failure="dns-no-such-name"),
            ),
            ("the host of https://lab.example/paper does not exist any more, last seen alive on 2026-09-30",),
        ),
        Example(
            "A resolver that gives no answer says nothing about the host",
            entry("https://lab.example/paper"),
            (
                link_answer(
                    "https://lab.example/paper", Outcome.UNREACHABLE, "the name could not be looked up", failure="dns-failure"
                ),
            ),
        ),
    ),
)
