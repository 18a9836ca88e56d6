"""Every redirect on the way says that the move is permanent, and a live page stands at the end.

Why it matters
--------------
Redirects are kept for years, not forever; the day that the old host is switched off, the link is dead and the new
address forgotten.

What to do
----------
Write the new address. Look first where the fix is unsafe: the new address may be another page.

Fix safety
----------
Safe where the page moved within https or up to it: the fix writes the address at the end of the redirects and keeps the
fragment and the query, unless the new address brings its own. Unsafe where the move leads from https to http, or to the
front page of another domain. There is no fix where it leads to a login or a consent page, or to another domain's page
that advertises what expired domains are bought for (casinos, pills): somebody else may have the old address now.
"""

from collections.abc import Iterator

from checker.core.answer import Answer, Outcome
from checker.core.examples import entry, link_answer
from checker.core.finding import Finding, Fix, Safety, Severity
from checker.core.known import Known
from checker.core.links import finding, new_address, rewrite, with_outcome
from checker.core.reference import Reference
from checker.core.rule import LINKS, Example, Rule
from checker.core.seen import Seen
from checker.core.urls import mask


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Links that moved, with the new address to write."""
    for link in with_outcome(Outcome.MOVED, reference, seen):
        answer = link.standing
        if answer.final_url is None:
            continue
        address = new_address(link.subject.name, answer.final_url)
        if address == link.subject.name:
            continue
        yield finding(
            "L002",
            reference,
            link,
            f"{link.shown} has moved for good to {mask(address)}{_but(reference, link, answer)}",
            found=mask(address),
            hint=_hint(reference, answer),
            fix=_fix(reference, link, answer, address),
        )


def _downgraded(link: Known, answer: Answer) -> bool:
    return link.subject.name.lower().startswith("https:") and (answer.final_url or "").lower().startswith("http:")


def _taken_over(reference: Reference, answer: Answer) -> str:
    """What the page at the end advertises, unless the work itself is about that."""
    word = str(answer.facts.get("taken_over", ""))
    return "" if word in reference.value("title", "name").casefold() else word


def _hint(reference: Reference, answer: Answer) -> str:
    if _taken_over(reference, answer):
        return "Look for the work elsewhere, or for an archived copy: the old domain seems to be in other hands."
    return "Write the new address."


def _but(reference: Reference, link: Known, answer: Answer) -> str:
    if _downgraded(link, answer):
        return ", which is not encrypted"
    if word := _taken_over(reference, answer):
        return f", another site's page about “{word}”"
    return ", another site's front page" if answer.facts.get("front_page") else ""


def _fix(reference: Reference, link: Known, answer: Answer, address: str) -> Fix | None:
    if answer.facts.get("login") or answer.facts.get("consent") or _taken_over(reference, answer):
        return None
    doubtful = _downgraded(link, answer) or bool(answer.facts.get("front_page"))
    return rewrite(reference, link.subject, address, Safety.UNSAFE if doubtful else Safety.SAFE)


RULE = Rule(
    id="L002",
    name="moved-link",
    severity=Severity.WARNING,
    finds="an address that has moved for good",
    explanation=__doc__ or "",
    hears=LINKS,
    check=check,
    examples=(
        Example(
            "A page that moved to https; the fragment stays",
            entry("http://example.org/paper#results"),
            (
                link_answer(
                    "http://example.org/paper#results", Outcome.MOVED, final="https://example.org/paper", hops=(301,), status=200
                ),
            ),
            ("http://example.org/paper#results has moved for good to https://example.org/paper#results",),
            fixed=entry("https://example.org/paper#results"),
        ),
        Example(
            "A move away from encryption is not made without looking",
            entry("https://example.org/paper"),
            (link_answer("https://example.org/paper", Outcome.MOVED, final="http://example.org/new", hops=(301,), status=200),),
            ("https://example.org/paper has moved for good to http://example.org/new, which is not encrypted",),
            fixed=entry("http://example.org/new"),
        ),
        Example(
            "A domain that somebody else bought is not written into the bibliography",
            entry("https://example.org/paper"),
            (
                link_answer(
                    "https://example.org/paper",
                    Outcome.MOVED,
                    final="https://spins.example/",
                    hops=(301,),
                    status=200,
                    taken_over="casino",
                ),
            ),
            ("https://example.org/paper has moved for good to https://spins.example/, another site's page about “casino”",),
        ),
        Example(
            "A temporary redirect on the way is no move",
            entry("https://example.org/latest"),
            (
                link_answer(
                    "https://example.org/latest", Outcome.FOUND, final="https://example.org/v2", hops=(301, 302), status=200
                ),
            ),
        ),
    ),
)
