"""The ACL Anthology: a paper's page by its id, read by its ``citation_*`` tags. It has no API to query."""

from checker.core.answer import Answer, Subject, Topic
from checker.sources.one_by_one import OneByOne
from checker.sources.page import ask_page
from checker.web import Web


class AnthologySource(OneByOne):
    """Papers on aclanthology.org."""

    name = "anthology"
    topics = frozenset({Topic.WORK})

    def knows(self, subject: Subject) -> bool:
        """Whether it is an id of the Anthology's."""
        return subject.topic is Topic.WORK and subject.name.startswith("acl:")

    def at(self, subject: Subject) -> str:
        """One host has all its papers."""
        return "aclanthology.org"

    async def look(self, subject: Subject, web: Web) -> Answer:
        """One request."""
        return await ask_page(self.name, subject, page_of(subject), web)


def page_of(subject: Subject) -> str:
    """The address of the paper's page."""
    return f"https://aclanthology.org/{subject.name.removeprefix('acl:')}/"
