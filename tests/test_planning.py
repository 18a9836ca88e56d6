"""Which sources are asked about a citation, over services that speak their real protocols: as few questions as settle it."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from checker.core import identifiers
from checker.core.names import parse_authors
from checker.core.place import Source
from checker.core.proceedings import page
from checker.core.reference import Reference
from checker.core.report import Report
from checker.core.text import plain
from checker.core.works_claim import claim
from checker.files.bib import Bib
from checker.running import run
from checker.settings import Settings
from checker.simulated.bibliography import Bibliography, Table
from checker.simulation import SimulatedWeb
from checker.web import HostSettings, Web, WebSettings

OURS = Path(__file__).resolve().parents[1] / "references.bib"
SERVICES = ("doi", "crossref", "datacite", "arxiv", "openalex", "semantic_scholar", "dblp", "openreview")
HOSTS = Bibliography(Table(())).hosts
"""The hosts of bibliographic services; pages are read for their links anyway."""


class Fast:
    """A clock on which waiting takes no time."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    async def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        await asyncio.sleep(0)


def record_of(reference: Reference) -> dict[str, Any]:
    """The true record behind an entry of our own file."""
    claimed = claim(reference)
    names = parse_authors(reference.value("author")).names
    record = {
        "title": claimed.title,
        "authors": [f"{each.family}, {each.given}" for each in names],
        "year": claimed.year,
        "venue": "" if claimed.preprint else claimed.venue,
        "type": claimed.kind,
        "doi": claimed.doi if not claimed.doi.startswith("10.48550/") else "",
        "arxiv": claimed.arxiv,
        "openreview": identifiers.openreview(reference.value("url")) or "",
    }
    return {name: value for name, value in record.items() if value}


def our_world(**more: Any) -> Bibliography:
    """The services, knowing the 21 papers."""
    references = Bib().read(Source("references.bib", OURS.read_text("utf-8")))
    pages = {address: record_of(each) for each in references if (address := page(each.value("url")))}
    return Bibliography(Table(map(record_of, references)), pages=pages, **more)


def checked(
    folder: Path, text: str, world: Bibliography, *, at: datetime = datetime(2026, 11, 22, 4, tzinfo=UTC), **settings: Any
) -> tuple[Report, Counter[str]]:
    """A run over a file of entries in a simulated world: the report, and the requests to bibliographic services by host."""
    file = folder / "references.bib"
    file.write_text(text, "utf-8")
    chosen = Settings(root=folder, state=folder / ".refwatch", library=folder / "none.sqlite3", quiet=True, only=("works",))
    clock = Fast(at)
    simulated = SimulatedWeb(world.hosts)
    fast = {"*": HostSettings(interval=0)}

    class Door(Web):
        async def __aenter__(self) -> "Door":
            await simulated.__aenter__()
            await super().__aenter__()
            return self

        async def __aexit__(self, *error: Any) -> None:
            await super().__aexit__(*error)
            await simulated.__aexit__(*error)

    door = lambda: Door(WebSettings(dial=simulated.dial, hosts=fast, retries=0), clock=clock)
    report = run(replace(chosen, **settings), [str(file)], clock=clock, door=door)
    return report, Counter(each.host for each in simulated.log if each.host in HOSTS)


def verdicts(report: Report) -> dict[str, str]:
    return {
        entry.reference.key: str(looked.verdict)
        for entry in report.entries
        for looked in entry.subjects
        if entry.reference.key and looked.verdict
    }


def test_our_21_papers_cost_at_most_ten_requests(tmp_path: Path) -> None:
    report, requests = checked(tmp_path, OURS.read_text("utf-8"), our_world())
    assert Counter(verdicts(report).values()) == {"verified": 21}
    assert sum(requests.values()) <= 10
