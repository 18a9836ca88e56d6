"""GitLab's code quality report: a JSON array, one object a finding."""

import hashlib
import json

from checker.core.display import shown
from checker.core.finding import Severity
from checker.core.report import Report, Told
from checker.formats.fingerprints import fingerprints

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report) -> str:
    """The array. GitLab does not show ``check_name``, so the rule's id stands in the description as well."""
    placed = [each for each in report.findings if each.finding.place.path]
    return json.dumps([_issue(each, mark) for each, mark in fingerprints(placed)], ensure_ascii=False, indent=2) + "\n"


def _issue(told: Told, mark: str) -> dict[str, object]:
    each = told.finding
    return {
        "description": shown(f"{each.rule} {told.name}: {each.message}"),
        "check_name": f"{each.rule}-{told.name}",
        "fingerprint": hashlib.sha256(mark.encode()).hexdigest(),
        "severity": _SEVERITIES[told.severity],
        "location": {"path": shown(each.place.path), "lines": {"begin": each.place.line, "end": each.place.end_line}},
    }
