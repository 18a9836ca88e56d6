"""Ask: subjects become answers. Plans the rounds, hands each question to the sources that know it, records what comes."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from checker.asking_progress import Progress
from checker.assembling import asked_with
from checker.core.answer import Answer, Outcome, Subject, Timeline, Topic
from checker.core.forges import repository
from checker.core.repositories import readme_may_tell
from checker.core.seen import Seen
from checker.core.works_planning import still_to_ask
from checker.job import Job
from checker.memory import schedule
from checker.sources.base import Source
from checker.web import Web

SHORT_LIST = 200
"""Repositories of which every README is read; of longer lists only those that are archived or have been quiet for a while."""
MOST_ROUNDS = 12
"""Questions about works lead to further ones (an identifier, then searches); more rounds than this are never needed."""


@dataclass
class Asking:
    """The second verb for one job."""

    job: Job
    sources: Sequence[Source]
    web: Web
    progress: Progress = field(default_factory=Progress)

    async def everything(self) -> None:
        """All rounds: links, repositories and packages side by side with the works."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._things())
            group.create_task(self.works())

    async def _things(self) -> None:
        subjects = [each for each in self.job.questions if each.topic is not Topic.WORK]
        due = self._due(subjects)
        await self._ask(assign(self.sources, self._conditional(due)))
        follow_ups = follow_ups_of(self.job.seen(), due)
        await self._ask(assign(self.sources, follow_ups))

    def _conditional(self, subjects: Sequence[Subject]) -> list[Subject]:
        """Repositories and packages with the validators of their last answer: what has not changed costs no allowance."""
        names = [each.question for each in subjects if each.topic in (Topic.REPOSITORY, Topic.PACKAGE)]
        known = self.job.history.timelines(names) if names else {}
        return [each._replace(about={**each.about, **_validators(known.get(each.question, {}).values())}) for each in subjects]

    async def works(self) -> None:
        """Round by round what would settle a citation, until nothing would."""
        asked: set[tuple[str, Topic, str]] = set()
        for _ in range(MOST_ROUNDS):
            plan = [
                (source, new)
                for source, subjects in self._wanted_of_works()
                if (new := [each for each in subjects if (source.name, *each.question) not in asked])
            ]
            if not plan:
                return
            asked |= {(source.name, *each.question) for source, subjects in plan for each in subjects}
            await self._ask(plan)

    def _wanted_of_works(self) -> list[tuple[Source, list[Subject]]]:
        seen = self.job.seen()
        by_name = {source.name: source for source in self.sources if Topic.WORK in source.topics}
        wanted: dict[str, dict[tuple[Topic, str], Subject]] = {name: {} for name in by_name}
        for reference, subjects in zip(self.job.reading.catalogue.references, self.job.subjects, strict=True):
            works = [each for each in subjects if each.topic is Topic.WORK]
            if works:
                for name, subject in still_to_ask(reference, works, seen, tuple(by_name.values()), self._fresh):
                    wanted[name][subject.question] = subject
        return [(by_name[name], list(subjects.values())) for name, subjects in wanted.items() if subjects]

    def _fresh(self, source: str, question: tuple[Topic, str], timeline: Timeline) -> bool:
        """Whether a work's answer came in this run, or is younger than asked for; who could not say is asked again."""
        if source in self.job.answered.get(question, ()):
            return True
        if not timeline.latest.outcome.conclusive or not self.job.settings.max_age:
            return False
        subject = Subject(*question)
        return bool(schedule.plan([subject], lambda _: timeline, self.job.started, max_age=self.job.settings.max_age).fresh)

    def _due(self, subjects: Iterable[Subject]) -> list[Subject]:
        """What is old enough to be asked again, within the budget; what is left over is said."""
        listed = list(subjects)
        settings = self.job.settings
        names = [each.question for each in listed]
        remembering = settings.max_age or settings.budget is not None
        known = self.job.history.timelines(names, asked_with=asked_with(settings)) if remembering else {}
        plan = schedule.plan(
            listed,
            lambda subject: _newest(known.get(subject.question, {}).values()),
            self.job.started,
            max_age=settings.max_age,
            budget=settings.budget,
        )
        if plan.carried:
            self.job.notes.append(f"{len(plan.carried)} questions were over this run's budget and are asked next time.")
        return list(plan.due)

    async def _ask(self, plan: Sequence[tuple[Source, Sequence[Subject]]]) -> None:
        """Asks every source its subjects, all sources side by side; each answer is kept as it arrives."""
        for source, subjects in plan:
            self.progress.begin(source.name, len(subjects))
        async with asyncio.TaskGroup() as group:
            for source, subjects in plan:
                group.create_task(self._ask_one(source, subjects))

    async def _ask_one(self, source: Source, subjects: Sequence[Subject]) -> None:
        async for answer in source.ask(subjects, self.web):
            self.job.keep(answer)
            self.progress.answered(source.name)


def _newest(timelines: Iterable[Timeline]) -> Timeline | None:
    return max(timelines, key=lambda timeline: timeline.latest.at, default=None)


def assign(sources: Iterable[Source], subjects: Iterable[Subject]) -> list[tuple[Source, list[Subject]]]:
    """Each question once, to the first source of the table that knows it."""
    listed = list(sources)
    taken: dict[str, tuple[Source, list[Subject]]] = {source.name: (source, []) for source in listed}
    for subject in {each.question: each for each in subjects}.values():
        source = next((each for each in listed if subject.topic in each.topics and each.knows(subject)), None)
        if source:
            taken[source.name][1].append(subject)
    return [(source, chosen) for source, chosen in taken.values() if chosen]


def follow_ups_of(seen: Seen, subjects: Iterable[Subject]) -> list[Subject]:
    """What the first answers make worth asking.

    A README, for what the forge does not tell: that a project has ended without being archived, and who succeeds it; the
    repository that a package names, where it is not the entry's own; a snapshot where a link is dead.
    """
    subjects, wanted = list(subjects), []
    is_short = sum(each.topic is Topic.REPOSITORY for each in subjects) <= SHORT_LIST
    for subject in subjects:
        answer = seen.answer(subject.topic, subject.name)
        if answer is None:
            continue
        if subject.topic is Topic.LINK and answer.outcome is Outcome.MISSING:
            wanted.append(_follow(subject, Topic.SNAPSHOT))
        if subject.topic is Topic.REPOSITORY and answer.outcome.alive and (is_short or readme_may_tell(answer.facts, seen.at)):
            wanted += [_follow(subject, Topic.README, answer)] if answer.facts.get("has_readme") is not False else []
        if subject.topic is Topic.PACKAGE and (found := repository(str(answer.facts.get("repository", "")))):
            wanted.append(Subject(Topic.REPOSITORY, found.name, about={"forge": found.forge}))
    asked = {subject.name.casefold() for subject in subjects if subject.topic is Topic.REPOSITORY}
    return [each for each in wanted if each.topic is not Topic.REPOSITORY or each.name.casefold() not in asked]


def _follow(subject: Subject, topic: Topic, answer: Answer | None = None) -> Subject:
    facts = answer.facts if answer else {}
    known = {name: str(facts[name]) for name in ("default_branch", "readme_url", "url") if facts.get(name)}
    return Subject(topic, subject.name, subject.field, subject.place, {**subject.about, **known})


def _validators(timelines: Iterable[Timeline]) -> dict[str, str]:
    """The validators of the newest answer that has some, and when the subject was answered last."""
    answers = sorted((each.conclusive for each in timelines if each.conclusive), key=lambda answer: answer.at)
    validators = next((dict(each.validators) for each in reversed(answers) if each.validators and each.source != "git"), {})
    return {**validators, "at": answers[-1].at.isoformat()} if answers else {}
