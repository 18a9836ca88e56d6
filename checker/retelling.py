"""A run told again: its report from the history, with what has changed since a day where one is named."""

from datetime import UTC, date, datetime, time

from checker.changing import with_changes
from checker.core.errors import StateError, UsageError
from checker.core.report import Report
from checker.formats import json_reading
from checker.memory.history import History


def retold(text: str, history: History, since: str | None) -> Report:
    """The report that was kept, with the timelines of its subjects. Raises `UsageError` and `StateError`."""
    try:
        report = json_reading.read(text, history.timelines(json_reading.questions(text)))
    except (ValueError, KeyError, TypeError) as error:
        raise StateError(f"the last run's report cannot be read ({error}); run refwatch check again") from error
    return report if since is None else _since(report, history, _day(since))


def _day(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), time.max, UTC)
    except ValueError as error:
        raise UsageError(f"--since wants a date such as 2026-11-01, not {text!r}") from error


def _since(report: Report, history: History, day: datetime) -> Report:
    earlier, began = history.findings_at(day, report.scope), history.started_by(day, report.scope)
    if earlier is None:
        raise UsageError(f"no run is recorded on or before {day.date().isoformat()}; choose a later day")
    return with_changes(report, earlier, began, history.first_made(report.scope))
