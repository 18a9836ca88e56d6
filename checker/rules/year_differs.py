"""The year in the entry is not the year in which the work was published.

Why it matters
--------------
A wrong year sends readers to the wrong volume, and hides which of two papers came first. Most often it is the year of the
preprint
beside the venue of the published paper.

What to do
----------
Compare the entry with the record that the finding names. Write the year of the volume where the work appeared; where the
preprint is
meant, cite the preprint and name no venue.

Fix safety
----------
Unsafe: the record may be of another version of the work, and the entry may mean that one.
"""

from collections.abc import Iterator

from checker.core.examples import work_answer, work_entry
from checker.core.finding import Change, Finding, Fix, Severity
from checker.core.reference import Reference
from checker.core.rule import WORKS, Example, Rule
from checker.core.seen import Seen
from checker.core.works import Assessment, judged
from checker.core.works_tell import contradicted, recorded_by, rewritable, unsafe


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """A year that the record of the work contradicts."""
    assessment = judged(reference, seen)
    wrong = assessment.contradiction("year")
    if wrong is None or assessment.match is None:
        return
    said, true = wrong.comparison.claimed, wrong.comparison.found
    message = f"the year is {true}, not {said}, according to {recorded_by(assessment.match)}{_why(wrong.comparison.kind)}"
    hint = f"Write {true}, or cite the version of {said}."
    yield contradicted("W001", reference, assessment, wrong, ("year", "date"), message, hint, _fix(reference, assessment, true))


def _why(kind: str) -> str:
    return "; the entry has the year of the preprint" if kind == "preprint-year" else ""


def _fix(reference: Reference, assessment: Assessment, year: str) -> Fix | None:
    field = reference.first("year")
    if not assessment.anchored or not year.isdecimal() or field is None or not rewritable(field):
        return None
    return unsafe(f"write {year}", Change("year", year))


RULE = Rule(
    id="W001",
    name="year-differs",
    severity=Severity.ERROR,
    finds="a year in which the work was not published",
    explanation=__doc__ or "",
    hears=WORKS,
    check=check,
    examples=(
        Example(
            "The year of the preprint beside the venue of the paper",
            work_entry(year="2023", booktitle="ICLR", doi="10.1000/pool"),
            (work_answer("doi:10.1000/pool", venue="ICLR", year=2024),),
            ("the year is 2024, not 2023, according to Crossref (10.1000/pool)",),
            fixed=work_entry(year="2024", booktitle="ICLR", doi="10.1000/pool"),
        ),
        Example(
            "One search hit alone is a lead, and nothing is rewritten",
            work_entry(year="2023", booktitle="ICLR"),
            (work_answer("search:poolinglargerpoolsofwatertogether|tarn|2023", venue="ICLR", year=2024),),
            ("the year is 2024, not 2023, according to Crossref (10.1000/pool); one search hit alone says so",),
        ),
        Example(
            "The year of the record",
            work_entry(year="2024", booktitle="ICLR", doi="10.1000/pool"),
            (work_answer("doi:10.1000/pool", venue="ICLR", year=2024),),
        ),
    ),
)
