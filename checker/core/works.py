"""Judging a citation: what each source says of the work is weighed into one assessment, which all rules of family W read.

The path: `works_claim` says what is claimed, `works_evidence` who said what, `works_match` which records are of the cited work
and how they differ from it, `works_choosing` which of them to rest on (records are never mixed); here the verdict is drawn.
`works_absence` says when silence means that a work is unknown, `works_events` what happened to it since, `works_planning` what is
still worth asking.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from checker.core.answer import Answer, Topic
from checker.core.compare import Comparison
from checker.core.identifiers import arxiv
from checker.core.names import Authors
from checker.core.reference import Catalogue, Reference
from checker.core.seen import Seen
from checker.core.works_absence import Absence, absence
from checker.core.works_choosing import SILENT, Contradiction, chosen_of, confirmed, contradictions_of, published_of
from checker.core.works_claim import Claim, claim, digest, is_work
from checker.core.works_events import Event, events
from checker.core.works_evidence import LOCAL, Evidence, Witness, evidence
from checker.core.works_foreign import Foreign, foreign
from checker.core.works_match import Match, Relation, match
from checker.core.works_unpublished import Unpublished, unpublished


class Verdict(StrEnum):
    """What is to be thought of a citation as a whole (contract, section 4)."""

    VERIFIED = "verified"
    ATTESTED = "attested"
    DIFFERS = "differs"
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    UNVERIFIED = "unverified"


class Assessment(NamedTuple):
    """What is known of one citation.

    ``match`` is the record that the judgement rests on, ``same`` are all records of the cited work. ``published`` is set where a
    preprint is cited that has been published. ``reasons`` say why nothing could be told, one clause each.
    """

    verdict: Verdict
    claim: Claim
    match: Match | None = None
    same: tuple[Match, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    published: Match | None = None
    events: tuple[Event, ...] = ()
    foreign: tuple[Foreign, ...] = ()
    absence: Absence | None = None
    reasons: tuple[str, ...] = ()
    attestation: Answer | None = None
    unpublished: Unpublished | None = None

    @property
    def record(self) -> Mapping[str, Any] | None:
        """The facts of the record that the judgement rests on."""
        return self.match.witness.facts if self.match else None

    @property
    def anchored(self) -> bool:
        """Whether that record alone may carry an error."""
        return bool(self.match and self.match.anchored)

    def contradiction(self, field: str) -> Contradiction | None:
        """How the record contradicts the claim in ``title``, ``author``, ``year`` or ``venue``."""
        return next((each for each in self.contradictions if each.comparison.field == field), None)


def assess(reference: Reference, seen: Seen) -> Assessment:
    """What all answers together say of this reference's work; worked out once for each state of what was seen."""
    memo = seen.derived("works", _Memo)
    return memo.recall(reference, seen)


def judged(reference: Reference, seen: Seen) -> Assessment:
    """What the rules judge by: `assess`, but where nobody has said anything of any work there is nothing to take apart."""
    return assess(reference, seen) if seen.topics & _TELLING else _UNHEARD


_TELLING = frozenset({Topic.WORK, Topic.LINK})
"""Answers that speak of works: pages, too, say what they hold."""
_UNHEARD = Assessment(Verdict.UNVERIFIED, Claim("", Authors(()), None, "", "other", preprint=False))


class _Memo:
    """Assessments of one catalogue under one set of answers; other answers empty it."""

    def __init__(self, _: Catalogue) -> None:
        self._seen: Seen | None = None
        self._found: dict[int, tuple[Reference, Assessment]] = {}

    def recall(self, reference: Reference, seen: Seen) -> Assessment:
        """The assessment, from memory where the answers are the same."""
        if self._seen is not seen:
            self._seen, self._found = seen, {}
        known = self._found.get(id(reference))
        if known is None or known[0] is not reference:
            known = self._found[id(reference)] = (reference, _assess(reference, seen))
        return known[1]


def _assess(reference: Reference, seen: Seen) -> Assessment:
    claimed = claim(reference)
    if not is_work(reference):
        return Assessment(Verdict.UNVERIFIED, claimed, reasons=("it names no work",))
    told = evidence(reference, seen)
    matches = tuple(match(claimed, witness) for witness in told.witnesses)
    return _weighed(reference, seen, claimed, told, matches)


def _weighed(reference: Reference, seen: Seen, claimed: Claim, told: Evidence, matches: tuple[Match, ...]) -> Assessment:
    same = tuple(each for each in matches if each.relation is Relation.SAME)
    chosen = chosen_of(claimed, same)
    happened = events(claimed, same)
    wrong = foreign(claimed, matches)
    attestation = told.attestation if told.attestation and told.attestation.facts.get("digest") == digest(reference) else None
    if attestation:
        verdict = Verdict.RETRACTED if any(each.condemns for each in happened) else Verdict.ATTESTED
        return Assessment(verdict, claimed, chosen, same, events=happened, attestation=attestation)
    contradictions = contradictions_of(claimed, chosen, same)
    published = published_of(claimed, same)
    gone = absence(claimed, told, matches, seen.at) if not same and not wrong else None
    unconfirmed = _unconfirmed_doi(claimed, told, same)
    preprint_alone = unpublished(claimed, matches, seen.at)
    verdict = _verdict(claimed, chosen, contradictions, published, happened, wrong, gone, _several(claimed, chosen, matches))
    if verdict is Verdict.VERIFIED and unconfirmed:
        verdict = Verdict.UNVERIFIED
    if verdict is Verdict.UNVERIFIED and preprint_alone and preprint_alone.certain:
        verdict = Verdict.DIFFERS
    reasons = _reasons(verdict, claimed, told, matches, chosen, gone)
    if verdict is Verdict.UNVERIFIED:
        reasons = tuple(filter(None, (*reasons, unconfirmed))) or ("nobody could be asked",)
    return Assessment(
        verdict,
        claimed,
        chosen,
        same,
        contradictions,
        published,
        happened,
        wrong,
        gone,
        reasons,
        unpublished=preprint_alone,
    )


def _verdict(
    claimed: Claim,
    chosen: Match | None,
    contradictions: Sequence[Contradiction],
    published: Match | None,
    happened: Sequence[Event],
    wrong: Sequence[Foreign],
    gone: Absence | None,
    several: bool,
) -> Verdict:
    if any(each.condemns for each in happened):
        return Verdict.RETRACTED
    if several:
        return Verdict.AMBIGUOUS
    if wrong or contradictions:
        return Verdict.DIFFERS
    if published:
        return Verdict.SUPERSEDED
    if chosen:
        return Verdict.VERIFIED if confirmed(claimed, chosen) else Verdict.UNVERIFIED
    return Verdict.UNKNOWN if gone and gone.certain else Verdict.UNVERIFIED


def _unconfirmed_doi(claimed: Claim, told: Evidence, same: Sequence[Match]) -> str:
    """Why the entry's own DOI is open although the rest agrees: no record has it, and it led nowhere that could be compared."""
    if not claimed.doi or (claimed.arxiv and arxiv(claimed.doi) == claimed.arxiv):
        return ""
    if any(each.witness.facts.get("doi") == claimed.doi or each.witness.via == f"doi:{claimed.doi}" for each in same):
        return ""
    ignorant = sorted(
        {answer.source for answer in told.denials if answer.subject == f"doi:{claimed.doi}" and answer.source != LOCAL}
    )
    if ignorant:
        return f"its DOI is not known to {', '.join(ignorant)}"
    return "its DOI could not be confirmed"


def _several(claimed: Claim, chosen: Match | None, matches: Sequence[Match]) -> bool:
    """Whether different works fit equally well: the citation names no author, or nobody who wrote one of them."""
    if chosen and (chosen.witness.own or chosen.authors.agrees or chosen.authors.score > 0):
        return False
    namesakes = [each for each in matches if each.relation in (Relation.SAME, Relation.UNSURE) and each.title.agrees]
    best = min((each.faults for each in namesakes), default=0)
    people = {_people(each.witness) for each in namesakes if each.faults == best}
    return len(people) > 1


def _people(witness: Witness) -> str:
    from checker.core.names import as_authors, family_key

    names = as_authors(list(witness.facts.get("authors") or ())).names
    return " ".join(sorted(family_key(name) for name in names[:3]))


def _reasons(
    verdict: Verdict, claimed: Claim, told: Evidence, matches: Sequence[Match], chosen: Match | None, gone: Absence | None
) -> tuple[str, ...]:
    if verdict is Verdict.AMBIGUOUS:
        return ("several works have this title, and the citation does not say which",)
    if verdict is not Verdict.UNVERIFIED:
        return ()
    found = []
    if chosen:
        found += [_open(each) for each in chosen.fields if not each.comparable and each.kind not in SILENT]
    found += [_version(each) for each in matches if each.relation is Relation.VERSION][:1]
    if any(each.relation is Relation.UNSURE for each in matches):
        found.append("the only recorded work of this title is by others")
    found += [f"{each.source}: {each.detail or each.outcome}" for each in told.silent]
    found += gone.reasons if gone else ()
    return tuple(dict.fromkeys(found))


def _open(field: Comparison) -> str:
    name = {"author": "authors"}.get(field.field, field.field)
    return f"the {name} could not be compared ({field.kind.replace('-', ' ')})"


def _version(each: Match) -> str:
    return f"only another version is recorded: {each.venue.found} {each.year.found}".rstrip()


__all__ = ["Assessment", "Contradiction", "Verdict", "assess", "claim", "digest", "judged"]
