"""DBLP: search by the words of the title, for computer science.

Since September 2026 the site stands behind a challenge for programs (a page with status 200): then it could not be asked,
and is not asked again in that run.
"""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlencode

from checker.core.answer import Answer, Subject, Topic
from checker.core.identifiers import arxiv, doi
from checker.core.text import plain
from checker.sources.records import all_words, candidates, telling_words, wanted
from checker.sources.replies import Reading, json_of, known, malformed, mapping, text
from checker.sources.service import Batch, Service
from checker.web import Reply, Web

_API = "https://dblp.org/search/publ/api?"
_ROWS = 10
_HOMONYM = re.compile(r"\s+\d{4}$")
_CORR = re.compile(r"journals/corr/abs-(\d{4})-(\d{4,5})$")
_TYPES = {
    "Conference and Workshop Papers": "inproceedings", "Journal Articles": "article",
    "Informal and Other Publications": "preprint",
    "Informal Publications": "preprint", "Parts in Books or Collections": "chapter", "Books and Theses": "book",
    "Reference Works": "chapter", "Editorship": "book", "Data and Artifacts": "other",
}  # fmt: skip
COVERS = {"kinds": ["article", "inproceedings", "preprint"], "fields": ["computer science"], "lag_days": 120}


@dataclass(frozen=True)
class DblpSource:
    """Publications on dblp.org."""

    name: str = "dblp"
    topics: frozenset[Topic] = frozenset({Topic.WORK})
    service: Service = field(default_factory=lambda: Service("dblp", "DBLP", "dblp.org"))

    def knows(self, subject: Subject) -> bool:
        """Whether it is a title to search for."""
        return subject.topic is Topic.WORK and subject.name.startswith("search:")

    async def ask(self, subjects: Sequence[Subject], web: Web) -> AsyncIterator[Answer]:
        """Titles one by one."""
        async for answer in self.service.crowd(web, [[each] for each in subjects], partial(_ask, self.service, web)):
            yield answer


async def _ask(service: Service, web: Web, subjects: Batch) -> list[Answer]:
    addresses, accept = search_addresses(subjects[0]), {"accept": "application/json"}
    return await service.search(web, subjects[0], addresses, read_search, headers=accept)


def search_addresses(subject: Subject) -> list[str]:
    """A search by all words of the title, which a record must have; then by the most telling ones."""
    title = wanted(subject).title
    queries = [each for each in (all_words(title), telling_words(title)) if each]
    return [_API + urlencode({"q": query, "format": "json", "h": str(_ROWS), "c": "0"}) for query in queries]


def hits(reply: Reply) -> list[Mapping[str, Any]] | None:
    """The hits of a search; DBLP leaves the list out where there are none. ``None`` where the reply has another shape."""
    result = mapping((json_of(reply) or {}).get("result"))
    found = result.get("hits")
    if not isinstance(found, Mapping):
        return None
    listed = found.get("hit", [])
    return [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else None


def read_search(subjects: Batch, reply: Reply) -> dict[str, Reading]:
    """The likely ones among the records that a search brought."""
    (subject,) = subjects
    listed = hits(reply)
    if listed is None:
        return {subject.name: malformed("DBLP")}
    records = [record_of(mapping(each.get("info"))) for each in listed]
    return {subject.name: candidates(subject, records, "dblp", COVERS)}


def record_of(info: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in one hit; what occurs once stands there bare, what occurs more often in a list."""
    key, name = text(info.get("key")), doi(text(info.get("doi")))
    links = [str(each) for each in _listed(info.get("ee"))]
    name = name or next((found for each in links if (found := doi(each))), None)
    kind = _TYPES.get(text(info.get("type")), "other")
    withdrawn = "withdrawn" in text(info.get("type")).lower() or text(info.get("publtype")) == "withdrawn"
    return known(
        {
            "title": plain(text(info.get("title"))).removesuffix("."),
            "authors": [_HOMONYM.sub("", plain(each)) for each in _authors(info)],
            "year": _year(text(info.get("year"))),
            "venue": plain(next((str(each) for each in _listed(info.get("venue"))), "")),
            "type": "thesis" if key.startswith("phd/") else kind,
            "volume": text(info.get("volume")),
            "number": text(info.get("number")),
            "pages": text(info.get("pages")),
            "publisher": text(info.get("publisher")),
            "doi": name,
            "arxiv": _arxiv(key, name, links),
            "url": next(iter(links), ""),
            "key": key,
            "withdrawn": "DBLP lists it as withdrawn" if withdrawn else "",
        }
    )


def _authors(info: Mapping[str, Any]) -> list[str]:
    listed = _listed(mapping(info.get("authors")).get("author"))
    return [name for each in listed if (name := text(mapping(each).get("text")) or text(each))]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _year(digits: str) -> int | None:
    return int(digits) if digits.isdecimal() and digits.isascii() and len(digits) == 4 else None


def _arxiv(key: str, name: str | None, links: Sequence[str]) -> str | None:
    if match := _CORR.match(key):
        return arxiv(f"{match[1]}.{match[2]}")
    return arxiv(name or "") or next((found for each in links if (found := arxiv(each))), None)
