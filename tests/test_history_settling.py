"""However the answers of a run come in, the timelines are what they say: counted quickly or looked at one by one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.core.answer import Answer, Hop, Outcome, Timeline, Topic
from checker.memory import settling
from checker.memory.held import Held
from checker.memory.history import History
from tests.doubles.clock import Clock

FIRST = datetime(2026, 1, 1, 22, tzinfo=UTC)
SETTINGS = {Topic.LINK: "0123456789abcdef"}

_FACTS = st.sampled_from(
    [
        {},
        {"a": 1},
        {"a": 1.0},
        {"a": True},
        {"a": 2},
        {"title": "x"},
        {"title": "y", "a": 1},
        {"unchanged": True},
        {"unchanged": False},
    ]
)
_ANSWERS = st.builds(
    lambda source, number, outcome, wait, facts, detail, ms, status, etag: Answer(
        source,
        Topic.LINK,
        f"https://example.org/{number}",
        outcome,
        FIRST + timedelta(minutes=wait),
        facts,
        detail,
        status,
        "https://example.org/new" if outcome is Outcome.MOVED else None,
        (Hop(301, "https://example.org/"),) if outcome is Outcome.MOVED else (),
        ms,
        {"etag": etag} if etag else {},
    ),
    st.sampled_from(["web", "other"]),
    st.integers(0, 2),
    st.sampled_from([Outcome.FOUND, Outcome.FOUND, Outcome.MOVED, Outcome.MISSING, Outcome.UNREACHABLE, Outcome.UNASKED]),
    st.integers(0, 200),
    _FACTS,
    st.sampled_from(["", "why", 'a "quoted" ü\ud800']),
    st.none() | st.integers(0, 3),
    st.sampled_from([None, 200, 304]),
    st.sampled_from(["", "a", "b"]),
)
_NIGHTS = st.lists(st.lists(_ANSWERS, max_size=6), min_size=1, max_size=6)


def everything_is_looked_at(*_: object, outage: bool) -> list[Held]:
    """In place of the quick way: it leaves all answers to the other one."""
    return list(cast("Sequence[Held]", _[2]))


def told(nights: Sequence[Sequence[Answer]]) -> dict[tuple[Topic, str], dict[str, Timeline]]:
    """The timelines after these nights."""
    with TemporaryDirectory() as name, History.open(Path(name), clock=Clock(FIRST)) as history:
        for answers in nights:
            run = history.begin(asked_with=SETTINGS)
            for answer in answers:
                run.record(answer)
            run.finish()
        known = history.timelines()
        assert known == history.timelines(asked_with=SETTINGS)
        return {question: {source: Timeline(tuple(each.spells)) for source, each in by.items()} for question, by in known.items()}


@settings(deadline=None, max_examples=60)
@given(_NIGHTS)
def test_what_is_counted_quickly_is_what_looking_at_everything_finds(nights: list[list[Answer]]) -> None:
    moved = [[replace(each, at=each.at + timedelta(days=night)) for each in answers] for night, answers in enumerate(nights)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settling, "_take_quickly", everything_is_looked_at)
        slowly = told(moved)
    assert told(moved) == slowly
