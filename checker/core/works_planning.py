"""Which sources remain worth asking about a citation: the fewest questions that settle it."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from checker.core.answer import Subject, Topic
from checker.core.reference import Reference
from checker.core.seen import Seen
from checker.core.works import assess

_SETTLED = frozenset({"verified", "attested", "superseded", "retracted", "differs"})


class Asked(Protocol):
    """As much of a source as planning looks at."""

    name: str

    def knows(self, subject: Subject) -> bool:
        """Whether it is one of those to ask about the subject."""


def still_to_ask(
    reference: Reference, works: Sequence[Subject], seen: Seen, sources: Sequence[Asked]
) -> Iterator[tuple[str, Subject]]:
    """Pairs of a source's name and a question for it; nothing where the citation is settled.

    First what lies on this machine and what the entry's own identifiers lead to, in batches; then, one source after another, a
    search by title, until a record settles it or all have answered.
    """
    own = [each for each in works if not each.name.startswith("search:")]
    first = [
        (source.name, each) for each in own for source in sources if source.knows(each) and not _answered(source, each, seen)
    ]
    searches = [each for each in works if each.name.startswith("search:")]
    library = [(source.name, each) for each in searches for source in sources if source.name == "library" and source.knows(each)]
    first += [(name, each) for name, each in library if name not in _of_this_run(each, seen)]
    if first:
        yield from first
        return
    if str(assess(reference, seen).verdict) not in _SETTLED:
        for search in searches:
            yield from _next_search(search, seen, sources)


def _next_search(search: Subject, seen: Seen, sources: Sequence[Asked]) -> Iterator[tuple[str, Subject]]:
    told = _of_this_run(search, seen)
    following = next((each.name for each in sources if each.knows(search) and each.name not in told), None)
    if following:
        yield following, search


def _answered(source: Asked, subject: Subject, seen: Seen) -> bool:
    return source.name in _of_this_run(subject, seen)


def _of_this_run(subject: Subject, seen: Seen) -> set[str]:
    timelines = seen.by_source(Topic.WORK, subject.name)
    return {name for name, timeline in timelines.items() if timeline.latest.at >= seen.at}
