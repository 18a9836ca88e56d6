"""The round trip: each record of the library, written out as an entry, verifies against itself."""

import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks import hallmark
from benchmarks.works_clean import plain_authors, written
from benchmarks.works_desk import DEFAULTS, Desk
from checker.core.finding import Severity
from checker.core.place import Source
from checker.files.bib import Bib
from checker.sources.library.store import Library

_PORTION = 1000
"""Records that one process judges before it tells."""
_AT_ONCE = 100
"""Records that are read from the library with one question."""
_FINE = ("verified", "superseded")

Portion = tuple[Path, int, int, int]
"""The library; the first number, the one behind the last, and the step between."""
Told = tuple[Counter[str], list[str], float]
"""Verdicts, a line for each record that does not verify, and seconds of the processor."""


def run_round_trip(path: Path, show: bool, every: int = 1, jobs: int = 1) -> None:
    """Judges every record, and prints the verdicts, how long it took, and (with ``show``) what did not verify."""
    with Library(path) as library:
        total = len(library)
    portions = [(path, first, min(first + _PORTION * every, total + 1), every) for first in range(1, total + 1, _PORTION * every)]
    found: Counter[str] = Counter()
    lines: list[str] = []
    spent, began = 0.0, time.monotonic()
    with get_context("spawn").Pool(jobs) as pool:
        for number, (verdicts, said, seconds) in enumerate(pool.imap(_portion, portions), 1):
            found, spent = found + verdicts, spent + seconds
            lines += said
            if number % 20 == 0 or number == len(portions):
                print(_progress(number / len(portions), time.monotonic() - began, lines), file=sys.stderr, flush=True)
    judged = found.total()
    print(f"round trip of {judged} records: {dict(found)}; {len(lines)} do not verify or have an error")
    print(f"    {spent * 1000 / max(judged, 1):.2f} ms a record, {spent:.0f} s of the processor")
    for line in lines if show else ():
        print(f"  {line}")


def _progress(share: float, passed: float, lines: list[str]) -> str:
    return f"round trip: {share:.0%} after {passed:.0f} s; {len(lines)} do not verify or have an error"


@cache
def _desk(path: Path) -> Desk:
    """The library, opened once a process."""
    return Desk(path)


def _portion(portion: Portion) -> Told:
    path, first, end, every = portion
    began, found, lines = time.process_time(), Counter[str](), []
    desk = _desk(path)
    for record in _records(desk, range(first, end, every)):
        verdict, complaint = _judged(desk, record)
        found[verdict] += 1
        lines += [complaint] if complaint else []
    return found, lines, time.process_time() - began


def _records(desk: Desk, numbers: range) -> Iterator[dict[str, Any]]:
    for start in range(0, len(numbers), _AT_ONCE):
        yield from desk.library.by_ids(numbers[start : start + _AT_ONCE])


def _judged(desk: Desk, record: Mapping[str, Any]) -> tuple[str, str]:
    """The verdict on a record by itself, and what is amiss, if anything."""
    text = as_entry(record)
    (reference,) = Bib().read(Source("round.bib", text))
    findings, verdict, _ = desk.judged(reference)
    errors = [f"{each.rule} {each.message}" for each in findings if (each.severity or DEFAULTS[each.rule]) is Severity.ERROR]
    fine = verdict in _FINE and not errors
    return verdict, "" if fine else f"{record['key']} {verdict} {errors} {' '.join(text.split())}"


def as_entry(record: Mapping[str, Any]) -> str:
    """A record as BibTeX, with all its names and its DOI; proceedings with their editors."""
    people = plain_authors(record) if record.get("authors") else ""
    named = {name: record[name] for name in ("doi",) if record.get(name)}
    if record["type"] != "book":
        return written(record, people, record.get("venue", ""), **named)
    year = str(record.get("year", ""))
    return hallmark.entry("k", "proceedings", {"title": record["title"], "editor": people, "year": year, **named})
