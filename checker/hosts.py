"""Sites that differ from the rest: one row each, with what is peculiar and why.

Rows are facts about the world as it was between August and November 2026; a row that stops being true costs a link one
imprecise answer, never a false verdict. How fast a host may be asked is another
matter: `checker.web.pacing`.
"""

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Peculiar:
    """What is different about one host and its subdomains."""

    host: str
    head: bool | None = None
    """True: HEAD tells the truth, also for pages. False: HEAD lies or is refused; `None`: HEAD only for big files."""
    filled_by_script: bool = False
    """Pages come without their anchors: an absent fragment says nothing."""
    no_soft_404: bool = False
    """Missing things have a real 404, and pages about missing things are common."""
    why: str = ""


TABLE = (
    Peculiar("github.com", filled_by_script=True, no_soft_404=True, why="a README's anchors come as data for a script"),
    Peculiar("raw.githubusercontent.com", head=True, no_soft_404=True, why="serves files as they are, whatever they say"),
    Peculiar("gitlab.com", filled_by_script=True, why="a script draws its pages"),
    Peculiar("huggingface.co", filled_by_script=True, no_soft_404=True, why="a script draws its pages; statuses are honest"),
    Peculiar("pypi.org", filled_by_script=True, why="projects come behind a script's challenge"),
    Peculiar("npmjs.com", filled_by_script=True, why="a script draws its pages"),
    Peculiar("crates.io", filled_by_script=True, why="a script draws its pages"),
    Peculiar("openreview.net", filled_by_script=True, why="a script draws its pages"),
    Peculiar("ieeexplore.ieee.org", filled_by_script=True, why="a script draws its pages; 418 to programs"),
    Peculiar("arxiv.org", head=True, no_soft_404=True, why="robots.txt asks for distance; statuses are honest"),
    Peculiar("twitter.com", filled_by_script=True, no_soft_404=True, why="the same empty page for every address"),
    Peculiar("x.com", filled_by_script=True, no_soft_404=True, why="the same empty page for every address"),
    Peculiar("medium.com", filled_by_script=True, why="a script draws its pages"),
    Peculiar("notion.site", filled_by_script=True, why="a script draws its pages"),
    Peculiar("docs.google.com", filled_by_script=True, why="a script draws its pages"),
    Peculiar("wikipedia.org", no_soft_404=True, why="has articles about error pages; missing articles have a real 404"),
    Peculiar("developer.mozilla.org", no_soft_404=True, why="has a page about every status code"),
    Peculiar("rfc-editor.org", head=True, no_soft_404=True, why="has documents about every status code"),
    Peculiar("httpwg.org", no_soft_404=True, why="has documents about every status code"),
    Peculiar("http.cat", no_soft_404=True, why="has a page about every status code"),
    Peculiar("httpstatuses.com", no_soft_404=True, why="has a page about every status code"),
)
"""By host. A subdomain inherits the row of the nearest host above it."""

_BY_HOST = {row.host: row for row in TABLE}
_ORDINARY = Peculiar("")


@lru_cache(maxsize=4096)
def peculiar(host: str) -> Peculiar:
    """The row for this host (lower case, without port), or that of the nearest host above it, or one without peculiarities."""
    name = host.rpartition("@")[2]
    while name:
        if name in _BY_HOST:
            return _BY_HOST[name]
        name = name.partition(".")[2]
    return _ORDINARY
