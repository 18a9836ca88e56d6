"""From a file to the library: one function, whatever the format."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from itertools import islice
from pathlib import Path

from checker.core.collecting import without_collecting
from checker.core.errors import StateError
from checker.sources.library import bibtex, dblp_xml, json_records, retraction_watch
from checker.sources.library.adding import Adding
from checker.sources.library.opening import Format, format_of, opened, peek, text_of
from checker.sources.library.record import Record
from checker.sources.library.store import Library

_BATCH = 5000
Progress = Callable[[int], None]


def load(library: Library, path: Path, at: datetime, progress: Progress = lambda _: None) -> int:
    """Adds the records of one file and tells how many it holds; all of them or, on any error, none.

    The day that the snapshot is of is the newest that its records speak of, else that of the file. ``progress`` is called with
    the number of records now and then. Raises `StateError` with the next step for a file that is damaged or of another kind.
    """
    with without_collecting():
        return _load(library, path, at, progress)


def _load(library: Library, path: Path, at: datetime, progress: Progress) -> int:
    form = format_of(peek(path), path)
    digest = _digest(path)
    newest = _Newest()
    with library.adding(path.name, digest, str(form), at) as adding:
        _READERS[form](path, adding, newest, progress)
        if not adding.records:
            raise StateError(f"{path} holds no bibliographic record; the library is as it was")
        adding.taken = newest.day or min(datetime.fromtimestamp(path.stat().st_mtime, UTC), at).date()
    return adding.records


def _digest(path: Path) -> str:
    """What tells two files apart: their content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class _Newest:
    """The latest day that any record bears; days beyond the clock are clerical errors and do not count."""

    def __init__(self) -> None:
        self.day: date | None = None
        self._seen: set[str] = set()

    def watch(self, records: Iterable[Record]) -> Iterator[Record]:
        """The same records; their time stamps are looked at and not kept."""
        for record in records:
            more = record.more
            if more and "timestamp" in more:
                self._look(str(more["timestamp"]))
                rest = {name: value for name, value in more.items() if name != "timestamp"}
                yield record._replace(more=rest or None)
            else:
                yield record

    def _look(self, stamp: str) -> None:
        if stamp in self._seen or not stamp:
            return
        self._seen.add(stamp)
        day = _day(stamp)
        if day and (self.day is None or day > self.day):
            self.day = day


def _day(stamp: str) -> date | None:
    try:
        return date.fromisoformat(stamp) if stamp[:1].isdigit() else parsedate_to_datetime(stamp).date()
    except ValueError:
        return None


def _told(records: Iterable[Record], adding: Adding, progress: Progress) -> None:
    found = iter(records)
    while batch := list(islice(found, _BATCH)):
        adding.add(batch)
        progress(adding.records)


def _bibtex(path: Path, adding: Adding, newest: _Newest, progress: Progress) -> None:
    with opened(path) as stream, text_of(stream) as text:
        _told(newest.watch(bibtex.records(text)), adding, progress)


def _dblp_xml(path: Path, adding: Adding, newest: _Newest, progress: Progress) -> None:
    with opened(path) as stream:
        _told(newest.watch(dblp_xml.records(stream, str(path))), adding, progress)


def _json(path: Path, adding: Adding, newest: _Newest, progress: Progress) -> None:
    with opened(path) as stream, text_of(stream) as text:
        _told(newest.watch(json_records.records(text, str(path))), adding, progress)


def _retraction_watch(path: Path, adding: Adding, _: _Newest, progress: Progress) -> None:
    with opened(path) as stream, text_of(stream) as text:
        rows = retraction_watch.rows(text)
        while batch := list(islice(rows, _BATCH)):
            adding.add(record for record, _ in batch if record)
            adding.add_updates(update for _, update in batch)
            progress(adding.records)


_READERS = {Format.BIBTEX: _bibtex, Format.DBLP_XML: _dblp_xml, Format.JSON: _json, Format.RETRACTION_WATCH: _retraction_watch}
