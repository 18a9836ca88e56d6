"""Bitbucket Cloud: git's protocol first, because its API grants strangers sixty requests an hour and git sixty thousand."""

from collections.abc import Mapping
from typing import Any

from checker.core.answer import Answer, Outcome, Subject
from checker.core.forges import repository
from checker.sources.git import ask_git
from checker.sources.one_by_one import Host
from checker.sources.replies import Reading, answer_of, described, document, known, mapping, text, unasked
from checker.web import Reply, Web

API = "https://api.bitbucket.org/2.0/repositories"


class BitbucketSource(Host):
    """Repositories on bitbucket.org."""

    name = "bitbucket"
    host = "bitbucket.org"

    async def look(self, subject: Subject, web: Web) -> Answer:
        """Git's protocol, and the API only where git does not say."""
        found = repository("https://" + subject.name)
        if found is None:
            return unasked("bitbucket", subject, "this cannot be the name of a repository on Bitbucket")
        answer = await ask_git(subject, web)
        if answer.outcome.conclusive:
            return answer
        reply = await web.fetch(f"{API}/{found.path}", headers={"accept": "application/json"})
        return answer_of("bitbucket", subject, reply, read_repository(found.path, reply))


def read_repository(path: str, reply: Reply) -> Reading:
    """The reply to ``GET /repositories/{workspace}/{slug}``: no archived flag and no licence are in it."""
    if reply.failure is None and reply.status == 403:
        return Reading(Outcome.REFUSED, "Bitbucket shows it to its members only", {"absent": "private"})
    told = document(reply, "Bitbucket", Reading(Outcome.MISSING, "Bitbucket has no such repository", {"absent": "missing"}))
    return told if isinstance(told, Reading) else described(path, facts(told), "Bitbucket")


def facts(data: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in a repository."""
    parent = mapping(data.get("parent"))
    return known(
        {
            "full_name": text(data.get("full_name")),
            "url": text(mapping(mapping(data.get("links")).get("html")).get("href")),
            "fork": True if parent else None,
            "parent": text(parent.get("full_name")),
            "default_branch": text(mapping(data.get("mainbranch")).get("name")),
            "homepage": text(data.get("website")),
            "description": text(data.get("description")),
        }
    )
