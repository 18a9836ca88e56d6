"""What can be asked and what came back: subjects, outcomes, answers, and the timelines that answers form."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from checker.core.place import Place


class Topic(StrEnum):
    """What a question is about."""

    LINK = "link"
    REPOSITORY = "repository"
    PACKAGE = "package"
    WORK = "work"
    README = "readme"
    """Second round: does a repository's README declare it dead?"""
    SNAPSHOT = "snapshot"
    """Second round: is there an archived copy of a dead link?"""


LINK, REPOSITORY, PACKAGE, WORK = Topic.LINK, Topic.REPOSITORY, Topic.PACKAGE, Topic.WORK
"""For what looks at every subject, as in `checker.core.reference`."""


class Outcome(StrEnum):
    """How a question ended (contract, section 2)."""

    FOUND = "found"
    MOVED = "moved"
    MISSING = "missing"
    INSECURE = "insecure"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    UNASKED = "unasked"

    @property
    def conclusive(self) -> bool:
        """Whether it says something about the subject; the others speak of us, and no rule may condemn on them."""
        return self in _CONCLUSIVE

    @property
    def alive(self) -> bool:
        """Whether the subject was seen alive."""
        return self in (Outcome.FOUND, Outcome.MOVED)


_CONCLUSIVE = frozenset({Outcome.FOUND, Outcome.MOVED, Outcome.MISSING, Outcome.INSECURE})

VOLATILE: Mapping[Topic, frozenset[str]] = {
    Topic.LINK: frozenset({"certificate_days", "title"}),
    Topic.REPOSITORY: frozenset({"stars", "pushed_at"}),
}
"""Facts that differ from night to night without saying anything new; the newest value is kept, the change is no event."""


class Subject(NamedTuple):
    """Something worth asking about, and the field that made us curious.

    ``name`` is the identity under which answers are remembered:

    ========== =====================================================================================
    link       the URL as it will be asked (credentials included; mask it before showing it)
    repository ``github.com/owner/name``, ``gitlab.com/group/sub/name``, ``huggingface.co/datasets/owner/name``
    package    ``pypi:vllm``, ``npm:@scope/name``, ``crates:serde``
    work       ``doi:10.1145/…`` (lower case), ``arxiv:2309.06180``, ``openreview:…``, ``acl:2020.acl-main.1``,
               ``page:https://…`` (a proceedings page), ``isbn:…``, or ``search:`` and a canonical question
    readme     the repository's name; snapshot: the link's URL
    ========== =====================================================================================

    ``about`` carries what the question needs besides the name (for ``search:``: title, author, year, venue, type); subjects
    that differ in nothing else are equal.
    """

    topic: Topic
    name: str
    field: str | None = None
    place: Place | None = None
    about: Mapping[str, str] = MappingProxyType({})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Subject) and self[:4] == other[:4]

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self[:4])

    @property
    def question(self) -> tuple[Topic, str]:
        """What makes two subjects the same question."""
        return self.topic, self.name


class Hop(NamedTuple):
    """One redirect: the status that a URL answered with, and the URL."""

    status: int
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What one source said about one subject at one moment.

    ``facts`` is plain JSON data (strings, numbers, booleans, lists, mappings), never an opinion. ``ms`` is the duration in
    milliseconds. ``validators`` are ``etag`` and ``last-modified`` for the next conditional request. ``detail`` is one
    sentence for a person: why it is this outcome.
    """

    source: str
    topic: Topic
    subject: str
    outcome: Outcome
    at: datetime
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    detail: str = ""
    status: int | None = None
    final_url: str | None = None
    redirects: tuple[Hop, ...] = ()
    ms: int | None = None
    validators: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def says_the_same(self, other: "Answer") -> bool:
        """Whether nothing but the moment, the duration, the validators and `VOLATILE` facts differ."""
        return self._essence() == other._essence()

    def _essence(self) -> tuple[object, ...]:
        volatile = VOLATILE.get(self.topic)
        facts = {name: value for name, value in self.facts.items() if name not in volatile} if volatile else self.facts
        return (self.source, self.topic, self.subject, self.outcome, facts, self.status, self.final_url, self.redirects)


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of time over which a source kept saying the same.

    ``runs`` counts the runs that got this answer, ``days`` the separate UTC days on which they did.
    ``answer`` is the newest of them.
    """

    answer: Answer
    since: datetime
    until: datetime
    runs: int = 1
    days: int = 1


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that one source ever said about one subject, oldest first; outages of ours are not in it."""

    spells: tuple[Spell, ...]

    @property
    def latest(self) -> Answer:
        """The newest answer of any kind."""
        return self.spells[-1].answer

    @property
    def conclusive(self) -> Answer | None:
        """The newest answer that says something about the subject: it stands until another conclusive one replaces it."""
        return next((spell.answer for spell in reversed(self.spells) if spell.answer.outcome.conclusive), None)

    @property
    def standing(self) -> Answer:
        """The conclusive answer where there is one, else the newest."""
        return self.conclusive or self.latest

    @property
    def last_found(self) -> datetime | None:
        """When the subject was last seen alive."""
        return next((spell.until for spell in reversed(self.spells) if spell.answer.outcome.alive), None)

    @property
    def since(self) -> datetime:
        """Since when the outcome has been the present one."""
        outcome, since = self.latest.outcome, self.spells[-1].since
        for spell in reversed(self.spells):
            if spell.answer.outcome is not outcome:
                break
            since = spell.since
        return since

    @classmethod
    def of(cls, answers: Iterable[Answer]) -> "Timeline":
        """The timeline of these answers, given oldest first."""
        spells: list[Spell] = []
        for answer in answers:
            if spells and spells[-1].answer.says_the_same(answer):
                last = spells[-1]
                new_day = answer.at.date() != last.until.date()
                spells[-1] = Spell(answer, last.since, answer.at, last.runs + 1, last.days + new_day)
            else:
                spells.append(Spell(answer, answer.at, answer.at))
        return cls(tuple(spells))
