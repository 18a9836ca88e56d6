"""The work was published elsewhere than the entry says.

Why it matters
--------------
Readers look for the paper in the wrong proceedings, and the wrong venue lends or denies it a standing. A preprint that is given
out as a conference paper is the commonest case.

What to do
----------
Compare the entry with the record that the finding names, and write the venue where the work appeared.

Fix safety
----------
Unsafe: the record may be of another version of the work, and only the venue is rewritten; look at year, volume and pages as well.
"""

from collections.abc import Iterator

from checker.core.bibfields import VENUE_FIELDS
from checker.core.examples import work_answer, work_entry
from checker.core.finding import Change, Finding, Fix, Severity
from checker.core.reference import Reference
from checker.core.rule import WORKS, Example, Rule
from checker.core.seen import Seen
from checker.core.works import Assessment, judged
from checker.core.works_tell import contradicted, quoted, recorded_by, rewritable, source_name, unsafe, venue_field
from checker.core.works_unpublished import Unpublished


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """A venue that the record of the work contradicts, or of which nobody who knows the work has heard."""
    assessment = judged(reference, seen)
    if assessment.unpublished and not assessment.attestation:
        yield _unpublished(reference, assessment, assessment.unpublished)
    wrong = assessment.contradiction("venue")
    if wrong is None or assessment.match is None:
        return
    said, true = wrong.comparison.claimed, wrong.comparison.found
    message = f"the work appeared in {quoted(true)}, not in {quoted(said)}, according to {recorded_by(assessment.match)}"
    yield contradicted(
        "W002",
        reference,
        assessment,
        wrong,
        VENUE_FIELDS,
        message,
        "Write the venue of the record.",
        _fix(reference, assessment, true),
    )


def _unpublished(reference: Reference, assessment: Assessment, known: Unpublished) -> Finding:
    """A venue of which no source knows; a warning where it may be too new, or one that sources do not cover."""
    field = reference.first(*VENUE_FIELDS)
    said = assessment.claim.venue
    sources = sorted({source_name(answer.source) for answer in known.because})
    message = f"the work is known as a preprint alone ({known.preprint}), not from {quoted(said)}, to {' and '.join(sources)}"
    return Finding(
        "W002",
        reference.key,
        field.place if field and not field.inherited else reference.key_place,
        message,
        field=field.name if field else None,
        subject=known.preprint,
        claimed=said,
        found="a preprint",
        hint="Cite the preprint, or add the DOI or address under which the work was published.",
        because=known.because,
        severity=None if known.certain else Severity.ERROR.milder,
    )


def _fix(reference: Reference, assessment: Assessment, venue: str) -> Fix | None:
    """Only where the entry has the very field that a work of the record's type has."""
    name = venue_field(assessment.record or {})
    field = reference.first(name) if name else None
    if not assessment.anchored or field is None or not rewritable(field):
        return None
    return unsafe(f"write {venue}", Change(field.name, venue))


RULE = Rule(
    id="W002",
    name="venue-differs",
    severity=Severity.ERROR,
    finds="a venue where the work was not published",
    explanation=__doc__ or "",
    hears=WORKS,
    check=check,
    examples=(
        Example(
            "A paper of one conference cited as one of another",
            work_entry(booktitle="ICML", doi="10.1000/pool"),
            (work_answer("doi:10.1000/pool", venue="AAAI"),),
            ("the work appeared in “AAAI”, not in “ICML”, according to Crossref (10.1000/pool)",),
            fixed=work_entry(booktitle="AAAI", doi="10.1000/pool"),
        ),
        Example(
            "A preprint cited as a paper of a conference that never had it",
            work_entry(booktitle="ICML", year="2023", eprint="2301.00001", archiveprefix="arXiv"),
            tuple(
                work_answer("arxiv:2301.00001", source, type="preprint", venue="arXiv", year=2023, arxiv="2301.00001", doi="")
                for source in ("arxiv", "openalex", "semantic_scholar")
            ),
            (
                "the work is known as a preprint alone (arxiv:2301.00001), not from “ICML”, "
                "to OpenAlex and Semantic Scholar and arXiv",
            ),
        ),
        Example(
            "The same venue under its full name",
            work_entry(booktitle="ICML", doi="10.1000/pool"),
            (work_answer("doi:10.1000/pool", venue="Proceedings of the 41st International Conference on Machine Learning"),),
        ),
    ),
)
