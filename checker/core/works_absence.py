"""When silence means something: a work that two broad sources looked for in vain, and that they should have."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from checker.core.answer import Answer
from checker.core.works_claim import COVERED_KINDS, Claim
from checker.core.works_evidence import LOCAL, Evidence, once
from checker.core.works_match import Match, Relation

BROAD = frozenset({"crossref", "openalex", "semantic_scholar", "dblp"})
"""Sources that record nearly everything of a kind and field; all others know only their own."""

LAG = timedelta(days=180)
"""How long after publication a broad index may still lack a work."""

_NEEDED = 2


class Absence(NamedTuple):
    """A search that found nothing. ``certain`` where that makes the work unknown; ``reasons`` say what is lacking otherwise.

    That a source could not be asked is no reason here: the source's own answer says so, and why.
    """

    denials: tuple[Answer, ...]
    certain: bool
    reasons: tuple[str, ...]
    volume: str = ""
    """The proceedings that lie whole in the local library and do not hold the work."""


def absence(claimed: Claim, told: Evidence, matches: Sequence[Match], at: datetime) -> Absence:
    """What it means that no source knows the work (call it only when none does)."""
    noes = _noes(told, matches)
    volume = _whole_volume(noes)
    witnesses = {answer.source for answer in noes if answer.source in BROAD} | ({LOCAL} if volume else set())
    reasons = tuple(_doubts(claimed, told, matches, at)) + _too_few(len(witnesses), noes, told)
    certain = not reasons and not _unasked(told)
    return Absence(tuple(answer for answer in noes if answer.source in witnesses), certain, reasons, volume)


def _noes(told: Evidence, matches: Sequence[Match]) -> list[Answer]:
    """Searches that found nothing, or nothing that is the cited work."""
    searched = [each.witness.answer for each in matches if each.witness.via.startswith("search:")]
    denied = [answer for answer in told.denials if answer.subject.startswith("search:")]
    return list(once([*denied, *searched]))


def _doubts(claimed: Claim, told: Evidence, matches: Sequence[Match], at: datetime) -> Iterable[str]:
    if claimed.kind not in COVERED_KINDS:
        yield "works of this kind are recorded nowhere in full"
    if any(each.relation in (Relation.UNSURE, Relation.VERSION) for each in matches):
        yield "a work of this title exists"
    if claimed.year is None:
        yield "without a year nobody can say whether it should be known by now"
    elif date(min(claimed.year, 9998), 12, 31) + LAG > at.date():
        yield f"a work of {claimed.year} may be too new to be recorded"
    if not claimed.title or not len(claimed.authors):
        yield "without title and authors it cannot be searched for"


def _unasked(told: Evidence) -> bool:
    """Whether a source that might have known the work could not say."""
    answered = {answer.subject for answer in told.answers if answer.outcome.conclusive}
    for answer in told.silent:
        if answer.subject.startswith("search:"):
            if answer.source in BROAD:
                return True
        elif answer.subject not in answered:  # no other source could tell of the identifier
            return True
    return False


def _too_few(count: int, noes: Sequence[Answer], told: Evidence) -> tuple[str, ...]:
    if count >= _NEEDED:
        return ()
    if sources := sorted({answer.source for answer in noes}):
        return (f"not found in {', '.join(sources)}, which is not enough to call it unknown",)
    if any(answer.subject.startswith("search:") for answer in told.silent):
        return ("nobody who was asked for its title could answer",)
    return ("nobody was asked for its title",)


def _whole_volume(noes: Iterable[Answer]) -> str:
    for answer in noes:
        volume = (answer.facts.get("covers") or {}).get("volume") if answer.source == LOCAL else None
        if volume and volume.get("whole"):
            return f"{volume.get('venue')} {volume.get('year')}"
    return ""
