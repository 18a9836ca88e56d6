"""How long pre-commit waits: an offline check of our own catalogue, without and with a full lock, beside bare imports.

python benchmarks/startup.py [--runs 9]

Prints the least processor and wall time of several runs. Modules are compiled first, as an installation does.
"""

import argparse
import compileall
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from checker import pipeline  # noqa: E402
from checker.core.answer import Answer, Outcome, Subject, Topic  # noqa: E402
from checker.core.names import parse_authors  # noqa: E402
from checker.core.reference import Reference  # noqa: E402
from checker.core.seen import Seen  # noqa: E402
from checker.core.subjects import subjects  # noqa: E402
from checker.core.text import plain  # noqa: E402
from checker.memory.attest import attest  # noqa: E402
from checker.memory.lock import Lock  # noqa: E402
from checker.settings import Settings  # noqa: E402

AT = datetime(2026, 11, 22, 4, tzinfo=UTC)
BARE = "import click, yaml, bibtexparser"
CHECK = ("-m", "checker", "check", "--offline", "--quiet")


def answered(reference: Reference) -> Iterator[Answer]:
    """What a night's run would have been told of a reference that is as it should be."""
    for each in subjects(reference):
        facts = {
            Topic.LINK: {"title": "A page", "content_type": "text/html", "certificate_days": 60},
            Topic.REPOSITORY: _repository(each),
            Topic.PACKAGE: {"version": "1.0.0", "released_at": "2026-10-01T00:00:00Z", "license": "MIT"},
            Topic.WORK: _record(reference),
        }[each.topic]
        if not each.name.startswith("search:"):
            source = {Topic.LINK: "web", Topic.REPOSITORY: "github", Topic.PACKAGE: "pypi", Topic.WORK: "crossref"}[each.topic]
            yield Answer(source, each.topic, each.name, Outcome.FOUND, AT, facts, status=200)


def _repository(subject: Subject) -> dict[str, Any]:
    owner_and_name = subject.name.partition("/")[2]
    told = {"default_branch": "main", "pushed_at": "2026-11-20T00:00:00Z", "license": "Apache-2.0", "archived": False}
    return {"full_name": owner_and_name, "url": f"https://{subject.name}", "stars": 1000, "topics": ["llm"], **told}


def _record(reference: Reference) -> dict[str, Any]:
    names = [f"{name.family}, {name.given}" for name in parse_authors(reference.value("author")).names]
    venue = plain(reference.value("booktitle", "journal"))
    told = {"title": plain(reference.value("title")), "authors": names, "venue": venue, "doi": reference.value("doi").lower()}
    year = int(reference.value("year") or 0)
    return {**told, "year": year, "years": {"print": year}, "type": "inproceedings" if venue else "preprint"}


def write_lock(folder: Path) -> int:
    """A lock that holds an answer for every subject and an attestation of every paper; returns its size in bytes."""
    catalogue = pipeline.read(Settings(root=folder), [str(folder / name) for name in ("references.bib", "tools.yaml")]).catalogue
    references = catalogue.references
    seen = Seen.of((answer for each in references for answer in answered(each)), at=AT, catalogue=catalogue)
    lock = Lock().update([(each, subjects(each)) for each in references], seen)
    for each in references:
        if each.key and each.value("author"):
            lock = attest(lock, each, "title, authors and venue against the proceedings", AT)
    path = folder / "references.lock"
    lock.write_if_changed(path)
    return path.stat().st_size


def fastest(command: Iterable[str], folder: Path, runs: int) -> tuple[float, float]:
    """The least processor time and the least wall time in seconds."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    measured = [_once([sys.executable, *command], folder, environment) for _ in range(runs)]
    return min(each[0] for each in measured), min(each[1] for each in measured)


def _once(command: list[str], folder: Path, environment: dict[str, str]) -> tuple[float, float]:
    before, began = _used_by_children(), time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=False)
    return _used_by_children() - before, time.perf_counter() - began


def _used_by_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    compileall.compile_dir(ROOT / "checker", quiet=1)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in ("references.bib", "tools.yaml"):
            shutil.copy(ROOT / name, folder)
        bare = fastest(("-c", BARE), folder, runs)
        without = fastest(CHECK, folder, runs)
        size = write_lock(folder)
        full = fastest(CHECK, folder, runs)
    for what, (used, wall) in (("bare imports", bare), ("without a lock", without), (f"lock of {size / 1e3:.0f} kB", full)):
        print(f"{what:18} {used:6.3f} s processor {wall:6.3f} s wall   {used / bare[0]:.2f} times the bare imports")


if __name__ == "__main__":
    main()
