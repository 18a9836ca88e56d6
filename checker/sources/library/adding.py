"""What is done to the library file while records are added: a row a work, with its fingerprint; the indexes at the end."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import islice

from checker.core.text import title_key
from checker.sources.library import schema, volumes, word_index
from checker.sources.library.record import Record

_BATCH = 5000
_PLAIN = ("doi", "arxiv", "acl", "openreview", "isbn", "url", "volume", "number", "pages")
_FIRST_PLAIN, _LAST_PLAIN = Record._fields.index(_PLAIN[0]), Record._fields.index(_PLAIN[-1])
_COLUMNS = (
    "snapshot",
    "source",
    "key",
    "type",
    "title_key",
    "title",
    "authors",
    "year",
    "venue",
    "publisher",
    "series",
    *_PLAIN,
    "more",
    "fingerprint",
    "weight",
)
_NEWER = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name not in ("title_key", "fingerprint"))
_INSERT = (
    f"INSERT INTO records ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) "  # noqa: S608 - names of our own
    f"ON CONFLICT (fingerprint) DO UPDATE SET {_NEWER} WHERE excluded.weight > weight"
)


@dataclass(frozen=True, slots=True)
class Update:
    """What happened to a published work: ``type`` as Crossref calls it, ``notice`` the notice's DOI, ``at`` a date or ``""``."""

    doi: str
    type: str
    notice: str
    at: str
    reason: str
    source: str


class Adding:
    """The open end of `Library.adding`."""

    def __init__(self, database: sqlite3.Connection, file: str, digest: str, form: str, added: datetime) -> None:
        self._database = database
        self.records = 0
        self.taken: date | None = None
        self._first = database.execute("SELECT coalesce(max(id), 0) FROM records").fetchone()[0]
        cursor = database.execute(
            "INSERT INTO snapshots (file, digest, format, taken, added, records) VALUES (?, ?, ?, ?, ?, 0) "
            "ON CONFLICT (digest) DO UPDATE SET file = excluded.file RETURNING id",
            (file, digest, form, added.date().isoformat(), added.isoformat()),
        )
        self._snapshot = cursor.fetchone()[0]
        self._text = lru_cache(maxsize=None)(self._interned)

    def add(self, records: Iterable[Record]) -> None:
        """Takes these records; one that lies here already from the same volume is kept once, the fuller of the two."""
        rows = map(self._row, records)
        while batch := list(islice(rows, _BATCH)):
            self._database.executemany(_INSERT, batch)
            self.records += len(batch)

    def add_updates(self, updates: Iterable[Update]) -> None:
        """Takes these retractions, corrections and the like."""
        rows = ((each.doi, each.type, each.notice, each.at, each.reason, each.source) for each in updates)
        self._database.executemany("INSERT OR REPLACE INTO updates VALUES (?, ?, ?, ?, ?, ?)", rows)

    def finish(self) -> None:
        """Indexes what was added."""
        for statement in filter(str.strip, schema.INDEXES.split(";")):
            self._database.execute(statement)
        word_index.extend(self._database, self._first)
        volumes.refresh(self._database)
        taken = self.taken.isoformat() if self.taken else None
        self._database.execute(
            "UPDATE snapshots SET records = ?, taken = coalesce(?, taken) WHERE id = ?", (self.records, taken, self._snapshot)
        )

    def _interned(self, text: str) -> int | None:
        if not text:
            return None
        self._database.execute("INSERT OR IGNORE INTO texts (text) VALUES (?)", (text,))
        return int(self._database.execute("SELECT id FROM texts WHERE text = ?", (text,)).fetchone()[0])

    def _row(self, record: Record) -> tuple[object, ...]:
        key = title_key(record.title)
        plain = [value or None for value in record[_FIRST_PLAIN : _LAST_PLAIN + 1]]
        more = json.dumps(record.more, ensure_ascii=False) if record.more else None
        return (
            self._snapshot, record.source, record.key, record.type, key, record.title, "\n".join(record.authors), record.year,
            self._text(record.venue), self._text(record.publisher), self._text(record.series), *plain, more,
            _fingerprint(record, key), sum(map(bool, plain)) + len(record.authors),
        )  # fmt: skip


def _fingerprint(record: Record, key: str) -> int:
    """The same for one work in one volume, however its authors' names are turned."""
    people = " ".join(sorted(" ".join(record.authors).casefold().replace(",", "").split()))
    preprint = "preprint" if record.type == "preprint" else ""
    text = f"{key}\0{people}\0{record.year}\0{_venue_key(record.venue)}\0{preprint}"
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


_venue_key = lru_cache(maxsize=65536)(title_key)
