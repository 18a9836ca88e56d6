"""What an address leads to besides a page: a work, a repository, a package; each address is taken apart once."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from checker.core import forges, identifiers, urls
from checker.core.answer import PACKAGE, REPOSITORY, WORK, Topic
from checker.core.proceedings import page

DOI_HOSTS = frozenset({"doi.org", "dx.doi.org", "www.doi.org"})
_ARXIV_HOSTS = frozenset({"arxiv.org", "www.arxiv.org", "export.arxiv.org"})
_ALIAS_PREFIXES = ("10.48550/", "10.18653/", "10.3115/")
"""Under these prefixes arXiv and the ACL Anthology give their own works DOIs made of their ids."""


def aliases(doi: str) -> tuple[str, ...]:
    """The works' own names that a DOI is made of."""
    if not doi.startswith(_ALIAS_PREFIXES):
        return ()
    named = (("arxiv", identifiers.arxiv(doi)), ("acl", identifiers.acl(doi)))
    return tuple(f"{scheme}:{name}" for scheme, name in named if name)


class Meaning(NamedTuple):
    """What one address means: every identifier of a work that it spells, a repository, a package.

    ``doi`` is ``None`` where the DOI identifies nothing. ``registry`` addresses are those by which a work's own registry
    (doi.org, arXiv) leads to it.
    """

    doi: str | None = None
    arxiv: str | None = None
    acl: str | None = None
    openreview: str | None = None
    page: str | None = None
    repository: forges.Repository | None = None
    package: str | None = None
    registry: bool = False

    @property
    def works(self) -> Iterator[str]:
        """The names of the works that it leads to, as subjects are named."""
        if self.doi:
            yield f"doi:{self.doi}"
        if self.arxiv:
            yield f"arxiv:{self.arxiv}"
        if self.acl:
            yield f"acl:{self.acl}"
        if self.openreview:
            yield f"openreview:{self.openreview}"
        if self.page:
            yield f"page:{self.page}"

    @property
    def registered(self) -> list[str]:
        """The works of which this is the address that a DOI or an arXiv id stands for."""
        names = [f"doi:{self.doi}"] if self.doi and self.registry else []
        return [*names, f"arxiv:{self.arxiv}"] if self.arxiv else names

    @property
    def covered_by(self) -> Topic | None:
        """The topic on which somebody else answers for a link to this address, where it stands in a paper."""
        if self.registry:
            return WORK if self.doi or self.arxiv else None
        if self.repository and not self.repository.tail:
            return REPOSITORY
        return PACKAGE if self.package else None


@lru_cache(maxsize=4096)
def meaning(url: str) -> Meaning:
    """What an address leads to; never raises."""
    host = urls.host(url)
    doi = identifiers.doi(url)
    doi = None if doi and identifiers.unresolvable(doi) else doi
    if host in DOI_HOSTS and not (doi and doi.startswith(_ALIAS_PREFIXES)):
        return Meaning(doi, registry=True)
    return Meaning(
        doi,
        identifiers.arxiv(url),
        identifiers.acl(url),
        identifiers.openreview(url),
        page(url),
        forges.repository(url),
        forges.package(url),
        host in DOI_HOSTS or host in _ARXIV_HOSTS,
    )
