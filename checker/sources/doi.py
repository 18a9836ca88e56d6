"""doi.org: which agency has registered a DOI, many at a time, and whether it is registered at all.

"No" is said by the handle service alone (status 404 with code 100); the list of agencies only makes it worth asking.
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import quote

from checker.core.answer import Answer, Outcome, Subject, Topic
from checker.sources.link_doi import HANDLES, read_handle
from checker.sources.records import failed
from checker.sources.replies import Reading, malformed, text
from checker.sources.service import Batch, Service, chunks
from checker.web import Reply, Web

_AGENCIES = "https://doi.org/doiRA/"
_SAFE = "/:;()._-~!*'=@$&"
_BATCH = 30
_LETTERS = 1_500
_NONE = "DOI does not exist"
_DOUBTED = (Outcome.MISSING, Outcome.UNREACHABLE)
"""What the list of agencies does not settle."""


@dataclass(frozen=True)
class DoiSource:
    """The registry of all registries."""

    name: str = "doi"
    topics: frozenset[Topic] = frozenset({Topic.WORK})
    service: Service = field(default_factory=lambda: Service("doi", "doi.org", "doi.org"))

    def knows(self, subject: Subject) -> bool:
        """Whether it is a DOI."""
        return subject.topic is Topic.WORK and subject.name.startswith("doi:")

    async def ask(self, subjects: Sequence[Subject], web: Web) -> AsyncIterator[Answer]:
        """Agencies in batches; what no agency has is asked for by itself."""
        ask = partial(_ask, self.service, web)
        async for answer in self.service.crowd(web, chunks(subjects, _BATCH, _LETTERS), ask):
            yield answer


async def _ask(service: Service, web: Web, subjects: Batch) -> list[Answer]:
    answers = await service.batch(web, subjects, lambda batch: {"url": address(batch)}, read_agencies)
    by_name = {each.name: each for each in subjects}
    doubted = [by_name[answer.subject] for answer in answers if answer.outcome in _DOUBTED and service.closed is None]
    confirmed = {each.name: await _confirmed(service, web, each) for each in doubted}
    return [confirmed.get(answer.subject, answer) for answer in answers]


async def _confirmed(service: Service, web: Web, subject: Subject) -> Answer:
    """What the handle service says; its word settles it."""
    heard = await service.fetch(web, HANDLES + quote(subject.name[4:], safe=_SAFE + ","))
    return service.answers([subject], heard, read_registration)[0]


def address(subjects: Batch) -> str:
    """The question for the agencies of several DOIs; commas inside a DOI are encoded."""
    return _AGENCIES + ",".join(quote(each.name[4:], safe=_SAFE) for each in subjects)


def read_agencies(subjects: Batch, reply: Reply) -> dict[str, Reading]:
    """The agency of each DOI; ``missing`` is what the registry does not know, if the handle service says so too."""
    rows = _rows(reply.body)
    if rows is None:
        return failed(subjects, malformed("doi.org"))
    by_doi = {text(row.get("DOI")).lower(): row for row in rows}
    return {each.name: _agency(by_doi.get(each.name[4:].lower(), {})) for each in subjects}


def _agency(row: Mapping[str, Any]) -> Reading:
    agency, status = text(row.get("RA")), text(row.get("status"))
    if agency:
        return Reading(Outcome.FOUND, f"registered with {agency}", {"agency": agency, "registered": True})
    if status == _NONE or not row:
        return Reading(Outcome.MISSING, "no agency is named for it")
    return Reading(Outcome.UNREACHABLE, f"doi.org says of this DOI: {status or 'nothing'}")


def read_registration(subjects: Batch, reply: Reply) -> dict[str, Reading]:
    """Whether the handle service knows one DOI."""
    (subject,) = subjects
    answer = read_handle(subject, reply)
    return {subject.name: Reading(answer.outcome, answer.detail, answer.facts)}


def _rows(body: bytes) -> list[Mapping[str, Any]] | None:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return [each for each in data if isinstance(each, Mapping)] if isinstance(data, list) else None
