"""Identifiers that lead to a different work than the one cited: accused only when a second source confirms where they lead."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from checker.core.answer import Answer
from checker.core.works_claim import Claim
from checker.core.works_evidence import once
from checker.core.works_match import Match, Relation


class Foreign(NamedTuple):
    """One of the entry's identifiers (``name`` as a subject: ``doi:10.…``) and the work that it leads to."""

    name: str
    title: str
    authors: tuple[str, ...]
    because: tuple[Answer, ...]


def foreign(claimed: Claim, matches: Sequence[Match]) -> tuple[Foreign, ...]:
    """The identifiers that lead elsewhere.

    The second witness is another source that the identifier leads to the same elsewhere, or another source that has the cited
    work under an identifier of its own of the same kind. One that says the identifier is right acquits it: there are indexes that
    serve a wrong title for a right identifier.
    """
    by_name: defaultdict[str, list[Match]] = defaultdict(list)
    for each in matches:
        if each.witness.own:
            by_name[each.witness.identifier].append(each)
    accused = (_accused(name, found, matches, claimed) for name, found in by_name.items())
    return tuple(each for each in accused if each)


def _accused(name: str, found: Sequence[Match], matches: Sequence[Match], claimed: Claim) -> Foreign | None:
    elsewhere = [each for each in found if each.relation is Relation.OTHER and each.title.comparable]
    if not elsewhere or len(elsewhere) < len(found) or not (claimed.title and len(claimed.authors)):
        return None
    origins = {each.witness.origin for each in elsewhere}
    owners = [each for each in matches if _owns_another(name, each) and each.witness.origin not in origins]
    if len(origins) + bool(owners) < 2:
        return None
    facts = elsewhere[0].witness.facts
    because = once(each.witness.answer for each in (*elsewhere, *owners))
    return Foreign(name, str(facts.get("title", "")), tuple(map(str, facts.get("authors") or ())), because)


def _owns_another(name: str, each: Match) -> bool:
    scheme, _, value = name.partition(":")
    recorded = each.witness.facts.get(scheme)
    right = each.relation is Relation.SAME and each.title.agrees and each.authors.agrees
    return right and bool(recorded) and recorded != value and not each.witness.preprint
