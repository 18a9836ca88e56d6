"""How big a year of nights is and how fast it is read: ``python benchmarks/memory.py --subjects 10000 --nights 365``.

Every answer goes the way that it goes in a run: recorded alone, each in its own transaction, then settled. ``--mixed`` takes the
catalogue of `benchmarks/mixed.py` in place of links alone. ``--keep FOLDER`` keeps the history, or reads the one that is there.
With ``--kills N`` a process that records is killed that often at random moments, and what it had acknowledged is looked for.
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.mixed import SETTINGS, Mixed
from benchmarks.year import DAY, FIRST, Nights, answers, world
from checker.core.answer import Answer, Subject, Topic
from checker.core.failing import failing
from checker.core.place import NOWHERE
from checker.core.reference import Kind, Reference
from checker.core.seen import Seen
from checker.memory.history import History
from checker.memory.lock import Lock
from checker.memory.no_history import FILE_NAME
from checker.memory.remembered import remembered


def a_year(folder: Path, subjects: int, nights: int, *, mixed: bool) -> None:
    """Records the nights one after the other; how far it is, and what the nights of a month took, goes to standard error."""
    tell, clock, took = _teller(subjects, mixed=mixed), Nights(), Took()
    for night in range(nights):
        clock.at = FIRST + night * DAY
        told = tell(night, clock.at)
        begun = time.process_time(), time.perf_counter()
        with History.open(folder, clock=clock, warn=print) as history:
            run = history.begin(asked_with=SETTINGS)
            for answer in told:
                run.record(answer)
            run.settle()
            run.finish("{}")
        took.add(len(told), time.process_time() - begun[0], time.perf_counter() - begun[1])
        if night % 30 == 29:
            print(f"night {night + 1}: {_size(folder):.1f} MB, {took.month()}", file=sys.stderr, flush=True)
    print(f"{took.answers} answers on {nights} nights: {took.year(nights)}")
    print(f"history: {_size(folder):.1f} MB")


def _teller(subjects: int, *, mixed: bool) -> Callable[[int, datetime], list[Answer]]:
    if mixed:
        mixture = Mixed(subjects)
        lives = mixture.lives()
        return lambda night, at: list(mixture.answers(lives, night, at))
    links = world(subjects)
    return lambda night, at: list(answers(links, night, at))


def _size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.iterdir()) / 1e6


@dataclass
class Took:
    """What recording took: of the year, and of the nights since one last looked."""

    answers: int = 0
    cpu: float = 0.0
    wall: float = 0.0
    lately: list[tuple[float, float]] = field(default_factory=list)

    def add(self, number: int, cpu: float, wall: float) -> None:
        """One more night."""
        self.answers, self.cpu, self.wall = self.answers + number, self.cpu + cpu, self.wall + wall
        self.lately.append((cpu, wall))

    def month(self) -> str:
        """The median night since this was last asked for."""
        cpu, wall = (median(each) for each in zip(*self.lately, strict=True))
        self.lately.clear()
        return f"{wall * 1000:.0f} ms a night ({cpu * 1000:.0f} ms of CPU)"

    def year(self, nights: int) -> str:
        """The mean night."""
        return f"{self.wall / nights * 1000:.0f} ms a night ({self.cpu / nights * 1000:.0f} ms of CPU), {self.wall:.0f} s in all"


def reading(folder: Path) -> None:
    """How long everything takes to read the way that a run does: `remembered`, by name, and the few names of a small catalogue.

    Decoding waits until somebody looks, so what rules look at is looked at too.
    """
    with History.open(folder, read_only=True) as history:
        names = list(history.timelines())
    times = []
    for _ in range(5):
        begun = time.perf_counter(), time.process_time()
        with History.open(folder, read_only=True) as history:
            known = remembered(history, Lock(), names)
        read = time.perf_counter() - begun[0], time.process_time() - begun[1]
        looked = [(each.latest, each.standing, each.since, failing(each)) for by in known.values() for each in by.values()]
        times.append((*read, time.perf_counter() - begun[0], time.process_time() - begun[1], len(looked)))
    wall, cpu, all_wall, all_cpu, timelines = min(times)
    spells = sum(len(each.spells) for by_source in known.values() for each in by_source.values())
    print(f"read: {len(known)} subjects, {timelines} timelines, {spells} spells in {wall:.2f} s ({cpu:.2f} s of CPU)")
    print(f"read, and what rules look at decoded: {all_wall:.2f} s ({all_cpu:.2f} s of CPU)")
    with History.open(folder, read_only=True) as history:
        begun = time.perf_counter(), 0.0
        history.timelines(names[:100])
        print(f"read: 100 subjects of them in {(time.perf_counter() - begun[0]) * 1000:.1f} ms")
    a_lock(folder, known)
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def a_lock(folder: Path, known: dict) -> None:  # type: ignore[type-arg]
    """The lock of all subjects, two to an entry: written, read, and written again."""
    names = [Subject(topic, name) for topic, name in known]
    entries = [
        (Reference(f"key{number}", Kind.TOOL, "tools", (), NOWHERE, NOWHERE), names[number : number + 2])
        for number in range(0, len(names), 2)
    ]
    seen = Seen(FIRST, timelines=known)
    begun = time.perf_counter()
    lock = Lock().update(entries, seen)
    lock.write_if_changed(folder / "references.lock")
    written = time.perf_counter()
    again = Lock.load(folder / "references.lock")
    read = time.perf_counter()
    size = (folder / "references.lock").stat().st_size
    print(
        f"lock: {len(lock.blocks)} entries, {size / 1e6:.1f} MB, made in {written - begun:.2f} s, read in {read - written:.2f} s"
    )
    changed = again.update(entries, seen).write_if_changed(folder / "references.lock")
    print(f"lock: written again after a night without news: {'yes' if changed else 'no'}")


def kills(folder: Path, number: int) -> None:
    """Kills a recording process again and again."""
    from tests.test_history_kill import RECORDER

    chance, acknowledged = random.Random(), set[str]()
    for kill in range(number):
        command = [sys.executable, "-c", RECORDER, str(folder), str(kill * 10_000), str(kill * 10_000 + 10_000)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).resolve().parents[1])
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(chance.randrange(1, 400))]
        time.sleep(chance.random() * 0.02)
        process.kill()
        lines += process.communicate()[0].splitlines(keepends=True)
        acknowledged |= {f"https://example.org/{line.strip()}" for line in lines if line.endswith("\n")}
        with History.open(folder, warn=print) as history:
            missing = acknowledged - {name for topic, name in history.timelines() if topic is Topic.LINK}
        Lock.load(folder / "references.lock")
        assert not missing, missing
    print(f"{number} kills: {len(acknowledged)} answers acknowledged, none lost; the lock never half")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--subjects", type=int, default=10_000)
    parser.add_argument("--nights", type=int, default=365)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--mixed", action="store_true")
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = given.keep or Path(name)
        if given.kills:
            kills(folder, given.kills)
            return
        if not (folder / FILE_NAME).exists():
            a_year(folder, given.subjects, given.nights, mixed=given.mixed)
        reading(folder)


if __name__ == "__main__":
    main()
