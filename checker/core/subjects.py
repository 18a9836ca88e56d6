"""What is worth asking about a reference: its links, repositories, packages and works."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import itemgetter
from urllib.parse import quote

from checker.core import forges, urls
from checker.core.answer import LINK, PACKAGE, REPOSITORY, WORK, Subject
from checker.core.collecting import make
from checker.core.meaning import meaning
from checker.core.place import Place
from checker.core.reference import PAPER, UNREADABLE, Field, Reference, once
from checker.core.subjects_works import Link
from checker.core.subjects_works import works as works_of

_UNFOLLOWED_WORDS = (
    "abstract annote annotation annotations keywords keyword file files localfile local-url review comment comments "
    "groups owner timestamp creationdate modificationdate mendeley-tags references cites bibsource biburl"
)
UNFOLLOWED = frozenset(_UNFOLLOWED_WORDS.split())
"""BibTeX fields whose addresses are about something else than the work, or about the program that wrote them down."""

_LONE_URLS_WORDS = "url ee link pdf code homepage documentation repository website blog feed archiveurl repo_url"
LONE_URLS = frozenset(_LONE_URLS_WORDS.split())
"""Fields that are meant to hold an address and nothing else."""

_REPOSITORY_FIELDS_WORDS = "repo repo_url github github_id repository source_code_url source_code project_url"
REPOSITORY_FIELDS = frozenset(_REPOSITORY_FIELDS_WORDS.split())
"""Keys under which ``owner/name`` alone means a repository on GitHub."""

PACKAGE_FIELDS = {"pypi_id": "pypi", "pypi": "pypi", "npm_id": "npm", "npm": "npm", "crates_id": "crates", "cargo_id": "crates"}
"""Keys under which the name of a package stands alone, with the registry."""

_NAMING = REPOSITORY_FIELDS | PACKAGE_FIELDS.keys() | {"gitlab_id", "name", "packages"}
"""Keys under which a repository or a package may be named without an address."""
_SUBJECT = itemgetter(0)
_INDEX = re.compile(r"\[\d+\]$")


@once
def subjects(reference: Reference) -> tuple[Subject, ...]:
    """Every subject of a reference, in the order of its fields; links first, then repositories, packages and works.

    A link that another subject answers for has ``about["covered_by"]`` (``repository``, ``package`` or ``work``): a normal run
    need not ask it, a run of links alone does. Inherited fields yield no links, because the entry that owns them does.
    """
    if reference.kind is UNREADABLE:
        return ()
    holding, naming = _followed(reference)
    links = _links(reference, holding)
    works = list(works_of(reference, links)) if reference.kind is PAPER else []
    return (*map(_SUBJECT, links), *_implied_links(links, works), *_things(reference, naming, links), *works)


@lru_cache(maxsize=1024)
def field_of(name: str) -> str:
    """The last key of a path (``packages[0].name`` is ``name``), in lower case, without its index."""
    if "." in name or name.endswith("]"):
        name = _INDEX.sub("", name.rpartition(".")[2])
    return name.lower()


_Followed = list[tuple[Field, str]]
"""Fields, with their last keys."""


def _followed(reference: Reference) -> tuple[_Followed, _Followed]:
    """The fields that may hold addresses, and those that may name a repository or a package."""
    left = UNFOLLOWED if reference.kind is PAPER else frozenset()
    holding, naming = [], []
    for each in reference.fields:
        name = field_of(each.name)
        if each.inherited or name in left:
            continue
        if name in _NAMING:
            naming.append((each, name))
        if urls.may_hold_url(each.value):
            holding.append((each, name))
    return holding, naming


def _links(reference: Reference, holding: _Followed) -> list[Link]:
    links: list[Link] = []
    date = reference.value("urldate", "date", "year").strip() if holding else ""
    cited = {"date": date} if date else {}
    for each, name in holding:
        for found in urls.find_urls(each.value, alone=name in LONE_URLS or name.startswith("bdsk-url")):
            means = meaning(found.url)
            covered = means.covered_by
            if covered is WORK and reference.kind is not PAPER:
                covered = None
            about = {"covered_by": covered, **cited} if covered else cited
            place = place_of(each, found.start, found.end)
            links.append((make(Subject, (LINK, found.url, each.name, place, about)), means))
    return links


def place_of(field: Field, start: int, end: int) -> Place:
    """Where ``field.value[start:end]`` stands in the file; the whole value where its writing hides that (escapes, macros)."""
    place = field.place
    if not field.whole or end - start == place.end - place.start:
        return place
    if place.end - place.start == len(field.value) and place.text == field.value:
        return place.part(start, end)
    part, written = field.value[start:end], place.text
    return place.part(at, at + len(part)) if written.count(part) == 1 and (at := written.index(part)) >= 0 else place


def _implied_links(links: Iterable[Link], works: Iterable[Subject]) -> Iterator[Subject]:
    """The addresses that a DOI and an arXiv id stand for, where no field writes them out."""
    written: list[str] = []
    for _, means in links:
        written += means.registered
    for work in works:
        if work.name in written:
            continue
        scheme, _, name = work.name.partition(":")
        if scheme == "doi":
            url = "https://doi.org/" + quote(name, safe="/:;()._-~!*',+=@$&")
        elif scheme == "arxiv":
            url = "https://arxiv.org/abs/" + name
        else:
            continue
        yield Subject(LINK, url, work.field, work.place, {"covered_by": "work", "implied": name})


def _things(reference: Reference, naming: _Followed, links: Iterable[Link]) -> tuple[Subject, ...]:
    """Repositories and packages; most papers have neither."""
    if not naming and not any(means.repository or means.package for _, means in links):
        return ()
    return (*_repositories(naming, links), *_packages(reference, naming, links))


def _repositories(named: _Followed, links: Iterable[Link]) -> Iterator[Subject]:
    seen = set()
    for found, field, place in _repository_names(named, links):
        if found.name.casefold() not in seen:
            seen.add(found.name.casefold())
            about = {"forge": found.forge, "tail": found.tail, "written": place.text if place else found.path}
            yield Subject(REPOSITORY, found.name, field, place, about)


def _repository_names(named: _Followed, links: Iterable[Link]) -> Iterator[tuple[forges.Repository, str | None, Place | None]]:
    for each, name in named:
        if name in REPOSITORY_FIELDS and "://" not in each.value:
            found = forges.github_slug(each.value) or forges.repository(each.value)
        elif name == "gitlab_id":
            found = forges.repository("https://gitlab.com/" + each.value.strip().strip("/"))
        else:
            continue
        if found:
            yield found, each.name, each.place
    for link, means in links:
        if means.repository:
            yield means.repository, link.field, link.place


def _packages(reference: Reference, named: _Followed, links: Iterable[Link]) -> Iterator[Subject]:
    seen = set()
    for name, field, place in _package_names(reference, named, links):
        if name not in seen:
            seen.add(name)
            yield Subject(PACKAGE, name, field, place)


def _package_names(
    reference: Reference, named: _Followed, links: Iterable[Link]
) -> Iterator[tuple[str, str | None, Place | None]]:
    for each, name in named:
        registry = PACKAGE_FIELDS.get(name)
        if name == "name" and (head := each.name.rpartition(".")[0]) and reference.kind is not PAPER:
            registry = reference.value(f"{head}.registry")
        if name == "packages" and "://" not in each.value and ":" in each.value:
            registry, _, written = each.value.partition(":")
            if found := forges.package_name(registry, written):
                yield found, each.name, each.place
            continue
        found = forges.package_name(registry, each.value) if registry and "://" not in each.value else None
        if found:
            yield found, each.name, each.place
    for link, means in links:
        if means.package:
            yield means.package, link.field, link.place
