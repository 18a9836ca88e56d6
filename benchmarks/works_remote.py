"""Is the citation true? Measured over local servers that speak the services' protocols and hold the true records.

    python -m benchmarks.works_remote [--library FILE] [--list] [--worlds NAME …]

The servers know the library's records and what HALLMARK's valid references say where the library lacks them (with their DOIs and
arXiv ids). Each world is run twice: by a program that has the library, and by one that has not. A reference counts as flagged as
in `benchmarks.hallmark`. Requests are those to bibliographic services.

What the figures do not show: the truth about a valid reference that the library lacks is what its label says (88 of 513), so that
these can hardly be accused wrongly; and works that no server holds count as invented ones, whether they are or not. In the world
"without keys" Semantic Scholar refuses too, as it mostly does those who have no key.
"""

import argparse
import asyncio
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import hallmark
from benchmarks.hallmark import Item, Judged
from benchmarks.works_desk import COUNTED, DEFAULTS
from checker.core import identifiers
from checker.core.finding import Severity
from checker.core.proceedings import page
from checker.core.report import Report
from checker.core.works_claim import Claim, claim
from checker.running import run
from checker.settings import Settings
from checker.simulated.bibliography import Bibliography, Table
from checker.simulated.bibliography_records import Record, likeness
from checker.simulated.door import SimulatedDoor
from checker.simulation import SimulatedWeb
from checker.sources.library.search import candidates
from checker.sources.library.store import Library

AT = datetime(2026, 11, 22, 4, tzinfo=UTC)
WORLDS: Mapping[str, frozenset[str]] = {
    "all answer": frozenset(),
    "OpenReview refuses": frozenset({"openreview"}),
    "DBLP refuses": frozenset({"dblp"}),
    "both refuse": frozenset({"openreview", "dblp"}),
    "Semantic Scholar refuses": frozenset({"semantic_scholar"}),
    "without keys": frozenset({"openreview", "dblp", "semantic_scholar"}),
    "all refuse": frozenset({"doi", "crossref", "datacite", "arxiv", "openalex", "semantic_scholar", "dblp", "openreview"}),
}


_LIKE = 0.5
"""Share of words in common from which a record may be what a query is about."""


class FastClock:
    """A clock on which waiting takes no time."""

    def __init__(self) -> None:
        self._at = AT

    def now(self) -> datetime:
        """The moment of the run."""
        return self._at

    def monotonic(self) -> float:
        """Its seconds."""
        return self._at.timestamp()

    async def sleep(self, seconds: float) -> None:
        """Only the clock moves."""
        self._at += timedelta(seconds=seconds)
        await asyncio.sleep(0)


@dataclass
class Truth:
    """The shelf of all services: the library, and further records before it."""

    library: Library
    further: Table
    _remembered: dict[str, list[Record]] = field(default_factory=dict)

    def by(self, kind: str, name: str) -> list[Record]:
        """The records with this identifier."""
        return self.further.by(kind, name) or [*self.library.by_identifier(kind, name)]

    def search(self, title: str) -> list[Record]:
        """Records with titles like this."""
        if title not in self._remembered:
            further = [each for each in self.further.search(title) if likeness(title, str(each["title"])) >= _LIKE]
            self._remembered[title] = [*further, *candidates(self.library, title)]
        return self._remembered[title]


def truth(library: Library, items: Iterable[Item]) -> Truth:
    """The valid references' records: the library's where it has them, else as they say, with their identifiers."""
    return Truth(library, Table(_record(library, claim(item.reference)) for item in items if item.valid))


def _record(library: Library, claimed: Claim) -> dict[str, Any]:
    names = [f"{each.family}, {each.given}" if each.given else each.family for each in claimed.authors.names]
    names += ["others"] if claimed.authors.others else []
    own = {
        "title": claimed.title, "authors": names, "year": claimed.year, "venue": claimed.venue or "arXiv", "type": claimed.kind,
    }  # fmt: skip
    same = [each for each in library.by_key(claimed.key) if not claimed.venue or each.get("year") == claimed.year]
    record = dict(same[0]) if same and not claimed.preprint else own
    doi = claimed.doi if claimed.doi and not identifiers.arxiv(claimed.doi) else record.get("doi", "")
    arxiv = claimed.arxiv or identifiers.arxiv(claimed.doi) or record.get("arxiv", "")
    return {name: value for name, value in {**record, "doi": doi, "arxiv": arxiv}.items() if value}


def _pages(items: Iterable[Item]) -> Iterator[tuple[Item, str]]:
    """The proceedings pages to which references link."""
    for item in items:
        if address := page(item.reference.value("url")):
            yield item, address


def _sites(items: Iterable[Item]) -> frozenset[str]:
    return frozenset(address.split("/")[2] for _, address in _pages(items))


def measured(items: list[Item], world: Bibliography, library: Path | None) -> tuple[Report, Counter[str]]:
    """One run over all references as one file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "hallmark.bib"
        file.write_text("\n".join(item.reference.place.text for item in items), "utf-8")
        settings = Settings(
            root=Path(folder), state=Path(folder) / ".refwatch", library=library, quiet=True, only=("works",), select=_rules()
        )
        clock, simulated = FastClock(), SimulatedWeb(world.hosts)

        report = run(settings, [str(file)], clock=clock, door=lambda: SimulatedDoor(simulated, clock))
        return report, Counter(each.host for each in simulated.log)


def _rules() -> tuple[str, ...]:
    return tuple(each.id for each in COUNTED)


def judged(items: Iterable[Item], report: Report) -> Iterator[Judged]:
    """The report, by reference."""
    by_key = {entry.reference.key: entry for entry in report.entries}
    for item in items:
        entry = by_key[item.reference.key]
        verdict = next((str(each.verdict) for each in entry.subjects if each.verdict), "")
        yield Judged(item, covered=True, findings=[each.finding for each in entry.findings], verdict=verdict)


def told(name: str, items: list[Item], report: Report, requests: Counter[str], seconds: float, *, show: bool) -> None:
    """The figures of one run."""
    found = list(judged(items, report))
    count = sum(requests.values())
    print(f"{name}: {count / len(items):.2f} requests a reference, {seconds * 1000 / len(items):.0f} ms of processor each")
    print(f"    {dict(requests.most_common())}")
    for label, weakest in (("errors", Severity.ERROR), ("errors and warnings", Severity.WARNING)):
        print(f"    {label:20} {hallmark.score(found, weakest, DEFAULTS).line}")
        print(f"    {'labels corrected':20} {hallmark.score(found, weakest, DEFAULTS, correct_labels=True).line}")
    errors, both = (hallmark.by_kind(found, weakest, DEFAULTS) for weakest in (Severity.ERROR, Severity.WARNING))
    print("    " + ", ".join(f"{kind} {hits}+{both[kind][0] - hits}/{total}" for kind, (hits, total) in errors.items()))
    print(f"    verdicts {dict(Counter(each.verdict for each in found))}")
    if show:
        _list(found, report)


def _list(found: Iterable[Judged], report: Report) -> None:
    reasons = {each.key: each.reason for each in report.unverified}
    for each in found:
        flagged = each.flagged(Severity.ERROR, DEFAULTS)
        if flagged == each.item.valid:
            claimed = claim(each.item.reference)
            rules = [(one.rule, str(one.severity or ""), one.message) for one in each.findings]
            print(f"  - {each.item.key} {each.item.kind or 'VALID'} {each.verdict} {rules} {reasons.get(each.item.key, '')}")
            shown = (claimed.title, claimed.authors.text, claimed.year, claimed.venue, claimed.doi, claimed.arxiv)
            print("      " + " | ".join(str(each) for each in shown))


def main() -> None:
    """Runs the worlds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", type=Path, default=Path(tempfile.gettempdir()) / "refwatch-benchmark-library.sqlite3")
    parser.add_argument("--list", action="store_true", help="show every reference judged otherwise than labelled")
    parser.add_argument("--worlds", nargs="*", default=list(WORLDS))
    parser.add_argument("--only", choices=("with", "without"), help="with or without the library")
    parser.add_argument("--every", type=int, default=1, help="take every n-th reference only")
    options = parser.parse_args()
    items = hallmark.load()
    with Library(options.library) as library, tempfile.TemporaryDirectory() as nobody:
        os.environ["XDG_DATA_HOME"] = nobody  # whose library is looked into where none is named
        shelf = truth(library, items)
        pages = {address: _record(library, claim(item.reference)) for item, address in _pages(items) if item.valid}
        items = items[:: options.every]
        for world in options.worlds:
            for name, path in (("with", options.library), ("without", None)):
                if options.only in (None, name):
                    started = time.process_time()
                    report, requests = measured(items, Bibliography(shelf, WORLDS[world], pages=pages, sites=_sites(items)), path)
                    spent = time.process_time() - started
                    told(f"{world}, {name} the library", items, report, requests, spent, show=options.list)


if __name__ == "__main__":
    main()
