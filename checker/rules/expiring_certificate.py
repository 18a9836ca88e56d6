"""The site's certificate runs out soon.

Why it matters
--------------
On the day that it runs out, browsers stop every reader. Certificates are renewed by programs; one that is nearly over
is often a program that no longer runs.

What to do
----------
Nothing, if the site is not yours: it is an early word of what insecure-link would say later. If it is yours, renew the
certificate. The number of days is the configuration's `certificate_days`.

Fix safety
----------
There is no fix: only the site's owner can renew a certificate.
"""

from collections.abc import Iterator
from datetime import timedelta

from checker.core.answer import Outcome
from checker.core.examples import entry, link_answer
from checker.core.finding import Finding, Severity
from checker.core.known import day
from checker.core.links import finding, known_links
from checker.core.reference import Reference
from checker.core.rule import LINKS, Example, Rule
from checker.core.seen import Seen


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Live links whose certificate has fewer days left than configured, counted from the run's own day."""
    for link in known_links(reference, seen):
        answer = link.standing
        days = answer.facts.get("certificate_days")
        if not answer.outcome.alive or not isinstance(days, int):
            continue
        ends = answer.at + timedelta(days=days)
        left = (ends - seen.at).days
        if left >= seen.policy.certificate_days:
            continue
        found = f"a certificate that runs out on {day(ends)}"
        count = f"in {left} days" if left != 1 else "in one day"
        yield finding(
            "L010",
            reference,
            link,
            f"{link.shown} has {found}, {count if left >= 0 else 'which has passed since it was last asked'}",
            found=found,
            hint="Renew the certificate if the site is yours; otherwise wait and see.",
        )


RULE = Rule(
    id="L010",
    name="expiring-certificate",
    severity=Severity.INFO,
    finds="a certificate with few days left",
    explanation=__doc__ or "",
    hears=LINKS,
    check=check,
    examples=(
        Example(
            "Five days left",
            entry("https://example.org/"),
            (link_answer("https://example.org/", Outcome.FOUND, status=200, certificate_days=5),),
            ("https://example.org/ has a certificate that runs out on 2026-11-27, in 5 days",),
        ),
        Example(
            "Two months left",
            entry("https://example.org/"),
            (link_answer("https://example.org/", Outcome.FOUND, status=200, certificate_days=60),),
        ),
    ),
)
