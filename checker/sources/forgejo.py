"""Forgejo, Gitea and Codeberg: one API. A renamed repository is a 307 there, which elsewhere would mean "only for now"."""

from collections.abc import Mapping
from typing import Any

from checker.core.answer import Answer, Subject
from checker.core.forges import repository
from checker.sources.git import ask_git
from checker.sources.one_by_one import Forge
from checker.sources.replies import (
    Reading,
    answer_of,
    conditional,
    described,
    document,
    is_json,
    known,
    mapping,
    missing_or_private,
    number,
    text,
    texts,
    truth,
    unasked,
)
from checker.web import Reply, Web


class ForgejoSource(Forge):
    """Repositories on any Forgejo or Gitea."""

    name = "forgejo"

    async def look(self, subject: Subject, web: Web) -> Answer:
        """The forge's API, or git where the host turns out to be something else."""
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
    told = document(reply, host, missing_or_private(host))
    return told if isinstance(told, Reading) else described(path, facts(told), host)


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
