"""DOIs in all their spellings: bare, labelled, as addresses of registries and publishers, dressed in LaTeX."""

import re
from functools import lru_cache
from urllib.parse import unquote

from checker.core import urls
from checker.core.patterns import pattern

UNRESOLVABLE = {
    "10.5555": "the ACM Digital Library numbers works without a DOI so; nothing of it is registered at doi.org",
    "10.65215": "a prefix of junk deposits from 2025 that repeat the titles of famous papers",
}
"""DOI prefixes whose names identify nothing. Sources: Crossref reserves 10.5555 for examples and the ACM uses it for pseudo-DOIs
(10.5555/3295222.3295349); audits of public bibliographies keep finding ``Attention Is All You Need`` deposited under 10.65215."""

_DOI_WHOLE = pattern(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"{}\\^`|]+\Z")
_DOI_ORDINARY = pattern(r"10\.[0-9]{4,9}/[A-Za-z0-9._/\-]*[A-Za-z0-9]\Z")
"""As nearly all are written: nothing to undo, and no punctuation that might not belong to it."""
LABEL = pattern(r"(?:(?:https?:)?//)?(?:(?:dx\.|www\.)?doi\.org[:/]|doi\s*[:=]?|info:doi/|urn:doi:)\s*", re.IGNORECASE)
"""What stands before a DOI: a resolver's address, or a word."""
RESOLVERS = frozenset(
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


def doi(text: str) -> str | None:
    r"""The DOI name in lower case that a field's value or an address spells, or ``None``.

    Takes ``10.1145/…``, ``doi:10.…``, ``https://doi.org/10.…``, ``dx.doi.org``, publishers' pages with the DOI in their path,
    LaTeX (``\_``, ``\url{…}``), percent-encoding and trailing punctuation.
    """
    name = text.removeprefix("https://doi.org/")
    if _DOI_ORDINARY.match(name):
        return name.lower()
    return _unusual(text)


@lru_cache(maxsize=2048)
def _unusual(text: str) -> str | None:
    """What is not written as nearly all DOIs are; those are read faster than a cache finds them."""
    text = undressed(text)
    if "10." not in text and "10%2" not in text:
        return None
    if "://" in text:
        return doi_in_url(text)
    rest = LABEL.sub("", text, count=1) if not text.startswith("10.") else text
    rest = unquote(rest) if "%" in rest else rest
    match = _DOI_WHOLE.match(without_punctuation(rest))
    return match.group().lower() if match else None


@lru_cache(maxsize=2048)
def doi_in_url(url: str) -> str | None:
    """The DOI that an address of a registry or of a publisher spells in its path, or ``None``."""
    parts = urls.split(url)
    if parts is None:
        return None
    host, path = (parts.hostname or "").lower(), unquote(parts.path)
    if host in RESOLVERS:
        query = f"?{parts.query}" if parts.query and not parts.query.startswith(("nosfx", "utm_", "ref", "source")) else ""
        match = _DOI_WHOLE.match(without_punctuation(path.removeprefix("/doi:").lstrip("/") + query))
        return match.group().lower() if match else None
    if not any(host == each or host.endswith("." + each) for each in _DOI_PUBLISHERS):
        return None
    found = _DOI_IN_PATH.search(path)
    if not found:
        return None
    name = _DOI_VIEWS.sub("", found.group(1).rstrip("/"))
    name = preprint.group(1) if (preprint := _BIORXIV.match(name)) else name
    return name.lower() if _DOI_WHOLE.match(name) else None


def unresolvable(name: str) -> str | None:
    """Why a DOI under this prefix identifies nothing, or ``None``."""
    return UNRESOLVABLE.get(name.partition("/")[0])


def undressed(text: str) -> str:
    r"""An identifier without ``\url{…}`` around it, LaTeX inside, and the angle brackets and braces of quoting."""
    text = text.strip()
    if len(text) > _LONGEST:
        return ""
    if text.startswith(("\\url", "\\href")):
        text = text.partition("{")[2].partition("}")[0]
    text = urls.unescape(text).replace("\\", "") if "\\" in text or "{" in text or "$" in text else text
    text = _ENTITY.sub(lambda match: "<" if match.group(1) == "lt" else ">", text) if "&" in text else text
    return text.strip().strip("{}<").strip()


def without_punctuation(name: str) -> str:
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
