"""A fetched page, read just far enough to tell what kind of page it is: title, headings, prose, scripts, ids."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import unescape

from checker.sources.page_text import count_words, decode, plain, squeeze

_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<[!?][^<>]*+>"
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]*+)(?P<rest>(?:[^'\"<>]|\"[^\"]*\"|'[^']*')*+)>"
    r"|<(?P<end2>/?)(?P<name2>[a-zA-Z][a-zA-Z0-9:-]*+)(?P<rest2>[^<>]*+)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]++)\s*+(?:=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>`]++)))?", re.DOTALL)
_RAW = frozenset({"script", "style", "textarea", "template", "noscript", "svg", "iframe", "select"})
_QUIET = frozenset({"nav", "header", "footer", "aside", "a", "button", "form", "label"})
"""What stands in these is the site's furniture: it is the same on an error page and on an article."""
_HEADINGS = frozenset({"h1", "h2"})
SCANNED = 400_000
"""Characters that are read; what a page is shows well before."""


@dataclass(frozen=True, slots=True)
class Tag:
    """An opening tag: its name in lower case and its attributes, entities resolved."""

    name: str
    rest: str

    @property
    def attributes(self) -> dict[str, str]:
        """By lower-case name; the first of a repeated one counts, as in browsers."""
        found: dict[str, str] = {}
        for key, double, single, bare in _ATTRIBUTE.findall(self.rest):
            found.setdefault(key.lower(), unescape(double or single or bare))
        return found


@dataclass(frozen=True, slots=True)
class _Parts:
    title: str
    headings: tuple[str, ...]
    prose: str
    seen: str
    scripts: str
    sources: tuple[str, ...]
    metas: tuple[Mapping[str, str], ...]
    ids: frozenset[str]
    noscript: str
    password: bool


class Page:
    """One page. Everything is worked out when first asked for, in one pass over the text."""

    def __init__(self, body: bytes, content_type: str = "text/html") -> None:
        self.text = decode(body, content_type)
        self.content_type = content_type

    @property
    def title(self) -> str:
        """The title, squeezed; empty where there is none."""
        return self._parts.title

    @property
    def headings(self) -> tuple[str, ...]:
        """The first headings of the two highest levels, squeezed."""
        return self._parts.headings

    @property
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

    @property
    def scripts(self) -> str:
        """The code of inline scripts, one after another."""
        return self._parts.scripts

    @property
    def sources(self) -> tuple[str, ...]:
        """Addresses of scripts, frames and forms, as written."""
        return self._parts.sources

    @property
    def metas(self) -> tuple[Mapping[str, str], ...]:
        """The attributes of every ``meta``."""
        return self._parts.metas

    @property
    def ids(self) -> frozenset[str]:
        """Every ``id``, and every ``name`` that names a place, as written."""
        return self._parts.ids

    @cached_property
    def all_ids(self) -> frozenset[str]:
        """`ids`, with the pages that are longer than what is scanned read to their end."""
        if len(self.text) <= SCANNED:
            return self.ids
        return _Reader(self.text).read().ids

    @property
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
    def script_filled(self) -> bool:
        """Whether a script makes the page: what stands in the source is not what a reader sees."""
        if not (self.scripts or self.sources):
            return False
        asks = "javascript" in self.noscript.casefold()
        return (
            (self.visible_words < 5 and not self.headings)
            or (asks and self.visible_words < 40)
            or bool(_MOUNT.search(self.text[:SCANNED]))
        )

    @cached_property
    def _parts(self) -> _Parts:
        return _Reader(self.text[:SCANNED]).read()


_MOUNT = re.compile(
    r"<(?:div|main|section)\b[^<>]{0,200}?\bid\s*=\s*[\"']?"
    r"(?:root|app|__next|__nuxt|___gatsby|react-root|app-root|main-app|q-app|svelte|application)[\"']?[^<>]{0,200}>\s*</",
    re.IGNORECASE,
)


class _Reader:
    """One pass over a text that may be anything."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.title = ""
        self.headings: list[str] = []
        self.prose: list[str] = []
        self.seen: list[str] = []
        self.scripts: list[str] = []
        self.noscripts: list[str] = []
        self.sources: list[str] = []
        self.metas: list[Mapping[str, str]] = []
        self.ids: set[str] = set()
        self.password = False
        self.open: list[str] = []
        self.heading: list[str] | None = None

    def read(self) -> _Parts:
        """Everything that was found."""
        at = 0
        while match := _TAG.search(self.text, at):
            self._words(self.text[at : match.start()])
            at = match.end()
            name = (match["name"] or match["name2"] or "").lower()
            if not name:
                continue
            if match["end"] or match["end2"]:
                self._close(name)
            else:
                at = self._opened(Tag(name, match["rest"] or match["rest2"] or ""), at)
        self._words(self.text[at:])
        self._close_heading()
        return _Parts(
            self.title,
            tuple(self.headings),
            plain(" ".join(self.prose)),
            " ".join(self.seen),
            "\n".join(self.scripts),
            tuple(self.sources),
            tuple(self.metas),
            frozenset(self.ids),
            squeeze(re.sub(r"<[^<>]*>", " ", " ".join(self.noscripts))),
            self.password,
        )

    def _words(self, text: str) -> None:
        if not text or text.isspace():
            return
        self.seen.append(text)
        if self.heading is not None:
            self.heading.append(text)
        if not self.open:
            self.prose.append(text)

    def _opened(self, tag: Tag, at: int) -> int:
        """Takes note of an opening tag; the offset from where reading goes on."""
        if "id" in tag.rest or "ID" in tag.rest or "name" in tag.rest.lower() or tag.name in _TELLING:
            self._note(tag)
        if tag.name in _RAW or tag.name == "title":
            return self._raw(tag, at)
        if tag.name in _QUIET and not tag.rest.endswith("/"):
            self.open.append(tag.name)
        elif tag.name in _HEADINGS and len(self.headings) < 6:
            self._close_heading()
            self.heading = []
        return at

    def _note(self, tag: Tag) -> None:
        attributes = tag.attributes
        if "id" in attributes:
            self.ids.add(attributes["id"])
        if "name" in attributes and tag.name not in _NAMED_OTHERWISE:
            self.ids.add(attributes["name"])
        if tag.name == "meta":
            self.metas.append(attributes)
        elif tag.name in _TELLING:
            address = attributes.get("src") or attributes.get("action") or attributes.get("data") or ""
            if address:
                self.sources.append(address)
            self.password |= attributes.get("type", "").lower() == "password"

    def _raw(self, tag: Tag, at: int) -> int:
        end = _end_of(tag.name).search(self.text, at)
        inner = self.text[at : end.start() if end else len(self.text)]
        if tag.name == "title":
            self.title = self.title or squeeze(inner)
        elif tag.name == "script":
            self.scripts.append(inner)
        elif tag.name == "noscript":
            self.noscripts.append(inner)
        return end.end() if end else len(self.text)

    def _close(self, name: str) -> None:
        if name in _HEADINGS:
            self._close_heading()
        elif name in _QUIET and name in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(name) :]

    def _close_heading(self) -> None:
        if self.heading is not None and (text := squeeze(" ".join(self.heading))):
            self.headings.append(text)
        self.heading = None


_TELLING = frozenset({"meta", "script", "iframe", "frame", "form", "input", "img", "embed", "object"})
_NAMED_OTHERWISE = frozenset(
    {"meta", "input", "select", "button", "form", "textarea", "param", "iframe", "frame", "object", "fieldset", "output", "slot"}
)
"""Elements whose name is no place on the page."""
_ENDS: dict[str, re.Pattern[str]] = {}


def _end_of(name: str) -> re.Pattern[str]:
    if name not in _ENDS:
        _ENDS[name] = re.compile(rf"</{name}\b[^>]*+>", re.IGNORECASE)
    return _ENDS[name]
