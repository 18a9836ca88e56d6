"""The configuration: the nearest ``[tool.refwatch]`` or ``refwatch.toml`` upwards, checked key by key."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from checker.core.errors import ConfigurationError
from checker.core.seen import Policy
from checker.settings_keys import READERS, HostEntry, IgnoreEntry, suggestion


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be configured; the defaults are the contract's."""

    root: Path = Path()
    """The folder of the configuration file, else the working folder: where ``references.lock`` lies."""
    config: Path | None = None
    paths: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    exclude_url: tuple[str, ...] = ()
    accept: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    hosts: Mapping[str, HostEntry] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    mailto: str | None = None
    sources: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    library: Path | None = None
    respect_robots: bool = False
    ignores: tuple[IgnoreEntry, ...] = ()
    offline: bool = False
    only: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = "error"
    format: str = "text"
    stdin_name: str | None = None
    output: tuple[str, ...] = ()
    state: Path = Path(".refwatch")
    max_age: timedelta = timedelta(0)
    budget: int | None = None
    concurrency: int = 512
    timeout: float = 20.0
    allow_private: bool = False
    quiet: bool = False
    verbose: bool = False

    def override(self, **given: Any) -> "Settings":
        """These settings with what the command line gave; ``None`` and empty tuples leave a setting alone."""
        return replace(self, **{name: value for name, value in given.items() if value not in (None, ())})


def find_configuration(start: Path) -> Path | None:
    """The nearest ``refwatch.toml``, or ``pyproject.toml`` with our table, from a folder upwards."""
    for folder in (start, *start.parents):
        own = folder / "refwatch.toml"
        if own.is_file():
            return own
        project = folder / "pyproject.toml"
        if project.is_file() and _mentions_us(project):
            return project
    return None


_OUR_TABLE = re.compile(r"""\btool\b["']?\s*(?:\.\s*["']?refwatch\b|\]|=)""")
"""What a file must hold to have a table of ours, however it is written; most have none, and need not be parsed."""


def _mentions_us(project: Path) -> bool:
    try:
        return bool(_OUR_TABLE.search(project.read_text(encoding="utf-8"))) and _table(project) is not None
    except (OSError, UnicodeDecodeError):
        return False


def _table(path: Path) -> Mapping[str, Any] | None:
    import tomllib

    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not valid TOML: {error}") from error
    except OSError as error:
        raise ConfigurationError(f"cannot read the configuration {path}: {error.strerror}; check --config") from error
    own = path.name != "pyproject.toml"
    if own and set(data) != {"tool"}:
        return data
    tools = data.get("tool", {})
    table = tools.get("refwatch") if isinstance(tools, dict) else None
    return table if isinstance(table, dict) else None


def load(start: Path, config: Path | None = None) -> Settings:
    """The settings that hold in a folder, or those of a given file. Raises `ConfigurationError`."""
    path = config or find_configuration(start)
    if path is None:
        return Settings(root=start)
    table = _table(path)
    if table is None:
        raise ConfigurationError(f"{path} has no table [tool.refwatch]; add one, or leave out --config")
    return from_table(table, path)


def from_table(table: Mapping[str, Any], path: Path) -> Settings:
    """The settings that a parsed table stands for. Raises `ConfigurationError` naming the key and the next step."""
    values: dict[str, Any] = {}
    policy: dict[str, Any] = {}
    for raw, value in table.items():
        key = raw.replace("-", "_")
        reader = READERS.get(key)
        if reader is None:
            raise ConfigurationError(f"{path}: unknown key {raw!r}{suggestion(key, READERS)}")
        try:
            read = reader(value)
        except (ValueError, TypeError, AttributeError, OverflowError) as error:
            raise ConfigurationError(f"{path}: {raw}: {error}") from error
        policy |= read.pop("policy", {})
        values |= read
    values |= {name: path.parent / values[name] for name in ("state", "library") if name in values}
    values["ignores"] = _with_lines(values.get("ignores", ()), path)
    return Settings(root=path.parent, config=path, policy=Policy(**policy), **values)


def _with_lines(ignores: tuple[IgnoreEntry, ...], path: Path) -> tuple[IgnoreEntry, ...]:
    """Each ignore with the line of its table, so that an expired one can be pointed at."""
    text = path.read_text(encoding="utf-8-sig")
    heads = [
        number for number, line in enumerate(text.split("\n"), 1) if re.match(r"\s*\[\[(?:tool\.refwatch\.)?ignore\]\]", line)
    ]
    lines = heads if len(heads) == len(ignores) else [1] * len(ignores)
    return tuple(replace(each, line=line) for each, line in zip(ignores, lines, strict=True))
