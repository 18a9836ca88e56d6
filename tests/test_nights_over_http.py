"""Some weeks of nights over real HTTP on loopback: the whole program, its history, its lock, and what it mends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checker import pipeline
from checker.core.report import Report
from checker.memory.history import History
from checker.memory.lock import Lock
from checker.mend import write
from checker.running import job_of, run
from checker.settings import Settings
from checker.simulation import Host, Request, Response, SimulatedWeb
from checker.web import HostSettings, Web, WebSettings
from tests.doubles.clock import Clock

DAY = timedelta(days=1)
TOOLS = """\
tools:
  - id: alive
    name: Alive
    url: https://alive.example/page
  - id: dies   # answers 404 from the third night on
    name: Dies
    url: https://dies.example/page
  - id: silent
    name: Silent
    url: 'https://silent.example/page'
  - id: moves
    name: Moves
    url: "https://moves.example/page#usage"
"""
USUAL = ("alive", "dies", "silent", "moves", "new")


class World:
    """Four sites, and what has become of them; ``out`` is our own network."""

    def __init__(self) -> None:
        self.night, self.out = 0, False
        self.clock = Clock(datetime(2026, 11, 1, 4, tzinfo=UTC))
        self.log: list[str] = []
        self.hosts: dict[str, Host] = {f"{name}.example": self.answer for name in USUAL}

    def answer(self, request: Request) -> Response:
        self.log.append(f"{request.method} {request.url}")
        name = request.host.partition(".")[0]
        if self.out or (name == "silent" and self.night >= 4):
            return Response(503)
        if name == "dies" and self.night >= 2:
            return Response(404)
        if name == "moves":
            return Response.redirect("https://new.example/papers/page")
        return Response.of_html(f"<html><title>{name}</title><body><h1 id='usage'>{name}</h1>{'words ' * 80}</body></html>")

    @asynccontextmanager
    async def door(self) -> AsyncIterator[Web]:
        async with SimulatedWeb(self.hosts) as simulated:
            settings = WebSettings(dial=simulated.dial, per_host=HostSettings(interval=0))
            async with Web(settings, clock=self.clock) as web:
                yield web

    def run(self, settings: Settings) -> Report:
        report = run(settings, clock=self.clock, door=self.door)  # type: ignore[arg-type]
        self.clock.at = datetime(2026, 11, 1, 4, tzinfo=UTC) + (self.night + 1) * DAY
        self.night += 1
        return report


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tools.yaml").write_text(TOOLS)
    return Settings(root=tmp_path, state=tmp_path / ".refwatch", only=("links",), quiet=True)


def said(report: Report) -> list[str]:
    """What was found; the Wayback Machine and the network itself are not this test's affair."""
    found = (each for each in report.findings if not each.finding.rule.startswith("N"))
    return sorted(f"{each.finding.key}: {each.finding.rule} {each.severity}" for each in found)


def test_nights(settings: Settings, tmp_path: Path) -> None:
    world = World()
    nights = [said(world.run(settings)) for _ in range(6)]
    assert nights[0] == nights[1] == ["moves: L002 warning"]
    assert nights[2] == nights[3] == ["dies: L001 error", "moves: L002 warning"]
    assert nights[4] == nights[3], "one failing night is nothing"
    assert nights[5] == ["dies: L001 error", "moves: L002 warning", "silent: L008 warning"]
    world.out = True
    assert [said(world.run(settings)) for _ in range(3)] == [nights[5]] * 3
    world.out = False
    later = [said(world.run(settings)) for _ in range(3)]
    assert later[0] in (nights[5], later[-1])
    assert later[-1] == ["dies: L001 error", "moves: L002 warning", "silent: L008 error"]
    offline = Settings(root=tmp_path, state=settings.state, only=("links",), quiet=True, offline=True)
    asked = len(world.log)
    assert said(world.run(offline)) == later[-1]
    with job_of(offline, (), read_only=True) as job:
        entries = list(zip(job.reading.catalogue.references, job.subjects, strict=True))
        assert job.lock.update(entries, job.seen()).write_if_changed(tmp_path / "references.lock")
    clone = Settings(root=tmp_path, state=tmp_path / "no-history", only=("links",), quiet=True, offline=True)
    assert said(world.run(clone)) == later[-1], "the lock alone says the same"
    assert len(world.log) == asked, "and nobody was asked"
    assert not clone.state.exists()
    mends(clone)


def mends(settings: Settings) -> None:
    """The moved link is written where it stands, once; the history knows nothing against the new address."""
    with job_of(settings, (), read_only=True) as job:
        mended = pipeline.mend(job)
    write(mended)
    assert Path("tools.yaml").read_text() == TOOLS.replace("moves.example/page#usage", "new.example/papers/page#usage")
    with job_of(settings, (), read_only=True) as job:
        assert pipeline.mend(job).files == ()


def test_young_answers_are_not_asked_again_unless_the_settings_are_others(settings: Settings) -> None:
    world = World()
    world.run(settings)
    asked = len(world.log)
    lazy = settings.override(max_age=30 * DAY)
    world.run(lazy)
    assert len(world.log) == asked
    world.run(lazy.override(accept={"dies.example": (404,)}))
    assert len(world.log) > asked


def test_a_state_that_cannot_be_written_does_not_end_the_run(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.state.write_text("not a folder")
    world = World()
    assert said(world.run(settings)) == ["moves: L002 warning"]
    assert capsys.readouterr().err.count("nothing of this run is recorded") == 1


def test_what_was_answered_before_an_interruption_is_kept(settings: Settings) -> None:
    world = World()

    @asynccontextmanager
    async def door() -> AsyncIterator[Web]:
        async with world.door() as web:
            yield web
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(settings, clock=world.clock, door=door)  # type: ignore[arg-type]
    with History.open(settings.state, read_only=True, clock=world.clock) as history:
        assert len(history.timelines()) == 4


def test_an_empty_lock_is_not_written(tmp_path: Path) -> None:
    assert not Lock().write_if_changed(tmp_path / "references.lock")
