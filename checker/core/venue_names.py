"""Finding the names of venues in a text, by the calendar: phrases of several words, acronyms, abbreviations."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from checker.core.abbreviations import KIND_WORDS, Token, tokens
from checker.core.calendar import Alias, Venue
from checker.core.text import fold
from checker.core.venue_index import Phrase, acronyms, acronyms_folded, all_phrases, phrases

_TAILED = re.compile(r"(?P<name>[A-Za-z]+?)(?P<workshop>W|-?HLT)?['’]?(?P<year>(?:19|20)?\d\d)?")
_REGIONAL = frozenset(
    {
        "asian",
        "asia",
        "pacific",
        "eur",
        "natl",
        "north",
        "am",
        "nordic",
        "chinese",
        "china",
        "brazilian",
        "german",
        "italian",
        "french",
    }
    | {
        "iberian",
        "mexican",
        "australasian",
        "australian",
        "canadian",
        "indian",
        "african",
        "latin",
        "british",
        "japanese",
        "russian",
    }
    | {"spanish", "arab", "korean", "turkish", "polish", "dutch", "swis", "irish", "scandinavian", "hellenic", "balkan", "baltic"}
)
_GOES_ON = frozenset({"and", "for", "of", "in", "with", "on", "to", "&"})
_MAY_FOLLOW = frozenset(
    {
        "workshop",
        "companion",
        "adjunct",
        "extended",
        "abstract",
        "poster",
        "demo",
        "demonstration",
        "long",
        "short",
        "paper",
        "main",
        "conf",
    }
    | {
        "finding",
        "industry",
        "tutorial",
        "student",
        "dataset",
        "track",
        "volume",
        "vol",
        "part",
        "serie",
        "meeting",
        "virtual",
        "press",
        "online",
    }
    | {
        "proceedings",
        "system",
        "session",
        "research",
        "applied",
        "doctoral",
        "late",
        "human",
        "sigdat",
        "held",
        "inc",
        "e",
        "special",
        "oral",
        "spotlight",
    }
)
_JOURNAL_TAIL = re.compile(
    r"[\s,.:;()\[\]–—-]*(?:$|\d|[(\[]|(?:u\.?\s?s\.?(?:\s?a)?|vol|volume|no|nr|number|issue|pp|pages?|special|abs|suppl|series|preprint|arxiv|jan|feb|mar|apr|may|jun"
    r"|jul|aug|sep|oct|nov|dec)\b)",
    re.IGNORECASE,
)


class Match(NamedTuple):
    """A venue found in a text: where its name begins and ends, and whether it can be taken for that venue without doubt."""

    venue: Venue
    alias: Alias
    start: int
    end: int
    sure: bool
    year: int | None = None
    workshop: bool = False


def matches(text: str) -> list[Match]:
    """The venues that a plain text names, in the order of the text; names inside longer names are left out."""
    return _chosen(list(_matches(text)))


def _matches(text: str) -> Iterator[Match]:
    words = tokens(text)
    for at, word in enumerate(words):
        phrase = _phrase_at(text, words, at)
        if phrase is not None:
            yield phrase
        elif not word.text.islower() or _alone(words, at):
            yield from _acronym_at(text, words, at)


def _phrase_at(text: str, words: tuple[Token, ...], at: int) -> Match | None:
    entries = phrases(words[at].form) or _cut_phrases(words[at])
    following = next((word for word in words[at + 1 :] if not word.noise), None) if entries else None
    for pattern, alias, venue in entries:
        if len(pattern) > 1 and not pattern[1].noise and not (following and following.matches(pattern[1])):
            continue
        last = _walk(words, at, pattern)
        if last is None:
            continue
        start, end = words[at].start, words[last].end
        if _stands(text, words, at, last, venue):
            return Match(venue, alias, start, end, True)
    return None


def _cut_phrases(word: Token) -> list[Phrase]:
    """Names that begin with a word that the text abbreviates in a way of its own."""
    if not word.cut or len(word.folded) < 3 or word.noise:
        return []
    return [entry for entry in all_phrases() if word.matches(entry[0][0])]


def _walk(words: tuple[Token, ...], at: int, pattern: tuple[Token, ...]) -> int | None:
    """Where ``pattern``, begun at ``at``, ends; sponsors, ordinals and small words are stepped over."""
    position = at
    for wanted in pattern:
        while position < len(words) and not words[position].matches(wanted):
            if not words[position].noise or position == at:
                return None
            position += 1
        if position >= len(words):
            return None
        position += 1
    return position - 1


def _stands(text: str, words: tuple[Token, ...], first: int, last: int, venue: Venue) -> bool:
    """Whether the name ends where the match ends, and begins where it begins."""
    if venue.kind == "journal":
        lead = all(word.noise for word in words[:first]) and not re.search(r"\d", text[: words[first].start])
        return lead and bool(_JOURNAL_TAIL.match(text, words[last].end))
    if not _begins(text, words, first, last):
        return False
    if last + 1 >= len(words):
        return True
    following, between = words[last + 1], text[words[last].end : words[last + 1].start]
    if between.strip() and between.strip() != "&":
        return True
    if following.folded in _GOES_ON or "&" in between:
        return _begins_another(words, last + 2 if following.folded in _GOES_ON else last + 1)
    return following.noise or following.form in _MAY_FOLLOW or following.text.isupper() or not following.text[:1].isupper()


def _begins(text: str, words: tuple[Token, ...], first: int, last: int) -> bool:
    """Whether nothing before the match belongs to the name: *Canadian Conference on …*, *Machine | Learning Theory*."""
    for word in words[max(0, first - 3) : first]:
        if word.form in _REGIONAL and "," not in text[word.end : words[first].start] and "joint" not in text.casefold():
            return False
    before = words[first - 1] if first else None
    if before is not None and not text[before.end : words[first].start].strip() and _belongs(before):
        return False
    if any(word.form in KIND_WORDS for word in words[first : last + 1]):
        return True
    return not any(word.form in ("journal", "trans", "lett") for word in words[max(0, first - 3) : first])


def _belongs(before: Token) -> bool:
    return not before.noise and before.text.istitle() and before.form not in ("int", "joint") and before.form not in KIND_WORDS


def _begins_another(words: tuple[Token, ...], at: int) -> bool:
    """Whether after "and" another venue begins: *… and the 11th International Joint Conference on …*."""
    if at >= len(words):
        return True
    if words[at].noise and words[at].folded not in _GOES_ON:
        return True
    ahead = words[at : at + 6]
    return any(word.form in KIND_WORDS for word in ahead[:5]) or (words[at].text.isupper() and len(words[at].text) > 2)


def _acronym_at(text: str, words: tuple[Token, ...], at: int) -> Iterator[Match]:
    word = words[at]
    found = _TAILED.fullmatch(word.text)
    for name, workshop, year in _acronym_readings(word.text, found):
        exact = acronyms().get(name)
        alone = _alone(words, at)
        entry = exact or (acronyms_folded().get(fold(name)) if alone else None)
        if entry is None:
            continue
        alias, venue = entry
        context = alone or (year and text[: word.start].rstrip()[-1:] != "(") or _in_context(text, word)
        if alias.short and not context:
            continue
        if venue.kind == "journal" and not alone and alias.text.istitle():
            continue
        yield Match(
            venue, alias, word.start, word.end, not (alias.short and venue.kind == "journal"), full_year(year), bool(workshop)
        )
        return


def _acronym_readings(text: str, found: re.Match[str] | None) -> Iterator[tuple[str, str, str]]:
    yield text, "", ""
    if found is not None:
        name, workshop, year = found["name"], found["workshop"] or "", found["year"] or ""
        if year:
            yield name + workshop, "", year
        if workshop:
            yield name, "W" if workshop == "W" else "", year


def full_year(year: str) -> int | None:
    """The year of ``22``, ``97`` or ``2022``; ``None`` of nothing."""
    if not year:
        return None
    return int(year) if len(year) == 4 else (1900 if int(year) > 50 else 2000) + int(year)


def _alone(words: tuple[Token, ...], at: int) -> bool:
    """Whether the text is this acronym and nothing else that means something."""
    return all(index == at or word.noise or word.form in _MAY_FOLLOW for index, word in enumerate(words))


def _in_context(text: str, word: Token) -> bool:
    """Whether a year or an ``@`` vouches for a short acronym; in parentheses it abbreviates another name."""
    before, after = text[: word.start].rstrip(), text[word.end :]
    if before.endswith("("):
        return False
    dated = re.match(r"\s*(?:['’]\s?\d\d|(?:19|20)\d\d|[,(]\s*(?:19|20)\d\d)", after)
    return before.endswith("@") or bool(dated and word.text.isupper())


def _chosen(found: list[Match]) -> list[Match]:
    """Matches that do not lie inside longer ones, real venues before preprint servers and series, in the order of the text."""
    kept = [
        each
        for each in found
        if not any(
            other is not each and other.start <= each.start and each.end <= other.end and _longer(other, each) for other in found
        )
    ]
    real = [each for each in kept if each.venue.kind not in ("preprint", "series")]
    preprints = [each for each in kept if each.venue.kind == "preprint"]
    journals = [each for each in real if each.venue.kind == "journal" and " " in each.alias.text]
    return journals or real or preprints or kept


def _longer(one: Match, other: Match) -> bool:
    return (one.end - one.start) > (other.end - other.start)
