"""Judging a citation: what each source says of the work is weighed into one assessment, which all rules of family W read.

The path: `works_claim` says what is claimed, `works_evidence` who said what, `works_match` which records are of the cited work
and how they differ from it; here one record is chosen to rest on (records are never mixed), and the verdict drawn.
`works_absence` says when silence means that a work is unknown, `works_events` what happened to it since, `works_planning` what is
still worth asking.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from checker.core.answer import Answer, Topic
from checker.core.compare import Comparison
from checker.core.identifiers import arxiv
from checker.core.names import Authors
from checker.core.reference import Catalogue, Reference
from checker.core.seen import Seen
from checker.core.text import title_key
from checker.core.venue_comparison import compare_venues
from checker.core.works_absence import Absence, absence
from checker.core.works_claim import Claim, claim, digest, is_work
from checker.core.works_events import Event, events
from checker.core.works_evidence import LOCAL, Evidence, Witness, evidence, once
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


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One field that the record contradicts, with all answers that do so and how much they weigh."""

    comparison: Comparison
    because: tuple[Answer, ...]
    anchored: bool


@dataclass(frozen=True, slots=True)
class Assessment:
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
    chosen = _chosen(claimed, same)
    happened = events(claimed, same)
    wrong = foreign(claimed, matches)
    attestation = told.attestation if told.attestation and told.attestation.facts.get("digest") == digest(reference) else None
    if attestation:
        verdict = Verdict.RETRACTED if any(each.condemns for each in happened) else Verdict.ATTESTED
        return Assessment(verdict, claimed, chosen, same, events=happened, attestation=attestation)
    contradictions = _contradictions(claimed, chosen, same)
    published = _published(claimed, same)
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
        return Verdict.VERIFIED if _confirmed(claimed, chosen) else Verdict.UNVERIFIED
    return Verdict.UNKNOWN if gone and gone.certain else Verdict.UNVERIFIED


def _chosen(claimed: Claim, same: Sequence[Match]) -> Match | None:
    """The one record to rest on: what contradicts least, anchored before not, published before preprint (or as cited)."""
    published = [each for each in same if not each.witness.preprint]
    fitting = published or list(same)
    if claimed.preprint:
        fitting = [each for each in same if each.witness.preprint] or list(same)
    return min(fitting, key=lambda each: (each.faults, not _confirmed(claimed, each), *_order(each)), default=None)


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


def _contradictions(claimed: Claim, chosen: Match | None, same: Sequence[Match]) -> tuple[Contradiction, ...]:
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


def _published(claimed: Claim, same: Sequence[Match]) -> Match | None:
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


def _confirmed(claimed: Claim, chosen: Match) -> bool:
    """Whether the record agrees in everything that is claimed; what is not claimed needs no agreement."""
    needed = [chosen.title, chosen.authors, chosen.year, chosen.venue]
    open_fields = [each for each in needed if not each.agrees and each.kind not in _SILENT]
    if claimed.preprint:
        open_fields = [each for each in open_fields if each.field in ("title", "author")]
    anonymous = not len(claimed.authors) and not chosen.witness.facts.get("authors")
    return not open_fields and (chosen.authors.agrees or chosen.witness.own or anonymous)


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
        return f"its DOI {claimed.doi} is not known to {', '.join(ignorant)}"
    return f"its DOI {claimed.doi} could not be confirmed"


_SILENT = frozenset({"missing-claim", "record-truncated", "group"})


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
        found += [_open(each) for each in chosen.fields if not each.comparable and each.kind not in _SILENT]
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
