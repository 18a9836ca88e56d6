"""The statements that the history is made of; each function runs inside one transaction of the caller's."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from checker.core import urls
from checker.core.answer import Answer, Spell, Timeline, Topic
from checker.memory import codec
from checker.memory.findings import Fingerprint, Verdict
from checker.memory.spells import absorb, resolve

Question = tuple[Topic, str]

_FEW = 200
"""Up to this many questions are looked up one by one; beyond, reading all and choosing is faster."""

_SPELLS = (
    "SELECT s.topic, s.name, p.id, p.source, p.said, p.since, p.until, p.runs, p.days, p.last_run, p.asked_with, p.fresh, d.body"
    " FROM spell p JOIN subject s ON s.id = p.subject JOIN said d ON d.id = p.said WHERE p.outage = ?"
)


@dataclass(slots=True)
class Stored:
    """A spell with its row; ``number`` is ``None`` until it has one. ``stale`` says that the row is older than the spell."""

    spell: Spell
    number: int | None
    last_run: int
    asked_with: str
    stale: bool = False


Shelf = dict[Question, dict[str, list[Stored]]]


def load(db: sqlite3.Connection, wanted: Sequence[Question] | None, *, outage: bool) -> Shelf:
    """The spells of these questions (of all, for ``None``), oldest first, by masked name and source."""
    shelf: Shelf = {}
    contents: dict[int, codec.Said] = {}
    topics = {each.value: each for each in Topic}
    for row in _rows(db, wanted, outage=outage):
        topic, name, number, source, said, since, until, runs, days, last_run, asked_with, newest, body = row
        content = contents.get(said)
        if content is None:
            content = contents[said] = codec.Said.of(body)
        answer = codec.answer_of(source, topics[topic], name, until, content, newest)
        spell = Spell(answer, codec.to_moment(since), answer.at, runs, days)
        by_source = shelf.setdefault((topics[topic], name), {})
        by_source.setdefault(source, []).append(Stored(spell, number, last_run, asked_with))
    return shelf


def _rows(db: sqlite3.Connection, wanted: Sequence[Question] | None, *, outage: bool) -> Iterator[tuple[Any, ...]]:
    ordered = f"{_SPELLS} ORDER BY p.until, p.id"
    if wanted is None:
        yield from db.execute(ordered, (outage,))
        return
    masked = {(topic.value, urls.mask(name)) for topic, name in wanted}
    if len(masked) <= _FEW:
        one = f"{_SPELLS} AND s.topic = ? AND s.name = ? ORDER BY p.until, p.id"
        for topic, name in masked:
            yield from db.execute(one, (outage, topic, name))
        return
    yield from (row for row in db.execute(ordered, (outage,)) if (row[0], row[1]) in masked)


def under_their_names(
    found: dict[Question, dict[str, Timeline]], wanted: Sequence[Question] | None
) -> dict[Question, dict[str, Timeline]]:
    """By the names that were asked for: on disk an address has no password."""
    if wanted is None:
        return found
    asked = ((question, (question[0], urls.mask(question[1]))) for question in wanted)
    return {question: found[masked] for question, masked in asked if masked in found}


def take_in(spells: list[Stored], answer: Answer, run: int, asked_with: str) -> None:
    """One more answer on a shelf's list."""
    last = spells[-1] if spells else None
    meant = resolve(answer, Timeline(tuple(each.spell for each in spells)) if spells else None)
    spell, extends = absorb(last.spell if last else None, meant, new_run=last is None or last.last_run != run)
    if extends and last is not None:
        last.spell, last.last_run, last.asked_with, last.stale = spell, run, asked_with, True
        return
    if last is not None:
        last.stale = True
    spells.append(Stored(spell, None, run, asked_with, stale=True))
    spells.sort(key=lambda each: each.spell.until)


def save(db: sqlite3.Connection, shelf: Shelf, *, outage: bool) -> None:
    """Writes what is new or changed."""
    for (topic, name), by_source in shelf.items():
        for source, spells in by_source.items():
            for position, stored in enumerate(spells):
                if stored.stale:
                    newest = codec.fresh(stored.spell.answer, superseded=position < len(spells) - 1)
                    _save_one(db, (topic, name), source, stored, newest, outage=outage)


def _save_one(
    db: sqlite3.Connection, question: Question, source: str, stored: Stored, newest: str | None, *, outage: bool
) -> None:
    spell = stored.spell
    since, until = codec.to_number(spell.since), codec.to_number(spell.until)
    if stored.number is not None:
        db.execute(
            "UPDATE spell SET since = ?, until = ?, runs = ?, days = ?, last_run = ?, asked_with = ?, fresh = ? WHERE id = ?",
            (since, until, spell.runs, spell.days, stored.last_run, stored.asked_with, newest, stored.number),
        )
        return
    db.execute(
        "INSERT INTO spell (subject, source, said, since, until, runs, days, outage, last_run, asked_with, fresh)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(_subject(db, *question), source, _said(db, codec.said(spell.answer))),
            *(since, until, spell.runs, spell.days, outage, stored.last_run, stored.asked_with, newest),
        ),
    )


def _subject(db: sqlite3.Connection, topic: Topic, name: str) -> int:
    db.execute("INSERT OR IGNORE INTO subject (topic, name) VALUES (?, ?)", (topic.value, name))
    return int(db.execute("SELECT id FROM subject WHERE topic = ? AND name = ?", (topic.value, name)).fetchone()[0])


def _said(db: sqlite3.Connection, body: str) -> int:
    key = codec.digest(body)
    db.execute("INSERT OR IGNORE INTO said (digest, body) VALUES (?, ?)", (key, body))
    return int(db.execute("SELECT id FROM said WHERE digest = ?", (key,)).fetchone()[0])


def begin(db: sqlite3.Connection, started: int, owner: str, scope: str) -> int:
    """A new run's number."""
    found = db.execute("INSERT INTO run (started, owner, scope) VALUES (?, ?, ?)", (started, owner, scope)).lastrowid
    return found or 0


def hold(db: sqlite3.Connection, run: int, asked_with: str, answer: str) -> None:
    """One answer of a run that goes on."""
    db.execute("INSERT INTO pending (run, asked_with, answer) VALUES (?, ?, ?)", (run, asked_with, answer))


def pending(db: sqlite3.Connection, run: int) -> list[tuple[int, str, Answer]]:
    """The answers of a run that are not in the timelines yet, as they came."""
    found = db.execute("SELECT id, asked_with, answer FROM pending WHERE run = ? ORDER BY id", (run,))
    return [(number, asked_with, codec.from_text(text)) for number, asked_with, text in found]


def release(db: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """These answers are in the timelines now."""
    db.executemany("DELETE FROM pending WHERE id = ?", ((number,) for number in numbers))


def open_runs(db: sqlite3.Connection) -> list[tuple[int, str, int]]:
    """Number, owner and start of every run with answers to settle, and of every run not settled at all.

    A run whose file was put aside under it has answers here, but no row.
    """
    return db.execute(
        "SELECT id, owner, started FROM run WHERE state = 'open' OR id IN (SELECT run FROM pending)"
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
    for each in (replace(found, subject=found.subject and urls.mask(found.subject)) for found in findings):
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
    return tuple((Topic(topic), name) for topic, name in found)
