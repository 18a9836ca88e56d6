"""What is kept in git beside the project: the history on a branch of its own, the lock on a branch for a pull request.

Branches are written with git's plumbing: neither the files at hand nor the index nor the branch that is checked out change. The
history's branch holds one commit without a parent, replaced each time, so that it never grows by being kept.
"""

import base64
import os
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from checker.core.display import shortened, shown
from checker.core.errors import UsageError
from checker.memory.no_history import FILE_NAME

STATE_BRANCH = "refwatch-state"
LOCK_BRANCH = "refwatch-lock"

_README = b"""This branch holds what refwatch has seen so far, as one commit that is replaced after every run.
`refwatch publish state --pull` brings it back. Do not merge it.
"""
_NOBODY = {
    "GIT_AUTHOR_NAME": "refwatch",
    "GIT_AUTHOR_EMAIL": "refwatch@users.noreply.github.com",
    "GIT_COMMITTER_NAME": "refwatch",
    "GIT_COMMITTER_EMAIL": "refwatch@users.noreply.github.com",
}


@dataclass(frozen=True, slots=True)
class Git:
    """One repository and the remote that is published to. Every method raises `UsageError` with what git said."""

    folder: Path
    env: Mapping[str, str]
    remote: str = "origin"

    @classmethod
    def here(cls, folder: Path, env: Mapping[str, str] = os.environ) -> "Git":
        """The repository that a folder belongs to."""
        git = cls(folder, {**env, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"})
        top = Path(git.run("rev-parse", "--show-toplevel").strip())
        return cls(top, {**git.env, **_credentials(env)})

    def run(self, *arguments: str, given: bytes | None = None, env: Mapping[str, str] | None = None) -> str:
        """What git prints."""
        return self._run(arguments, given, env or {}).decode("utf-8", "replace")

    def _run(self, arguments: tuple[str, ...], given: bytes | None, env: Mapping[str, str]) -> bytes:
        try:
            done = subprocess.run(  # noqa: S603 - a list of arguments; no shell reads it
                ["git", *arguments],  # noqa: S607 - whichever git the user has
                cwd=self.folder,
                env={**self.env, **env},
                input=given,
                stdin=subprocess.DEVNULL if given is None else None,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError as error:
            raise UsageError("git is not here; install it, or publish from a machine that has it") from error
        if done.returncode:
            said = shortened(shown(done.stderr.decode("utf-8", "replace").strip()), 400)
            raise UsageError(f"git {arguments[0]} failed: {said or done.returncode}; mend that and publish again")
        return done.stdout

    def tip(self, branch: str) -> str | None:
        """The commit that a branch of the remote stands at."""
        return self.run("ls-remote", self.remote, f"refs/heads/{branch}").partition("\t")[0] or None

    def fetch(self, branch: str) -> None:
        """Brings a branch of the remote here, as ``FETCH_HEAD``; a shallow clone stays shallow, and a whole one whole."""
        shallow = self.run("rev-parse", "--is-shallow-repository").strip() == "true"
        depth = ("--depth=1",) if shallow else ()
        self.run("fetch", "--quiet", "--no-tags", *depth, self.remote, f"refs/heads/{branch}")

    def blob(self, data: bytes) -> str:
        """Keeps some bytes; returns their name."""
        return self.run("hash-object", "-w", "--stdin", given=data).strip()

    def content(self, revision: str, path: str) -> bytes | None:
        """A file of a revision; ``None`` where it has none."""
        listed = self.run("ls-tree", "-z", "--full-tree", revision, "--", path)
        return self._run(("cat-file", "blob", listed.split()[2]), None, {}) if listed else None

    def push(self, commit: str, branch: str) -> None:
        """Puts a branch of the remote at a commit, whatever stood there."""
        self.run("push", "--quiet", "--force", self.remote, f"{commit}:refs/heads/{branch}")


def _credentials(env: Mapping[str, str]) -> dict[str, str]:
    """The token for pushes to its own server, in the environment: no other process sees it and no file keeps it."""
    token = (env.get("GITHUB_TOKEN") or env.get("GH_TOKEN") or "").strip()
    server = env.get("GITHUB_SERVER_URL", "").rstrip("/")
    if not token or urlsplit(server).scheme != "https":
        return {}
    header = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    number = int(env.get("GIT_CONFIG_COUNT") or 0)
    return {
        "GIT_CONFIG_COUNT": str(number + 1),
        f"GIT_CONFIG_KEY_{number}": f"http.{server}/.extraheader",
        f"GIT_CONFIG_VALUE_{number}": f"AUTHORIZATION: basic {header}",
    }


def push_state(git: Git, state: Path) -> int:
    """Keeps the history on its branch, as the only commit there; returns its size in bytes. Raises `UsageError`."""
    file = state / FILE_NAME
    if not file.is_file():
        raise UsageError(f"there is no history in {str(state)!r}; run refwatch check first, or name --state")
    data = _compact(file)
    lines = "".join(f"100644 blob {git.blob(content)}\t{name}\n" for name, content in (("README.md", _README), (FILE_NAME, data)))
    tree = git.run("mktree", given=lines.encode()).strip()
    git.push(git.run("commit-tree", tree, "-m", "What refwatch has seen so far", env=_NOBODY).strip(), STATE_BRANCH)
    return len(data)


def pull_state(git: Git, state: Path) -> bool:
    """Brings the history back; returns whether there was one. Raises `UsageError` rather than write over another."""
    from checker.files.atomic import write_atomically

    file = state / FILE_NAME
    if file.exists():
        raise UsageError(f"{str(file)!r} is there already; move it away first, or name another --state")
    if git.tip(STATE_BRANCH) is None:
        return False
    git.fetch(STATE_BRANCH)
    data = git.content("FETCH_HEAD", FILE_NAME)
    if data is None:
        raise UsageError(f"the branch {STATE_BRANCH} holds no {FILE_NAME}; delete the branch to begin anew")
    state.mkdir(parents=True, exist_ok=True)
    write_atomically(file, data)
    return True


def _compact(file: Path) -> bytes:
    """The database as one file without gaps, whatever its write-ahead log still holds."""
    import sqlite3
    from contextlib import closing

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / FILE_NAME
        try:
            with closing(sqlite3.connect(file)) as db:
                db.execute("VACUUM INTO ?", (str(copy),))
        except sqlite3.DatabaseError as error:
            raise UsageError(f"cannot read {str(file)!r}: {error}; run refwatch check, which puts a damaged one aside") from error
        return copy.read_bytes()


@dataclass(frozen=True, slots=True)
class Proposal:
    """The lock's branch: the commit it stands at, and whether that was pushed just now."""

    commit: str
    pushed: bool


def push_lock(git: Git, lock: Path, wanted: Callable[[bytes | None], bytes], *, dry_run: bool = False) -> Proposal | None:
    """Puts a lock on its branch, one commit above what is checked out; ``None`` where that holds the same already.

    ``wanted`` is given what is proposed there now, and says what should be. The file itself is left alone.
    """
    path = lock.resolve().relative_to(git.folder.resolve()).as_posix()
    tip = git.tip(LOCK_BRANCH)
    if tip is not None:
        git.fetch(LOCK_BRANCH)
    proposed = git.content("FETCH_HEAD", path) if tip is not None else None
    data = wanted(proposed)
    if data == git.content("HEAD", path) or not data:
        return None
    if tip is not None and data == proposed:
        return Proposal(tip, pushed=False)
    if dry_run:
        return Proposal("", pushed=False)
    commit = _commit_above_head(git, path, data)
    git.push(commit, LOCK_BRANCH)
    return Proposal(commit, pushed=True)


def _commit_above_head(git: Git, path: str, data: bytes) -> str:
    with tempfile.TemporaryDirectory() as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        git.run("read-tree", "HEAD", env=index)
        git.run("update-index", "--add", "--cacheinfo", f"100644,{git.blob(data)},{path}", env=index)
        tree = git.run("write-tree", env=index).strip()
    return git.run("commit-tree", tree, "-p", "HEAD", "-m", "What was verified, as recorded in the lock", env=_NOBODY).strip()


def base_branch(git: Git, env: Mapping[str, str]) -> str:
    """The branch that the pull request is for: the one that the workflow runs on, else the one that is checked out."""
    return env.get("GITHUB_REF_NAME") or git.run("symbolic-ref", "--short", "HEAD").strip()
