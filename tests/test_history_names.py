"""What `refwatch history` takes for a subject: its name, or any address or identifier that leads to it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from checker import cli
from checker.core.answer import Answer, Outcome, Topic
from checker.memory.history import History
from tests.doubles.clock import Clock

AT = datetime(2026, 3, 1, 4, tzinfo=UTC)
RECORDED = (
    (Topic.LINK, "https://example.org/paper"),
    (Topic.LINK, "https://github.com/o/gone/wiki"),
    (Topic.REPOSITORY, "github.com/O/gone"),
    (Topic.PACKAGE, "pypi:vllm"),
    (Topic.WORK, "doi:10.1000/a"),
    (Topic.WORK, "arxiv:2309.06180"),
    (Topic.WORK, "acl:2020.acl-main.1"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("history")
    with History.open(path / ".refwatch", clock=Clock(AT)) as history:
        run = history.begin()
        for topic, name in RECORDED:
            run.record(Answer("somebody", topic, name, Outcome.FOUND, AT))
        run.finish("{}", [], {})
    return path


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("https://github.com/o/gone", ["repository github.com/O/gone"]),
        ("https://github.com/O/gone.git", ["repository github.com/O/gone"]),
        ("git@github.com:o/gone.git", ["repository github.com/O/gone"]),
        ("github.com/o/gone", ["repository github.com/O/gone"]),
        ("https://github.com/o/gone/wiki", ["link https://github.com/o/gone/wiki", "repository github.com/O/gone"]),
        ("https://pypi.org/project/vLLM/", ["package pypi:vllm"]),
        ("https://doi.org/10.1000/A", ["work doi:10.1000/a"]),
        ("10.1000/a", ["work doi:10.1000/a"]),
        ("doi:10.1000/a", ["work doi:10.1000/a"]),
        ("https://arxiv.org/abs/2309.06180v2", ["work arxiv:2309.06180"]),
        ("https://aclanthology.org/2020.acl-main.1/", ["work acl:2020.acl-main.1"]),
        ("https://example.org/paper", ["link https://example.org/paper"]),
        ("example.org", ["link https://example.org/paper"]),
    ],
)
def test_a_subject_is_found_by_whatever_leads_to_it(
    asked: str, told: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    with pytest.raises(SystemExit) as left:
        cli.main(["history", asked])
    shown = [line.removesuffix(" (somebody)") for line in capsys.readouterr().out.splitlines() if line.endswith(" (somebody)")]
    assert (left.value.code or 0, shown) == (0, told)


def test_what_is_not_recorded_is_status_2(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    with pytest.raises(SystemExit) as left:
        cli.main(["history", "https://github.com/o/other"])
    assert left.value.code == 2
    assert "nothing is recorded about 'https://github.com/o/other'" in capsys.readouterr().err
