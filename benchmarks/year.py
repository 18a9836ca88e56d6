"""A year of nights: links die, come back, move and hide behind walls; once our own network is out; repositories are archived.

A world is a function of the night: what a link would answer, and what the truth is. `tests/test_year_of_nights.py` holds the
program's word against the truth; `benchmarks/memory.py` measures how much a year takes. ``python benchmarks/year.py --links 60``
prints how soon each kind of death was found, what was said of links that live, and which nights were taken for an outage.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from checker.core.answer import Answer, Hop, Outcome, Topic

DAY = timedelta(days=1)
FIRST = datetime(2026, 1, 1, 4, tzinfo=UTC)
OUTAGE = frozenset({200, 201, 202})
"""The nights on which our own network is out."""

KINDS = ("healthy",) * 12 + ("gone", "silent", "flapping", "moving", "walled", "long-outage", "expiring", "busy")


class Nights:
    """A clock that stands still until it is told that a night has passed."""

    def __init__(self) -> None:
        self.at = FIRST

    def now(self) -> datetime:
        """The night's moment."""
        return self.at

    def monotonic(self) -> float:
        """Seconds since 1970."""
        return self.at.timestamp()

    async def sleep(self, seconds: float) -> None:
        """Passes at once."""
        self.at += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Life:
    """What becomes of one link: ``turn`` is the night on which its kind shows, ``odd`` are nights of passing trouble."""

    url: str
    kind: str
    turn: int
    odd: frozenset[int]

    @classmethod
    def of(cls, number: int, kind: str, chance: random.Random) -> "Life":
        """A life of this kind, its nights by chance."""
        turn = chance.randrange(20, 340)
        odd: set[int] = set()
        if kind == "flapping":
            odd = {start + extra for start in chance.sample(range(5, 360), 12) for extra in range(chance.randrange(1, 3))}
        elif kind == "long-outage":
            odd = set(range(turn, turn + 5))
        elif kind == "healthy":
            odd = {night for night in range(365) if chance.random() < 0.002}
        return cls(f"https://host{number // 3}.example/papers/{number}.html", kind, turn, frozenset(odd))

    def dead(self, night: int) -> bool:
        """Whether the page is gone for good."""
        return self.kind in ("gone", "silent") and night >= self.turn

    def outcome(self, night: int) -> Outcome:
        """What the link answers to whoever has a network."""
        after = night >= self.turn
        if self.kind == "gone" and after:
            return Outcome.MISSING
        if (self.kind == "silent" and after) or night in self.odd:
            return Outcome.UNREACHABLE
        if self.kind == "moving" and after:
            return Outcome.MOVED
        if self.kind == "walled" and (night // 40) % 2:
            return Outcome.REFUSED
        return Outcome.FOUND


def world(links: int, seed: int = 1) -> list[Life]:
    """So many links on about a third as many hosts."""
    chance = random.Random(seed)
    return [Life.of(number, KINDS[number % len(KINDS)], chance) for number in range(links)]


def answers(links: list[Life], night: int, at: datetime) -> Iterator[Answer]:
    """What the links answer on one night."""
    for number, life in enumerate(links):
        yield link_answer(life, Outcome.UNREACHABLE if night in OUTAGE else life.outcome(night), night, number, at)


def link_answer(life: Life, outcome: Outcome, night: int, number: int, at: datetime) -> Answer:
    """One link's answer of this outcome, with all that comes with it."""
    url = life.url
    if outcome is Outcome.UNREACHABLE:
        failure = ("read-timeout", "reset", "connect-timeout")[(night + number) % 3]
        return Answer("web", Topic.LINK, url, outcome, at, {"failure": failure}, f"it failed: {failure}", ms=20_000)
    if outcome is Outcome.MISSING:
        return Answer("web", Topic.LINK, url, outcome, at, {}, "it answered 404 twice", 404, url, ms=90)
    if outcome is Outcome.REFUSED:
        return Answer("web", Topic.LINK, url, outcome, at, {"wall": "cloudflare"}, "a wall against machines", 403, url, ms=60)
    if outcome is Outcome.MOVED:
        hops = (Hop(301, url),)
        return Answer(
            "web", Topic.LINK, url, outcome, at, {"content_type": "text/html"}, "", 200, url.replace("papers", "p"), hops, 150
        )
    facts = {"content_type": "text/html", "title": f"Paper {number}", "certificate_days": 60 - night % 60}
    if life.kind == "busy":
        facts["title"] = f"{night * 31} visitors"
    validators = {"etag": f'"{number:x}-{night // 30:x}"'}
    return Answer("web", Topic.LINK, url, outcome, at, facts, "", 200, url, (), 40 + (night * number) % 400, validators)


def repository(name: str, night: int, archived_from: int, at: datetime) -> Answer:
    """What the forge says of a repository: its stars and its last push change every night."""
    facts = {
        "archived": night >= archived_from,
        "full_name": name.partition("/")[2],
        "stars": 1000 + night,
        "pushed_at": (at - DAY if night < archived_from else FIRST + archived_from * DAY).isoformat(),
    }
    return Answer("github", Topic.REPOSITORY, name, Outcome.FOUND, at, facts, status=200)


def main() -> None:
    from checker.core.finding import Severity
    from tests.test_year_of_nights import a_year

    parser = argparse.ArgumentParser()
    parser.add_argument("--links", type=int, default=60)
    links = world(parser.parse_args().links)
    begun = time.process_time()
    with tempfile.TemporaryDirectory() as name:
        diary, outages, written = a_year(Path(name), links)
        size = sum(path.stat().st_size for path in (Path(name) / "state").iterdir())
    took: dict[str, list[int]] = {}
    accused = 0
    for life in links:
        errors = [night for rule in ("L001", "L008") for night in diary.nights(life.url, rule, Severity.ERROR)]
        if any(life.dead(night) for night in range(365)):
            took.setdefault(life.kind, []).append(min(errors, default=999) - life.turn)
        accused += len([night for night in errors if not life.dead(night)])
    for kind, nights in sorted(took.items()):
        print(
            f"{kind}: {len(nights)} deaths, called so after {min(nights)} to {max(nights)} nights (median {median(nights):.0f})"
        )
    living = sum(not life.dead(364) for life in links)
    print(f"{living} links that live, {sum(len(life.odd) for life in links)} nights of passing trouble: {accused} false alarms")
    print(f"outages of ours: nights {outages}, in truth {sorted(OUTAGE)}; the lock was written {written} times on 73 occasions")
    print(f"history: {size / 1e3:.0f} kB; the year took {time.process_time() - begun:.0f} s of CPU")


if __name__ == "__main__":
    main()
