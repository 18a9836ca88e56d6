"""Ask: subjects become answers. Plans the rounds, hands each question to the sources that know it, records what comes."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from checker.core.answer import Answer, Outcome, Subject, Topic
from checker.core.seen import Seen
from checker.sources.base import Source
from checker.web import Web

Record = Callable[[Answer], None]


@dataclass
class Progress:
    """How far a run is; whoever shows it reads it when it likes."""

    total: int = 0
    done: int = 0
    asking: dict[str, int] = field(default_factory=dict)
    """Questions still open, by source."""

    def begin(self, source: str, count: int) -> None:
        """More questions are on their way to a source."""
        self.total += count
        self.asking[source] = self.asking.get(source, 0) + count

    def answered(self, source: str) -> None:
        """One of them came back."""
        self.done += 1
        self.asking[source] -= 1


async def ask_all(plan: Sequence[tuple[Source, Sequence[Subject]]], web: Web, record: Record, progress: Progress) -> None:
    """Asks every source its subjects, all sources side by side; each answer is recorded as it arrives."""
    for source, subjects in plan:
        progress.begin(source.name, len(subjects))
    async with asyncio.TaskGroup() as group:
        for source, subjects in plan:
            group.create_task(_ask_one(source, subjects, web, record, progress))


async def _ask_one(source: Source, subjects: Sequence[Subject], web: Web, record: Record, progress: Progress) -> None:
    async for answer in source.ask(subjects, web):
        record(answer)
        progress.answered(source.name)


def assign(sources: Iterable[Source], subjects: Iterable[Subject]) -> list[tuple[Source, list[Subject]]]:
    """Each question once, to the first source of the table that knows it."""
    listed = list(sources)
    taken: dict[str, tuple[Source, list[Subject]]] = {source.name: (source, []) for source in listed}
    asked = set()
    for subject in subjects:
        if subject.question in asked:
            continue
        source = next((each for each in listed if subject.topic in each.topics and each.knows(subject)), None)
        if source:
            asked.add(subject.question)
            taken[source.name][1].append(subject)
    return [(source, chosen) for source, chosen in taken.values() if chosen]


def unasked(seen: Seen, subjects: Iterable[Subject]) -> list[Subject]:
    """The questions that have no standing answer at all."""
    return [each for each in subjects if not seen.by_source(each.topic, each.name)]


def follow_ups(seen: Seen, subjects: Iterable[Subject]) -> list[Subject]:
    """What the first answers make worth asking: a README where the forge is silent, a snapshot where a link is dead."""
    wanted = []
    for subject in subjects:
        answer = seen.answer(subject.topic, subject.name)
        if answer is None:
            continue
        if subject.topic is Topic.LINK and answer.outcome is Outcome.MISSING:
            wanted.append(_follow(subject, Topic.SNAPSHOT))
        if subject.topic is Topic.REPOSITORY and answer.outcome.alive and not answer.facts.get("archived"):
            wanted.append(_follow(subject, Topic.README, answer))
    return wanted


def _follow(subject: Subject, topic: Topic, answer: Answer | None = None) -> Subject:
    known = {"default_branch": str(answer.facts["default_branch"])} if answer and "default_branch" in answer.facts else {}
    return Subject(topic, subject.name, subject.field, subject.place, {**subject.about, **known})
