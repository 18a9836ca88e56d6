"""How the bibliographic services write records down: facts in, replies of their real shape out."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from checker.simulated.bibliography_records import Record, names_of, number_of, people_of, posted_in
from checker.simulation import Response

_CROSSREF = {
    "article": "journal-article", "inproceedings": "proceedings-article", "preprint": "posted-content", "book": "book",
    "chapter": "book-chapter", "thesis": "dissertation", "report": "report", "review": "peer-review",
}  # fmt: skip
_DATACITE = {"preprint": "Preprint", "thesis": "Dissertation", "report": "Report", "article": "JournalArticle"}
_OPENALEX = {"inproceedings": "article", "chapter": "book-chapter", "thesis": "dissertation"}
_DBLP = {
    "inproceedings": "Conference and Workshop Papers", "preprint": "Informal and Other Publications",
    "article": "Journal Articles",
    "chapter": "Parts in Books or Collections", "book": "Books and Theses", "thesis": "Books and Theses",
}  # fmt: skip
_NEW_API_SINCE = 2024


# doi.org


def agency(doi: str, name: str) -> dict[str, str]:
    """One row of the answer about agencies."""
    return {"DOI": doi, "RA": name} if name else {"DOI": doi, "status": "DOI does not exist"}


def handle(doi: str, *, known: bool) -> Response:
    """The handle service's answer."""
    if not known:
        return Response.of_json({"responseCode": 100, "handle": doi}, 404)
    value = {"index": 1, "type": "URL", "data": {"format": "string", "value": f"https://example.org/{doi}"}, "ttl": 86400}
    return Response.of_json({"responseCode": 1, "handle": doi, "values": [value]})


# Crossref


def _crossref(record: Record) -> dict[str, Any]:
    year = record.get("year")
    dates = {"issued": {"date-parts": [[year]]}, "published": {"date-parts": [[year]]}} if year else {}
    return {
        "DOI": record["doi"],
        "type": _CROSSREF.get(str(record.get("type")), "other"),
        "title": [record["title"]],
        "container-title": [record["venue"]] if record.get("venue") else [],
        "author": [
            {"given": given, "family": family, "sequence": "additional" if number else "first", "affiliation": []}
            for number, (given, family) in enumerate(people_of(record))
        ],
        "publisher": record.get("publisher", ""),
        "updated-by": [_update(each) for each in record.get("updates", ())],
        "URL": f"https://doi.org/{record['doi']}",
        "score": 42.5,
        **{key: record[name] for key, name in (("volume", "volume"), ("issue", "number"), ("page", "pages")) if record.get(name)},
        **dates,
    }


def _update(update: Mapping[str, Any]) -> dict[str, Any]:
    parts = [int(each) for each in str(update.get("at", "2025-01-01")).split("-")]
    return {
        "DOI": update.get("doi", ""),
        "type": update["type"],
        "label": update["type"].capitalize(),
        "source": "publisher",
        "updated": {"date-parts": [parts]},
    }


def crossref_list(works: Sequence[Record]) -> Response:
    """A list of works."""
    message = {"facets": {}, "total-results": len(works), "items": [_crossref(each) for each in works], "items-per-page": 20}
    return Response.of_json({"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": message})


def crossref_work(record: Record) -> Response:
    """One work."""
    return Response.of_json({"status": "ok", "message-type": "work", "message-version": "1.0.0", "message": _crossref(record)})


def crossref_failure(kind: str) -> Response:
    """A query that Crossref does not take."""
    return Response.of_json({"status": "failed", "message-type": "validation-failure", "message": [{"type": kind}]}, 400)


# DataCite


def datacite_list(works: Sequence[Record]) -> Response:
    """A list of DOIs."""
    data = [{"id": each["doi"], "type": "dois", "attributes": _datacite(each)} for each in works]
    return Response(200, json.dumps({"data": data, "meta": {"total": len(data)}}), {"content-type": "application/vnd.api+json"})


def datacite_work(works: Sequence[Record]) -> Response:
    """One DOI, if there is one."""
    if not works:
        return Response.of_json({"errors": [{"status": "404", "title": "The resource you are looking for doesn't exist."}]}, 404)
    return Response.of_json({"data": {"id": works[0]["doi"], "type": "dois", "attributes": _datacite(works[0])}})


def _datacite(record: Record) -> dict[str, Any]:
    kind = "Preprint" if "arxiv" in record["doi"] else _DATACITE.get(str(record.get("type")), "Text")
    return {
        "doi": record["doi"],
        "creators": [
            {"name": f"{family}, {given}", "givenName": given, "familyName": family, "nameType": "Personal"}
            for given, family in people_of(record)
        ],
        "titles": [{"title": record["title"]}],
        "publisher": record.get("publisher") or "arXiv",
        "container": {},
        "publicationYear": record.get("posted") or record.get("year"),
        "dates": [],
        "types": {"resourceTypeGeneral": kind},
        "relatedIdentifiers": [],
        "url": f"https://example.org/{record['doi']}",
        "state": "findable",
    }


# arXiv

_FEED = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" '
    'xmlns:arxiv="http://arxiv.org/schemas/atom">'
)


def _atom(entries: Iterable[str], status: int = 200) -> Response:
    body = f"<?xml version='1.0' encoding='UTF-8'?>\n{_FEED}<title>arXiv Query</title>{''.join(entries)}</feed>"
    return Response(status, body, {"content-type": "application/atom+xml; charset=utf-8"})


def arxiv_feed(works: Sequence[Record]) -> Response:
    """A feed of preprints; the year of a record that names its own ``posted`` one is the published paper's."""
    return _atom(map(_entry, works))


def _entry(record: Record) -> str:
    posted = posted_in(record)
    authors = "".join(f"<author><name>{escape(name)}</name></author>" for name in names_of(record))
    comment = record.get("withdrawn") or "12 pages"
    doi = f"<arxiv:doi>{escape(record['published_doi'])}</arxiv:doi>" if record.get("published_doi") else ""
    return (
        f"<entry><id>http://arxiv.org/abs/{record['arxiv']}v1</id><title>{escape(record['title'])}</title>"
        f"<updated>{posted}-05-01T08:00:00Z</updated><published>{posted}-05-01T08:00:00Z</published>"
        f"<summary>It is shown.</summary>{authors}<arxiv:comment>{escape(comment)}</arxiv:comment>{doi}</entry>"
    )


def arxiv_error(name: str) -> Response:
    """A malformed id."""
    link = f"https://arxiv.org/api/errors#incorrect_id_format_for_{name}"
    return _atom([f"<entry><id>{link}</id><title>Error</title><summary>incorrect id format for {name}</summary></entry>"], 400)


def oai_record(name: str, works: Sequence[Record]) -> Response:
    """The versions of a preprint; errors come with status 200."""
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
    if not works:
        return Response(200, f'{head}<error code="idDoesNotExist"/></OAI-PMH>', {"content-type": "text/xml"})
    kinds = ["D", "I"] if works[0].get("withdrawn") else ["D"]
    versions = "".join(
        f'<version version="v{number}"><date>Mon, 2 Apr 2007 19:18:42 GMT</date><source_type>{kind}</source_type></version>'
        for number, kind in enumerate(kinds, 1)
    )
    raw = f'<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>{name}</id>{versions}</arXivRaw>'
    record = f"<GetRecord><record><metadata>{raw}</metadata></record></GetRecord>"
    return Response(200, f"{head}{record}</OAI-PMH>", {"content-type": "text/xml"})


# OpenAlex


def openalex_list(works: Sequence[Record]) -> Response:
    """A page of works."""
    meta = {"count": len(works), "db_response_time_ms": 9, "page": 1, "per_page": 25, "cost_usd": 0.0001}
    return Response.of_json({"meta": meta, "results": [_openalex(each) for each in works], "group_by": []})


def openalex_work(works: Sequence[Record]) -> Response:
    """One work, if there is one; OpenAlex says no in HTML."""
    if not works:
        return Response.of_html("<!doctype html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>", 404)
    return Response.of_json(_openalex(works[0]))


def _openalex(record: Record) -> dict[str, Any]:
    doi = record.get("doi") or (f"10.48550/arxiv.{record['arxiv']}" if record.get("arxiv") else None)
    preprint = record.get("type") == "preprint"
    kinds = {"inproceedings": "conference", "preprint": "repository"}
    place = {"display_name": record.get("venue", ""), "type": kinds.get(str(record.get("type")), "journal")}
    location = {"landing_page_url": f"https://doi.org/{doi}" if doi else None, "source": place if record.get("venue") else None}
    arxiv = {"landing_page_url": f"https://arxiv.org/abs/{record['arxiv']}", "source": None} if record.get("arxiv") else None
    return {
        "id": f"https://openalex.org/W{number_of(record)}",
        "doi": f"https://doi.org/{doi}" if doi else None,
        "title": record["title"],
        "display_name": record["title"],
        "publication_year": record.get("year"),
        "type": "preprint" if preprint else _OPENALEX.get(str(record.get("type")), str(record.get("type", "article"))),
        "is_retracted": any(each["type"] == "retraction" for each in record.get("updates", ())),
        "authorships": [{"author": {"display_name": name}, "raw_author_name": name} for name in names_of(record)][:100],
        "primary_location": location,
        "locations": [each for each in (location, arxiv) if each],
        "biblio": {},
    }


# Semantic Scholar


def scholar_paper(record: Record | None) -> dict[str, Any] | None:
    """One paper; null where it is not known."""
    if record is None:
        return None
    ids = {name: record[key] for name, key in (("DOI", "doi"), ("ArXiv", "arxiv"), ("ACL", "acl")) if record.get(key)}
    preprint = record.get("type") == "preprint"
    kind = {"inproceedings": "conference", "article": "journal"}.get(str(record.get("type")))
    venue = "arXiv.org" if preprint else record.get("venue", "")
    return {
        "paperId": f"{number_of(record):040x}",
        "externalIds": {**ids, "CorpusId": 7},
        "url": "https://www.semanticscholar.org/paper/7",
        "title": record["title"],
        "venue": venue,
        "publicationVenue": {"id": "x", "name": venue, "type": kind} if kind else None,
        "year": posted_in(record) if record.get("arxiv") else record.get("year"),
        "publicationTypes": ["JournalArticle"] if kind == "journal" else ["Conference"] if kind else None,
        "journal": None,
        "authors": [{"authorId": str(number), "name": name} for number, name in enumerate(names_of(record))],
    }


def scholar_match(record: Record) -> Response:
    """The best match."""
    return Response.of_json({"data": [{**(scholar_paper(record) or {}), "matchScore": 109.55}]})


# DBLP


def dblp_hits(query: str, works: Sequence[Record]) -> Response:
    """Hits; the list is left out where there are none, and a lone author stands bare."""
    hits: dict[str, Any] = {"@total": str(len(works)), "@computed": str(len(works)), "@sent": str(len(works)), "@first": "0"}
    if works:
        hits["hit"] = [{"@score": "6", "@id": "123", "info": _info(each), "url": "URL#123"} for each in works]
    return Response.of_json({"result": {"query": query, "status": {"@code": "200", "text": "OK"}, "hits": hits}})


def _info(record: Record) -> dict[str, Any]:
    people = [{"@pid": f"0/{number}", "text": name} for number, name in enumerate(names_of(record))]
    return {
        **({"authors": {"author": people[0] if len(people) == 1 else people}} if people else {}),
        "title": f"{record['title']}.",
        "venue": "CoRR" if record.get("type") == "preprint" else record.get("venue", ""),
        "year": str(record.get("year", "")),
        "type": _DBLP.get(str(record.get("type")), "Data and Artifacts"),
        "key": record.get("key", "conf/x/y"),
        **({"doi": str(record["doi"]).upper()} if record.get("doi") else {}),
    }


# OpenReview


def is_old(record: Record) -> bool:
    """Whether a paper lies at the old API, which has the venues up to 2023."""
    return int(record.get("year") or _NEW_API_SINCE) < _NEW_API_SINCE


def notes(works: Sequence[Record], *, old: bool = False) -> Response:
    """Notes of either API; the new one wraps every value."""
    return Response.of_json({"notes": [_note(each, old=old) for each in works], "count": len(works)})


def _note(record: Record, *, old: bool) -> dict[str, Any]:
    venue, year = str(record.get("venue", "")), record.get("year")
    content: dict[str, Any] = {
        "title": record["title"],
        "authors": names_of(record),
        "venue": f"{venue} {year} poster",
        "venueid": f"{venue}.cc/{year}/Conference",
    }
    name = record["openreview"]
    content = content if old else {key: {"value": value} for key, value in content.items()}
    return {"id": name, "forum": name, "content": content, "ddate": None, "cdate": 1_700_000_000_000, "pdate": None}
