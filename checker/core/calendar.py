"""The calendar of venues: what they are called, since when, in which years they were held, and what kind of thing they are.

The records stand in ``checker/data/venues.json``, one a line; it is read when first asked for.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

_DATA = Path(__file__).resolve().parent.parent / "data" / "venues.json"


class Alias(NamedTuple):
    """One name of a venue, and the first and last year in which it was the name, where names changed.

    ``short`` names are common words or too short to be trusted inside a longer text (MICRO, FAST, SC).
    """

    text: str
    since: int | None = None
    until: int | None = None
    short: bool = False

    def current_in(self, year: int) -> bool:
        """Whether the venue went by this name in that year."""
        return (self.since is None or year >= self.since) and (self.until is None or year <= self.until)


@dataclass(frozen=True, slots=True, eq=False)
class Venue:
    """A conference, journal, series of workshops, book series or preprint server.

    ``held`` is ``"unknown"`` or ranges such as ``"1967-2023/2,2024-"`` (every second year, then every year); a ``?`` marks
    years of
    which the calendar is not sure. For a journal it is the years in which it appeared. ``publishes`` are the ids of the
    conferences whose papers a journal prints.
    """

    id: str
    name: str
    kind: str
    field: str
    aliases: tuple[Alias, ...]
    held: str = "unknown"
    publisher: str = ""
    doi: tuple[str, ...] = ()
    dblp: str = ""
    publishes: tuple[str, ...] = ()

    def held_in(self, year: int) -> bool | None:
        """Whether it was held (or appeared) in that year; ``None`` where the calendar does not know."""
        if self.held == "unknown":
            return None
        for first, last, step, sure in _ranges(self.held):
            if first <= year <= last and (year - first) % step == 0:
                return True if sure else None
        return False

    @property
    def years(self) -> str:
        """The years held, for a message: ``1967 to 2023 every second year, since 2024 every year``."""
        return ", ".join(_told(*each) for each in _ranges(self.held)) if self.held != "unknown" else "unknown"

    @property
    def short_name(self) -> str:
        """The name that people use: the first acronym, else the full name."""
        return next((alias.text for alias in self.aliases if " " not in alias.text and len(alias.text) < 14), self.name)

    def name_in(self, year: int) -> str:
        """The short name of that year."""
        named = (alias for alias in self.aliases if (alias.since or alias.until) and " " not in alias.text)
        return next((alias.text for alias in named if alias.current_in(year)), self.short_name)


_OPEN = 9999


@cache
def _ranges(held: str) -> tuple[tuple[int, int, int, bool], ...]:
    return tuple(_range(part) for part in held.split(","))


def _range(part: str) -> tuple[int, int, int, bool]:
    sure = "?" not in part
    span, _, step = part.replace("?", "").partition("/")
    first, dash, last = span.partition("-")
    return int(first), int(last or (_OPEN if dash else first)), int(step or 1), sure


def _told(first: int, last: int, step: int, sure: bool) -> str:
    if not sure:
        return f"perhaps {first}" if first == last else f"perhaps from {first}"
    if first == last:
        return str(first)
    rhythm = " every second year" if step == 2 else ""
    return f"since {first}{rhythm}" if last == _OPEN else f"{first} to {last}{rhythm}"


@cache
def venues() -> dict[str, Venue]:
    """All venues by id."""
    return {record["id"]: _venue(record) for record in json.loads(_DATA.read_text(encoding="utf-8"))}


def _venue(record: dict[str, Any]) -> Venue:
    return Venue(
        record["id"],
        record["name"],
        record["kind"],
        record["field"],
        tuple(_aliases(record)),
        record["held"],
        record.get("publisher", ""),
        tuple(record.get("doi", ())),
        record.get("dblp", ""),
        tuple(record.get("publishes", ())),
    )


def _aliases(record: dict[str, Any]) -> Iterator[Alias]:
    for each in record.get("aliases", ()):
        if isinstance(each, str):
            yield Alias(each)
        else:
            yield Alias(each["name"], each.get("from"), each.get("to"))
    for each in record.get("short", ()):
        yield Alias(each, short=True)
    yield Alias(record["name"])
