"""CSL-JSON, OpenAlex and Crossref data files: JSON lines, one array, or one object that holds a list, told apart item by item."""

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any

from checker.core.errors import StateError
from checker.sources import shapes
from checker.sources.library.record import Record, of_facts

_LISTS = ("items", "results", "data", "references")


def records(text: IO[str], name: str) -> Iterator[Record]:
    """Every record of the stream that has a title; raises `StateError` where it is not JSON."""
    for item in _items(text, name):
        source, facts = facts_of(item)
        record = of_facts(facts, source)
        if record:
            yield record


def facts_of(item: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Who wrote an item down, and what it says."""
    if str(item.get("id", "")).startswith("https://openalex.org/"):
        return "openalex", shapes.openalex(item)
    if isinstance(item.get("message"), Mapping):
        return "crossref", shapes.crossref(item["message"])
    if isinstance(item.get("title"), list) or "prefix" in item or "indexed" in item:
        return "crossref", shapes.crossref(item)
    return "csl", shapes.csl(item)


def _items(text: IO[str], name: str) -> Iterator[Mapping[str, Any]]:
    first = text.readline()
    try:
        whole = json.loads(first)
    except ValueError:
        yield from _document(first + text.read(), name)
        return
    except RecursionError:
        raise _not_json(name, 1, "it is nested too deeply") from None
    yield from _unfolded(whole)
    for number, line in enumerate(text, 2):
        if line.strip():
            yield from _unfolded(_loaded(line, name, number))


def _document(content: str, name: str) -> Iterator[Mapping[str, Any]]:
    yield from _unfolded(_loaded(content, name, 1))


def _loaded(content: str, name: str, line: int) -> Any:
    try:
        return json.loads(content)
    except json.JSONDecodeError as error:
        raise _not_json(name, line + error.lineno - 1, error.msg) from None
    except RecursionError:
        raise _not_json(name, line, "it is nested too deeply") from None


def _not_json(name: str, line: int, why: str) -> StateError:
    return StateError(f"{name}, line {line}, is not JSON ({why}); the library is as it was")


def _unfolded(value: Any) -> Iterator[Mapping[str, Any]]:
    """The items in an array, in ``{"items": […]}`` and its like, or the one item that this is."""
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, Mapping))
    elif isinstance(value, Mapping):
        listed = next((value[key] for key in _LISTS if isinstance(value.get(key), list)), None)
        yield from (each for each in listed if isinstance(each, Mapping)) if listed is not None else iter((value,))
