"""What is worth asking about a reference: its links, repositories, packages and works."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from checker.core import forges, identifiers, urls
from checker.core.answer import Subject, Topic
from checker.core.place import Place
from checker.core.proceedings import page
from checker.core.reference import Field, Kind, Reference
from checker.core.text import fold, plain, title_key

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

_OWN_URLS = frozenset({"url", "ee", "link", "pdf", "howpublished"})
_PREPRINT_FIELDS = (
    "journal",
    "journaltitle",
    "booktitle",
    "howpublished",
    "volume",
    "number",
    "pages",
    "series",
    "publisher",
    "note",
)
_ARXIV_FIELDS = ("eprint", "arxiv", "arxivid", "arxiv_id")
_BOOKS = frozenset({"book", "mvbook", "booklet", "proceedings", "mvproceedings", "collection", "mvcollection", "reference"})
_VENUE_FIELDS = ("booktitle", "journal", "journaltitle", "eventtitle", "howpublished", "publisher", "school", "institution")
_INDEX = re.compile(r"\[\d+\]$")
_YEAR = re.compile(r"\d{4}")
_DOI_HOSTS = frozenset({"doi.org", "dx.doi.org", "www.doi.org"})
_ARXIV_HOSTS = frozenset({"arxiv.org", "www.arxiv.org", "export.arxiv.org"})
_WORK_HOSTS = _DOI_HOSTS | _ARXIV_HOSTS


def subjects(reference: Reference) -> tuple[Subject, ...]:
    """Every subject of a reference, in the order of its fields; links first, then repositories, packages and works.

    A link that another subject answers for has ``about["covered_by"]`` (``repository``, ``package`` or ``work``): a normal run
    need not ask it, a run of links alone does. Inherited fields yield no links, because the entry that owns them does.
    """
    memory = vars(reference)  # a reference is asked for its subjects by every rule and never changes
    known: tuple[Subject, ...] | None = memory.get("_subjects")
    if known is None:
        known = memory["_subjects"] = _subjects(reference)
    return known


def _subjects(reference: Reference) -> tuple[Subject, ...]:
    if reference.kind is Kind.UNREADABLE:
        return ()
    followed = _followed(reference)
    links = tuple(_links(reference, followed))
    works = tuple(_works(reference, links)) if reference.kind is Kind.PAPER else ()
    implied = tuple(_implied_links(links, works))
    return (*links, *implied, *_repositories(followed, links), *_packages(reference, followed, links), *works)


def field_of(name: str) -> str:
    """The last key of a path (``packages[0].name`` is ``name``), in lower case, without its index."""
    if "." in name or name.endswith("]"):
        name = _INDEX.sub("", name.rpartition(".")[2])
    return name.lower()


_Followed = list[tuple[Field, str]]


def _followed(reference: Reference) -> _Followed:
    """The fields that are worth looking into, with their last keys."""
    left = UNFOLLOWED if reference.kind is Kind.PAPER else frozenset()
    return [(each, name) for each in reference.fields if not each.inherited and (name := field_of(each.name)) not in left]


def _links(reference: Reference, followed: _Followed) -> Iterator[Subject]:
    date = reference.value("urldate", "date", "year").strip()
    cited = {"date": date} if date else {}
    for each, name in followed:
        if not urls.may_hold_url(each.value):
            continue
        for found in urls.find_urls(each.value, alone=name in LONE_URLS or name.startswith("bdsk-url")):
            about = {**_covered(reference, found.url), **cited}
            yield Subject(Topic.LINK, found.url, each.name, place_of(each, found.start, found.end), about)


def place_of(field: Field, start: int, end: int) -> Place:
    """Where ``field.value[start:end]`` stands in the file; the whole value where its writing hides that (escapes, macros)."""
    place = field.place
    if not field.whole:
        return place
    if place.end - place.start == len(field.value) and place.text == field.value:
        return place.part(start, end)
    part, written = field.value[start:end], place.text
    return place.part(at, at + len(part)) if written.count(part) == 1 and (at := written.index(part)) >= 0 else place


def _covered(reference: Reference, url: str) -> Mapping[str, str]:
    if urls.host(url) in _WORK_HOSTS:
        name = identifiers.doi(url)
        known = (name and not identifiers.unresolvable(name)) or identifiers.arxiv(url)
        return {"covered_by": "work"} if known and reference.kind is Kind.PAPER else {}
    repository = forges.repository(url)
    if repository and not repository.tail:
        return {"covered_by": "repository"}
    return {"covered_by": "package"} if forges.package(url) else {}


def _implied_links(links: tuple[Subject, ...], works: tuple[Subject, ...]) -> Iterator[Subject]:
    """The addresses that a DOI and an arXiv id stand for, where no field writes them out."""
    written = {identifiers.doi(link.name) for link in links if urls.host(link.name) in _DOI_HOSTS}
    preprints = {identifiers.arxiv(link.name) for link in links}
    for work in works:
        scheme, _, name = work.name.partition(":")
        if scheme == "doi" and name not in written:
            url = "https://doi.org/" + quote(name, safe="/:;()._-~!*',+=@$&")
        elif scheme == "arxiv" and name not in preprints:
            url = "https://arxiv.org/abs/" + name
        else:
            continue
        yield Subject(Topic.LINK, url, work.field, work.place, {"covered_by": "work", "implied": name})


def _repositories(followed: _Followed, links: tuple[Subject, ...]) -> Iterator[Subject]:
    seen = set()
    for found, field, place in _repository_names(followed, links):
        if found.name.casefold() not in seen:
            seen.add(found.name.casefold())
            about = {"forge": found.forge, "tail": found.tail, "written": place.text if place else found.path}
            yield Subject(Topic.REPOSITORY, found.name, field, place, about)


def _repository_names(
    followed: _Followed, links: tuple[Subject, ...]
) -> Iterator[tuple[forges.Repository, str | None, Place | None]]:
    for each, name in followed:
        if name in REPOSITORY_FIELDS and "://" not in each.value:
            found = forges.github_slug(each.value) or forges.repository(each.value)
        elif name == "gitlab_id":
            found = forges.repository("https://gitlab.com/" + each.value.strip().strip("/"))
        else:
            continue
        if found:
            yield found, each.name, each.place
    for link in links:
        if found := forges.repository(link.name):
            yield found, link.field, link.place


def _packages(reference: Reference, followed: _Followed, links: tuple[Subject, ...]) -> Iterator[Subject]:
    seen = set()
    for name, field, place in _package_names(reference, followed, links):
        if name not in seen:
            seen.add(name)
            yield Subject(Topic.PACKAGE, name, field, place)


def _package_names(
    reference: Reference, followed: _Followed, links: tuple[Subject, ...]
) -> Iterator[tuple[str, str | None, Place | None]]:
    for each, name in followed:
        registry = PACKAGE_FIELDS.get(name)
        if name == "name" and (head := each.name.rpartition(".")[0]) and reference.kind is not Kind.PAPER:
            registry = reference.value(f"{head}.registry")
        if name == "packages" and "://" not in each.value and ":" in each.value:
            registry, _, written = each.value.partition(":")
            if found := forges.package_name(registry, written):
                yield found, each.name, each.place
            continue
        found = forges.package_name(registry, each.value) if registry and "://" not in each.value else None
        if found:
            yield found, each.name, each.place
    for link in links:
        if found := forges.package(link.name):
            yield found, link.field, link.place


def _works(reference: Reference, links: tuple[Subject, ...]) -> Iterator[Subject]:
    claims = _claims(reference)
    seen = set()
    for name, field in _identifiers(reference, links):
        if name not in seen:
            seen.add(name)
            yield Subject(Topic.WORK, name, field.name, field.place, claims)
    if question := _search_name(claims):
        title = reference.first("title")
        yield Subject(Topic.WORK, question, "title", title.place if title else None, claims)


def _identifiers(reference: Reference, links: tuple[Subject, ...]) -> Iterator[tuple[str, Field]]:
    for each in _own(reference, "doi"):
        if (name := identifiers.doi(each.value)) and not identifiers.unresolvable(name):
            yield f"doi:{name}", each
            yield from ((alias, each) for alias in _aliases(each.value))
    yield from _preprints(reference)
    lone = reference.first("doi", "url", "ee", "eprint") is None  # beside these, a note tells of something else as often as not
    for link in links:
        if link.field and (link.field in _OWN_URLS or (lone and link.field == "note")):
            yield from ((name, _own(reference, link.field)[0]) for name in _of_url(link.name))
    if reference.type in _BOOKS:
        yield from ((f"isbn:{name}", each) for each in _own(reference, "isbn") if (name := identifiers.isbn(each.value)))
    for each in _own(reference, "openreview", "openreview_id"):
        if name := identifiers.openreview_id(each.value):
            yield f"openreview:{name}", each


def _own(reference: Reference, *names: str) -> list[Field]:
    return [each for each in reference.all(*names) if not each.inherited]


def _of_url(url: str) -> Iterator[str]:
    name = identifiers.doi(url)
    if name and not identifiers.unresolvable(name):
        yield f"doi:{name}"
    yield from _aliases(url)
    if name := identifiers.openreview(url):
        yield f"openreview:{name}"
    if name := page(url):
        yield f"page:{name}"


def _aliases(text: str) -> Iterator[str]:
    if name := identifiers.arxiv(text):
        yield f"arxiv:{name}"
    if name := identifiers.acl(text):
        yield f"acl:{name}"


def _preprints(reference: Reference) -> Iterator[tuple[str, Field]]:
    kind = reference.value("archiveprefix", "eprinttype").strip().lower()
    names = _ARXIV_FIELDS if kind in {"", "arxiv", "corr"} else _ARXIV_FIELDS[1:]
    found = [(f"arxiv:{name}", each) for each in _own(reference, *names) if (name := identifiers.arxiv(each.value))]
    if not found:
        told = ((identifiers.arxiv_in(each.value), each) for each in _own(reference, *_PREPRINT_FIELDS))
        found = [(f"arxiv:{name}", each) for name, each in told if name][:1]
    yield from found


def _claims(reference: Reference) -> Mapping[str, str]:
    """What the reference says of itself, raw, for sources that search or compare."""
    claims = {
        "title": reference.value("title"),
        "author": reference.value("author", "editor"),
        "year": year_of(reference),
        "venue": reference.value(*_VENUE_FIELDS),
        "type": reference.type,
    }
    return {name: value for name, value in claims.items() if value}


def year_of(reference: Reference) -> str:
    """The four digits of ``year`` or ``date``, or the empty string."""
    match = _YEAR.search(reference.value("year", "date"))
    return match.group() if match else ""


def search_name(reference: Reference) -> str | None:
    """The canonical question for a work known by title, first author and year; ``None`` where there is no title."""
    return _search_name(_claims(reference))


def _search_name(claims: Mapping[str, str]) -> str | None:
    title = title_key(claims.get("title", ""))
    return f"search:{title}|{_first_family(claims.get('author', ''))}|{claims.get('year', '')}" if title else None


def _first_family(authors: str) -> str:
    """The first author's family name, folded; a name in braces is taken whole."""
    first = " ".join(authors.split()).partition(" and ")[0]
    if re.fullmatch(r"\{[^{}]*\}", first):
        return fold(plain(first))
    family, comma, _ = first.partition(",")
    if comma:
        return fold(plain(family))
    return (fold(plain(first)).split() or [""])[-1]
