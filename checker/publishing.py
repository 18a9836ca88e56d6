"""The one issue: what it says, and what has to happen to it after a run. Pure; `publishing_github` does it.

There is never more than one. It is opened when something is broken, edited in place while it stays so, closed with a comment when
all is well, and reopened rather than opened anew. A night on which our own network failed changes nothing but the line that says
when was last looked.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from checker.core.report import Report
from checker.formats import render
from checker.formats.json import moment

MARKER = "<!-- refwatch:report -->"
"""The first line of the issue's body: how it is found again. Nobody finds it by its title, which people may change."""
LABEL = "refwatch"
TITLE = "Some references need attention"
MOST_CHARACTERS = 65_536
"""What GitHub takes as the body of an issue."""

_SECOND = timedelta(seconds=1)
"""What a report's moments are cut to."""
_CHECKED = re.compile(r"^\*\*Last checked\*\* .*$", re.MULTILINE)
_CUT = "\n*The rest is left out here; the JSON report has it all.*\n"


class Standing(Enum):
    """How things stand after a run."""

    BROKEN = "something is broken"
    WELL = "all is well"
    OUTAGE = "our own network failed"


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as GitHub has it."""

    number: int
    body: str
    is_open: bool
    url: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: ``open``, ``edit``, ``close``, ``reopen`` (each with the body) or ``comment``."""

    verb: str
    text: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which run looked at which commit; both are links where the environment names them."""

    at: datetime
    commit: str = ""
    run: str = ""

    @classmethod
    def from_environment(cls, at: datetime, env: Mapping[str, str]) -> "Provenance":
        """As GitHub Actions sets it: ``GITHUB_SERVER_URL``, ``GITHUB_REPOSITORY``, ``GITHUB_SHA``, ``GITHUB_RUN_ID``."""
        home = f"{env.get('GITHUB_SERVER_URL') or 'https://github.com'}/{env.get('GITHUB_REPOSITORY', '')}"
        sha, run = env.get("GITHUB_SHA", ""), env.get("GITHUB_RUN_ID", "")
        commit = f"[`{sha[:10]}`]({home}/commit/{sha})" if re.fullmatch(r"[0-9a-f]{40,64}", sha) else ""
        return cls(at, commit, f"[run {run}]({home}/actions/runs/{run})" if run.isdigit() else "")

    def line(self, note: str = "") -> str:
        """``**Last checked** 2026-11-26T04:17:00Z · commit · run``."""
        parts = [f"**Last checked** {moment(self.at)}", self.commit, self.run, note]
        return " · ".join(part for part in parts if part)


def standing(report: Report, outages: Iterable[datetime], *, failed: bool) -> Standing:
    """How things stand.

    ``failed`` says that something at or above the threshold was found, ``outages`` on which nights our own network failed.
    """
    ours = any(report.started <= night < report.finished + _SECOND for night in outages)
    if ours or any(told.finding.rule == "N002" for told in report.findings):
        return Standing.OUTAGE
    return Standing.BROKEN if failed else Standing.WELL


def body(report: Report, provenance: Provenance) -> str:
    """The issue's text: the marker, when was last looked, and the report, whole lines of it while they fit."""
    head = f"{MARKER}\n{provenance.line()}\n\n"
    told = render("markdown", report)
    room = MOST_CHARACTERS - len(head)
    if len(told) > room:
        told = told[: told.rindex("\n", 0, room - len(_CUT)) + 1] + _CUT
    return head + told


def find(issues: Iterable[Issue]) -> Issue | None:
    """Our issue among those that bear our label: an open one before a closed one, then the newest."""
    ours = [each for each in issues if each.body.lstrip().startswith(MARKER)]
    return max(ours, key=lambda each: (each.is_open, each.number), default=None)


def steps(existing: Issue | None, state: Standing, report: Report, provenance: Provenance) -> list[Step]:
    """What has to happen, in order. Doing it twice does nothing the second time."""
    if state is Standing.OUTAGE:
        return _checked_in_vain(existing, provenance)
    new = body(report, provenance)
    if state is Standing.WELL:
        if existing is None or not existing.is_open:
            return []
        return [Step("close", new), Step("comment", f"All is well again: nothing is broken as of {moment(report.finished)}.")]
    if existing is None:
        return [Step("open", new)]
    if not existing.is_open:
        return [Step("reopen", new), Step("comment", f"Something is broken again as of {moment(report.finished)}; see above.")]
    return [] if _same(existing.body, new) else [Step("edit", new)]


def _checked_in_vain(existing: Issue | None, provenance: Provenance) -> list[Step]:
    if existing is None or not existing.is_open:
        return []
    line = provenance.line("our own network failed; what stands below is from before")
    new = _CHECKED.sub(lambda _: line, existing.body, count=1)
    return [] if _same(existing.body, new) else [Step("edit", new)]


def _same(one: str, other: str) -> bool:
    """GitHub keeps the line ends that a browser sent, and drops white space at the end."""
    return one.replace("\r\n", "\n").rstrip() == other.replace("\r\n", "\n").rstrip()
