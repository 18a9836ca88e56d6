"""Killed at any moment: no recorded answer is lost, and the lock is old or new, never half. Two at once: both are kept."""

import random
import subprocess
import sys
from pathlib import Path

from checker.core.answer import Topic
from checker.memory.history import History
from checker.memory.lock import Lock

KILLS = 8

RECORDER = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from checker.core.answer import Answer, Outcome, Topic
from checker.memory.history import History
from checker.memory.lock import Lock

folder, first, last = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
number = first
while number < last:
    with History.open(folder) as history:
        run = history.begin()
        for number in range(number, min(number + 20, last)):
            answer = Answer("web", Topic.LINK, f"https://example.org/{number}", Outcome.FOUND, datetime.now(UTC), status=200)
            run.record(answer)
            print(number, flush=True)
        number += 1
        run.settle()
        lock = Lock()
        for (topic, name), by_source in history.timelines().items():
            lock = lock.with_record(name, by_source["web"].latest)
        lock.write_if_changed(folder / "references.lock")
        run.finish("report")
"""


def start(folder: Path, first: int, last: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", RECORDER, str(folder), str(first), str(last)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).resolve().parents[1])


def urls(folder: Path) -> set[str]:
    warnings: list[str] = []
    with History.open(folder, warn=warnings.append) as history:
        known = {name for topic, name in history.timelines() if topic is Topic.LINK}
    assert warnings == []
    return known


def test_killed_at_random_moments(tmp_path: Path) -> None:
    chance = random.Random(7)
    acknowledged: set[str] = set()
    for kill in range(KILLS):
        process = start(tmp_path, kill * 1000, kill * 1000 + 1000)
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(chance.randrange(1, 130))]
        process.kill()
        lines += process.communicate()[0].splitlines(keepends=True)
        acknowledged |= {f"https://example.org/{line.strip()}" for line in lines if line.endswith("\n")}
        assert acknowledged <= urls(tmp_path)
        Lock.load(tmp_path / "references.lock")
    assert len(acknowledged) > KILLS
    assert not list(tmp_path.glob("*.damaged*"))


def test_two_runs_at_once_both_record(tmp_path: Path) -> None:
    both = [start(tmp_path, 0, 120), start(tmp_path, 1000, 1120)]
    for process in both:
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert urls(tmp_path) == {f"https://example.org/{number}" for first in (0, 1000) for number in range(first, first + 120)}
