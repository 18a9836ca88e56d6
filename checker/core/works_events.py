"""What happened to a work after it appeared: retraction, withdrawal, removal, expression of concern, correction, each apart."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from checker.core.answer import Answer
from checker.core.works_claim import Claim
from checker.core.works_evidence import once
from checker.core.works_match import Match

WORDS = {
    "retraction": "retracted", "partial_retraction": "retracted in part", "withdrawal": "withdrawn", "removal": "removed",
    "expression_of_concern": "under an expression of concern", "correction": "corrected", "corrigendum": "corrected",
    "erratum": "corrected",
}  # fmt: skip
"""The events that are told, as Crossref names them; ``new_version``, ``addendum`` and the like are no news about a citation."""

_CONDEMNING = frozenset({"retraction", "withdrawal", "removal"})


class Event(NamedTuple):
    """One event. ``preprint`` where it befell the version on a preprint server; ``anchored`` as for any evidence."""

    kind: str
    at: str
    notice: str
    why: str
    preprint: bool
    anchored: bool
    because: tuple[Answer, ...]

    @property
    def condemns(self) -> bool:
        """Whether the work should not be cited as if nothing had happened, beyond doubt."""
        return self.kind in _CONDEMNING and self.anchored

    @property
    def words(self) -> str:
        """What to call it: ``retracted``, ``withdrawn`` …."""
        return WORDS[self.kind]


def events(claimed: Claim, same: Sequence[Match]) -> tuple[Event, ...]:
    """Everything that befell the cited work, the gravest first; a reinstatement cancels the retractions before it."""
    published = any(not each.witness.preprint for each in same)
    found = [event for each in same for event in _of_match(claimed, each, published=published)]
    merged: dict[tuple[str, bool], Event] = {}
    for event in found:
        known = merged.get((event.kind, event.preprint))
        merged[event.kind, event.preprint] = _both(known, event) if known else event
    return tuple(sorted(merged.values(), key=lambda event: list(WORDS).index(event.kind)))


def _of_match(claimed: Claim, each: Match, *, published: bool) -> Iterable[Event]:
    witness = each.witness
    if words := str(witness.facts.get("withdrawn") or ""):
        cited = claimed.preprint or not published or not witness.preprint
        yield Event("withdrawal", "", "", words, witness.preprint, each.anchored and cited, (witness.answer,))
    updates = [update for update in witness.facts.get("updates") or () if isinstance(update, Mapping)]
    reinstated = max((str(update.get("at", "")) for update in updates if update.get("type") == "reinstatement"), default="")
    for update in updates:
        kind = str(update.get("type", ""))
        if kind in WORDS and not (reinstated and str(update.get("at", "")) <= reinstated):
            yield _event(kind, update, each)


def _event(kind: str, update: Mapping[str, Any], each: Match) -> Event:
    """A flag without a notice (OpenAlex has nothing else) is a lead, not evidence."""
    told = bool(update.get("doi") or update.get("at"))
    reason = str(update.get("reason", ""))
    anchored = each.anchored and told and each.title.agrees
    return Event(
        kind,
        str(update.get("at", "")),
        str(update.get("doi", "")),
        reason,
        each.witness.preprint,
        anchored,
        (each.witness.answer,),
    )


def _both(one: Event, other: Event) -> Event:
    """Two reports of one event; two sources that agree are as good as an anchor."""
    first, second = (one, other) if one.anchored >= other.anchored else (other, one)
    because = once((*first.because, *second.because))
    several = len({answer.source for answer in because}) > 1
    return Event(
        first.kind, first.at or second.at, first.notice or second.notice, first.why or second.why, first.preprint,
        first.anchored or several, because,
    )  # fmt: skip
