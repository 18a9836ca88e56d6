"""What the simulated services read from a record: its people, a number of its own, its first year; and how titles are alike."""

import zlib
from collections.abc import Mapping
from typing import Any

from checker.core.text import title_key, words

Record = Mapping[str, Any]


def people_of(record: Record) -> list[tuple[str, str]]:
    """Given and family names."""
    found = []
    for each in record.get("authors", ()):
        family, comma, given = str(each).partition(",")
        if not comma:
            given, _, family = str(each).rpartition(" ")
        found.append((given.strip(), family.strip()))
    return found


def names_of(record: Record) -> list[str]:
    """The names of its authors as they are spoken."""
    return [f"{given} {family}".strip() for given, family in people_of(record)]


def number_of(record: Record) -> int:
    """A number that is the record's own."""
    return zlib.crc32(str(record["title"]).encode())


def likeness(one: str, other: str) -> float:
    """The share of words that two titles have in common."""
    ours, theirs = set(words(one)), set(words(other))
    return 1.0 if title_key(one) == title_key(other) else len(ours & theirs) / max(1, len(ours | theirs))


def posted_in(record: Record) -> int:
    """The year in which a preprint appeared: the first two digits of its id, unless the record says otherwise."""
    digits = str(record["arxiv"]).rpartition("/")[2][:2]
    return int(record.get("posted") or (1900 if digits > "90" else 2000) + int(digits))
