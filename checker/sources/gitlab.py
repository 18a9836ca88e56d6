"""GitLab, on gitlab.com and anywhere else: REST for the facts, GraphQL for the flag that REST keeps from strangers.

Without a token REST leaves ``archived`` out, which means "unknown", not "no". Missing and private projects answer the same 404.
A project that moved is a 301 to ``/projects/{id}``, or on old versions a 200 under another path.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from checker.core.answer import Answer, Subject
from checker.sources.git import ask_git
from checker.sources.one_by_one import Forge
from checker.sources.replies import (
    Reading,
    answer_of,
    conditional,
    described,
    document,
    is_json,
    json_of,
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

_ARCHIVED = "query($path: ID!) { project(fullPath: $path) { fullPath archived } }"


class GitLabSource(Forge):
    """Projects on any GitLab."""

    name = "gitlab"

    async def look(self, subject: Subject, web: Web) -> Answer:
        """REST, then the one flag that only GraphQL tells; git where the host turns out to be something else."""
        host, _, path = subject.name.partition("/")
        if not host or "/" not in path:
            return unasked("gitlab", subject, "this cannot be the path of a project on a GitLab")
        url = f"https://{host}/api/v4/projects/{quote(path, safe='')}?license=true"
        reply = await web.fetch(url, headers={"accept": "application/json", **conditional(subject)})
        if reply.failure is None and reply.status in (200, 404) and not is_json(reply):
            return await ask_git(subject, web, f"{host} does not answer as a GitLab does")
        reading = read_project(path, host, reply)
        if reading.outcome.alive and reading.facts and not reading.facts.keys() & {"archived", "unchanged"}:
            archived = await _archived(host, str(reading.facts["full_name"]), web)
            reading = replace(reading, facts=known({**reading.facts, "archived": archived}))
        return answer_of("gitlab", subject, reply, reading)


async def _archived(host: str, path: str, web: Web) -> bool | None:
    body = json.dumps({"query": _ARCHIVED, "variables": {"path": path}}).encode()
    headers = {"content-type": "application/json", "accept": "application/json"}
    reply = await web.fetch(f"https://{host}/api/graphql", method="POST", headers=headers, body=body)
    return (
        truth(mapping(mapping((json_of(reply) or {}).get("data")).get("project")).get("archived"))
        if reply.status == 200
        else None
    )


def read_project(path: str, host: str, reply: Reply) -> Reading:
    """The reply to ``GET /projects/{path}``."""
    told = document(reply, host, missing_or_private(host, "project"))
    return told if isinstance(told, Reading) else described(path, facts(told), host)


def facts(data: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in a project, whole or as strangers see it; ``last_activity_at`` counts for the last push.

    Where there is no README, or none that we may see, ``readme_url`` is null or left out.
    """
    license_info = data.get("license")
    return known(
        {
            "id": number(data.get("id")),
            "full_name": text(data.get("path_with_namespace")),
            "url": text(data.get("web_url")),
            "archived": truth(data.get("archived")),
            "fork": True if data.get("forked_from_project") else None,
            "parent": text(mapping(data.get("forked_from_project")).get("path_with_namespace")),
            "license": _license(mapping(license_info)) if license_info else "",
            "license_name": text(mapping(license_info).get("name")),
            "default_branch": text(data.get("default_branch")),
            "readme_url": text(data.get("readme_url")),
            "has_readme": None if text(data.get("readme_url")) else False,
            "pushed_at": text(data.get("last_activity_at")),
            "topics": texts(data.get("topics")) or texts(data.get("tag_list")),
            "description": text(data.get("description")),
            "stars": number(data.get("star_count")),
            "blocked": "pending deletion" if data.get("marked_for_deletion_on") else "",
        }
    )


def _license(info: Mapping[str, Any]) -> str:
    """GitLab's keys are SPDX ids in lower case, and ``other`` for a file that it does not recognise."""
    key = text(info.get("key"))
    return "NOASSERTION" if key in ("other", "") else key
