"""The site answers, but with a certificate that no browser accepts.

Why it matters
--------------
Browsers stop their readers with a warning, and a page whose origin cannot be proved may not be the one that was cited.
Often it is the first sign that nobody looks after a site any more.

What to do
----------
Tell the site's owner, look for the page elsewhere, or cite an archived copy.

Fix safety
----------
There is no fix: only the site's owner can renew a certificate.
"""

from collections.abc import Iterator

from checker.core.answer import Outcome
from checker.core.examples import entry, link_answer
from checker.core.finding import Finding, Severity
from checker.core.known import last_alive
from checker.core.links import finding, with_outcome
from checker.core.reference import Reference
from checker.core.rule import LINKS, Example, Rule
from checker.core.seen import Seen

_FAULTS = {
    "expired": "a certificate that has expired",
    "self-signed": "a self-signed certificate",
    "untrusted": "a certificate of an authority that is not trusted",
    "wrong-name": "a certificate for another name",
}


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Links whose certificate is at fault."""
    for link in with_outcome(Outcome.INSECURE, reference, seen):
        fault = str(link.standing.facts.get("certificate_fault") or "")
        found = _FAULTS.get(fault, "a certificate that is not accepted")
        yield finding(
            "L004",
            reference,
            link,
            f"{link.shown} answers with {found}{last_alive(link)}",
            found=found,
            hint="Tell the site's owner, or cite the page from elsewhere.",
        )


RULE = Rule(
    id="L004",
    name="insecure-link",
    severity=Severity.ERROR,
    finds="a certificate that is expired, self-signed, or for another name",
    explanation=__doc__ or "",
    hears=LINKS,
    check=check,
    examples=(
        Example(
            "An expired certificate",
            entry("https://example.org/"),
            (link_answer("https://example.org/", Outcome.INSECURE, "the certificate has expired", certificate_fault="expired"),),
            ("https://example.org/ answers with a certificate that has expired",),
        ),
        Example(
            "A handshake that breaks for another reason is no fault of the certificate",
            entry("https://example.org/"),
            (link_answer("https://example.org/", Outcome.UNREACHABLE, "the TLS handshake failed", failure="tls-handshake"),),
        ),
    ),
)
