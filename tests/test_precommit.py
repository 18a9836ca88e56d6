"""The hooks, with the real pre-commit in a real git repository, and without a network."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
MANIFEST: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
BAD = "@misc{good,\n  title = {Fine},\n}\n\n@misc{bad,\n  title = {Not Fine},\n  doi = {10/not a doi},\n}\n"
GOOD = "@misc{good,\n  title = {Fine},\n}\n"
NOWHERE = "http://127.0.0.1:9"


def environment(home: Path) -> dict[str, str]:
    return {
        "PATH": f"{home / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(home),
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "PYTHONPATH": str(ROOT),
        "GIT_CONFIG_GLOBAL": str(home / "gitconfig"),
        "GIT_CONFIG_SYSTEM": "/dev/null",
        "NO_COLOR": "1",
        **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), NOWHERE),
    }


def git(folder: Path, *arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], cwd=folder, env=env, capture_output=True, text=True, timeout=120)


@pytest.fixture
def repository(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A git repository with the offline hook installed, as the manifest describes it but for where the program comes from."""
    folder, home = tmp_path / "paper", tmp_path / "home"
    (home / "bin").mkdir(parents=True)
    program = home / "bin" / "refwatch"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m checker "$@"\n')
    program.chmod(0o755)
    (home / "gitconfig").write_text("[user]\nname = A\nemail = a@example.org\n[init]\ndefaultBranch = main\n")
    folder.mkdir()
    env = environment(home)
    git(folder, "init", "--quiet", env=env)
    hooks = [{**each, "language": "system"} for each in MANIFEST]
    config = {"repos": [{"repo": "local", "hooks": hooks}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    done = subprocess.run([sys.executable, "-m", "pre_commit", "install"], cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder, env


def test_a_bad_entry_is_refused_with_its_line_and_a_good_one_passes(repository: tuple[Path, dict[str, str]]) -> None:
    folder, env = repository
    (folder / "references.bib").write_text(BAD)
    git(folder, "add", ".", env=env)
    refused = git(folder, "commit", "-m", "An entry that is wrong", env=env)
    assert refused.returncode == 1
    assert "references.bib:7:10: error   F004 malformed-identifier bad" in refused.stdout + refused.stderr
    assert git(folder, "rev-parse", "--verify", "HEAD", env=env).returncode != 0

    (folder / "references.bib").write_text(GOOD)
    git(folder, "add", ".", env=env)
    accepted = git(folder, "commit", "-m", "An entry that is right", env=env)
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr
    assert "refwatch (offline)......" in accepted.stderr + accepted.stdout
    assert not (folder / ".refwatch").exists()


@pytest.mark.parametrize(
    ("path", "triggers"),
    [
        ("references.bib", True),
        ("deep/down/library.bibtex", True),
        ("tools.yaml", True),
        ("data/tools.yml", True),
        ("my-tools.yaml", False),
        ("notes.yaml", False),
        ("paper.tex", False),
    ],
)
def test_what_sets_it_off(path: str, triggers: bool) -> None:
    import re

    assert {bool(re.search(each["files"], path)) for each in MANIFEST} == {triggers}


def test_the_manifest_is_valid_and_only_the_manual_hook_may_use_the_network() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")]
    assert subprocess.run(command, capture_output=True, text=True).returncode == 0
    online = [each for each in MANIFEST if each["entry"].startswith("refwatch check") and "--offline" not in each["entry"]]
    assert [(each["id"], each["stages"]) for each in online] == [("refwatch-online", ["manual"])]
    assert all(each["require_serial"] for each in MANIFEST)


@pytest.mark.registry
def test_as_people_install_it(tmp_path: Path) -> None:
    """The environment comes from this repository's newest commit and the package index; the hook then needs neither."""
    folder, home = tmp_path / "paper", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    (home / "gitconfig").write_text("[user]\nname = A\nemail = a@example.org\n[safe]\ndirectory = *\n")
    env = {**os.environ, "PRE_COMMIT_HOME": str(home / "pre-commit"), "GIT_CONFIG_GLOBAL": str(home / "gitconfig")}
    offline = {**env, **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), NOWHERE)}

    def pre_commit(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pre_commit", *arguments]
        return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=400)

    git(folder, "init", "--quiet", env=env)
    commit = git(ROOT, "rev-parse", "HEAD", env=env).stdout.strip()
    config = {"repos": [{"repo": f"file://{ROOT}", "rev": commit, "hooks": [{"id": "refwatch"}]}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    (folder / "references.bib").write_text(BAD)
    (folder / "other.bib").write_text(GOOD)
    git(folder, "add", ".", env=env)
    installed = pre_commit("install-hooks", env=env)
    assert installed.returncode == 0, installed.stdout + installed.stderr
    bad = pre_commit("run", "--files", "references.bib", env=offline)
    assert bad.returncode == 1, bad.stdout + bad.stderr
    assert "references.bib:7:10: error   F004 malformed-identifier bad" in bad.stdout
    good = pre_commit("run", "--files", "other.bib", env=offline)
    assert good.returncode == 0, good.stdout + good.stderr
