"""The works that a paper stands for: its identifiers in every spelling, and the question by title, first author and year."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from checker.core import identifiers
from checker.core.answer import WORK, Subject
from checker.core.collecting import make
from checker.core.meaning import Meaning, aliases
from checker.core.patterns import pattern
from checker.core.reference import Field, Reference, once
from checker.core.text import fold, plain, title_key

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
_ARXIV_ARCHIVES = frozenset({"", "arxiv", "corr"})
_BOOKS = frozenset({"book", "mvbook", "booklet", "proceedings", "mvproceedings", "collection", "mvcollection", "reference"})
_VENUE_FIELDS = ("booktitle", "journal", "journaltitle", "eventtitle", "howpublished", "publisher", "school", "institution")
_YEAR = pattern(r"\d{4}")
_ONE_GROUP = pattern(r"\{[^{}]*\}")


Link = tuple[Subject, Meaning]
"""A link of a reference, and what its address means."""


def works(reference: Reference, links: Iterable[Link]) -> Iterator[Subject]:
    """One subject for each identifier of a paper, and last the question for which no identifier is needed."""
    claims = Claims(reference)
    named: dict[str, Field] = {}
    for name, field in _identifiers(reference, links):
        named.setdefault(name, field)
    for name, field in named.items():
        yield make(Subject, (WORK, name, field.name, field.place, claims))
    if question := search_name(reference):
        title = reference.first("title")
        yield make(Subject, (WORK, question, "title", title.place if title else None, claims))


def _identifiers(reference: Reference, links: Iterable[Link]) -> Iterator[tuple[str, Field]]:
    for each in reference.own("doi"):
        if (name := identifiers.doi(each.value)) and not identifiers.unresolvable(name):
            yield f"doi:{name}", each
            for alias in aliases(name):
                yield alias, each
    yield from _preprints(reference)
    for link, means in links:
        if _leads_to_the_work(reference, link):
            for name in means.works:
                yield name, reference.own(link.field or "")[0]
    if reference.type in _BOOKS:
        yield from ((f"isbn:{name}", each) for each in reference.own("isbn") if (name := identifiers.isbn(each.value)))
    for each in reference.own("openreview", "openreview_id"):
        if name := identifiers.openreview_id(each.value):
            yield f"openreview:{name}", each


def _leads_to_the_work(reference: Reference, link: Subject) -> bool:
    """Beside an address or an identifier, a note tells of something else as often as not."""
    return link.field in _OWN_URLS or (link.field == "note" and reference.first("doi", "url", "ee", "eprint") is None)


def _preprints(reference: Reference) -> Iterator[tuple[str, Field]]:
    found = False
    for each in reference.own(*_ARXIV_FIELDS):
        if (each.name != "eprint" or _archive(reference) in _ARXIV_ARCHIVES) and (name := identifiers.arxiv(each.value)):
            found = True
            yield f"arxiv:{name}", each
    if not found:
        yield from _named_preprint(reference)


def _named_preprint(reference: Reference) -> Iterator[tuple[str, Field]]:
    listed = reference.own(*_PREPRINT_FIELDS)
    if not identifiers.may_hold_arxiv(" ".join([each.value for each in listed])):
        return
    for each in listed:
        if name := identifiers.arxiv_in(each.value):
            yield f"arxiv:{name}", each
            return


def _archive(reference: Reference) -> str:
    return reference.value("archiveprefix", "eprinttype").strip().lower()


class Claims(Mapping[str, str]):
    """What a paper says of itself, raw, for sources that search or compare; read off its fields when somebody asks."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    @cached_property
    def _said(self) -> Mapping[str, str]:
        paper = self._reference
        claims = {
            "title": paper.value("title"),
            "author": _authors(paper),
            "year": year_of(paper),
            "venue": paper.value(*_VENUE_FIELDS),
            "type": paper.type,
        }
        return {name: value for name, value in claims.items() if value}

    def __getitem__(self, name: str) -> str:
        return self._said[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)


def _authors(reference: Reference) -> str:
    return reference.value("author", "editor")


def year_of(reference: Reference) -> str:
    """The four digits of ``year`` or ``date``, or the empty string."""
    written = reference.value("year", "date")
    if len(written) == 4 and written.isdecimal():
        return written
    match = _YEAR.search(written)
    return match.group() if match else ""


class Heading(NamedTuple):
    """What a work is known by where it has no identifier: the key of its title, and its first author's family name, folded."""

    title: str
    family: str


@once
def heading(reference: Reference) -> Heading:
    """A paper's heading."""
    return Heading(title_key(reference.value("title")), _first_family(_authors(reference)))


def search_name(reference: Reference) -> str | None:
    """The canonical question for a work known by title, first author and year; ``None`` where there is no title."""
    title, family = heading(reference)
    return f"search:{title}|{family}|{year_of(reference)}" if title else None


def _first_family(authors: str) -> str:
    """The first author's family name, folded; a name in braces is taken whole."""
    spaced = authors.replace("\n", " ").replace("\t", " ")
    first = " ".join(spaced.partition(" and ")[0].split())
    if first.startswith("{") and _ONE_GROUP.fullmatch(first):
        return fold(plain(first))
    family, comma, _ = first.partition(",")
    if comma:
        return fold(plain(family))
    return (fold(plain(first)).split() or [""])[-1]
