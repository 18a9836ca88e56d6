"""GitHub's REST API and, as the last resort, its pages: one repository a request, read without I/O.

Pinned to API version 2022-11-28, whose repository object 2026-03-10 only makes smaller. A rename is a 301 to
``/repositories/{id}``; what is missing and what is private answer the same 404. Contract: https://docs.github.com/rest.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from checker.core.answer import Outcome
from checker.sources.replies import (
    Reading,
    described,
    document,
    json_of,
    known,
    mapping,
    missing_or_private,
    moved_or_found,
    number,
    text,
    texts,
    truth,
)
from checker.web import Reply

API = "https://api.github.com"
HEADERS = {"accept": "application/vnd.github+json", "x-github-api-version": "2022-11-28"}
ANONYMOUS_HOURLY = 60
"""Requests an hour and address without a token."""
NEXT_STEP = "set GITHUB_TOKEN to ask 5,000 an hour instead of 60"
NOT_ACCEPTED = "GitHub did not accept the token"
CORRECT = "correct GITHUB_TOKEN, or unset it"
LATER = "run again in an hour"

_ARCHIVED = re.compile(rb"This repository (?:was|has been) archived by the owner on\s+([A-Z][a-z]{2} \d{1,2}, \d{4})")


def read_repository(name: str, reply: Reply) -> Reading:
    """The reply to ``GET /repos/{owner}/{name}``; ``limited`` tells a spent allowance and a refused token from a closed door."""
    if reply.failure is None and reply.status in (401, 403, 429, 451):
        return _turned_away(reply, json_of(reply) or {})
    told = document(reply, "GitHub", missing_or_private("GitHub"))
    return told if isinstance(told, Reading) else described(name, facts(told), "GitHub")


def _turned_away(reply: Reply, data: Mapping[str, Any]) -> Reading:
    """Blocked, over the limit, or not allowed: three different things under one or two statuses."""
    block = mapping(data.get("block"))
    message = text(data.get("message"))
    if block or reply.status == 451:
        why = text(block.get("reason")) or "law"
        where = text(block.get("html_url"))
        return Reading(
            Outcome.REFUSED, f"GitHub blocks access to it ({why})" + (f"; see {where}" if where else ""), {"blocked": why}
        )
    if limit := limited(reply, message):
        return Reading(
            Outcome.REFUSED, f"GitHub's allowance of requests is used up ({limit} limit); {NEXT_STEP}", {"limited": limit}
        )
    if reply.status == 401:
        return Reading(Outcome.REFUSED, f"{NOT_ACCEPTED}; {CORRECT}", {"limited": "token"})
    return Reading(Outcome.REFUSED, f"GitHub does not let us see it ({message or f'status {reply.status}'})")


def limited(reply: Reply, message: str) -> str:
    """``primary`` (the hour's allowance) or ``secondary`` (too fast), empty where it is neither."""
    lower = message.lower()
    if reply.headers.get("x-ratelimit-remaining") == "0" or "rate limit exceeded" in lower:
        return "primary"
    if reply.status == 429 or "secondary rate limit" in lower or "abuse detection" in lower or "retry-after" in reply.headers:
        return "secondary"
    return ""


def facts(data: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in a repository of the REST API; it has no date of archiving."""
    license_info = data.get("license")
    return known(
        {
            "id": number(data.get("id")),
            "full_name": text(data.get("full_name")),
            "url": text(data.get("html_url")),
            "archived": truth(data.get("archived")),
            "disabled": truth(data.get("disabled")),
            "fork": truth(data.get("fork")),
            "parent": text(mapping(data.get("parent")).get("full_name")),
            "license": (text(mapping(license_info).get("spdx_id")) or "NOASSERTION") if license_info else "",
            "license_name": text(mapping(license_info).get("name")),
            "default_branch": text(data.get("default_branch")),
            "pushed_at": text(data.get("pushed_at")),
            "homepage": text(data.get("homepage")),
            "topics": texts(data.get("topics")),
            "description": text(data.get("description")),
            "stars": number(data.get("stargazers_count")),
        }
    )


def read_allowance(reply: Reply) -> int | None:
    """Requests left this hour, from ``GET /rate_limit`` (free of charge); ``None`` where it does not say."""
    core = mapping(mapping((json_of(reply) or {}).get("resources")).get("core"))
    return number(core.get("remaining")) if reply.status == 200 else None


def read_page(name: str, reply: Reply) -> Reading:
    """A repository's web page: whether it is there, where it moved, and whether it says that it was archived."""
    if reply.failure is not None:
        return Reading(
            Outcome.UNREACHABLE, f"its page could not be asked: {reply.failure.detail}", {"failure": reply.failure.kind}
        )
    if reply.status in (404, 410):
        return Reading(
            Outcome.MISSING,
            f"its page says that it is not there (status {reply.status}): missing or private",
            {"absent": "missing-or-private"},
        )
    if reply.status == 451:
        return Reading(Outcome.REFUSED, "its page is blocked for legal reasons", {"blocked": "dmca"})
    if reply.status != 200:
        outcome = Outcome.REFUSED if reply.status in (401, 403, 429) else Outcome.UNREACHABLE
        return Reading(outcome, f"its page answered with status {reply.status}")
    now = _path(reply.final_url) if reply.redirects else name
    if not now:
        return Reading(Outcome.UNREACHABLE, "its page leads somewhere else")
    reading = moved_or_found(name, now)
    at = archived_on(reply.body)
    about = {"full_name": now, "url": f"https://github.com/{now}", "archived": True if at else None, "archived_at": at}
    detail = reading.detail or f"its page is there; what only the API tells (licence, last push) is unknown: {NEXT_STEP}"
    return Reading(reading.outcome, detail, known(about))


def archived_on(page: bytes) -> str:
    """The day on which the banner of a repository's page says that it was archived, as RFC 3339; empty where it says nothing."""
    match = _ARCHIVED.search(page)
    if match is None:
        return ""
    try:
        return datetime.strptime(match[1].decode(), "%b %d, %Y").replace(tzinfo=UTC).strftime("%Y-%m-%dT00:00:00Z")
    except ValueError:
        return ""


def _path(url: str) -> str:
    match = re.match(r"https://github\.com/([\w.\-]+/[\w.\-]+)/?(?:[?#]|\Z)", url)
    return match[1] if match else ""
