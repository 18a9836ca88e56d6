"""The JSON report ``refwatch-report/1`` (contract, section 4): every other machine format is made from the same data."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from json.encoder import encode_basestring as encode_string
from typing import Any

from checker.core.answer import Answer, Outcome, Timeline, Topic
from checker.core.display import masked
from checker.core.finding import Finding, Fix, Severity
from checker.core.reference import Kind
from checker.core.report import Entry, Looked, Report, Told

SCHEMA = "refwatch-report/1"
TOLD_FIELDS = (
    "title",
    "name",
    "author",
    "booktitle",
    "journal",
    "journaltitle",
    "year",
    "date",
    "section",
    "license",
    "positioning",
)
"""What a report repeats of an entry, as its author wrote it, so that it can be told again without the file."""


def render(report: Report) -> str:
    """The report as one JSON object, keys in a fixed order, non-ASCII kept."""
    return _pretty(_data(report), "\n") + "\n"


def _pretty(value: Any, line: str) -> str:
    """What `json.dumps` writes with ``indent=2``, which it does in Python alone: this is several times as fast.

    ``line`` is a line break and the white space that the value stands behind.
    """
    if isinstance(value, str):
        return encode_string(_safe(value))
    inner = f"{line}  "
    if isinstance(value, Mapping):
        if not value:
            return "{}"
        pairs = [f"{encode_string(str(key))}: {_pretty(each, inner)}" for key, each in value.items()]
        return f"{{{inner}{f',{inner}'.join(pairs)}{line}}}"
    if isinstance(value, list | tuple) and value:
        return f"[{inner}{f',{inner}'.join([_pretty(each, inner) for each in value])}{line}]"
    return json.dumps(value)


def _data(report: Report) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "run": {
            "started": moment(report.started),
            "finished": moment(report.finished),
            "offline": report.offline,
            "version": report.version,
            "scope": report.scope,
            "requests": dict(report.requests),
            "notes": list(report.notes),
        },
        "summary": summary(report),
        "references": [_entry(each) for each in report.entries],
        "findings": [finding(each) for each in report.findings],
        "ignored": [
            {**finding(each.told), "reason": each.reason, "until": each.until.isoformat() if each.until else None}
            for each in report.ignored
        ],
        "unverified": [
            {"key": each.key, "topic": each.topic, "name": each.name, "reason": each.reason} for each in report.unverified
        ],
        "changes": _changes(report),
    }


def moment(at: datetime | None) -> str | None:
    """UTC, RFC 3339, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def summary(report: Report) -> dict[str, Any]:
    """The counts: ``outcomes`` are those of the links."""
    kinds = Counter(each.reference.kind for each in report.entries)
    links = [looked for each in report.entries for looked in each.subjects if looked.subject.topic is Topic.LINK]
    outcomes = Counter(_outcome(looked) for looked in links)
    healths = Counter(each.health for each in report.entries)
    return {
        "references": len(report.entries),
        "papers": kinds[Kind.PAPER],
        "tools": kinds[Kind.TOOL],
        "links": len(links),
        "errors": report.count(Severity.ERROR),
        "warnings": report.count(Severity.WARNING),
        "infos": report.count(Severity.INFO),
        "ignored": len(report.ignored),
        "unverified": len(report.unverified),
        "outcomes": {str(outcome): outcomes[outcome] for outcome in Outcome if outcomes[outcome] or outcome in _ALWAYS},
        "health": {health: healths[health] for health in ("healthy", "attention", "broken", "unknown")},
    }


_ALWAYS = frozenset({Outcome.FOUND, Outcome.MOVED, Outcome.MISSING, Outcome.REFUSED, Outcome.UNREACHABLE, Outcome.UNASKED})


def _outcome(looked: Looked) -> Outcome:
    return looked.answer.outcome if looked.answer else Outcome.UNASKED


def _entry(entry: Entry) -> dict[str, Any]:
    reference = entry.reference
    return {
        "key": reference.key,
        "kind": str(reference.kind),
        "fields": {name: value for name in TOLD_FIELDS if (value := reference.value(name))},
        "path": reference.place.path,
        "line": reference.key_place.line,
        "health": entry.health,
        "subjects": [_looked(each) for each in entry.subjects],
    }


def _looked(looked: Looked) -> dict[str, Any]:
    subject, answer = looked.subject, looked.answer
    data: dict[str, Any] = {"topic": str(subject.topic), "name": subject.name, "field": subject.field}
    data["line"] = subject.place.line if subject.place else None
    data["outcome"] = str(_outcome(looked))
    data |= _answer(answer, looked.timelines.get(answer.source)) if answer else _UNANSWERED
    if looked.verdict is not None:
        data["verdict"] = looked.verdict
    return data


_UNANSWERED: Mapping[str, Any] = {
    "status": None,
    "final_url": None,
    "redirects": [],
    "source": None,
    "detail": "",
    "at": None,
    "since": None,
    "last_found": None,
    "ms": None,
    "facts": {},
}
"""The same keys where nobody has answered, so that scripts may rely on them."""


def _answer(answer: Answer, timeline: Timeline | None) -> dict[str, Any]:
    return {
        "status": answer.status,
        "final_url": answer.final_url,
        "redirects": [{"status": hop.status, "url": hop.url} for hop in answer.redirects],
        "source": answer.source,
        "detail": answer.detail,
        "at": moment(answer.at),
        "since": moment(timeline.since) if timeline else moment(answer.at),
        "last_found": moment(timeline.last_found) if timeline else None,
        "ms": answer.ms,
        "facts": dict(answer.facts),
    }


def finding(told: Told) -> dict[str, Any]:
    """One finding as data."""
    each = told.finding
    return {
        "rule": each.rule,
        "name": told.name,
        "severity": str(told.severity),
        "key": each.key,
        **place(each),
        "field": each.field,
        "subject": each.subject,
        "message": each.message,
        "claimed": each.claimed,
        "found": each.found,
        "hint": each.hint,
        "because": [_because(answer) for answer in each.because],
        "fix": _fix(each.fix) if each.fix else None,
        "since": moment(told.since),
    }


def place(each: Finding) -> dict[str, Any]:
    """Where a finding stands, or nulls where it stands nowhere."""
    where = each.place
    if not where.path:
        return {"path": None, "line": None, "column": None, "end_line": None, "end_column": None}
    return {
        "path": where.path,
        "line": where.line,
        "column": where.column,
        "end_line": where.end_line,
        "end_column": where.end_column,
    }


def _because(answer: Answer) -> dict[str, Any]:
    return {
        "source": answer.source,
        "topic": str(answer.topic),
        "subject": answer.subject,
        "outcome": str(answer.outcome),
        "status": answer.status,
        "detail": answer.detail,
        "at": moment(answer.at),
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "title": fix.title,
        "safety": str(fix.safety),
        "changes": [{"field": change.field, "value": change.value} for change in fix.changes],
    }


def _changes(report: Report) -> dict[str, Any] | None:
    changes = report.changes
    if changes is None:
        return None
    return {
        "since": moment(changes.since),
        "broken": [finding(each) for each in changes.broken],
        "still": [finding(each) for each in changes.still],
        "recovered": [dict(each) for each in changes.recovered],
    }


def _safe(value: Any) -> Any:
    """Plain data with credentials masked in every string and no lone surrogate, which UTF-8 cannot hold."""
    if isinstance(value, str):
        return masked(value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8"))
    if isinstance(value, Mapping):
        return {key: _safe(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_safe(each) for each in value]
    return value
