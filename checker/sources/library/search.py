"""Finding a work in the library by what a citation says of it: by its exact title, or one cut short, or nearly the same."""

from itertools import islice
from typing import Any

from checker.core.text import fold, plain, title_key
from checker.core.titles import title_heads
from checker.core.works_match import title_parts
from checker.sources.library.store import Library

NEAR = 0.62
"""Below this likeness a title is not worth showing; whether a likelier one is the cited work is for others to judge."""
_MOST = 8
_FEWER = 40
"""Of so many, those that share most rare words, stretches are compared too, which takes longer than letters."""
_SHORTEST_HEAD = 12
"""Letters that the beginning of a title needs before anything is looked up by it."""


def candidates(library: Library, title: str, author: str = "") -> list[dict[str, Any]]:
    """The records that a citation with this title and first author (raw or plain) may mean, likeliest first.

    Records of that exact title come first, all of them; where none has the first author among its own, or there are none, those
    that begin so or read nearly so follow.
    """
    text = plain(title)
    heads = title_heads(text)
    found = {_identity(record): record for head in heads for record in library.by_key(head)}
    if not any(_names(record, author) for record in found.values()):
        found |= {_identity(record): record for record in _near(library, text) if _identity(record) not in found}
    exact = title_key(text)
    return sorted(found.values(), key=lambda record: (title_key(record["title"]) != exact, not _names(record, author)))


def _near(library: Library, text: str) -> list[dict[str, Any]]:
    key = title_key(text)
    begun = library.by_beginning(key) if len(key) >= _SHORTEST_HEAD else []
    begun += [record for part in title_parts(text) - {key} for record in (*library.by_key(part), *library.by_beginning(part))]
    alike = library.keys(library.alike(text))
    likeliest = dict(islice(alike.items(), _FEWER))
    return begun + library.by_ids([*_by_letters(key, library.beside(key) | alike), *_by_stretch(key, likeliest)])


def _by_letters(key: str, keys: dict[int, str]) -> list[int]:
    from rapidfuzz import fuzz, process

    return [each[2] for each in process.extract(key, keys, scorer=fuzz.ratio, score_cutoff=NEAR * 100, limit=_MOST)]


def _by_stretch(key: str, keys: dict[int, str]) -> list[int]:
    """Those with a long stretch in common: of a title cut short at either end, or with its subtitle turned to the front."""
    if len(key) < _SHORTEST_HEAD:
        return []
    from rapidfuzz import fuzz, process

    return [each[2] for each in process.extract(key, keys, scorer=fuzz.partial_ratio, score_cutoff=85, limit=_MOST)]


def _identity(record: dict[str, Any]) -> tuple[object, ...]:
    return record["source"], record["key"], record["title"], record.get("year"), tuple(record.get("authors", ()))


def _names(record: dict[str, Any], author: str) -> bool:
    """Whether the family name of the cited first author is among the record's; true where the citation names nobody."""
    family = first_family(author)
    return not family or any(family in fold(name) for name in record.get("authors", ()))


def first_family(author: str) -> str:
    """The folded family name of the first author of a BibTeX value."""
    first = fold(plain(author.partition(" and ")[0]))
    family, comma, _ = first.partition(",")
    return family.strip() if comma else (first.split() or [""])[-1]
