"""A damaged lock or history never ends a run that can ask, is never taken for an empty one silently, and is never deleted."""

import random
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checker.core.answer import Answer, Outcome, Topic
from checker.core.errors import StateError
from checker.core.report import Report
from checker.memory.findings import Fingerprint, Verdict
from checker.memory.history import History
from checker.running import run
from checker.settings import Settings
from checker.simulation import Request, Response, SimulatedWeb
from checker.web import HostSettings, Web, WebSettings
from tests.doubles.clock import Clock

FIRST = datetime(2026, 11, 1, 4, tzinfo=UTC)
DAY = timedelta(days=1)
TOOLS = "tools:\n  - {id: dies, name: Dies, url: 'https://dies.example/page'}\n  - {id: lives, name: Lives, url: 'https://lives.example/'}\n"
MERGED = """\
format = "refwatch-lock/1"
<<<<<<< HEAD
[dies]
"""


def answer(request: Request) -> Response:
    if request.host == "dies.example":
        return Response(404)
    return Response.of_html(f"<html><title>It lives</title><body><h1>Yes</h1>{'words ' * 80}</body></html>")


@asynccontextmanager
async def door() -> AsyncIterator[Web]:
    async with SimulatedWeb({"dies.example": answer, "lives.example": answer}) as simulated:
        web = WebSettings(dial=simulated.dial, per_host=HostSettings(interval=0))
        async with Web(web, clock=Clock(FIRST)) as opened:
            yield opened


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tools.yaml").write_text(TOOLS)
    return Settings(root=tmp_path, state=tmp_path / ".refwatch", only=("links",), quiet=True)


def online(settings: Settings) -> Report:
    return run(settings, clock=Clock(FIRST), door=door)  # type: ignore[arg-type]


def rules(report: Report) -> list[str]:
    return [each.finding.rule for each in report.findings if each.finding.rule.startswith("L")]


def test_a_damaged_lock_does_not_keep_a_run_from_asking(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    lock = settings.root / "references.lock"
    lock.write_text(MERGED)
    assert rules(online(settings)) == ["L001"]
    assert lock.read_text() == MERGED
    said = capsys.readouterr().err.replace(str(settings.root), "")
    assert said == (
        "refwatch: /references.lock, line 2: a merge left its marks here; take either side, then run `refwatch lock`. This run "
        "goes on without what the lock alone remembers: attestations, and other machines' answers\n"
    )


def test_offline_a_damaged_lock_is_not_taken_for_an_empty_one(settings: Settings) -> None:
    (settings.root / "references.lock").write_text(MERGED)
    with pytest.raises(StateError, match="line 2: a merge left its marks here"):
        run(replace(settings, offline=True), clock=Clock(FIRST))


def test_a_damaged_history_is_put_aside_by_a_run_and_said(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.state.mkdir()
    (settings.state / "history.sqlite3").write_bytes(b"no database at all" * 300)
    assert rules(online(settings)) == ["L001"]
    (aside,) = settings.state.glob("*.damaged-*")
    assert aside.read_bytes() == b"no database at all" * 300
    assert f"it was put aside as {aside.name}, and a new one begins" in capsys.readouterr().err
    assert rules(run(replace(settings, offline=True), clock=Clock(FIRST))) == ["L001"]


def test_offline_a_damaged_history_is_said_and_left_where_it_is(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.state.mkdir()
    path = settings.state / "history.sqlite3"
    path.write_bytes(b"no database at all" * 300)
    assert rules(run(replace(settings, offline=True), clock=Clock(FIRST))) == []
    assert path.read_bytes() == b"no database at all" * 300
    assert "is damaged (file is not a database) and was not read; the next check puts it aside" in capsys.readouterr().err


def test_a_history_without_its_tables_is_damaged(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    online(settings)
    with sqlite3.connect(settings.state / "history.sqlite3") as database:
        database.execute("DROP TABLE spell")
    database.close()
    assert rules(online(settings)) == ["L001"]
    assert "is damaged (no such table: " in capsys.readouterr().err
    assert list(settings.state.glob("*.damaged-*"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A history of some nights."""
    folder, clock = tmp_path_factory.mktemp("whole"), Clock(FIRST)
    for night in range(8):
        clock.at = FIRST + night * DAY
        with History.open(folder, clock=clock) as history:
            a_night(history, clock.at)
    return (folder / "history.sqlite3").read_bytes()


def a_night(history: History, at: datetime) -> None:
    run, entries = history.begin(scope="all"), range(20)
    for number in entries:
        url, outcome = f"https://host{number}.example/", (Outcome.UNREACHABLE, Outcome.FOUND)[(at.day * number) % 5 > 0]
        facts = {"title": f"Page {number}", "fragment": "present"}
        run.record(Answer("web", Topic.LINK, url, outcome, at, facts, "why", 200, url, (), 12, {"etag": "x"}))
    found = [Fingerprint("L001", f"key{number}", "https://example.org") for number in entries]
    run.finish("a report", found, {f"key{number}": Verdict("verified", "d", at) for number in entries})


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The file with something broken: bytes, words, a stretch of zeros, its end."""
    broken = bytearray(data)
    at, length = chance.randrange(len(data)), chance.choice([100, 4096, 20_000])
    match chance.randrange(4):
        case 0:
            for _ in range(chance.choice([1, 3, 30, 300])):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
        case 1:
            broken[at : at + length] = bytes(min(length, len(broken) - at))
        case 2:
            del broken[at:]
        case _:
            for _ in range(20):
                found = broken.find(
                    chance.choice([b"found", b"reach", b"https", b'"web', b"title"]), chance.randrange(len(broken))
                )
                broken[found + chance.randrange(5)] = chance.choice(b'x"{[0\xff')
    return bytes(broken)


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_broken_a_run_goes_on(seed: int, whole: bytes, tmp_path: Path) -> None:
    broken, warnings = damaged(whole, random.Random(seed)), list[str]()
    (tmp_path / "history.sqlite3").write_bytes(broken)
    with History.open(tmp_path, read_only=True, clock=Clock(FIRST + 9 * DAY), warn=warnings.append) as history:
        everything(history)
    with History.open(tmp_path, clock=Clock(FIRST + 9 * DAY), warn=warnings.append) as history:
        a_night(history, FIRST + 9 * DAY)
        everything(history)
        assert history.recording
    for aside in tmp_path.glob("*.sqlite3.damaged-??????????????????"):
        assert len(aside.read_bytes()) >= len(broken) // 4096 * 4096, "put aside, not emptied"


def everything(history: History) -> None:
    known = history.timelines()
    assert all(list(each.spells) for by_source in known.values() for each in by_source.values())
    history.first_made("all"), history.findings_at(FIRST + 9 * DAY, "all"), history.last_report(), history.verdicts()
    history.find("host1"), history.outage_nights()
