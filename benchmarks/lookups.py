"""Look-ups in the local library: how long each kind takes, and how often it finds the work that was meant.

Titles of the library are taken as they are, and spoilt in the ways in which citations are; each is looked up as a run would,
with its first author. *Recall* is the share of look-ups that return the record whose title was spoilt; of fabricated titles, put
together from pieces of several, there is nothing to find. Times are processor time, each the least of three, so that other work
on the machine and the first reading of a page from the disk do not count.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import hallmark
from checker.core.answer import Subject, Topic
from checker.core.subjects import subjects
from checker.core.text import words
from checker.sources.library.source import LibrarySource
from checker.sources.library.store import Library

GOAL = 5.0
"""Milliseconds that a look-up may take."""
_SEED = 20261126
_ROUNDS = 3

Spoil = Callable[[list[str], "Deck"], list[str]]


class Deck(NamedTuple):
    """What spoiling draws from: chance, and the words of other titles, each as often as it is used."""

    chance: random.Random
    words: Sequence[str]

    def at(self, title: list[str]) -> int:
        """Any place in a title."""
        return self.chance.randrange(len(title))

    def word(self) -> str:
        """Any word of any title."""
        return self.chance.choice(self.words)


class Asked(NamedTuple):
    """One look-up: the title as cited, its first author, and the record that is meant; ``None`` where there is none."""

    title: str
    author: str
    meant: Mapping[str, Any] | None


def _exact(title: list[str], _: Deck) -> list[str]:
    return title


def _wrong_word(title: list[str], deck: Deck) -> list[str]:
    at = deck.at(title)
    return [*title[:at], deck.word(), *title[at + 1 :]]


def _missing_word(title: list[str], deck: Deck) -> list[str]:
    at = deck.at(title)
    return [*title[:at], *title[at + 1 :]]


def _extra_word(title: list[str], deck: Deck) -> list[str]:
    at = deck.at(title)
    return [*title[:at], deck.word(), *title[at:]]


def _typing_error(title: list[str], deck: Deck) -> list[str]:
    """Two letters of the longest word change places, or one is lost."""
    at = max(range(len(title)), key=lambda each: len(title[each]))
    word = title[at]
    place = deck.chance.randrange(max(len(word) - 1, 1))
    swapped = word[:place] + word[place + 1 : place + 2] + word[place : place + 1] + word[place + 2 :]
    return [*title[:at], swapped if deck.chance.random() < 0.5 else word[:place] + word[place + 1 :], *title[at + 1 :]]


def _errors_in_two_words(title: list[str], deck: Deck) -> list[str]:
    return _typing_error(_wrong_word(title, deck), deck)


def _cut_short(title: list[str], _: Deck) -> list[str]:
    return title[: max(3, len(title) * 2 // 3)]


def _beheaded(title: list[str], _: Deck) -> list[str]:
    return title[min(2, len(title) - 3) :]


def _turned(title: list[str], _: Deck) -> list[str]:
    half = len(title) // 2
    return [*title[half:], *title[:half]]


SPOILT: Mapping[str, Spoil] = {
    "exact": _exact,
    "wrong word": _wrong_word,
    "missing word": _missing_word,
    "extra word": _extra_word,
    "typing error": _typing_error,
    "errors in two words": _errors_in_two_words,
    "cut short": _cut_short,
    "first words missing": _beheaded,
    "halves turned round": _turned,
}


def _sample(library: Library, count: int, chance: random.Random) -> list[dict[str, Any]]:
    """Records of papers with titles of at least four words."""
    numbers = chance.sample(range(1, len(library) + 1), min(len(library), count * 3 // 2))
    fit = (record for number in numbers for record in library.by_ids([number]) if _fit(record))
    return [record for record, _ in zip(fit, range(count), strict=False)]


def _fit(record: Mapping[str, Any]) -> bool:
    return record["type"] != "book" and bool(record.get("authors")) and len(words(record["title"])) >= 4


def kinds(library: Library, count: int) -> Iterator[tuple[str, list[Asked]]]:
    """The look-ups of each kind, the same ones every time."""
    chance = random.Random(_SEED)
    records = _sample(library, count, chance)
    deck = Deck(chance, [word for record in records for word in record["title"].split()])
    for name, spoil in SPOILT.items():
        yield name, [Asked(" ".join(spoil(each["title"].split(), deck)), each["authors"][0], each) for each in records]
    yield "exact, by another author", [Asked(each["title"], "Nemo Nobody", each) for each in records]
    yield "halves of two titles", [Asked(_spliced(each, other), "Nemo Nobody", None) for each, other in pairwise(records)]
    yield "any words", [Asked(" ".join(deck.word() for _ in each["title"].split()), "Nemo Nobody", None) for each in records]


def _spliced(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    first, second = one["title"].split(), other["title"].split()
    return " ".join([*first[: len(first) // 2], *second[len(second) // 2 :]])


def run_speed(source: LibrarySource, library: Library) -> None:
    """Prints how long the look-ups of HALLMARK's references take."""
    wall, cpu = [], []
    for item in hallmark.load():
        for subject in subjects(item.reference):
            if subject.topic is Topic.WORK and source.knows(subject):
                began, busy = time.perf_counter(), time.process_time()
                source.look_up(library, subject)
                wall.append((time.perf_counter() - began) * 1000)
                cpu.append((time.process_time() - busy) * 1000)
    for name, times in (("by the clock", sorted(wall)), ("of the processor", sorted(cpu))):
        middle, most = times[len(times) // 2], times[int(len(times) * 0.95)]
        print(f"look-up, ms {name}: mean {sum(times) / len(times):.2f}, median {middle:.2f}, 95th percentile {most:.2f}")


def run_look_ups(path: Path, count: int = 2000) -> None:
    """Prints a line for each kind."""
    print(f"look-ups, {count} of each kind; milliseconds of the processor, the least of {_ROUNDS} runs:")
    with Library(path) as library:
        asked = list(kinds(library, count))
    for name, each in asked:
        print(f"  {name:26} {_line(each, *_measured(path, each))}", flush=True)


def _line(asked: Sequence[Asked], spent: Sequence[float], found: int) -> str:
    times = sorted(spent)
    median, most, nearly_all = (times[int((len(times) - 1) * share)] for share in (0.5, 0.95, 0.99))
    recall = f"recall {found / len(asked):.2%}" if asked[0].meant else ""
    over = sum(each > GOAL for each in times)
    figures = f"median {median:5.2f}  p95 {most:5.2f}  p99 {nearly_all:5.2f}  max {times[-1]:5.2f}  over {GOAL:.0f} ms {over:4}"
    return f"{figures}  {recall}"


def _measured(path: Path, asked: Sequence[Asked]) -> tuple[list[float], int]:
    """The least time of each look-up, and how many found what was meant; each run opens the library anew, as a real one does."""
    source, least, found = LibrarySource(path), [float("inf")] * len(asked), 0
    for _ in range(_ROUNDS):
        with Library(path) as library:
            found = 0
            for number, each in enumerate(asked):
                subject = Subject(Topic.WORK, "search:1", about={"title": each.title, "author": each.author})
                began = time.process_time()
                answer = source.look_up(library, subject)
                least[number] = min(least[number], (time.process_time() - began) * 1000)
                found += any(_is(record, each.meant) for record in answer.facts["candidates"])
    return least, found


def _is(record: Mapping[str, Any], meant: Mapping[str, Any] | None) -> bool:
    return meant is not None and (record["source"], record["key"]) == (meant["source"], meant["key"])
