"""A badge for shields.io (endpoint schema 1): the state of the catalogue in three words."""

import json

from checker.core.finding import Severity
from checker.core.report import Report


def render(report: Report) -> str:
    """``{"schemaVersion": 1, "label": …, "message": …, "color": …}`` on one line."""
    errors, warnings = report.count(Severity.ERROR), report.count(Severity.WARNING)
    unknown = sum(each.health == "unknown" for each in report.entries)
    if errors:
        message, colour = f"{errors} broken", "red"
    elif warnings:
        message, colour = f"{warnings} to look at", "yellow"
    elif unknown:
        message, colour = f"{len(report.entries) - unknown} of {len(report.entries)} verified", "lightgrey"
    else:
        message, colour = f"{len(report.entries)} healthy", "brightgreen"
    badge = {"schemaVersion": 1, "label": "references", "message": message, "color": colour, "isError": bool(errors)}
    return json.dumps(badge) + "\n"
