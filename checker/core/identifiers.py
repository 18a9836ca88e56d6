"""Identifiers of works in all their spellings: the canonical name of each, or why a text cannot be one."""

import re
from functools import lru_cache
from urllib.parse import unquote

from checker.core import urls
from checker.core.checkdigits import isbn, isbn_fault, isbns, issn, issn_fault, orcid, orcid_fault
from checker.core.patterns import pattern

UNRESOLVABLE = {
    "10.5555": "the ACM Digital Library numbers works without a DOI so; nothing of it is registered at doi.org",
    "10.65215": "a prefix of junk deposits from 2025 that repeat the titles of famous papers",
}
"""DOI prefixes whose names identify nothing. Sources: Crossref reserves 10.5555 for examples and the ACM uses it for pseudo-DOIs
(10.5555/3295222.3295349); audits of public bibliographies keep finding ``Attention Is All You Need`` deposited under 10.65215."""

_DOI = pattern(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"{}\\^`|]+")
_DOI_WHOLE = pattern(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"{}\\^`|]+\Z")
_DOI_ORDINARY = pattern(r"10\.[0-9]{4,9}/[A-Za-z0-9._/\-]*[A-Za-z0-9]\Z")
"""As nearly all are written: nothing to undo, and no punctuation that might not belong to it."""
_DOI_LABEL = pattern(r"(?:(?:https?:)?//)?(?:(?:dx\.|www\.)?doi\.org[:/]|doi\s*[:=]?|info:doi/|urn:doi:)\s*", re.IGNORECASE)
_DOI_RESOLVERS = frozenset(
    {"doi.org", "dx.doi.org", "www.doi.org", "doi.acm.org", "doi.ieeecomputersociety.org", "doi.wiley.com", "doi.apa.org"}
)
"""The registry's own, and publishers' old ones, where the whole path is the DOI."""
_DOI_IN_PATH = pattern(
    r"/(?:doi(?:/[a-z]+)?|article|chapter|book|content(?:/pdf)?|reference|articles)/(10\.\d{4,9}(?:\.\d+)*/.+)", re.I
)
_DOI_PUBLISHERS = (
    "acm.org", "wiley.com", "tandfonline.com", "acs.org", "science.org", "sagepub.com", "springer.com", "biorxiv.org",
    "medrxiv.org", "pnas.org", "aip.org", "aps.org", "informs.org", "siam.org", "iop.org",
    "royalsocietypublishing.org", "mitpress.mit.edu", "annualreviews.org", "emerald.com", "asme.org",
    "worldscientific.com",
)  # fmt: skip
_DOI_VIEWS = pattern(
    r"(?:v\d+)?(?:\.full|\.short|\.abstract)?(?:\.pdf|\.epub|/(?:full|pdf|epdf|abstract|html|meta|summary|references))+\Z", re.I
)
_BIORXIV = pattern(r"(10\.1101/[\d.]+\d)(?:v\d+.*)?\Z")
_ENTITY = pattern(r"&(?:amp;)?(lt|gt);")
"""How angle brackets come out of publishers' exports."""
_LONGEST = 2048
"""No identifier, and no address of one, is longer."""
_PAIRS = {")": "(", "]": "[", ">": "<"}
_PUNCTUATION = (*".,;:'\"?!", *_PAIRS)

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


@lru_cache(maxsize=2048)
def doi(text: str) -> str | None:
    r"""The DOI name in lower case that a field's value or an address spells, or ``None``.

    Takes ``10.1145/…``, ``doi:10.…``, ``https://doi.org/10.…``, ``dx.doi.org``, publishers' pages with the DOI in their path,
    LaTeX (``\_``, ``\url{…}``), percent-encoding and trailing punctuation.
    """
    name = text.removeprefix("https://doi.org/")
    if _DOI_ORDINARY.match(name):
        return name.lower()
    text = _bare(text)
    if "10." not in text and "10%2" not in text:
        return None
    if "://" in text:
        return _doi_in_url(text)
    rest = _DOI_LABEL.sub("", text, count=1) if not text.startswith("10.") else text
    rest = unquote(rest) if "%" in rest else rest
    match = _DOI_WHOLE.match(_trimmed(rest))
    return match.group().lower() if match else None


@lru_cache(maxsize=2048)
def _doi_in_url(url: str) -> str | None:
    parts = urls.split(url)
    if parts is None:
        return None
    host, path = (parts.hostname or "").lower(), unquote(parts.path)
    if host in _DOI_RESOLVERS:
        query = f"?{parts.query}" if parts.query and not parts.query.startswith(("nosfx", "utm_", "ref", "source")) else ""
        match = _DOI_WHOLE.match(_trimmed(path.removeprefix("/doi:").lstrip("/") + query))
        return match.group().lower() if match else None
    if not any(host == each or host.endswith("." + each) for each in _DOI_PUBLISHERS):
        return None
    found = _DOI_IN_PATH.search(path)
    if not found:
        return None
    name = _DOI_VIEWS.sub("", found.group(1).rstrip("/"))
    name = preprint.group(1) if (preprint := _BIORXIV.match(name)) else name
    return name.lower() if _DOI_WHOLE.match(name) else None


def doi_in(text: str) -> str | None:
    """The first DOI that stands anywhere in a text (a note), with its trailing punctuation removed, or ``None``."""
    if "10." not in text:
        return None
    match = _DOI.search(urls.unescape(text))
    return _trimmed(match.group()).lower() if match else None


def unresolvable(name: str) -> str | None:
    """Why a DOI under this prefix identifies nothing, or ``None``."""
    return UNRESOLVABLE.get(name.partition("/")[0])


def doi_fault(text: str) -> str | None:
    """Why the text cannot be a DOI, or ``None`` where it is one."""
    name = doi(text)
    if name:
        return unresolvable(name)
    bare = _bare(text)
    if not bare:
        return "it is empty"
    if arxiv(bare):
        return "it is an arXiv id, not a DOI"
    rest = _DOI_LABEL.sub("", bare, count=1)
    if not rest.startswith("10."):
        return "a DOI begins with 10. and a registrant's number"
    if "/" not in rest:
        return "a DOI has a slash behind its registrant's number"
    if not re.match(r"10\.\d{4,9}(?:\.\d+)*/", rest):
        return "the registrant's number behind 10. has four to nine digits"
    if re.search(r"\s", rest):
        return "it has a space inside"
    return "it has a character that no DOI has" if not rest.endswith("/") else "nothing stands behind its slash"


def _bare(text: str) -> str:
    r"""Without ``\url{…}`` around it and without LaTeX inside; a DOI's own angle brackets and braces of quoting apart."""
    text = text.strip()
    if len(text) > _LONGEST:
        return ""
    if text.startswith(("\\url", "\\href")):
        text = text.partition("{")[2].partition("}")[0]
    text = urls.unescape(text).replace("\\", "") if "\\" in text or "{" in text or "$" in text else text
    text = _ENTITY.sub(lambda match: "<" if match.group(1) == "lt" else ">", text) if "&" in text else text
    return text.strip().strip("{}<").strip()


def _trimmed(name: str) -> str:
    """Without the punctuation of the sentence around it."""
    if not name.endswith(_PUNCTUATION):
        return name
    surplus = {closing: name.count(closing) - name.count(opening) for closing, opening in _PAIRS.items()}
    end = len(name)
    while end and (name[end - 1] in ".,;:'\"?!" or surplus.get(name[end - 1], 0) > 0):
        if name[end - 1] in surplus:
            surplus[name[end - 1]] -= 1
        end -= 1
    return name[:end]


@lru_cache(maxsize=2048)
def arxiv(text: str) -> str | None:
    """The arXiv id, without a version, that a field's value, an address or a DOI spells, or ``None``.

    Takes new and old ids, ``arXiv:2301.00001v2``, ``abs/2301.00001``, abs, pdf and html addresses, and 10.48550/arXiv DOIs.
    """
    if not _ARXIV_CORE.search(text):
        return None
    match = _arxiv_match(_bare(text))
    return _arxiv_name(match["id"]) if match else None


def arxiv_version(text: str) -> int | None:
    """The version that the text asks for (``v2`` is 2), or ``None`` for whichever is newest."""
    match = _arxiv_match(_bare(text))
    return int(match["version"][1:]) if match and match["version"] else None


def _arxiv_match(text: str) -> re.Match[str] | None:
    if "://" in text:
        if not _ARXIV_ADDRESS.search(text):
            return None
        parts = urls.split(text)
        host = (parts.hostname or "").lower() if parts else ""
        if parts and host in _ARXIV_HOSTS:
            return _ARXIV_PATH.match(unquote(parts.path))
        name = _doi_in_url(text) if host in _DOI_RESOLVERS else None
        return _ARXIV_DOI.match(name) if name else None
    text = _trimmed(text)
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
    bare = _bare(text)
    if not bare:
        return "it is empty"
    if arxiv(bare):
        return None
    rest = re.sub(r"^(?:arxiv\s*[:.]?\s*|abs/)+", "", bare, flags=re.IGNORECASE)
    if match := _ARXIV.match(rest):
        return _arxiv_date_fault(match["id"])
    return "an arXiv id looks like 2309.06180 or cs/0112017"


def openreview(text: str) -> str | None:
    """The OpenReview forum id that an address leads to, or ``None``; ids keep their case."""
    match = _OPENREVIEW.search(_bare(text)) if "openreview" in text else None
    return match.group(1) if match else None


def openreview_id(text: str) -> str | None:
    """The id that a field of its own (``openreview = {…}``) spells, bare or as an address."""
    text = _bare(text)
    return openreview(text) or (text if _OPENREVIEW_ID.match(text) else None)


@lru_cache(maxsize=2048)
def acl(text: str) -> str | None:
    """The ACL Anthology id (``P18-1001``, ``2020.acl-main.1``) that a bare id, an address or a DOI spells, or ``None``."""
    text = _bare(text)
    if "-" not in text:
        return None
    name = text
    if "://" in text:
        parts = urls.split(text)
        host = (parts.hostname or "").lower().removeprefix("www.") if parts else ""
        if parts and host in _ACL_HOSTS:
            name = re.sub(r"(?:v\d+)?(?:\.pdf|\.bib)?/?$", "", parts.path).rpartition("/")[2]
            return _acl_name(name) if _ACL.match(name.lower()) else None
        name = (_doi_in_url(text) if host in _DOI_RESOLVERS else None) or ""
    name = _DOI_LABEL.sub("", name, count=1) if "10." in name else name
    for prefix in _ACL_PREFIXES:
        name = name.removeprefix(prefix)
    return _acl_name(name) if _ACL.match(name.lower()) else None


def _acl_name(written: str) -> str:
    return written.upper() if "-" in written[:4] else written.lower()


__all__ = [
    "UNRESOLVABLE", "acl", "arxiv", "arxiv_fault", "arxiv_in", "arxiv_version", "doi", "doi_fault", "doi_in", "isbn",
    "isbn_fault", "isbns", "issn", "issn_fault", "may_hold_arxiv", "openreview", "openreview_id", "orcid", "orcid_fault",
    "unresolvable",
]  # fmt: skip
