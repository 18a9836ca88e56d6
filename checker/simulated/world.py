"""A small world that rots over three nights: what ``refwatch demo`` is judged against, and some tests and benchmarks too."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from checker.simulated.bibliography import Bibliography, Table
from checker.simulated.github import GitHub, Repo
from checker.simulated.pypi import Project, PyPI
from checker.simulation import Host, Request, Response

BIBLIOGRAPHY = """\
% A reading list. Every entry was right once, or nearly.

@inproceedings{moreau2021tides,
  title     = {Tides: Streaming Aggregation without Watermarks},
  author    = {Moreau, Claire and Okafor, Ngozi},
  booktitle = {Proceedings of the 15th USENIX Symposium on Operating Systems Design and Implementation},
  year      = {2021},
  url       = {https://papers.example.net/tides},
}

@article{lindqvist2020cache,
  title   = {A Cache that Remembers its Mistakes},
  author  = {Lindqvist, Sven and Haddad, Rana},
  journal = {Journal of Storage Systems},
  year    = {2019},
  doi     = {10.5072/jss.2020.014},
}

@inproceedings{haddad2022sparse,
  title     = {Sparse Everything},
  author    = {Haddad, Rana},
  booktitle = {Proceedings of the 28th Symposium on Operating Systems Principles},
  year      = {2022},
  url       = {http://old-lab.example.org/~rana/sparse.html},
}

@misc{okafor2023ledger,
  title = {The Ledger Notebook},
  author = {Okafor, Ngozi and others},
  year  = {2023},
  url   = {https://notebook.example.com/ledger#results},
  note  = {Slides at \\url{https://talks.example.com/2023/ledger.pdf}},
}
"""

TOOLS = """\
tools:
  - id: tidal
    name: Tidal
    repository: https://github.com/tidal-dev/tidal
    license: Apache-2.0
    status: active
    packages:
      - registry: pypi
        name: tidal
  - id: quickquant
    name: QuickQuant
    repository: https://github.com/moreau/quickquant
    license: MIT
    status: active
    packages:
      - registry: pypi
        name: quickquant
  - id: holdfast
    name: Holdfast
    repository: https://github.com/holdfast/holdfast
    homepage: https://holdfast.example.io
    license: MIT
    status: active

guides:
  - id: small-machines
    name: What to run on a small machine
    recommends:
      - quickquant
      - holdfast
"""

NIGHTS = 3


@dataclass
class World:
    """The web on one night; ``night`` counts from 0. A `SimulatedWeb` made of ``hosts`` follows it."""

    night: int = 0
    quickquant: Repo = field(default_factory=lambda: Repo("moreau/quickquant", description="Quantises quickly"))

    @property
    def hosts(self) -> Mapping[str, Host]:
        """Every host there is; others do not exist."""
        return {
            "papers.example.net": self._papers,
            "archive.example.net": lambda _: _page("Tides", "Streaming aggregation, as published."),
            "old-lab.example.org": self._old_lab,
            "notebook.example.com": lambda _: _page("The Ledger Notebook", "<h2 id='method'>Method</h2><p>What we did.</p>"),
            "talks.example.com": lambda _: Response(403, "<title>Just a moment...</title>", {"cf-mitigated": "challenge"}),
            "holdfast.example.io": self._holdfast,
            **Bibliography(Table(_WORKS), walls=frozenset({"openreview"})).hosts,
            "github.com": lambda request: self._github.pages(request),
            "raw.githubusercontent.com": lambda request: self._github.raw(request),
            "api.github.com": lambda request: self._github.api(request),
            "pypi.org": lambda request: self._pypi.hosts["pypi.org"](request),
            "web.archive.org": _wayback,
        }

    @property
    def _github(self) -> GitHub:
        """On the second night QuickQuant is archived; Tidal was renamed long ago, and relicensed."""
        archived = "2026-11-21T09:00:00Z" if self.night >= 1 else None
        readme = "# QuickQuant\n\nThis project is no longer maintained. Use https://github.com/moreau/steadyquant instead.\n"
        return GitHub(
            (
                Repo("tidal-project/tidal", "AGPL-3.0", formerly=("tidal-dev/tidal",)),
                Repo("moreau/quickquant", archived_at=archived, readme=readme if archived else "# QuickQuant\n\nFast.\n"),
                Repo("holdfast/holdfast", pushed_at="2023-02-01T10:00:00Z"),
            )
        )

    @property
    def _pypi(self) -> PyPI:
        return PyPI((Project("tidal"), Project("quickquant")))

    def _papers(self, request: Request) -> Response:
        """The publisher moves its papers on the third night."""
        if self.night >= 2:
            return Response.redirect("https://archive.example.net" + request.path, 301)
        return _page("Tides", "Streaming aggregation.")

    def _old_lab(self, request: Request) -> Response:
        """A lab's server that forgets a page on the second night."""
        return Response(404, "<title>Not Found</title>") if self.night >= 1 else _page("Sparse Everything", "A paper.")

    def _holdfast(self, request: Request) -> Response:
        """A domain that is lost to a seller on the third night."""
        if self.night >= 2:
            return _page("holdfast.example.io is for sale", "<p>This domain is for sale. Buy this domain.</p>")
        return _page("Holdfast", "Backups that hold.")


def _page(title: str, body: str) -> Response:
    return Response.of_html(f"<!doctype html><title>{title}</title><h1>{title}</h1>{body}<p>{'A paragraph of text. ' * 30}</p>")


def _wayback(request: Request) -> Response:
    rows = [["timestamp", "original", "statuscode"], ["20220608120000", request.query.get("url", ""), "200"]]
    return Response.of_json(rows)


_WORKS = (
    {
        "title": "Tides: Streaming Aggregation without Watermarks",
        "authors": ["Moreau, Claire", "Okafor, Ngozi"],
        "year": 2021,
        "venue": "15th USENIX Symposium on Operating Systems Design and Implementation, OSDI 2021",
        "type": "inproceedings",
    },
    {
        "title": "A Cache that Remembers its Mistakes",
        "authors": ["Lindqvist, Sven", "Haddad, Rana"],
        "year": 2020,
        "venue": "Journal of Storage Systems",
        "type": "article",
        "volume": "7",
        "pages": "14-31",
        "publisher": "Storage Press",
        "doi": "10.5072/jss.2020.014",
    },
    {"title": "Sparse Everything", "authors": ["Haddad, Rana"], "year": 2022, "type": "report"},
)
