"""The calendar's names, indexed for finding them in texts.

A run meets few of the venues that the calendar knows: a name is taken apart only when a text holds the word that it begins with.
The calendar is ours, and its names are plain text as they stand.
"""

from functools import cache

from checker.core.abbreviations import Token, first_form, name, words
from checker.core.calendar import Alias, Venue, venues
from checker.core.text import fold

Phrase = tuple[tuple[Token, ...], Alias, Venue]


@cache
def phrases(first: str) -> tuple[Phrase, ...]:
    """Names of more than one word whose first has this form, longest first."""
    found = [(_pattern(alias), alias, venue) for alias, venue in _index()[0].get(first, ())]
    return tuple(sorted(found, key=lambda phrase: -len(phrase[0])))


def all_phrases() -> list[Phrase]:
    """All names of more than one word."""
    return [phrase for first in _index()[0] for phrase in phrases(first)]


def acronyms() -> dict[str, tuple[Alias, Venue]]:
    """Names of one word, as they are written; common words and very short ones are marked as such."""
    return _index()[1]


@cache
def acronyms_folded() -> dict[str, tuple[Alias, Venue]]:
    """Names of one word, folded."""
    found: dict[str, tuple[Alias, Venue]] = {}
    for word, entry in acronyms().items():
        found.setdefault(fold(word), entry)
    return found


@cache
def _index() -> tuple[dict[str, list[tuple[Alias, Venue]]], dict[str, tuple[Alias, Venue]]]:
    """The names of several words by the form of their first, and the names of one."""
    several: dict[str, list[tuple[Alias, Venue]]] = {}
    single: dict[str, tuple[Alias, Venue]] = {}
    for venue in venues().values():
        for alias in venue.aliases:
            named = words(alias.text)
            if len(named) == 1:
                single.setdefault(named[0], (_marked(alias, named[0], venue), venue))
            if len(named) > 1 or " " in alias.text:
                several.setdefault(first_form(named), []).append((alias, venue))
    return several, single


def _marked(alias: Alias, word: str, venue: Venue) -> Alias:
    common = (venue.kind == "journal" and word.istitle()) or len(word) <= 2
    return Alias(alias.text, alias.since, alias.until, True) if common and not alias.short else alias


def _pattern(alias: Alias) -> tuple[Token, ...]:
    """The words by which the name is found: those that tell something, all where fewer than two do."""
    every = name(alias.text)
    telling = tuple(word for word in every if not word.noise)
    return telling if len(telling) > 1 else every
