"""DOI links are judged by the registry, never by a publisher's bot wall: doi.org knows the name, or it does not.

The handle service answers ``{"responseCode": 1}`` for a name that it knows, 200 for one without values of the type asked
for, and status 404 with code 100 for one that it does not know: only that last is a "no". A plain client gets status 200 from
only two thirds of publishers' pages (Crossref, 2024), so what those say to a machine says nothing.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from checker.core import identifiers, urls
from checker.core.answer import Answer, Outcome, Subject, Topic
from checker.core.meaning import DOI_HOSTS
from checker.web import Reply, Web

HANDLES = "https://doi.org/api/handles/"
_SAFE = "/:;()._-~!*',=@$&"
_DELETED = "crossref.org/deleted_doi"


def is_doi_link(url: str) -> bool:
    """Whether the address is a DOI at a resolver; doi.org's own pages are ordinary links."""
    return urls.host(url) in DOI_HOSTS and identifiers.doi(url) is not None


async def ask_registry(subject: Subject, web: Web) -> Answer:
    """What the registry says; a "no" counts only when it is said twice."""
    name = identifiers.doi(subject.name) or ""
    answer = read_handle(subject, await web.fetch(HANDLES + quote(name, safe=_SAFE)))
    if answer.outcome is Outcome.MISSING:
        again = await web.fetch(HANDLES + quote(name, safe=_SAFE), headers={"cache-control": "no-cache"})
        second = read_handle(subject, again)
        return answer if second.outcome is Outcome.MISSING else second
    return answer


def read_handle(subject: Subject, reply: Reply) -> Answer:
    """The registry's reply as an answer about the link."""
    outcome, detail, facts = _judged(reply)
    answer = Answer(
        "web", Topic.LINK, subject.name, outcome, reply.at or datetime.now(UTC), facts, detail, reply.status, ms=reply.ms
    )
    if outcome is Outcome.FOUND and subject.name.lower().startswith("http://") and urlsplit(subject.name).port is None:
        answer = replace(answer, facts={**facts, "https_works": True})
    return answer


def _judged(reply: Reply) -> tuple[Outcome, str, dict[str, Any]]:
    if reply.failure is not None:
        return (
            _registry_failed(reply.failure.outcome),
            f"doi.org could not be asked: {reply.failure.detail}",
            {"failure": reply.failure.kind},
        )
    data = _data(reply.body)
    code = data.get("responseCode")
    if code == 1 and _DELETED in json.dumps(data.get("values", "")).lower():
        return Outcome.MISSING, "the registry knows this DOI as deleted by its owner", {"registered": False}
    if code in (1, 200):
        return Outcome.FOUND, "the registry knows this DOI", {"registered": True}
    if reply.status == 404 and code == 100:
        return Outcome.MISSING, "no registry knows this DOI", {"registered": False}
    if reply.status in (401, 403, 418, 429, 451):
        return Outcome.REFUSED, f"doi.org turned the question away (status {reply.status})", {}
    return Outcome.UNREACHABLE, f"doi.org gave no usable answer (status {reply.status})", {}


def _registry_failed(outcome: Outcome) -> Outcome:
    """A registry that is not there says nothing about a DOI."""
    return Outcome.UNREACHABLE if outcome.conclusive else outcome


def _data(body: bytes) -> Mapping[str, Any]:
    try:
        data = json.loads(body)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}
