"""BibTeX dumps (DBLP, the ACL Anthology, one's own file) as a stream of records.

A dump has one field a line and balanced braces, so that two regular expressions read it. A record that looks otherwise goes to
the reader of bibliographies, which takes whatever people write.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import IO

from checker.core import identifiers
from checker.core.proceedings import page
from checker.core.text import plain
from checker.sources.library.record import Record

_ENTRY = re.compile(r"\n(?=@)")
_FIELD = re.compile(r"\n[ \t]*([A-Za-z][\w-]*)[ \t]*=[ \t]*(?=[{\"\w])")
_HEAD = re.compile(r"@\s*([A-Za-z]+)\s*[{(]\s*([^,\s]*)\s*,?\s*\Z")
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_CHUNK = 1 << 22

_TYPES = {
    "article": "article", "inproceedings": "inproceedings", "conference": "inproceedings", "proceedings": "book", "book": "book",
    "inbook": "chapter", "incollection": "chapter", "phdthesis": "thesis", "mastersthesis": "thesis", "thesis": "thesis",
    "techreport": "report", "report": "report", "misc": "other", "unpublished": "preprint", "online": "other",
}  # fmt: skip

_NOT_ENTRIES = frozenset({"string", "comment", "preamble"})


def records(text: IO[str]) -> Iterator[Record]:
    """Every record of the stream that has a title."""
    for raw in _entries(text):
        found = _record(raw)
        if found:
            yield found


def _entries(text: IO[str]) -> Iterator[str]:
    """The raw entries; an ``@`` at the start of a line inside a value does not end one."""
    rest = ""
    while chunk := text.read(_CHUNK):
        pieces = _ENTRY.split((rest + chunk).replace("\r\n", "\n"))
        rest = pieces.pop()
        yield from _joined(pieces)
    yield from _joined([rest])


def _joined(pieces: Iterable[str]) -> Iterator[str]:
    pending = ""
    for piece in pieces:
        whole = f"{pending}\n{piece}" if pending else piece
        if not whole.startswith("@"):
            continue
        if (pending and piece.count("\n") > 200) or whole.count("{") <= whole.count("}"):
            yield whole
            pending = ""
        else:
            pending = whole
    if pending:
        yield pending


def _record(raw: str) -> Record | None:
    pieces = _FIELD.split(raw.rstrip().removesuffix("}"))
    head = _HEAD.match(pieces[0])
    if head is None or len(pieces) == 1:
        return _slowly(raw)
    kind = head[1].lower()
    if kind in _NOT_ENTRIES:
        return None
    used = _USED | {"editor"} if kind in _EDITED else _USED
    fields: dict[str, str] = {}
    for name, value in zip(pieces[1::2], pieces[2::2], strict=True):
        name = name.lower()
        if name not in used:
            continue
        bare = _bare(value)
        if bare is None:
            return _slowly(raw)
        fields[name] = bare
    return of_fields(kind, head[2], fields)


_USED = frozenset(
    "title author booktitle journal journaltitle year date doi url ee eprint isbn volume number pages publisher series "
    "timestamp bibsource".split()
)
_EDITED = frozenset({"proceedings", "book"})
_GLUED = re.compile(r"[}\"]\s*#|#\s*[{\"]|\}\s*,\s*[\w-]+\s*=")
"""A concatenation, or a second field on the line."""


def _bare(value: str) -> str | None:
    """The text between the delimiters; ``None`` where this is not one plain value."""
    value = value.rstrip(" \t\n,")
    first = value[:1]
    if first == "{" or first == '"':
        if value[-1] != ("}" if first == "{" else '"') or (("=" in value or "#" in value) and _GLUED.search(value)):
            return None
        return value[1:-1]
    return value if value.isalnum() else None


def _slowly(raw: str) -> Record | None:
    from checker.core.place import Source
    from checker.core.reference import Kind
    from checker.files.bib import Bib

    for each in Bib().read(Source("", raw)):
        if each.kind is not Kind.UNREADABLE:
            return of_fields(each.type, each.key or "", {field.name: field.value for field in reversed(each.fields)})
    return None


def of_fields(kind: str, key: str, fields: dict[str, str]) -> Record | None:
    """The record that the raw fields of one entry describe; ``None`` without a title."""
    title = plain(fields.get("title", "")).rstrip(".")
    if not title:
        return None
    venue = fields.get("booktitle") or fields.get("journal") or fields.get("journaltitle") or ""
    url = fields.get("url") or fields.get("ee") or ""
    doi = _doi(fields.get("doi") or url)
    arxiv = _arxiv(fields, doi)
    year = fields.get("year") or fields.get("date") or ""
    return Record(
        source=_origin(key, url, fields),
        key=key.removeprefix("DBLP:"),
        type=_type(kind, venue, arxiv, key),
        title=title,
        authors=_authors(fields.get("author") or fields.get("editor", "")),
        year=int(year[:4]) if year[:4].isdecimal() else None,
        venue=_shared(venue),
        doi=doi,
        arxiv=arxiv,
        acl=_acl(url, doi),
        openreview=(identifiers.openreview(url) or "") if "openreview" in url else "",
        isbn=fields.get("isbn", "").replace("-", ""),
        url=_url(url),
        volume=fields.get("volume", ""),
        number=fields.get("number", ""),
        pages=fields.get("pages", "").replace("--", "-"),
        publisher=_shared(fields.get("publisher", "")),
        series=_shared(fields.get("series", "")),
        more={"timestamp": fields["timestamp"]} if "timestamp" in fields else None,
    )


_shared = lru_cache(maxsize=65536)(plain)
"""Venues, publishers and series: the same few thousand texts over and over."""


_PLAIN_DOI = re.compile(r"10\.\d{4,9}/[\w./()-]+[\w)]\Z")


def _doi(value: str) -> str:
    if not value or "10." not in value:
        return ""
    return value.lower() if _PLAIN_DOI.match(value) else identifiers.doi(value) or ""


_ANTHOLOGY = re.compile(r"https?://(?:www\.)?aclanthology\.org/([A-Z]\d\d-\d{4}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)/?\Z")


def _acl(url: str, doi: str) -> str:
    if "acl" in url:
        found = _ANTHOLOGY.match(url)
        return found[1] if found else identifiers.acl(url) or ""
    return identifiers.acl(doi) or "" if doi.startswith(("10.18653/", "10.3115/")) else ""


def _arxiv(fields: dict[str, str], doi: str) -> str:
    if "eprint" in fields:
        return identifiers.arxiv(fields["eprint"]) or ""
    if doi.startswith("10.48550/"):
        return identifiers.arxiv(doi) or ""
    for name in ("url", "ee", "volume"):
        value = fields.get(name, "")
        if "arxiv" in value or value.startswith("abs/"):
            return identifiers.arxiv(value) or ""
    return identifiers.arxiv_in(fields["journal"]) or "" if "rxiv" in fields.get("journal", "") else ""


def _url(url: str) -> str:
    """The address; that of a proceedings page in the site's one spelling, so that a citation of its PDF finds it."""
    if url.startswith("https://doi.org/"):
        return url
    bare = url.replace("\\", "") if "\\" in url else url
    return (page(bare) or bare) if _PROCEEDINGS.search(bare) else bare


_PROCEEDINGS = re.compile(r"mlr\.press|(?:neurips|nips)\.cc|mlsys\.org|jmlr\.org|usenix\.org|thecvf\.com|ijcai\.org")


def _origin(key: str, url: str, fields: dict[str, str]) -> str:
    if key.startswith("DBLP:") or "dblp" in fields.get("bibsource", ""):
        return "dblp"
    return "acl" if "aclanthology.org/" in url or "aclweb.org/anthology/" in url else "bibtex"


def _type(kind: str, venue: str, arxiv: str, key: str) -> str:
    if "journals/corr/" in key or venue == "CoRR" or (arxiv and not venue) or venue.lower().startswith("arxiv"):
        return "preprint"
    return _TYPES.get(kind, "other")


def _authors(value: str) -> tuple[str, ...]:
    if not value:
        return ()
    names = map(plain, _AND.split(value)) if "{" in value or "\\" in value else _AND.split(plain(value))
    return tuple(each for each in names if each and each != "others")
