"""The project's own catalogue, as a fresh clone finds it: nothing wrong, every paper attested, the rest said to be open."""

from pathlib import Path

import pytest

from checker import running
from checker.settings import load

ROOT = Path(__file__).resolve().parents[1]


def test_a_fresh_clone_judges_the_catalogue_by_its_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("references.bib", "tools.yaml", "references.lock"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    monkeypatch.chdir(tmp_path)
    report = running.run(load(tmp_path).override(offline=True, library=tmp_path / "no library"))
    assert report.findings == ()
    papers = [entry for entry in report.entries if entry.reference.kind == "paper"]
    verdicts = {looked.verdict for entry in papers for looked in entry.subjects if looked.verdict}
    assert (len(papers), verdicts) == (21, {"attested"})
    assert {each.topic for each in report.unverified} == {"link", "repository", "package"}
