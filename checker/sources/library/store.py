"""The library file: adding records to it in one transaction, and finding them again in milliseconds."""

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

from checker.core.errors import StateError
from checker.sources.library import word_index
from checker.sources.library.adding import Adding
from checker.sources.library.connecting import create, open_to_read, said

_IDENTIFIERS = ("doi", "arxiv", "acl", "openreview", "isbn", "url")
_BESIDE = 16
"""How many titles before and after one in the alphabet are taken for like it."""


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
        self._database = create(path) if writable else open_to_read(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        self._database.close()

    # -- adding ---------------------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def adding(self, file: str, digest: str, form: str, added: datetime) -> Iterator[Adding]:
        """One file's worth of records: all of it or, after any error, nothing."""
        with said(self.path):
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
        return self._facts(f"records.id IN ({','.join('?' * len(listed))})", listed, len(listed))

    def alike(self, query: str) -> list[int]:
        """The numbers of the records whose titles share rare words with the query, those that share most first; some dozens."""
        with said(self.path):
            return word_index.alike(self._database, query)

    def beside(self, key: str) -> dict[int, str]:
        """The title keys beside this one in the alphabet, by record: those that begin like it, however it ends."""
        after = "SELECT id, title_key FROM records WHERE title_key >= ? ORDER BY title_key LIMIT ?"
        before = "SELECT id, title_key FROM records WHERE title_key < ? ORDER BY title_key DESC LIMIT ?"
        with said(self.path):
            return {row[0]: row[1] for side in (before, after) for row in self._database.execute(side, (key, _BESIDE))}

    def keys(self, ids: Iterable[int]) -> dict[int, str]:
        """The title keys of these records, in this order."""
        listed = list(ids)
        question = f"SELECT id, title_key FROM records WHERE id IN ({','.join('?' * len(listed))})"  # noqa: S608 - marks only
        with said(self.path):
            found: dict[int, str] = dict(self._database.execute(question, listed).fetchall())
        return {each: found[each] for each in listed if each in found}

    def _facts(self, condition: str, values: Iterable[object], limit: int = 40) -> list[dict[str, Any]]:
        with said(self.path):
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
        with said(self.path):
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


_SELECT = (
    "SELECT records.id, source, key, type, title, authors, year, v.text AS venue, doi, arxiv, acl, openreview, isbn, url, "
    "volume, number, pages, p.text AS publisher, s.text AS series, more FROM records LEFT JOIN texts v ON v.id = venue "
    "LEFT JOIN texts p ON p.id = publisher LEFT JOIN texts s ON s.id = series"
)


def _record_facts(row: sqlite3.Row) -> dict[str, Any]:
    names = row.keys()
    facts = {name: row[name] for name in names if name not in ("id", "authors", "more") and row[name]}
    if row["authors"]:
        facts["authors"] = row["authors"].split("\n")
    more: Mapping[str, Any] = json.loads(row["more"]) if row["more"] else {}
    return facts | dict(more)
