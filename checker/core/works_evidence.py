"""Who said what about a cited work: records found by the entry's own identifiers, records found by searching, and plain noes."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from checker.core.answer import Answer, Subject, Topic
from checker.core.identifiers import unresolvable
from checker.core.reference import Reference
from checker.core.seen import Seen
from checker.core.subjects import subjects

HAND = "hand"
"""The source of attestations: a person."""

LOCAL = "library"

OWN_IDENTIFIERS = ("doi", "arxiv", "acl", "openreview", "page", "isbn")


class Witness(NamedTuple):
    """One record that one source gave in answer to one subject.

    ``own`` where the subject is an identifier in the entry itself; ``origin`` tells apart who recorded it, which for the local
    library is whoever made the file that was loaded. ``led_by`` is the entry's own identifier whose record named this one.
    """

    facts: Mapping[str, Any]
    answer: Answer
    own: bool
    led_by: str = ""

    @property
    def source(self) -> str:
        """Who answered."""
        return self.answer.source

    @property
    def origin(self) -> str:
        """Who recorded it."""
        return (
            str(self.facts.get("recorded_by") or self.facts.get("source") or self.source) if self.source == LOCAL else self.source
        )

    @property
    def via(self) -> str:
        """The subject that was asked about."""
        return self.answer.subject

    @property
    def identifier(self) -> str:
        """The identifier of the entry that led here."""
        return self.led_by or self.via

    @property
    def preprint(self) -> bool:
        """Whether this is the record of a preprint."""
        return self.facts.get("type") == "preprint"


class Evidence(NamedTuple):
    """All that was answered about one reference's work; ``denials`` looked and found nothing, ``silent`` could not say."""

    subjects: tuple[Subject, ...]
    witnesses: tuple[Witness, ...]
    denials: tuple[Answer, ...]
    silent: tuple[Answer, ...]
    attestation: Answer | None = None

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Everything, each answer once."""
        return once([*(each.answer for each in self.witnesses), *self.denials, *self.silent])


def once(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """The answers in their order, each source's word on each subject once."""
    return tuple({(answer.source, answer.topic, answer.subject): answer for answer in answers}.values())


def evidence(reference: Reference, seen: Seen) -> Evidence:
    """Gathers what all sources say about the reference's identifiers and title."""
    asked = subjects(reference)
    works = tuple(each for each in asked if each.topic is Topic.WORK)
    answers = [answer for subject in works for answer in _standing(seen, subject.name)]
    witnesses = [*_witnesses(answers), *_pages(asked, seen)]
    witnesses += _followed(witnesses, works, seen)
    return Evidence(
        works,
        tuple(witnesses),
        tuple(answer for answer in answers if answer.outcome.conclusive and not answer.outcome.alive),
        tuple(answer for answer in answers if not answer.outcome.conclusive),
        _attestation(reference, seen),
    )


def _standing(seen: Seen, name: str) -> Iterator[Answer]:
    for timeline in seen.by_source(Topic.WORK, name).values():
        yield timeline.standing


def _witnesses(answers: Iterable[Answer]) -> Iterator[Witness]:
    for answer in answers:
        if not answer.outcome.alive or answer.source == HAND:
            continue
        own = answer.subject.partition(":")[0] in OWN_IDENTIFIERS
        for facts in _records(answer):
            if not unresolvable(str(facts.get("doi", ""))):
                yield Witness(facts, answer, own)


def _records(answer: Answer) -> Iterator[Mapping[str, Any]]:
    """The records in an answer: candidates where there are several, else the facts themselves."""
    listed = answer.facts.get("candidates")
    if isinstance(listed, list | tuple) and listed:
        yield from (each for each in listed if isinstance(each, Mapping) and each.get("title"))
    elif answer.facts.get("title"):
        yield answer.facts


def _pages(asked: Iterable[Subject], seen: Seen) -> Iterator[Witness]:
    """What the pages that the entry links to say of themselves in their ``citation_*`` tags."""
    for subject in asked:
        if subject.topic is not Topic.LINK or subject.field not in ("url", "ee", "link"):
            continue
        answer = seen.answer(Topic.LINK, subject.name)
        citation = answer.facts.get("citation") if answer and answer.outcome.alive else None
        if answer and isinstance(citation, Mapping) and citation.get("title"):
            yield Witness(citation, answer, own=True)


def _followed(witnesses: Iterable[Witness], works: Iterable[Subject], seen: Seen) -> list[Witness]:
    """The published works that records of the entry's own preprint name."""
    asked = {subject.name for subject in works}
    named = {f"doi:{each.facts['published_doi']}": each.via for each in witnesses if each.own and each.facts.get("published_doi")}
    return [
        found._replace(led_by=named[name]) for name in sorted(named.keys() - asked) for found in _witnesses(_standing(seen, name))
    ]


def _attestation(reference: Reference, seen: Seen) -> Answer | None:
    timeline = seen.by_source(Topic.WORK, f"entry:{reference.key}").get(HAND) if reference.key else None
    return timeline.latest if timeline else None
