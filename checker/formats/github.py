"""Workflow commands for GitHub Actions: annotations on the lines of the files.

A step shows ten errors and ten warnings and silently drops the rest (actions/toolkit pull request 734), so ten of each are
chosen here and a notice says how many were left out.
"""

from checker.core.display import shown
from checker.core.finding import Severity
from checker.core.report import Report, Told

MOST = 10
"""Annotations of one level that a step shows."""
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report) -> str:
    """One command a line."""
    lines: list[str] = []
    for severity in (Severity.ERROR, Severity.WARNING):
        lines += [_annotation(each) for each in report.findings if each.severity is severity][:MOST]
    lines.append(_closing(report, len(lines)))
    return "\n".join(lines) + "\n"


def _annotation(told: Told) -> str:
    each, where = told.finding, told.finding.place
    properties = {"title": f"{each.rule} {told.name}"}
    if where.path:
        properties |= {"file": where.path, "line": str(where.line), "endLine": str(where.end_line)}
        if where.line == where.end_line:
            # columns are refused where an annotation spans lines
            properties |= {"col": str(where.column), "endColumn": str(where.end_column)}
    text = each.message + (f"\n{each.hint}" if each.hint else "")
    return _command(_COMMANDS[told.severity], properties, text)


def _closing(report: Report, told: int) -> str:
    counts = ", ".join(f"{report.count(each)} {each}s" for each in Severity)
    left_out = len(report.findings) - told
    more = f"; {left_out} of them are not annotated, see the summary" if left_out else ""
    return _command("notice", {"title": "refwatch"}, f"{len(report.entries)} references: {counts}{more}")


def _command(name: str, properties: dict[str, str], message: str) -> str:
    listed = ",".join(f"{key}={_escape_property(value)}" for key, value in properties.items())
    return f"::{name} {listed}::{_escape(message)}"


def _escape(text: str) -> str:
    """As actions/toolkit does it: a line break in a page's title must not begin a command of its own."""
    lines = [shown(line) for line in text.split("\n")]
    return "%0A".join(line.replace("%", "%25") for line in lines)


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
