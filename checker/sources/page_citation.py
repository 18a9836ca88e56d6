"""What a proceedings page says about its own paper: ``citation_*``, ``DC.*`` and ``og:`` tags as a work record."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from checker.sources.page_html import Page

_MARKS = ("citation_", "DC.", "dc.", "DCTERMS.", "dcterms.", "eprints.", "CITATION_")
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_ARXIV = re.compile(r"(?:arxiv:)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?\Z", re.IGNORECASE)
_VENUES = (
    "citation_conference_title",
    "citation_journal_title",
    "citation_inbook_title",
    "citation_book_title",
    "prism.publicationname",
    "citation_conference",
)
_TITLES = ("citation_title", "dc.title", "dcterms.title", "eprints.title", "bepress_citation_title")
_AUTHORS = (
    "citation_author",
    "dc.creator",
    "dc.contributor",
    "dcterms.creator",
    "eprints.creators_name",
    "bepress_citation_author",
)
_DATES = (
    "citation_publication_date",
    "citation_date",
    "citation_year",
    "citation_online_date",
    "dc.date",
    "dcterms.issued",
    "prism.publicationdate",
    "dc.date.issued",
)


def read_citation(html: str | bytes | Page) -> dict[str, Any]:
    """The page's record of its work (ARCHITECTURE.md, "Facts", topic work); empty where it has none.

    A title alone, or ``og:title`` alone, is no record: every page has one. Never raises.
    """
    page = html if isinstance(html, Page) else Page(html if isinstance(html, bytes) else html.encode())
    if not any(mark in page.text for mark in _MARKS):
        return {}
    tags = _tags(page.metas)
    title, authors = _first(tags, *_TITLES), _authors(tags)
    if not title or not (authors or any(key.startswith("citation_") for key in tags)):
        return {}
    record: dict[str, Any] = {
        "title": title,
        "authors": authors,
        "year": _year(tags),
        "venue": _first(tags, *_VENUES),
        "type": _type(tags),
        "volume": _first(tags, "citation_volume", "prism.volume"),
        "number": _first(tags, "citation_issue", "prism.number"),
        "pages": _pages(tags),
        "publisher": _first(tags, "citation_publisher", "dc.publisher"),
        "doi": _doi(tags),
        "arxiv": _arxiv(tags),
        "isbn": _first(tags, "citation_isbn"),
        "url": _first(tags, "citation_abstract_html_url", "og:url"),
    }
    return {key: value for key, value in record.items() if value}


def _tags(metas: Sequence[Mapping[str, str]]) -> dict[str, list[str]]:
    tags: defaultdict[str, list[str]] = defaultdict(list)
    for each in metas:
        name = (each.get("name") or each.get("property") or "").strip().lower()
        content = " ".join(each.get("content", "").split())
        if name and content:
            tags[name].append(content[:2000])
    return tags


def _first(tags: Mapping[str, Sequence[str]], *names: str) -> str:
    return next((tags[name][0] for name in names if tags.get(name)), "")


def _authors(tags: Mapping[str, Sequence[str]]) -> list[str]:
    for name in _AUTHORS:
        if found := tags.get(name):
            return list(found)[:2000]
    together = _first(tags, "citation_authors")
    return [each.strip() for each in together.split(";") if each.strip()] if together else []


def _year(tags: Mapping[str, Sequence[str]]) -> int | None:
    for name in _DATES:
        for value in tags.get(name, ()):
            if match := _YEAR.search(value):
                return int(match.group())
    return None


def _type(tags: Mapping[str, Sequence[str]]) -> str:
    if _first(tags, "citation_conference_title", "citation_conference"):
        return "inproceedings"
    if _first(tags, "citation_journal_title"):
        return "article"
    if _first(tags, "citation_dissertation_institution"):
        return "thesis"
    if _first(tags, "citation_technical_report_institution"):
        return "report"
    return "preprint" if _first(tags, "citation_arxiv_id") else ""


def _pages(tags: Mapping[str, Sequence[str]]) -> str:
    first, last = _first(tags, "citation_firstpage", "prism.startingpage"), _first(tags, "citation_lastpage", "prism.endingpage")
    return f"{first}-{last}" if first and last and first != last else first


def _doi(tags: Mapping[str, Sequence[str]]) -> str:
    for name in ("citation_doi", "dc.identifier.doi", "dc.identifier", "prism.doi", "bepress_citation_doi"):
        for value in tags.get(name, ()):
            if match := _DOI.search(value):
                return match.group().rstrip(".,;").lower()
    return ""


def _arxiv(tags: Mapping[str, Sequence[str]]) -> str:
    match = _ARXIV.match(_first(tags, "citation_arxiv_id"))
    return match.group(1) if match else ""
