"""How Crossref, OpenAlex and CSL-JSON write down a work, read into the facts that sources and rules share. Pure; never raises."""

from collections.abc import Iterable, Mapping
from typing import Any

from checker.core import identifiers
from checker.core.text import plain

_CROSSREF_TYPES = {
    "journal-article": "article", "proceedings-article": "inproceedings", "posted-content": "preprint", "book": "book",
    "monograph": "book", "edited-book": "book", "reference-book": "book", "proceedings": "book", "book-chapter": "chapter",
    "book-section": "chapter", "reference-entry": "chapter", "dissertation": "thesis", "report": "report",
    "report-component": "report",
    "peer-review": "review",
}  # fmt: skip

_OPENALEX_TYPES = {
    "article": "article", "conference-paper": "inproceedings", "preprint": "preprint", "book": "book", "book-chapter": "chapter",
    "dissertation": "thesis", "report": "report", "peer-review": "review", "review": "article",
}  # fmt: skip

_CSL_TYPES = {
    "article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
    "paper-conference": "inproceedings",
    "article": "preprint", "book": "book", "chapter": "chapter", "thesis": "thesis", "report": "report", "review": "review",
    "review-book": "review", "manuscript": "preprint",
}  # fmt: skip

_SPELLINGS = {
    "expression-of-concern": "expression_of_concern",
    "concern": "expression_of_concern",
    "removed": "removal",
    "withdrawn": "withdrawal",
}


def crossref(message: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in a Crossref work message.

    ``year`` is that of ``issued``; ``years`` keeps print, online and posted apart (a deposit date, ``created``, is none of them).
    ``updates`` are what other records did to this work (``updated-by``), each notice and type once.
    """
    years = {
        name: year
        for name, key in (("print", "published-print"), ("online", "published-online"), ("posted", "posted"))
        if (year := _year(message.get(key)))
    }
    kind = str(message.get("type", ""))
    return _known(
        title=_crossref_title(message),
        authors=[_person(each) for each in _mappings(message.get("author"))],
        year=_year(message.get("issued")) or _year(message.get("published")) or min(years.values(), default=None),
        years=years,
        venue=_venue(message),
        type="preprint" if message.get("subtype") == "preprint" else _CROSSREF_TYPES.get(kind, "other"),
        volume=_text(message.get("volume")),
        number=_text(message.get("issue")),
        pages=_text(message.get("page")),
        publisher=_text(message.get("publisher")),
        doi=identifiers.doi(_text(message.get("DOI"))),
        isbn=next((found for each in _list(message.get("ISBN")) if (found := identifiers.isbn(str(each)))), None),
        url=_text(message.get("URL")),
        updates=_updates(message.get("updated-by")),
        published_doi=_relation(message, "is-preprint-of"),
    )


def openalex(work: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in an OpenAlex work; its retraction flag, which has no notice, is an update without DOI."""
    biblio = _mapping(work.get("biblio"))
    place = _mapping(work.get("primary_location"))
    venue = _mapping(place.get("source"))
    pages = [_text(biblio.get(name)) for name in ("first_page", "last_page")]
    landing = _text(place.get("landing_page_url"))
    doi = identifiers.doi(_text(work.get("doi")))
    return _known(
        title=_text(work.get("title") or work.get("display_name")),
        authors=[name for each in _mappings(work.get("authorships")) if (name := _openalex_author(each))],
        year=_whole(work.get("publication_year")),
        venue=_text(venue.get("display_name")),
        type=_openalex_type(work, venue),
        volume=_text(biblio.get("volume")),
        number=_text(biblio.get("issue")),
        pages="-".join(dict.fromkeys(each for each in pages if each)),
        doi=doi,
        arxiv=identifiers.arxiv(doi or "")
        or next((found for url in _landing_pages(work) if (found := identifiers.arxiv(url))), None),
        url=landing or _text(work.get("id")),
        key=_text(work.get("id")).rpartition("/")[2],
        updates=[{"type": "retraction"}] if work.get("is_retracted") is True else [],
    )


def csl(item: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in a CSL-JSON item (Zotero, doi.org's content negotiation, pandoc)."""
    doi = identifiers.doi(_text(item.get("DOI")))
    url = _text(item.get("URL"))
    arxiv = identifiers.arxiv(doi or "") or identifiers.arxiv(url) or identifiers.arxiv_in(_text(item.get("number")))
    return _known(
        title=plain(_first(item.get("title"))),
        authors=[_person(each) for each in _mappings(item.get("author")) or _mappings(item.get("editor"))],
        year=_year(item.get("issued")),
        venue=plain(_first(item.get("container-title"))),
        type=_CSL_TYPES.get(str(item.get("type")), _CROSSREF_TYPES.get(str(item.get("type")), "other")),
        volume=_text(item.get("volume")),
        number=_text(item.get("issue")),
        pages=_text(item.get("page")).replace("–", "-"),
        publisher=_text(item.get("publisher")),
        series=_first(item.get("collection-title")),
        doi=doi,
        arxiv=arxiv,
        isbn=identifiers.isbn(_first(item.get("ISBN"))),
        url=url,
        key=_text(item.get("id")),
    )


def _crossref_title(message: Mapping[str, Any]) -> str:
    title, subtitle = plain(_first(message.get("title"))), plain(_first(message.get("subtitle")))
    if subtitle and subtitle.casefold() not in title.casefold():
        return f"{title}: {subtitle}" if title else subtitle
    return title


def _venue(message: Mapping[str, Any]) -> str:
    """The container; proceedings that name their series first and themselves second (LNCS) are themselves."""
    names = [plain(str(each)) for each in _list(message.get("container-title")) if each]
    if message.get("type") == "posted-content":
        groups = _mappings(message.get("institution"))
        return names[0] if names else _text(message.get("group-title")) or (_text(groups[0].get("name")) if groups else "")
    event = _text(_mapping(message.get("event")).get("name"))
    return (
        names[-1]
        if len(names) > 1 and message.get("type") in ("proceedings-article", "book-chapter")
        else names[0]
        if names
        else ""
    ) or event


def _updates(entries: Any) -> list[dict[str, Any]]:
    """Each notice once: Crossref lists the publisher's and Retraction Watch's word for one event apart."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for each in _mappings(entries):
        kind = str(each.get("type", "")).lower()
        kind = _SPELLINGS.get(kind, kind)
        notice = _text(each.get("DOI")).lower()
        at = _date(each.get("updated"))
        entry = {"type": kind, "doi": notice, "at": at, "source": _text(each.get("source"))}
        known = found.get((notice, kind))
        if known is None or (at and at < (known.get("at") or "9999")):
            found[notice, kind] = {name: value for name, value in entry.items() if value}
    return sorted(found.values(), key=lambda update: str(update.get("at", "")))


def _relation(message: Mapping[str, Any], name: str) -> str | None:
    related = _mappings(_mapping(message.get("relation")).get(name))
    return next((found for each in related if (found := identifiers.doi(_text(each.get("id"))))), None)


def _person(author: Mapping[str, Any]) -> str:
    """``Family, Given``, with the particle and the suffix where CSL keeps them apart; a group by its name."""
    family = " ".join(filter(None, (_text(author.get("non-dropping-particle")), _text(author.get("family")))))
    given = " ".join(filter(None, (_text(author.get("given")), _text(author.get("dropping-particle")))))
    suffix = _text(author.get("suffix"))
    if not family:
        return plain(_text(author.get("name")) or _text(author.get("literal")) or given)
    return plain(", ".join(filter(None, (family, suffix, given))))


def _openalex_author(authorship: Mapping[str, Any]) -> str:
    return plain(_text(authorship.get("raw_author_name")) or _text(_mapping(authorship.get("author")).get("display_name")))


def _openalex_type(work: Mapping[str, Any], venue: Mapping[str, Any]) -> str:
    kind = _OPENALEX_TYPES.get(str(work.get("type")), "other")
    if kind == "article" and venue.get("type") == "repository":
        return "preprint"
    return "inproceedings" if kind == "article" and venue.get("type") == "conference" else kind


def _landing_pages(work: Mapping[str, Any]) -> Iterable[str]:
    return (_text(each.get("landing_page_url")) for each in _mappings(work.get("locations")))


def _known(**facts: Any) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value}


def _year(date: Any) -> int | None:
    """The year of ``{"date-parts": [[2017, 6]]}``, which may also be ``[[null]]`` or hold strings; CSL's ``raw`` too."""
    parts = _list(_mapping(date).get("date-parts"))
    first = _list(parts[0])[:1] if parts else []
    if first:
        return _whole(first[0])
    text = _text(_mapping(date).get("raw") or _mapping(date).get("literal"))
    return _whole(text[:4])


def _date(date: Any) -> str:
    parts = _list(_mapping(date).get("date-parts"))
    numbers = [each for each in (_list(parts[0]) if parts else []) if isinstance(each, int)]
    return "-".join(f"{each:02}" for each in numbers)


def _whole(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) == 4 else None


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _first(value: Any) -> str:
    return _text(value[0]) if isinstance(value, list) and value else _text(value)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in _list(value) if isinstance(each, Mapping)]
