"""What a subject was called before: after a fix wrote the new address, `refwatch history KEY` goes on telling its past."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checker import cli
from checker.core.answer import Answer, Hop, Outcome, Topic
from checker.memory.earlier import leads
from checker.memory.history import History
from tests.doubles.clock import Clock

AT = datetime(2026, 3, 1, 4, tzinfo=UTC)
DAY = timedelta(days=1)
OLD, MIDDLE, NEW = "http://old.example/Paper_ü", "https://middle.example/Paper", "https://new.example/paper/"


def moved(subject: str, to: str, at: datetime) -> Answer:
    return Answer("web", Topic.LINK, subject, Outcome.MOVED, at, {}, "", 200, to, (Hop(301, subject),))


def recorded(folder: Path, *nights: list[Answer]) -> None:
    clock = Clock(AT)
    with History.open(folder / ".refwatch", clock=clock) as history:
        for told in nights:
            run = history.begin()
            for answer in told:
                run.record(answer)
            run.finish("{}")


@pytest.fixture
def tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "_leave", sys.exit)

    def told(subject: str) -> str:
        capsys.readouterr()
        with pytest.raises(SystemExit):
            cli.main(["history", subject])
        return "".join(capsys.readouterr())

    return told


def test_a_link_that_was_mended_keeps_its_past(tmp_path: Path, tell) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "tools.yaml").write_text(f"tools:\n  - {{id: it, name: It, url: '{NEW}#usage'}}\n")
    other = moved("https://other.example/", "https://new.example/paper/2", AT)
    recorded(tmp_path, [moved(OLD, MIDDLE, AT), other], [moved(MIDDLE, NEW, AT + DAY)])
    assert tell("it") == (
        """\
link http://old.example/Paper_ü (web), now https://middle.example/Paper
  2026-03-01                moved (200) to https://middle.example/Paper
  since 2026-03-01 moved

link https://middle.example/Paper (web), now https://new.example/paper/#usage
  2026-03-02                moved (200) to https://new.example/paper/
  since 2026-03-02 moved
"""
    )
    recorded(tmp_path, [Answer("web", Topic.LINK, f"{NEW}#usage", Outcome.FOUND, AT + 2 * DAY, {}, "", 200, NEW)])
    assert tell("it").count("link ") == 3
    assert "link https://new.example/paper/#usage (web)\n" in tell(f"{NEW}#usage")
    assert "other" not in tell("it")


def test_a_repository_that_was_renamed_keeps_its_past_though_the_fix_spelt_it_otherwise(  # type: ignore[no-untyped-def]
    tmp_path: Path, tell
) -> None:
    (tmp_path / "tools.yaml").write_text(
        "tools:\n  - {id: llama, name: Llama, repository: 'https://github.com/GGML-org/llama.cpp'}\n"
    )
    facts = {"full_name": "ggml-org/llama.cpp", "archived": False}
    named = ("github.com/ggerganov/llama.cpp", "github.com/ggml-org/llama.cpp-fork")
    answers = [Answer("github", Topic.REPOSITORY, name, Outcome.FOUND, AT, facts) for name in named[:1]]
    stranger = Answer("github", Topic.REPOSITORY, named[1], Outcome.FOUND, AT, {"full_name": named[1].partition("/")[2]})
    recorded(tmp_path, [*answers, stranger])
    assert tell("llama") == (
        """\
repository github.com/ggerganov/llama.cpp (github), now github.com/GGML-org/llama.cpp
  2026-03-01                found
  since 2026-03-01 found
"""
    )


def test_the_lock_alone_tells_it_too(tmp_path: Path, tell) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "tools.yaml").write_text(f"tools:\n  - {{id: it, name: It, url: '{OLD}'}}\n")
    recorded(tmp_path, [moved(OLD, NEW, AT)])
    with pytest.raises(SystemExit):
        cli.main(["lock"])
    (tmp_path / ".refwatch" / "history.sqlite3").unlink()
    (tmp_path / "tools.yaml").write_text(f"tools:\n  - {{id: it, name: It, url: '{NEW}'}}\n")
    assert tell("it").startswith(f"link {OLD} (web), now {NEW}\n")


def test_a_circle_of_moves_ends(tmp_path: Path, tell) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "tools.yaml").write_text(f"tools:\n  - {{id: it, name: It, url: '{NEW}'}}\n")
    recorded(tmp_path, [moved(OLD, NEW, AT), moved(NEW, OLD, AT)])
    assert tell("it").count("link ") == 2


def test_what_leads_elsewhere() -> None:
    http = Answer(
        "web", Topic.LINK, "http://a.example/x", Outcome.FOUND, AT, {"https_works": True}, "", 200, "http://a.example/x"
    )
    assert leads(http, "https://a.example/x#part")
    assert not leads(http, "https://a.example/y")
    assert not leads(Answer("web", Topic.LINK, OLD, Outcome.FOUND, AT, {}, "", 200, NEW), NEW), "not every hop was permanent"
    assert not leads(Answer("web", Topic.LINK, OLD, Outcome.MISSING, AT, {}, "", 404, NEW), NEW)
    assert not leads(Answer("crossref", Topic.WORK, "doi:10.1/a", Outcome.FOUND, AT, {"full_name": "x"}), "doi:10.1/b")
