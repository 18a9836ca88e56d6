"""The library file: adding records to it in one transaction, and finding them again in milliseconds."""

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import combinations, islice
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from checker.core.errors import StateError
from checker.core.text import fold, title_key, words
from checker.sources.library import schema, volumes
from checker.sources.library.record import Record

_BATCH = 5000
_IDENTIFIERS = ("doi", "arxiv", "acl", "openreview", "isbn", "url")
_INTERNED = ("venue", "publisher", "series")
_PLAIN = ("doi", "arxiv", "acl", "openreview", "isbn", "url", "volume", "number", "pages")
_COMMON = frozenset("a an and the of for in on with to by via from using at as is are based towards toward through".split())
_MOST_ALIKE, _ENOUGH_ALIKE = 400, 40
_FIRST_PLAIN, _LAST_PLAIN = Record._fields.index(_PLAIN[0]), Record._fields.index(_PLAIN[-1])


@dataclass(frozen=True, slots=True)
class Update:
    """What happened to a published work: ``type`` as Crossref calls it, ``notice`` the notice's DOI, ``at`` a date or ``""``."""

    doi: str
    type: str
    notice: str
    at: str
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One file that was added: ``taken`` is the day that its contents are of."""

    file: str
    format: str
    taken: date
    added: datetime
    records: int


@dataclass(frozen=True, slots=True)
class Held:
    """What lies of one venue and year: the number of records, and whether that is all of it as far as can be told."""

    family: str
    year: int
    records: int
    whole: bool


class Library:
    """One library file. Use it as a context manager, or call `close`."""

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        self.path = path
        self._database = _create(path) if writable else _open(path)
        self._frequencies: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        self._database.close()

    # -- adding ---------------------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def adding(self, file: str, digest: str, form: str, added: datetime) -> Iterator["Adding"]:
        """One file's worth of records: all of it or, after any error, nothing."""
        with _said(self.path):
            self._database.execute("BEGIN IMMEDIATE")
        try:
            adding = Adding(self._database, file, digest, form, added)
            yield adding
            adding.finish()
            self._database.execute("COMMIT")
        except BaseException as error:
            with contextlib.suppress(sqlite3.Error):
                self._database.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise StateError(f"{self.path} cannot be written ({error}); the library is as it was") from None
            raise

    def has(self, digest: str) -> bool:
        """Whether a file with this content was added already."""
        return self._database.execute("SELECT 1 FROM snapshots WHERE digest = ?", (digest,)).fetchone() is not None

    # -- finding --------------------------------------------------------------------------------------------------------------

    def by_identifier(self, kind: str, name: str) -> list[dict[str, Any]]:
        """The records that bear an identifier; ``kind`` is ``doi``, ``arxiv``, ``acl``, ``openreview``, ``isbn`` or ``url``."""
        if kind not in _IDENTIFIERS or not name:
            return []
        return self._facts(f"records.{kind} = ?", (name,))

    def by_key(self, key: str, limit: int = 40) -> list[dict[str, Any]]:
        """The records whose titles have this exact key."""
        return self._facts("title_key = ?", (key,), limit)

    def by_beginning(self, key: str, limit: int = 10) -> list[dict[str, Any]]:
        """The records whose titles go on after this key."""
        return self._facts("title_key > ? AND title_key < ?", (key, key + "\U0010ffff"), limit)

    def by_ids(self, ids: Iterable[int]) -> list[dict[str, Any]]:
        """The records of these numbers."""
        listed = list(ids)
        return self._facts(f"records.id IN ({','.join('?' * len(listed))})", listed)

    def alike(self, query: str) -> list[int]:
        """The numbers of the records whose titles share rare words with the query, those that share most first; some hundreds."""
        found: dict[int, None] = {}
        with _said(self.path):
            rare = self._rarest(sorted(set(words(query))))
            for size in range(min(3, len(rare)), 0, -1):
                if len(found) >= (_ENOUGH_ALIKE if size > 1 else 1):
                    break
                found |= dict.fromkeys(self._sharing(rare, size))
        return list(found)[:_MOST_ALIKE]

    def _sharing(self, rare: list[str], size: int) -> list[int]:
        """The records whose titles have any so many of these words."""
        groups = (" AND ".join(f'"{word}"' for word in group) for group in combinations(rare, size))
        question = " OR ".join(f"({group})" for group in groups)
        rows = self._database.execute("SELECT rowid FROM titles WHERE titles MATCH ? LIMIT ?", (question, _MOST_ALIKE))
        return [row[0] for row in rows]

    def keys(self, ids: Iterable[int]) -> dict[int, str]:
        """The title keys of these records."""
        listed = list(ids)
        question = f"SELECT id, title_key FROM records WHERE id IN ({','.join('?' * len(listed))})"  # noqa: S608 - marks only
        return dict(self._database.execute(question, listed))

    def _rarest(self, tokens: list[str]) -> list[str]:
        """The five rarest words, rarest first; words that stand in no title tell nothing, nor do those in very many."""
        counted = ((self._frequency(token), token) for token in tokens if token not in _COMMON)
        return [token for _, token in sorted(each for each in counted if each[0])][:5]

    def _frequency(self, token: str) -> int:
        """In how many titles a word stands; counting takes as long as there are such titles, so it is done once a word."""
        if token not in self._frequencies:
            found = self._database.execute("SELECT doc FROM frequencies WHERE term = ?", (token,)).fetchone()
            self._frequencies[token] = found[0] if found else 0
        return self._frequencies[token]

    def _facts(self, condition: str, values: Iterable[object], limit: int = 40) -> list[dict[str, Any]]:
        with _said(self.path):
            rows = self._database.execute(f"{_SELECT} WHERE {condition} LIMIT {limit}", tuple(values)).fetchall()
            return [_record_facts(row) | self._updates(row["doi"]) for row in rows]

    def _updates(self, doi: str | None) -> dict[str, Any]:
        if not doi:
            return {}
        found = self._database.execute("SELECT type, notice, at, reason, source FROM updates WHERE doi = ? ORDER BY at", (doi,))
        listed = [
            {name: row[name] for name in ("type", "at", "reason", "source") if row[name]} | {"doi": row["notice"]}
            for row in found
        ]
        return {"updates": listed} if listed else {}

    # -- telling about itself -------------------------------------------------------------------------------------------------

    def snapshots(self) -> list[Snapshot]:
        """The files that were added, oldest first."""
        with _said(self.path):
            rows = self._database.execute("SELECT file, format, taken, added, records FROM snapshots ORDER BY id").fetchall()
        return [
            Snapshot(
                row["file"], row["format"], date.fromisoformat(row["taken"]), datetime.fromisoformat(row["added"]), row["records"]
            )
            for row in rows
        ]

    def sources(self) -> dict[str, int]:
        """How many records each source has here."""
        return dict(self._database.execute("SELECT source, count(*) FROM records GROUP BY source ORDER BY source").fetchall())

    def held(self, family: str, year: int) -> Held | None:
        """What lies of a venue's volumes of one year; whole when its largest volume is."""
        rows = self._database.execute(
            "SELECT records, whole FROM volumes WHERE family = ? AND year = ? ORDER BY records DESC", (family, year)
        ).fetchall()
        return Held(family, year, sum(row["records"] for row in rows), bool(rows[0]["whole"])) if rows else None

    def counts(self) -> tuple[int, int]:
        """How many volumes there are, and how many of them lie whole."""
        row = self._database.execute("SELECT count(*), coalesce(sum(whole), 0) FROM volumes").fetchone()
        return row[0], row[1]

    def __len__(self) -> int:
        return int(self._database.execute("SELECT count(*) FROM records").fetchone()[0])


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
        self._database.execute("INSERT INTO titles (rowid, words) SELECT id, title FROM records WHERE id > ?", (self._first,))
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


_COLUMNS = (
    "snapshot",
    "source",
    "key",
    "type",
    "title_key",
    "title",
    "authors",
    "year",
    *_INTERNED,
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
_SELECT = (
    "SELECT records.id, source, key, type, title, authors, year, v.text AS venue, doi, arxiv, acl, openreview, isbn, url, "
    "volume, number, pages, p.text AS publisher, s.text AS series, more FROM records LEFT JOIN texts v ON v.id = venue "
    "LEFT JOIN texts p ON p.id = publisher LEFT JOIN texts s ON s.id = series"
)


def _fingerprint(record: Record, key: str) -> int:
    """The same for one work in one volume, however its authors' names are turned."""
    people = " ".join(sorted(fold(" ".join(record.authors)).replace(",", "").split()))
    preprint = "preprint" if record.type == "preprint" else ""
    text = f"{key}\0{people}\0{record.year}\0{_venue_key(record.venue)}\0{preprint}"
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


_venue_key = lru_cache(maxsize=65536)(title_key)


def _record_facts(row: sqlite3.Row) -> dict[str, Any]:
    names = row.keys()
    facts = {name: row[name] for name in names if name not in ("id", "authors", "more") and row[name]}
    if row["authors"]:
        facts["authors"] = row["authors"].split("\n")
    more: Mapping[str, Any] = json.loads(row["more"]) if row["more"] else {}
    return facts | dict(more)


def _create(path: Path) -> sqlite3.Connection:
    with _said(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(path, isolation_level=None, timeout=30)
        database.row_factory = sqlite3.Row
        if (
            database.execute("PRAGMA user_version").fetchone()[0] == 0
            and not database.execute("SELECT 1 FROM sqlite_master").fetchone()
        ):
            database.executescript(
                f"PRAGMA page_size = 8192; BEGIN; {schema.TABLES} PRAGMA user_version = {schema.VERSION}; COMMIT;"
            )
        database.execute("PRAGMA cache_size = -200000")
        return _checked(database, path)


def _open(path: Path) -> sqlite3.Connection:
    if not path.exists():
        raise StateError(f"there is no library at {path}; make one with `refwatch library add FILE`")
    with _said(path):
        database = sqlite3.connect(
            f"file:{quote(str(path.absolute()))}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
        )
        database.row_factory = sqlite3.Row
        return _checked(database, path)


def _checked(database: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    found = database.execute("PRAGMA user_version").fetchone()[0]
    if found != schema.VERSION:
        database.close()
        raise StateError(f"{path} is no library of this release; remove it, or name another with --library")
    return database


@contextlib.contextmanager
def _said(path: Path) -> Iterator[None]:
    """Turns what SQLite and the file system say into a message for the user."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StateError(f"{path} cannot be used as a library ({error}); remove it, or name another with --library") from None
    except OSError as error:
        raise StateError(f"{path} cannot be used as a library: {error.strerror or error}") from None


def digest_of(path: Path) -> str:
    """What tells two files apart: their content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


__all__ = ["Adding", "Held", "Library", "Snapshot", "Update", "digest_of"]
