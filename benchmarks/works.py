"""Is the citation true? Measured with the local library and without a network.

    python -m benchmarks.works [--library FILE] [--load FILE] [--list] [--every N] [hallmark] [clean] [round-trip] [speed]

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
import random
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import hallmark
from benchmarks.hallmark import Item, Judged
from checker.core.answer import Answer, Topic
from checker.core.authors import compare_authors
from checker.core.finding import Finding, Severity
from checker.core.place import Source
from checker.core.reference import Catalogue, Reference
from checker.core.seen import Seen
from checker.core.subjects import subjects
from checker.core.titles import SAME_WORK, compare_titles
from checker.core.works import assess
from checker.files.bib import Bib
from checker.rules import RULES, rule
from checker.sources.library.loading import load
from checker.sources.library.source import LibrarySource
from checker.sources.library.store import Library

AT = datetime(2026, 11, 22, 4, tzinfo=UTC)
COUNTED = [rule(name) for name in hallmark.RULES if name in RULES]
DEFAULTS = {each.id: each.severity for each in COUNTED}


class Desk:
    """One open library, and everything that a run would ask it."""

    def __init__(self, path: Path) -> None:
        self.library = Library(path)
        self.source = LibrarySource(path)

    def answers(self, reference: Reference) -> list[Answer]:
        """What the library says of all works that a reference names."""
        asked = [each for each in subjects(reference) if each.topic is Topic.WORK and self.source.knows(each)]
        return [self.source.look_up(self.library, each) for each in asked]

    def judged(self, reference: Reference) -> tuple[list[Finding], str, list[Answer]]:
        """The findings and the verdict on one reference."""
        answers = self.answers(reference)
        seen = Seen.of(answers, at=AT, catalogue=Catalogue((reference,)))
        findings = [finding for each in COUNTED for finding in each.check(reference, seen)]
        return findings, str(assess(reference, seen).verdict), answers


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


# -- clean references ----------------------------------------------------------------------------------------------


def _initials(record: Mapping[str, Any]) -> str:
    return " and ".join(" ".join([*(f"{part[0]}." for part in given.split()), family]) for given, family in _names(record))


def _family_first(record: Mapping[str, Any]) -> str:
    return " and ".join(f"{family}, {given}" if given else family for given, family in _names(record))


def _names(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    from checker.core.names import parse_name

    for name in record["authors"]:
        parsed = parse_name(name)
        yield parsed.given, " ".join(filter(None, (parsed.family, parsed.suffix)))


_ACCENTS = {
    "\u0301": "'",
    "\u0300": "`",
    "\u0302": "^",
    "\u0308": '"',
    "\u0303": "~",
    "\u030c": "v ",
    "\u0327": "c ",
    "\u0328": "k ",
    "\u0304": "=",
    "\u0307": ".",
}


def _latex(text: str) -> str:
    pieces = []
    for letter in text:
        spread = unicodedata.normalize("NFD", letter)
        if len(spread) == 2 and spread[1] in _ACCENTS:
            pieces.append("{\\" + _ACCENTS[spread[1]].strip() + "{" + spread[0] + "}}")
        else:
            pieces.append(
                {"ł": "{\\l}", "ø": "{\\o}", "ß": "{\\ss}", "&": "\\&", "%": "\\%", "#": "\\#", "_": "\\_"}.get(letter, letter)
            )
    return "".join(pieces)


def _plain_authors(record: Mapping[str, Any]) -> str:
    return " and ".join(record["authors"])


def _short_venue(record: Mapping[str, Any]) -> str:
    from checker.core.venues import parse_venue

    claim = parse_venue(record["venue"])
    if claim.venue is None or claim.workshop or claim.track:
        return str(record["venue"])
    acronyms = [alias.text for alias in claim.venue.aliases if " " not in alias.text]
    return acronyms[0] if acronyms else str(record["venue"])


def _entry(record: Mapping[str, Any], author: str, venue: str, **fields: str) -> str:
    kind = record["type"] if record["type"] in ("article", "inproceedings") else "misc"
    place = {"article": "journal", "inproceedings": "booktitle"}.get(kind, "note")
    shown = {
        "title": fields.pop("title", record["title"]),
        "author": author,
        place: venue,
        "year": str(record.get("year", "")),
        **fields,
    }
    return hallmark.entry("k", kind, shown)


STYLES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "initials": lambda record: _entry(record, _initials(record), record["venue"]),
    "family, given": lambda record: _entry(record, _family_first(record), record["venue"]),
    "latex accents": lambda record: _entry(
        record, _latex(_plain_authors(record)), _latex(record["venue"]), title=_latex(record["title"])
    ),
    "dblp venue": lambda record: _entry(
        record, _plain_authors(record), record["venue"], **({"doi": record["doi"]} if record.get("doi") else {})
    ),
    "abbreviated venue": lambda record: _entry(record, _plain_authors(record), _short_venue(record)),
    "preprint": lambda record: hallmark.entry(
        "k",
        "article",
        {
            "title": record["title"],
            "author": _plain_authors(record),
            "journal": "arXiv preprint",
            "year": str(record.get("year", "")),
        },
    ),
}


def _sample(desk: Desk, count: int) -> Iterator[dict[str, Any]]:
    total = len(desk.library)
    chosen = random.Random(20261122).sample(range(1, total + 1), min(total, count * 2))
    found = 0
    for number in chosen:
        for record in desk.library.by_ids([number]):
            if record.get("authors") and record.get("venue") and record["type"] in ("article", "inproceedings") and found < count:
                found += 1
                yield record


def run_clean(desk: Desk, show: bool, count: int = 5000) -> None:
    records = list(_sample(desk, count))
    worst = 0.0
    for name, style in STYLES.items():
        found: Counter[str] = Counter()
        for record in records:
            (reference,) = Bib().read(Source("clean.bib", style(record)))
            findings, verdict, _ = desk.judged(reference)
            severities = [each.severity or DEFAULTS[each.rule] for each in findings]
            found["errors"] += Severity.ERROR in severities
            found["warnings"] += Severity.WARNING in severities
            found[verdict] += 1
            if show and Severity.ERROR in severities:
                print(f"  {name}: {record['key']} {[(each.rule, each.message) for each in findings]}")
        share = found["errors"] / max(len(records), 1)
        worst = max(worst, share)
        rest = {key: value for key, value in found.items() if key not in ("errors", "warnings")}
        print(
            f"clean, {name:18} errors on {share:.2%}, warnings on {found['warnings'] / len(records):.2%}"
            f" of {len(records)}; {rest}"
        )
    print(f"clean: worst {worst:.2%}")


def run_round_trip(desk: Desk, show: bool, every: int = 1) -> None:
    found: Counter[str] = Counter()
    started = time.process_time()
    for number in range(1, len(desk.library) + 1, every):
        for record in desk.library.by_ids([number]):
            doi = {"doi": record["doi"]} if record.get("doi") else {}
            people = _plain_authors(record) if record.get("authors") else ""
            if record["type"] == "book":
                text = hallmark.entry(
                    "k", "proceedings", {"title": record["title"], "editor": people, "year": str(record.get("year", "")), **doi}
                )
            else:
                text = _entry(record, people, record.get("venue", ""), **doi)
            (reference,) = Bib().read(Source("round.bib", text))
            findings, verdict, _ = desk.judged(reference)
            found[verdict] += 1
            errors = [each for each in findings if (each.severity or DEFAULTS[each.rule]) is Severity.ERROR]
            found["with an error"] += bool(errors)
            if show and (errors or verdict not in ("verified", "superseded")):
                print(
                    f"  {record['key']} {verdict} {[(each.rule, each.message) for each in errors]} {text if not errors else ''}"
                )
    spent = time.process_time() - started
    judged = sum(found.values()) - found["with an error"]
    print(f"round trip of {judged} records: {dict(found)}; {spent * 1000 / max(judged, 1):.2f} ms a record")


def run_speed(desk: Desk) -> None:
    wall, cpu = [], []
    for item in hallmark.load():
        for subject in subjects(item.reference):
            if subject.topic is Topic.WORK and desk.source.knows(subject):
                began, busy = time.perf_counter(), time.process_time()
                desk.source.look_up(desk.library, subject)
                wall.append((time.perf_counter() - began) * 1000)
                cpu.append((time.process_time() - busy) * 1000)
    for name, times in (("by the clock", sorted(wall)), ("of the processor", sorted(cpu))):
        middle, most = times[len(times) // 2], times[int(len(times) * 0.95)]
        print(f"look-up, ms {name}: mean {sum(times) / len(times):.2f}, median {middle:.2f}, 95th percentile {most:.2f}")


def made(path: Path, source: Path) -> None:
    """The library, made from a dump, with the time that takes."""
    path.unlink(missing_ok=True)
    wall, cpu = time.perf_counter(), time.process_time()
    with Library(path, writable=True) as library:
        count = load(library, source, datetime.now(UTC))
        spent = f"{time.perf_counter() - wall:.1f} s, {time.process_time() - cpu:.1f} s of one processor"
        print(f"library: {count} records read, {len(library)} kept, in {spent}; {path.stat().st_size / 1e6:.0f} MB")


def main() -> None:
    """Runs what is named, or everything but the round trip."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", type=Path, default=Path(tempfile.gettempdir()) / "refwatch-benchmark-library.sqlite3")
    parser.add_argument("--load", type=Path, nargs="?", const=hallmark.shared() / "library" / "dblp-ml.bib.xz")
    parser.add_argument("--list", action="store_true", help="show every reference judged otherwise than labelled")
    parser.add_argument("--count", type=int, default=5000, help="records in the clean set")
    parser.add_argument("--every", type=int, default=1, help="take every Nth record only on the round trip")
    parser.add_argument("parts", nargs="*", default=["speed", "hallmark", "clean"])
    options = parser.parse_args()
    if options.load or not options.library.exists():
        made(options.library, options.load or hallmark.shared() / "library" / "dblp-ml.bib.xz")
    desk = Desk(options.library)
    parts: dict[str, Callable[[], None]] = {
        "hallmark": lambda: run_hallmark(desk, options.list),
        "clean": lambda: run_clean(desk, options.list, options.count),
        "round-trip": lambda: run_round_trip(desk, options.list, options.every),
        "speed": lambda: run_speed(desk),
    }
    for part in options.parts:
        if part not in parts:
            sys.exit(f"there is no part {part!r}: {', '.join(parts)}")
        parts[part]()
    desk.library.close()


if __name__ == "__main__":
    main()
