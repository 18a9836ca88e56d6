"""A fetched page, read just far enough to tell what kind of page it is: title, headings, prose, scripts, ids."""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from html import escape, unescape
from itertools import islice

from checker.sources.page_reader import NAMED_OTHERWISE, Parts, Reader
from checker.sources.page_text import count_words, decode, parts_of_title, plain, squeeze

SCANNED = 400_000
"""Characters that are read; what a page is shows well before."""


class Page:
    """One page. Everything is worked out when first asked for, in one pass over the text."""

    def __init__(self, body: bytes, content_type: str = "text/html") -> None:
        self.text = decode(body, content_type)
        self.content_type = content_type

    @cached_property
    def title(self) -> str:
        """The title, squeezed; empty where there is none."""
        found = _TITLE.search(self.text, 0, _HEAD)
        return squeeze(found.group(1)) if found else ""

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The first headings of the two highest levels, squeezed."""
        if self.says_much:
            return tuple(_first_headings(self.text[:_HEAD]))
        return self._parts.headings

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The parts of the title, compared as `plain` does."""
        return tuple(parts_of_title(self.title))

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """The whole title and the headings, compared as `plain` does."""
        return (plain(self.title), *(plain(each) for each in self.headings[:4]))

    @cached_property
    def says_much(self) -> bool:
        """Whether it has more words than any page that is only in the way; found out without reading it all."""
        return _has_words(self.text, _MUCH)

    @cached_property
    def prose(self) -> str:
        """What the page says in its own words: without navigation, links, buttons and forms; compared as `plain` does."""
        return self._parts.prose

    @cached_property
    def words(self) -> int:
        """The length of the prose."""
        return count_words(self.prose)

    @cached_property
    def visible_words(self) -> int:
        """The length of everything that a reader sees, links included."""
        return count_words(self._parts.seen)

    @cached_property
    def scripts(self) -> str:
        """The code of inline scripts, one after another."""
        return self._parts.scripts

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Addresses of scripts, frames and forms, as written."""
        return self._parts.sources

    @cached_property
    def metas(self) -> tuple[Mapping[str, str], ...]:
        """The attributes of every ``meta``."""
        return self._parts.metas

    @cached_property
    def ids(self) -> frozenset[str]:
        """Every ``id``, and every ``name`` that names a place, as written."""
        return self._parts.ids

    def has_place(self, names: Collection[str]) -> bool:
        """Whether one of these is an ``id`` or a ``name`` somewhere on the page, outside comments and scripts."""
        written = {spelling for name in names for spelling in (name, escape(name), escape(name, quote=False)) if name}
        if not any(each in self.text for each in written):
            return False
        listed = "|".join(re.escape(each) for each in written)
        place = re.compile(
            rf"<([a-z][a-z0-9:-]*)\s(?:[^<>]*?\s)?(id|name)\s*=\s*(?:\"(?:{listed})\"|'(?:{listed})'|(?:{listed})(?=[\s/>]))",
            re.I,
        )
        return any(self._is_place(match, names) for match in place.finditer(self.text))

    def _is_place(self, match: re.Match[str], names: Collection[str]) -> bool:
        value = unescape(match.group().rpartition("=")[2].strip().strip("\"'"))
        named = match[2].lower() == "id" or match[1].lower() not in NAMED_OTHERWISE
        return named and value in names and not any(_inside(self.text, match.start(), *pair) for pair in _APART)

    @cached_property
    def noscript(self) -> str:
        """What a reader without scripts is told."""
        return self._parts.noscript

    @property
    def has_password(self) -> bool:
        """Whether it asks for a password."""
        return self._parts.password

    def meta(self, name: str) -> str:
        """The content of the first ``meta`` of this name, property or http-equiv."""
        for each in self.metas:
            if name in (each.get("name", "").lower(), each.get("property", "").lower(), each.get("http-equiv", "").lower()):
                return each.get("content", "")
        return ""

    @cached_property
    def canonical(self) -> str:
        """The address that the page calls its own; empty where it names none."""
        found = _CANONICAL.search(self.text, 0, _HEAD)
        address = _HREF.search(found.group()) if found else None
        return unescape(address.group(1).strip()) if address else ""

    @property
    def onward(self) -> str:
        """Where a page that has nothing else to say sends its readers at once, as written."""
        if self.says_much or self.words > _NOTHING or not (refresh := self.meta("refresh")):
            return ""
        found = _REFRESH.match(refresh)
        return found.group(2).strip().strip("'\"") if found and float(found.group(1) or 0) <= _AT_ONCE else ""

    @cached_property
    def script_filled(self) -> bool:
        """Whether a script makes the page: what stands in the source is not what a reader sees."""
        if self.says_much or not (self.scripts or self.sources):
            return False
        asks = "javascript" in self.noscript.casefold()
        return (
            (self.visible_words < 5 and not self.headings)
            or (asks and self.visible_words < 40)
            or bool(_MOUNT.search(self.text[:SCANNED]))
        )

    @cached_property
    def _parts(self) -> Parts:
        return Reader(self.text[:SCANNED]).read()


_HEAD = 100_000
"""Characters within which a title and the first headings stand."""
_MUCH = 400
"""Words; error pages, walls and parked pages have fewer, navigation included."""
_TITLE = re.compile(r"<title\b[^<>]*>([^<]*)", re.IGNORECASE)
_HEADING = re.compile(r"<h[12]\b[^<>]*>", re.IGNORECASE)
_CANONICAL = re.compile(r"<link\b[^<>]*\brel\s*=\s*[\"']?canonical\b[^<>]*>", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s*=\s*[\"']?([^\s\"'<>]+)", re.IGNORECASE)
_REFRESH = re.compile(r"\s*(\d{1,4}(?:\.\d{0,3})?)?\s*[;,]\s*(?:url\s*=\s*)?(\S.*)", re.IGNORECASE)
_AT_ONCE = 10
"""Seconds; a page that stays longer is meant to be read."""
_NOTHING = 60
_MARKUP = re.compile(r"<[^<>]*>")
_APART = (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"))


def _first_headings(text: str) -> Iterator[str]:
    for match in islice(_HEADING.finditer(text), 4):
        end = text.lower().find("</h", match.end(), match.end() + 2_000)
        if end > 0 and (heading := squeeze(_MARKUP.sub(" ", text[match.end() : end]))):
            yield heading


def _has_words(text: str, wanted: int) -> bool:
    """Whether so many words stand outside tags, scripts and styles."""
    if len(text) < 2 * wanted:
        return False
    words, skipped = 0, ""
    for match in _PIECE.finditer(text):
        piece = match.group()
        name = piece[:9].lower()
        if skipped:
            skipped = "" if name.startswith("</" + skipped) else skipped
        else:
            skipped = next((each for each in ("script", "style", "noscript") if name.startswith("<" + each)), "")
        if not skipped:
            words += len(piece.partition(">")[2].split())
            if words >= wanted:
                return True
    return False


_PIECE = re.compile(r"<[^<]*+")


def _inside(text: str, at: int, begin: str, end: str) -> bool:
    return text.rfind(begin, 0, at) > text.rfind(end, 0, at)


_MOUNT = re.compile(
    r"<(?:div|main|section)\b[^<>]{0,200}?\bid\s*=\s*[\"']?"
    r"(?:root|app|__next|__nuxt|___gatsby|react-root|app-root|main-app|q-app|svelte|application)[\"']?[^<>]{0,200}>\s*</",
    re.IGNORECASE,
)
