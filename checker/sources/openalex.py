"""OpenAlex: the records of DOIs and of arXiv papers, many at a time; search by title.

Metered since February 2026: a look-up of many DOIs costs one credit, a search ten, and without a key a day has a thousand.
Its retraction flag is a lead only. It lists at most a hundred authors.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from checker.core.answer import Answer, Subject, Topic
from checker.sources import shapes
from checker.sources.records import all_words, candidates, failed, readings, telling_words, wanted
from checker.sources.replies import Reading, json_of, malformed, text
from checker.sources.service import Batch, Service, by_scheme, chunks
from checker.web import Reply, Web

_WORKS = "https://api.openalex.org/works?"
_SELECT = "id,doi,title,display_name,publication_year,type,authorships,primary_location,locations,biblio,is_retracted"
_BATCH = 50
_LETTERS = 2_500
"""Letters of all DOIs in one address; the edge takes about four thousand in all."""
_ROWS = 10
_LISTED_AUTHORS = 100
COVERS = {"kinds": ["article", "inproceedings", "preprint", "chapter", "book"], "lag_days": 180}


def _budget(reply: Reply, reading: Reading) -> Reading:
    """A spent budget comes back at midnight UTC; it is told apart from asking too fast."""
    if reply.status == 429 and "budget" in text((json_of(reply) or {}).get("message")).lower():
        detail = "the day's budget at OpenAlex is spent; it comes back at midnight UTC (status 429)"
        return replace(reading, detail=detail, facts={"limited": "primary"})
    return reading


@dataclass(frozen=True)
class OpenAlexSource:
    """Works on api.openalex.org."""

    name: str = "openalex"
    topics: frozenset[Topic] = frozenset({Topic.WORK})
    service: Service = field(default_factory=lambda: Service("openalex", "OpenAlex", "api.openalex.org", explain=_budget))

    def knows(self, subject: Subject) -> bool:
        """Whether it is a DOI, an arXiv id (which has a DOI too), or a title to search for."""
        return subject.topic is Topic.WORK and subject.name.startswith(("doi:", "arxiv:", "search:"))

    async def ask(self, subjects: Sequence[Subject], web: Web) -> AsyncIterator[Answer]:
        """Identifiers in batches, titles one by one."""
        sorted_out = by_scheme(subjects)
        identifiers = [*sorted_out.get("doi", []), *sorted_out.get("arxiv", [])]
        jobs = [*chunks(identifiers, _BATCH, _LETTERS), *([each] for each in sorted_out.get("search", []))]
        async for answer in self.service.crowd(web, jobs, partial(_ask, self.service, web)):
            yield answer


async def _ask(service: Service, web: Web, subjects: Batch) -> list[Answer]:
    if subjects[0].name.startswith("search:"):
        return await service.search(web, subjects[0], search_addresses(subjects[0]), read_search)
    return await service.batch(web, subjects, lambda batch: {"url": batch_address(batch)}, read_batch)


def _doi(subject: Subject) -> str:
    scheme, _, name = subject.name.partition(":")
    return name if scheme == "doi" else f"10.48550/arxiv.{name.lower()}"


def batch_address(subjects: Batch) -> str:
    """The filter for several DOIs, in which a raw comma or bar would end one; the one alone is looked up for nothing."""
    if len(subjects) == 1:
        return f"{_WORKS[:-1]}/doi:{quote(_doi(subjects[0]), safe='/:;()._-~')}?{urlencode({'select': _SELECT}, safe=',')}"
    names = "|".join(quote(_doi(each), safe="/:;()._-~") for each in subjects)
    return f"{_WORKS}filter=doi:{names}&{urlencode({'per_page': '100', 'select': _SELECT}, safe=',')}"


def search_addresses(subject: Subject) -> list[str]:
    """A search by all words of the title, which a record must have; then by the most telling ones."""
    title = wanted(subject).title
    queries = [each for each in (all_words(title), telling_words(title)) if each]
    return [
        _WORKS + urlencode({"filter": f"title.search:{query}", "per_page": str(_ROWS), "select": _SELECT}, safe=",:")
        for query in queries
    ]


def records(reply: Reply) -> list[dict[str, Any]] | None:
    """The records of a list answer or of a single one; ``None`` where it has neither shape. Status 404 is for none."""
    if reply.status in (404, 410):
        return []
    data = json_of(reply) or {}
    listed = [data] if "id" in data else data.get("results")
    return [record_of(each) for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else None


def record_of(work: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in one work; a list of authors that OpenAlex cuts off says so."""
    record = shapes.openalex(work)
    if len(record.get("authors", ())) >= _LISTED_AUTHORS:
        record["authors"] = [*record["authors"], "others"]
    return record


def read_batch(subjects: Batch, reply: Reply) -> dict[str, Reading]:
    """The records of a batch by DOI; of several works with one DOI the first, which is the more relevant one."""
    listed = records(reply)
    if listed is None:
        return failed(subjects, malformed("OpenAlex"))
    by_doi = {str(record.get("doi", "")): record for record in reversed(listed)}
    by_arxiv = {str(record["arxiv"]): record for record in reversed(listed) if record.get("arxiv")}
    found = {each.name: record for each in subjects if (record := by_doi.get(_doi(each)) or by_arxiv.get(each.name[6:]))}
    return readings(subjects, found, "OpenAlex")


def read_search(subjects: Batch, reply: Reply) -> dict[str, Reading]:
    """The likely ones among the records that a search brought."""
    (subject,) = subjects
    listed = records(reply)
    return {subject.name: malformed("OpenAlex") if listed is None else candidates(subject, listed, "openalex", COVERS)}
