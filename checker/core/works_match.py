"""Whether a record is of the cited work, and in which fields the two agree."""

import re
from enum import StrEnum
from typing import NamedTuple

from checker.core.authors import compare_authors
from checker.core.compare import Agreement, Comparison
from checker.core.patterns import pattern
from checker.core.text import plain, title_key, words
from checker.core.titles import compare_titles
from checker.core.venue_comparison import compare_venues
from checker.core.venues import VenueClaim, parse_venue
from checker.core.works_claim import Claim, bare_title
from checker.core.works_evidence import Witness
from checker.core.years import compare_years

_REVIEW = pattern(r"^\W*(?:book reviews?|reviews?)\s*(?::|of\b)", re.IGNORECASE)
_REMARK = pattern(
    r"^\W*(?:(?:author\s+|publisher\s+)?(?:correction|corrigend(?:um|a)|errat(?:um|a)|addend(?:um|a))|comments?|discussion|"
    r"repl(?:y|ies)|response|rejoinder)\s*(?::|(?:to|on|of)\b)"
    r"|[:.(\-–—]\s*(?:supplement(?:ary|al)?\s+(?:materials?|information)|supplement|appendix|erratum|corrigendum)\)?\W*$",
    re.IGNORECASE,
)
"""What is published about a work, or beside it, under its title."""
_DISTINCTIVE_WORDS = 5
"""A title of so many words is hardly ever given to two works."""
_UNMISTAKABLE_WORDS = 7
"""A title of so many words is one work's, whatever else a citation says."""
_STRETCH_WORDS = 4
_STRETCH_LETTERS = 14
"""What a title altered beyond recognition must share with the real one: a whole part of at least this length."""
_YEAR_IN_DOI = pattern(r"\.((?:19|20)\d\d)\.")
"""IEEE and Elsevier put the year in which an article was accepted and appeared online into its DOI (``10.1109/tpami.2018.…``)."""
_LONGEST_WAIT = 3
"""Years that an article may wait for its volume."""
_PARTS = pattern(r"\s*[:;?!–—]\s*|\s+-\s+")


_PAPERS = frozenset({"article", "inproceedings", "chapter", "preprint"})
_OTHER_FORMS = frozenset({"thesis", "report", "software", "page"})
"""What is often called as a paper is, by those who wrote both: its code, a manuscript, a talk about it."""


class Relation(StrEnum):
    """How a record relates to what is cited."""

    SAME = "same"
    VERSION = "version"
    """The same work in another form (the conference paper of a cited journal article): its year and venue say nothing."""
    UNSURE = "unsure"
    """The same short title, and nothing else in common."""
    OTHER = "other"


class Match(NamedTuple):
    """One record beside the claim."""

    witness: Witness
    relation: Relation
    title: Comparison
    authors: Comparison
    year: Comparison
    venue: Comparison

    @property
    def fields(self) -> tuple[Comparison, ...]:
        """The four comparisons, in the order of their weight."""
        return self.title, self.authors, self.year, self.venue

    @property
    def faults(self) -> int:
        """In how many fields the record contradicts the claim."""
        return sum(each.differs for each in self.fields)

    @property
    def anchored(self) -> bool:
        """Whether this record alone may carry an error: found by the entry's own identifier, or beyond mistake in the library."""
        if self.witness.own:
            return True
        if self.witness.source != "library":
            return False
        if self.title.agrees:
            return any(each.agrees for each in self.fields[1:]) or self.authors.score > 0 or _unmistakable(self.title.claimed)
        if self.title.kind == "truncated":
            return self.authors.agrees or self.authors.kind == "et-al"
        known = self.title.kind != "different"
        return known and self.authors.agrees and self.year.agrees and not self.venue.differs


def _unmistakable(title: str) -> bool:
    return len(words(title)) >= _UNMISTAKABLE_WORDS


def match(claim: Claim, witness: Witness) -> Match:
    """Compares a claim with one record, and decides whether they are of one work."""
    facts = witness.facts
    title = compare_titles(claim.title, bare_title(plain(str(facts.get("title", "")))))
    authors = compare_authors(
        claim.authors, list(facts.get("authors") or ()), order_reliable=facts.get("order") != "alphabetical"
    )
    of_preprint = claim.preprint or (witness.preprint and not claim.venue)
    year = compare_years(claim.year, _years(witness), published_claim=not of_preprint)
    venue = venue_comparison(claim, witness)
    relation = _relation(claim, witness, title, authors, year, venue)
    return Match(witness, relation, title, authors, year, venue)


def _years(witness: Witness) -> dict[str, int]:
    facts = witness.facts
    found = {str(sense): year for sense, year in dict(facts.get("years") or {}).items() if isinstance(year, int)}
    if isinstance(facts.get("year"), int):
        found["preprint" if witness.preprint else "published"] = facts["year"]
    accepted = _YEAR_IN_DOI.search(str(facts.get("doi", ""))) if facts.get("type") == "article" else None
    if accepted and 0 < found.get("published", 0) - int(accepted[1]) <= _LONGEST_WAIT:
        found.setdefault("online", int(accepted[1]))
    return found


def venue_comparison(claim: Claim, witness: Witness) -> Comparison:
    """The claimed venue beside the record's; a preprint server is nobody's venue."""
    found = plain(str(witness.facts.get("venue", "")))
    if witness.preprint and claim.venue:
        return Comparison("venue", Agreement.NOT_COMPARABLE, "preprint-record", claim.venue, found, 0.0)
    return compare_venues(claim.venue, found)


def _relation(
    claim: Claim, witness: Witness, title: Comparison, authors: Comparison, year: Comparison, venue: Comparison
) -> Relation:
    if not witness.own and not (_kinds_fit(claim, witness) and _both_or_neither_remark(title)):
        return Relation.OTHER
    if title.agrees or title.kind in ("record-truncated", "missing"):
        same = _same_title(claim, witness, authors, year, venue)
    elif title.kind != "different":
        same = _near_title(witness, title, authors, year, venue)
    else:
        same = _other_title(witness, title, authors, year)
    if same is not Relation.SAME:
        return same
    other = _other_version(claim, witness, year, venue) or _other_form(claim, witness, title, authors, year)
    return Relation.VERSION if other else same


def _same_title(claim: Claim, witness: Witness, authors: Comparison, year: Comparison, venue: Comparison) -> Relation:
    if witness.own or authors.agrees or authors.score > 0 or authors.kind in ("given-name", "family-name"):
        return Relation.SAME
    if year.agrees and (venue.agrees or not venue.comparable):
        return Relation.SAME
    supported = year.agrees or venue.agrees or (not authors.comparable and authors.kind != "group")
    distinctive = len(words(claim.title)) >= _DISTINCTIVE_WORDS and supported
    return Relation.SAME if distinctive or _unmistakable(claim.title) else Relation.UNSURE


def _near_title(witness: Witness, title: Comparison, authors: Comparison, year: Comparison, venue: Comparison) -> Relation:
    people = authors.agrees or authors.score >= 0.5
    if witness.own:
        return Relation.SAME if people or title.score >= 0.85 else Relation.OTHER
    supported = year.agrees or venue.agrees
    if title.kind in ("number", "beheaded"):
        return Relation.SAME if authors.agrees and year.agrees and not venue.differs else Relation.OTHER
    if title.kind == "truncated" and (people or authors.kind == "et-al"):
        distinctive = len(words(title.claimed)) >= _DISTINCTIVE_WORDS
        return Relation.SAME if supported or distinctive else Relation.OTHER
    return Relation.SAME if people and supported else Relation.OTHER


def _other_title(witness: Witness, title: Comparison, authors: Comparison, year: Comparison) -> Relation:
    if not authors.agrees and not (witness.own and authors.score >= 0.5):
        return Relation.OTHER
    if witness.own:
        return Relation.SAME
    return Relation.SAME if year.agrees and _shares_a_part(title.claimed, title.found) else Relation.OTHER


def _shares_a_part(one: str, other: str) -> bool:
    """Whether a whole part of one title is a whole part of the other."""
    return not title_parts(one).isdisjoint(title_parts(other))


def title_parts(title: str) -> set[str]:
    """The keys of what stands between a title's colons and the like, where that is long enough to tell it from others."""
    parts = {title_key(part) for part in _PARTS.split(title) if len(words(part)) >= _STRETCH_WORDS}
    return {part for part in parts if len(part) >= _STRETCH_LETTERS}


def _kinds_fit(claim: Claim, witness: Witness) -> bool:
    """A review is not the book that it reviews, nor proceedings a paper in them."""
    kind = str(witness.facts.get("type", ""))
    if kind == "review" or _REVIEW.match(str(witness.facts.get("title", ""))):
        return bool(_REVIEW.match(claim.title))
    if claim.kind == "book":
        return kind in ("book", "other", "")
    return kind != "book" or claim.kind not in ("article", "inproceedings", "preprint")


def _both_or_neither_remark(title: Comparison) -> bool:
    """An erratum is not the paper that it corrects, nor a comment on it, nor its supplement."""
    return bool(_REMARK.search(title.claimed)) == bool(_REMARK.search(title.found))


def _other_form(claim: Claim, witness: Witness, title: Comparison, authors: Comparison, year: Comparison) -> bool:
    """A thesis, a report, a program or a chapter beside a paper of its name: what differs is no fault of the citation."""
    if witness.own or not (title.differs or authors.differs or year.differs):
        return False
    kind = str(witness.facts.get("type", ""))
    if claim.kind in _OTHER_FORMS:
        return kind in _PAPERS
    return (claim.kind == "chapter" and kind == "article") or (claim.kind in _PAPERS and kind in _OTHER_FORMS)


def _other_version(claim: Claim, witness: Witness, year: Comparison, venue: Comparison) -> bool:
    """A journal article of a conference paper and the like: another venue of another kind, with another year."""
    if witness.own or not venue.differs or year.agrees:
        return False
    ours, theirs = parse_venue(claim.venue), parse_venue(venue.found)
    return ours.venue is not None and theirs.venue is not None and _form(ours) != _form(theirs)


def _form(claim: VenueClaim) -> str:
    return claim.kind if claim.kind in ("journal", "workshop") else "conference"
