"""`refwatch publish` as a command: what it prints, and what it does to a GitHub that it reaches through a proxy."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from checker.cli_publish import publish
from checker.core.errors import UsageError
from checker.demo import play
from tests.doubles.internet import Internet
from tests.doubles.issues import Issues


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue after three nights, with three things broken."""
    folder = tmp_path_factory.mktemp("publish") / "demo"
    play(folder)
    return folder


@pytest.fixture
def github(demo: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Issues]:
    """The environment of a workflow's step in that catalogue's folder."""
    double = Issues()
    with Internet(double.hosts) as internet:
        given = {"GITHUB_TOKEN": double.token, "GITHUB_REPOSITORY": double.repository, **internet.env}
        for name in ("GITHUB_API_URL", "GITHUB_SERVER_URL", "GITHUB_SHA", "GITHUB_RUN_ID", "NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(demo)
        yield double


def run(*arguments: str) -> str:
    result = CliRunner().invoke(publish, arguments, standalone_mode=False)
    if result.exception:
        raise result.exception
    return result.output


def test_a_dry_run_says_what_it_would_do_and_does_nothing(github: Issues) -> None:
    assert run("issue", "--dry-run") == "issue: would open (something is broken)\n"
    assert github.writes == []


def test_once_is_one_issue_and_twice_is_once(github: Issues) -> None:
    url = "https://github.com/someone/reading-list/issues/1"
    assert run("issue") == f"issue: open {url} (something is broken)\n"
    assert run("issue") == "issue: nothing to do (something is broken)\n"
    assert run("issue", "--dry-run") == "issue: nothing to do (something is broken)\n"
    assert github.writes == ["POST issues"]
    assert github.issues[0]["title"] == "Some references need attention"
    assert [each["name"] for each in github.issues[0]["labels"]] == ["refwatch"]


def test_another_label_is_another_issue(github: Issues) -> None:
    run("issue", "--label", "reading list & more")
    run("issue", "--label", "reading list & more")
    assert len(github.issues) == 1


def test_without_a_token_the_next_step_is_named(github: Issues, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_TOKEN")
    with pytest.raises(UsageError, match=r"GitHub answered 401 to GET issues \(Bad credentials\); the token is not valid"):
        run("issue")


def test_an_error_never_shows_the_token(github: Issues, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "wrong-and-secret")
    with pytest.raises(UsageError) as raised:
        run("issue")
    assert "wrong-and-secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("issue", "--state", "nowhere"), "no run is recorded in 'nowhere'; run refwatch check first, or name --state"),
        (("state",), r"publish state wants --pull \(before a check\) or --push \(after it\)"),
        (("state", "--push"), "git rev-parse failed: fatal: not a git repository"),
    ],
)
def test_what_cannot_be_done_is_said(
    github: Issues, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], message: str
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(Path.cwd().parent))
    with pytest.raises(UsageError, match=message):
        run(*arguments)
