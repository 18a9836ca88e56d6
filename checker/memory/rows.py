"""The statements that the history is made of; each function runs inside one transaction of the caller's."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from checker.core import urls
from checker.core.answer import Answer, Timeline, Topic
from checker.memory import codec
from checker.memory.findings import Fingerprint, Verdict
from checker.memory.series import Changed, Contents, Series

Question = tuple[Topic, str]

_FEW = 200
"""Up to this many questions are looked up one by one; beyond, reading all and choosing is faster."""

_EVERY_SPELL = (
    "SELECT subject, id, source, said, since, until, runs, days, last_run, asked_with, fresh FROM spell WHERE outage = ?"
)
_SPELLS_OF_ONE = (
    "SELECT subject, id, source, said, since, until, runs, days, last_run, asked_with, fresh"
    " FROM spell WHERE outage = ? AND subject = ?"
)

Shelf = dict[Question, dict[str, Series]]


def load(db: sqlite3.Connection, wanted: Sequence[Question] | None, *, outage: bool) -> Shelf:
    """The spells of these questions (of all, for ``None``), oldest first, by masked name and source."""
    masked = None if wanted is None else {(topic.value, urls.mask(name)) for topic, name in wanted}
    if masked is not None and len(masked) <= _FEW:
        return _few(db, masked, outage=outage)
    return _all(db, masked, outage=outage)


def _all(db: sqlite3.Connection, masked: AbstractSet[tuple[str, str]] | None, *, outage: bool) -> Shelf:
    topics = {each.value: each for each in Topic}
    named = db.execute("SELECT id, topic, name FROM subject")
    names = {
        number: (topics[topic], name)
        for number, topic, name in named
        if topic in topics and (masked is None or (topic, name) in masked)
    }
    contents = Contents(dict(db.execute("SELECT id, body FROM said")))
    return _shelved(db.execute(_EVERY_SPELL, (outage,)), names, contents)


def _few(db: sqlite3.Connection, masked: AbstractSet[tuple[str, str]], *, outage: bool) -> Shelf:
    names: dict[int, Question] = {}
    for topic, name in masked:
        found = db.execute("SELECT id FROM subject WHERE topic = ? AND name = ?", (topic, name)).fetchone()
        if found:
            names[found[0]] = (Topic(topic), name)
    rows = [row for number in names for row in db.execute(_SPELLS_OF_ONE, (outage, number))]
    bodies = {row[3]: "" for row in rows}
    for number in bodies:
        found = db.execute("SELECT body FROM said WHERE id = ?", (number,)).fetchone()
        bodies[number] = found[0] if found else ""
    return _shelved(rows, names, Contents(bodies))


def _shelved(rows: Iterable[tuple[Any, ...]], names: Mapping[int, Question], contents: Contents) -> Shelf:
    grouped: dict[int, dict[str, list[tuple[Any, ...]]]] = {number: {} for number in names}
    for row in rows:
        by_source = grouped.get(row[0])
        if by_source is not None:
            by_source.setdefault(row[2], []).append(row)
    return {
        names[number]: {source: Series(*names[number], source, contents, listed) for source, listed in by_source.items()}
        for number, by_source in grouped.items()
        if by_source
    }


def series_of(shelf: Shelf, answer: Answer) -> Series:
    """Where an answer belongs; a new place where there is none."""
    by_source = shelf.setdefault((answer.topic, answer.subject), {})
    if answer.source not in by_source:
        by_source[answer.source] = Series(answer.topic, answer.subject, answer.source, Contents({}))
    return by_source[answer.source]


def under_their_names(
    found: dict[Question, dict[str, Timeline]], wanted: Sequence[Question] | None
) -> dict[Question, dict[str, Timeline]]:
    """By the names that were asked for: on disk an address has no password."""
    if wanted is None:
        return found
    asked = ((question, (question[0], urls.mask(question[1]))) for question in wanted)
    return {question: found[masked] for question, masked in asked if masked in found}


def save(db: sqlite3.Connection, shelf: Shelf, *, outage: bool) -> None:
    """Writes what is new or changed; only the newest spell keeps what belongs to its newest answer alone."""
    for question, by_source in shelf.items():
        for source, series in by_source.items():
            for position, each in series.changed.items():
                newest = codec.fresh(each.spell.answer)
                kept = newest if position == len(series) - 1 else codec.superseded(newest)
                _save_one(db, question, source, each, kept, outage=outage)


def _save_one(
    db: sqlite3.Connection, question: Question, source: str, changed: Changed, newest: str | None, *, outage: bool
) -> None:
    spell = changed.spell
    since, until = codec.to_number(spell.since), codec.to_number(spell.until)
    if changed.number is not None:
        db.execute(
            "UPDATE spell SET since = ?, until = ?, runs = ?, days = ?, last_run = ?, asked_with = ?, fresh = ? WHERE id = ?",
            (since, until, spell.runs, spell.days, changed.last_run, changed.asked_with, newest, changed.number),
        )
        return
    numbers = subject(db, *question), source, said(db, codec.said(spell.answer))
    begin_spell(db, (*numbers, since, until, spell.runs, spell.days, outage, changed.last_run, changed.asked_with, newest))


def begin_spell(db: sqlite3.Connection, values: tuple[Any, ...]) -> None:
    """A spell that was not there before: its columns in the order of the schema."""
    db.execute(
        "INSERT INTO spell (subject, source, said, since, until, runs, days, outage, last_run, asked_with, fresh)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        values,
    )


def subject(db: sqlite3.Connection, topic: str, name: str) -> int:
    """The number of a subject, which gets one here where it has none."""
    db.execute("INSERT OR IGNORE INTO subject (topic, name) VALUES (?, ?)", (topic, name))
    return int(db.execute("SELECT id FROM subject WHERE topic = ? AND name = ?", (topic, name)).fetchone()[0])


def said(db: sqlite3.Connection, body: str) -> int:
    """The number of a thing said, which is kept once however often it is said."""
    key = codec.digest(body)
    db.execute("INSERT OR IGNORE INTO said (digest, body) VALUES (?, ?)", (key, body))
    return int(db.execute("SELECT id FROM said WHERE digest = ?", (key,)).fetchone()[0])


def begin(db: sqlite3.Connection, started: int, owner: str, scope: str) -> int:
    """A new run's number."""
    found = db.execute("INSERT INTO run (started, owner, scope) VALUES (?, ?, ?)", (started, owner, scope)).lastrowid
    return found or 0


def open_runs(db: sqlite3.Connection) -> list[tuple[int, str, int]]:
    """Number, owner and start of every run with answers to settle, and of every run not settled at all.

    A run whose file was put aside under it has answers here, but no row.
    """
    return db.execute(
        "SELECT id, CAST(coalesce(owner, '') AS TEXT), CAST(coalesce(started, 0) AS INTEGER) FROM run"
        " WHERE state = 'open' OR id IN (SELECT run FROM pending)"
        " UNION SELECT DISTINCT run, '', 0 FROM pending WHERE run NOT IN (SELECT id FROM run) ORDER BY 1"
    ).fetchall()


def state(db: sqlite3.Connection, run: int) -> str:
    """``open``, ``kept`` or ``outage``."""
    found = db.execute("SELECT state FROM run WHERE id = ?", (run,)).fetchone()
    return found[0] if found else "open"


def set_state(db: sqlite3.Connection, run: int, value: str) -> None:
    """How a run counts."""
    db.execute("UPDATE run SET state = ? WHERE id = ?", (value, run))


def outages(db: sqlite3.Connection) -> list[int]:
    """When runs began that count for nothing."""
    return [row[0] for row in db.execute("SELECT started FROM run WHERE state = 'outage' ORDER BY started")]


def finish(db: sqlite3.Connection, run: int, finished: int, report: bytes | None) -> None:
    """Only the last report is kept whole; earlier ones live on as the findings' first and last days."""
    db.execute("UPDATE run SET finished = ? WHERE id = ?", (finished, run))
    if report is not None:
        db.execute("UPDATE run SET report = NULL WHERE report IS NOT NULL")
        db.execute("UPDATE run SET report = ? WHERE id = ?", (report, run))


def last_report(db: sqlite3.Connection) -> bytes | None:
    """The packed report that was kept last."""
    found = db.execute("SELECT report FROM run WHERE report IS NOT NULL ORDER BY id DESC LIMIT 1").fetchone()
    return found[0] if found else None


def follow(db: sqlite3.Connection, run: int, scope: str, started: int, findings: Iterable[Fingerprint]) -> None:
    """Findings that the run before of this scope made too go on; the others begin."""
    before = _last_run(db, scope, before=run)
    standing = {found: number for number, found, _ in _findings(db, scope, before)} if before is not None else {}
    for each in (found._replace(subject=found.subject and urls.mask(found.subject)) for found in findings):
        if each in standing:
            db.execute("UPDATE finding SET last = ?, last_run = ? WHERE id = ?", (started, run, standing[each]))
        else:
            db.execute(
                "INSERT INTO finding (scope, rule, key, subject, first, last, last_run) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (scope, each.rule, each.key, each.subject, started, started, run),
            )


def _last_run(db: sqlite3.Connection, scope: str, *, before: int | None = None) -> int | None:
    found = db.execute(
        "SELECT max(id) FROM run WHERE scope = ? AND finished IS NOT NULL AND id < ?", (scope, before or 2**62)
    ).fetchone()
    return found[0] if found else None


def _findings(db: sqlite3.Connection, scope: str, run: int) -> list[tuple[int, Fingerprint, int]]:
    found = db.execute("SELECT id, rule, key, subject, first FROM finding WHERE last_run = ? AND scope = ?", (run, scope))
    return [(number, Fingerprint(rule, key, subject), first) for number, rule, key, subject, first in found]


def first_made(db: sqlite3.Connection, scope: str) -> dict[Fingerprint, datetime]:
    """The findings of the last finished run of a scope, each with its first day."""
    run = _last_run(db, scope)
    return {found: codec.to_moment(first) for _, found, first in _findings(db, scope, run)} if run is not None else {}


def started_by(db: sqlite3.Connection, moment: int, scope: str) -> int | None:
    """When the last finished run of a scope began that did so at or before a moment."""
    found = db.execute(
        "SELECT max(started) FROM run WHERE scope = ? AND finished IS NOT NULL AND started <= ?", (scope, moment)
    ).fetchone()
    return found[0] if found else None


def findings_at(db: sqlite3.Connection, moment: int, scope: str) -> frozenset[Fingerprint] | None:
    """The findings of the last finished run of a scope that began at or before a moment."""
    started = started_by(db, moment, scope)
    if started is None:
        return None
    found = db.execute(
        "SELECT rule, key, subject FROM finding WHERE scope = ? AND first <= ? AND last >= ?", (scope, started, started)
    )
    return frozenset(Fingerprint(*row) for row in found)


def keep_verdicts(db: sqlite3.Connection, verdicts: Mapping[str, Verdict]) -> None:
    """The newest verdict of each entry; that nobody could be asked about the same fields takes nothing back."""
    db.executemany(
        "INSERT INTO verdict (key, verdict, digest, at) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE"
        " SET verdict = excluded.verdict, digest = excluded.digest, at = excluded.at"
        " WHERE excluded.verdict != 'unverified' OR excluded.digest != verdict.digest",
        ((key, each.verdict, each.digest, codec.to_number(each.at)) for key, each in verdicts.items()),
    )


def verdicts(db: sqlite3.Connection) -> dict[str, Verdict]:
    """By the entry's key."""
    found = db.execute("SELECT key, verdict, digest, at FROM verdict")
    return {key: Verdict(verdict, digest, codec.to_moment(at)) for key, verdict, digest, at in found}


def find(db: sqlite3.Connection, text: str) -> tuple[Question, ...]:
    """Subjects of this name, else those whose name holds the text."""
    exact = db.execute("SELECT topic, name FROM subject WHERE name = ? ORDER BY topic", (text,)).fetchall()
    found = exact or db.execute(
        "SELECT topic, name FROM subject WHERE instr(lower(name), lower(?)) ORDER BY topic, name LIMIT 100", (text,)
    )
    return tuple((Topic(topic), name) for topic, name in found if topic in set(Topic))


def holding(db: sqlite3.Connection, topic: str, text: str, escaped: str) -> list[str]:
    """The names of a topic's subjects whose name, or something said of which, holds the text."""
    found = db.execute(
        "SELECT name FROM subject WHERE topic = ?1 AND (instr(lower(name), lower(?2)) OR id IN"
        " (SELECT subject FROM spell JOIN said ON said.id = spell.said WHERE instr(lower(body), lower(?3)))) ORDER BY name",
        (topic, text, escaped),
    )
    return [name for (name,) in found]
