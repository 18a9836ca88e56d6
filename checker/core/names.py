"""Names of people and groups as bibliographies write them: taken apart, folded, and likened to one another.

A name is likened by its words rather than by its parts, because the parts are what sources disagree about: particles stand before
or behind, East Asian names in either order, double family names half dropped.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from checker.core.patterns import pattern
from checker.core.text import fold, plain

_PARTICLES = """
van von der den de het ten ter te la le du des del della di da do dos das af av zu zum zur el al bin ibn ben vom op in im am und
dell dal
"""
PARTICLES = frozenset(_PARTICLES.split())
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "junior", "senior", "phd", "md"})
_GROUP_WORDS = pattern(
    r"\b(?:team|collaboration|consortium|group|labs?|laboratory|inc|ltd|gmbh|foundation|organi[sz]ation|universit\w+|institut\w*|committee"
    r"|society|association|project|contributors|developers|community|network|initiative|corporation|company|authors|research|council"
    r"|cent(?:er|re)|agency|department|working)\b",
    re.IGNORECASE,
)
_GROUP_TOKEN = pattern(
    r"[A-Z]?[a-z]*[A-Z][A-Za-z]*[-.]?[A-Z]+\w*|[A-Z][a-z]+[A-Z]{2,}\w*|[A-Z0-9]{3,}|\w+\.(?:ai|org|com)|\w+-AI"
)
_DBLP_NUMBER = pattern(r"\s+\d{4}\b")
_LIST_END = pattern(r"(?:^|[\s,;])(?:et[\s.]*al\.?|and\s+others|others|…|\.\.\.)\s*$", re.IGNORECASE)
_AND = pattern(r"\s+and\s+", re.IGNORECASE)
_BRACE_OR_AND = pattern(r"[{}]|\s+and(?=\s)\s+", re.IGNORECASE)
_NAME_WORD = pattern(r"[^\W_]+")
_INITIALS_FIRST = pattern(r"(?:[A-Z]\.[\s-]*)+[^\W\d_]['’]?[^\W\d_]")
"""``R. Parks, S. Neill`` are two people: no family name begins with an initial."""
_SPREAD = (("oe", "o"), ("ue", "u"), ("ae", "a"), ("aa", "a"), ("dj", "d"))
"""Letters that spelt-out umlauts come down to, on both sides: ``Schroeder`` and ``Schröder`` are both ``schroder``."""


class Name(NamedTuple):
    """One author.

    ``family`` includes particles that belong to it; ``group`` names are not taken apart. All parts are plain text.
    """

    text: str
    family: str
    given: str = ""
    suffix: str = ""
    group: bool = False

    @property
    def short(self) -> str:
        """Given and family name, as a message shows it."""
        return " ".join(part for part in (self.given, self.family, self.suffix) if part)


class Authors(NamedTuple):
    """A list of authors as claimed or recorded; ``others`` where it ends in ``and others`` or "et al."."""

    names: tuple[Name, ...]
    others: bool = False

    def __len__(self) -> int:
        return len(self.names)

    @property
    def text(self) -> str:
        """The list for a message; long ones are cut after six names."""
        shown = [name.short for name in self.names[:6]]
        rest = len(self.names) - len(shown)
        end = [f"{rest} more"] if rest else (["others"] if self.others else [])
        return ", ".join(shown + end)


def parse_authors(raw: str) -> Authors:
    """The authors of a BibTeX ``author`` value: between ``and`` outside braces, or, against the rules, ``;`` or commas."""
    others = False
    pieces = [piece for piece in (part.strip() for part in split_authors(raw)) if piece]
    names: list[Name] = []
    for piece in pieces:
        if _LIST_END.search(piece) and (bare := _LIST_END.sub("", piece).strip(" ,;")) != piece:
            others = True
            piece = bare
        names.append(parse_name(piece))
    return Authors(_legible(names), others)


def as_authors(authors: "Authors | str | Sequence[str]") -> Authors:
    """Authors from a BibTeX value, or from a record's list with one name an item."""
    if isinstance(authors, Authors):
        return authors
    if isinstance(authors, str):
        return parse_authors(authors)
    parsed = [parse_authors(item) if _LIST_END.search(item) else Authors((parse_name(item),)) for item in authors if item.strip()]
    return Authors(_legible(name for part in parsed for name in part.names), any(part.others for part in parsed))


def _legible(names: Iterable[Name]) -> tuple[Name, ...]:
    """Without what names nobody: an empty pair of braces, a lone dash, a macro that stands for nothing."""
    return tuple(name for name in names if _NAME_WORD.search(name.text))


def split_authors(raw: str) -> list[str]:
    """The raw pieces of a BibTeX ``author`` value."""
    raw = " ".join(raw.split())
    pieces = _AND.split(raw) if "{" not in raw else _split_outside_braces(raw)
    return [part for piece in pieces for part in _split_wrongly_separated(piece)]


def _split_outside_braces(raw: str) -> list[str]:
    pieces, depth, start, escaped = [], 0, 0, pattern(r"\\[{}]")
    text = escaped.sub("__", raw)
    for match in _BRACE_OR_AND.finditer(text):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth = max(0, depth - 1)
        elif depth == 0:
            pieces.append(raw[start : match.start()])
            start = match.end()
    return [*pieces, raw[start:]]


def _split_wrongly_separated(piece: str) -> list[str]:
    if ";" in piece and "&" not in piece and "{" not in piece:
        return piece.split(";")
    parts = [part.strip() for part in piece.split(",")]
    if len(parts) == 2 and all(map(_INITIALS_FIRST.match, parts)):
        return parts
    if len(parts) > 2 and "{" not in piece and all(len(part.split()) >= 2 for part in parts):
        return parts
    return [piece]


@lru_cache(maxsize=65536)
def parse_name(raw: str) -> Name:
    """One name: ``Family, Given``, ``von Family, Jr, Given``, ``Given von Family``, ``Family WJ``, ``{A Group}``."""
    raw = raw.strip()
    text = _DBLP_NUMBER.sub("", plain(raw)).strip(" ,;")
    if _is_group(raw, text):
        return Name(text, text, group=True)
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) >= 2:
        return _from_parts(text, parts)
    return _from_words(text)


def _is_group(raw: str, text: str) -> bool:
    if raw.startswith("{") and _closes_at_end(raw) and " " in text and "," not in text:
        return True
    if " " not in text and "," not in text:
        return bool(_GROUP_TOKEN.fullmatch(text))
    if "," in text or not (word := _GROUP_WORDS.search(text)):
        return False
    return word.end() == len(text) or text.startswith("The ") or " of " in text or " for " in text


def _closes_at_end(raw: str) -> bool:
    depth = 0
    for at, letter in enumerate(raw):
        depth += (letter == "{") - (letter == "}")
        if depth == 0:
            return at == len(raw) - 1
    return False


def _from_parts(text: str, parts: list[str]) -> Name:
    family, rest = parts[0], parts[1:]
    suffix = next((part for part in rest if fold(part).strip(". ") in _SUFFIXES), "")
    given = " ".join(part for part in rest if part != suffix)
    words_of_family = family.split()
    if len(words_of_family) > 1 and fold(words_of_family[-1]).strip(".") in _SUFFIXES:
        family, suffix = " ".join(words_of_family[:-1]), suffix or words_of_family[-1]
    particles = _trailing_particles(given.split())
    if particles:
        family = " ".join([*particles, family])
        given = " ".join(given.split()[: -len(particles)])
    if not given and not suffix:
        return _from_words(text.replace(",", " "))
    return Name(text, family, given, suffix)


def _trailing_particles(tokens: list[str]) -> list[str]:
    """``Oord, Aäron van den``: the particles that sorting put behind the given name."""
    count = 0
    while count < len(tokens) - 1 and tokens[-1 - count].islower() and tokens[-1 - count] in PARTICLES:
        count += 1
    return tokens[len(tokens) - count :] if count else []


def _from_words(text: str) -> Name:
    tokens = text.split()
    suffix = ""
    if len(tokens) > 2 and fold(tokens[-1]).strip(".") in _SUFFIXES:
        suffix = tokens.pop()
    if len(tokens) < 2:
        return Name(text, " ".join(tokens), "", suffix)
    if len(tokens) == 2 and re.fullmatch(r"[A-Z]{1,3}", tokens[1]) and not tokens[0].isupper() and len(tokens[0]) > 2:
        return Name(text, tokens[0], tokens[1], suffix)  # PubMed's order: Kwon WJ
    start = len(tokens) - 1
    while start > 1 and fold(tokens[start - 1]) in PARTICLES and (tokens[start - 1].islower() or len(tokens) > 2):
        start -= 1
    return Name(text, " ".join(tokens[start:]), " ".join(tokens[:start]), suffix)


class Words(NamedTuple):
    """The folded words of a name: no particles before the family name, umlauts brought down to one form."""

    family: tuple[str, ...]
    given: tuple[str, ...]
    joined: str
    """Everything, particles included, without spaces."""
    latin: bool

    @property
    def all(self) -> tuple[str, ...]:
        """Given and family words, in this order."""
        return self.given + self.family


@lru_cache(maxsize=65536)
def name_words(name: Name) -> Words:
    """The words of a name in the form in which names are likened."""
    every = _tokens(name.given, capitals=not name.text.isupper()), _tokens(name.family)
    family = tuple(token for token in every[1] if token not in PARTICLES) or every[1]
    joined = "".join(every[0] + every[1])
    return Words(family, every[0], joined, latin=any("a" <= letter <= "z" for letter in joined))


def _tokens(text: str, *, capitals: bool = False) -> tuple[str, ...]:
    if capitals:
        text = _RUN_OF_INITIALS.sub(lambda match: " ".join(match[0]), text)
    return tuple(_one_form(token) for token in _NAME_WORD.findall(fold(text).replace("'", "")))


_RUN_OF_INITIALS = pattern(r"(?<![^\W_])[A-Z]{2,3}(?![^\W_])")


def _one_form(token: str) -> str:
    if len(token) > 2:
        for spread, single in _SPREAD:
            token = token.replace(spread, single)
    return token


def family_key(name: Name) -> str:
    """The folded family name without particles and spaces: ``oord`` for *van den Oord*; the whole for a group."""
    return "".join(name_words(name).family)
