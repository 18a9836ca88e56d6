"""Identifiers of works in all their spellings: the canonical name of each, or why a text cannot be one."""

import re
from functools import lru_cache
from urllib.parse import unquote

from checker.core import dois, urls
from checker.core.checkdigits import isbn, isbn_fault, isbns, issn, issn_fault, orcid, orcid_fault
from checker.core.dois import UNRESOLVABLE, doi, undressed, unresolvable, without_punctuation
from checker.core.patterns import pattern

_ARXIV_NEW = r"\d{4}\.\d{4,5}"
_ARXIV_OLD = r"[a-z]+(?:-[a-z]+)?(?:\.[A-Za-z]{2})?/\d{7}"
_ARXIV_CORE = pattern(r"\d{4}\.\d{4}|(?:/|%2f)\d{7}", re.IGNORECASE)
"""What every id holds; most texts that are asked about hold none."""
_ARXIV = pattern(rf"(?P<id>{_ARXIV_NEW}|{_ARXIV_OLD})(?P<version>v\d+)?(?:\.pdf)?\Z", re.IGNORECASE)
_ARXIV_LABELLED = pattern(
    rf"(?:arxiv\s{{0,2}}(?:preprint\s{{0,2}})?(?:e-?prints?,?\s{{0,2}})?[:.\s]\s{{0,2}}(?:arxiv\s{{0,2}}:\s{{0,2}})?|(?<![\w/])abs/)(?P<id>{_ARXIV_NEW}|{_ARXIV_OLD})(?!\d)(?P<version>v\d+)?",
    re.IGNORECASE,
)
_ARXIV_HOSTS = frozenset(
    {"arxiv.org", "www.arxiv.org", "export.arxiv.org", "browse.arxiv.org", "ar5iv.org", "ar5iv.labs.arxiv.org", "alphaxiv.org",
     "www.alphaxiv.org", "arxiv.dev", "de.arxiv.org", "xxx.lanl.gov", "lanl.arxiv.org", "fr.arxiv.org", "cn.arxiv.org"}
)  # fmt: skip
_ARXIV_ADDRESS = pattern(r"arxiv|lanl|%", re.IGNORECASE)
"""What every address of a preprint holds (or hides behind percent signs): others need not be taken apart."""
_ARXIV_PATH = pattern(
    rf"/(?:abs|pdf|html|ps|format|e-print|src|overview)/(?:arxiv:)?(?P<id>{_ARXIV_NEW}|{_ARXIV_OLD})(?P<version>v\d+)?(?:\.pdf|\.ps\.gz)?/?\Z",
    re.I,
)
_ARXIV_DOI = pattern(rf"10\.48550/arxiv\.(?P<id>{_ARXIV_NEW}|{_ARXIV_OLD})(?P<version>v\d+)?\Z", re.IGNORECASE)
_OPENREVIEW = pattern(
    r"//(?:www\.|api2?\.)?openreview\.net/(?:forum|pdf|attachment|revisions|references/pdf|notes)\?(?:[^#\s]*&)?id=([\w\-]{6,40})",
    re.I,
)
_OPENREVIEW_ID = pattern(r"[\w\-]{6,40}\Z")
_ACL = pattern(r"(?:[a-z]\d{2}-\d{4}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)\Z")
_ACL_HOSTS = frozenset({"aclanthology.org", "aclweb.org", "aclanthology.info"})
_ACL_PREFIXES = ("10.18653/v1/", "10.3115/v1/")


def doi_fault(text: str) -> str | None:
    """Why the text cannot be a DOI, or ``None`` where it is one."""
    if name := doi(text):
        return unresolvable(name)
    written = undressed(text)
    if not written:
        return "it is empty"
    if arxiv(written):
        return "it is an arXiv id, not a DOI"
    rest = dois.LABEL.sub("", written, count=1)
    if not rest.startswith("10."):
        return "a DOI begins with 10. and a registrant's number"
    if "/" not in rest:
        return "a DOI has a slash behind its registrant's number"
    if not re.match(r"10\.\d{4,9}(?:\.\d+)*/", rest):
        return "the registrant's number behind 10. has four to nine digits"
    if re.search(r"\s", rest):
        return "it has a space inside"
    return "it has a character that no DOI has" if not rest.endswith("/") else "nothing stands behind its slash"


@lru_cache(maxsize=2048)
def arxiv(text: str) -> str | None:
    """The arXiv id, without a version, that a field's value, an address or a DOI spells, or ``None``.

    Takes new and old ids, ``arXiv:2301.00001v2``, ``abs/2301.00001``, abs, pdf and html addresses, and 10.48550/arXiv DOIs.
    """
    if not _ARXIV_CORE.search(text):
        return None
    match = _arxiv_match(undressed(text))
    return _arxiv_name(match["id"]) if match else None


def arxiv_version(text: str) -> int | None:
    """The version that the text asks for (``v2`` is 2), or ``None`` for whichever is newest."""
    match = _arxiv_match(undressed(text))
    return int(match["version"][1:]) if match and match["version"] else None


def _arxiv_match(text: str) -> re.Match[str] | None:
    if "://" in text:
        if not _ARXIV_ADDRESS.search(text):
            return None
        parts = urls.split(text)
        host = (parts.hostname or "").lower() if parts else ""
        if parts and host in _ARXIV_HOSTS:
            return _ARXIV_PATH.match(unquote(parts.path))
        name = dois.doi_in_url(text) if host in dois.RESOLVERS else None
        return _ARXIV_DOI.match(name) if name else None
    text = without_punctuation(text)
    if match := _ARXIV_DOI.search(text):
        return match
    rest = re.sub(r"^(?:arxiv\s*[:.]?\s*|(?:arxiv\.org/)?(?:abs|pdf)/)+", "", text, flags=re.IGNORECASE)
    rest = re.sub(r"\s*\[[\w.\-]+\]$", "", rest)
    match = _ARXIV.match(rest)
    return match if match and _arxiv_date_fault(match["id"]) is None else None


def arxiv_in(text: str) -> str | None:
    """The first arXiv id that a text names as one (``arXiv preprint arXiv:2301.00001``, ``abs/2301.00001``), or ``None``."""
    if not may_hold_arxiv(text):
        return None
    match = _ARXIV_LABELLED.search(text)
    return _arxiv_name(match["id"]) if match and _arxiv_date_fault(match["id"]) is None else None


def may_hold_arxiv(text: str) -> bool:
    """Whether it is worth looking for arXiv ids in a text: quick, and never wrong about a no."""
    return "abs/" in text or "arxiv" in text.lower()


def _arxiv_name(written: str) -> str:
    if "/" not in written:
        return written
    archive, _, number = written.partition("/")
    return f"{archive.partition('.')[0].lower()}/{number}"


def _arxiv_date_fault(name: str) -> str | None:
    """Ids begin with year and month; four digits behind the dot until December 2014, five since."""
    digits = name.rpartition("/")[2]
    month = int(digits[2:4])
    if not 1 <= month <= 12:
        return f"an arXiv id begins with year and month, and there is no month {month:02}"
    if "/" in name:
        return None
    since, dot = int(digits[:4]), len(digits.partition(".")[2])
    if since < 704:
        return "ids of this form began in April 2007 (0704)"
    expected = 4 if since < 1501 else 5
    return None if dot == expected else f"ids of {digits[:4]} have {expected} digits behind the dot, not {dot}"


def arxiv_fault(text: str) -> str | None:
    """Why the text cannot be an arXiv id, or ``None`` where it is one."""
    written = undressed(text)
    if not written:
        return "it is empty"
    if arxiv(written):
        return None
    rest = re.sub(r"^(?:arxiv\s*[:.]?\s*|abs/)+", "", written, flags=re.IGNORECASE)
    if match := _ARXIV.match(rest):
        return _arxiv_date_fault(match["id"])
    return "an arXiv id looks like 2309.06180 or cs/0112017"


def openreview(text: str) -> str | None:
    """The OpenReview forum id that an address leads to, or ``None``; ids keep their case."""
    match = _OPENREVIEW.search(undressed(text)) if "openreview" in text else None
    return match.group(1) if match else None


def openreview_id(text: str) -> str | None:
    """The id that a field of its own (``openreview = {…}``) spells, bare or as an address."""
    text = undressed(text)
    return openreview(text) or (text if _OPENREVIEW_ID.match(text) else None)


@lru_cache(maxsize=2048)
def acl(text: str) -> str | None:
    """The ACL Anthology id (``P18-1001``, ``2020.acl-main.1``) that a bare id, an address or a DOI spells, or ``None``."""
    text = undressed(text)
    if "-" not in text:
        return None
    name = text
    if "://" in text:
        parts = urls.split(text)
        host = (parts.hostname or "").lower().removeprefix("www.") if parts else ""
        if parts and host in _ACL_HOSTS:
            name = re.sub(r"(?:v\d+)?(?:\.pdf|\.bib)?/?$", "", parts.path).rpartition("/")[2]
            return _acl_name(name) if _ACL.match(name.lower()) else None
        name = (dois.doi_in_url(text) if host in dois.RESOLVERS else None) or ""
    name = dois.LABEL.sub("", name, count=1) if "10." in name else name
    for prefix in _ACL_PREFIXES:
        name = name.removeprefix(prefix)
    return _acl_name(name) if _ACL.match(name.lower()) else None


def _acl_name(written: str) -> str:
    return written.upper() if "-" in written[:4] else written.lower()


__all__ = [
    "UNRESOLVABLE", "acl", "arxiv", "arxiv_fault", "arxiv_in", "arxiv_version", "doi", "doi_fault", "isbn",
    "isbn_fault", "isbns", "issn", "issn_fault", "may_hold_arxiv", "openreview", "openreview_id", "orcid", "orcid_fault",
    "unresolvable",
]  # fmt: skip
