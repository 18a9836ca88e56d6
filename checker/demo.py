"""``refwatch demo``: the real program over three nights of a simulated web, in a folder of its own."""

from contextlib import chdir
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from checker import pipeline, running
from checker.core.report import Report
from checker.mend import Mended
from checker.settings import Settings
from checker.simulated.world import BIBLIOGRAPHY, NIGHTS, TOOLS, World

FIRST_NIGHT = datetime(2026, 11, 20, 4, 17, tzinfo=UTC)


@dataclass
class Nights:
    """A clock that stands at one moment of one night; waiting takes no time."""

    at: datetime = FIRST_NIGHT
    waited: float = 0.0

    def now(self) -> datetime:
        """The moment of the night."""
        return self.at + timedelta(seconds=self.waited)

    def monotonic(self) -> float:
        """Seconds since the first night began."""
        return (self.now() - FIRST_NIGHT).total_seconds()

    async def sleep(self, seconds: float) -> None:
        """Nothing waits in a simulated night."""
        from asyncio import sleep

        self.waited += seconds
        await sleep(0)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demo has to show: the reports of all nights, and what a fix would write after the last."""

    reports: tuple[Report, ...]
    mended: Mended


def prepare(folder: Path) -> Settings:
    """Writes the small catalogue into a folder, and settings that keep everything below it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "references.bib").write_text(BIBLIOGRAPHY, encoding="utf-8")
    (folder / "tools.yaml").write_text(TOOLS, encoding="utf-8")
    return Settings(state=Path(".refwatch"), quiet=True, library=Path("library.sqlite3"))


def play(folder: Path) -> Shown:
    """Three nights, each a whole run; the files are read again each time, as they are at night."""
    settings = prepare(folder)
    with chdir(folder):
        reports = tuple(_night(settings, number) for number in range(NIGHTS))
        last = Nights(FIRST_NIGHT + timedelta(days=NIGHTS - 1))
        with running.job_of(replace(settings, offline=True), (), read_only=True, clock=last) as job:
            return Shown(reports, pipeline.mend(job, unsafe=True))


def _night(settings: Settings, number: int) -> Report:
    clock = Nights(FIRST_NIGHT + timedelta(days=number))
    return running.run(settings, clock=clock, door=_door(World(number), clock))


def _door(world: World, clock: Nights) -> running.Door:
    """The door that leads into the simulation; the server lives in the loop of the run that opens it."""
    from checker.simulation import SimulatedWeb
    from checker.web import Web, WebSettings

    simulation = SimulatedWeb(world.hosts)

    class Simulated(Web):
        async def __aenter__(self) -> Self:
            await simulation.__aenter__()
            return self

        async def aclose(self) -> None:
            await super().aclose()
            await simulation.__aexit__(None, None, None)

    return lambda: Simulated(WebSettings(dial=simulation.dial), clock=clock)
