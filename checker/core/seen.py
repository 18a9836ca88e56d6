"""What judging may look at: the run's clock, the policy, the catalogue, and everything ever answered."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar, cast

from checker.core.answer import Answer, Timeline, Topic
from checker.core.reference import Catalogue

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Policy:
    """What the configuration says about judging; defaults are the contract's."""

    patience_runs: int = 3
    """Separate failing days before a rotting link is an error."""
    patience_days: int = 7
    """Days since it was last seen alive before a rotting link is an error."""
    quiet_after: timedelta = timedelta(days=365 * 2)
    certificate_days: int = 21


@dataclass(frozen=True)
class Seen:
    """The catalogue and all answers, by question and source. Rules have no clock of their own: ``at`` is the run's."""

    at: datetime
    catalogue: Catalogue = field(default_factory=lambda: Catalogue(()))
    timelines: Mapping[tuple[Topic, str], Mapping[str, Timeline]] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    fresh: tuple[Answer, ...] | None = None
    """What this run itself was answered, an outage's answers included; ``None``: all answers that are not older than ``at``."""

    @cached_property
    def topics(self) -> frozenset[Topic]:
        """The topics on which anybody ever answered anything; rules need not look for subjects of others."""
        return frozenset(topic for topic, _ in self.timelines)

    def of_this_run(self) -> Iterator[Answer]:
        """What was answered since the run began; rules about the run as a whole look at it."""
        if self.fresh is not None:
            yield from self.fresh
            return
        for by_source in self.timelines.values():
            yield from (timeline.latest for timeline in by_source.values() if timeline.latest.at >= self.at)

    def by_source(self, topic: Topic, name: str) -> Mapping[str, Timeline]:
        """What each source has said about a subject."""
        return self.timelines.get((topic, name), _NOTHING) if self.timelines else _NOTHING

    def timeline(self, topic: Topic, name: str) -> Timeline | None:
        """The timeline of the source that spoke conclusively last, else of the one that spoke last."""
        timelines = self.by_source(topic, name).values()
        return max(timelines, key=_weight) if len(timelines) > 1 else next(iter(timelines), None)

    def answer(self, topic: Topic, name: str) -> Answer | None:
        """The answer that stands: the newest conclusive one, else the newest."""
        timeline = self.timeline(topic, name)
        return timeline.standing if timeline else None

    def answers(self, topic: Topic, name: str) -> tuple[Answer, ...]:
        """The standing answer of each source, in the order of the sources' names."""
        found = self.by_source(topic, name)
        return tuple(found[source].standing for source in sorted(found))

    def derived(self, name: str, build: Callable[[Catalogue], T]) -> T:
        """Something worked out from the whole catalogue once a run (an index by DOI, say) and shared by its name."""
        cache = self.catalogue.cache
        if name not in cache:
            cache[name] = build(self.catalogue)
        return cast(T, cache[name])

    @classmethod
    def of(
        cls,
        answers: Iterable[Answer] = (),
        *,
        at: datetime,
        catalogue: Catalogue | None = None,
        policy: Policy | None = None,
    ) -> "Seen":
        """A view on these answers, given oldest first; what rule tests and offline judging start from."""
        grouped: dict[tuple[Topic, str], dict[str, list[Answer]]] = {}
        for answer in answers:
            grouped.setdefault((answer.topic, answer.subject), {}).setdefault(answer.source, []).append(answer)
        timelines = {
            question: {source: Timeline.of(each) for source, each in by_source.items()} for question, by_source in grouped.items()
        }
        return cls(at, catalogue or Catalogue(()), timelines, policy or Policy())


_NOTHING: Mapping[str, Timeline] = MappingProxyType({})


def _weight(timeline: Timeline) -> tuple[bool, datetime]:
    conclusive = timeline.conclusive
    return conclusive is not None, (conclusive or timeline.latest).at
