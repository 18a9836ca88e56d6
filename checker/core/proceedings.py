"""Pages of proceedings that identify a paper as surely as a DOI does, in the one spelling of each site."""

import re
from collections.abc import Callable

from checker.core import urls

_PMLR = r"/(v\d+|r\d+)/(?:[\w\-.]+/)?([\w\-]+?)(?:-supp)?(?:\.html|\.pdf)?/?\Z"
_NEURIPS = (
    r"/(?P<root>paper(?:_files/paper)?)/(?P<year>\d{4})/(?:hash|file)/(?P<hash>[0-9a-f]{32})"
    r"-(?:Abstract|Paper|Metadata|Bibtex|Supplemental|AuthorFeedback)(?P<track>-[A-Za-z_]+)?\.\w+\Z"
)
_NIPS_OLD = r"/paper/(\d{1,5}-[\w\-]+?)(?:\.pdf|\.html)?/?\Z"
_USENIX = r"/(?:legacy/)?conference/[\w\-]+/(?:technical-sessions/|presentation/)+(?:presentation/)?[\w\-]+/?\Z"
_MLSYS_OLD = r"/paper/(\d{4})/(?:hash|file)/([0-9a-f]{32})-(?:Abstract|Paper)(-[A-Za-z_]+)?\.\w+\Z"
_JMLR = r"/(?:beta/)?papers/(?:v|volume)(\d+)/([\w\-]+)(?:/[\w\-]+)?\.(?:html|pdf)\Z"
_CVF = (
    r"/(?P<root>content(?:_[A-Za-z]+_?\d{4})?(?:/[A-Z]+\d{4}W?)?)(?:/W\d+|/\w+)?/(?:html|papers)/"
    r"(?P<name>[\w.&'%\-]+?)(?:_paper)?\.(?:html|pdf)\Z"
)
_IJCAI = r"/proceedings/(\d{4})/(\d+)/?\Z"


def page(url: str) -> str | None:
    """The page of one paper on a proceedings site, https and canonical (``https://proceedings.mlr.press/v235/liu24ce.html``).

    A PDF's address becomes its page's. Covers PMLR, NeurIPS, MLSys, JMLR, USENIX, CVF and IJCAI; others are ``None``.
    """
    parts = urls.split(url)
    if parts is None:
        return None
    host = (parts.hostname or "").lower()
    reader = _SITES.get(host)
    return reader(host, parts.path) if reader else None


def _pmlr(_: str, path: str) -> str | None:
    match = re.match(_PMLR, path)
    return f"https://proceedings.mlr.press/{match[1]}/{match[2]}.html" if match else None


def _neurips(_: str, path: str) -> str | None:
    if match := re.match(_NEURIPS, path):
        track = match["track"] or ("" if int(match["year"]) < 2022 else "-Conference")
        base = "https://proceedings.neurips.cc/paper_files/paper"
        return f"{base}/{match['year']}/hash/{match['hash']}-Abstract{track}.html"
    old = re.match(_NIPS_OLD, path)
    return f"https://papers.nips.cc/paper/{old[1]}" if old else None


def _mlsys(_: str, path: str) -> str | None:
    match = re.match(_NEURIPS, path) or re.match(_MLSYS_OLD, path)
    if match is None:
        return None
    year, digest, track = match.group("year", "hash", "track") if "year" in match.groupdict() else match.groups()
    track = track or ("" if int(year) < 2022 else "-Conference")
    return f"https://proceedings.mlsys.org/paper_files/paper/{year}/hash/{digest}-Abstract{track}.html"


def _usenix(_: str, path: str) -> str | None:
    return f"https://www.usenix.org{path.rstrip('/')}" if re.match(_USENIX, path) else None


def _jmlr(_: str, path: str) -> str | None:
    match = re.match(_JMLR, path)
    return f"https://jmlr.org/papers/v{match[1]}/{match[2]}.html" if match else None


def _cvf(_: str, path: str) -> str | None:
    match = re.match(_CVF, path)
    return f"https://openaccess.thecvf.com/{match['root']}/html/{match['name']}_paper.html" if match else None


def _ijcai(_: str, path: str) -> str | None:
    match = re.match(_IJCAI, path)
    return f"https://www.ijcai.org/proceedings/{match[1]}/{match[2]}" if match else None


_SITES: dict[str, Callable[[str, str], str | None]] = {
    "proceedings.mlr.press": _pmlr,
    "www.proceedings.mlr.press": _pmlr,
    "proceedings.neurips.cc": _neurips,
    "papers.neurips.cc": _neurips,
    "papers.nips.cc": _neurips,
    "proceedings.mlsys.org": _mlsys,
    "www.usenix.org": _usenix,
    "usenix.org": _usenix,
    "jmlr.org": _jmlr,
    "www.jmlr.org": _jmlr,
    "jmlr.csail.mit.edu": _jmlr,
    "openaccess.thecvf.com": _cvf,
    "www.ijcai.org": _ijcai,
    "ijcai.org": _ijcai,
}
