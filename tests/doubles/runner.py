"""A small GitHub Actions runner: the `run:` steps of a workflow, job by job in fresh clones, with artifacts between them."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
INSTALLS = re.compile(r"python3 -m pip install (--quiet \.|refwatch==\S+)")
"""The one step that is not run: the program under test is here already."""


@dataclass
class Runner:
    """Runs one workflow against a bare repository. ``summaries`` are what the steps of the last run wrote."""

    workflow: Path
    origin: Path
    work: Path
    env: Mapping[str, str]
    token: str = "secret-token"
    runs: int = 0
    summaries: list[str] = field(default_factory=list)

    def run(self) -> str:
        """One run of the whole workflow; returns all that its steps printed."""
        self.runs += 1
        self.summaries.clear()
        here = self.work / f"run-{self.runs}"
        jobs: dict[str, Any] = yaml.safe_load(self.workflow.read_text())["jobs"]
        return "".join(text for name, job in jobs.items() for text in self._job(here / name, here / "artifacts", job))

    def _job(self, folder: Path, artifacts: Path, job: Mapping[str, Any]) -> Iterator[str]:
        temp, clone = folder / "temp", folder / "clone"
        temp.mkdir(parents=True)
        subprocess.run(["git", "clone", "--quiet", "--depth=1", f"file://{self.origin}", str(clone)], check=True)
        for step in job["steps"]:
            action, given = str(step.get("uses", "")).partition("@")[0], step.get("with", {})
            if action == "actions/upload-artifact":
                shutil.copytree(self._expanded(given["path"], temp), artifacts / given["name"])
            elif action == "actions/download-artifact":
                shutil.copytree(artifacts / given["name"], self._expanded(given["path"], temp))
            elif "run" in step and not INSTALLS.fullmatch(step["run"].strip()):
                yield self._step(step, clone, temp)

    def _step(self, step: Mapping[str, Any], clone: Path, temp: Path) -> str:
        summary = temp / "summary.md"
        summary.touch()
        env = {**self._environment(clone), "RUNNER_TEMP": str(temp), "GITHUB_STEP_SUMMARY": str(summary)}
        env |= {name: self._expanded(value, temp) for name, value in step.get("env", {}).items()}
        assert "${{" not in step["run"]
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(shell, cwd=clone, env=env, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, (step["run"], done.stdout, done.stderr)
        self.summaries += filter(None, [summary.read_text()])
        return done.stdout

    def _expanded(self, text: str, temp: Path) -> str:
        known = {"github.token": self.token, "runner.temp": str(temp)}
        return re.sub(r"\$\{\{ ([\w.]+) \}\}", lambda found: known[found[1]], text)

    def _environment(self, clone: Path) -> dict[str, str]:
        sha = subprocess.run(["git", "rev-parse", "HEAD"], cwd=clone, capture_output=True, text=True, check=True).stdout.strip()
        return {
            "PATH": f"{self._programs()}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "HOME": str(self.work),
            "GITHUB_SHA": sha,
            "GITHUB_RUN_ID": str(self.runs),
            "GITHUB_REF_NAME": "main",
            "GITHUB_SERVER_URL": "https://github.com",
            **self.env,
        }

    def _programs(self) -> Path:
        """A folder with ``refwatch`` in it, as pip installs it."""
        folder = self.work / "bin"
        folder.mkdir(parents=True, exist_ok=True)
        script = folder / "refwatch"
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m checker "$@"\n')
        script.chmod(0o755)
        return folder
