"""The JSON report read back, so that a run can be told again in any format without its files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from checker.core.answer import Answer, Hop, Outcome, Spell, Subject, Timeline, Topic
from checker.core.finding import Change, Finding, Fix, Safety, Severity
from checker.core.place import NOWHERE, Place, Source
from checker.core.reference import Field, Kind, Reference
from checker.core.report import Changes, Entry, Ignored, Looked, Report, Told, Unverified

Timelines = Mapping[tuple[Topic, str], Mapping[str, Timeline]]


@dataclass(frozen=True, eq=False)
class _Unread(Source):
    """A file of which two positions are known, at the offsets 0 and 1, and not the text."""

    known: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))

    def line_and_column(self, offset: int) -> tuple[int, int]:
        return self.known[offset]


def _stood(path: str, *lines: int) -> Place:
    line, column, end_line, end_column = lines
    return Place(_Unread(path, "", known=((line, column), (end_line, end_column))), 0, 1)


def read(text: str, timelines: Timelines | None = None) -> Report:
    """The report that a text of `checker.formats.json.render` tells; ``timelines`` are looked up for its subjects.

    Raises `ValueError` or `KeyError` for any other text.
    """
    data = json.loads(text)
    run = data["run"]
    findings = tuple(_told(each) for each in data["findings"])
    return Report(
        started=_moment(run["started"]),
        finished=_moment(run["finished"]),
        offline=run["offline"],
        version=run["version"],
        entries=tuple(_entry(each, findings, timelines or {}) for each in data["references"]),
        findings=findings,
        unverified=tuple(Unverified(each["key"], each["topic"], each["name"], each["reason"]) for each in data["unverified"]),
        ignored=tuple(_ignored(each) for each in data.get("ignored", ())),
        changes=_changes(data.get("changes")),
        requests=run.get("requests", {}),
        notes=tuple(run.get("notes", ())),
        scope=run.get("scope", ""),
    )


def questions(text: str) -> list[tuple[Topic, str]]:
    """The subjects that a told report speaks of."""
    return [(Topic(each["topic"]), each["name"]) for entry in json.loads(text)["references"] for each in entry["subjects"]]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _maybe(text: str | None) -> datetime | None:
    return _moment(text) if text else None


def _place(data: Mapping[str, Any]) -> Place:
    if data["path"] is None:
        return NOWHERE
    return _stood(data["path"], data["line"], data["column"], data["end_line"], data["end_column"])


def _told(data: Mapping[str, Any]) -> Told:
    fix = data.get("fix")
    finding = Finding(
        rule=data["rule"],
        key=data["key"],
        place=_place(data),
        message=data["message"],
        field=data.get("field"),
        subject=data.get("subject"),
        claimed=data.get("claimed"),
        found=data.get("found"),
        hint=data.get("hint"),
        because=tuple(_because(each) for each in data.get("because", ())),
        fix=_fix(fix) if fix else None,
    )
    return Told(finding, data["name"], Severity(data["severity"]), _maybe(data.get("since")))


def _because(data: Mapping[str, Any]) -> Answer:
    return Answer(
        data["source"],
        Topic(data["topic"]),
        data["subject"],
        Outcome(data["outcome"]),
        _moment(data["at"]),
        detail=data.get("detail", ""),
        status=data.get("status"),
    )


def _fix(data: Mapping[str, Any]) -> Fix:
    changes = tuple(Change(each["field"], each["value"]) for each in data["changes"])
    return Fix(data["title"], Safety(data["safety"]), changes)


def _entry(data: Mapping[str, Any], findings: tuple[Told, ...], timelines: Timelines) -> Entry:
    place = _stood(data["path"], data["line"], 1, data["line"], 1)
    fields = tuple(Field(name, value, place) for name, value in data.get("fields", {}).items())
    reference = Reference(data["key"], Kind(data["kind"]), data["kind"], fields, place, place)
    own = tuple(
        each for each in findings if data["key"] and (each.finding.key, each.finding.place.path) == (data["key"], data["path"])
    )
    return Entry(reference, data["health"], tuple(_looked(each, data["path"], timelines) for each in data["subjects"]), own)


def _looked(data: Mapping[str, Any], path: str, timelines: Timelines) -> Looked:
    line = data.get("line")
    place = _stood(path, line, 1, line, 1) if line else None
    subject = Subject(Topic(data["topic"]), data["name"], data.get("field"), place)
    answer = _answer(data) if data.get("at") else None
    known = timelines.get(subject.question) or ({answer.source: _timeline(data, answer)} if answer else {})
    return Looked(subject, answer, known, data.get("verdict"))


def _timeline(data: Mapping[str, Any], answer: Answer) -> Timeline:
    """As much of a timeline as the report itself tells: since when, and when it was last alive."""
    spells = [Spell(answer, _moment(data.get("since") or data["at"]), answer.at)]
    alive = _maybe(data.get("last_found"))
    if alive and not answer.outcome.alive:
        found = Answer(answer.source, answer.topic, answer.subject, Outcome.FOUND, alive)
        spells.insert(0, Spell(found, alive, alive))
    return Timeline(tuple(spells))


def _answer(data: Mapping[str, Any]) -> Answer:
    return Answer(
        data["source"],
        Topic(data["topic"]),
        data["name"],
        Outcome(data["outcome"]),
        _moment(data["at"]),
        data.get("facts", {}),
        data.get("detail", ""),
        data.get("status"),
        data.get("final_url"),
        tuple(Hop(each["status"], each["url"]) for each in data.get("redirects", ())),
        data.get("ms"),
    )


def _ignored(data: Mapping[str, Any]) -> Ignored:
    until = data.get("until")
    return Ignored(_told(data), data["reason"], date.fromisoformat(until) if until else None)


def _changes(data: Mapping[str, Any] | None) -> Changes | None:
    if data is None:
        return None
    broken, still = (tuple(_told(each) for each in data[name]) for name in ("broken", "still"))
    return Changes(_moment(data["since"]), broken, still, tuple(data["recovered"]))
