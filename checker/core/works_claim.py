"""What a reference claims about the work that it cites, in plain text and canonical identifiers."""

import json
import re
from typing import NamedTuple

from checker.core import identifiers
from checker.core.bibfields import VENUE_FIELDS
from checker.core.names import Authors, parse_authors
from checker.core.patterns import pattern
from checker.core.reference import Kind, Reference
from checker.core.subjects_works import year_of
from checker.core.text import plain, title_key

_OTHER_PLACES = ("howpublished", "note", "publisher")
_PREPRINT = pattern(
    r"\b(?:arxiv|corr|biorxiv|medrxiv|chemrxiv|psyarxiv|socarxiv|techrxiv|ssrn|"
    r"preprints?(?:\.org)?|research square|hal|e-?prints?)\b"
    r"|computing research repository",
    re.IGNORECASE,
)
_SERVER_ALONE = pattern(
    r"\W*(?:hal|ssrn(?: electronic journal)?|corr|preprints?|e-?prints?)\W*\Z|arxiv|rxiv|preprint|research square", re.IGNORECASE
)
_RETRACTED = pattern(
    r"^\W*(?:(?:article|paper)\s+)?(?:retracted|withdrawn|removed)(?:\s+(?:article|paper|chapter))?\s*[:\-–—]\s*", re.IGNORECASE
)

_SOFTWARE = pattern(
    r"\b(?:code|software|package|data ?sets?|repository|github|gitlab|zenodo|figshare|hugging ?face)\b", re.IGNORECASE
)
_PAGE = pattern(r"\b(?:blog|web ?site|web ?page|slides|talk|lecture|tutorial|video|poster|press release)\b", re.IGNORECASE)

_KINDS = {
    "article": "article", "inproceedings": "inproceedings", "conference": "inproceedings", "incollection": "chapter",
    "inbook": "chapter",
    "book": "book", "mvbook": "book", "booklet": "book", "collection": "book", "proceedings": "book", "phdthesis": "thesis",
    "mastersthesis": "thesis", "thesis": "thesis", "techreport": "report", "report": "report", "manual": "report",
    "standard": "report",
    "software": "software", "dataset": "software", "online": "page", "electronic": "page", "www": "page", "webpage": "page",
    "misc": "other", "unpublished": "report",
}  # fmt: skip

COVERED_KINDS = frozenset({"article", "inproceedings", "preprint"})
"""Kinds that bibliographic sources record as a rule; what is missing of another kind says nothing."""


class Claim(NamedTuple):
    """``kind`` as in the vocabulary of facts; ``preprint`` where the reference cites a preprint server and no venue."""

    title: str
    authors: Authors
    year: int | None
    venue: str
    kind: str
    preprint: bool
    doi: str = ""
    arxiv: str = ""
    retracted: bool = False
    """Whether the title itself says that the work is retracted: cited knowingly."""

    @property
    def key(self) -> str:
        """The exact key of the title."""
        return title_key(self.title)


def claim(reference: Reference) -> Claim:
    """What the reference says of its work, decoded."""
    raw_title = plain(reference.value("title"))
    title = bare_title(raw_title)
    subtitle = plain(reference.value("subtitle"))
    if subtitle and title_key(subtitle) not in title_key(title):
        title = f"{title}: {subtitle}"
    venue = plain(reference.value(*VENUE_FIELDS))
    doi = identifiers.doi(reference.value("doi")) or ""
    doi = "" if identifiers.unresolvable(doi) else doi
    arxiv = _arxiv(reference, doi)
    preprint = _is_preprint(reference, venue, arxiv)
    year = year_of(reference)
    return Claim(
        title=title,
        authors=parse_authors(reference.value("author") or reference.value("editor")),
        year=int(year) if year else None,
        venue="" if preprint else venue,
        kind=_kind(reference, venue, preprint),
        preprint=preprint,
        doi=doi,
        arxiv=arxiv,
        retracted=title != raw_title and bool(_RETRACTED.match(raw_title)),
    )


def bare_title(title: str) -> str:
    """A plain title without the "RETRACTED ARTICLE:" that publishers put before it."""
    return _RETRACTED.sub("", title) or title


def is_preprint_venue(venue: str) -> bool:
    """Whether a plain venue text names a preprint server and nothing else; such a text claims no venue."""
    return bool(_PREPRINT.search(venue)) and bool(_SERVER_ALONE.search(venue))


def _is_preprint(reference: Reference, venue: str, arxiv: str) -> bool:
    if venue:
        return is_preprint_venue(venue)
    if _KINDS.get(reference.type) in ("inproceedings", "book", "thesis", "report", "chapter"):
        return False
    places = plain(reference.value("howpublished") + " " + reference.value("publisher"))
    return bool(arxiv) or bool(_PREPRINT.search(places))


def _kind(reference: Reference, venue: str, preprint: bool) -> str:
    if preprint:
        return "preprint"
    kind = _KINDS.get(reference.type, "other")
    if kind == "other" and reference.value("booktitle"):
        return "inproceedings"
    if kind == "other" and venue:
        return "article"
    return _said_kind(reference) if kind == "other" else kind


def _said_kind(reference: Reference) -> str:
    """What an entry without a venue says that it is, in its own words: many a ``@misc`` is a paper."""
    said = plain(" ".join(reference.value(name) for name in _OTHER_PLACES))
    return "software" if _SOFTWARE.search(said) else "page" if _PAGE.search(said) else "other"


def _arxiv(reference: Reference, doi: str) -> str:
    for each in reference.all("eprint", "arxiv", "arxivid", "arxiv_id", "url"):
        if found := identifiers.arxiv(each.value):
            return found
    for each in reference.all("journal", "howpublished", "volume", "note", "booktitle"):
        if found := identifiers.arxiv_in(each.value):
            return found
    return identifiers.arxiv(doi) or ""


def digest(reference: Reference) -> str:
    """A stable digest of the fields that are judged: an attestation holds only while it stays the same.

    Decoded text counts, not its spelling, so that escaping an accent otherwise voids nothing.
    """
    what = claim(reference)
    judged = [
        what.key,
        [name.text for name in what.authors.names],
        what.authors.others,
        what.year,
        title_key(plain(reference.value(*VENUE_FIELDS))),
        reference.type,
        *[
            plain(reference.value(name)).casefold()
            for name in ("doi", "eprint", "url", "isbn", "volume", "number", "pages", "publisher")
        ],
    ]
    from hashlib import sha256

    return sha256(json.dumps(judged, ensure_ascii=False).encode()).hexdigest()[:32]


def is_work(reference: Reference) -> bool:
    """Whether a reference cites a work at all: a paper with a title or an identifier."""
    return reference.kind is Kind.PAPER and bool(reference.value("title", "doi", "eprint"))
