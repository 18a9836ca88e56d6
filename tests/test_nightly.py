"""The steps of nightly.yml, and of the workflow that `refwatch init` writes, run here night by night."""

import subprocess
from pathlib import Path

import pytest

from checker.init import plan
from checker.simulation import Request, Response
from tests.doubles.internet import Internet
from tests.doubles.issues import Issues
from tests.doubles.runner import ROOT, Runner

TOOLS = """\
tools:
  - {id: alive, name: Alive, url: "https://alive.example/page"}
  - {id: dies, name: Dies, url: "https://dies.example/page"}
  - {id: third, name: Third, url: "https://third.example/page"}
  - {id: fourth, name: Fourth, url: "https://fourth.example/page"}
"""
NAMES = ("alive", "dies", "third", "fourth")


class Town:
    """Four sites, one of which may lose its page, the archive, and GitHub."""

    def __init__(self) -> None:
        self.issues = Issues()
        self.broken = False
        sites = {f"{name}.example": self._site for name in NAMES}
        self.internet = Internet({**sites, "web.archive.org": self._archive, **self.issues.hosts})

    def _site(self, request: Request) -> Response:
        if self.broken and request.host.startswith("dies."):
            return Response(404, "<title>Not Found</title>")
        name = request.host.partition(".")[0]
        return Response.of_html(f"<html><title>{name}</title><body><h1>{name}</h1>{'words ' * 80}</body></html>")

    def _archive(self, request: Request) -> Response:
        return Response.of_json([])


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    return subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A repository that holds a catalogue."""
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "origin.git")
    git(tmp_path, "clone", "--quiet", "origin.git", "first")
    (tmp_path / "first" / "tools.yaml").write_text(TOOLS)
    git(tmp_path / "first", "add", ".")
    git(tmp_path / "first", "commit", "--quiet", "-m", "A catalogue")
    git(tmp_path / "first", "push", "--quiet", "origin", "HEAD:main")
    return tmp_path / "origin.git"


def night(town: Town, runner: Runner) -> tuple[str, list[str]]:
    """Runs the workflow; returns what the steps printed and what was written to GitHub."""
    town.issues.writes.clear()
    return runner.run(), list(town.issues.writes)


def test_five_nights(origin: Path, tmp_path: Path) -> None:
    town = Town()
    with town.internet as internet:
        env = {"GITHUB_REPOSITORY": town.issues.repository, **internet.env}
        runner = Runner(ROOT / ".github" / "workflows" / "nightly.yml", origin, tmp_path / "work", env)

        # The first night: all is well; there is something to record, and nothing to complain of.
        printed, writes = night(town, runner)
        assert writes == ["POST pulls"]
        assert "state: none yet; this is the first run\n" in printed
        assert "issue: nothing to do (all is well)\n" in printed
        assert "lock: pushed, https://github.com/someone/reading-list/pull/1\n" in printed
        assert "**0** errors" in runner.summaries[0]

        # A page has gone.
        town.broken = True
        printed, writes = night(town, runner)
        assert writes == ["POST issues"]
        assert "state: restored\n" in printed
        assert "issue: open https://github.com/someone/reading-list/issues/1 (something is broken)\n" in printed
        assert "| 🔴 error | L001 dead-link | `dies` | `tools.yaml:3` |" in town.issues.issues[0]["body"]
        branches = git(origin, "rev-parse", "main", "refwatch-lock")

        # The same again: no new issue, no new commit, only when was last looked.
        printed, writes = night(town, runner)
        assert writes == ["PATCH issues/1"]
        assert "lock: as proposed before, https://github.com/someone/reading-list/pull/1\n" in printed
        assert git(origin, "rev-parse", "main", "refwatch-lock") == branches

        # Our own network fails, and the page would be back: nobody is accused, nobody acquitted.
        town.broken = False
        internet.without(*(f"{name}.example" for name in NAMES), "web.archive.org")
        body = town.issues.issues[0]["body"]
        printed, writes = night(town, runner)
        assert writes == ["PATCH issues/1"]
        assert "(our own network failed)\n" in printed
        changed = [
            new for old, new in zip(body.split("\n"), town.issues.issues[0]["body"].split("\n"), strict=True) if old != new
        ]
        assert len(changed) == 1
        assert "our own network failed; what stands below is from before" in changed[0]
        assert git(origin, "rev-parse", "main", "refwatch-lock") == branches

        # All is well again.
        internet.without()
        printed, writes = night(town, runner)
        assert writes == ["PATCH issues/1", "POST issues/1/comments"]
        assert town.issues.issues[0]["state"] == "closed"

        assert len(town.issues.issues) == len(town.issues.pulls) == 1
        assert git(origin, "rev-list", "--count", "refwatch-state") == "1"
        assert git(origin, "rev-list", "--count", "main") == "1"
        assert git(origin, "diff", "--name-only", "main", "refwatch-lock") == "references.lock"


def test_what_init_writes_works_the_same_way(origin: Path, tmp_path: Path) -> None:
    town = Town()
    town.broken = True
    workflow = tmp_path / "refwatch.yml"
    workflow.write_text(plan(tmp_path)[2].text)
    with town.internet as internet:
        env = {"GITHUB_REPOSITORY": town.issues.repository, **internet.env}
        runner = Runner(workflow, origin, tmp_path / "work", env)
        assert night(town, runner)[1] == ["POST issues", "POST pulls"]

        # The pull request is merged, and its branch stays where it is.
        git(origin, "update-ref", "refs/heads/main", "refs/heads/refwatch-lock")
        printed, writes = night(town, runner)
        assert writes == ["PATCH issues/1"]
        assert "lock: nothing to do\n" in printed
    assert git(origin, "rev-list", "--count", "refwatch-state") == "1"
