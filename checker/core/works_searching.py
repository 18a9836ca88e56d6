"""In which order sources are searched for a citation, and how many of them: by its kind, its venue and what was answered."""

from collections.abc import Iterator, Mapping, Sequence

from checker.core.answer import Outcome
from checker.core.venues import parse_venue
from checker.core.works import Assessment
from checker.core.works_absence import BROAD
from checker.core.works_claim import COVERED_KINDS, Claim
from checker.core.works_evidence import LOCAL

_EVERYWHERE = ("crossref", "openalex", "semantic_scholar", "dblp")
_WITHOUT_DOIS = ("semantic_scholar", "openalex", "dblp")
"""Where the venue registers no DOIs, Crossref has nothing to tell. DBLP comes late, as it seldom lets programs ask: a source that
was asked and could not say leaves a doubt that one which was not needed does not."""
_PREPRINTS = ("arxiv", "openalex", "semantic_scholar", "dblp")
_NARROW = ("openreview", "arxiv")
"""Whom to ask of a work that nobody else could tell of, and of which no record is known."""
_OTHER_KINDS = {"thesis": ("datacite", "openalex"), "software": ("datacite",), "report": ("datacite", "crossref")}

_SELF_PUBLISHED = ("pmlr", "openreview", "usenix", "mlsys", "jmlr", "microtome", "journal of machine learning research")
"""Publishers that register no DOIs, in folded text."""
_NEURIPS_DOIS = 2022
"""The first year of NeurIPS whose papers have DOIs."""
_ONE_MORE = "openalex"
"""Whom to ask where the claimed volume lies whole in the library and does not hold the work: one more denial settles it."""
_ANSWERS = 3
"""Searches for one work: two that deny it suffice for a verdict, a third decides doubts."""
_RECORDS = 2
"""Searches that found it: the second confirms or denies what the first contradicts."""


def search_order(assessment: Assessment, outcomes: Mapping[str, Outcome], sources: Sequence[str]) -> Iterator[str]:
    """The names of the sources to search, those asked already among them, as long as another answer could help.

    ``outcomes`` are those of the searches so far, by source; refused ones count for nothing.
    """
    claimed = assessment.claim
    answered = [name for name, outcome in outcomes.items() if name != LOCAL and outcome.conclusive]
    if claimed.kind not in COVERED_KINDS and answered:
        return
    found = {each.witness.source for each in assessment.same if each.witness.via.startswith("search:")} - {LOCAL}
    most = _ANSWERS + bool(found)
    if len(found) >= _RECORDS or len([name for name in answered if name in BROAD or claimed.preprint]) >= most:
        return
    known, told = _order(claimed), set(_told_all(assessment))
    if assessment.absence and assessment.absence.volume:
        known = tuple(dict.fromkeys((_ONE_MORE, *known)))
    yield from (name for name in known if name in sources and name not in told)
    if not assessment.same and not any(name in BROAD for name in answered):
        yield from (name for name in _NARROW if name in sources and name not in known)


def _told_all(assessment: Assessment) -> Iterator[str]:
    """Sources that gave their record of the work under the entry's own identifier, and would find the same one again.

    OpenAlex keeps a preprint and its publication apart; Semantic Scholar has them in one.
    """
    for each in assessment.same:
        if each.witness.own and (not each.witness.preprint or each.witness.source == "semantic_scholar"):
            yield each.witness.source


def _order(claimed: Claim) -> tuple[str, ...]:
    if claimed.preprint:
        return _PREPRINTS
    if claimed.kind in _OTHER_KINDS:
        return _OTHER_KINDS[claimed.kind]
    return _WITHOUT_DOIS if without_dois(claimed) else _EVERYWHERE


def without_dois(claimed: Claim) -> bool:
    """Whether the claimed venue registers no DOIs for its papers, so that Crossref cannot know them."""
    venue = parse_venue(claimed.venue).venue
    if venue is None:
        return False
    if venue.id == "neurips":
        return claimed.year is None or claimed.year < _NEURIPS_DOIS
    return not venue.doi and any(each in venue.publisher.casefold() for each in _SELF_PUBLISHED)
