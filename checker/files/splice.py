"""Replacing stretches of a text by position, from the end, so that everything else stays as it was."""

from collections.abc import Iterable
from dataclasses import dataclass

from checker.core.errors import Declined


@dataclass(frozen=True, slots=True, order=True)
class SpanEdit:
    """``text[start:end]`` becomes ``new``; ``start == end`` inserts."""

    start: int
    end: int
    new: str


def apply(text: str, edits: Iterable[SpanEdit]) -> str:
    """The text after all edits; raises `Declined` where two of them overlap. Equal edits count once."""
    ordered = sorted(set(edits))
    for first, second in zip(ordered, ordered[1:], strict=False):
        if second.start < first.end or (second.start, second.end) == (first.start, first.end):
            raise Declined("two changes to the same stretch of text")
    pieces: list[str] = []
    at = 0
    for edit in ordered:
        pieces += [text[at : edit.start], edit.new]
        at = edit.end
    pieces.append(text[at:])
    return "".join(pieces)
