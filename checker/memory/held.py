"""The answers of a run as they came, before they are in the timelines; decoded only where somebody looks."""

import sqlite3
from typing import NamedTuple

from checker.core.answer import Answer, Outcome, Topic
from checker.memory import codec

Key = tuple[str, str, str]
"""Topic, subject (masked) and source: whose timeline it is."""


class Held(NamedTuple):
    """One answer. ``at`` is in microseconds since 1970, ``said`` and ``fresh`` as `codec` writes them."""

    number: int
    asked_with: str
    topic: str
    subject: str
    source: str
    at: int
    said: str
    fresh: str | None

    @property
    def key(self) -> Key:
        """The timeline that it belongs to."""
        return self[2:5]

    @property
    def outcome(self) -> Outcome:
        """How the question ended."""
        return codec.outcome_of(self.said)

    def answer(self) -> Answer:
        """The answer as the program's other parts know it."""
        content = codec.Said.of(self.said)
        return codec.answer_of(self.source, Topic(self.topic), self.subject, self.at, content, self.fresh)


def hold(db: sqlite3.Connection, run: int, asked_with: str, answer: str) -> None:
    """One answer of a run that goes on, as `codec.to_text` writes it; a transaction of its own where none is open."""
    db.execute("INSERT INTO pending (run, asked_with, answer) VALUES (?, ?, ?)", (run, asked_with, answer))


def pending(db: sqlite3.Connection, run: int) -> list[Held]:
    """The answers of a run that are not in the timelines yet, as they came."""
    found = db.execute("SELECT id, asked_with, answer FROM pending WHERE run = ? ORDER BY id", (run,))
    held = []
    for number, asked_with, text in found:
        if whole := codec.unpacked(text):
            source, topic, subject, at, said, fresh = whole
            held.append(Held(number, asked_with, topic, subject, source, at, said, fresh))
    return held


def release(db: sqlite3.Connection, run: int) -> None:
    """The answers of a run are in the timelines now."""
    db.execute("DELETE FROM pending WHERE run = ?", (run,))
