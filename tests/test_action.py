"""action.yml: its steps run with bash here, and nothing that an input says reaches a shell."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from checker.action import arguments, outputs

ROOT = Path(__file__).resolve().parents[1]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
BAD = "@misc{a,\n  title = {A},\n  doi = {not a doi},\n}\n"
EVIL = '$(touch pwned); `touch pwned`; " && touch pwned #'


def step(folder: Path, **inputs: str) -> tuple[int, dict[str, str], str]:
    """Runs the action's second step as GitHub does; returns the status, the outputs, and the log."""
    venv = folder / "temp" / "refwatch-venv" / "bin"
    venv.mkdir(parents=True, exist_ok=True)
    program = venv / "python"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" "$@"\n')
    program.chmod(0o755)
    written = folder / "temp" / "output"
    written.touch()
    check = ACTION["runs"]["steps"][1]
    assert "${{" not in check["run"]
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "RUNNER_TEMP": str(folder / "temp"),
        "GITHUB_OUTPUT": str(written),
        "GITHUB_STEP_SUMMARY": str(folder / "temp" / "summary.md"),
        **{name: _expanded(value, inputs) for name, value in check["env"].items()},
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", check["run"]]
    done = subprocess.run(shell, cwd=folder, env=env, capture_output=True, text=True, timeout=60)
    said = dict(line.split("=", 1) for line in written.read_text().splitlines())
    return done.returncode, said, done.stdout + done.stderr


def _expanded(value: str, inputs: Mapping[str, str]) -> str:
    if not value.startswith("${{ inputs."):
        return value
    name = value.removeprefix("${{ inputs.").removesuffix(" }}")
    default = "" if name == "token" else ACTION["inputs"][name]["default"]
    return inputs.get(name.replace("-", "_"), default)


def test_a_bad_entry_fails_with_an_annotation_counts_and_a_summary(tmp_path: Path) -> None:
    (tmp_path / "references.bib").write_text(BAD)
    status, said, log = step(tmp_path, offline="true")
    assert status == 1
    assert {name: said[name] for name in ("exit-code", "references", "errors")} == {
        "exit-code": "1",
        "references": "1",
        "errors": "1",
    }
    assert "::error title=F004 malformed-identifier,file=references.bib,line=3," in log
    assert "F004" in (tmp_path / "temp" / "summary.md").read_text()
    assert Path(said["report"]).is_file()


def test_nothing_is_failed_where_nothing_shall(tmp_path: Path) -> None:
    (tmp_path / "my refs.bib").write_text(BAD)
    status, said, _ = step(
        tmp_path,
        offline="true",
        fail_on="never",
        summary="false",
        paths="my refs.bib\n",
        outputs="sarif=out.sarif\njunit=out.xml",
    )
    assert (status, said["exit-code"], said["errors"]) == (0, "0", "1")
    assert (tmp_path / "out.sarif").is_file()
    assert (tmp_path / "out.xml").is_file()
    assert not (tmp_path / "temp" / "summary.md").exists()


def test_no_input_is_a_command(tmp_path: Path) -> None:
    (tmp_path / "references.bib").write_text(BAD)
    everywhere = dict.fromkeys(("paths", "args", "format", "outputs", "fail_on", "offline", "summary", "state"), EVIL)
    for inputs in (everywhere, {"offline": "true", "paths": EVIL}, {"offline": "true", "state": EVIL}):
        status, said, log = step(tmp_path, **inputs)
        assert said["exit-code"] == str(status)
        assert "Traceback" not in log
    assert not list(tmp_path.rglob("pwned"))


def test_what_could_not_be_done_is_2(tmp_path: Path) -> None:
    status, said, log = step(tmp_path, offline="true", paths="absent.bib")
    assert (status, said) == (2, {"exit-code": "2"})
    assert "there is no file or folder 'absent.bib'" in log


def test_the_arguments_as_a_list() -> None:
    env = {
        "REFWATCH_INPUT_PATHS": "a.bib\n\n  docs \n-x",
        "REFWATCH_INPUT_ARGS": "--select=L\n--max-age=12h",
        "REFWATCH_INPUT_FORMAT": "text",
        "REFWATCH_INPUT_SUMMARY": "true",
        "REFWATCH_INPUT_STATE": "my state",
    }
    assert arguments(env, Path("r.json")) == [
        "check",
        "--output=json=r.json",
        "--format=text",
        "--state=my state",
        "--select=L",
        "--max-age=12h",
        "--",
        "a.bib",
        "docs",
        "-x",
    ]


def test_without_a_report_there_are_no_counts(tmp_path: Path) -> None:
    assert outputs(2, tmp_path / "absent") == "exit-code=2\n"


def test_every_input_is_handed_over() -> None:
    handed = ACTION["runs"]["steps"][1]["env"].values()
    assert {f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"]} <= set(handed)
    assert all("${{" not in each["run"] for each in ACTION["runs"]["steps"])
