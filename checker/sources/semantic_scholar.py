"""Semantic Scholar: the records of DOIs, arXiv and ACL ids, up to 500 in one request; the best match for a title.

Without a key all the world shares one limit, so that it often has none to give. One record may be the preprint and the
published paper in one: its venue is then the latter's and its year either's. It knows no retractions.
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlencode

from checker.core.answer import Answer, Outcome, Subject, Topic
from checker.core.identifiers import acl, arxiv, doi
from checker.core.text import plain
from checker.core.works_claim import is_preprint_venue
from checker.sources.records import candidates, failed, readings, wanted
from checker.sources.replies import Reading, json_of, known, malformed, mapping, number, text
from checker.sources.service import Batch, Service, by_scheme, chunks
from checker.web import Reply, Web

_API = "https://api.semanticscholar.org/graph/v1/paper/"
_FIELDS = "title,authors,year,venue,publicationVenue,publicationTypes,publicationDate,journal,externalIds,url"
_BATCH = 500
_PREFIXES = {"doi": "DOI:", "arxiv": "ARXIV:", "acl": "ACL:"}
_TYPES = {
    "JournalArticle": "article",
    "Conference": "inproceedings",
    "Book": "book",
    "BookSection": "chapter",
    "Review": "article",
}
COVERS = {"kinds": ["article", "inproceedings", "preprint"], "lag_days": 180}


@dataclass(frozen=True)
class SemanticScholarSource:
    """Papers on api.semanticscholar.org."""

    name: str = "semantic_scholar"
    topics: frozenset[Topic] = frozenset({Topic.WORK})
    service: Service = field(default_factory=lambda: Service("semantic_scholar", "Semantic Scholar", "api.semanticscholar.org"))

    def knows(self, subject: Subject) -> bool:
        """Whether it is a DOI, an arXiv or ACL id, or a title to search for."""
        return subject.topic is Topic.WORK and subject.name.startswith(("doi:", "arxiv:", "acl:", "search:"))

    async def ask(self, subjects: Sequence[Subject], web: Web) -> AsyncIterator[Answer]:
        """Identifiers in batches, titles one by one."""
        sorted_out = by_scheme(subjects)
        identifiers = [each for scheme in _PREFIXES for each in sorted_out.get(scheme, [])]
        jobs = [*chunks(identifiers, _BATCH), *([each] for each in sorted_out.get("search", []))]
        async for answer in self.service.crowd(web, jobs, partial(_ask, self.service, web)):
            yield answer


async def _ask(service: Service, web: Web, subjects: Batch) -> list[Answer]:
    if subjects[0].name.startswith("search:"):
        heard = await service.fetch(web, search_address(subjects[0]))
        return service.answers(subjects, heard, read_search)
    return await service.batch(web, subjects, _request, read_batch)


def _request(subjects: Batch) -> dict[str, Any]:
    names = [_PREFIXES[scheme] + name for scheme, _, name in (each.name.partition(":") for each in subjects)]
    return {
        "url": f"{_API}batch?fields={_FIELDS}",
        "method": "POST",
        "headers": {"content-type": "application/json"},
        "body": json.dumps({"ids": names}).encode(),
    }


def search_address(subject: Subject) -> str:
    """The one best match for a title; hyphens keep it from matching."""
    title = wanted(subject).title.replace("-", " ")
    return f"{_API}search/match?" + urlencode({"query": title, "fields": _FIELDS}, safe=",")


def read_batch(subjects: Batch, reply: Reply) -> dict[str, Reading]:
    """The records of a batch, which stand in the order of the question, with null for what is not known."""
    try:
        rows = json.loads(reply.body)
    except (ValueError, RecursionError):
        rows = None
    if not isinstance(rows, list) or len(rows) != len(subjects):
        return failed(subjects, malformed("Semantic Scholar"))
    found = {each.name: record_of(row) for each, row in zip(subjects, rows, strict=True) if isinstance(row, Mapping)}
    return readings(subjects, {name: record for name, record in found.items() if record.get("title")}, "Semantic Scholar")


def read_search(subjects: Batch, reply: Reply) -> dict[str, Reading]:
    """The best match, if it is likely; status 404 with an error in JSON says that there is none."""
    (subject,) = subjects
    data = json_of(reply) or {}
    if reply.status in (404, 410):
        listed: Any = [] if "error" in data else None
    else:
        listed = data.get("data", [] if "total" in data else None)
    if not isinstance(listed, list):
        return {subject.name: Reading(Outcome.UNREACHABLE, "Semantic Scholar sent something that cannot be read")}
    records = [record_of(each) for each in listed if isinstance(each, Mapping)]
    return {subject.name: candidates(subject, records, "semantic_scholar", COVERS)}


def record_of(paper: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in one paper. Where it is preprint and publication in one, its year counts as the online one."""
    ids, journal = mapping(paper.get("externalIds")), mapping(paper.get("journal"))
    venue = plain(text(mapping(paper.get("publicationVenue")).get("name")) or text(paper.get("venue")))
    preprint = not venue or is_preprint_venue(venue)
    year, name = number(paper.get("year")), arxiv(text(ids.get("ArXiv")))
    merged = bool(name and not preprint)
    return known(
        {
            "title": plain(text(paper.get("title"))),
            "authors": [plain(each) for each in _authors(paper)],
            "year": None if merged else year,
            "years": {"online": year} if merged and year else {},
            "venue": venue,
            "type": "preprint" if name and preprint else _type(paper, venue),
            "volume": text(journal.get("volume")) if not preprint else "",
            "pages": text(journal.get("pages")) if not preprint else "",
            "doi": doi(text(ids.get("DOI"))),
            "arxiv": name,
            "acl": acl(text(ids.get("ACL"))),
            "url": text(paper.get("url")),
            "key": text(paper.get("paperId")),
        }
    )


def _authors(paper: Mapping[str, Any]) -> list[str]:
    listed = paper.get("authors")
    return [name for each in listed if (name := text(mapping(each).get("name")))] if isinstance(listed, list) else []


def _type(paper: Mapping[str, Any], venue: str) -> str:
    kinds = paper.get("publicationTypes")
    kind = mapping(paper.get("publicationVenue")).get("type")
    if kind == "conference":
        return "inproceedings"
    if kind == "journal":
        return "article"
    named = [_TYPES[each] for each in kinds if each in _TYPES] if isinstance(kinds, list) else []
    return "inproceedings" if "inproceedings" in named else named[0] if named else "article" if venue else "other"
