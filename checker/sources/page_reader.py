"""One pass over the markup of a page, however broken: headings, prose, scripts, ids."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape

from checker.sources.page_text import plain, squeeze

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
_ENOUGH = 20_000
"""Characters of prose; no page that is only in the way says so much."""
_HEADINGS = frozenset({"h1", "h2"})


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
class Parts:
    """What one pass found."""

    headings: tuple[str, ...]
    prose: str
    seen: str
    scripts: str
    sources: tuple[str, ...]
    metas: tuple[Mapping[str, str], ...]
    ids: frozenset[str]
    noscript: str
    password: bool


class Reader:
    """One pass over a text that may be anything."""

    def __init__(self, text: str) -> None:
        self.text = text
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

    def read(self) -> Parts:
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
        return Parts(
            tuple(self.headings),
            plain(" ".join(self.prose))[:_ENOUGH],
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
        if "name" in attributes and tag.name not in NAMED_OTHERWISE:
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
        if tag.name == "script":
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
NAMED_OTHERWISE = frozenset(
    {"meta", "input", "select", "button", "form", "textarea", "param", "iframe", "frame", "object", "fieldset", "output", "slot"}
)
"""Elements whose name is no place on the page."""
_ENDS: dict[str, re.Pattern[str]] = {}


def _end_of(name: str) -> re.Pattern[str]:
    if name not in _ENDS:
        _ENDS[name] = re.compile(rf"</{name}\b[^>]*+>", re.IGNORECASE)
    return _ENDS[name]
