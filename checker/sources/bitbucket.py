"""Bitbucket Cloud: git's protocol first, because its API grants strangers sixty requests an hour and git sixty thousand."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checker.core.answer import Answer, Outcome, Subject, Topic
from checker.core.forges import repository
from checker.sources.git import ask_git
from checker.sources.replies import Reading, answer_of, json_of, known, malformed, mapping, moved_or_found, text, trouble, unasked
from checker.web import Reply, Web

API = "https://api.bitbucket.org/2.0/repositories"


@dataclass(frozen=True)
class BitbucketSource:
    """Repositories on bitbucket.org."""

    name: str = "bitbucket"
    topics: frozenset[Topic] = frozenset({Topic.REPOSITORY})

    def knows(self, subject: Subject) -> bool:
        """Whether it is a repository on bitbucket.org."""
        return subject.topic is Topic.REPOSITORY and subject.name.startswith("bitbucket.org/")

    async def ask(self, subjects: Sequence[Subject], web: Web) -> AsyncIterator[Answer]:
        """One answer for each repository."""

        async def look(subject: Subject) -> Answer:
            return await _look(subject, web)

        async for answer in web.each(subjects, look):
            yield answer


async def _look(subject: Subject, web: Web) -> Answer:
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
    if said := trouble(reply, "Bitbucket"):
        return said
    if reply.status in (404, 410):
        return Reading(Outcome.MISSING, "Bitbucket has no such repository", {"absent": "missing"})
    data = json_of(reply)
    if data is None or not text(data.get("full_name")):
        return malformed("Bitbucket")
    reading = moved_or_found(path, text(data.get("full_name")))
    return Reading(reading.outcome, reading.detail, facts(data))


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
