"""YAML text into nodes; what cannot be read costs no more than itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import yaml

from checker.core.patterns import pattern
from checker.core.place import Place, Source
from checker.core.reference import Problem, Trouble
from checker.files.yaml_nodes import Node

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MARK = pattern(r"^\ufeff", re.MULTILINE)
"""Files that were joined keep their byte order marks; the parser takes one for nothing and then counts one character too few."""
_DOCUMENT = pattern(r"^---(?=\s|$)", re.MULTILINE)
_TOP_KEY = pattern(r"^(?=[^\s#\-}\]%.])", re.MULTILINE)
_HEADER = pattern(r"[\"']?([\w.\-]+)[\"']?\s*:")
_FIRST_ITEM = pattern(r"^( *)-(?= )", re.MULTILINE)
_IDENTITY = pattern(r"^[ \t]*(?:-[ \t]+)?(?:id|name)[ \t]*:[ \t]*[\"']?([^\s\"'#]+)", re.MULTILINE)
_ONLY_COMMENTS = pattern(r"(?:---)?\s*(?:[#%][^\n]*(?:\n\s*|\Z))*\Z")


class Piece(NamedTuple):
    """A part of a file that could be read: a document, or what is left of one.

    ``offset`` is where the marks of the nodes count from. ``under`` is the top-level key that the node stood under, where the
    document as a whole could not be read.
    """

    node: Node
    offset: int
    under: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A part that could not be read, with what its key seems to be."""

    problem: Problem
    place: Place
    key: str | None = None


def parse(source: Source) -> tuple[tuple[Piece, ...], tuple[Unreadable, ...]]:
    """The documents of a file; where one has a syntax error, the parts of it that can be read by themselves."""
    pieces: list[Piece] = []
    faults: list[Unreadable] = []
    for begin, end in _parts(_MARK, source.text, 0, len(source.text)):
        start = begin + source.text.startswith("\ufeff", begin)
        try:
            pieces += [Piece(node, start) for node in _compose(source.text[start:end])]
        except _SyntaxFault:
            for first, stop in _parts(_DOCUMENT, source.text, start, end):
                _recover_document(source, first, stop, pieces, faults)
    return tuple(pieces), tuple(faults)


class _SyntaxFault(Exception):  # noqa: N818 - never leaves this module
    """What the parser said, with the offset at which it said it."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


def _compose(text: str) -> list[Node]:
    try:
        return list(yaml.compose_all(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        endless = (error.context or "").startswith(("while parsing a flow", "while scanning a quoted"))
        mark = (error.context_mark if endless else None) or error.problem_mark or error.context_mark
        said = " ".join(str(each) for each in (error.context, error.problem) if each)
        raise _SyntaxFault(said, getattr(mark, "index", 0) or 0) from None
    except yaml.reader.ReaderError as error:
        at = error.position if isinstance(error.position, int) else 0
        raise _SyntaxFault(f"a character that YAML does not allow ({error.reason})", min(at, len(text))) from None
    except (yaml.YAMLError, UnicodeError, RecursionError) as error:
        raise _SyntaxFault(str(error).splitlines()[0] if str(error) else "nested too deeply", 0) from None


def _parts(boundary: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches that begin where the boundary matches, and the one before the first of them."""
    cuts = [start, *(match.start() for match in boundary.finditer(text, start, end) if match.start() > start), end]
    yield from ((begin, stop) for begin, stop in pairwise(cuts) if stop > begin)


def _recover_document(source: Source, start: int, end: int, pieces: list[Piece], faults: list[Unreadable]) -> None:
    text = source.text[start:end]
    if _ONLY_COMMENTS.match(text):
        return
    try:
        pieces += [Piece(node, start) for node in _compose(text)]
    except _SyntaxFault as fault:
        before = len(faults)
        body = start + (4 if text.startswith("---") else 0)
        for begin, stop in _parts(_TOP_KEY, source.text, body, end):
            _recover_block(source, begin, stop, pieces, faults)
        if len(faults) == before:
            faults.append(_unreadable(source, start, end, fault))


def _recover_block(source: Source, start: int, end: int, pieces: list[Piece], faults: list[Unreadable]) -> None:
    text = source.text[start:end]
    if _ONLY_COMMENTS.match(text):
        return
    header = _HEADER.match(text)
    try:
        pieces += [Piece(node, start) for node in _compose(text)]
        return
    except _SyntaxFault as fault:
        first = _FIRST_ITEM.search(text)
        if first is None:
            faults.append(_unreadable(source, start, end, fault))
            return
    item = pattern(rf"^{first.group(1)}-(?= )", re.MULTILINE)
    for begin, stop in _parts(item, source.text, start + first.start(), end):
        try:
            pieces += [Piece(node, begin, header.group(1) if header else None) for node in _compose(source.text[begin:stop])]
        except _SyntaxFault as fault:
            faults.append(_unreadable(source, begin, stop, fault))


def _unreadable(source: Source, start: int, end: int, fault: _SyntaxFault) -> Unreadable:
    at = min(start + fault.at, end)
    if not source.text[at:end].strip():  # what never ends is noticed at the end: point at what stands there last
        at = max(start, start + len(source.text[start:at].rstrip()) - 1)
    line_end = min((found for mark in "\r\n" if (found := source.text.find(mark, at)) >= 0), default=len(source.text))
    place = Place(source, at, max(at, min(line_end, end)))
    key = _IDENTITY.search(source.text, start, end)
    problem = Problem(Trouble.UNREADABLE, f"this is not YAML: {fault}", place, hint=_hint(str(fault)))
    return Unreadable(problem, place, key.group(1).rstrip(":") if key else None)


def _hint(said: str) -> str:
    if "\\t" in said or "tab" in said:
        return "Indent with spaces; YAML allows no tabs there."
    if "mapping values are not allowed" in said:
        return "Put the value in quotes if it holds a colon, or mend the indentation."
    if "undefined alias" in said:
        return "Define the anchor before it is used, or write the value out."
    if "nesting" in said or "nested" in said:
        return "Nest less deeply."
    return "Mend the syntax; what stands before and behind is still checked."
