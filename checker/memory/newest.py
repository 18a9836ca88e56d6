"""The last spell of a timeline as it lies on disk: what the next answer either lengthens or ends."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from checker.memory.held import Held, Key


class Newest(NamedTuple):
    """The newest spell of one timeline; see the schema in `checker.memory.store`."""

    subject: int
    number: int
    since: int
    until: int
    runs: int
    days: int
    last_run: int
    fresh: str | None
    said: str


_NEWEST = (
    "SELECT subject.id, spell.id, since, until, runs, days, last_run, CAST(fresh AS TEXT), CAST(body AS TEXT)"
    " FROM subject JOIN spell ON spell.subject = subject.id JOIN said ON said.id = spell.said"
    " WHERE topic = ? AND name = ? AND source = ? AND outage = ? ORDER BY until DESC, spell.id DESC LIMIT 1"
)


def newest(db: sqlite3.Connection, held: Iterable[Held], *, outage: bool) -> Mapping[Key, Newest]:
    """The last spell before these answers, where there is one: of nights that count, or of those that do not."""
    found = {}
    for key in {each.key for each in held}:
        row = db.execute(_NEWEST, (*key, outage)).fetchone()
        if row:
            found[key] = Newest._make(row)
    return found
