"""Where something stands in a file: offsets are kept, lines and columns are worked out when asked for."""

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from checker.core.patterns import pattern

_LINE_END = pattern(r"\r\n|\n|\r")
"""Only these end a line, as editors count them; ``str.splitlines`` knows eight more."""
_STRIDE = 4096
"""Characters between two points up to which lines are counted once; the rest is counted whenever a place is told."""


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
    def _line_starts(self) -> list[int] | None:
        """Where the lines begin, in files that end them with a carriage return; others can be counted as fast."""
        if "\r" not in self.text:
            return None
        return [0, *(end.end() for end in _LINE_END.finditer(self.text)), len(self.text)]

    @cached_property
    def _stretches(self) -> list[tuple[int, int]]:
        """For each stretch of `_STRIDE` characters: how many lines end before it, and where the last of them does (else -1)."""
        found, lines, last = [], 0, -1
        for at in range(0, len(self.text) + 1, _STRIDE):
            found.append((lines, last))
            lines += self.text.count("\n", at, at + _STRIDE)
            last = max(last, self.text.rfind("\n", at, at + _STRIDE))
        return found

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column (code points) of an offset."""
        starts = self._line_starts
        if starts is not None:
            line = bisect_right(starts, offset, hi=max(1, len(starts) - 1))
            return line, offset - starts[line - 1] + 1
        lines, last = self._stretches[offset // _STRIDE]
        begin = offset - offset % _STRIDE
        return lines + self.text.count("\n", begin, offset) + 1, offset - max(last, self.text.rfind("\n", begin, offset))


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
