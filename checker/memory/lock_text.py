"""How ``references.lock`` is written: TOML, one table an answer, one fact a line, sorted.

Any TOML parser reads it. Ours takes the lines one by one, because the values it writes are JSON as well, and that is ten times
faster; what it does not know it hands to `tomllib`.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from checker.core.errors import StateError
from checker.core.patterns import pattern

FORMAT = "refwatch-lock/1"
HEADER = f"""\
# What refwatch last knew for certain of each reference. Commit it; an offline run judges from it.
# Written by refwatch, sorted, one fact a line: take either side of a merge, then run `refwatch lock`.
format = "{FORMAT}"
"""
_BARE = pattern(r"[A-Za-z0-9_-]+\Z")
_SEGMENT = pattern(r'\s*(?:([A-Za-z0-9_-]+)|("(?:[^"\\]|\\.)*"))\s*(\.|\Z)')
_PAIR = pattern(r'(?:([A-Za-z0-9_-]+)|("(?:[^"\\]|\\.)*"))\s*=\s*(.+)\Z')
_MOMENT = pattern(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:Z|\+00:00)\Z")
_YEARS = pattern(r"\{[a-z]+ = [1-9][0-9]{3}(?:, [a-z]+ = [1-9][0-9]{3})*\}\Z")
"""The one kind of inline table that nearly every record of a work has."""
_MARKERS = ("<<<<<<<", ">>>>>>>", "=======", "|||||||")
_SURROGATES = pattern("[\ud800-\udfff]")

Path = tuple[str, ...]
Table = dict[str, Any]


def table(path: Path, values: Mapping[str, Any], *, item: bool = False) -> str:
    """One table (an item of a list of tables with ``item``), its lines in the order given."""
    name = ".".join(map(_key, path))
    head = f"[[{name}]]" if item else f"[{name}]"
    return "".join([f"\n{head}\n", *(f"{_key(each)} = {_value(value)}\n" for each, value in values.items() if value is not None)])


def _key(name: str) -> str:
    return name if _BARE.match(name) else _string(name)


def _string(text: str) -> str:
    return json.dumps(_SURROGATES.sub("\ufffd", text), ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(each) for each in value if each is not None)}]"
    if isinstance(value, Mapping):
        pairs = (f"{_key(str(name))} = {_value(value[name])}" for name in sorted(value) if value[name] is not None)
        return f"{{{', '.join(pairs)}}}"
    return _string(str(value))


def parse(text: str, name: str) -> Iterator[tuple[Path, Table]]:
    """The tables in the order of the file, the lines before the first one under the empty path.

    Raises `StateError` that names the line, the reason and the next step.
    """
    path: Path = ()
    values: Table = {}
    seen = set()
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        try:
            if line.startswith(_MARKERS):
                raise StateError(
                    f"{name}, line {number}: a merge left its marks here; take either side, then run `refwatch lock`"
                )
            if line[0] == "[":
                yield path, values
                path, values = _head(line), {}
                if line[1] != "[" and path in seen:
                    raise ValueError("a second table of this name")
                seen.add(path)
            else:
                _take(line, values)
        except (ValueError, IndexError, RecursionError) as error:
            raise _unreadable(name, number, error) from error
    yield path, values


def _unreadable(name: str, number: int, error: Exception) -> StateError:
    reason = str(error) or "not what refwatch writes"
    return StateError(f"{name}, line {number}: cannot be read ({reason}); restore the file, or delete it and run `refwatch lock`")


def _head(line: str) -> Path:
    inner = line[2:-2] if line.startswith("[[") and line.endswith("]]") else line[1:-1]
    if line[-1] != "]":
        raise ValueError("a table's name without its closing bracket")
    path, at = [], 0
    while at < len(inner):
        found = _SEGMENT.match(inner, at)
        if found is None:
            raise ValueError("no table has such a name")
        path.append(found[1] or json.loads(found[2]))
        at = found.end()
    return tuple(path)


def _take(line: str, values: Table) -> None:
    found = _PAIR.match(line)
    if found is None:
        raise ValueError("neither a table nor a fact")
    name = found[1] or json.loads(found[2])
    if name in values:
        raise ValueError(f"{name} stands twice")
    values[name] = _read(found[3])


def _read(text: str) -> Any:
    if text[0] == '"':
        if text[-1] == '"' and text.count('"') == 2 and "\\" not in text and text.isprintable():
            return text[1:-1]
    elif _MOMENT.match(text):
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    elif _YEARS.match(text):
        pairs = [each.split(" = ") for each in text[1:-1].split(", ")]
        years = {sense: int(year) for sense, year in pairs}
        if len(years) == len(pairs):
            return years
    try:
        return json.loads(text)
    except ValueError:
        import tomllib

        return tomllib.loads(f"x = {text}")["x"]
