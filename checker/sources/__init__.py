"""Who we ask: one file a service, and one line in this table, in the order of asking."""

from importlib import import_module
from typing import Any, cast

from checker.sources.base import Source

SOURCES: dict[str, str] = {
    # name: module and class
    "web": "link:LinkSource",
    "wayback": "wayback:WaybackSource",
    "github": "github:GitHubSource",
    "gitlab": "gitlab:GitLabSource",
    "forgejo": "forgejo:ForgejoSource",
    "bitbucket": "bitbucket:BitbucketSource",
    "huggingface": "huggingface:HuggingFaceSource",
    "git": "git:GitSource",
    "readme": "readme:ReadmeSource",
    "pypi": "pypi:PyPISource",
    "npm": "npm:NpmSource",
    "crates": "crates:CratesSource",
    "library": "library.source:LibrarySource",
    "doi": "doi:DoiSource",
    "crossref": "crossref:CrossrefSource",
    "datacite": "datacite:DataCiteSource",
    "arxiv": "arxiv:ArxivSource",
    "page": "page:PageSource",
    "anthology": "anthology:AnthologySource",
    "openreview": "openreview:OpenReviewSource",
    "semantic_scholar": "semantic_scholar:SemanticScholarSource",
    "openalex": "openalex:OpenAlexSource",
    "dblp": "dblp:DblpSource",
}


def make(name: str, **given: Any) -> Source:
    """The source of this name, made with what the settings give it; raises `KeyError` where there is none."""
    module, _, kind = SOURCES[name].partition(":")
    return cast(Source, getattr(import_module(f"checker.sources.{module}"), kind)(**given))
