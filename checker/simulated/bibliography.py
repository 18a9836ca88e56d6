"""A small world of bibliographic services over one shelf of records, each speaking its real protocol.

Records are facts as sources tell them (ARCHITECTURE.md). Which service knows a record follows from it: Crossref what has a DOI
that is neither arXiv's nor another agency's, DataCite those, arXiv what has an arXiv id, OpenReview what was reviewed there;
OpenAlex, Semantic Scholar and DBLP know everything that is not told apart by ``unknown_to``.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol
from urllib.parse import unquote

from checker.core.text import title_key, words
from checker.simulated import bibliography_pages as pages
from checker.simulated import bibliography_wire as wire
from checker.simulated.bibliography_records import Record, likeness
from checker.simulation import Host, Request, Response

AT_DATACITE = ("10.48550/", "10.5281/", "10.57967/")
_SEARCHED = 20
_ALIKE = 0.6
"""Share of common words from which Semantic Scholar calls a title matched."""


class Shelf(Protocol):
    """Where the true records stand."""

    def by(self, kind: str, name: str) -> list[Record]:
        """The records with this ``doi``, ``arxiv`` id, ``openreview`` id …, in lower case."""

    def search(self, title: str) -> list[Record]:
        """Records with titles like this, likeliest first."""


class Table:
    """A shelf in memory."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._by: defaultdict[tuple[str, str], list[Record]] = defaultdict(list)
        self._words: defaultdict[str, list[int]] = defaultdict(list)
        self.records = list(records)
        for number, record in enumerate(self.records):
            for kind in ("doi", "arxiv", "openreview", "acl"):
                if record.get(kind):
                    self._by[kind, str(record[kind]).lower()].append(record)
            for word in set(words(str(record["title"]))):
                self._words[word].append(number)

    def by(self, kind: str, name: str) -> list[Record]:
        """The records with this identifier."""
        return self._by.get((kind, name.lower()), [])

    def search(self, title: str) -> list[Record]:
        """Records that share words with the title, those that share most of both first."""
        shared: defaultdict[int, int] = defaultdict(int)
        asked = set(words(title))
        for word in asked:
            for number in self._words.get(word, ()):
                shared[number] += 1
        key = title_key(title)

        def rank(number: int) -> tuple[bool, float]:
            other = str(self.records[number]["title"])
            return title_key(other) == key, shared[number] / len(asked | set(words(other)))

        best = sorted(shared, key=rank, reverse=True)
        return [self.records[number] for number in best[:_SEARCHED]]


def _terms(text: str) -> set[str]:
    """The words of a text as an index keeps them, without signs."""
    return {each.strip("+#") for each in words(text)}


@dataclass
class Bibliography:
    """The doubles. ``walls`` names the services that turn programs away (each in its own way), ``silent`` those that are down."""

    shelf: Shelf
    walls: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    pages: Mapping[str, Record] = field(default_factory=dict)
    """Proceedings pages with citation tags, by address."""
    sites: frozenset[str] = frozenset()
    """Hosts of proceedings that are there, whatever pages they have."""
    unknown_to: Callable[[str, Record], bool] = lambda _, __: False
    """Whether a service (by its source's name) lacks a record that it might know."""

    @property
    def hosts(self) -> dict[str, Host]:
        """For `SimulatedWeb`."""
        services: dict[str, tuple[str, Callable[[Request], Response]]] = {
            "doi.org": ("doi", self._registry),
            "api.crossref.org": ("crossref", self._crossref),
            "api.datacite.org": ("datacite", self._datacite),
            "export.arxiv.org": ("arxiv", self._arxiv),
            "oaipmh.arxiv.org": ("arxiv", self._oai),
            "api.openalex.org": ("openalex", self._openalex),
            "api.semanticscholar.org": ("semantic_scholar", self._semantic_scholar),
            "dblp.org": ("dblp", self._dblp),
            "api2.openreview.net": ("openreview", self._openreview),
            "api.openreview.net": ("openreview", self._openreview),
        }
        found: dict[str, Host] = dict.fromkeys((*self.sites, *(each.split("/")[2] for each in self.pages)), self._page)
        return found | {host: partial(self._guarded, name, answer) for host, (name, answer) in services.items()}

    def _guarded(self, name: str, answer: Callable[[Request], Response], request: Request) -> Response:
        if name in self.silent:
            return Response(503, "down", {"content-type": "text/plain"})
        return pages.WALLS[name]() if name in self.walls else answer(request)

    def known(self, name: str, record: Record) -> bool:
        """Whether a service has a record."""
        doi = str(record.get("doi", ""))
        theirs = {
            "crossref": bool(doi) and not doi.startswith(AT_DATACITE),
            "datacite": doi.startswith(AT_DATACITE),
            "arxiv": bool(record.get("arxiv")),
            "openreview": bool(record.get("openreview")),
        }
        return theirs.get(name, True) and not self.unknown_to(name, record)

    def _having(self, name: str, kind: str, value: str) -> list[Record]:
        return [record for record in self.shelf.by(kind, value) if self.known(name, record)]

    def _found(self, name: str, title: str, most: int) -> list[Record]:
        return [record for record in self.shelf.search(title) if self.known(name, record)][:most]

    # doi.org

    def _agency(self, doi: str) -> str:
        if doi.lower().startswith("10.48550/arxiv."):
            return "DataCite" if self.shelf.by("arxiv", doi[15:]) else ""
        if not self.shelf.by("doi", doi):
            return ""
        return "DataCite" if doi.startswith(AT_DATACITE) else "Crossref"

    def _registry(self, request: Request) -> Response:
        kind, _, names = request.path.removeprefix("/").partition("/")
        if kind == "doiRA":
            dois = [unquote(each) for each in names.split(",")]
            return Response.of_json([wire.agency(doi, self._agency(doi)) for doi in dois])
        doi = unquote(names.removeprefix("handles/"))
        return wire.handle(doi, known=bool(self._agency(doi)))

    # Crossref and DataCite

    def _crossref(self, request: Request) -> Response:
        query = request.query
        rows = int(query.get("rows", "20"))
        if request.path != "/works":
            found = self._having("crossref", "doi", unquote(request.path.removeprefix("/works/")))
            return wire.crossref_work(found[0]) if found else Response(404, "Resource not found.", {"content-type": "text/plain"})
        if "filter" in query:
            names = [each.partition(":") for each in query["filter"].split(",")]
            if any(kind != "doi" for kind, _, _ in names):
                return wire.crossref_failure("filter-not-available")
            works = [record for _, _, doi in names for record in self._having("crossref", "doi", doi)[:1]]
            return wire.crossref_list(works[:rows])
        return wire.crossref_list(self._found("crossref", query.get("query.bibliographic", ""), rows))

    def _datacite(self, request: Request) -> Response:
        query = request.query.get("query", "")
        if request.path != "/dois":
            found = self._at_datacite(unquote(request.path.removeprefix("/dois/")))
            return wire.datacite_work(found)
        if query.startswith("doi:"):
            dois = re.findall(r'"([^"]*)"', query)
            works = [record for doi in dois for record in self._at_datacite(doi)[:1]]
        else:
            title = re.search(r'title:"([^"]*)"', query)
            works = self._found("datacite", title[1] if title else "", 5)
        return wire.datacite_list(works)

    def _at_datacite(self, doi: str) -> list[Record]:
        if doi.lower().startswith("10.48550/arxiv."):
            return [{**record, "doi": doi.lower()} for record in self._having("arxiv", "arxiv", doi[15:])]
        return self._having("datacite", "doi", doi)

    # arXiv

    def _arxiv(self, request: Request) -> Response:
        names = [each for each in request.query.get("id_list", "").split(",") if each]
        if any(not re.fullmatch(r"\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?", each) for each in names):
            return wire.arxiv_error(names[0])
        if names:
            found = [record for name in names for record in self._having("arxiv", "arxiv", name)[:1]]
            return wire.arxiv_feed(found[::-1])
        title = re.search(r'ti:"([^"]*)"', request.query.get("search_query", ""))
        return wire.arxiv_feed(self._found("arxiv", title[1] if title else "", int(request.query.get("max_results", "10"))))

    def _oai(self, request: Request) -> Response:
        name = request.query.get("identifier", "").removeprefix("oai:arXiv.org:")
        return wire.oai_record(name, self._having("arxiv", "arxiv", name)[:1])

    # Indexes

    def _openalex(self, request: Request) -> Response:
        kind, _, value = request.query.get("filter", "").partition(":")
        if request.path.startswith("/works/doi:"):
            found = self._indexed("openalex", unquote(request.path.removeprefix("/works/doi:")))
            return wire.openalex_work(found)
        if request.path != "/works" or kind not in ("doi", "title.search"):
            return Response.of_html("<!doctype html>\n<title>404 Not Found</title>", 404)
        if kind == "doi":
            return wire.openalex_list([work for doi in value.split("|") for work in self._indexed("openalex", doi)[:1]])
        return wire.openalex_list(self._with_all_words("openalex", value)[: int(request.query.get("per_page", "25"))])

    def _indexed(self, name: str, doi: str) -> list[Record]:
        if doi.lower().startswith("10.48550/arxiv."):
            return self._having(name, "arxiv", doi[15:])
        return self._having(name, "doi", doi)

    def _semantic_scholar(self, request: Request) -> Response:
        if request.path.endswith("/paper/batch"):
            return Response.of_json([wire.scholar_paper(each) for each in map(self._by_scholar, request.json()["ids"])])
        query = request.query.get("query", "")
        found = self._found("semantic_scholar", query, _SEARCHED)
        best = max(found, key=lambda record: likeness(query, str(record["title"])), default=None)
        alike = best is not None and likeness(query, str(best["title"])) >= _ALIKE
        return wire.scholar_match(best) if best and alike else Response.of_json({"error": "Title match not found"}, 404)

    def _by_scholar(self, name: str) -> Record | None:
        scheme, _, value = name.partition(":")
        found = self._indexed("semantic_scholar", value) if scheme == "DOI" else []
        found = found or self._having("semantic_scholar", scheme.lower(), value)
        return next((each for each in found if each.get("type") != "preprint"), found[0] if found else None)

    def _dblp(self, request: Request) -> Response:
        query = request.query.get("q", "")
        return wire.dblp_hits(query, self._with_all_words("dblp", query))

    def _with_all_words(self, name: str, query: str) -> list[Record]:
        """What has every word of the query in its title: OpenAlex and DBLP know no other way."""
        found = self._found(name, query, _SEARCHED)
        return [each for each in found if _terms(query) <= _terms(str(each["title"]))]

    # OpenReview and pages

    def _openreview(self, request: Request) -> Response:
        old = request.host == "api.openreview.net"
        if request.path.endswith("/search"):
            return wire.notes([] if old else self._found("openreview", request.query.get("term", ""), 5))
        found = self._having("openreview", "openreview", request.query.get("id", ""))
        return wire.notes([each for each in found if wire.is_old(each) is old], old=old)

    def _page(self, request: Request) -> Response:
        record = self.pages.get(f"https://{request.host}{request.path}")
        return pages.page(record) if record else Response.of_html("<title>404</title><p>Page not found", 404)
