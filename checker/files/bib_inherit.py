"""Fields that an entry takes from another one: ``crossref`` (BibTeX and biblatex) and ``xdata`` (biblatex)."""

import dataclasses
from collections.abc import Iterator, Sequence

from checker.core.reference import Field, Reference

_FROM_CONTAINER = frozenset(
    "address author booksubtitle booktitle date day edition editor eventdate eventtitle institution issuetitle journal "
    "journaltitle language location maintitle mainsubtitle month number organization publisher school series venue volume "
    "volumes year".split()
)
"""What the whole says about its parts. Identifiers, links, notes and pages of a volume are its own and not its chapters'."""

_PARTS = frozenset(
    {"inproceedings", "conference", "incollection", "inbook", "bookinbook", "suppbook", "suppcollection", "inreference"}
)
_BOOKS = frozenset({"book", "mvbook"})
_TITLES = {"title": "booktitle", "subtitle": "booksubtitle", "titleaddon": "booktitleaddon"}
"""biblatex, appendix B: the title of the volume is the book title of the part."""
_GENERATIONS = 5
"""How far back parents are followed; nobody nests deeper, and circles end here."""
_DATES = {"year": "date", "date": "year", "journal": "journaltitle", "journaltitle": "journal"}


def keys_of(field: Field) -> list[tuple[int, int]]:
    """The spans of the comma-separated keys within a field's value."""
    spans, at = [], 0
    for part in field.value.split(","):
        key = part.strip()
        if key:
            start = at + part.index(key)
            spans.append((start, start + len(key)))
        at += len(part) + 1
    return spans


def inherit(references: Sequence[Reference]) -> list[Reference]:
    """The references with inherited fields appended; parents that the file does not hold change nothing."""
    if not any(each.mentions for each in references):
        return list(references)
    family = _Family(references)
    return [family.complete(each, _GENERATIONS) for each in references]


class _Family:
    """The entries of a file by key, and what was already worked out about them."""

    def __init__(self, references: Sequence[Reference]) -> None:
        self._by_key: dict[str, Reference] = {}
        self._known: dict[tuple[int, int], Reference] = {}
        for each in references:
            if each.key:
                self._by_key.setdefault(each.key.casefold(), each)

    def complete(self, child: Reference, generations: int) -> Reference:
        """The reference with what its parents, and theirs, pass on."""
        if not child.mentions or not generations:
            return child
        known = self._known.get((id(child), generations))
        if known is None:
            gained = list(self._gained(child, generations))
            known = dataclasses.replace(child, fields=(*child.fields, *gained)) if gained else child
            self._known[id(child), generations] = known
        return known

    def _gained(self, child: Reference, generations: int) -> Iterator[Field]:
        own = {each.name for each in child.fields if each.value.strip()}
        for mention in child.mentions:
            parent = self._by_key.get(mention.value.casefold())
            if parent is None or parent is child or mention.name not in ("crossref", "xdata"):
                continue
            for each in _passed_on(self.complete(parent, generations - 1), child.type, mention.name):
                if each.name not in own and _DATES.get(each.name) not in own:
                    own.add(each.name)
                    yield each


def _passed_on(parent: Reference, child_type: str, relation: str) -> list[Field]:
    if relation == "xdata":
        return [each._replace(inherited=True, whole=False) for each in parent.fields]
    passed = []
    names = {each.name for each in parent.fields}
    for each in parent.fields:
        name = each.name
        if child_type in _PARTS and name in _TITLES and _TITLES[name] not in names:
            name = _TITLES[name]
        elif child_type == "article" and name == "title" and parent.type == "periodical":
            name = "journaltitle"
        elif name not in _FROM_CONTAINER or (name == "author" and parent.type not in _BOOKS):
            continue
        passed.append(each._replace(name=name, inherited=True, whole=False))
    return passed
