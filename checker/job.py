"""One run: what was read, what is configured, what is remembered, and what it was answered so far."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatch
from functools import cached_property
from typing import TYPE_CHECKING

from checker.clock import Clock, SystemClock
from checker.core.answer import LINK, PACKAGE, REPOSITORY, WORK, Answer, Subject, Timeline, Topic
from checker.core.forges import repository
from checker.core.seen import Seen
from checker.core.subjects import subjects as subjects_of
from checker.memory.attest import subject as attested_subject
from checker.memory.findings import Verdict
from checker.memory.lock import Lock
from checker.memory.no_history import NoHistory
from checker.memory.remembered import remembered
from checker.memory.spells import combined
from checker.memory.verified import newest_verdicts
from checker.reading import Reading
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.memory.history import History, Run

TOPICS = {"links": Topic.LINK, "repositories": Topic.REPOSITORY, "packages": Topic.PACKAGE, "works": Topic.WORK}
_FOLLOWING = {Topic.LINK: Topic.SNAPSHOT, Topic.REPOSITORY: Topic.README}
_AT_HOME = frozenset({"library"})
"""Sources on this machine: that they answer says nothing about the network."""
Question = tuple[Topic, str]


@dataclass
class Job:
    """One run over a reading. ``answered`` is what this run itself was told, by question and source."""

    reading: Reading
    settings: Settings
    history: "History | NoHistory"
    lock: Lock
    clock: Clock = field(default_factory=SystemClock)
    answered: dict[Question, dict[str, Answer]] = field(default_factory=dict)
    requests: Mapping[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    run: "Run | None" = None
    outage: bool = False

    def __post_init__(self) -> None:
        self.started: datetime = self.clock.now()

    @cached_property
    def subjects(self) -> tuple[tuple[Subject, ...], ...]:
        """What is looked at: a tuple for each reference of the catalogue, in its order."""
        topics = frozenset(TOPICS[each] for each in self.settings.only or TOPICS)
        left_out = self.settings.exclude_url
        return tuple([tuple(_chosen(subjects_of(each), topics, left_out)) for each in self.reading.catalogue.references])

    @cached_property
    def questions(self) -> tuple[Subject, ...]:
        """Every question of the run, each once; what the user left out is told, and never asked or judged."""
        asked = (subject for listed in self.subjects for subject in listed if not _left_out(subject))
        return tuple({subject.question: subject for subject in asked}.values())

    @cached_property
    def judged_before(self) -> Mapping[str, Verdict]:
        """The last verdict on each entry and the digest of the fields that it judged, by key."""
        return newest_verdicts(self.history.verdicts(), self.lock)

    @property
    def scope(self) -> str:
        """What this run looks at; findings are followed between runs of equal scope only."""
        paths = sorted(each.loaded.source.path for each in self.reading.documents)
        return "\n".join([*paths, *sorted(self.settings.only)])

    def keep(self, answer: Answer) -> None:
        """Remembers an answer: in the history where the run records, and for this run in any case."""
        if self.run:
            self.run.record(answer)
        answer = self.history.meant(answer)
        self.answered.setdefault((answer.topic, answer.subject), {})[answer.source] = answer

    def seen(self) -> Seen:
        """The catalogue and everything known about it at this moment; nothing of a run that was an outage of ours."""
        known = remembered(self.history, self.lock, self._names())
        if elsewhere := [*named_by_packages(known), *named_by_preprints(known)]:
            known |= remembered(self.history, self.lock, elsewhere)
        if self.run is None and not self.outage:
            self._lay_over(known)
        fresh = tuple(each for answers in self.answered.values() for source, each in answers.items() if source not in _AT_HOME)
        return Seen(self.started, self.reading.catalogue, known, self.settings.policy, fresh)

    def _names(self) -> Iterator[Question]:
        for topic, name in (subject.question for subject in self.questions):
            yield topic, name
            if topic in _FOLLOWING:
                yield _FOLLOWING[topic], name
        yield from ((WORK, attested_subject(each.key)) for each in self.reading.catalogue.references if each.key)

    def _lay_over(self, known: dict[Question, dict[str, Timeline]]) -> None:
        """What this run was told and does not record (the library's word in an offline run)."""
        for question, by_source in self.answered.items():
            here = known.setdefault(question, {})
            for source, answer in by_source.items():
                both = combined(here.get(source), Timeline.of([answer]))
                if both:
                    here[source] = both


def named_by_packages(known: Mapping[Question, Mapping[str, Timeline]]) -> list[Question]:
    """The repositories that packages name as their own, as questions that are not yet among the known ones."""
    packages = (by_source.values() for (topic, _), by_source in known.items() if topic is PACKAGE)
    named = (repository(str(each.standing.facts.get("repository", ""))) for timelines in packages for each in timelines)
    return [question for each in named if each and (question := (REPOSITORY, each.name)) not in known]


def named_by_preprints(known: Mapping[Question, Mapping[str, Timeline]]) -> list[Question]:
    """The published works that records of preprints name, as questions that are not yet among the known ones."""
    works = (by_source.values() for (topic, _), by_source in known.items() if topic is WORK)
    named = {str(each.standing.facts.get("published_doi") or "") for timelines in works for each in timelines}
    return [question for doi in sorted(named) if doi and (question := (WORK, f"doi:{doi}")) not in known]


def _chosen(subjects: Iterable[Subject], topics: frozenset[Topic], left_out: Iterable[str]) -> list[Subject]:
    """The subjects on these topics, with a word on those that the user left out.

    A link that another subject answers for is a question of its own only where that other topic is not looked at.
    """
    looked_at = [
        each
        for each in subjects
        if each.topic in topics and (each.topic is not LINK or each.about.get("covered_by") not in topics)
    ]
    return [_marked(each, left_out) for each in looked_at] if left_out else looked_at


def _marked(subject: Subject, left_out: Iterable[str]) -> Subject:
    pattern = next((each for each in left_out if fnmatch(subject.name, each)), None) if subject.topic is LINK else None
    return subject._replace(about={**subject.about, "excluded": pattern}) if pattern else subject


def _left_out(subject: Subject) -> bool:
    return subject.topic is LINK and "excluded" in subject.about
