"""What the repository and package rules share: the repositories and packages of a reference, with all that is known of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from checker.core import forges
from checker.core.answer import Answer, Outcome, Subject, Topic
from checker.core.finding import Change, Fix, Safety
from checker.core.known import Known, day
from checker.core.patterns import pattern
from checker.core.reference import Reference
from checker.core.seen import Seen
from checker.core.subjects import field_of, subjects

FREE_TEXT = frozenset(
    "note notes positioning features use summary reason advantage drawback description configuration abstract title".split()
)
"""Fields that speak of other things too: a repository named there need not be the reference's own."""


LULL = timedelta(days=180)
"""Without a commit for so long, a project may have ended without saying so to its forge."""
_ENDS_NAME = pattern(r"\.git\b|[/?#]|\Z")


@dataclass(frozen=True, slots=True)
class Described(Known):
    """A repository or package of a reference; ``facts`` are those of the newest conclusive answer, filled up from older ones.

    Git's protocol tells that a repository is there and nothing more, so what the forge told earlier still stands beside it.
    """

    facts: Mapping[str, Any]

    @property
    def alive(self) -> bool:
        """Whether it stands as there."""
        return self.standing.outcome.alive

    @property
    def full_name(self) -> str:
        """``owner/name`` as it is now."""
        return str(self.facts.get("full_name") or self.subject.name.partition("/")[2])

    def told_by(self, seen: Seen, fact: str) -> Answer | None:
        """The newest live answer that holds a fact; git's protocol, asked since, may have told less."""
        answers = [each for each in seen.answers(self.subject.topic, self.subject.name) if each.outcome.alive]
        return max((each for each in answers if fact in each.facts), key=lambda each: each.at, default=None)

    @property
    def own(self) -> bool:
        """Whether it is named as the reference's own, and not in passing."""
        return self.subject.field is None or not FREE_TEXT & {field_of(part) for part in self.subject.field.split(".")}


def known_repositories(reference: Reference, seen: Seen) -> Iterator[Described]:
    """The repositories of a reference that somebody has answered for."""
    return _known(reference, seen, Topic.REPOSITORY)


def known_packages(reference: Reference, seen: Seen) -> Iterator[Described]:
    """The packages of a reference that somebody has answered for."""
    return _known(reference, seen, Topic.PACKAGE)


def _known(reference: Reference, seen: Seen, topic: Topic) -> Iterator[Described]:
    for subject in subjects(reference):
        timeline = seen.timeline(topic, subject.name) if subject.topic is topic else None
        if timeline is not None:
            yield Described(subject, timeline, facts_of(seen, topic, subject.name))


def facts_of(seen: Seen, topic: Topic, name: str) -> dict[str, Any]:
    """The facts that stand about a subject: the newest conclusive answer's, and under them what older live answers told."""
    answers = [each for each in seen.answers(topic, name) if each.outcome.conclusive]
    newest_first = sorted(answers, key=lambda each: each.at, reverse=True)
    if not newest_first or not newest_first[0].outcome.alive:
        return dict(newest_first[0].facts) if newest_first else {}
    merged: dict[str, Any] = {}
    for answer in newest_first:
        if answer.outcome.alive:
            merged = {**answer.facts, **merged}
    return merged


def moment(value: object) -> datetime | None:
    """An RFC 3339 text as a moment in time; ``None`` where it is none or has no zone."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def taken_over(known: Described, seen: Seen) -> str:
    """The last day on which another repository stood under this name, by the id that outlives renames; empty where none did."""
    for timeline in seen.by_source(known.subject.topic, known.subject.name).values():
        ids = [(spell.answer.facts["id"], spell.until) for spell in timeline.spells if spell.answer.facts.get("id")]
        earlier = [until for number, until in ids if number != ids[-1][0]]
        if earlier and known.alive and not renamed(known):
            return day(earlier[-1])
    return ""


def readme_may_tell(facts: Mapping[str, Any], at: datetime) -> bool:
    """Whether a README is likely to tell more than the forge: who succeeds an archived project, how a quiet one ended."""
    pushed = moment(facts.get("pushed_at"))
    return facts.get("archived") is True or (pushed is not None and at - pushed > LULL)


def renamed(known: Described) -> str:
    """The new ``owner/name`` of a repository, empty where it still goes by the name in the file; case alone is no other name.

    A name that cannot be one on that forge is none: a hostile host must not write into our files.
    """
    host, _, subject = known.subject.name.partition("/")
    now = str(known.facts.get("full_name") or "")
    if not known.alive or not now or now.casefold() == subject.casefold():
        return ""
    read = forges.repository(f"https://{host}/{now}")
    return now if read and read.name == f"{host}/{now}" and not read.tail else ""


def rewritten(written: str, old: str, new: str) -> str:
    """A text with a repository's old ``owner/name`` replaced by the new one; everything around it stays (host, tail, ``.git``).

    Returns the text itself where the old name does not stand there once, as itself.
    """
    lower, sought = written.lower(), old.lower()
    at = lower.find(sought)
    if at < 0 or lower.count(sought) != 1 or len(lower) != len(written):
        return written
    end = at + len(sought)
    begins_there = not (written[at - 1 : at].isalnum() or written[at - 1 : at] in ("_", ".", "-")) or at == 0
    return written[:at] + new + written[end:] if begins_there and _ENDS_NAME.match(written, end) else written


def rename_fix(reference: Reference, known: Described, new: str) -> Fix | None:
    """The fix that writes the new name wherever the reference holds the old one: addresses with their tails, and ``owner/name``.

    It is safe: the forge itself says that both names are one repository.
    """
    old = known.subject.name.partition("/")[2]
    changes: dict[tuple[int, int], Change] = {}
    for subject in (known.subject, *_addresses_of(reference, known.subject.name)):
        if subject.field is None or subject.place is None:
            continue
        written = subject.place.text
        value = rewritten(written, old, new)
        if value != written:
            changes[subject.place.start, subject.place.end] = Change(subject.field, value, subject.place)
    return Fix(f"write {new}", Safety.SAFE, tuple(changes.values())) if changes else None


def _addresses_of(reference: Reference, name: str) -> Iterator[Subject]:
    for subject in subjects(reference):
        if (
            subject.topic is Topic.LINK
            and (found := forges.repository(subject.name))
            and forges.same_repository(found.name, name)
        ):
            yield subject


def missing(known: Described) -> bool:
    """Whether it stands as not there."""
    return known.standing.outcome is Outcome.MISSING
