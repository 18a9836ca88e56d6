"""The record that a judgement rests on, where it contradicts the claim, and whether it confirms it."""

from collections.abc import Sequence
from typing import NamedTuple

from checker.core.answer import Answer
from checker.core.compare import Comparison
from checker.core.text import title_key
from checker.core.venue_comparison import compare_venues
from checker.core.works_claim import Claim
from checker.core.works_evidence import once
from checker.core.works_match import Match

SILENT = frozenset({"missing-claim", "record-truncated", "group"})
"""Kinds of comparison in which one side says nothing, or too little: they neither confirm nor contradict."""


class Contradiction(NamedTuple):
    """One field that the record contradicts, with all answers that do so and how much they weigh."""

    comparison: Comparison
    because: tuple[Answer, ...]
    anchored: bool


def chosen_of(claimed: Claim, same: Sequence[Match]) -> Match | None:
    """The one record to rest on: what contradicts least, anchored before not, published before preprint (or as cited)."""
    published = [each for each in same if not each.witness.preprint]
    fitting = published or list(same)
    if claimed.preprint:
        fitting = [each for each in same if each.witness.preprint] or list(same)
    return min(fitting, key=lambda each: (each.faults, not confirmed(claimed, each), *_order(each)), default=None)


def _order(each: Match) -> tuple[object, ...]:
    silent = sum(not field.comparable for field in each.fields)
    return (
        each.faults,
        not each.anchored,
        not each.witness.own,
        silent,
        -sum(field.score for field in each.fields),
        each.witness.source,
    )


def contradictions_of(claimed: Claim, chosen: Match | None, same: Sequence[Match]) -> tuple[Contradiction, ...]:
    """The fields in which the chosen record contradicts the claim; another title of the same work is no contradiction."""
    if chosen is None:
        return ()
    return tuple(
        _contradiction(field, chosen, same)
        for field in chosen.fields
        if field.differs and not (field.field == "title" and _another_title(claimed, chosen, same))
    )


def _contradiction(field: Comparison, chosen: Match, same: Sequence[Match]) -> Contradiction:
    """Anchored by the record itself, or by a second one that says the same; not where a peer of it confirms the claim."""
    peers = [each for each in same if each.witness.preprint == chosen.witness.preprint]
    agreeing = [each for each in peers if (other := _field(each, field.field)).differs and _says(other, field)]
    origins = {each.witness.origin for each in agreeing}
    disputed = any(_field(each, field.field).agrees and not each.venue.differs for each in peers)
    anchored = (chosen.anchored or len(origins) > 1) and not disputed
    return Contradiction(field, once(each.witness.answer for each in (chosen, *agreeing)), anchored)


def _says(one: Comparison, other: Comparison) -> bool:
    """Whether two records say the same of one field, in whatever spelling."""
    if one.field == "venue":
        return not compare_venues(one.found, other.found).differs
    if one.field == "title":
        return title_key(one.found) == title_key(other.found)
    return one.found == other.found or (one.field == "author" and one.kind == other.kind)


def _field(each: Match, name: str) -> Comparison:
    return next(field for field in each.fields if field.field == name)


def _another_title(claimed: Claim, chosen: Match, same: Sequence[Match]) -> bool:
    """Whether the cited title is that of another record of this work, tied to it by an identifier: OPTQ appeared as GPTQ."""
    return any(each.title.agrees and each is not chosen and _tied(claimed, each, chosen) for each in same)


def _tied(claimed: Claim, one: Match, other: Match) -> bool:
    if one.witness.own and other.witness.own:
        return True
    ours, theirs = one.witness.facts, other.witness.facts
    shared = any(ours.get(name) and ours.get(name) == theirs.get(name) for name in ("doi", "arxiv", "acl", "openreview"))
    return (
        shared
        or theirs.get("doi") == (ours.get("published_doi") or "-")
        or bool(claimed.arxiv and theirs.get("arxiv") == claimed.arxiv == ours.get("arxiv"))
    )


def published_of(claimed: Claim, same: Sequence[Match]) -> Match | None:
    """The published record of a work that is cited as a preprint; only one whose title or identifiers leave no doubt."""
    if not claimed.preprint:
        return None
    found = [
        each
        for each in same
        if not each.witness.preprint
        and each.witness.facts.get("venue")
        and each.witness.facts.get("type") in ("article", "inproceedings", "chapter")
        and each.authors.comparable
        and not each.authors.differs
        and (each.title.agrees or each.witness.own)
    ]
    return min(found, key=_order, default=None)


def confirmed(claimed: Claim, chosen: Match) -> bool:
    """Whether the record agrees in everything that is claimed; what is not claimed needs no agreement."""
    needed = [chosen.title, chosen.authors, chosen.year, chosen.venue]
    open_fields = [each for each in needed if not each.agrees and each.kind not in SILENT]
    if claimed.preprint:
        open_fields = [each for each in open_fields if each.field in ("title", "author")]
    anonymous = not len(claimed.authors) and not chosen.witness.facts.get("authors")
    return not open_fields and (chosen.authors.agrees or chosen.witness.own or anonymous)
