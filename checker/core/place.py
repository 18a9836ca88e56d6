"""Where something stands in a file: offsets are kept, lines and columns are worked out when asked for."""

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple


@dataclass(frozen=True, eq=False)
class Source:
    """The decoded text of one file, as it was read.

    Offsets count Unicode code points of ``text`` from 0. ``text`` keeps the file's own line endings (LF, CRLF or CR)
    and has no byte order mark. ``encoding`` is that of the bytes, so that an edit writes no character that it lacks.
    """

    path: str
    text: str = field(repr=False)
    encoding: str = "utf-8"

    @cached_property
    def _line_starts(self) -> list[int]:
        starts, at = [0], 0
        for line in _split_lines(self.text):
            at += len(line)
            starts.append(at)
        return starts

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column (code points) of an offset."""
        line = bisect_right(self._line_starts, offset, hi=max(1, len(self._line_starts) - 1))
        return line, offset - self._line_starts[line - 1] + 1


def _split_lines(text: str) -> list[str]:
    """Lines with their ends; only LF, CRLF and CR end a line, as editors count them (``str.splitlines`` knows eight more)."""
    lines = text.split("\n")
    pieces = [line + "\n" for line in lines[:-1]] + [lines[-1]]
    if "\r" not in text:
        return pieces
    return [part for piece in pieces for part in _split_at_bare_cr(piece)]


def _split_at_bare_cr(piece: str) -> list[str]:
    body, end = (piece[:-2], "\r\n") if piece.endswith("\r\n") else (piece, "")
    parts = body.split("\r")
    return [part + "\r" for part in parts[:-1]] + [parts[-1] + end]


class Place(NamedTuple):
    """A stretch ``text[start:end]`` of one file."""

    source: Source
    start: int
    end: int

    @property
    def path(self) -> str:
        """The path as the user gave it."""
        return self.source.path

    @property
    def line(self) -> int:
        """The 1-based line of the first character."""
        return self.source.line_and_column(self.start)[0]

    @property
    def column(self) -> int:
        """The 1-based column of the first character, in code points."""
        return self.source.line_and_column(self.start)[1]

    @property
    def end_line(self) -> int:
        """The 1-based line just behind the last character."""
        return self.source.line_and_column(self.end)[0]

    @property
    def end_column(self) -> int:
        """The 1-based column just behind the last character."""
        return self.source.line_and_column(self.end)[1]

    @property
    def text(self) -> str:
        """What stands there."""
        return self.source.text[self.start : self.end]

    def part(self, start: int, end: int) -> "Place":
        """A stretch inside this one, by offsets relative to it."""
        return Place(self.source, self.start + start, self.start + end)


NOWHERE = Place(Source("", ""), 0, 0)
