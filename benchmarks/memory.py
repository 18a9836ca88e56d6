"""How big a year of nights is and how fast it is read: ``python benchmarks/memory.py --subjects 10000 --nights 365``.

Every answer goes the way that it goes in a run: recorded alone, each in its own transaction, then settled. With ``--kills N`` a
process that records is killed that often at random moments, and what it had acknowledged is looked for.
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.year import DAY, FIRST, Nights, answers, world
from checker.core.answer import Subject, Topic
from checker.core.place import NOWHERE
from checker.core.reference import Kind, Reference
from checker.core.seen import Seen
from checker.memory.history import History
from checker.memory.lock import Lock


def a_year(folder: Path, subjects: int, nights: int) -> None:
    """Records the nights one after the other, then reads them in one go."""
    links, clock, busy = world(subjects), Nights(), 0.0
    for night in range(nights):
        clock.at = FIRST + night * DAY
        told = list(answers(links, night, clock.at))
        begun = time.process_time()
        with History.open(folder, clock=clock, warn=print) as history:
            run = history.begin()
            for answer in told:
                run.record(answer)
            run.settle()
            run.finish("{}")
        busy += time.process_time() - begun
    print(f"{subjects * nights} answers on {nights} nights: {busy / nights:.2f} s of CPU a night")
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(f"history: {size / 1e6:.1f} MB")


def reading(folder: Path) -> None:
    """How long the whole history takes to read, and the few questions of a small catalogue."""
    with History.open(folder, read_only=True) as history:
        begun = time.perf_counter(), time.process_time()
        known = history.timelines()
        took = time.perf_counter() - begun[0], time.process_time() - begun[1]
        spells = sum(len(each.spells) for by_source in known.values() for each in by_source.values())
        print(f"read: {len(known)} subjects, {spells} spells in {took[0]:.2f} s ({took[1]:.2f} s of CPU)")
        few = list(known)[:100]
        begun = time.perf_counter(), 0.0
        history.timelines(few)
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
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if given.kills:
            kills(Path(name), given.kills)
            return
        a_year(Path(name), given.subjects, given.nights)
        reading(Path(name))


if __name__ == "__main__":
    main()
