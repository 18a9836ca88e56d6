"""The catalogue's JSON Schema applied to YAML nodes, so that every complaint has a place and none of it costs an import.

Reads the part of draft-07 that the schema uses; a test proves that it agrees with the jsonschema package.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from checker.core.place import Place, Source
from checker.core.reference import Problem, Trouble
from checker.files import yaml_nodes

SCHEMA = Path(__file__).resolve().parents[1] / "data" / "tools.schema.json"

_TAGS = {"str": "string", "int": "integer", "float": "number", "bool": "boolean", "null": "null", "timestamp": "string"}
_NOUNS = {
    "string": "text",
    "integer": "a number",
    "number": "a number",
    "boolean": "yes or no",
    "null": "nothing",
    "array": "a list",
    "object": "a mapping",
}
Schema = Mapping[str, Any]


@cache
def schema() -> Schema:
    """The shipped schema."""
    loaded: Schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return loaded


def resolved(part: Schema) -> Schema:
    """A part of the schema with its reference followed; what stands beside a reference only describes."""
    reference = part.get("$ref")
    if reference is None:
        return part
    found: Any = schema()
    for step in str(reference).removeprefix("#/").split("/"):
        found = found[step]
    return resolved(found)


def _options(part: Schema) -> Iterator[Schema]:
    """What a part allows: itself, or the branches of its ``anyOf``, which are told apart by their types."""
    rules = resolved(part)
    for branch in rules.get("anyOf", ()):
        yield from _options(branch)
    if "anyOf" not in rules:
        yield rules


@dataclass(frozen=True, slots=True)
class Check:
    """Looks for what the schema does not allow in one file; ``offset`` is where the marks of the nodes count from."""

    source: Source
    offset: int

    def problems(self, node: yaml_nodes.Node, part: Schema, path: str = "") -> Iterator[Problem]:
        """Everything wrong with a node, in reading order."""
        options = tuple(_options(part))
        kind, expected = kind_of(node), [option["type"] for option in options if "type" in option]
        rules = next((option for option in options if option.get("type", kind) == kind), None)
        if rules is None:
            hint = "Put it in quotes." if "string" in expected and kind in {"integer", "number", "boolean"} else None
            nouns = " or ".join(_NOUNS[each] for each in expected)
            yield self._wrong(node, path, f"{_shown(path)} should be {nouns}, and is {_NOUNS[kind]}", hint)
        elif isinstance(node, yaml_nodes.Mapping):
            yield from self._mapping(node, rules, path)
        elif isinstance(node, yaml_nodes.Sequence):
            yield from self._sequence(node, rules, path)
        elif kind == "string":
            yield from self._text(node, rules, path)

    def _mapping(self, node: yaml_nodes.Node, rules: Schema, path: str) -> Iterator[Problem]:
        known = rules.get("properties", {})
        present = set(_merged_keys(node))
        for name, key, value in yaml_nodes.pairs(node):
            inner = f"{path}.{name}" if path else name
            if name in known:
                yield from self.problems(value, known[name], inner)
            else:
                yield from self.unknown(key, inner, rules)
        for name in rules.get("required", ()):
            if name not in present:
                inner = f"{path}.{name}" if path else name
                message = f"the field {inner} is missing"
                yield Problem(Trouble.MISSING_FIELD, message, self._start(node), inner, _describe(name, known.get(name, {})))

    def unknown(self, key: yaml_nodes.Node, path: str, rules: Schema) -> Iterator[Problem]:
        """What is wrong with a key that a mapping does not know, unless it is one of the user's own."""
        name, known = path.rpartition(".")[2], rules.get("properties", {})
        if rules.get("additionalProperties", True) or any(re.search(each, name) for each in rules.get("patternProperties", {})):
            return
        from difflib import get_close_matches

        near = get_close_matches(name, known, n=1, cutoff=0.6)
        hint = f"Did you mean {near[0]}?" if near else f"Keys of your own begin with x-, as in x-{name}."
        yield Problem(Trouble.UNKNOWN_FIELD, f"the catalogue knows no field {path}", self._place(key), path, hint)

    def _sequence(self, node: yaml_nodes.Node, rules: Schema, path: str) -> Iterator[Problem]:
        if len(node.value) < rules.get("minItems", 0):
            yield self._wrong(node, path, f"{_shown(path)} is an empty list", "Remove the key, or list something.")
        seen: set[str] = set()
        for at, each in enumerate(node.value):
            inner = f"{path}[{at}]"
            yield from self.problems(each, rules.get("items", {}), inner)
            if rules.get("uniqueItems") and isinstance(each, yaml_nodes.Scalar):
                if each.value in seen:
                    yield self._wrong(each, inner, f"{_shown(path)} lists {each.value} twice", "Remove one of the two.")
                seen.add(each.value)

    def _text(self, node: yaml_nodes.Node, rules: Schema, path: str) -> Iterator[Problem]:
        value = str(node.value)
        if "enum" in rules and value not in rules["enum"]:
            yield self._wrong(node, path, f"{_shown(path)} is {value!r}, which is none of {', '.join(rules['enum'])}")
        elif len(value) < rules.get("minLength", 0):
            short = "is empty" if not value else f"is {value!r}, which is too short"
            yield self._wrong(node, path, f"{_shown(path)} {short}", "Remove the key, or give it a value.")
        elif "pattern" in rules and not re.search(rules["pattern"], value):
            examples = rules.get("examples", [])
            yield self._wrong(
                node, path, f"{_shown(path)} cannot be {value!r}", f"Write it as in {examples[0]}." if examples else None
            )

    def _wrong(self, node: yaml_nodes.Node, path: str, message: str, hint: str | None = None) -> Problem:
        return Problem(Trouble.WRONG_VALUE, message, self._place(node), path or None, hint)

    def _place(self, node: yaml_nodes.Node) -> Place:
        if isinstance(node, yaml_nodes.Scalar):
            return Place(self.source, *yaml_nodes.span(self.source, node, self.offset))
        return self._start(node)

    def _start(self, node: yaml_nodes.Node) -> Place:
        start = node.start_mark.index + self.offset
        first = next((key for _, key, _ in yaml_nodes.pairs(node)), None)
        end = first.end_mark.index + self.offset if first is not None else start
        return Place(self.source, start, max(start, end))


def kind_of(node: yaml_nodes.Node) -> str:
    """The JSON type of a node; dates are text, as they are in JSON and in YAML 1.2."""
    if isinstance(node, yaml_nodes.Mapping):
        return "object"
    if isinstance(node, yaml_nodes.Sequence):
        return "array"
    return _TAGS.get(node.tag.rpartition(":")[2], "string")


def _merged_keys(node: yaml_nodes.Node) -> Iterator[str]:
    """The keys of a mapping, those that merge keys bring in included; each mapping is looked into once."""
    seen: set[int] = set()
    stack = [node]
    while stack:
        each = stack.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, yaml_nodes.Sequence):
            stack.extend(each.value)
        elif isinstance(each, yaml_nodes.Mapping):
            yield from (name for name, _, _ in yaml_nodes.pairs(each))
            stack.extend(value for key, value in each.value if key.tag == yaml_nodes.MERGE)


def _shown(path: str) -> str:
    return path or "the entry"


def _describe(name: str, part: Schema) -> str:
    description = part.get("description") or resolved(part).get("description", "")
    return f"Add {name}: {description[:1].lower()}{description[1:]}" if description else f"Add {name}."
