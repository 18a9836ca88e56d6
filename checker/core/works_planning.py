"""Which sources remain worth asking about a citation: the fewest questions that settle it.

Called once a round, with all that was answered so far: first what lies on this machine; then the entry's own identifiers, each
where it is
registered, in batches; then second witnesses where an identifier leads elsewhere or its registry could not be asked; then the
published
record of a preprint; last, one after another, searches by title, until a record settles the citation or all have answered.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from checker.core.answer import Outcome, Subject, Topic
from checker.core.reference import Reference
from checker.core.seen import Seen
from checker.core.works import Assessment, Verdict, assess
from checker.core.works_claim import COVERED_KINDS
from checker.core.works_evidence import LOCAL

Question = tuple[str, Subject]

_REGISTRIES = {
    "doi": ("crossref", "datacite", "doi"), "arxiv": ("arxiv",), "acl": ("anthology",), "openreview": ("openreview",),
    "page": ("page",),
}  # fmt: skip
"""Where an identifier is registered, in the order of asking."""

_AT_DATACITE = ("10.48550/", "10.5281/", "10.6084/", "10.5061/", "10.17605/", "10.4230/", "10.57967/", "10.7910/")
"""Prefixes of arXiv, Zenodo, figshare, Dryad, OSF, Dagstuhl, Hugging Face and Dataverse, whose DOIs Crossref does not know."""

_SECOND = ("semantic_scholar", "openalex")
"""Indexes that tell what an identifier leads to, many at a time, when its registry did not or somebody has to confirm it."""

_SEARCHED = ("crossref", "semantic_scholar", "dblp", "openalex", "arxiv", "openreview", "anthology", "datacite")
"""The order of searching: those that cost least and cover most first (a search at OpenAlex costs ten times a look-up)."""


class Asked(Protocol):
    """As much of a source as planning looks at."""

    name: str

    def knows(self, subject: Subject) -> bool:
        """Whether it is one of those to ask about the subject."""


def still_to_ask(reference: Reference, works: Sequence[Subject], seen: Seen, sources: Sequence[Asked]) -> Iterator[Question]:
    """Pairs of a source's name and a question for it, which can all be asked at once; nothing where the citation is settled."""
    plan = _Plan(works, seen, sources)
    if at_home := [(LOCAL, each) for each in works if plan.open(LOCAL, each)]:
        yield from at_home
        return
    assessment = assess(reference, seen)
    if assessment.verdict is Verdict.ATTESTED:
        yield from plan.registered(retractions_only=True)
        return
    questions = list(plan.registered(retractions_only=_settled(assessment)))
    questions = questions or [*plan.confirming(assessment), *plan.following(assessment)]
    yield from questions or ([] if _settled(assessment) else plan.searching(assessment))


def _settled(assessment: Assessment) -> bool:
    """Whether another record could change nothing: all that is claimed is confirmed, or contradicted beyond doubt."""
    if assessment.verdict is Verdict.DIFFERS:
        return all(each.anchored for each in assessment.contradictions)
    if assessment.verdict is Verdict.UNVERIFIED and assessment.match:
        return all(each.agrees or each.kind == "missing-claim" for each in assessment.match.fields)
    return assessment.verdict in (Verdict.VERIFIED, Verdict.SUPERSEDED, Verdict.RETRACTED, Verdict.UNKNOWN)


class _Plan:
    """What was asked in this run, and who could be asked next."""

    def __init__(self, works: Sequence[Subject], seen: Seen, sources: Sequence[Asked]) -> None:
        self._seen = seen
        self._sources = {each.name: each for each in sources}
        self._searches = [each for each in works if each.name.startswith("search:")]
        arxiv = any(each.name.startswith("arxiv:") for each in works)
        self._own = [
            each
            for each in works
            if not each.name.startswith("search:") and not (arxiv and each.name.startswith("doi:10.48550/"))
        ]

    def open(self, name: str, subject: Subject) -> bool:
        """Whether this source is there, knows such subjects, and has not been asked about this one in this run."""
        source = self._sources.get(name)
        return source is not None and source.knows(subject) and name not in self._asked(subject)

    def _asked(self, subject: Subject) -> set[str]:
        timelines = self._seen.by_source(Topic.WORK, subject.name)
        return {name for name, timeline in timelines.items() if timeline.latest.at >= self._seen.at}

    def _outcome(self, name: str, subject: Subject) -> Outcome | None:
        timeline = self._seen.by_source(Topic.WORK, subject.name).get(name)
        return timeline.latest.outcome if timeline and name in self._asked(subject) else None

    def registered(self, *, retractions_only: bool) -> Iterator[Question]:
        """Each own identifier at its registry. Of a settled citation only those that tell of retractions and withdrawals."""
        for subject in self._own:
            scheme = subject.name.partition(":")[0]
            if retractions_only and scheme not in ("doi", "arxiv"):
                continue
            name = self._registry(subject)
            if name:
                yield name, subject

    def _registry(self, subject: Subject) -> str | None:
        """The next registry to ask: none once one has the identifier, or while there is another reason not to go on."""
        scheme, _, value = subject.name.partition(":")
        names: Iterable[str] = _REGISTRIES.get(scheme, tuple(name for name in self._sources if name != LOCAL))
        if scheme == "doi" and value.startswith(_AT_DATACITE):
            names = ("datacite", "doi")
        for name in names:
            if self.open(name, subject):
                return name
            outcome = self._outcome(name, subject)
            if outcome is not None and outcome is not Outcome.MISSING:
                return None
        return None

    def confirming(self, assessment: Assessment) -> Iterator[Question]:
        """A second source for identifiers that lead elsewhere by one word alone, or of which their registry could not tell."""
        for subject in self._own:
            if self._needs_second(subject, assessment):
                following = next((name for name in _SECOND if self.open(name, subject)), None)
                if following:
                    yield following, subject

    def _needs_second(self, subject: Subject, assessment: Assessment) -> bool:
        answers = [answer for answer in self._seen.answers(Topic.WORK, subject.name) if answer.source in self._asked(subject)]
        if any(each.name == subject.name for each in assessment.foreign):
            return False
        if any(each.witness.via == subject.name for each in assessment.same):
            return False
        elsewhere = any(answer.outcome.alive for answer in answers)
        silent = any(not answer.outcome.conclusive for answer in answers)
        return elsewhere or (silent and not _settled(assessment))

    def following(self, assessment: Assessment) -> Iterator[Question]:
        """The published record that the preprint's own names; where none does, an index that knows preprints' later lives."""
        if not assessment.claim.preprint or assessment.published:
            return
        for each in assessment.same:
            doi = str(each.witness.facts.get("published_doi") or "")
            subject = Subject(Topic.WORK, f"doi:{doi}", about=self._own[0].about if self._own else {})
            if each.witness.own and doi and (name := self._registry(subject)):
                yield name, subject
                return
        for subject in self._own:
            if subject.name.startswith("arxiv:") and self.open(_SECOND[0], subject):
                yield _SECOND[0], subject

    def searching(self, assessment: Assessment) -> Iterator[Question]:
        """The next source to search by title; for works of a kind that sources do not cover, one search is enough."""
        covered = assessment.claim.kind in COVERED_KINDS
        known = [name for name in _SEARCHED if name in self._sources]
        others = [name for name in self._sources if name not in (*_SEARCHED, LOCAL)]
        for search in self._searches:
            if not covered and any(name in known for name in self._asked(search)):
                continue
            following = next((name for name in (*known, *others) if self.open(name, search)), None)
            if following:
                yield following, search
