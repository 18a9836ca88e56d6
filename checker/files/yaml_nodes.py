"""The nodes of a YAML file: where exactly each stands, and a way through them that no alias can make endless."""

from collections.abc import Iterator
from typing import NamedTuple

import yaml

from checker.core.patterns import pattern
from checker.core.place import Place, Source
from checker.core.reference import Problem, Trouble

Node = yaml.Node
Mapping = yaml.MappingNode
Sequence = yaml.SequenceNode
Scalar = yaml.ScalarNode

MERGE = "tag:yaml.org,2002:merge"

_PROPERTIES = pattern(r"(?:[&!]\S*\s+)+")
_BLOCK_HEADER = pattern(r"[|>][^\n\r]*(?:\r\n|\r|\n)")
_NULL = "tag:yaml.org,2002:null"
_MOST_INHERITED = 100_000
"""Merge keys may repeat a mapping without end; no honest catalogue comes near this many inherited values."""


class Leaf(NamedTuple):
    """A scalar with its path below the node that was walked.

    ``start`` and ``end`` are the stretch of the value in the file without quotes or block header. ``owned`` is false for a
    value that an alias or a merge key brings in from elsewhere.
    """

    path: str
    node: Scalar
    start: int
    end: int
    owned: bool = True

    @property
    def value(self) -> str:
        """The text of the value; a null is empty."""
        return "" if self.node.tag == _NULL else str(self.node.value)


def span(source: Source, node: Scalar, offset: int) -> tuple[int, int]:
    """Where the value of a scalar stands, without tag, anchor, quotes or block header."""
    start, end = node.start_mark.index + offset, node.end_mark.index + offset
    text = source.text
    if properties := _PROPERTIES.match(text, start, end):
        start = properties.end()
    if node.style in ("'", '"'):
        return start + 1, end - 1
    if node.style in ("|", ">"):
        header = _BLOCK_HEADER.match(text, start, end)
        start = header.end() if header else start
        while start < end and text[start] in " \t\r\n":
            start += 1
    while end > start and text[end - 1] in " \t\r\n":
        end -= 1
    return start, end


def extent(source: Source, node: Node, offset: int) -> tuple[int, int]:
    """Where a whole node stands: a block mapping's own mark lies behind the blank lines and comments that follow it."""
    start, end = node.start_mark.index + offset, node.end_mark.index + offset
    text = source.text
    if properties := _PROPERTIES.match(text, start, end):
        start = properties.end()
    while end > start:
        while end > start and text[end - 1] in " \t\r\n":
            end -= 1
        line = max(text.rfind("\n", start, end), text.rfind("\r", start, end)) + 1
        if line <= start or not text[line:end].lstrip().startswith("#"):
            break
        end = line
    return start, end


class Walk:
    """Goes through the nodes of one file, each collection once, so that aliases cost nothing however they are nested."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._seen: set[int] = set()
        self._inherited = 0

    def visited(self, node: Node) -> bool:
        """Whether the node was gone through before; from now on it was."""
        before = id(node) in self._seen
        self._seen.add(id(node))
        return before

    def hold(self, nodes: list[Node]) -> list[Node]:
        """Counts nodes as gone through, so that `leaves` passes them by; those that had not been already."""
        return [node for node in nodes if not self.visited(node)]

    def release(self, nodes: list[Node]) -> None:
        """Undoes `hold`."""
        self._seen.difference_update(map(id, nodes))

    def leaves(self, root: Node, offset: int, path: str = "") -> Iterator[Leaf]:
        """Every scalar below a node in reading order; paths as in ``packages[0].name``."""
        merged: set[int] = set()
        stack: list[tuple[str, Node, bool]] = [(path, root, True)]
        while stack:
            at, node, owned = stack.pop()
            if isinstance(node, Scalar):
                owned = not self.visited(node) and owned
                if owned or self._may_inherit():
                    yield Leaf(at, node, *span(self._source, node, offset), owned)
            elif owned and self.visited(node) and node is not root:
                continue
            else:
                stack.extend(reversed([*self._children(at, node, owned, merged)]))

    def _may_inherit(self) -> bool:
        self._inherited += 1
        return self._inherited <= _MOST_INHERITED

    def _children(self, path: str, node: Node, owned: bool, merged: set[int]) -> Iterator[tuple[str, Node, bool]]:
        if isinstance(node, Sequence):
            yield from ((f"{path}[{at}]", each, owned) for at, each in enumerate(node.value))
        if isinstance(node, Mapping):
            for key, value in node.value:
                if key.tag == MERGE:
                    yield from self._merged(path, value, merged)
                    continue
                inner = f"{path}.{key_of(key)}" if path else key_of(key)
                if "://" in key_of(key):
                    yield inner, key, owned
                yield inner, value, owned

    def _merged(self, path: str, value: Node, merged: set[int]) -> Iterator[tuple[str, Node, bool]]:
        for each in value.value if isinstance(value, Sequence) else [value]:
            if isinstance(each, Mapping) and id(each) not in merged:
                merged.add(id(each))
                yield path, each, id(each) not in self._seen and not isinstance(value, Sequence)


def key_of(key: Node) -> str:
    """A mapping key as text; a key that is no scalar is ``?``."""
    return str(key.value) if isinstance(key, Scalar) else "?"


def pairs(node: Node) -> Iterator[tuple[str, Node, Node]]:
    """Key, key node and value of a mapping, merge keys apart; nothing for other nodes."""
    if isinstance(node, Mapping):
        for key, value in node.value:
            if key.tag != MERGE:
                yield key_of(key), key, value


def repeated(source: Source, root: Node, offset: int) -> Iterator[Problem]:
    """Keys that stand twice in one mapping, at the second."""
    seen: set[int] = set()
    stack: list[tuple[str, Node]] = [("", root)]
    while stack:
        path, node = stack.pop()
        if id(node) in seen or isinstance(node, Scalar):
            continue
        seen.add(id(node))
        first: dict[str, Node] = {}
        for name, key, value in pairs(node):
            inner = f"{path}.{name}" if path else name
            if name in first and isinstance(key, Scalar):
                line = source.line_and_column(first[name].start_mark.index + offset)[0]
                message = f"the key {name} stands twice in one mapping; the first is on line {line}"
                yield Problem(
                    Trouble.REPEATED_FIELD, message, Place(source, *span(source, key, offset)), inner, "Remove one of the two."
                )
            first.setdefault(name, key)
            stack.append((inner, value))
        if isinstance(node, Sequence):
            stack.extend((f"{path}[{at}]", each) for at, each in enumerate(node.value))
