"""The library of this machine without a network: what an offline run may look into."""

from collections.abc import Iterator

from checker.core.answer import Answer, Subject, Topic
from checker.core.seen import Seen
from checker.core.works import judged
from checker.job import Job
from checker.sources.library import default_path

_SETTLED = frozenset({"verified", "attested", "retracted"})


def look_up(job: Job, seen: Seen) -> Iterator[Answer]:
    """What the library says of the works that nothing recorded settles; nothing where there is no library."""
    path = job.settings.library or default_path()
    wanted = _unsettled(job, seen) if path.exists() else []
    if not wanted:
        return
    from checker.sources.library.source import LibrarySource

    source = LibrarySource(path)
    known = [subject for subject in wanted if source.knows(subject)]
    if known:
        yield from source.look_up_all(known)


def _unsettled(job: Job, seen: Seen) -> list[Subject]:
    found: dict[tuple[Topic, str], Subject] = {}
    for reference, subjects in zip(job.reading.catalogue.references, job.subjects, strict=True):
        works = [each for each in subjects if each.topic is Topic.WORK]
        if works and judged(reference, seen).verdict not in _SETTLED:
            found |= {each.question: each for each in works}
    return list(found.values())
