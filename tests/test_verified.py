"""What was verified is verified as it stood: an entry that was edited since is unverified until somebody is asked again."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from checker.core.answer import Answer, Outcome, Topic
from checker.core.report import Report
from checker.core.works import digest
from checker.memory.findings import Verdict
from checker.memory.history import History
from checker.memory.lock import Lock
from checker.running import job_of, run
from checker.settings import Settings

NIGHT = datetime(2026, 11, 22, 4, tzinfo=UTC)
BIB = """\
@inproceedings{kwon2023,
  title = {Efficient Memory Management for Large Language Model Serving with PagedAttention},
  author = {Kwon, Woosuk and Li, Zhuohan},
  booktitle = {Proceedings of the 29th Symposium on Operating Systems Principles},
  year = {2023},
  doi = {10.1145/3600006.3613165},
}
"""
RECORD = {
    "title": "Efficient Memory Management for Large Language Model Serving with PagedAttention",
    "authors": ["Kwon, Woosuk", "Li, Zhuohan"],
    "year": 2023,
    "venue": "Proceedings of the 29th Symposium on Operating Systems Principles",
    "type": "inproceedings",
    "doi": "10.1145/3600006.3613165",
}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A catalogue that was verified online one night."""
    monkeypatch.chdir(tmp_path)
    Path("references.bib").write_text(BIB)
    offline = Settings(
        root=tmp_path, state=tmp_path / ".refwatch", offline=True, quiet=True, only=("works",), sources=("crossref",)
    )
    with job_of(offline, (), read_only=True) as job, History.open(offline.state) as history:
        night = history.begin()
        night.record(Answer("crossref", Topic.WORK, "doi:10.1145/3600006.3613165", Outcome.FOUND, NIGHT, RECORD))
        night.finish(verdicts={"kwon2023": Verdict("verified", digest(job.reading.catalogue.references[0]), NIGHT)})
    return offline


def verdict(report: Report) -> tuple[str | None, list[str]]:
    return report.entries[0].subjects[0].verdict, [each.reason for each in report.unverified if each.topic == "work"]


def test_from_the_history(settings: Settings) -> None:
    assert verdict(run(settings)) == ("verified", [])
    Path("references.bib").write_text(BIB.replace("Kwon, Woosuk", "Kwon, W."))
    assert verdict(run(settings)) == ("unverified", ["its fields have changed since it was verified on 2026-11-22"])
    Path("references.bib").write_text(BIB.replace("{2023}", '"2023"'))
    assert verdict(run(settings)) == ("verified", []), "how a value is written changes nothing"


def test_from_the_lock_alone(settings: Settings) -> None:
    with job_of(settings, (), read_only=True) as job:
        entries = list(zip(job.reading.catalogue.references, job.subjects, strict=True))
        job.lock.update(entries, job.seen(), job.history.verdicts()).write_if_changed(settings.root / "references.lock")
    clone = settings.override(state=settings.root / "elsewhere")
    assert verdict(run(clone)) == ("verified", [])
    Path("references.bib").write_text(BIB.replace("Kwon, Woosuk", "Kwon, W."))
    assert verdict(run(clone))[0] == "unverified"
    assert Lock.load(settings.root / "references.lock").verdict("kwon2023") is not None
