"""The library's file as a database: made, opened to be read, and refused with a next step where it is not one of ours."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from checker.core.errors import StateError
from checker.sources.library import schema, word_index


def create(path: Path) -> sqlite3.Connection:
    """The file to add to, with its tables; raises `StateError`."""
    with said(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with _closed_if_refused(sqlite3.connect(path, isolation_level=None, timeout=30)) as database:
            if (
                database.execute("PRAGMA user_version").fetchone()[0] == 0
                and not database.execute("SELECT 1 FROM sqlite_master").fetchone()
            ):
                tables = f"{schema.TABLES} {word_index.TABLES} PRAGMA user_version = {schema.VERSION};"
                database.executescript(f"PRAGMA page_size = 8192; BEGIN; {tables} COMMIT;")
            database.execute("PRAGMA cache_size = -200000")
            return _checked(database, path)


def open_to_read(path: Path) -> sqlite3.Connection:
    """The file to look into; raises `StateError` where there is none, or one of another release."""
    if not path.exists():
        raise StateError(f"there is no library at {path}; make one with `refwatch library add FILE`")
    with said(path):
        name = f"file:{quote(str(path.absolute()))}?mode=ro"
        opened = sqlite3.connect(name, uri=True, isolation_level=None, check_same_thread=False)
        with _closed_if_refused(opened) as database:
            return _checked(database, path)


@contextlib.contextmanager
def _closed_if_refused(database: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """A database that proves to be none of ours is let go of at once; Python 3.13 warns of those left to chance."""
    database.row_factory = sqlite3.Row
    try:
        yield database
    except BaseException:
        database.close()
        raise


def _checked(database: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    found = database.execute("PRAGMA user_version").fetchone()[0]
    if found != schema.VERSION:
        raise StateError(f"{path} is no library of this release; remove it, or name another with --library")
    return database


@contextlib.contextmanager
def said(path: Path) -> Iterator[None]:
    """Turns what SQLite and the file system say into a message for the user."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StateError(f"{path} cannot be used as a library ({error}); remove it, or name another with --library") from None
    except OSError as error:
        raise StateError(f"{path} cannot be used as a library: {error.strerror or error}") from None
