"""What one reply says about a link, in the contract's outcomes (section 2); pure, so that it can be tested with saved replies."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from checker.core.answer import Answer, Outcome, Subject, Topic
from checker.core.urls import host, mask, normalise
from checker.hosts import peculiar
from checker.sources.page_citation import read_citation
from checker.sources.page_fragment import judge_fragment
from checker.sources.page_gate import gate
from checker.sources.page_gone import Gone, is_front, lands_on_front, leads_to_error_page, plain_text_says_gone, says_gone
from checker.sources.page_html import Page
from checker.sources.page_parked import parked
from checker.sources.page_takeover import taken_over
from checker.sources.page_walls import UNNAMED, wall_of_address, wall_of_headers, wall_of_page, wall_of_server
from checker.web import Reply

PERMANENT = frozenset({301, 308})
REFUSING = frozenset({401, 402, 403, 407, 418, 429, 451, 999})
GONE = frozenset({404, 410})

_WHY = {
    401: "it asks for a login",
    402: "it asks for payment",
    403: "it forbids access to programs",
    407: "the proxy asks for a login",
    418: "it turns programs away",
    429: "it was asked too often, even after backing off",
    451: "it is withheld for legal reasons",
    999: "it turns programs away",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reply says: the outcome, the facts for rules, one sentence for a person.

    ``doubt`` is set where the page may be saying that it is not there and only another address of the same site can tell.
    """

    outcome: Outcome
    detail: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    doubt: Gone | None = None
    title: str = ""
    onward: str = ""
    """Where the page itself sends its readers at once, where it does nothing else."""


def judge_reply(subject: Subject, reply: Reply, *, method: str = "GET", accept: Collection[int] = ()) -> Answer:
    """The answer that one reply gives about one link; ``accept`` are statuses that the configuration calls healthy."""
    return answer_of(subject, reply, read_reply(subject.name, reply, method=method, accept=accept))


def answer_of(subject: Subject, reply: Reply, reading: Reading) -> Answer:
    """A reading, as the answer that is remembered."""
    facts = dict(reading.facts)
    if reply.certificate_days is not None:
        facts["certificate_days"] = reply.certificate_days
    return Answer(
        source="web",
        topic=Topic.LINK,
        subject=subject.name,
        outcome=reading.outcome,
        at=reply.at or datetime.now(UTC),
        facts=facts,
        detail=reading.detail,
        status=reply.status,
        final_url=reply.final_url,
        redirects=reply.redirects,
        ms=reply.ms,
        validators={name: reply.headers[name] for name in ("etag", "last-modified") if name in reply.headers},
    )


def read_reply(asked: str, reply: Reply, *, method: str = "GET", accept: Collection[int] = ()) -> Reading:
    """What a reply to this address says, `Failure` included."""
    if reply.failure is not None:
        return _failed(reply)
    status = reply.status or 0
    if status in accept:
        return Reading(_alive(asked, reply), f"status {status}, accepted by the configuration")
    page = _page(reply)
    who = wall_of_headers(reply.headers) or (wall_of_page(page, status) if page else None)
    if not who and reply.redirects and status < 300:
        who = wall_of_address(asked, reply.final_url)
    if who and not (who == UNNAMED and status in REFUSING):
        name = "" if who == UNNAMED else f"{who}, "
        return Reading(Outcome.REFUSED, f"a bot wall stands before it ({name}status {status})", {"wall": who})
    if 200 <= status < 300:
        return _succeeded(asked, reply, page, method)
    return _by_status(status, reply, method)


def _page(reply: Reply) -> Page | None:
    kind = reply.headers.get("content-type", "").lower()
    looks = reply.body[:512].lstrip().lower().startswith((b"<!doctype html", b"<html", b"<head", b"<title"))
    if not reply.body or not ("html" in kind or (looks and ("xml" in kind or "text/plain" not in kind))):
        return None
    return Page(reply.body, kind)


def _failed(reply: Reply) -> Reading:
    failure = reply.failure
    assert failure is not None  # noqa: S101 - the caller looked
    facts: dict[str, Any] = {"failure": failure.kind}
    if failure.kind == "forbidden-address":
        facts["forbidden"] = host(reply.final_url) or reply.final_url
    if failure.outcome is Outcome.INSECURE:
        facts["certificate_fault"] = failure.kind.removeprefix("certificate-")
    return Reading(failure.outcome, failure.detail, facts)


def _by_status(status: int, reply: Reply, method: str) -> Reading:
    if status in GONE and method == "GET":
        return Reading(Outcome.MISSING, "it is gone for good (status 410)" if status == 410 else "it is not there (status 404)")
    if status in REFUSING:
        facts = {"wall": who} if (who := wall_of_server(status, reply.headers)) else {}
        return Reading(Outcome.REFUSED, f"{_WHY[status]} (status {status})", facts)
    if status in (301, 302, 303, 307, 308):
        return Reading(Outcome.MISSING, f"it redirects to nowhere (status {status} without a target)", {"failure": "no-location"})
    if status >= 500:
        return Reading(Outcome.UNREACHABLE, f"the server failed (status {status})")
    return Reading(Outcome.UNREACHABLE, f"status {status} settles nothing")


def _alive(asked: str, reply: Reply) -> Outcome:
    """Moved only by permanent redirects alone, and to somewhere else: a detour for a cookie ends where it began."""
    if not reply.redirects or any(hop.status not in PERMANENT for hop in reply.redirects):
        return Outcome.FOUND
    returned = normalise(mask(asked)).partition("#")[0] == normalise(reply.final_url).partition("#")[0]
    return Outcome.FOUND if returned else Outcome.MOVED


def _succeeded(asked: str, reply: Reply, page: Page | None, method: str) -> Reading:
    """A success may still be a gate, a seller's page, an error page in disguise, or the front page instead of the page."""
    final = reply.final_url
    if reply.status == 202 and not reply.body and method == "GET":
        return Reading(Outcome.UNREACHABLE, "it was accepted for later (status 202) and shows nothing")
    if found := gate(asked, final, page):
        word = "a login" if found.kind == "login" else "a consent page"
        return Reading(Outcome.REFUSED, f"it leads to {word}: {found.url}", {found.kind: found.url})
    if mark := parked(asked, final, page):
        return Reading(Outcome.MISSING, f"a seller's or registrar's page stands there ({mark})", {"parked": mark})
    where = lands_on_front(asked, final) if reply.redirects else None
    if where == "own":
        return Reading(Outcome.MISSING, f"it leads to the site's front page, {final}", {"front_page": True})
    return _page_reading(asked, reply, page, where)


def _page_reading(asked: str, reply: Reply, page: Page | None, where: str | None) -> Reading:
    gone = _gone(asked, reply, page)
    if gone and gone.sure:
        return Reading(
            Outcome.MISSING, f"the page says so itself, with status {reply.status}: “{gone.words}”", {"soft_404": gone.words}
        )
    facts = _facts(asked, reply, page)
    if where == "other":
        facts["front_page"] = True
    if reply.redirects and (word := taken_over(asked, reply.final_url, page)):
        facts["taken_over"] = word
    outcome = _alive(asked, reply)
    detail = f"it has moved for good to {reply.final_url}" if outcome is Outcome.MOVED else ""
    if page is None:
        return Reading(outcome, detail, facts, gone)
    if gone is None and _calls_itself_front(asked, reply, page):
        gone = Gone("the front page's own address", sure=False)
    onward = urljoin(reply.final_url, page.onward) if page.onward else ""
    return Reading(outcome, detail, facts, gone, page.title, onward)


def _calls_itself_front(asked: str, reply: Reply, page: Page) -> bool:
    """Whether what a deep link shows calls itself the front page: many sites show that for whatever they no longer have.

    So does a program's shell that a script fills, whatever the address; that is no sign.
    """
    if not page.canonical or is_front(asked) or page.script_filled:
        return False
    own = urljoin(reply.final_url, page.canonical)
    return is_front(own) and lands_on_front(asked, own) == "own"


def _gone(asked: str, reply: Reply, page: Page | None) -> Gone | None:
    if reply.redirects and (path := leads_to_error_page(asked, reply.final_url)):
        return Gone(path, sure=True)
    if page is not None:
        said = says_gone(page)
        return replace(said, sure=False) if said and peculiar(host(reply.final_url)).no_soft_404 else said
    kind = reply.headers.get("content-type", "").lower()
    if reply.body and len(reply.body) < 1000 and ("json" in kind or "text/plain" in kind):
        return plain_text_says_gone(reply.body.decode("utf-8", "replace"))
    return None


def _facts(asked: str, reply: Reply, page: Page | None) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if kind := reply.headers.get("content-type", "").partition(";")[0].strip().lower():
        facts["content_type"] = kind
    if page is not None:
        if page.title:
            facts["title"] = page.title[:300]
        if record := read_citation(page):
            facts["citation"] = record
    fragment = urlsplit(reply.final_url).fragment or urlsplit(asked).fragment
    if fragment:
        scripted = peculiar(host(reply.final_url)).filled_by_script
        facts["fragment"] = judge_fragment(fragment, page, truncated=reply.truncated, filled_by_script=scripted)
    return facts
