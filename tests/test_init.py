"""`refwatch init`: shows, asks, writes, and never writes over anything."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from checker import __version__
from checker.cli_init import init
from checker.core.errors import UsageError
from checker.init import plan
from checker.settings import load

NEW = [".github/workflows/refwatch.yml", ".pre-commit-config.yaml", "refwatch.toml"]


def run(folder: Path, *arguments: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(init, arguments, catch_exceptions=False, standalone_mode=False)
    if result.exception:
        raise result.exception
    return result.output


def files(folder: Path) -> list[str]:
    return sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file())


def test_an_empty_folder_gets_all_three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = run(tmp_path, "--yes", monkeypatch=monkeypatch)
    assert files(tmp_path) == NEW
    assert told.endswith(
        "wrote refwatch.toml\n"
        "wrote .pre-commit-config.yaml\n"
        "wrote .github/workflows/refwatch.yml\n"
        "Next: refwatch check, then refwatch lock, and commit what is new. The workflow needs, in the repository's settings\n"
        'under Actions, General: "Allow GitHub Actions to create and approve pull requests".\n'
    )
    assert load(tmp_path).paths == ()


def test_the_second_time_there_is_nothing_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path, "--yes", monkeypatch=monkeypatch)
    before = {each: (tmp_path / each).read_bytes() for each in NEW}
    assert run(tmp_path, "--yes", monkeypatch=monkeypatch).endswith("Nothing to write: all of it is there already.\n")
    assert {each: (tmp_path / each).read_bytes() for each in NEW} == before


def test_the_bibliographies_that_are_here_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("paper/main.bib", "tools.yaml", "node_modules/x/y.bib", ".cache/z.bib", 'odd".bib', "notes.yaml"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    run(tmp_path, "--yes", monkeypatch=monkeypatch)
    assert load(tmp_path).paths == ("paper/main.bib", "tools.yaml")


def test_very_many_are_named_by_their_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        (tmp_path / f"{number}.bib").touch()
    run(tmp_path, "--yes", monkeypatch=monkeypatch)
    assert load(tmp_path).paths == (".",)


def test_without_anybody_to_ask_it_shows_and_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="nothing was written, since nobody can be asked here; run refwatch init --yes"):
        run(tmp_path, monkeypatch=monkeypatch)
    assert files(tmp_path) == []


def test_what_is_there_stays_and_the_snippet_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.refwatch]\nmailto = "a@example.org"\n')
    (tmp_path / ".pre-commit-config.yaml").write_text("repos: []\n")
    told = run(tmp_path, "--yes", monkeypatch=monkeypatch)
    assert files(tmp_path) == [".github/workflows/refwatch.yml", ".pre-commit-config.yaml", "pyproject.toml"]
    assert (tmp_path / ".pre-commit-config.yaml").read_text() == "repos: []\n"
    assert (
        "── .pre-commit-config.yaml is there already; add this to it by hand:\n"
        "  - repo: https://github.com/refwatch/refwatch\n"
        f"    rev: v{__version__}\n"
        "    hooks:\n"
        "      - id: refwatch\n"
    ) in told


@pytest.mark.parametrize(("answer", "written"), [("y\n", NEW), ("n\n", [])])
def test_a_person_is_asked(tmp_path: Path, answer: str, written: list[str]) -> None:
    leader, follower = os.openpty()
    try:
        os.write(leader, answer.encode())
        command = [sys.executable, "-m", "checker", "init"]
        env = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
        done = subprocess.run(command, cwd=tmp_path, stdin=follower, capture_output=True, text=True, timeout=60, env=env)
    finally:
        os.close(leader)
        os.close(follower)
    assert done.returncode == 0
    assert "Write refwatch.toml, .pre-commit-config.yaml, .github/workflows/refwatch.yml? [y/N]" in done.stdout
    assert files(tmp_path) == written


def test_what_is_planned_is_well_formed(tmp_path: Path) -> None:
    configuration, hooks, workflow = plan(tmp_path)
    assert tomllib.loads(configuration.text) == {}
    uncommented = configuration.text.replace("# mailto", "mailto").replace("# [[", "[[")
    for key in ("rule", "subject", "reason", "until"):
        uncommented = uncommented.replace(f"# {key} =", f"{key} =")
    (tmp_path / "refwatch.toml").write_text(uncommented)
    assert load(tmp_path).ignores[0].rule == "L013"
    assert yaml.safe_load(hooks.text)["repos"][0]["hooks"] == [{"id": "refwatch"}]
    parsed: dict[Any, Any] = yaml.safe_load(workflow.text)
    assert parsed["permissions"] == {}
    assert "HOME/" not in workflow.text
    assert "VERSION" not in workflow.text


def test_its_actions_are_pinned_as_ours_are(tmp_path: Path) -> None:
    """Dependabot raises the pins of our own workflows; what we write for others must follow."""
    ours = "".join(each.read_text() for each in (Path(__file__).resolve().parents[1] / ".github" / "workflows").glob("*.yml"))
    for line in plan(tmp_path)[2].text.splitlines():
        if "uses:" in line:
            assert line.strip() in ours


def test_inside_a_repository_the_top_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "paper").mkdir()
    with pytest.raises(UsageError, match=r"this is a folder inside the repository .* run refwatch init there"):
        run(tmp_path / "paper", "--yes", monkeypatch=monkeypatch)
    assert files(tmp_path) == []


def test_odd_things_in_the_way_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".pre-commit-config.yaml").mkdir()
    (tmp_path / ".github").write_text("a file")
    with pytest.raises(UsageError, match=r"cannot write '\.github/workflows/refwatch\.yml': "):
        run(tmp_path, "--yes", monkeypatch=monkeypatch)
    assert files(tmp_path) == [".github", "refwatch.toml"]
