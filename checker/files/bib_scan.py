"""Cutting BibTeX into blocks with their offsets; knows the syntax and nothing of its meaning.

The text is first cut at every line that starts an entry (``@type{``). No value may reach over such a cut, so that a brace
that is never closed costs its own entry and not the neighbours.
"""

import re
from collections.abc import Iterator
from itertools import chain, pairwise

from checker.core.patterns import pattern
from checker.files.bib_entry import Block, read_block
from checker.files.bib_values import BRACES, closing_brace

_TYPE = r"[A-Za-z][\w:.+-]*"
_INLINE_START = pattern(rf"@[ \t]*({_TYPE})\s*([{{(])")
_KEY = pattern(r"\s*([^\s,{}()=\"#%]*)")
_BLANK = " \t\ufeff\x00"
_LINE_END = pattern(r"[\r\n]")
_COMMENT_REACH = 1_000_000
"""Characters within which an ``@comment`` must close; JabRef's longest groups take some ten thousand."""


def blocks(text: str) -> Iterator[Block]:
    """Every block in order: entries, ``@string``, ``@preamble``; comments are left out."""
    done = 0
    for opening, following in pairwise(chain([None], _openings(text), [None])):
        limit = following.start() if following else len(text)
        at = max(opening.start() if opening else 0, done)
        if opening and at > opening.start():  # a comment holds it
            opening = None
        while at < limit:
            opening = opening or _next_start(text, at, limit)
            if opening is None:
                break
            if opening.group(1).lower() == "comment":
                at = done = _comment_end(text, opening, limit)
            else:
                block = read_block(text, opening, limit)
                yield block
                at = max(block.end, opening.end())
            opening = None


def _openings(text: str) -> Iterator[re.Match[str]]:
    """Every ``@type{`` that begins its line."""
    return (match for match in _INLINE_START.finditer(text) if _begins_line(text, match.start()))


def _begins_line(text: str, at: int) -> bool:
    """Whether nothing but blanks stands before this in its line, which is not the first: that one is begun with anyway."""
    while at and text[at - 1] in _BLANK:
        at -= 1
    return at > 0 and text[at - 1] in "\r\n"


def block_at(text: str, start: int, end: int) -> Block | None:
    """The one block that was found at this stretch, read again."""
    opening = _INLINE_START.match(text, start, end)
    return read_block(text, opening, end) if opening else None


def _next_start(text: str, at: int, limit: int) -> re.Match[str] | None:
    """The next ``@type{`` outside ``%`` comments; in the middle of a line it must stand apart, unlike an e-mail address."""
    if text.find("@", at, limit) < 0:
        return None
    while (found := _INLINE_START.search(text, at, limit)) is not None:
        start = found.start()
        line = max(text.rfind("\n", at, start), text.rfind("\r", at, start), at - 1) + 1
        before = text[line:start].lstrip("\x00\ufeff \t\r\n\f\v")
        apart = start == 0 or text[start - 1].isspace() or text[start - 1] in "})\ufeff\x00"
        if before.startswith("%"):
            at = _line_end(text, start, limit)
        elif apart and (not before or _looks_like_entry(text, found, limit)):
            return found
        else:
            at = found.end()
    return None


def _line_end(text: str, at: int, limit: int) -> int:
    found = _LINE_END.search(text, at, limit)
    return found.end() if found else limit


def _looks_like_entry(text: str, opening: re.Match[str], limit: int) -> bool:
    key = _KEY.match(text, opening.end(), limit)
    return key is not None and text[key.end() : key.end() + 1] in (",", "=", "}")


def _comment_end(text: str, opening: re.Match[str], limit: int) -> int:
    """Behind the brace that closes an ``@comment``, wherever that is within reach; else the end of its line."""
    if opening.group(2) == "{":
        closing = closing_brace(text, opening.end(), opening.end() + _COMMENT_REACH, BRACES)
        if closing >= 0:
            return closing + 1
    return _line_end(text, opening.end(), limit)
