"""The pages about GitLab CI and cron: their scripts run here, with bash, on a small catalogue and without a network."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
HOW_TO = ROOT / "docs" / "how-to"
BAD = "@misc{a,\n  title = {A},\n  doi = {not a doi},\n}\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a reading list in it, and with ``refwatch`` on the PATH."""
    for program in (tmp_path / "bin" / "refwatch", tmp_path / "refwatch" / "bin" / "refwatch"):
        program.parent.mkdir(parents=True)
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m checker "$@"\n')
        program.chmod(0o755)
    folder = tmp_path / "reading-list"
    folder.mkdir()
    (folder / "references.bib").write_text(BAD)
    (folder / "refwatch.toml").write_text("offline = true\n")
    return tmp_path


def bash(script: str, home: Path, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    given = {"HOME": str(home), "PATH": f"{home / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), **env}
    return subprocess.run(["bash", "-e", "-c", script], cwd=folder, env=given, capture_output=True, text=True, timeout=60)


def test_the_gitlab_job_writes_what_its_artifacts_name(home: Path) -> None:
    page = (HOW_TO / "gitlab-ci.md").read_text()
    job = yaml.safe_load(page.partition("```yaml\n")[2].partition("```")[0])["refwatch"]
    script = "\n".join(line for line in job["script"] if "pip install" not in line)
    folder = home / "reading-list"
    done = bash(script, home, folder, REFWATCH_HOW="--offline")
    assert done.returncode == 1, done.stderr
    reports = job["artifacts"]["reports"]
    assert [each["check_name"] for each in json.loads((folder / reports["codequality"]).read_text())] == [
        "F004-malformed-identifier"
    ]
    assert ElementTree.parse(folder / reports["junit"]).getroot().tag == "testsuites"
    assert {each.name for each in (folder / "public").iterdir()} == {"index.html", "report.json", "badge.json", "feed.xml"}


def test_the_line_for_cron_does_its_job(home: Path) -> None:
    page = (HOW_TO / "cron.md").read_text()
    line = re.search(r"^17 4 \* \* \*\s+(.+)$", page, re.MULTILINE)
    assert line
    done = bash(line[1], home, home)
    assert done.returncode == 1, done.stderr
    assert "F004 malformed-identifier" in done.stdout
    assert (home / "reading-list" / "status.html").read_text().startswith("<!doctype html>")


def test_the_quiet_line_speaks_only_of_what_is_broken(home: Path) -> None:
    line = re.search(r"^cd ~/reading-list && refwatch .+$", (HOW_TO / "cron.md").read_text(), re.MULTILINE)
    assert line
    assert "F004" in bash(line[0], home, home).stdout
    (home / "reading-list" / "references.bib").write_text("")
    assert bash(line[0], home, home).stdout == ""
