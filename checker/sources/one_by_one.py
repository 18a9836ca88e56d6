"""Sources that put one question a subject: what they share, so that each of their files holds its own dialect only."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from typing import ClassVar

from checker.core.answer import Answer, Subject, Topic
from checker.core.forges import repository
from checker.web import Web


class OneByOne(ABC):
    """A source that asks about each subject by itself; many at a time, each host at its own pace."""

    name: ClassVar[str]
    topics: ClassVar[frozenset[Topic]]

    @abstractmethod
    def knows(self, subject: Subject) -> bool:
        """Whether this source is the one to ask about the subject. Pure and instant."""

    def at(self, subject: Subject) -> str:
        """The host that is asked about the subject, so that a slow one holds up nobody else; empty where all ask the same."""
        return ""

    @abstractmethod
    async def look(self, subject: Subject, web: Web) -> Answer:
        """The answer about one subject; whatever the service does is one."""

    async def ask(self, subjects: Sequence[Subject], web: Web) -> AsyncIterator[Answer]:
        """One answer for each subject, as they come."""

        async def look(subject: Subject) -> Answer:
            return await self.look(subject, web)

        async for answer in web.each(subjects, look, key=self.at):
            yield answer


class Registry(OneByOne):
    """A registry of packages: its subjects are its name, a colon, and the package's name."""

    topics = frozenset({Topic.PACKAGE})

    def knows(self, subject: Subject) -> bool:
        """Whether it is a package of this registry."""
        return subject.topic is Topic.PACKAGE and subject.name.startswith(f"{self.name}:")


class Forge(OneByOne):
    """A kind of forge that stands on many hosts: those known for it, and those that a catalogue calls so."""

    topics = frozenset({Topic.REPOSITORY})

    def knows(self, subject: Subject) -> bool:
        """Whether it is a repository on a host of this kind, or its address is written as only this kind writes them."""
        found = repository("https://" + subject.name)
        return subject.topic is Topic.REPOSITORY and self.name in (subject.about.get("forge"), found.forge if found else None)

    def at(self, subject: Subject) -> str:
        """The host in the name."""
        return subject.name.partition("/")[0]


class Host(OneByOne):
    """A forge that is one host."""

    topics = frozenset({Topic.REPOSITORY})
    host: ClassVar[str]

    def knows(self, subject: Subject) -> bool:
        """Whether it is a repository on this host."""
        return subject.topic is Topic.REPOSITORY and subject.name.startswith(f"{self.host}/")
