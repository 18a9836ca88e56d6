"""The entry cites a preprint that has been published since.

Why it matters
--------------
The published version was reviewed and may say something else; and whoever counts citations counts the two apart.

What to do
----------
Cite the published version, unless the preprint itself is meant.

Fix safety
----------
Unsafe: it turns the entry into one of the published work, from one source's record, whole. The key stays, and so do all fields
that the record says
nothing of, the preprint's identifier among them. The two versions may differ in what you cite them for.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from checker.core.examples import preprint_answer, preprint_entry, work_answer
from checker.core.finding import Change, Finding, Fix, Severity
from checker.core.reference import Reference
from checker.core.rule import WORKS, Example, Rule
from checker.core.seen import Seen
from checker.core.works import judged
from checker.core.works_match import Match
from checker.core.works_tell import LEAD, about_work, quoted, recorded_by, rewritable, unsafe, venue_field, written_authors

_COPIED = ("year", "volume", "number", "pages", "publisher", "doi")


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """A preprint with a published record."""
    assessment = judged(reference, seen)
    match = assessment.published
    if match is None or assessment.attestation or assessment.foreign:
        return
    facts = match.witness.facts
    where = f"{quoted(str(facts['venue']))}, {facts.get('year', 'year unknown')}"
    message = f"cited as a preprint, published since: {where}, according to {recorded_by(match)}"
    yield about_work(
        "W005",
        reference,
        message if match.anchored else message + LEAD,
        "Cite the published version.",
        (match.witness.answer,),
        None if match.anchored else Severity.INFO,
        claimed="preprint",
        found=str(facts["venue"]),
        fix=_fix(reference, match),
    )


def _fix(reference: Reference, match: Match) -> Fix | None:
    """The record, written into the entry."""
    facts = match.witness.facts
    venue = venue_field(facts)
    if venue is None or not match.anchored:
        return None
    wanted: dict[str, str | None] = {venue: str(facts["venue"])}
    wanted |= {name: str(facts[name]) for name in _COPIED if facts.get(name)}
    wanted |= _changed_texts(match)
    wanted |= dict.fromkeys(_gone(reference, venue, facts))
    changes = [Change(name, value) for name, value in wanted.items() if reference.value(name) != (value or "")]
    if not all(rewritable(field) for change in changes if (field := reference.first(change.field))):
        return None
    kind = str(facts["type"])
    changed_type = [Change("@type", kind)] if kind in ("article", "inproceedings") and reference.type != kind else []
    return unsafe("cite the published version", *changed_type, *changes)


def _changed_texts(match: Match) -> Mapping[str, str]:
    """Title and authors only where the published ones differ: otherwise the user's own spelling stays."""
    found: dict[str, str] = {}
    if not match.title.agrees:
        found["title"] = match.title.found
    authors = written_authors(match.witness.facts)
    if match.authors.differs and authors:
        found["author"] = authors
    return found


def _gone(reference: Reference, venue: str, facts: Mapping[str, Any]) -> Iterator[str]:
    """Where the preprint's own place stood: a server as the journal, a number of the preprint as its volume or pages."""
    for name in ("journal", "booktitle", "howpublished", "volume", "number", "pages", "publisher"):
        if name != venue and not facts.get(name) and reference.first(name):
            yield name


RULE = Rule(
    id="W005",
    name="published-preprint",
    severity=Severity.WARNING,
    finds="a preprint that has been published since",
    explanation=__doc__ or "",
    hears=WORKS,
    check=check,
    examples=(
        Example(
            "An arXiv preprint that became a conference paper",
            preprint_entry(),
            (
                preprint_answer(
                    published_doi="10.1000/pool",
                ),
                work_answer("doi:10.1000/pool", venue="ICLR", year=2024),
            ),
            ("cited as a preprint, published since: “ICLR”, 2024, according to Crossref (10.1000/pool)",),
            fixed="@inproceedings{tarn,\n  title = {Pooling Larger Pools of Water Together},\n  author = {Tarn, Lea},\n"
            "  booktitle = {ICLR},\n  year = {2024},\n  doi = {10.1000/pool},\n}\n",
        ),
        Example(
            "A preprint that is only a preprint",
            preprint_entry(),
            (preprint_answer(),),
        ),
    ),
)
