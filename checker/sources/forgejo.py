"""Forgejo, Gitea and Codeberg: one API. A renamed repository is a 307 there, which elsewhere would mean "only for now"."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checker.core.answer import Answer, Outcome, Subject, Topic
from checker.core.forges import repository
from checker.sources.git import ask_git
from checker.sources.replies import (
    Reading,
    answer_of,
    conditional,
    is_json,
    json_of,
    known,
    malformed,
    mapping,
    moved_or_found,
    number,
    text,
    texts,
    trouble,
    truth,
    unasked,
)
from checker.web import Reply, Web


@dataclass(frozen=True)
class ForgejoSource:
    """Repositories on any Forgejo or Gitea."""

    name: str = "forgejo"
    topics: frozenset[Topic] = frozenset({Topic.REPOSITORY})

    def knows(self, subject: Subject) -> bool:
        """Whether the host is known for a Forgejo or Gitea."""
        found = repository("https://" + subject.name)
        return subject.topic is Topic.REPOSITORY and "forgejo" in (subject.about.get("forge", ""), found.forge if found else "")

    async def ask(self, subjects: Sequence[Subject], web: Web) -> AsyncIterator[Answer]:
        """One answer for each repository."""

        async def look(subject: Subject) -> Answer:
            return await _look(subject, web)

        async for answer in web.each(subjects, look):
            yield answer


async def _look(subject: Subject, web: Web) -> Answer:
    found = repository("https://" + subject.name)
    if found is None:
        return unasked("forgejo", subject, "this cannot be the name of a repository on a Forgejo")
    url = f"https://{found.host}/api/v1/repos/{found.path}"
    reply = await web.fetch(url, headers={"accept": "application/json", **conditional(subject)})
    if reply.failure is None and reply.status in (200, 404) and not is_json(reply):
        return await ask_git(subject, web, f"{found.host} does not answer as a Forgejo does")
    return answer_of("forgejo", subject, reply, read_repository(found.path, found.host, reply))


def read_repository(path: str, host: str, reply: Reply) -> Reading:
    """The reply to ``GET /repos/{owner}/{name}``."""
    if said := trouble(reply, host):
        return said
    if reply.status in (404, 410):
        return Reading(
            Outcome.MISSING,
            f"{host} knows no public repository of this name: it is missing or private",
            {"absent": "missing-or-private"},
        )
    data = json_of(reply)
    if data is None or not text(data.get("full_name")):
        return malformed(host)
    reading = moved_or_found(path, text(data.get("full_name")))
    return Reading(reading.outcome, reading.detail, facts(data))


def facts(data: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in a repository; ``updated_at`` is no push and is left out, and dates of the years 1 and 1970 mean "never"."""
    at = text(data.get("archived_at"))
    licenses = texts(data.get("licenses"))
    return known(
        {
            "id": number(data.get("id")),
            "full_name": text(data.get("full_name")),
            "url": text(data.get("html_url")),
            "archived": truth(data.get("archived")),
            "archived_at": "" if at.startswith(("0001-", "1970-01-01")) or not data.get("archived") else at,
            "fork": truth(data.get("fork")),
            "parent": text(mapping(data.get("parent")).get("full_name")),
            "license": " AND ".join(licenses),
            "default_branch": text(data.get("default_branch")),
            "homepage": text(data.get("website")),
            "topics": texts(data.get("topics")),
            "description": text(data.get("description")),
            "stars": number(data.get("stars_count")),
        }
    )
