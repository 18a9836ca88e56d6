"""OpenReview: one paper by its id, at the new API and, where that has none, at the old one; search by title.

Since August 2026 programs without an account meet a challenge (403, ``ChallengeRequiredError``): then it could not be asked,
and is not asked again in that run. Its pages are filled by a script and answer alike for every id; they prove nothing.
"""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from checker.core.answer import Answer, Subject, Topic
from checker.core.text import plain
from checker.sources.records import absent, candidates, found, wanted
from checker.sources.replies import Reading, json_of, known, malformed, mapping, text
from checker.sources.service import Batch, Service, by_scheme
from checker.web import Reply, Web

_NEW, _OLD = "https://api2.openreview.net/notes", "https://api.openreview.net/notes"
_ROWS = 5
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_UNDECIDED = re.compile(r"/(?:submission|blind_submission|rejected_submission|desk_rejected_submission)$", re.IGNORECASE)
_WITHDRAWN = re.compile(r"withdrawn_submission$", re.IGNORECASE)
_NOT_ACCEPTED = re.compile(r"\b(?:submitted to|submission|rejected|withdrawn)\b", re.IGNORECASE)
_AWARD = re.compile(r"\s+(?:conference\s+)?(?:notable[\w\s-]*|oral|poster|spotlight|talk|accept(?:ed)?)\s*$", re.IGNORECASE)
_MILLISECONDS = 1000
_LAST_OLD = "2023"
COVERS = {"kinds": ["inproceedings", "preprint"], "only": "venues that review on OpenReview"}


def _challenge(reply: Reply, reading: Reading) -> Reading:
    """Says that an account is wanted, where that is the trouble."""
    if text((json_of(reply) or {}).get("name")) == "ChallengeRequiredError":
        detail = "OpenReview wants a person or an account (status 403, ChallengeRequiredError)"
        return replace(reading, detail=detail)
    return reading


@dataclass(frozen=True)
class OpenReviewSource:
    """Papers on OpenReview."""

    name: str = "openreview"
    topics: frozenset[Topic] = frozenset({Topic.WORK})
    service: Service = field(
        default_factory=lambda: Service("openreview", "OpenReview", "api2.openreview.net", explain=_challenge)
    )

    def knows(self, subject: Subject) -> bool:
        """Whether it is an id of OpenReview's, or a title to search for."""
        return subject.topic is Topic.WORK and subject.name.startswith(("openreview:", "search:"))

    async def ask(self, subjects: Sequence[Subject], web: Web) -> AsyncIterator[Answer]:
        """One request a paper; the API takes one id at a time."""
        sorted_out = by_scheme(subjects)
        jobs: list[Batch] = [[each] for each in (*sorted_out.get("openreview", []), *sorted_out.get("search", []))]
        async for answer in self.service.crowd(web, jobs, partial(_ask, self.service, web)):
            yield answer


async def _ask(service: Service, web: Web, subjects: Batch) -> list[Answer]:
    subject = subjects[0]
    if subject.name.startswith("search:"):
        return service.answers(subjects, await service.fetch(web, search_address(subject)), read_search)
    for address in addresses(subject):
        heard = await service.fetch(web, address)
        if heard.trouble or notes(heard.reply):
            break
    return service.answers(subjects, heard, read_note)


def addresses(subject: Subject) -> tuple[str, str]:
    """Both APIs, the likelier first: the old one has the venues up to 2023."""
    name = urlencode({"id": subject.name.removeprefix("openreview:")})
    new, old = f"{_NEW}?{name}", f"{_OLD}?{name}"
    return (old, new) if subject.about.get("year", "9999") <= _LAST_OLD else (new, old)


def search_address(subject: Subject) -> str:
    """A search by title among submissions."""
    parameters = {"term": wanted(subject).title, "content": "title", "source": "forum", "limit": str(_ROWS)}
    return f"{_NEW}/search?" + urlencode(parameters)


def notes(reply: Reply) -> list[Mapping[str, Any]] | None:
    """The notes of an answer; ``None`` where it has another shape. Status 404 is the old API's word for none."""
    if reply.status == 404:
        return []
    listed = (json_of(reply) or {}).get("notes")
    return [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else None


def read_note(subjects: Batch, reply: Reply) -> dict[str, Reading]:
    """The record of one paper."""
    (subject,) = subjects
    listed = notes(reply)
    if listed is None:
        return {subject.name: malformed("OpenReview")}
    record = record_of(listed[0]) if listed else {}
    return {subject.name: found(record) if record.get("title") else absent("OpenReview", subject)}


def read_search(subjects: Batch, reply: Reply) -> dict[str, Reading]:
    """The likely ones among the records that a search brought."""
    (subject,) = subjects
    listed = notes(reply)
    if listed is None:
        return {subject.name: malformed("OpenReview")}
    return {subject.name: candidates(subject, map(record_of, listed), "openreview", COVERS)}


def record_of(note: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in one note of either API. What has not been accepted is a preprint, whatever venue it was sent to."""
    content = mapping(note.get("content"))
    venue, group = _value(content, "venue"), _value(content, "venueid")
    accepted = bool(venue) and not _NOT_ACCEPTED.search(venue) and not _UNDECIDED.search(group) and not _WITHDRAWN.search(group)
    year = _year(f"{venue} {group}")
    posted = _moment(note.get("pdate") if accepted else None) or _moment(note.get("cdate") or note.get("tcdate"))
    return known(
        {
            "title": plain(_value(content, "title")),
            "authors": _authors(content),
            "year": year if accepted and year else posted,
            "years": {"conference": year} if accepted and year else {},
            "venue": plain(_AWARD.sub("", venue)) if accepted else "",
            "type": "inproceedings" if accepted else "preprint",
            "openreview": text(note.get("forum")) or text(note.get("id")),
            "url": f"https://openreview.net/forum?id={text(note.get('forum')) or text(note.get('id'))}",
            "withdrawn": _withdrawal(note, venue, group),
        }
    )


def _withdrawal(note: Mapping[str, Any], venue: str, group: str) -> str:
    if note.get("ddate"):
        return "deleted on OpenReview"
    if _WITHDRAWN.search(group) or "withdrawn_submission" in str(note.get("invitation", "")).lower():
        return f"withdrawn by its authors ({venue})" if venue else "withdrawn by its authors"
    return ""


def _value(content: Mapping[str, Any], name: str) -> str:
    """The new API wraps every value."""
    value = content.get(name)
    return text(value.get("value")) if isinstance(value, Mapping) else text(value)


def _authors(content: Mapping[str, Any]) -> list[str]:
    """Names, which may be objects with a full name; absent while a paper is under anonymous review."""
    listed = content.get("authors")
    listed = listed.get("value") if isinstance(listed, Mapping) else listed
    names = [text(mapping(each).get("fullname")) or text(each) for each in listed] if isinstance(listed, list) else []
    return [plain(each) for each in names if each and each.lower() != "anonymous"]


def _year(words: str) -> int | None:
    match = _YEAR.search(words)
    return int(match[1]) if match else None


def _moment(milliseconds: Any) -> int | None:
    if not isinstance(milliseconds, int | float) or isinstance(milliseconds, bool) or not 0 < milliseconds < 1e14:
        return None
    return datetime.fromtimestamp(milliseconds / _MILLISECONDS, UTC).year
