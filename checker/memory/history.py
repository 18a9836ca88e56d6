"""Every answer ever received: recorded as it arrives, kept as spells, read as timelines."""

import os
import platform
import sqlite3
import sys
import zlib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from checker.clock import Clock, SystemClock
from checker.core import urls
from checker.core.answer import Answer, Timeline, Topic
from checker.core.collecting import without_collecting
from checker.memory import codec, rows
from checker.memory.findings import Fingerprint, Verdict
from checker.memory.held import Held, hold, pending
from checker.memory.no_history import FILE_NAME
from checker.memory.rows import Question
from checker.memory.settling import settle, was_ours
from checker.memory.spells import absorb, resolve
from checker.memory.store import Store, Warn

_ABANDONED_AFTER = timedelta(days=1)
"""An unfinished run of another machine (a shared or restored state folder) is over by then."""


class History:
    """The history of one state folder. Open it with `open`; it is a context manager.

    Nothing about the file ever ends a run: see `Store`.
    """

    blank = False
    """Whether there is nothing to remember, as in `NoHistory`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    @classmethod
    def open(
        cls, state_dir: Path, *, read_only: bool = False, clock: Clock | None = None, warn: Warn = lambda _: None
    ) -> "History":
        """The history below a state folder, created where there is none. ``warn`` is told, in one sentence, what is lost and why.

        Answers of a run that was killed are taken into the timelines first. ``read_only`` creates and changes nothing.
        """
        used = clock or SystemClock()
        history = cls(Store(state_dir / FILE_NAME, read_only=read_only, warn=warn, now=used.now), used)
        if not read_only:
            history._settle_the_abandoned()
        return history

    @property
    def recording(self) -> bool:
        """Whether what is recorded reaches the disk."""
        return self._store.recording

    def close(self) -> None:
        """Closes the file."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def begin(self, *, asked_with: Mapping[Topic, str] | None = None, scope: str = "") -> "Run":
        """A new run.

        ``asked_with`` are digests of the settings that shape the answers of a topic. ``scope`` names what is looked at (paths,
        topics), because findings are followed between runs of equal scope only.
        """
        started = self._clock.now()
        number = self._store.write(lambda db: rows.begin(db, codec.to_number(started), _owner(), _short(scope)))
        return Run(self._store, self._clock, number, started, asked_with or {}, scope)

    def timelines(
        self, questions: Iterable[Question] | None = None, *, asked_with: Mapping[Topic, str] | None = None
    ) -> dict[Question, dict[str, Timeline]]:
        """What each source has said about these subjects (all, where none are given), by question.

        Runs that were outages of ours are left out; answers of runs still going on are in. With ``asked_with`` (as given to
        `begin`) only those whose newest answer was got with the same settings: others answered another question, and must not
        spare asking this one.
        """
        wanted = None if questions is None else list(questions)
        with without_collecting():
            return self._store.read(lambda db: _timelines(db, wanted, asked_with))

    def meant(self, answer: Answer) -> Answer:
        """What an answer stands for: "unchanged" means the facts that were recorded before.

        Validators come from earlier runs, so the answers of this one are looked at only where those know nothing: a thousand
        unchanged repositories must not each walk through all that was answered tonight.
        """
        if not answer.facts.get("unchanged"):
            return answer
        question = (answer.topic, answer.subject)
        settled = _told(self._store.read(lambda db: rows.load(db, [question], outage=False)))
        known = settled.get((answer.topic, urls.mask(answer.subject)), {}).get(answer.source)
        if known is None or known.conclusive is None:
            known = self.timelines([question]).get(question, {}).get(answer.source)
        return resolve(answer, known)

    def outage_nights(self) -> tuple[datetime, ...]:
        """When runs began that were outages of ours, oldest first."""
        return self._store.read(lambda db: tuple(codec.to_moment(each) for each in rows.outages(db)))

    def find(self, text: str) -> tuple[Question, ...]:
        """The subjects on record that a person may mean: those of this name, else those whose name holds the text."""
        return self._store.read(lambda db: rows.find(db, urls.mask(text)))

    def holding(self, topic: Topic, text: str) -> tuple[Question, ...]:
        """The subjects of a topic whose names or answers hold a text, whatever its case."""
        escaped = codec.escaped(urls.mask(text))
        return self._store.read(
            lambda db: tuple((topic, name) for name in rows.holding(db, topic.value, urls.mask(text), escaped))
        )

    def last_report(self) -> str | None:
        """What `Run.finish` was given last."""
        packed = self._store.read(rows.last_report)
        try:
            return zlib.decompress(packed).decode() if packed else None
        except (zlib.error, UnicodeDecodeError):
            return None

    def first_made(self, scope: str = "") -> Mapping[Fingerprint, datetime]:
        """Each finding of the last finished run of a scope, with the run that first made it in consecutive runs."""
        return self._store.read(lambda db: rows.first_made(db, _short(scope)))

    def findings_at(self, moment: datetime, scope: str = "") -> frozenset[Fingerprint] | None:
        """The findings of the last run of a scope at or before a moment; ``None`` where there was none."""
        return self._store.read(lambda db: rows.findings_at(db, codec.to_number(moment), _short(scope)))

    def started_by(self, moment: datetime, scope: str = "") -> datetime | None:
        """When the last finished run of a scope began that did so at or before a moment."""
        started = self._store.read(lambda db: rows.started_by(db, codec.to_number(moment), _short(scope)))
        return None if started is None else codec.to_moment(started)

    def verdicts(self) -> dict[str, Verdict]:
        """The last verdict on each entry that was asked about, with the digest of the fields that it judged, by key."""
        return self._store.read(rows.verdicts)

    def _settle_the_abandoned(self) -> None:
        latest = codec.to_number(self._clock.now() - _ABANDONED_AFTER)
        over = self._store.read(
            lambda db: [run for run, owner, started in rows.open_runs(db) if _is_gone(owner) or started < latest],
        )
        for run in over:
            self._store.write(_settling(run))


class Run:
    """One run that is being recorded."""

    def __init__(
        self, store: Store, clock: Clock, number: int, started: datetime, asked_with: Mapping[Topic, str], scope: str
    ) -> None:
        self.number = number
        self.started = started
        self._store = store
        self._clock = clock
        self._asked_with = asked_with
        self._scope = _short(scope)

    def record(self, answer: Answer) -> None:
        """Keeps one answer; once this returns, no end of the process loses it."""
        text, digest = codec.to_text(answer), self._asked_with.get(answer.topic, "")
        self._store.append(lambda db: hold(db, self.number, digest, text))

    def settle(self) -> bool:
        """Takes the answers so far into the timelines; returns whether they were an outage of ours, which counts for nothing.

        Call it when asking is over, interrupted runs included. May be called again after a second round.
        """
        with without_collecting():
            return self._store.write(_settling(self.number))

    def finish(
        self, report: str | None = None, findings: Iterable[Fingerprint] = (), verdicts: Mapping[str, Verdict] | None = None
    ) -> None:
        """The run is over: its report is kept to be told again, its findings to be followed, its verdicts with their digests."""
        made, settled = tuple(dict.fromkeys(findings)), verdicts or {}
        packed = zlib.compress(report.encode("utf-8", "backslashreplace")) if report is not None else None
        finished = codec.to_number(self._clock.now())
        settle: Callable[[sqlite3.Connection], object] = _settling(self.number)

        def write(db: sqlite3.Connection) -> None:
            settle(db)
            rows.finish(db, self.number, finished, packed)
            rows.follow(db, self.number, self._scope, codec.to_number(self.started), made)
            rows.keep_verdicts(db, settled)

        self._store.write(write)


def _timelines(
    db: sqlite3.Connection, wanted: list[Question] | None, settings: Mapping[Topic, str] | None
) -> dict[Question, dict[str, Timeline]]:
    stored = rows.load(db, wanted, outage=False)
    if settings is not None:
        stored = {
            question: {source: series for source, series in by.items() if series.asked_with == settings.get(question[0], "")}
            for question, by in stored.items()
        }
    found = _told(stored)
    masked = None if wanted is None else {(topic, urls.mask(name)) for topic, name in wanted}
    for run, _, _ in rows.open_runs(db):
        held = pending(db, run)
        if held and not was_ours(db, run, held):
            _fold(found, held, masked)
    return rows.under_their_names(found, wanted)


def _told(shelf: rows.Shelf) -> dict[Question, dict[str, Timeline]]:
    return {question: {source: series.timeline for source, series in by_source.items()} for question, by_source in shelf.items()}


def _fold(found: dict[Question, dict[str, Timeline]], held: Iterable[Held], wanted: set[Question] | None) -> None:
    """Answers that are not settled yet, laid over the timelines for reading."""
    for each in held:
        question = (Topic(each.topic), each.subject)
        if wanted is not None and question not in wanted:
            continue
        timeline = found.setdefault(question, {}).get(each.source)
        spells = timeline.spells if timeline else ()
        spell, extends = absorb(spells[-1] if spells else None, resolve(each.answer(), timeline))
        found[question][each.source] = Timeline((*(spells[:-1] if extends else spells), spell))


def _settling(run: int) -> Callable[[sqlite3.Connection], bool]:
    return lambda db: settle(db, run)


def _short(scope: str) -> str:
    """A scope names many paths, and every finding has one."""
    return codec.digest(scope).hex() if scope else ""


def _owner() -> str:
    return f"{platform.node()}:{os.getpid()}"


def _is_gone(owner: str) -> bool:
    """Whether a run's process surely has ended: asked of this machine alone, and not on Windows, where asking would end it."""
    machine, _, process = owner.rpartition(":")
    if machine != platform.node() or sys.platform == "win32" or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
