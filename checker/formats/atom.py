"""An Atom feed of changes: an entry a change of state, with an id that never changes; none for a night without news."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from xml.etree import ElementTree

from checker.core.display import masked, shown
from checker.core.finding import Severity
from checker.core.report import Report, Told
from checker.formats.json import moment

_ATOM = "http://www.w3.org/2005/Atom"
_HOME = "https://github.com/refwatch/refwatch"


def render(report: Report) -> str:
    """The feed: what is wrong, each since it is, and what has recovered since the last run. Infos are no news."""
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    entries = [*_standing(report), *_recovered(report)]
    newest = max((each[2] for each in entries), default=report.finished)
    _text(feed, "id", f"tag:refwatch,2026:{_mark(report.scope)}")
    _text(feed, "title", "refwatch: what changed")
    _text(feed, "updated", moment(newest) or "")
    _text(ElementTree.SubElement(feed, f"{{{_ATOM}}}author"), "name", "refwatch")
    ElementTree.SubElement(feed, f"{{{_ATOM}}}link", rel="self", href="feed.xml")
    ElementTree.SubElement(feed, f"{{{_ATOM}}}generator", uri=_HOME, version=report.version).text = "refwatch"
    for identity, title, updated, body in sorted(entries, key=lambda each: (each[2], each[0]), reverse=True):
        _entry(feed, identity, title, updated, body)
    ElementTree.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="unicode") + "\n"


def _standing(report: Report) -> Iterator[tuple[str, str, datetime, str]]:
    for told in report.findings:
        if told.severity is not Severity.INFO:
            since = told.since or report.started
            body = told.finding.message + (f"\n{told.finding.hint}" if told.finding.hint else "")
            yield _identity(told, since), f"{told.finding.key or 'the run'}: {told.name}", since, body


def _recovered(report: Report) -> Iterator[tuple[str, str, datetime, str]]:
    for each in report.changes.recovered if report.changes else ():
        parts = [str(each.get(name) or "") for name in ("rule", "key", "subject")]
        identity = f"tag:refwatch,{report.started.date().isoformat()}:recovered/{_mark(*parts)}"
        title = f"{parts[1] or 'the run'}: recovered from {parts[0]}"
        yield identity, title, report.started, f"{parts[0]} no longer holds for {parts[2] or parts[1]}"


def _identity(told: Told, since: datetime) -> str:
    finding = told.finding
    mark = _mark(finding.rule, finding.place.path, finding.key or "", finding.subject or "", finding.field or "")
    return f"tag:refwatch,{since.date().isoformat()}:{finding.rule}/{mark}"


def _mark(*parts: str) -> str:
    return hashlib.sha256("\0".join(masked(part) for part in parts).encode("utf-8", "replace")).hexdigest()[:16]


def _entry(feed: ElementTree.Element, identity: str, title: str, updated: datetime, body: str) -> None:
    entry = ElementTree.SubElement(feed, f"{{{_ATOM}}}entry")
    _text(entry, "id", identity)
    _text(entry, "title", title)
    _text(entry, "updated", moment(updated) or "")
    content = ElementTree.SubElement(entry, f"{{{_ATOM}}}content", type="text")
    content.text = "\n".join(shown(line) for line in body.split("\n"))


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}").text = shown(text)
