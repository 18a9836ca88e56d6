"""The history's file: opened, brought up to date, put aside when damaged; in memory where it cannot be written."""

import contextlib
import sqlite3
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
Warn = Callable[[str], None]

_PATIENCE_S = 30.0
"""How long one run waits for another's write, which takes milliseconds."""

_LOG_PAGES = 8_000
"""How long the write-ahead log may grow (32 MB) before it is worked into the file, which waits for the disk twice: a night of
thousands of answers should wait once or twice, not at every thousandth."""

_FAULTS = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What a file can raise; the second where what a damaged one says of itself is no text."""

_DAMAGED = ("Could not decode to UTF-8", "no such ", "no column named", "unsupported file format")

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE run (id INTEGER PRIMARY KEY, started INTEGER NOT NULL, finished INTEGER,"
        " state TEXT NOT NULL DEFAULT 'open', owner TEXT NOT NULL, scope TEXT NOT NULL DEFAULT '', report BLOB)",
        "CREATE TABLE subject (id INTEGER PRIMARY KEY, topic TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (topic, name))",
        "CREATE TABLE said (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, body TEXT NOT NULL)",
        "CREATE TABLE spell (id INTEGER PRIMARY KEY, subject INTEGER NOT NULL REFERENCES subject, source TEXT NOT NULL,"
        " said INTEGER NOT NULL REFERENCES said, since INTEGER NOT NULL, until INTEGER NOT NULL, runs INTEGER NOT NULL,"
        " days INTEGER NOT NULL, outage INTEGER NOT NULL, last_run INTEGER NOT NULL, asked_with TEXT NOT NULL, fresh TEXT)",
        "CREATE INDEX spell_by_subject ON spell (subject)",
        "CREATE TABLE pending (id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run, asked_with TEXT NOT NULL,"
        " answer TEXT NOT NULL)",
    ),
    (
        "CREATE TABLE finding (id INTEGER PRIMARY KEY, scope TEXT NOT NULL, rule TEXT NOT NULL, key TEXT, subject TEXT,"
        " first INTEGER NOT NULL, last INTEGER NOT NULL, last_run INTEGER NOT NULL REFERENCES run)",
        "CREATE INDEX finding_by_run ON finding (last_run)",
        "CREATE TABLE verdict (key TEXT PRIMARY KEY, verdict TEXT NOT NULL, digest TEXT NOT NULL, at INTEGER NOT NULL)",
    ),
    (
        "DROP INDEX IF EXISTS spell_by_subject",
        "CREATE INDEX IF NOT EXISTS spell_in_time ON spell (subject, source, outage, until)",
    ),
)
"""What each version of the schema adds to the one before; ``user_version`` counts them. Never change one that was released."""


class Store:
    """One SQLite file in write-ahead mode; every write is one short transaction.

    Nothing that happens to the file ends a run: where it cannot be written (read-only, full, locked for good) everything goes on
    in memory with what could be read of it, and ``warn`` says so once; a damaged file is put aside, never deleted.
    """

    def __init__(self, path: Path, *, read_only: bool, warn: Warn, now: Callable[[], datetime]) -> None:
        self.path = path
        self.recording = not read_only
        """Whether what is written reaches the disk."""
        self._read_only = read_only
        self._warn = warn
        self._now = now
        self._db = self._open()

    def read(self, action: Callable[[sqlite3.Connection], T]) -> T:
        """Runs something that only reads, all of it at one moment of the file; a damaged one is put aside."""
        try:
            return _in_transaction(self._db, action, "BEGIN")
        except _FAULTS as error:
            self._recover(error)
            return _in_transaction(self._db, action, "BEGIN")

    def write(self, action: Callable[[sqlite3.Connection], T]) -> T:
        """Runs something in one transaction: it is on disk whole when this returns, or not at all."""
        try:
            return _in_transaction(self._db, action)
        except _FAULTS as error:
            self._recover(error)
            return _in_transaction(self._db, action)

    def append(self, statement: Callable[[sqlite3.Connection], T]) -> T:
        """Runs one statement, which is a transaction by itself: half the work of `write`."""
        try:
            return statement(self._db)
        except _FAULTS as error:
            self._recover(error)
            return statement(self._db)

    def close(self) -> None:
        """Closes the file; safe to call twice."""
        self._db.close()

    def _recover(self, error: Exception) -> None:
        """After a failure: a fresh file where this one is damaged, else memory. A mistake of ours is raised."""
        if not self.recording and not self._read_only:
            raise error
        if _is_damage(error):
            self._db.close()
            self._put_aside(error)
            self._db = _in_memory() if self._read_only else self._open()
        elif isinstance(error, sqlite3.OperationalError) and not str(error).startswith("near"):
            self._leave_the_disk(error)
        else:
            raise error

    def _open(self) -> sqlite3.Connection:
        if self._read_only:
            return self._open_to_read() or _in_memory()
        try:
            _make(self.path.parent)
            return _connect(self.path)
        except (OSError, *_FAULTS) as error:
            if _is_damage(error):
                self._put_aside(error)
                return self._open()
            return self._without_disk(error)

    def _open_to_read(self) -> sqlite3.Connection | None:
        """The file as it is; a folder that cannot be written cannot hold the side files, so the second try does without them."""
        for mode in ("mode=ro", "immutable=1"):
            db = None
            try:
                if not self.path.is_file():
                    return None
                db = sqlite3.connect(
                    f"{self.path.resolve().as_uri()}?{mode}", uri=True, isolation_level=None, timeout=_PATIENCE_S
                )
                if _version(db) == len(MIGRATIONS):
                    return db
                if _version(db) > len(MIGRATIONS) and self._read_only:
                    self._warn(
                        f"the history {self.path} was written by a newer version of refwatch and is not read; upgrade refwatch"
                    )
                copy = _copy(db)
                db.close()
            except (OSError, *_FAULTS) as error:
                if db is not None:
                    db.close()
                if _is_damage(error):
                    self._warn(f"the history {self.path} is damaged ({error}) and was not read; the next check puts it aside")
                    return None
            else:
                return copy
        return None

    def _without_disk(self, error: Exception) -> sqlite3.Connection:
        self.recording = False
        self._warn(
            f"nothing of this run is recorded: cannot write {self.path} ({_reason(error)}); make it writable or use --state"
        )
        readable = self._open_to_read()
        if readable is None:
            return _in_memory()
        copy = _copy(readable)
        readable.close()
        return copy

    def _leave_the_disk(self, error: Exception) -> None:
        self.recording = False
        self._warn(f"from here on nothing is recorded: cannot write {self.path} ({_reason(error)}); free or mend the disk")
        copy = _copy(self._db)
        self._db.close()
        self._db = copy

    def _put_aside(self, error: Exception) -> None:
        """Renames a damaged file with its side files."""
        mark = f".damaged-{self._now():%Y%m%dT%H%M%SZ}"
        aside = self.path.with_name(self.path.name + mark)
        if self._read_only:
            self._warn(f"the history {self.path} is damaged ({error}) and was not read; the next check puts it aside")
            return
        self._warn(f"the history {self.path} is damaged ({error}); it was put aside as {aside.name}, and a new one begins")
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                self.path.with_name(self.path.name + suffix).rename(aside.with_name(aside.name + suffix))


class _NewerError(sqlite3.OperationalError):
    """The file was written by a newer version of this program."""


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, timeout=_PATIENCE_S)
    try:
        _patiently(lambda: db.execute("PRAGMA journal_mode = WAL").fetchone())
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
        migrate(db)
        db.execute("SELECT count(*) FROM run").fetchone()
    except BaseException:
        db.close()
        raise
    return db


def _patiently(action: Callable[[], object]) -> None:
    """Changing the journal mode does not wait for other connections by itself."""
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        try:
            action()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _in_memory() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None)
    migrate(db)
    return db


def _copy(db: sqlite3.Connection) -> sqlite3.Connection:
    """All that can be read, in memory and in the newest schema."""
    copy = sqlite3.connect(":memory:", isolation_level=None)
    try:
        db.backup(copy)
        migrate(copy)
    except _FAULTS:
        copy.close()
        return _in_memory()
    return copy


def migrate(db: sqlite3.Connection) -> None:
    """Brings a file to the newest schema, in one transaction; raises `sqlite3.OperationalError` for one from the future."""
    if _version(db) == len(MIGRATIONS):
        return
    _in_transaction(db, _migrate_inside)


def _migrate_inside(db: sqlite3.Connection) -> None:
    version = _version(db)
    if version > len(MIGRATIONS):
        raise _NewerError(f"it was written by a newer version of refwatch (schema {version}); upgrade refwatch")
    for step in MIGRATIONS[version:]:
        for statement in step:
            db.execute(statement)
    db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _in_transaction(db: sqlite3.Connection, action: Callable[[sqlite3.Connection], T], begin: str = "BEGIN IMMEDIATE") -> T:
    db.execute(begin)
    try:
        result = action(db)
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            with contextlib.suppress(sqlite3.Error):
                db.execute("ROLLBACK")
        raise
    return result


def _is_damage(error: Exception) -> bool:
    """Whether an error speaks of the file: neither text that is none nor a table that is not there is of our making."""
    if isinstance(error, UnicodeDecodeError) or any(each in str(error) for each in _DAMAGED):
        return True
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _reason(error: Exception) -> str:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return "a file stands where its folder should be"
    return (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)


def _make(folder: Path) -> None:
    """A folder of our own keeps itself out of git: the state is the machine's, only the lock is meant to be committed."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".gitignore").write_text("*\n", encoding="ascii")
