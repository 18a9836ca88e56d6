"""The calendar's names, indexed for finding them in texts."""

from functools import cache

from checker.core.abbreviations import Token, tokens
from checker.core.calendar import Alias, Venue, venues
from checker.core.text import fold, plain


@cache
def phrases() -> dict[str, list[tuple[tuple[Token, ...], Alias, Venue]]]:
    """Names of more than one word, by the form of their first word, longest first."""
    index: dict[str, list[tuple[tuple[Token, ...], Alias, Venue]]] = {}
    for venue in venues().values():
        for alias in venue.aliases:
            words = tokens(plain(alias.text))
            telling = tuple(word for word in words if not word.noise)
            pattern = telling if len(telling) > 1 else words
            if len(pattern) > 1 or " " in alias.text:
                index.setdefault(pattern[0].form, []).append((pattern, alias, venue))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index


@cache
def acronyms() -> dict[str, tuple[Alias, Venue]]:
    """Names of one word, as they are written; common words and very short ones are marked as such."""
    found: dict[str, tuple[Alias, Venue]] = {}
    for venue in venues().values():
        for alias in venue.aliases:
            if len(tokens(alias.text)) == 1:
                word = tokens(alias.text)[0].text
                common = (venue.kind == "journal" and word.istitle()) or len(word) <= 2
                found.setdefault(word, (Alias(alias.text, alias.since, alias.until, alias.short or common), venue))
    return found


@cache
def acronyms_folded() -> dict[str, tuple[Alias, Venue]]:
    """Names of one word, folded."""
    found: dict[str, tuple[Alias, Venue]] = {}
    for name, entry in acronyms().items():
        found.setdefault(fold(name), entry)
    return found
