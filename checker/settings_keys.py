"""The keys of the configuration: one reader a key, from a TOML value to the settings that it stands for."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from checker.core.durations import parse_duration
from checker.formats import FORMATS

TOPICS = ("links", "repositories", "packages", "works")
SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class IgnoreEntry:
    """One ``[[tool.refwatch.ignore]]``: findings set aside, with a reason and, better, a date.

    ``rule`` is an id, a name or a family letter; ``subject``, ``key`` and ``path`` are shell patterns.
    """

    reason: str
    rule: str | None = None
    subject: str | None = None
    key: str | None = None
    path: str | None = None
    until: date | None = None
    line: int = 1


@dataclass(frozen=True, slots=True)
class HostEntry:
    """What ``hosts."example.org"`` says: how to treat one host."""

    concurrency: int | None = None
    interval: float | None = None
    timeout: float | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


Reader = Callable[[Any], dict[str, Any]]
"""Takes a TOML value and gives the settings to change; raises `ValueError` with what was expected."""


def suggestion(word: str, known: Mapping[str, object]) -> str:
    """The end of an error message about an unknown word."""
    from difflib import get_close_matches

    close = get_close_matches(word, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; known keys are {', '.join(sorted(known))}"


def _a(kind: type | tuple[type, ...], wanted: str, value: Any) -> Any:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ValueError(f"expected {wanted}, not {value!r}")
    return value


def _texts(name: str) -> Reader:
    def read(value: Any) -> dict[str, Any]:
        listed = [value] if isinstance(value, str) else _a(list, "a list of strings", value)
        return {name: tuple(_a(str, "a string", each) for each in listed)}

    return read


def _plain(name: str, kind: type | tuple[type, ...], wanted: str) -> Reader:
    return lambda value: {name: _a(kind, wanted, value)}


def _one_of(name: str, choices: tuple[str, ...]) -> Reader:
    def read(value: Any) -> dict[str, Any]:
        if value not in choices:
            raise ValueError(f"expected one of {', '.join(choices)}, not {value!r}")
        return {name: value}

    return read


def _number(value: Any, wanted: str = "a positive number", *, zero: bool = False) -> float:
    """A finite number above (or, with ``zero``, from) zero: TOML knows ``inf`` and ``nan``, and no clock does."""
    number = _a((int, float), wanted, value)
    if not math.isfinite(number) or number < 0 or (number == 0 and not zero):
        raise ValueError(f"expected {wanted}, not {value!r}")
    return float(number)


def _count(value: Any, wanted: str = "a positive number", *, least: int = 1) -> int:
    """A whole number within reason: dates are reckoned with some of them."""
    number: int = _a(int, wanted, value)
    if not least <= number <= _MOST:
        raise ValueError(f"expected {wanted}, not {value!r}")
    return number


_MOST = 1_000_000


def _positive(name: str, kind: Callable[[Any], Any]) -> Reader:
    return lambda value: {name: kind(value)}


def duration(value: Any) -> timedelta:
    """A duration from TOML: a string such as ``"7d"``, or seconds."""
    return parse_duration(str(_a((str, int, float), 'a duration such as "7d"', value)))


def _only(value: Any) -> dict[str, Any]:
    chosen: tuple[str, ...] = _texts("only")(value)["only"]
    for each in chosen:
        _one_of("only", TOPICS)(each)
    return {"only": chosen}


def _accept(value: Any) -> dict[str, Any]:
    table = {"*": value} if isinstance(value, list) else _a(dict, "a table of host patterns and status codes", value)
    return {"accept": {host: tuple(_a(int, "a status code", code) for code in _as_list(codes)) for host, codes in table.items()}}


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _record(kind: type, value: Any, what: str) -> Mapping[str, Any]:
    known = {each.name: each for each in fields(kind) if each.name != "line"}
    table: dict[str, Any] = {key.replace("-", "_"): each for key, each in _a(dict, f"a table for {what}", value).items()}
    for key in table:
        if key not in known:
            raise ValueError(f"unknown key {key!r}{suggestion(key, known)}")
    return table


def _hosts(value: Any) -> dict[str, Any]:
    entries = {}
    for host, table in _a(dict, "a table of hosts", value).items():
        given = _record(HostEntry, table, f"the host {host}")
        try:
            entries[host] = HostEntry(**{key: _MANNERS[key](each) for key, each in given.items()})
        except ValueError as error:
            raise ValueError(f"{host}: {error}") from error
    return {"hosts": entries}


def _headers(value: Any) -> Mapping[str, str]:
    """Header lines as HTTP allows them; a line break inside one would be a second header."""
    for name, text in _a(dict, "a table of headers", value).items():
        if not re.fullmatch(r"[\w!#$%&'*+.^`|~-]+", name, re.ASCII):
            raise ValueError(f"{name!r} cannot be the name of a header")
        if not _a(str, f"a string for the header {name}", text).isprintable():
            raise ValueError(f"the header {name} has a line break or another control character inside")
    return dict(value)


_MANNERS: Mapping[str, Callable[[Any], Any]] = {
    "concurrency": lambda value: _count(value, "concurrency to be a whole number from 1"),
    "interval": lambda value: _number(value, "interval to be seconds, 0 or more", zero=True),
    "timeout": lambda value: _number(value, "timeout to be seconds, more than 0"),
    "headers": _headers,
}


def _patience(value: Any) -> dict[str, Any]:
    table = _a(dict, "a table with runs and days", value)
    for key in table:
        if key not in ("runs", "days"):
            raise ValueError(f"unknown key {key!r}; known keys are days, runs")
    return {"policy": {f"patience_{key}": _count(each, "a whole number", least=0) for key, each in table.items()}}


def _severity(value: Any) -> dict[str, Any]:
    table = _a(dict, "a table of rules and severities", value)
    for severity in table.values():
        _one_of("severity", SEVERITIES)(severity)
    return {"severity": dict(table)}


def _ignore(value: Any) -> dict[str, Any]:
    """Strings are rules that are not told at all; tables set single findings aside, and need a reason."""
    listed = _as_list(value)
    rules = tuple(each for each in listed if isinstance(each, str))
    entries = tuple(_ignore_entry(each) for each in listed if not isinstance(each, str))
    return {"ignore": rules, "ignores": entries}


def _ignore_entry(value: Any) -> IgnoreEntry:
    table = dict(_record(IgnoreEntry, value, "an ignore"))
    for key in table.keys() - {"until"}:
        _a(str, f"a string for {key}", table[key])
    if not table.get("reason", "").strip():
        raise ValueError('an ignore needs a reason; add reason = "…"')
    if "until" in table:
        table["until"] = _day(table["until"])
    if not table.keys() & {"rule", "subject", "key", "path"}:
        raise ValueError("an ignore needs a rule, a subject, a key or a path to match")
    return IgnoreEntry(**table)


def _day(value: Any) -> date:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        day = None
    if not isinstance(day, date):
        raise ValueError(f"until must be a date such as 2027-06-01, not {value!r}")
    return day.date() if isinstance(day, datetime) else day


def _mailto(value: Any) -> dict[str, Any]:
    if not re.fullmatch(r"[^\s@]+@[^\s@]+", _a(str, "an e-mail address", value)):
        raise ValueError(f"expected an e-mail address, not {value!r}")
    return {"mailto": value}


def _policy(name: str, read: Callable[[Any], Any]) -> Reader:
    return lambda value: {"policy": {name: read(value)}}


READERS: dict[str, Reader] = {
    "paths": _texts("paths"),
    "exclude": _texts("exclude"),
    "exclude_url": _texts("exclude_url"),
    "accept": _accept,
    "hosts": _hosts,
    "patience": _patience,
    "quiet_after": _policy("quiet_after", duration),
    "certificate_days": _policy("certificate_days", lambda value: _count(value, "a number of days", least=0)),
    "mailto": _mailto,
    "sources": _texts("sources"),
    "severity": _severity,
    "library": lambda value: {"library": Path(_a(str, "a path", value))},
    "respect_robots": _plain("respect_robots", bool, "true or false"),
    "ignore": _ignore,
    "offline": _plain("offline", bool, "true or false"),
    "only": _only,
    "select": _texts("select"),
    "fail_on": _one_of("fail_on", (*SEVERITIES, "never")),
    "format": _one_of("format", tuple(sorted(FORMATS))),
    "stdin_name": _plain("stdin_name", str, "a file's name"),
    "output": _texts("output"),
    "state": lambda value: {"state": Path(_a(str, "a path", value))},
    "max_age": lambda value: {"max_age": duration(value)},
    "budget": _positive("budget", _count),
    "concurrency": _positive("concurrency", _count),
    "timeout": _positive("timeout", _number),
    "allow_private": _plain("allow_private", bool, "true or false"),
    "quiet": _plain("quiet", bool, "true or false"),
    "verbose": _plain("verbose", bool, "true or false"),
}

DESCRIBED: dict[str, tuple[str, str]] = {
    "paths": ("references.bib, tools.yaml", "The files and folders of the catalogue."),
    "exclude": ("none", "Shell patterns of files to leave out of folders."),
    "exclude_url": ("none", "Shell patterns of addresses that are not asked."),
    "accept": ("none", 'Status codes that count as found, by host pattern: `accept = { "*.acm.org" = [403] }`.'),
    "hosts": (
        "none",
        'Manners by host: `[tool.refwatch.hosts."example.org"]` with `concurrency`, `interval`, `timeout`, `headers`.',
    ),
    "patience": ("runs = 3, days = 7", "Failing days, and days since it was last seen alive, before a rotting link is an error."),
    "quiet_after": ("2y", "How long a repository may be without a push before R004 tells."),
    "certificate_days": ("21", "Days that a certificate must have left before L010 tells."),
    "mailto": ("none", "The contact that services ask for; `REFWATCH_MAILTO` does the same."),
    "sources": ("all", "Which sources to ask, in which order."),
    "severity": ("the rules' own", 'Severities by rule: `severity = { L005 = "warning" }`.'),
    "library": ("in the user's data folder", "The local library of bibliographic records."),
    "respect_robots": ("false", "Whether robots.txt is asked before a page that a person cited."),
    "ignore": ("none", "Rules that are not told (strings), and findings that are set aside (tables, below)."),
    "offline": ("false", "Judge by recorded answers alone."),
    "only": ("all", "Topics to look at: links, repositories, packages, works."),
    "select": ("all", "Rules to judge by: ids, names or family letters."),
    "fail_on": ("error", "What makes the exit status 1: error, warning, info or never."),
    "format": ("text", "The format for standard output."),
    "stdin_name": ("stdin.bib", "What to call standard input, given as the path `-`; its ending says how it is read."),
    "output": ("none", "`FORMAT=PATH` pairs to write besides."),
    "state": (".refwatch", "The folder of the history."),
    "max_age": ("0", "Answers younger than this are not asked again."),
    "budget": ("none", "The most questions of one run about links, repositories and packages; the rest is asked next time."),
    "concurrency": ("256", "Requests in flight at once, over all hosts."),
    "timeout": ("20", "Seconds without a byte before a request counts as hanging."),
    "allow_private": ("false", "Ask links into private networks instead of reporting them."),
    "quiet": ("false", "No progress and no notes."),
    "verbose": ("false", "Say more about what is asked."),
}
"""Every key with its default and its meaning, for the page in the docs; a test holds it to `READERS`."""
