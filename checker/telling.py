"""Tell: what was read, answered and found becomes a report, which every format makes its text from."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from checker.core.answer import LINK, WORK, Answer, Subject
from checker.core.collecting import make
from checker.core.finding import Severity
from checker.core.reference import UNREADABLE, Reference
from checker.core.report import Entry, Looked, Told, Unverified
from checker.core.seen import Seen
from checker.core.subjects import subjects
from checker.core.works import judged
from checker.job import Job
from checker.memory.verified import changed_since

_Judged = tuple[str, tuple[str, ...]]
"""The verdict on a work, and the reasons where nothing can be told."""


def entries(job: Job, seen: Seen, told: Iterable[Told]) -> tuple[tuple[Entry, ...], tuple[Unverified, ...]]:
    """One entry a reference, and all that could not be told."""
    findings = _by_reference(seen.catalogue.references, told)
    made, unverified = [], []
    for position, reference in enumerate(seen.catalogue.references):
        if reference.kind is UNREADABLE:
            continue
        subjects = job.subjects[position]
        names_work = bool(subjects) and subjects[-1].topic is WORK  # works come last
        said = _assessed(reference, seen, job) if names_work else None
        looked = tuple([_look(each, said, seen, job) for each in subjects])
        own = findings.get(position, ())
        missing = list(_unverified(reference, looked, said, offline=job.settings.offline))
        made.append(make(Entry, (reference, _health(own, looked, missing), looked, tuple(own))))
        unverified += missing
    return tuple(made), tuple(unverified)


def _by_reference(references: Sequence[Reference], told: Iterable[Told]) -> Mapping[int, list[Told]]:
    """Findings by the position of the entry that they stand in: the last one that begins at or before their place."""
    starts: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for position, reference in enumerate(references):
        starts[reference.place.source.path].append((reference.place.start, position))
    for begins in starts.values():
        begins.sort()
    grouped: defaultdict[int, list[Told]] = defaultdict(list)
    for each in told:
        begins = starts.get(each.finding.place.path, [])
        at = bisect_right(begins, (each.finding.place.start, len(references))) - 1
        if at >= 0:
            grouped[begins[at][1]].append(each)
    return grouped


def _look(subject: Subject, said: _Judged | None, seen: Seen, job: Job) -> Looked:
    """What this run was told comes before what is remembered: an outage's answers are told, though they count for nothing."""
    timelines = seen.by_source(subject.topic, subject.name)
    told = job.answered.get(subject.question) if job.answered else None
    answer = None
    if told:
        answer = _newest(told.values())
    elif timelines:
        answer = _newest(timeline.latest for timeline in timelines.values())
    return make(Looked, (subject, answer, timelines, said[0] if said and subject.topic is WORK else None))


def _assessed(reference: Reference, seen: Seen, job: Job) -> _Judged:
    """The verdict on a work, with reasons where nothing can be told.

    Recorded answers verify the entry as it stood when they were judged; what has been changed since, nobody has looked at.
    """
    assessment = judged(reference, seen)
    before = changed_since(reference, job.judged_before) if assessment.verdict == "verified" and job.settings.offline else None
    if before is None or before.verdict != "verified" or not _unasked(reference, job):
        return assessment.verdict, assessment.reasons
    return "unverified", (f"its fields have changed since it was verified on {_day(before.at)}",)


def _unasked(reference: Reference, job: Job) -> bool:
    """Whether this run itself was told nothing of a work (the library of this machine may have been asked)."""
    return not any(each.question in job.answered for each in subjects(reference) if each.topic is WORK)


def _newest(answers: Iterable[Answer]) -> Answer:
    """The newest answer, conclusive ones before others; an index that lacks a work says less of it than a source that has it."""
    return max(answers, key=_weight)


def _weight(answer: Answer) -> tuple[bool, bool, datetime]:
    return answer.outcome.conclusive, answer.topic is WORK and answer.outcome.alive, answer.at


def _health(told: Collection[Told], looked: Iterable[Looked], unverified: Collection[Unverified]) -> str:
    """Broken by an error, in need of attention by a warning; healthy only where nothing stayed untold."""
    if told:
        severities = {each.severity for each in told}
        if Severity.ERROR in severities:
            return "broken"
        if Severity.WARNING in severities:
            return "attention"
    return "healthy" if not unverified and all(map(_known, looked)) else "unknown"


def _known(looked: Looked) -> bool:
    """Whether a subject was ever told for certain; of a work the verdict says so."""
    return looked.subject.topic is WORK or any(timeline.conclusive for timeline in looked.timelines.values())


def _unverified(reference: Reference, looked: Iterable[Looked], said: _Judged | None, *, offline: bool) -> Iterator[Unverified]:
    work = None
    for each in looked:
        subject = each.subject
        if subject.topic is WORK:
            work = work or subject
        elif not (each.answer and each.answer.outcome.conclusive):
            yield make(Unverified, (reference.key, str(subject.topic), subject.name, _reason(each, offline=offline)))
    if work and said and said[0] in ("unverified", "ambiguous"):
        reason = "; ".join(said[1]) or _never(offline=offline)
        yield make(Unverified, (reference.key, "work", _named(work.name, reference), reason))


def _named(subject: str, reference: Reference) -> str:
    """A work goes by its identifier; one that can only be searched for, by its entry's key."""
    return (reference.key or subject) if subject.startswith("search:") else subject


def _reason(looked: Looked, *, offline: bool) -> str:
    if "excluded" in looked.subject.about:
        return f"left out by exclude_url ({looked.subject.about['excluded']})"
    answer = looked.answer
    if answer is None:
        scheme = looked.subject.name.partition(":")[0].lower()
        on_the_web = looked.subject.topic is not LINK or scheme in ("http", "https")
        return _never(offline=offline) if on_the_web else f"{scheme}: addresses are not asked"
    seen_alive = max((each.last_found for each in looked.timelines.values() if each.last_found), default=None)
    return (answer.detail or str(answer.outcome)) + (f"; last seen alive {_day(seen_alive)}" if seen_alive else "")


def _day(at: datetime) -> str:
    return at.date().isoformat()


def _never(*, offline: bool) -> str:
    return "nothing recorded yet; run refwatch check with a network" if offline else "nobody could be asked"
