"""Our own kind of YAML file: a list of tools, with guides, resources and trends beside it (contract, section 7)."""

from collections.abc import Iterable, Iterator
from pathlib import PurePath

from checker.core.patterns import pattern
from checker.core.place import Place, Source
from checker.core.reference import Field, Kind, Problem, Reference
from checker.files import yaml_nodes
from checker.files.yaml import field, left_over, loose
from checker.files.yaml_nodes import Node, Walk
from checker.files.yaml_parse import Piece
from checker.files.yaml_schema import Check, kind_of, resolved, schema

LISTS = {"tools": Kind.TOOL, "resources": Kind.RESOURCE, "guides": Kind.GUIDE, "trends": Kind.TREND}

_MENTION = pattern(r"(?:^|\.)(?:successor|implements|recommends|mentions)(?:\[\d+\])?$")


def is_catalogue(source: Source, pieces: Iterable[Piece]) -> bool:
    """Whether some document has a list ``tools`` at its top whose items have an id or a name.

    A file that goes by the catalogue's own name claims to be one by the key ``tools`` alone, whatever stands under it.
    """
    named = PurePath(source.path).name.lower() in ("tools.yaml", "tools.yml")
    return any(
        name == "tools"
        and (
            (named and kind_of(value) != "null")
            or (isinstance(value, yaml_nodes.Sequence) and any(_identity(item) for item in value.value))
        )
        for piece in pieces
        for name, value, _ in _lists(piece)
    )


def _identity(item: Node) -> bool:
    return any(name in {"id", "name"} for name, _, _ in yaml_nodes.pairs(item))


def _lists(piece: Piece) -> Iterator[tuple[str, Node, Node | None]]:
    """The top-level keys of a document with their values and key nodes."""
    if piece.under is not None:
        yield piece.under, piece.node, None
    else:
        yield from ((name, value, key) for name, key, value in yaml_nodes.pairs(piece.node))


def references(source: Source, pieces: Iterable[Piece], walk: Walk) -> Iterator[Reference]:
    """Every item of every list; other top-level keys are read as any YAML is."""
    for piece in pieces:
        check = Check(source, piece.offset)
        doubles = list(yaml_nodes.repeated(source, piece.node, piece.offset))
        for name, value, key in _lists(piece):
            if name in LISTS and isinstance(value, yaml_nodes.Sequence):
                for item in value.value:
                    yield _item(source, piece, item, name, walk, check, doubles)
            else:
                yield from left_over(_top_level(check, name, value, key))
                yield from loose(source, Piece(value, piece.offset), walk, doubles)
        yield from left_over(doubles)


def _item(source: Source, piece: Piece, item: Node, name: str, walk: Walk, check: Check, doubles: list[Problem]) -> Reference:
    start, end = yaml_nodes.extent(source, item, piece.offset)
    walk.visited(item)
    fields = (
        tuple(field(source, leaf) for leaf in walk.leaves(item, piece.offset)) if isinstance(item, yaml_nodes.Mapping) else ()
    )
    mine = [each for each in doubles if start <= each.place.start < end]
    doubles[:] = [each for each in doubles if each not in mine]
    problems = (*mine, *check.problems(item, schema()["properties"][name]["items"]))
    identity = next((each for wanted in ("id", "name") for each in fields if each.name == wanted and each.value.strip()), None)
    key_place = identity.place if identity else Place(source, start, start)
    kind = LISTS[name] if fields else Kind.UNREADABLE
    mentions = tuple(each for each in fields if is_mention(each))
    key = identity.value.strip() if identity else None
    return Reference(key, kind, name, fields, Place(source, start, end), key_place, problems, mentions)


def is_mention(each: Field) -> bool:
    """Whether a field names another entry by its id."""
    return bool(_MENTION.search(each.name)) and bool(each.value.strip())


def _top_level(check: Check, name: str, value: Node, key: Node | None) -> Iterator[Problem]:
    """What the schema says of a top-level key that is none of ours, or holds something else than a list."""
    if name in LISTS:
        yield from check.problems(value, schema()["properties"][name], name)
    elif key is not None:
        yield from check.unknown(key, name, resolved(schema()))
