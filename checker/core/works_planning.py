"""Which sources remain worth asking about a citation: the fewest questions that settle it.

Called once a round, with all that was answered so far: first what lies on this machine; then the entry's own identifiers, each
where it is registered, in batches; then indexes that know many identifiers at a time, where a registry could not tell, leads
elsewhere, or knows the preprint alone; then the published record of a preprint; last, one after another, searches by title,
until the citation is settled. Of a settled one only its registries are asked, which alone tell of retractions.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from checker.core.answer import Outcome, Subject, Timeline, Topic
from checker.core.reference import Reference
from checker.core.seen import Seen
from checker.core.works import Assessment, Verdict, assess
from checker.core.works_evidence import HAND, LOCAL
from checker.core.works_match import Match
from checker.core.works_searching import search_order

Question = tuple[str, Subject]
Fresh = Callable[[str, tuple[Topic, str], Timeline], bool]
"""Whether the newest answer of a source (by its name) to a question is new enough not to be asked for again."""

_AGENCIES = {"Crossref": "crossref", "DataCite": "datacite"}
_REGISTRIES = {"arxiv": "arxiv", "acl": "anthology", "openreview": "openreview", "page": "page"}
_CHEAP = frozenset({"doi", "arxiv", "page"})
"""Identifiers that cost next to nothing: many fit into one request, or the page is read anyway, for its link."""
_TELLING = frozenset({"doi", "arxiv"})
"""Identifiers whose registries tell of retractions and withdrawals."""

_AT_DATACITE = ("10.48550/", "10.5281/", "10.6084/", "10.5061/", "10.17605/", "10.4230/", "10.57967/", "10.7910/")
"""Prefixes of arXiv, Zenodo, figshare, Dryad, OSF, Dagstuhl, Hugging Face and Dataverse, whose DOIs Crossref does not know."""

_INDEXES = ("semantic_scholar", "openalex")
"""Indexes that tell what an identifier leads to, many at a time."""


class Asked(Protocol):
    """As much of a source as planning looks at."""

    name: str

    def knows(self, subject: Subject) -> bool:
        """Whether it is one of those to ask about the subject."""


def still_to_ask(
    reference: Reference, works: Sequence[Subject], seen: Seen, sources: Sequence[Asked], fresh: Fresh | None = None
) -> Iterator[Question]:
    """Pairs of a source's name and a question for it, which can all be asked at once; nothing where nothing remains.

    Without ``fresh`` answers count that are not older than the run.
    """
    view = replace(seen, timelines=_Recent(seen.timelines, fresh or (lambda _, __, timeline: timeline.latest.at >= seen.at)))
    plan = _Plan(works, view, sources)
    at_home = [(LOCAL, each) for each in works if plan.open(LOCAL, each)]
    yield from at_home or plan.questions(assess(reference, view))


class _Recent(Mapping[tuple[Topic, str], Mapping[str, Timeline]]):
    """What is known, without answers about works that are old enough to be asked for again; what people attest never is."""

    def __init__(self, known: Mapping[tuple[Topic, str], Mapping[str, Timeline]], fresh: Fresh) -> None:
        self._known = known
        self._fresh = fresh

    def __getitem__(self, question: tuple[Topic, str]) -> Mapping[str, Timeline]:
        by_source = self._known[question]
        if question[0] is not Topic.WORK:
            return by_source
        return {name: each for name, each in by_source.items() if name == HAND or self._fresh(name, question, each)}

    def __iter__(self) -> Iterator[tuple[Topic, str]]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def _settled(assessment: Assessment) -> bool:
    """Whether another record could change nothing: all that is claimed is confirmed, or contradicted beyond doubt."""
    if assessment.verdict is Verdict.DIFFERS:
        return all(each.anchored for each in assessment.contradictions)
    if assessment.verdict is Verdict.UNVERIFIED and assessment.match:
        return all(each.agrees or each.kind == "missing-claim" for each in assessment.match.fields)
    return assessment.verdict not in (Verdict.UNVERIFIED, Verdict.AMBIGUOUS)


class _Plan:
    """What was asked, and who could be asked next."""

    def __init__(self, works: Sequence[Subject], seen: Seen, sources: Sequence[Asked]) -> None:
        self._seen = seen
        self._sources = {each.name: each for each in sources}
        self._searches = [each for each in works if each.name.startswith("search:")]
        arxiv = any(each.name.startswith("arxiv:") for each in works)
        identifiers = [each for each in works if not each.name.startswith("search:")]
        self._own = [each for each in identifiers if not (arxiv and each.name.startswith("doi:10.48550/"))]

    def open(self, name: str, subject: Subject) -> bool:
        """Whether this source is there, knows such subjects, and has not been asked about this one."""
        source = self._sources.get(name)
        return source is not None and name not in self._answered(subject) and source.knows(subject)

    def _answered(self, subject: Subject) -> Mapping[str, Timeline]:
        return self._seen.by_source(Topic.WORK, subject.name)

    def _outcome(self, name: str, subject: Subject) -> Outcome | None:
        timeline = self._answered(subject).get(name)
        return timeline.latest.outcome if timeline else None

    def _facts(self, name: str, subject: Subject) -> Mapping[str, Any]:
        timeline = self._answered(subject).get(name)
        return timeline.standing.facts if timeline else {}

    def questions(self, assessment: Assessment) -> Iterator[Question]:
        """The first stage that has something to ask."""
        settled = _settled(assessment)
        stages: list[Callable[[Assessment], Iterable[Question]]] = [self.registered, self.following]
        if not settled:
            stages = [self.registered, self.indexed, self.slower, self.following, self.searching]
        elif assessment.verdict is Verdict.ATTESTED:
            stages = [self.registered]
        for stage in stages:
            found = list(stage(assessment))
            if found:
                yield from found
                return

    def registered(self, assessment: Assessment) -> Iterator[Question]:
        """Each identifier that is cheap to ask at its registry; of a settled citation those that tell of retractions."""
        schemes = _TELLING if _settled(assessment) else _CHEAP
        for subject in self._own:
            if subject.name.partition(":")[0] in schemes:
                yield from self._at_registry(subject)

    def slower(self, _: Assessment) -> Iterator[Question]:
        """Identifiers that cost a request each."""
        for subject in self._own:
            if subject.name.partition(":")[0] not in _CHEAP:
                yield from self._at_registry(subject)

    def _at_registry(self, subject: Subject) -> Iterator[Question]:
        scheme, _, value = subject.name.partition(":")
        if scheme != "doi":
            name = _REGISTRIES.get(scheme, "")
            if self.open(name, subject):
                yield name, subject
            return
        if self._outcome("doi", subject) is Outcome.MISSING:
            return
        agency = str(self._facts("doi", subject).get("agency", ""))
        following = self._of_agency(agency, subject) if agency else self._first_open(_order(value), subject)
        if following:
            yield following, subject._replace(about={**subject.about, "agency": agency}) if agency else subject

    def _of_agency(self, agency: str, subject: Subject) -> str | None:
        name = _AGENCIES.get(agency, "")
        return name if self.open(name, subject) else None

    def _first_open(self, names: Iterable[str], subject: Subject) -> str | None:
        """The next registry to ask: none once one has the DOI."""
        for name in names:
            if self.open(name, subject):
                return name
            if self._outcome(name, subject) is Outcome.FOUND:
                return None
        return None

    def indexed(self, assessment: Assessment) -> Iterator[Question]:
        """The next index for identifiers of which their registries did not tell enough, all of them in one request."""
        for subject in self._own:
            if self._wants_index(subject, assessment):
                following = next((name for name in _INDEXES if self.open(name, subject)), None)
                if following:
                    yield following, subject

    def _wants_index(self, subject: Subject, assessment: Assessment) -> bool:
        """Whether an identifier leads elsewhere by one word alone, could not be asked about, or has a preprint's record only."""
        if any(each.name == subject.name for each in assessment.foreign) or self._outcome("doi", subject) is Outcome.MISSING:
            return False
        via = [each for each in assessment.same if each.witness.via == subject.name]
        if via:
            preprints = all(each.witness.preprint for each in assessment.same)
            return preprints and not assessment.claim.preprint
        outcomes = [timeline.latest.outcome for name, timeline in self._answered(subject).items() if name not in (LOCAL, "doi")]
        return any(each.alive or not each.conclusive for each in outcomes)

    def following(self, assessment: Assessment) -> Iterator[Question]:
        """The published record that the preprint's own names; where none does, an index that knows preprints' later lives."""
        if not assessment.claim.preprint or assessment.published:
            return
        for each in assessment.same:
            if question := self._named(each):
                yield question
                return
        for subject in self._own:
            told = any(outcome and outcome.conclusive for outcome in (self._outcome(name, subject) for name in _INDEXES))
            following = next((name for name in _INDEXES if self.open(name, subject)), None)
            if subject.name.startswith("arxiv:") and following and not told:
                yield following, subject

    def _named(self, match: Match) -> Question | None:
        doi = str(match.witness.facts.get("published_doi") or "")
        if not match.witness.own or not doi:
            return None
        subject = Subject(Topic.WORK, f"doi:{doi}", about=self._own[0].about if self._own else {})
        name = self._first_open(_order(doi), subject)
        return (name, subject) if name else None

    def searching(self, assessment: Assessment) -> Iterator[Question]:
        """The next source to search by title."""
        for search in self._searches:
            outcomes = {name: timeline.latest.outcome for name, timeline in self._answered(search).items()}
            for name in search_order(assessment, outcomes, tuple(self._sources)):
                if self.open(name, search):
                    yield name, _as_recorded(search, assessment)
                    break


def _as_recorded(search: Subject, assessment: Assessment) -> Subject:
    """The search under the title that a record found by another one has: a second witness is sought for that record."""
    titles = [str(each.witness.facts.get("title", "")) for each in assessment.same if each.witness.via == search.name]
    return search._replace(about={**search.about, "title": titles[0]}) if titles else search


def _order(doi: str) -> tuple[str, ...]:
    """Whom to ask about a DOI: the agency that has it in all likelihood, then doi.org whose it is, and whether it is any."""
    return ("datacite", "doi") if doi.startswith(_AT_DATACITE) else ("crossref", "doi", "datacite")
