"""Changing values of a YAML file by position, keeping quotes and layout, and proving it by reading the file again."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from checker.core.errors import Declined
from checker.core.finding import Change
from checker.core.place import Place, Source
from checker.core.reference import Reference
from checker.files import yaml_nodes, yaml_parse
from checker.files.splice import Edited, SpanEdit, apply, in_order
from checker.files.yaml_nodes import Leaf, Node

_SPECIAL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_BREAK = re.compile(r"\r\n|\r|\n")

Values = dict[tuple[int, str, int], str]
"""Every scalar of a file: (document, path, how often that path came before) to value."""


@dataclass(frozen=True, slots=True)
class _Target:
    """A leaf of a document, and which one it is among all values."""

    leaf: Leaf
    identity: tuple[int, str, int]


def edit(source: Source, reference: Reference, changes: Sequence[Change]) -> str:
    """The text after the changes to one reference; raises `Declined` where that cannot be done exactly."""
    targets = _targets(source.text)
    expected = {each.identity: each.leaf.value for each in targets}
    edits = [_one(source, reference, change, targets, expected) for change in changes]
    text = apply(source.text, edits)
    _prove(text, expected)
    return text


def edit_many(source: Source, wanted: Sequence[tuple[Reference, Sequence[Change]]]) -> Edited:
    """The text after the changes to many references, proved once; those that cannot be made exactly are declined."""
    try:
        targets = _targets(source.text)
    except Declined as reason:
        return Edited(source.text, tuple((position, str(reason)) for position in range(len(wanted))))
    expected = {each.identity: each.leaf.value for each in targets}
    edits: list[SpanEdit] = []
    declined: list[tuple[int, str]] = []
    for position, (reference, changes) in enumerate(wanted):
        meant = dict(expected)
        try:
            more = [_one(source, reference, change, targets, meant) for change in changes]
            in_order([*edits, *more])
        except Declined as reason:
            declined.append((position, str(reason)))
        else:
            edits += more
            expected = meant
    text = apply(source.text, edits)
    try:
        _prove(text, expected)
    except Declined as reason:
        return _edit_each(source, wanted, str(reason))
    return Edited(text, tuple(declined))


def _edit_each(source: Source, wanted: Sequence[tuple[Reference, Sequence[Change]]], fault: str) -> Edited:
    """Finds those that cannot be proved by trying each alone; should all pass alone, nothing is changed."""
    declined = []
    for position, (reference, changes) in enumerate(wanted):
        try:
            edit(source, reference, changes)
        except Declined as reason:
            declined.append((position, str(reason)))
    if not declined:
        return Edited(source.text, tuple((position, fault) for position in range(len(wanted))))
    left = [each for position, each in enumerate(wanted) if position not in dict(declined)]
    rest = edit_many(source, left)
    places = [position for position in range(len(wanted)) if position not in dict(declined)]
    return Edited(rest.text, tuple(sorted([*declined, *((places[at], reason) for at, reason in rest.declined)])))


@lru_cache(maxsize=2)
def _targets(text: str) -> tuple[_Target, ...]:
    """Every value of a text; remembered, because the fixes of one file are tried one after the other on the same text."""
    source = Source("", text)
    pieces, faults = yaml_parse.parse(source)
    if faults:
        raise Declined("the file has a part that is not YAML; mend that first")
    walk, found = yaml_nodes.Walk(source), []
    for document, piece in enumerate(pieces):
        count: dict[str, int] = {}
        for leaf in walk.leaves(piece.node, piece.offset):
            count[leaf.path] = count.get(leaf.path, -1) + 1
            found.append(_Target(leaf, (document, leaf.path, count[leaf.path])))
    return tuple(found)


def _one(source: Source, reference: Reference, change: Change, targets: tuple[_Target, ...], expected: Values) -> SpanEdit:
    field = next(iter(reference.all(change.field)), None)
    if field and not field.whole:
        raise Declined("the value comes from an anchor elsewhere in the file")
    place = change.place or (field.place if field else None)
    if place is None:
        if change.value is None:
            raise Declined(f"there is no field {change.field} to remove")
        return _added(source, reference, change.field, change.value, targets, expected)
    target = _at(place, targets)
    if change.value is None:
        return _removed(source, reference, target, expected)
    edit_ = _replaced(source, target, place, change.value, expected)
    for each in targets:
        if (each.leaf.start, each.leaf.end) == (target.leaf.start, target.leaf.end):
            expected[each.identity] = expected[target.identity]
    return edit_


def _at(place: Place, targets: tuple[_Target, ...]) -> _Target:
    for each in targets:
        if each.leaf.owned and each.leaf.start <= place.start and place.end <= each.leaf.end:
            return each
    raise Declined("the value is not where it was when the file was read")


def _replaced(source: Source, target: _Target, place: Place, value: str, expected: Values) -> SpanEdit:
    leaf, old = target.leaf, expected[target.identity]
    whole = (place.start, place.end) == (leaf.start, leaf.end)
    written = source.text[place.start : place.end]
    if _BREAK.search(written):
        raise Declined("the value is folded over several lines")
    if _SPECIAL.search(value):
        raise Declined("the new value has a line break or a control character inside")
    if whole:
        expected[target.identity] = value + ("\n" if leaf.node.style in ("|", ">") and old.endswith("\n") else "")
        return _whole(source, leaf, value)
    plain = _unwritten(written, leaf.node.style)
    if old.count(plain) != 1:
        before = _unwritten(source.text[leaf.start : place.start], leaf.node.style)
        if not old.startswith(before + plain):
            raise Declined("the part to change cannot be told apart from the rest of the value")
        expected[target.identity] = before + value + old[len(before) + len(plain) :]
    else:
        expected[target.identity] = old.replace(plain, value)
    return SpanEdit(place.start, place.end, _escaped(value, leaf.node.style))


def _unwritten(written: str, style: str | None) -> str:
    if style == "'":
        return written.replace("''", "'")
    if style == '"' and "\\" in written:
        raise Declined("the value has escapes inside")
    return written


def _escaped(value: str, style: str | None) -> str:
    if style == "'":
        return value.replace("'", "''")
    if style == '"':
        return value.replace("\\", "\\\\").replace('"', '\\"')
    return value


def _whole(source: Source, leaf: Leaf, value: str) -> SpanEdit:
    style = leaf.node.style
    if style in ("'", '"', "|", ">"):
        return SpanEdit(leaf.start, leaf.end, _escaped(value, style))
    if leaf.start == leaf.end:
        if source.text[leaf.start - 1 : leaf.start] != ":":
            raise Declined("the field has no value to replace")
        return SpanEdit(leaf.start, leaf.end, " " + scalar(value, in_flow=_in_flow(source, leaf)))
    return SpanEdit(leaf.start, leaf.end, scalar(value, in_flow=_in_flow(source, leaf)))


def _in_flow(source: Source, leaf: Leaf) -> bool:
    rest = source.text[leaf.end : leaf.end + 200]
    return bool(re.match(r"[ \t]*[,\]}]", rest)) or bool(
        re.search(r"[\[{,][^\n\r]*\Z", source.text[max(0, leaf.start - 200) : leaf.start])
    )


def scalar(value: str, *, in_flow: bool = False) -> str:
    """A value as YAML on one line: plain where that reads back as the same text, else in quotes."""
    probe = f"[{value}]" if in_flow else f"k: {value}"
    careful = in_flow and re.search(r"[?,\[\]{}]", value)  # readers do not agree on these inside brackets
    if value and not careful and value == value.strip() and _reads_as_text(probe, value):
        return value
    return '"' + _escaped(value, '"') + '"'


def _reads_as_text(probe: str, value: str) -> bool:
    pieces, faults = yaml_parse.parse(Source("", probe))
    leaves = [leaf for piece in pieces for leaf in yaml_nodes.Walk(Source("", probe)).leaves(piece.node, piece.offset)]
    return not faults and len(leaves) == 1 and leaves[0].node.value == value and leaves[0].node.tag.endswith(":str")


def _added(
    source: Source, reference: Reference, name: str, value: str, targets: tuple[_Target, ...], expected: Values
) -> SpanEdit:
    if not re.fullmatch(r"[A-Za-z_][\w-]*", name):
        raise Declined(f"{name} is not a field at the top of the entry")
    if _SPECIAL.search(value):
        raise Declined("the new value has a line break or a control character inside")
    document, path, node = _mapping_at(source, reference.place)
    if node.flow_style:
        raise Declined("the entry is written on one line, in braces")
    anchor = _last_line(source, node, reference)
    start = source.text.rfind("\n", 0, reference.place.start) + 1
    start = max(start, source.text.rfind("\r", 0, reference.place.start) + 1)
    indent = " " * (reference.place.start - start)
    newline = "\r\n" if "\r\n" in source.text else "\r" if "\r" in source.text and "\n" not in source.text else "\n"
    inner = f"{path}.{name}" if path else name
    if any(each.identity[:2] == (document, inner) for each in targets):
        raise Declined(f"the entry has a field {name} already")
    expected[document, inner, 0] = value
    return SpanEdit(anchor, anchor, f"{newline}{indent}{name}: {scalar(value)}")


def _mapping_at(source: Source, place: Place) -> tuple[int, str, yaml_nodes.Mapping]:
    """The mapping that a reference is, with its document and path."""
    for document, piece in enumerate(yaml_parse.parse(source)[0]):
        seen: set[int] = set()
        stack: list[tuple[str, Node]] = [("", piece.node)]
        while stack:
            path, node = stack.pop()
            if id(node) in seen or isinstance(node, yaml_nodes.Scalar):
                continue
            seen.add(id(node))
            if isinstance(node, yaml_nodes.Mapping) and yaml_nodes.extent(source, node, piece.offset) == (place.start, place.end):
                return document, path, node
            stack.extend(_inside(path, node))
    raise Declined("the entry is not a mapping of its own in the file")


def _inside(path: str, node: Node) -> Iterator[tuple[str, Node]]:
    if isinstance(node, yaml_nodes.Sequence):
        yield from ((f"{path}[{at}]", each) for at, each in enumerate(node.value))
    yield from ((f"{path}.{name}" if path else name, value) for name, _, value in yaml_nodes.pairs(node))


def _last_line(source: Source, node: Node, reference: Reference) -> int:
    """The end of the line of the last key whose value stands on that line."""
    offset = reference.place.start - node.start_mark.index
    for _, key, value in reversed(list(yaml_nodes.pairs(node))):
        if isinstance(value, yaml_nodes.Scalar) and value.style not in ("|", ">"):
            start, end = key.start_mark.index + offset, yaml_nodes.span(source, value, offset)[1]
            if not _BREAK.search(source.text, start, end):
                stop = _BREAK.search(source.text, end)
                return stop.start() if stop else len(source.text)
    raise Declined("the entry has no field on one line behind which the new one could stand")


def _removed(source: Source, reference: Reference, target: _Target, expected: Values) -> SpanEdit:
    leaf, text = target.leaf, source.text
    before = max(text.rfind("\n", 0, leaf.start), text.rfind("\r", 0, leaf.start)) + 1
    stop = _BREAK.search(text, leaf.end)
    behind = stop.end() if stop else len(text)
    line = text[before : stop.start() if stop else len(text)]
    quote = leaf.node.style if leaf.node.style in ("'", '"') else ""
    value = re.escape(quote + text[leaf.start : leaf.end] + quote)
    if not re.fullmatch(rf"[ \t]+[\w-]+[ \t]*:[ \t]+{value}[ \t]*(?:#.*)?", line):
        raise Declined("the field does not have its line for itself")
    if len({each.name.partition(".")[0] for each in reference.fields}) < 2:
        raise Declined("it is the entry's only field")
    del expected[target.identity]
    return SpanEdit(before, behind, "")


def _prove(text: str, expected: Values) -> None:
    """Reads the new text and compares every value; raises `Declined` where anything else than what was meant differs."""
    try:
        found = {each.identity: each.leaf.value for each in _targets(text)}
    except Declined:
        raise Declined("the new value would break the file") from None
    if _by_path(found) != _by_path(expected):
        raise Declined("the new value would read back as something else")


def _by_path(values: Values) -> list[tuple[int, str, str]]:
    return sorted((document, path, value) for (document, path, _), value in values.items())
