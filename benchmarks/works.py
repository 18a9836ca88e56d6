"""Is the citation true? Measured with the local library and without a network.

    python -m benchmarks.works [--library FILE] [--load FILE] [--list] [--every N] [--jobs N] [PART …]

Parts are ``speed``, ``hallmark`` and ``clean``, which are run unless others are named, ``look-ups`` and ``round-trip``.
``--load`` makes the library first (from shared/library/dblp-ml.bib.xz unless named) and prints how long that takes.

Two ways of saying what the library *covers*, neither of which looks at the labels. *Decided*: the verdict is neither
``unverified`` nor ``ambiguous``.
*Knowable*: the library could know all that the reference claims, because it holds a record of the cited title, or of nearly the
same title by
people of whom one is cited; and where the entry has a DOI, the library has seen that DOI. (A title that the library lacks may
belong to a work that it
does not hold, and an invented DOI beside an otherwise true entry is known to doi.org alone.) The others are abstained from, and
counted.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import hallmark
from benchmarks.hallmark import Item, Judged
from benchmarks.lookups import run_look_ups, run_speed
from benchmarks.works_clean import run_clean
from benchmarks.works_desk import DEFAULTS, Desk
from benchmarks.works_round_trip import run_round_trip
from checker.core.answer import Answer
from checker.core.authors import compare_authors
from checker.core.finding import Severity
from checker.core.reference import Reference
from checker.core.titles import SAME_WORK, compare_titles
from checker.sources.library.loading import load
from checker.sources.library.store import Library


def knowable(reference: Reference, answers: Iterable[Answer]) -> bool:
    """Whether the library could know all that the reference claims (see the module's text)."""
    found, doi_known = False, True
    for answer in answers:
        if answer.subject.startswith("search:"):
            found = any(_nearly(reference, each) for each in answer.facts.get("candidates", ()))
        elif answer.subject.startswith("doi:"):
            doi_known = answer.outcome.alive
    return found and doi_known


def _nearly(reference: Reference, record: Mapping[str, Any]) -> bool:
    title = compare_titles(reference.value("title"), record["title"])
    if title.agrees:
        return True
    alike = title.kind != "different" and title.score >= SAME_WORK
    return alike and compare_authors(reference.value("author"), record.get("authors", [])).score > 0


def run_hallmark(desk: Desk, show: bool) -> None:
    items = hallmark.load()
    started = time.process_time()
    judged = [_judged(desk, item) for item in items]
    spent = (time.process_time() - started) * 1000 / len(items)
    decided = [each for each in judged if each.verdict not in ("unverified", "ambiguous")]
    within = [each for each in judged if each.covered]
    print(f"HALLMARK, development split: {len(items)} references, {spent:.1f} ms each, 0 requests")
    everyone = Counter(item.valid for item in items)
    for name, group in (("decided", decided), ("knowable", within)):
        valid = sum(each.item.valid for each in group)
        print(
            f"{name}: {len(group)} ({valid} of {everyone[True]} valid, {len(group) - valid} of {everyone[False]} defective); "
            f"abstained from: {len(items) - len(group)}"
        )
    for name, group in (("decided", decided), ("knowable", within), ("all", judged)):
        for label, weakest in (("errors", Severity.ERROR), ("errors and warnings", Severity.WARNING)):
            print(f"{name:8} {label:20} {hallmark.score(group, weakest, DEFAULTS).line}")
            if hallmark.DOUBTED_LABELS:
                print(f"{'':8} {'labels corrected':20} {hallmark.score(group, weakest, DEFAULTS, correct_labels=True).line}")
    print("recall by kind of defect on knowable references (errors, errors and warnings):")
    errors, both = (hallmark.by_kind(within, weakest, DEFAULTS) for weakest in (Severity.ERROR, Severity.WARNING))
    for kind, (hits, total) in errors.items():
        print(f"  {kind:24} {hits:3}/{total:<3} {both[kind][0]:3}/{total:<3}")
    print("verdicts:", dict(Counter(each.verdict for each in judged)))
    if show:
        _list(within)


def _judged(desk: Desk, item: Item) -> Judged:
    findings, verdict, answers = desk.judged(item.reference)
    return Judged(item, knowable(item.reference, answers), findings, verdict)


def _list(judged: Iterable[Judged]) -> None:
    for each in judged:
        flagged = each.flagged(Severity.WARNING, DEFAULTS)
        if flagged == each.item.valid:
            fields = {field.name: field.value for field in each.item.reference.fields}
            print(f"\n{each.item.kind or 'VALID'} {each.item.key} {each.verdict} {fields}")
            for finding in each.findings:
                print(f"   {finding.rule} {finding.severity or ''} {finding.message}")


def made(path: Path, source: Path) -> None:
    """The library, made from a dump, with the time that takes."""
    path.unlink(missing_ok=True)
    wall, cpu = time.perf_counter(), time.process_time()
    with Library(path, writable=True) as library:
        count = load(library, source, datetime.now(UTC))
        spent = f"{time.perf_counter() - wall:.1f} s, {time.process_time() - cpu:.1f} s of one processor"
        print(f"library: {count} records read, {len(library)} kept, in {spent}; {path.stat().st_size / 1e6:.0f} MB")


def main() -> None:
    """Runs what is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", type=Path, default=Path(tempfile.gettempdir()) / "refwatch-benchmark-library.sqlite3")
    parser.add_argument("--load", type=Path, nargs="?", const=hallmark.shared() / "library" / "dblp-ml.bib.xz")
    parser.add_argument("--list", action="store_true", help="show every reference judged otherwise than labelled")
    parser.add_argument("--count", type=int, default=5000, help="records in the clean set")
    parser.add_argument("--every", type=int, default=1, help="take every Nth record only on the round trip")
    parser.add_argument("--jobs", type=int, default=1, help="processes that share the round trip")
    parser.add_argument("--look-ups", type=int, default=2000, help="look-ups of each kind")
    parser.add_argument("parts", nargs="*", default=["speed", "hallmark", "clean"])
    options = parser.parse_args()
    if options.load or not options.library.exists():
        made(options.library, options.load or hallmark.shared() / "library" / "dblp-ml.bib.xz")
    desk = Desk(options.library)
    parts: dict[str, Callable[[], None]] = {
        "hallmark": lambda: run_hallmark(desk, options.list),
        "clean": lambda: run_clean(desk, options.list, options.count),
        "round-trip": lambda: run_round_trip(options.library, options.list, options.every, options.jobs),
        "speed": lambda: run_speed(desk.source, desk.library),
        "look-ups": lambda: run_look_ups(options.library, options.look_ups),
    }
    for part in options.parts:
        if part not in parts:
            sys.exit(f"there is no part {part!r}: {', '.join(parts)}")
        parts[part]()
    desk.library.close()


if __name__ == "__main__":
    main()
