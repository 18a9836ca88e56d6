"""YAML files: a catalogue of our shape, or any other file in which addresses, repositories and packages stand."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from checker.core import forges
from checker.core.finding import Change
from checker.core.patterns import pattern
from checker.core.place import Place, Source
from checker.core.reference import Field, Kind, Problem, Reference
from checker.core.subjects import PACKAGE_FIELDS, REPOSITORY_FIELDS, field_of
from checker.core.urls import is_hostless

if TYPE_CHECKING:
    from checker.files.splice import Edited
    from checker.files.yaml_nodes import Leaf, Node, Walk
    from checker.files.yaml_parse import Piece, Unreadable

_IDENTITY = ("id", "name", "title")
_ADDRESS = pattern(r"://|(?<![\w@.])www\.\w")


class Yaml:
    """YAML of any shape (`Dialect`)."""

    name = "yaml"
    suffixes = frozenset({".yaml", ".yml"})

    def read(self, source: Source) -> tuple[Reference, ...]:
        """Every reference of the text; see `checker.files.catalogue` for files with a list of tools."""
        from checker.files import catalogue, yaml_nodes, yaml_parse

        pieces, faults = yaml_parse.parse(source)
        walk = yaml_nodes.Walk(source)
        found: list[Reference] = [_unreadable(each) for each in faults]
        if catalogue.is_catalogue(source, pieces):
            found += catalogue.references(source, pieces, walk)
        else:
            for piece in pieces:
                problems = list(yaml_nodes.repeated(source, piece.node, piece.offset))
                found += loose(source, piece, walk, problems)
                found += left_over(problems)
        return tuple(sorted(found, key=lambda each: each.place.start))

    def edit(self, source: Source, reference: Reference, changes: Sequence[Change]) -> str:
        """The text after the changes; raises `Declined` (see `Dialect`)."""
        from checker.files.yaml_edit import edit

        return edit(source, reference, changes)

    def edit_many(self, source: Source, wanted: Sequence[tuple[Reference, Sequence[Change]]]) -> "Edited":
        """The text after the changes to many references, proved once; see `checker.files.splice.edit_many`."""
        from checker.files.yaml_edit import edit_many

        return edit_many(source, wanted)


def _unreadable(fault: "Unreadable") -> Reference:
    return Reference(fault.key, Kind.UNREADABLE, "yaml", (), fault.place, fault.place, (fault.problem,))


def loose(source: Source, piece: "Piece", walk: "Walk", problems: list[Problem]) -> Iterator[Reference]:
    """One reference for each mapping that holds an address, a repository or a package itself, and what is nested in it.

    A nested mapping in a list that has an id, a name or a title is a reference of its own. Each takes the ``problems`` that stand
    inside it.
    """
    from checker.files import yaml_nodes

    stack: list[Node] = [piece.node]
    while stack:
        node = stack.pop()
        if isinstance(node, yaml_nodes.Scalar):
            if node is piece.node and _ADDRESS.search(node.value):
                yield from _reference(source, piece, node, walk, [], [])
        elif walk.visited(node):
            continue
        elif _holds(node):
            own: list[Node] = []
            yield from _reference(source, piece, node, walk, own, problems)
            stack.extend(reversed(own))
        else:
            stack.extend(reversed(list(_inner(node))))


def _inner(node: "Node") -> Iterator["Node"]:
    from checker.files import yaml_nodes

    if isinstance(node, yaml_nodes.Mapping):
        yield from (value for _, value in node.value)
    elif isinstance(node, yaml_nodes.Sequence):
        yield from node.value


def _holds(node: "Node") -> bool:
    """Whether a collection itself, or a list of plain values in it, holds something to ask about."""
    from checker.files import yaml_nodes

    if isinstance(node, yaml_nodes.Sequence):
        return any(isinstance(each, yaml_nodes.Scalar) and _ADDRESS.search(each.value) for each in node.value)
    for name, _, value in yaml_nodes.pairs(node):
        if "://" in name:
            return True
        for each in value.value if isinstance(value, yaml_nodes.Sequence) else [value]:
            if isinstance(each, yaml_nodes.Scalar) and _tells(name, str(each.value)):
                return True
    return False


def _tells(name: str, value: str) -> bool:
    if _ADDRESS.search(value) or (":" in value and is_hostless(value)):
        return True
    name = field_of(name)
    if name in REPOSITORY_FIELDS:
        return forges.github_slug(value) is not None
    return bool(value) and (name == "gitlab_id" or name in PACKAGE_FIELDS)


def _reference(
    source: Source, piece: "Piece", node: "Node", walk: "Walk", own: "list[Node]", problems: list[Problem]
) -> Iterator[Reference]:
    from checker.files import yaml_nodes

    own += walk.hold(_named_inside(node))
    fields = tuple(field(source, leaf) for leaf in walk.leaves(node, piece.offset))
    walk.release(own)
    start, end = yaml_nodes.extent(source, node, piece.offset)
    identity = next((each for name in _IDENTITY for each in fields if each.name == name and each.value.strip()), None)
    mine = tuple(each for each in problems if start <= each.place.start < end)
    problems[:] = [each for each in problems if each not in mine]
    kind = Kind.TOOL if any(_is_repository(each) for each in fields) else Kind.LINK
    key_place = identity.place if identity else Place(source, start, start)
    yield Reference(identity.value if identity else None, kind, "yaml", fields, Place(source, start, end), key_place, mine)


def _named_inside(node: "Node") -> "list[Node]":
    """The mappings below a node that are references of their own: in a list, with a name, and holding something to ask about."""
    from checker.files import yaml_nodes

    found: list[Node] = []
    stack = [(value, False) for value in _inner(node)]
    seen = {id(node)}
    while stack:
        each, listed = stack.pop()
        if id(each) in seen or isinstance(each, yaml_nodes.Scalar):
            continue
        seen.add(id(each))
        names = {name for name, _, _ in yaml_nodes.pairs(each)}
        if listed and names & set(_IDENTITY):
            found.append(each)
        else:
            stack.extend((value, isinstance(each, yaml_nodes.Sequence)) for value in reversed(list(_inner(each))))
    return found


def field(source: Source, leaf: "Leaf") -> Field:
    """A scalar as a field: values that an alias or a merge brings in are inherited, because their owner is asked about them."""
    return Field(leaf.path, leaf.value, Place(source, leaf.start, leaf.end), inherited=not leaf.owned, whole=leaf.owned)


def _is_repository(each: Field) -> bool:
    name = field_of(each.name)
    if name in REPOSITORY_FIELDS and "://" not in each.value:
        return forges.github_slug(each.value) is not None
    return name == "gitlab_id" or ("://" in each.value and " " not in each.value and forges.repository(each.value) is not None)


def left_over(problems: Iterable[Problem]) -> Iterator[Reference]:
    """Problems of the file that belong to no reference are references of their own, so that they are told."""
    for each in problems:
        yield Reference(None, Kind.UNREADABLE, "yaml", (), each.place, each.place, (each,))
