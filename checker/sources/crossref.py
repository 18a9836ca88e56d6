"""Crossref: the records of DOIs, many at a time, with retractions and other updates; search by title and author.

That Crossref does not list a DOI says nothing: it may be another agency's, or too new. The `doi` source tells whose it is.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from checker.core.answer import Answer, Outcome, Subject, Topic
from checker.sources import shapes
from checker.sources.records import candidates, failed, found, keyed, wanted
from checker.sources.replies import Reading, json_of, malformed, mapping
from checker.sources.service import Batch, Service, by_scheme, chunks
from checker.web import Reply, Web

_WORKS = "https://api.crossref.org/works"
_SELECT = (
    "DOI,title,subtitle,author,issued,published,published-print,published-online,posted,container-title,event,group-title,"
    "type,volume,issue,page,publisher,ISBN,URL,relation,updated-by"
)
_BATCH = 40
_LETTERS = 2_000
"""Letters of all DOIs in one address; longer addresses are turned away."""
_ROWS = 5
COVERS = {"kinds": ["article", "inproceedings", "chapter", "book"], "only": "works with a Crossref DOI", "lag_days": 90}


@dataclass(frozen=True)
class CrossrefSource:
    """Works on api.crossref.org."""

    name: str = "crossref"
    topics: frozenset[Topic] = frozenset({Topic.WORK})
    service: Service = field(default_factory=lambda: Service("crossref", "Crossref", "api.crossref.org"))

    def knows(self, subject: Subject) -> bool:
        """Whether it is a DOI, or a title to search for."""
        return subject.topic is Topic.WORK and subject.name.startswith(("doi:", "search:"))

    async def ask(self, subjects: Sequence[Subject], web: Web) -> AsyncIterator[Answer]:
        """DOIs in batches, titles one by one."""
        sorted_out = by_scheme(subjects)
        commas = [each for each in sorted_out.get("doi", []) if "," in each.name]
        dois = [each for each in sorted_out.get("doi", []) if "," not in each.name]
        lone: list[Batch] = [[each] for each in (*commas, *sorted_out.get("search", []))]
        ask = partial(_ask, self.service, web)
        async for answer in self.service.crowd(web, [*chunks(dois, _BATCH, _LETTERS), *lone], ask):
            yield answer


async def _ask(service: Service, web: Web, subjects: Batch) -> list[Answer]:
    first = subjects[0]
    if first.name.startswith("search:"):
        heard = await service.fetch(web, search_address(first, web.settings.mailto))
        return service.answers(subjects, heard, read_search)
    return await service.batch(web, subjects, lambda batch: {"url": batch_address(batch, web.settings.mailto)}, read_works)


def batch_address(subjects: Batch, mailto: str | None) -> str:
    """The list query for DOIs, or the work itself where there is one; a comma inside a DOI would end the filter (400)."""
    if len(subjects) == 1:
        query = _query({}, mailto)
        return f"{_WORKS}/{quote(subjects[0].name[4:], safe='')}" + (f"?{query}" if query else "")
    names = ",".join(f"doi:{each.name[4:]}" for each in subjects)
    return f"{_WORKS}?" + _query({"filter": names, "rows": str(len(subjects)), "select": _SELECT}, mailto)


def search_address(subject: Subject, mailto: str | None) -> str:
    """The query that Crossref recommends for matching references: all in one field, a few rows so that ties show."""
    title, family, _ = wanted(subject)
    return f"{_WORKS}?" + _query(
        {"query.bibliographic": f"{title} {family}".strip(), "rows": str(_ROWS), "select": _SELECT}, mailto
    )


def _query(parameters: Mapping[str, str], mailto: str | None) -> str:
    return urlencode({**parameters, **({"mailto": mailto} if mailto else {})})


def items(reply: Reply) -> list[Mapping[str, Any]] | None:
    """The works of a list answer; ``None`` where it has not that shape."""
    listed = mapping((json_of(reply) or {}).get("message")).get("items")
    return [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else None


def read_works(subjects: Batch, reply: Reply) -> dict[str, Reading]:
    """What was asked for by `batch_address`."""
    return read_work(subjects, reply) if len(subjects) == 1 else read_batch(subjects, reply)


def read_batch(subjects: Batch, reply: Reply) -> dict[str, Reading]:
    """The records of a batch by DOI."""
    works = items(reply)
    if works is None:
        return failed(subjects, malformed("Crossref"))
    by_name = keyed(subjects, map(shapes.crossref, works), "doi")
    return {each.name: found(by_name[each.name]) if each.name in by_name else not_listed(each) for each in subjects}


def read_work(subjects: Batch, reply: Reply) -> dict[str, Reading]:
    """The record of one DOI."""
    (subject,) = subjects
    if reply.status in (404, 410):
        return {subject.name: not_listed(subject)}
    message = (json_of(reply) or {}).get("message")
    record = shapes.crossref(message) if isinstance(message, Mapping) else {}
    return {subject.name: found(record) if record.get("doi") else malformed("Crossref")}


def not_listed(subject: Subject) -> Reading:
    """A DOI that Crossref does not list: it exists where the registry says so, and else nobody knows yet."""
    if subject.about.get("agency") == "Crossref":
        return Reading(Outcome.FOUND, "registered with Crossref, which does not list it yet", {"agency": "Crossref"})
    return Reading(Outcome.UNASKED, "Crossref does not list this DOI, and whose it is was not known")


def read_search(subjects: Batch, reply: Reply) -> dict[str, Reading]:
    """The likely ones among the records that a search brought; it always brings some."""
    (subject,) = subjects
    works = items(reply)
    if works is None:
        return {subject.name: malformed("Crossref")}
    return {subject.name: candidates(subject, map(shapes.crossref, works), "crossref", COVERS)}
