"""From a service's reply to an answer: what forges and registries share, so that each of their files holds its own only."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from checker.core.answer import Answer, Outcome, Subject
from checker.web import Reply


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reply says about a subject; sources give it their name."""

    outcome: Outcome
    detail: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def answer_of(source: str, subject: Subject, reply: Reply, reading: Reading) -> Answer:
    """The answer with what the reply brought along: the moment, the status, redirects, and the validators for the next time.

    The final address of what moved is its page's, not that of the API which said so.
    """
    validators = {name: reply.headers[name] for name in ("etag", "last-modified") if reply.headers.get(name)}
    return Answer(
        source,
        subject.topic,
        subject.name,
        reading.outcome,
        reply.at or datetime.now(UTC),
        known(reading.facts),
        reading.detail,
        reply.status,
        str(reading.facts["url"]) if reading.outcome is Outcome.MOVED and reading.facts.get("url") else None,
        reply.redirects,
        reply.ms,
        validators if reading.outcome.conclusive else {},
    )


def unasked(source: str, subject: Subject, detail: str) -> Answer:
    """The answer for a question that was not put."""
    return Answer(source, subject.topic, subject.name, Outcome.UNASKED, datetime.now(UTC), {}, detail)


def known(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts without those that are not known: ``None``, empty texts and empty lists."""
    return {name: value for name, value in facts.items() if value is not None and value not in ("", [], {})}


def conditional(subject: Subject) -> dict[str, str]:
    """The headers that ask "only if it has changed", from the validators of the last answer in ``about``."""
    headers = {"if-none-match": subject.about.get("etag", ""), "if-modified-since": subject.about.get("last-modified", "")}
    return {name: value for name, value in headers.items() if value and value.isprintable()}


def is_json(reply: Reply) -> bool:
    """Whether the reply claims to be JSON; a page in its place is a wall or an outage, whatever its status."""
    kind = reply.headers.get("content-type", "")
    return "json" in kind or (not kind and reply.body[:1] in b"{[")


def json_of(reply: Reply) -> Mapping[str, Any] | None:
    """The JSON object in the body; ``None`` where there is none."""
    if reply.truncated:
        return None
    try:
        data = json.loads(reply.body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, Mapping) else None


def trouble(reply: Reply, service: str, readable: Callable[[Reply], bool] = is_json) -> Reading | None:
    """What ended the question without a word on the subject, for every service alike; ``None`` where the reply can be read.

    Network failures of a service say nothing about the subject, not even that the host has no name. ``readable`` tells data
    from a page in its place.
    """
    if reply.failure is not None:
        outcome = reply.failure.outcome
        outcome = Outcome.UNREACHABLE if outcome.conclusive else outcome
        return Reading(outcome, f"{service} could not be asked: {reply.failure.detail}", {"failure": reply.failure.kind})
    status = reply.status or 0
    if status == 429:
        return Reading(Outcome.REFUSED, f"{service} wants fewer requests (status 429)", {"limited": "secondary"})
    if status in (200, 203) and not readable(reply):
        return Reading(Outcome.REFUSED, f"{service} sent a page instead of data: a wall for programs stands before it")
    if status == 304:
        return Reading(Outcome.FOUND, "unchanged since it was asked last", {"unchanged": True})
    if status in (401, 402, 403, 407, 418, 451, 999):
        return Reading(Outcome.REFUSED, f"{service} does not let us ask (status {status})")
    if status not in (200, 203, 404, 410):
        return Reading(Outcome.UNREACHABLE, f"{service} answered with status {status}")
    return None


def malformed(service: str) -> Reading:
    """A reply of a shape that the service does not promise."""
    return Reading(Outcome.UNREACHABLE, f"{service} sent something that cannot be read", {"failure": "malformed-response"})


def document(reply: Reply, service: str, missing: Reading) -> Mapping[str, Any] | Reading:
    """The JSON object that a service sent about a subject; else what came in its place, which is ``missing`` for a 404."""
    if said := trouble(reply, service):
        return said
    return missing if reply.status in (404, 410) else json_of(reply) or malformed(service)


def missing_or_private(service: str, what: str = "repository") -> Reading:
    """What a forge means that answers strangers the same for what does not exist and for what they may not see."""
    words = f"{service} knows no public {what} of this name: it is missing or private"
    return Reading(Outcome.MISSING, words, {"absent": "missing-or-private"})


def described(asked: str, facts: Mapping[str, Any], service: str) -> Reading:
    """A repository that is there, with its facts; without a ``full_name`` among them it was not described at all."""
    if "full_name" not in facts:
        return malformed(service)
    return replace(moved_or_found(asked, facts["full_name"]), facts=facts)


def moved_or_found(asked: str, full_name: str) -> Reading:
    """How a repository that is there answered: under its own name, or under another than it was asked by.

    Forges compare names without case, so another spelling of the same name is no move.
    """
    if full_name and asked.casefold() != full_name.casefold():
        return Reading(Outcome.MOVED, f"it is now {full_name}")
    return Reading(Outcome.FOUND)


def text(value: Any) -> str:
    """A string without outer space, cut off where no honest service would go on; anything else is empty."""
    return value.strip()[:4000] if isinstance(value, str) else ""


def mapping(value: Any) -> Mapping[str, Any]:
    """A JSON object; anything else is empty."""
    return value if isinstance(value, Mapping) else {}


def texts(value: Any) -> list[str]:
    """The strings of a list."""
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def number(value: Any) -> int | None:
    """A whole number."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def truth(value: Any) -> bool | None:
    """A boolean; anything else is not known."""
    return value if isinstance(value, bool) else None
