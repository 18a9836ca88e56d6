"""The history and the lock on branches of their own, against real git repositories."""

import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from checker.core.errors import UsageError
from checker.publishing_git import Git, Proposal, base_branch, pull_state, push_lock, push_state

ENV = {
    "PATH": "/usr/bin:/bin:/usr/local/bin",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
}


def git(folder: Path, *arguments: str, env: Mapping[str, str] = ENV) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, env=dict(env), capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of a repository that holds a bibliography."""
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "origin.git")
    git(tmp_path, "clone", "--quiet", "origin.git", "clone")
    folder = tmp_path / "clone"
    git(folder, "switch", "--quiet", "--create", "main")
    (folder / "references.bib").write_text("@misc{a, title = {A}}\n")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "A bibliography")
    git(folder, "push", "--quiet", "origin", "main")
    return folder


def history(folder: Path, *rows: str) -> Path:
    state = folder / "state"
    state.mkdir(exist_ok=True)
    with closing(sqlite3.connect(state / "history.sqlite3")) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE IF NOT EXISTS said (what TEXT)")
        db.executemany("INSERT INTO said VALUES (?)", [(each,) for each in rows])
        db.commit()
    return state


def test_the_history_comes_back_as_it_was_and_never_grows(clone: Path, tmp_path: Path) -> None:
    for night in range(3):
        assert push_state(Git.here(clone, ENV), history(clone, f"night {night}")) > 0
    origin = tmp_path / "origin.git"
    assert git(origin, "rev-list", "--count", "refwatch-state") == "1"
    assert git(origin, "ls-tree", "--name-only", "refwatch-state").split() == ["README.md", "history.sqlite3"]
    assert git(clone, "status", "--porcelain") == "?? state/"

    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{origin}", "next")
    assert pull_state(Git.here(tmp_path / "next", ENV), tmp_path / "next" / "back")
    with closing(sqlite3.connect(tmp_path / "next" / "back" / "history.sqlite3")) as db:
        assert db.execute("SELECT what FROM said").fetchall() == [("night 0",), ("night 1",), ("night 2",)]


def test_the_first_run_has_no_history(clone: Path) -> None:
    assert not pull_state(Git.here(clone, ENV), clone / "state")
    assert not (clone / "state").exists()


def test_a_history_that_is_here_is_never_written_over(clone: Path) -> None:
    state = history(clone, "precious")
    push_state(Git.here(clone, ENV), state)
    with pytest.raises(UsageError, match="is there already; move it away first"):
        pull_state(Git.here(clone, ENV), state)


def test_a_damaged_history_is_not_pushed(clone: Path) -> None:
    (clone / "state").mkdir()
    (clone / "state" / "history.sqlite3").write_bytes(b"not a database at all" * 100)
    with pytest.raises(UsageError, match=r"cannot read .* run refwatch check, which puts a damaged one aside"):
        push_state(Git.here(clone, ENV), clone / "state")


def propose(clone: Path, text: bytes) -> Proposal | None:
    """Proposes a lock, whatever is proposed already."""
    return push_lock(Git.here(clone, ENV), clone / "references.lock", lambda _: text)


def test_the_lock_is_proposed_once_and_replaced_when_it_changes(clone: Path, tmp_path: Path) -> None:
    origin = tmp_path / "origin.git"
    assert propose(clone, b"") is None

    first = propose(clone, b"what was verified\n")
    assert first
    assert first.pushed
    assert git(origin, "log", "--format=%an: %s", "main..refwatch-lock") == "refwatch: What was verified, as recorded in the lock"
    assert git(origin, "diff", "--name-only", "main", "refwatch-lock") == "references.lock"
    assert git(clone, "status", "--porcelain") == ""
    assert git(clone, "branch", "--list").split() == ["*", "main"]

    assert propose(clone, b"what was verified\n") == Proposal(first.commit, pushed=False)

    third = propose(clone, b"what was verified, and more\n")
    assert third
    assert third.pushed
    assert git(origin, "show", "refwatch-lock:references.lock") == "what was verified, and more"
    assert git(origin, "rev-list", "--count", "main..refwatch-lock") == "1"


def test_who_decides_is_shown_what_is_proposed(clone: Path) -> None:
    shown: list[bytes | None] = []

    def decide(proposed: bytes | None) -> bytes:
        shown.append(proposed)
        return proposed or b"new\n"

    for _ in range(2):
        push_lock(Git.here(clone, ENV), clone / "references.lock", decide)
    assert shown == [None, b"new\n"]


def test_a_merged_lock_is_not_proposed(clone: Path) -> None:
    (clone / "references.lock").write_text("what was verified\n")
    git(clone, "add", "references.lock")
    git(clone, "commit", "--quiet", "-m", "Merged")
    assert propose(clone, b"what was verified\n") is None


def test_a_dry_run_pushes_nothing(clone: Path, tmp_path: Path) -> None:
    assert push_lock(Git.here(clone, ENV), clone / "references.lock", lambda _: b"new\n", dry_run=True)
    assert git(tmp_path / "origin.git", "branch", "--list") == "* main"


def test_a_whole_clone_stays_whole(clone: Path) -> None:
    for text in (b"one\n", b"two\n"):
        propose(clone, text)
    assert git(clone, "rev-parse", "--is-shallow-repository") == "false"


def test_the_branch_is_the_workflows_or_the_one_checked_out(clone: Path) -> None:
    assert base_branch(Git.here(clone, ENV), {"GITHUB_REF_NAME": "trunk"}) == "trunk"
    assert base_branch(Git.here(clone, ENV), {}) == "main"


def test_the_token_goes_to_its_own_server_and_stays_out_of_every_file(clone: Path) -> None:
    env = {**ENV, "GITHUB_TOKEN": "secret", "GITHUB_SERVER_URL": "https://github.com"}
    used = Git.here(clone, env)
    assert used.run("config", "--get-urlmatch", "http.extraheader", "https://github.com/a/b").startswith("AUTHORIZATION: basic ")
    with pytest.raises(UsageError, match="git config failed"):
        used.run("config", "--get-urlmatch", "http.extraheader", "https://elsewhere.example/a/b")
    assert "extraheader" not in (clone / ".git" / "config").read_text()


def test_outside_a_repository_the_message_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="git rev-parse failed: fatal: not a git repository"):
        Git.here(tmp_path, {**ENV, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)})
