"""``refwatch init``: the files that a repository needs so that its catalogue is watched. Decides here; writes nothing."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from checker import __version__
from checker.files import dialect_for
from checker.settings import find_configuration

HOME = "https://github.com/refwatch/refwatch"
_SKIPPED = frozenset({"node_modules", "venv", "build", "dist", "target", "vendor"})
_CATALOGUES = frozenset({"tools.yaml", "tools.yml"})
_MOST = 20
"""More files than these are better named by their folder."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One file: to be written, or, where it is there already, what to add to it by hand (nothing, where all is there)."""

    path: str
    text: str
    exists: bool


def plan(folder: Path) -> tuple[Planned, ...]:
    """What ``init`` writes into a folder, and what it leaves to the user because the file is there."""
    return (_configuration(folder), _hooks(folder), _workflow(folder))


def _configuration(folder: Path) -> Planned:
    found = find_configuration(folder)
    text = CONFIGURATION.format(paths=_paths(folder), home=HOME)
    if found is not None and found.parent == folder:
        return Planned(found.name, "", exists=True)
    return Planned("refwatch.toml", text, exists=False)


def _paths(folder: Path) -> str:
    found = sorted(_catalogue(folder))
    if not found:
        return '# paths = ["references.bib", "tools.yaml"]   # the default: those of the two that are here'
    listed = found if len(found) <= _MOST else ["."]
    return "paths = [" + ", ".join(f'"{each}"' for each in listed) + "]"


def _catalogue(folder: Path) -> Iterator[str]:
    """Every bibliography and catalogue below a folder that a line of TOML can name as it is."""
    for here, folders, files in os.walk(folder):
        folders[:] = [each for each in folders if not each.startswith(".") and each not in _SKIPPED]
        for name in files:
            path = (Path(here) / name).relative_to(folder).as_posix()
            bibliography = name.endswith((".bib", ".bibtex")) and dialect_for(name)
            if (bibliography or name in _CATALOGUES) and path.isprintable() and not set(path) & set('"\\'):
                yield path


def _hooks(folder: Path) -> Planned:
    path = folder / ".pre-commit-config.yaml"
    if not path.exists():
        return Planned(path.name, "repos:\n" + HOOKS.format(home=HOME, version=__version__), exists=False)
    there = path.is_file() and HOME.encode() in _content(path)
    return Planned(path.name, "" if there else HOOKS.format(home=HOME, version=__version__), exists=True)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def repository_above(folder: Path) -> Path | None:
    """The top of the git repository that a folder lies in, where that is another folder: workflows are found only at the top."""
    if (folder / ".git").exists():
        return None
    return next((each for each in folder.parents if (each / ".git").exists()), None)


def _workflow(folder: Path) -> Planned:
    path = ".github/workflows/refwatch.yml"
    text = WORKFLOW.replace("VERSION", __version__).replace("HOME", HOME)
    return Planned(path, "" if (folder / path).exists() else text, exists=(folder / path).exists())


CONFIGURATION = """\
# How refwatch works here; every key: {home}/blob/main/docs/reference/configuration.md
{paths}

# Services that tell us about papers answer more kindly to those who say who they are.
# mailto = "you@example.org"

# What is set aside, always with a reason, best with a date on which it comes back.
# [[ignore]]
# rule = "L013"
# subject = "https://dl.acm.org/*"
# reason = "the publisher turns bots away; checked by hand"
# until = 2027-06-01
"""

HOOKS = """\
  - repo: {home}
    rev: v{version}
    hooks:
      - id: refwatch
"""

# Written out rather than made from nightly.yml: that one serves refwatch's own repository and does more.
WORKFLOW = """\
# Every night: checks the catalogue, and leaves one issue, one pull request for references.lock, and the history on the
# branch refwatch-state. How it works: HOME/blob/main/docs/how-to/nightly-on-github.md
name: refwatch

on:
  schedule:
    - cron: "17 4 * * *" # an odd minute: GitHub delays or drops what is due at the full hour
  workflow_dispatch:

permissions: {}

concurrency:
  group: refwatch
  cancel-in-progress: false

jobs:
  check:
    name: Check the references
    runs-on: ubuntu-latest
    timeout-minutes: 60
    permissions:
      contents: read # to check the code out and bring the history back
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
      - uses: actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97 # v7.0.0
        with:
          python-version: "3.13"
      - name: Install
        run: python3 -m pip install refwatch==VERSION
      - name: Bring the history back
        run: refwatch publish state --pull --state "$RUNNER_TEMP/state"
        env:
          GITHUB_TOKEN: ${{ github.token }}
      - name: Check
        run: refwatch check --fail-on never --state "$RUNNER_TEMP/state" --output markdown="$GITHUB_STEP_SUMMARY"
        env:
          GITHUB_TOKEN: ${{ github.token }}
      - uses: actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1
        with:
          name: state
          path: ${{ runner.temp }}/state

  publish:
    name: Publish what was found
    needs: check
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: write # to keep the history and the lock on branches of their own
      issues: write # to open, edit and close the one issue
      pull-requests: write # to propose the lock
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
      - uses: actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97 # v7.0.0
        with:
          python-version: "3.13"
      - name: Install
        run: python3 -m pip install refwatch==VERSION
      - uses: actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1
        with:
          name: state
          path: ${{ runner.temp }}/state
      - name: Publish
        run: |
          refwatch publish state --push --state "$RUNNER_TEMP/state"
          refwatch publish issue --state "$RUNNER_TEMP/state"
          refwatch publish lock --state "$RUNNER_TEMP/state"
        env:
          GITHUB_TOKEN: ${{ github.token }}
"""
