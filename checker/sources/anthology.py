"""The ACL Anthology: a paper's page by its id, read by its ``citation_*`` tags. It has no API to query."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from checker.core.answer import Answer, Subject, Topic
from checker.sources.page import ask_page
from checker.web import Web


@dataclass(frozen=True)
class AnthologySource:
    """Papers on aclanthology.org."""

    name: str = "anthology"
    topics: frozenset[Topic] = frozenset({Topic.WORK})

    def knows(self, subject: Subject) -> bool:
        """Whether it is an id of the Anthology's."""
        return subject.topic is Topic.WORK and subject.name.startswith("acl:")

    async def ask(self, subjects: Sequence[Subject], web: Web) -> AsyncIterator[Answer]:
        """One request a paper."""

        async def look(subject: Subject) -> Answer:
            return await ask_page(self.name, subject, page_of(subject), web)

        async for answer in web.each(subjects, look, key=lambda _: "aclanthology.org"):
            yield answer


def page_of(subject: Subject) -> str:
    """The address of the paper's page."""
    return f"https://aclanthology.org/{subject.name.removeprefix('acl:')}/"
