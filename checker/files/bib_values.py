"""The parts of a BibTeX value: brace groups, quoted strings, numbers and names, joined with ``#``."""

import re

from checker.core.patterns import pattern

BRACES = pattern(r"[{}]")
_ESCAPED_BRACES = pattern(r"(?<!\\)[{}]")
_MARKS = pattern(r"[{}\"]")
_GAP = pattern(r"(?:\s++|%[^\r\n]*+)*+")
_TOKEN = pattern(r"[^\s=,{}\"#%()@\\]+")

Piece = tuple[str, int, int]
"""One part of a value: its kind (``{``, ``"``, ``0`` a number, ``a`` a name, ``?`` neither) and its span without delimiters."""

Value = tuple[int, int, tuple[Piece, ...], int]
"""A field: the span of its name, the parts of its value, and where the field ends (before its comma).

Plain tuples, for there are many."""


class UnclosedError(Exception):
    """A value that starts here and never ends."""

    def __init__(self, start: int) -> None:
        super().__init__(start)
        self.start = start


def skip_gap(text: str, at: int, limit: int) -> int:
    """Behind white space and ``%`` comments."""
    gap = _GAP.match(text, at, limit)
    return gap.end() if gap else at


def closing_brace(text: str, at: int, limit: int, braces: re.Pattern[str]) -> int:
    """The offset of the brace that closes what was opened just before ``at``; -1 where there is none."""
    depth = 1
    for brace in braces.finditer(text, at, limit):
        depth += 1 if brace.group() == "{" else -1
        if depth == 0:
            return brace.start()
    return -1


def read_pieces(text: str, at: int, limit: int) -> tuple[tuple[Piece, ...], int]:
    """The parts of a value joined with ``#``, and the offset behind the last."""
    pieces: list[Piece] = []
    while True:
        start = skip_gap(text, at, limit)
        if start >= limit or text[start] in ",})=":
            return tuple(pieces), at
        piece, at = read_piece(text, start, limit)
        pieces.append(piece)
        after = skip_gap(text, at, limit)
        if after >= limit or text[after] != "#":
            return tuple(pieces), at
        at = after + 1


def read_piece(text: str, at: int, limit: int) -> tuple[Piece, int]:
    """One brace group, quoted string, number or name, and the offset behind it."""
    character = text[at]
    if character == "{":
        end = _braced_end(text, at + 1, limit)
        return ("{", at + 1, end), end + 1
    if character == '"':
        end = _quoted_end(text, at + 1, limit)
        return ('"', at + 1, end), end + 1
    token = _TOKEN.match(text, at, limit)
    if token is None:
        return ("?", at, at + 1), at + 1
    word = token.group()
    kind = "0" if word.isdigit() else "?" if word[0].isdigit() else "a"
    return (kind, at, token.end()), token.end()


def _braced_end(text: str, at: int, limit: int) -> int:
    r"""The closing brace. BibTeX counts ``\{`` as a brace and others do not: the reading after which the entry goes on wins."""
    strict = closing_brace(text, at, limit, BRACES)
    if strict >= 0 and _goes_on(text, strict + 1, limit):
        return strict
    lenient = closing_brace(text, at, limit, _ESCAPED_BRACES)
    if lenient >= 0 and (strict < 0 or _goes_on(text, lenient + 1, limit)):
        return lenient
    if strict < 0:
        raise UnclosedError(at - 1)
    return strict


def _goes_on(text: str, at: int, limit: int) -> bool:
    after = skip_gap(text, at, limit)
    return after < limit and text[after] in ",})#"


def _quoted_end(text: str, at: int, limit: int) -> int:
    """The closing quote; quotes within braces do not count."""
    depth = 0
    for mark in _MARKS.finditer(text, at, limit):
        character = mark.group()
        if character == '"':
            if depth == 0:
                return mark.start()
        else:
            depth += 1 if character == "{" else -1
            if depth < 0:
                break
    raise UnclosedError(at - 1)
