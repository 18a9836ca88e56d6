"""What action.yml runs: its inputs, from the environment, become one call of ``refwatch check``, and its counts become outputs.

No shell ever sees an input: each arrives in a variable of its own and leaves as one item of a list of arguments.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

COUNTS = ("references", "errors", "warnings", "infos")


def arguments(env: Mapping[str, str], report: Path) -> list[str]:
    """The arguments of ``refwatch`` for these inputs; ``paths``, ``args`` and ``outputs`` hold one item a line."""
    made = ["check", f"--output=json={report}"]
    for option in ("format", "fail-on", "state"):
        value = _input(env, option)
        made += [f"--{option}={value}"] if value else []
    if _input(env, "offline") == "true":
        made.append("--offline")
    made += [f"--output={each}" for each in _lines(env, "outputs")]
    summary = env.get("GITHUB_STEP_SUMMARY")
    if summary and _input(env, "summary") == "true":
        made.append(f"--output=markdown={summary}")
    return [*made, *_lines(env, "args"), "--", *_lines(env, "paths")]


def _input(env: Mapping[str, str], name: str) -> str:
    return env.get(f"REFWATCH_INPUT_{name.upper().replace('-', '_')}", "").strip()


def _lines(env: Mapping[str, str], name: str) -> list[str]:
    return [line.strip() for line in _input(env, name).splitlines() if line.strip()]


def outputs(status: int, report: Path) -> str:
    """The lines for ``$GITHUB_OUTPUT``: the exit code, the counts, where the JSON report is; numbers and a path of our own."""
    lines = [f"exit-code={status}"]
    if report.is_file():
        summary = json.loads(report.read_text(encoding="utf-8"))["summary"]
        lines += [f"{name}={int(summary[name])}" for name in COUNTS]
        lines.append(f"report={report}")
    return "".join(f"{line}\n" for line in lines)


def main(env: Mapping[str, str]) -> int:
    """Checks, writes the outputs, and returns the exit status; where the job could not be done, its outputs say so as well."""
    folder = Path(tempfile.mkdtemp(prefix="refwatch-", dir=env.get("RUNNER_TEMP") or None))
    report = folder / "report.json"
    command = [sys.executable, "-m", "checker", *arguments(env, report)]
    status = subprocess.run(command, check=False).returncode  # noqa: S603 - a list of arguments; no shell reads it
    if written := env.get("GITHUB_OUTPUT"):
        with Path(written).open("a", encoding="utf-8") as stream:
            stream.write(outputs(status, report))
    return status


if __name__ == "__main__":
    sys.exit(main(os.environ))
