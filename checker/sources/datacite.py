"""DataCite: the records of its DOIs (Zenodo, arXiv, figshare, theses, software), many at a time; search by title and author.

A DOI that its owner withdraws from discovery is registered at doi.org and not shown here: that is not "no such DOI".
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from checker.core.answer import Answer, Outcome, Subject, Topic
from checker.core.identifiers import arxiv, doi, isbn
from checker.core.text import plain
from checker.sources.records import candidates, failed, found, keyed, wanted
from checker.sources.replies import Reading, json_of, known, malformed, mapping, text
from checker.sources.service import Batch, Service, by_scheme, chunks
from checker.web import Reply, Web

_DOIS = "https://api.datacite.org/dois?"
_BATCH = 40
_LETTERS = 2_000
_ROWS = 5
COVERS = {"kinds": ["thesis", "report", "software", "dataset", "preprint"], "only": "works with a DataCite DOI"}
_KINDS = {
    "journalarticle": "article", "conferencepaper": "inproceedings", "preprint": "preprint", "book": "book",
    "bookchapter": "chapter",
    "dissertation": "thesis", "report": "report", "peerreview": "review", "conferenceproceeding": "book",
}  # fmt: skip
_BIBTEX = {
    "article": "article", "inproceedings": "inproceedings", "book": "book", "inbook": "chapter", "incollection": "chapter",
    "phdthesis": "thesis", "mastersthesis": "thesis", "techreport": "report",
}  # fmt: skip


@dataclass(frozen=True)
class DataCiteSource:
    """Works on api.datacite.org."""

    name: str = "datacite"
    topics: frozenset[Topic] = frozenset({Topic.WORK})
    service: Service = field(default_factory=lambda: Service("datacite", "DataCite", "api.datacite.org"))

    def knows(self, subject: Subject) -> bool:
        """Whether it is a DOI, or a title to search for."""
        return subject.topic is Topic.WORK and subject.name.startswith(("doi:", "search:"))

    async def ask(self, subjects: Sequence[Subject], web: Web) -> AsyncIterator[Answer]:
        """DOIs in batches, titles one by one."""
        sorted_out = by_scheme(subjects)
        jobs = [*chunks(sorted_out.get("doi", []), _BATCH, _LETTERS), *([each] for each in sorted_out.get("search", []))]
        async for answer in self.service.crowd(web, jobs, partial(_ask, self.service, web)):
            yield answer


async def _ask(service: Service, web: Web, subjects: Batch) -> list[Answer]:
    if subjects[0].name.startswith("search:"):
        heard = await service.fetch(web, search_address(subjects[0]), headers=_ACCEPT)
        return service.answers(subjects, heard, read_search)
    answers = await service.batch(web, subjects, _request, read_batch)
    if len(subjects) == 1:
        return answers
    again = {each.name: each for each in subjects if each.about.get("agency") == "DataCite"}
    return [
        (await service.batch(web, [again[each.subject]], _request, read_batch))[0]
        if each.subject in again and "title" not in each.facts and each.outcome is Outcome.FOUND
        else each
        for each in answers
    ]


def _request(subjects: Batch) -> dict[str, Any]:
    return {"url": batch_address(subjects), "headers": _ACCEPT}


_ACCEPT = {"accept": "application/vnd.api+json"}


def batch_address(subjects: Batch) -> str:
    """The query for several DOIs, or the address of the one."""
    if len(subjects) == 1:
        return _DOIS.removesuffix("?") + "/" + quote(subjects[0].name[4:], safe="")
    names = " OR ".join(_quoted(each.name[4:]) for each in subjects)
    return _DOIS + urlencode({"query": f"doi:({names})", "page[size]": str(len(subjects)), "disable-facets": "true"})


def search_address(subject: Subject) -> str:
    """A search by title, and by family name where one is known."""
    title, family, _ = wanted(subject)
    query = f"titles.title:{_quoted(title)}" + (f" AND creators.name:{_quoted(family)}" if family else "")
    return _DOIS + urlencode({"query": query, "page[size]": str(_ROWS), "disable-facets": "true"})


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", " ").replace('"', " ") + '"'


def records(reply: Reply) -> list[dict[str, Any]] | None:
    """The records of a list answer, or of a single one; ``None`` where it has neither shape."""
    data = (json_of(reply) or {}).get("data")
    if isinstance(data, Mapping):
        data = [data]
    if not isinstance(data, list):
        return None
    return [record_of(mapping(each["attributes"])) for each in data if isinstance(each, Mapping) and "attributes" in each]


def read_batch(subjects: Batch, reply: Reply) -> dict[str, Reading]:
    """The records of a batch by DOI."""
    listed = records(reply) if reply.status != 404 else []
    if listed is None:
        return failed(subjects, malformed("DataCite"))
    by_name = keyed(subjects, listed, "doi")
    return {each.name: found(by_name[each.name]) if each.name in by_name else _not_shown(each) for each in subjects}


def _not_shown(subject: Subject) -> Reading:
    if subject.about.get("agency") == "DataCite":
        return Reading(Outcome.FOUND, "registered with DataCite, and withdrawn from its index", {"agency": "DataCite"})
    return Reading(Outcome.UNASKED, "DataCite does not show this DOI, and whose it is was not known")


def read_search(subjects: Batch, reply: Reply) -> dict[str, Reading]:
    """The likely ones among the records that a search brought."""
    (subject,) = subjects
    listed = records(reply) if reply.status != 404 else None
    return {subject.name: malformed("DataCite") if listed is None else candidates(subject, listed, "datacite", COVERS)}


def record_of(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in the attributes of one DOI. ``withdrawn`` are the words of a date of that type."""
    container = mapping(attributes.get("container"))
    name = doi(text(attributes.get("doi")))
    kind = _kind(mapping(attributes.get("types")))
    return known(
        {
            "title": _title(attributes),
            "authors": [each for each in map(_creator, _mappings(attributes.get("creators"))) if each],
            "year": _year(attributes),
            "years": {"posted": year} if kind == "preprint" and (year := _submitted(attributes)) else {},
            "venue": plain(text(container.get("title"))) or ("arXiv" if arxiv(name or "") else ""),
            "type": kind,
            "volume": text(container.get("volume")),
            "number": text(container.get("issue")),
            "pages": _pages(container),
            "publisher": text(attributes.get("publisher")) or text(mapping(attributes.get("publisher")).get("name")),
            "doi": name,
            "arxiv": arxiv(name or ""),
            "isbn": _related(attributes, "ISBN", isbn),
            "url": text(attributes.get("url")),
            "published_doi": _published(attributes),
            "withdrawn": _withdrawn(attributes),
        }
    )


def _title(attributes: Mapping[str, Any]) -> str:
    """The main title; its subtitle stands apart."""
    titles = [each for each in _mappings(attributes.get("titles")) if text(each.get("title"))]
    main = next((plain(text(each.get("title"))) for each in titles if not each.get("titleType")), "")
    main = main or next((plain(text(each.get("title"))) for each in titles), "")
    subtitle = next((plain(text(each.get("title"))) for each in titles if each.get("titleType") == "Subtitle"), "")
    return f"{main}: {subtitle}" if main and subtitle and subtitle.casefold() not in main.casefold() else main


def _creator(creator: Mapping[str, Any]) -> str:
    family, given = text(creator.get("familyName")), text(creator.get("givenName"))
    name = plain(text(creator.get("name")))
    return plain(f"{family}, {given}") if family and given else name or plain(family)


def _year(attributes: Mapping[str, Any]) -> int | None:
    year = attributes.get("publicationYear")
    digits = str(year)[:4]
    return int(digits) if digits.isdecimal() and len(digits) == 4 else None


def _submitted(attributes: Mapping[str, Any]) -> int | None:
    dates = [text(each.get("date"))[:4] for each in _mappings(attributes.get("dates")) if each.get("dateType") == "Submitted"]
    return next((int(each) for each in dates if each.isdecimal()), None)


def _withdrawn(attributes: Mapping[str, Any]) -> str:
    for each in _mappings(attributes.get("dates")):
        if each.get("dateType") == "Withdrawn":
            return text(each.get("dateInformation")) or f"withdrawn on {text(each.get('date'))}"
    return ""


def _kind(types: Mapping[str, Any]) -> str:
    general = text(types.get("resourceTypeGeneral")).replace(" ", "").lower()
    return _KINDS.get(general) or _BIBTEX.get(text(types.get("bibtex")).lower(), "other")


def _pages(container: Mapping[str, Any]) -> str:
    first, last = text(container.get("firstPage")), text(container.get("lastPage"))
    return f"{first}-{last}" if first and last and first != last else first


def _published(attributes: Mapping[str, Any]) -> str | None:
    """The DOI under which a preprint says that it has been published."""
    related = _mappings(attributes.get("relatedIdentifiers"))
    return next(
        (
            doi(text(each.get("relatedIdentifier")))
            for each in related
            if each.get("relationType") in ("IsVersionOf", "IsPreprintOf", "IsPublishedIn")
            and each.get("relatedIdentifierType") == "DOI"
            and arxiv(text(attributes.get("doi")))
        ),
        None,
    )


def _related(attributes: Mapping[str, Any], kind: str, read: Any) -> str | None:
    related = _mappings(attributes.get("relatedIdentifiers"))
    values = (text(each.get("relatedIdentifier")) for each in related if each.get("relatedIdentifierType") == kind)
    return next((found for value in values if (found := read(value))), None)


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
