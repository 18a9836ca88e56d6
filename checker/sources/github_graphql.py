"""GitHub's GraphQL API: up to a hundred repositories in one request, read without I/O.

The API follows renames silently (only ``nameWithOwner`` shows it), and answers 200 to almost everything: what is missing,
forbidden or over the limit stands in ``errors``. Contract: https://docs.github.com/graphql and its public schema.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checker.sources.replies import Reading, known, mapping, missing_or_private, moved_or_found, number, text, truth

URL = "https://api.github.com/graphql"
BATCH = 100
"""Repositories in one request: one point of the hourly 5,000, whatever their number."""

_FRAGMENT = """fragment R on Repository {
  databaseId nameWithOwner url homepageUrl description stargazerCount
  isArchived archivedAt isDisabled isFork isEmpty isLocked lockReason isMirror
  parent { nameWithOwner }
  pushedAt
  latestRelease { tagName publishedAt }
  licenseInfo { spdxId name }
  defaultBranchRef { name }
  repositoryTopics(first: 20) { nodes { topic { name } } }
}"""

_LIMITED = frozenset({"RATE_LIMITED", "RATE_LIMIT"})
_TOO_HEAVY = frozenset({"RESOURCE_LIMITS_EXCEEDED", "MAX_NODE_LIMIT_EXCEEDED", "TIMEOUT", "INTERNAL"})
_LOCKS = {"TRADE_RESTRICTION": "trade restriction", "BILLING": "billing"}


def question(names: Sequence[str]) -> bytes:
    """The request's body for these ``owner/name``; names travel as variables and never become part of the query."""
    declared = ", ".join(f"$o{at}: String!, $n{at}: String!" for at in range(len(names)))
    asked = "\n  ".join(
        f"r{at}: repository(owner: $o{at}, name: $n{at}, followRenames: true) {{ ...R }}" for at in range(len(names))
    )
    query = f"query Repositories({declared}) {{\n  rateLimit {{ cost remaining resetAt }}\n  {asked}\n}}\n{_FRAGMENT}"
    variables = {}
    for at, name in enumerate(names):
        variables[f"o{at}"], _, variables[f"n{at}"] = name.partition("/")
    return json.dumps({"query": query, "variables": variables}).encode()


@dataclass(frozen=True, slots=True)
class BatchReading:
    """What one reply says: a reading for each name that it settles (by position), or why it settles none.

    Positions without a reading have to be asked one by one. ``limited`` says that the hour's allowance is used up; ``too_heavy``
    that a smaller batch may succeed; ``refused`` why the token was not accepted.
    """

    settled: Mapping[int, Reading]
    limited: bool = False
    too_heavy: bool = False
    refused: str = ""


def read_batch(names: Sequence[str], status: int, data: Mapping[str, Any] | None) -> BatchReading:
    """The reply to `question`; ``data`` is ``None`` where the body is no JSON object."""
    message = text((data or {}).get("message"))
    if status == 401:
        return BatchReading({}, refused=f"GitHub did not accept the token ({message or 'status 401'})")
    if status in (403, 429):
        return BatchReading({}, limited=True)
    if data is None or status != 200:
        return BatchReading({}, too_heavy=True)
    errors = [each for each in data.get("errors") or [] if isinstance(each, Mapping)]
    if any(_kind(each) in _LIMITED or "rate limit" in text(each.get("message")).lower() for each in errors):
        return BatchReading({}, limited=True)
    found = mapping(data.get("data"))
    settled = {at: _reading(name, found.get(f"r{at}"), _errors_of(errors, f"r{at}")) for at, name in enumerate(names)}
    readings = {at: reading for at, reading in settled.items() if reading is not None}
    heavy = not readings and any(_kind(each) in _TOO_HEAVY or not each.get("path") for each in errors)
    return BatchReading(readings, too_heavy=heavy)


def _kind(error: Mapping[str, Any]) -> str:
    return text(error.get("type")).upper()


def _errors_of(errors: Sequence[Mapping[str, Any]], alias: str) -> list[Mapping[str, Any]]:
    return [each for each in errors if isinstance(path := each.get("path"), list) and path[:1] == [alias]]


def _reading(name: str, node: Any, errors: Sequence[Mapping[str, Any]]) -> Reading | None:
    if isinstance(node, Mapping):
        reading = moved_or_found(name, text(node.get("nameWithOwner")))
        return Reading(reading.outcome, reading.detail, facts(node))
    if any(_kind(each) == "NOT_FOUND" for each in errors):
        return missing_or_private("GitHub")
    return None


def facts(node: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in a ``Repository`` of the GraphQL schema."""
    license_info = node.get("licenseInfo")
    release = mapping(node.get("latestRelease"))
    topics = [
        text(mapping(mapping(each).get("topic")).get("name")) for each in mapping(node.get("repositoryTopics")).get("nodes") or []
    ]
    return known(
        {
            "id": number(node.get("databaseId")),
            "full_name": text(node.get("nameWithOwner")),
            "url": text(node.get("url")),
            "archived": truth(node.get("isArchived")),
            "archived_at": text(node.get("archivedAt")),
            "disabled": truth(node.get("isDisabled")),
            "fork": truth(node.get("isFork")),
            "parent": text(mapping(node.get("parent")).get("nameWithOwner")),
            "license": (text(mapping(license_info).get("spdxId")) or "NOASSERTION") if license_info else "",
            "license_name": text(mapping(license_info).get("name")),
            "default_branch": text(mapping(node.get("defaultBranchRef")).get("name")),
            "pushed_at": text(node.get("pushedAt")),
            "latest_release": known({"tag": text(release.get("tagName")), "at": text(release.get("publishedAt"))}),
            "homepage": text(node.get("homepageUrl")),
            "topics": [each for each in topics if each],
            "description": text(node.get("description")),
            "stars": number(node.get("stargazerCount")),
            "blocked": _LOCKS.get(text(node.get("lockReason")), "") if node.get("isLocked") else "",
        }
    )
