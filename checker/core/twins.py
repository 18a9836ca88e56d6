"""Works that stand in the catalogue twice: the index by identifier and by title, and what tells two works of one title apart."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import combinations, takewhile
from typing import NamedTuple

from checker.core.answer import WORK
from checker.core.reference import PAPER, Catalogue, Reference
from checker.core.subjects import subjects
from checker.core.subjects_works import heading, year_of
from checker.core.text import plain, title_key

_CONTAINERS = frozenset({"xdata", "set", "proceedings", "mvproceedings", "periodical", "control", "ieeetranbstctl"})
_PREPRINT_TYPES = frozenset({"misc", "online", "unpublished", "techreport", "report", "electronic", "www", "preprint"})
_DISTINGUISHING = ("edition", "volume", "number", "pages", "chapter", "part", "isbn", "eid", "version", "month", "day", "series")
_VENUES = ("booktitle", "journal", "journaltitle", "eventtitle", "school", "institution", "publisher")
_PARTS = frozenset({"incollection", "inbook", "inreference", "suppbook", "dataset", "software"})
"""Kinds of which several stand under one DOI, each with a title of its own."""
_ARXIV_DOIS = "doi:10.48550/"
_GENERIC_LENGTH = 14
"""Titles shorter than this ("Introduction", "Editorial") are shared by many works."""
_PREPRINT_LEAD = 5
"""A preprint may precede its publication by this many years."""


class Likeness(StrEnum):
    """How two entries of one work are related."""

    SAME_DOI = "same DOI"
    SAME_ARXIV = "same arXiv id"
    SAME_TITLE = "same title and first author"
    PREPRINT = "preprint and published version"
    VERSION = "two versions"
    """One is no preprint for certain: a web page or a report of the same title."""


class Twin(NamedTuple):
    """An earlier entry of the same work; ``name`` is what they share."""

    other: Reference
    likeness: Likeness
    name: str


class _Card(NamedTuple):
    """What identifies an entry: names as subjects have them, and ``title|family``; empty where there is none."""

    reference: Reference
    dois: list[str]
    arxiv: str
    title: str

    @property
    def preprint(self) -> bool:
        """Whether it is the preprint of a work that may have been published."""
        return self.reference.type in _PREPRINT_TYPES or _preprint_venue(self.reference, self.arxiv)


class Twins:
    """All works of a catalogue by what identifies them.

    Few names are shared: the first card of each is kept, and all cards of those that have several. ``_late`` are the cards that
    share a name with an earlier one.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._first: dict[str, _Card] = {}
        self._shared: dict[str, list[_Card]] = {}
        self._late: list[_Card] = []
        self._connected: set[frozenset[str]] = set()
        for each in catalogue.references:
            self._connect(each)
            if each.kind is PAPER and each.type not in _CONTAINERS:
                self._add(each)

    def _connect(self, reference: Reference) -> None:
        if not reference.mentions:
            return
        names = [mention.value.casefold() for mention in reference.mentions]
        own = [] if reference.type == "set" else [(reference.key or "").casefold()]
        self._connected |= {frozenset(pair) for pair in combinations([*own, *names][:20], 2)}

    def _add(self, reference: Reference) -> None:
        card = _card(reference)
        late = False
        for name in filter(None, (*card.dois, card.arxiv, card.title)):
            first = self._first.setdefault(name, card)
            if first is not card:
                self._shared.setdefault(name, [first]).append(card)
                late = True
        if late:
            self._late.append(card)

    def __iter__(self) -> Iterator[tuple[Reference, Twin]]:
        """Each entry of a work that stands earlier under another key, with the first such entry."""
        for card in self._late:
            for twin in self._candidates(card):
                same_key = (twin.other.key or "").casefold() == (card.reference.key or "").casefold()
                if not same_key and not self._linked(card.reference, twin.other):
                    yield card.reference, twin
                    break

    def _linked(self, one: Reference, other: Reference) -> bool:
        """Whether their author connected the two (``related``, ``entryset``), and so knows."""
        return frozenset({(one.key or "").casefold(), (other.key or "").casefold()}) in self._connected

    def _candidates(self, card: _Card) -> Iterator[Twin]:
        for name in sorted(card.dois):
            for other in self._before(card, name):
                if _same_title(card.reference, other.reference) or not _chapters(card.reference, other.reference):
                    yield Twin(other.reference, Likeness.SAME_DOI, _bare(name))
        for other in self._before(card, card.arxiv):
            pair = other.preprint is not card.preprint
            yield Twin(other.reference, Likeness.PREPRINT if pair else Likeness.SAME_ARXIV, _bare(card.arxiv))
        for other in self._before(card, card.title):
            if likeness := _by_title(card, other):
                yield Twin(other.reference, likeness, plain(card.reference.value("title")))

    def _before(self, card: _Card, name: str) -> Iterator[_Card]:
        return takewhile(lambda each: each is not card, self._shared.get(name, ()))


def _bare(name: str) -> str:
    return name.partition(":")[2]


def _card(reference: Reference) -> _Card:
    dois, arxiv = [], ""
    for each in subjects(reference):
        if each.topic is WORK:
            name = each.name
            if name.startswith("arxiv:"):
                arxiv = arxiv or name
            elif each.field == "doi" and name.startswith("doi:") and not name.startswith(_ARXIV_DOIS):
                dois.append(name)
    return _Card(reference, dois, arxiv, _title_name(reference))


def _preprint_venue(reference: Reference, arxiv: str) -> bool:
    venue = reference.value("journal", "journaltitle", "booktitle").casefold()
    if not venue:
        return bool(arxiv)
    return "arxiv" in venue or venue.strip("{} ") == "corr" or "preprint" in venue


def _title_name(reference: Reference) -> str:
    key, family = heading(reference)
    if subtitle := reference.value("subtitle"):
        key = title_key(f"{reference.value('title')} {subtitle}")
    return f"{key}|{family}" if family and len(key) >= _GENERIC_LENGTH else ""


def _chapters(one: Reference, other: Reference) -> bool:
    return one.type in _PARTS or other.type in _PARTS


def _same_title(one: Reference, other: Reference) -> bool:
    """Chapters are cited under the DOI of their book; then the titles differ."""
    first, second = title_key(one.value("title")), title_key(other.value("title"))
    return not first or not second or first == second or first.startswith(second) or second.startswith(first)


def _by_title(card: _Card, other: _Card) -> Likeness | None:
    """Whether two entries of one title and first author are one work; editions, parts, and versions in two venues are not."""
    one, two = card.reference, other.reference
    if card.dois and other.dois:
        return None
    if card.arxiv and other.arxiv and card.arxiv != other.arxiv:
        return None
    if card.preprint is not other.preprint:
        near = _years_apart(one, two) <= _PREPRINT_LEAD and not _differ(one, two, ("edition", "isbn"))
        unsure = not (card.arxiv if card.preprint else other.arxiv)
        return None if not near else Likeness.VERSION if unsure else Likeness.PREPRINT
    if one.type != two.type or _years_apart(one, two) or _differ(one, two, (*_DISTINGUISHING, *_VENUES)):
        return None
    return Likeness.SAME_TITLE


def _years_apart(one: Reference, two: Reference) -> int:
    first, second = year_of(one), year_of(two)
    return abs(int(first) - int(second)) if first and second else 0


def _differ(one: Reference, two: Reference, names: tuple[str, ...]) -> bool:
    """Whether both entries have one of these fields, and with another value."""
    for name in names:
        first, second = one.value(name), two.value(name)
        if first and second and title_key(first) != title_key(second):
            return True
    return False
