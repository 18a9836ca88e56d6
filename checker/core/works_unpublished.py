"""Works cited as published that are known as preprints alone: the commonest way in which a venue is invented."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from checker.core.answer import Answer
from checker.core.identifiers import arxiv
from checker.core.venues import parse_venue
from checker.core.works_absence import BROAD, LAG
from checker.core.works_claim import Claim
from checker.core.works_evidence import once
from checker.core.works_match import Match, Relation

_NEEDED = 2


class Unpublished(NamedTuple):
    """Broad sources (``because``) that know the cited preprint and no publication of it.

    ``certain`` where the claimed venue is one that they cover and the claimed year older than they lag behind, and where the
    entry's own DOI is the preprint's: then the entry contradicts itself.
    """

    preprint: str
    because: tuple[Answer, ...]
    certain: bool


def unpublished(claimed: Claim, matches: Sequence[Match], at: datetime) -> Unpublished | None:
    """What speaks against the claimed publication; ``None`` unless the entry's own identifier leads to the preprint.

    Two broad sources must know the work, and nobody anything that it may have been published as. Workshops are recorded too
    seldom for silence to mean anything.
    """
    venue = parse_venue(claimed.venue)
    if claimed.preprint or claimed.kind not in ("article", "inproceedings") or not venue.comparable or venue.workshop:
        return None
    related = [each for each in matches if each.relation is not Relation.OTHER]
    own = next((each for each in related if each.witness.own and each.title.agrees), None)
    if own is None or not all(each.witness.preprint for each in related):
        return None
    knowing = [each.witness.answer for each in related if each.witness.source in BROAD]
    if len({answer.source for answer in knowing}) < _NEEDED:
        return None
    old = claimed.year is not None and date(min(claimed.year, 9998), 12, 31) + LAG <= at.date()
    certain = bool(arxiv(claimed.doi)) or (old and venue.venue is not None)
    return Unpublished(own.witness.via, once([*knowing, own.witness.answer]), certain)
