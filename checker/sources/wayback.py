"""The Internet Archive's index of captures: is there a copy of a dead link, and which is nearest to when it was cited?"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from checker.core.answer import Answer, Outcome, Subject, Topic
from checker.core.urls import host, mask
from checker.sources.one_by_one import OneByOne
from checker.web import Reply, Web
from checker.web.addresses import is_forbidden, parse_address

CDX = "https://web.archive.org/cdx/search/cdx"
_FIELDS = "timestamp,original,mimetype,statuscode,digest"
_ROWS = 600
"""One capture a month for fifty years."""


class WaybackSource(OneByOne):
    """Copies of dead links. Reading only: nothing is ever saved there."""

    name = "wayback"
    topics = frozenset({Topic.SNAPSHOT})

    def knows(self, subject: Subject) -> bool:
        """Whether it is a public link's copy that is wanted.

        An address with a password in it, or inside somebody's own network, is nobody else's business.
        """
        return subject.topic is Topic.SNAPSHOT and _public(subject.name)

    async def look(self, subject: Subject, web: Web) -> Answer:
        """The capture nearest to ``about["date"]`` (or ``about["year"]``), else the newest."""
        return read_captures(subject, await web.fetch(question(subject.name)))


def _public(url: str) -> bool:
    name = host(url)
    address = parse_address(name)
    inside = is_forbidden(address) if address else "." not in name or name.endswith((".local", ".internal", ".localhost"))
    return url.lower().startswith(("http://", "https://")) and mask(url) == url and not inside


def question(url: str) -> str:
    """The address that asks for one capture a month of this link, successful ones only."""
    bare = url.partition("#")[0]
    return f"{CDX}?url={quote(bare, safe='')}&output=json&fl={_FIELDS}&filter=statuscode:200&collapse=timestamp:6&limit=-{_ROWS}"


def read_captures(subject: Subject, reply: Reply) -> Answer:
    """The index's reply as an answer; what cannot be read is a capture less, never a crash."""

    def answer(outcome: Outcome, detail: str, **facts: Any) -> Answer:
        at = reply.at or datetime.now(UTC)
        return Answer("wayback", Topic.SNAPSHOT, subject.name, outcome, at, facts, detail, reply.status, ms=reply.ms)

    if reply.failure is not None:
        failed = Outcome.UNREACHABLE if reply.failure.outcome.conclusive else reply.failure.outcome
        return answer(failed, f"the archive could not be asked: {reply.failure.detail}", failure=reply.failure.kind)
    if reply.status == 403 and b"AccessControlException" in reply.body:
        return answer(Outcome.REFUSED, "the site is excluded from the archive")
    if reply.status in (403, 429):
        return answer(Outcome.REFUSED, f"the archive turned the question away (status {reply.status})")
    rows = _rows(reply.body) if reply.status == 200 else None
    if rows is None:
        return answer(Outcome.UNREACHABLE, f"the archive gave no usable answer (status {reply.status})")
    captures = [row for row in rows if _good(row)]
    if not captures:
        return answer(Outcome.MISSING, "the archive has no successful capture of it")
    best = _nearest(captures, _wanted(subject.about))
    url = f"https://web.archive.org/web/{best['timestamp']}/{best['original']}"
    return answer(Outcome.FOUND, f"captured on {_date(best['timestamp'])}", url=url, at=_date(best["timestamp"]))


def _rows(body: bytes) -> list[dict[str, str]] | None:
    """The rows as mappings: JSON with a header row, or the lines that old versions of the index send."""
    text = body.decode("utf-8", "replace").strip()
    if not text:
        return []
    if not text.startswith("["):
        return _lines(text)
    try:
        table = json.loads(text)
    except ValueError:
        return None
    rows = [row for row in table if isinstance(row, list) and all(isinstance(each, str) for each in row)]
    return [dict(zip(rows[0], row, strict=False)) for row in rows[1:]] if rows else []


def _lines(text: str) -> list[dict[str, str]] | None:
    rows = [line.split(" ") for line in text.splitlines() if line.count(" ") >= 5]
    named = [dict(zip(("urlkey", "timestamp", "original", "mimetype", "statuscode"), row, strict=False)) for row in rows]
    return named or None


def _good(row: Mapping[str, str]) -> bool:
    return (
        row.get("statuscode", "200") == "200"
        and bool(_moment(row.get("timestamp", "")))
        and row.get("original", "").startswith("http")
    )


def _moment(timestamp: str) -> datetime | None:
    try:
        return datetime.strptime(timestamp[:14].ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _date(timestamp: str) -> str:
    return f"{timestamp[:4]}-{timestamp[4:6]}-{timestamp[6:8]}"


def _wanted(about: Mapping[str, str]) -> datetime | None:
    """When the link was cited: a date as written, or the middle of a year."""
    digits = "".join(each for each in about.get("date", "") if each.isdigit())
    if len(digits) >= 8 and (found := _moment(digits[:8])):
        return found
    year = about.get("year", "") or digits[:4]
    return datetime(int(year), 7, 1, tzinfo=UTC) if len(year) == 4 and year.isdigit() and year > "1990" else None


def _nearest(captures: Sequence[Mapping[str, str]], wanted: datetime | None) -> Mapping[str, str]:
    if wanted is None:
        return max(captures, key=lambda row: row["timestamp"])
    return min(captures, key=lambda row: abs(((_moment(row["timestamp"]) or wanted) - wanted).total_seconds()))
