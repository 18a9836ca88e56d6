"""The authors in the entry are not the authors of the work: one is wrong, missing, added or out of order.

Why it matters
--------------
Credit goes to the wrong people; and an invented list of authors is the commonest sign of an invented reference.

What to do
----------
Copy the list from the page of the work, complete and in order, or end a beginning of it with ``and others``, which is a false
statement where the work has a single author.

Fix safety
----------
Unsafe: the record's spelling of a name may not be the person's own.
"""

from collections.abc import Iterator

from checker.core.examples import work_answer, work_entry
from checker.core.finding import Change, Finding, Fix, Severity
from checker.core.reference import Reference
from checker.core.rule import WORKS, Example, Rule
from checker.core.seen import Seen
from checker.core.works import Assessment, judged
from checker.core.works_tell import contradicted, recorded_by, rewritable, unsafe, written_authors


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """A list of authors that the record of the work contradicts."""
    assessment = judged(reference, seen)
    wrong = assessment.contradiction("author")
    if wrong is None or assessment.match is None:
        return
    said, true, detail = wrong.comparison.claimed, wrong.comparison.found, wrong.comparison.detail
    message = f"the authors are {true}, not {said}, according to {recorded_by(assessment.match)}{': ' + detail if detail else ''}"
    yield contradicted(
        "W004",
        reference,
        assessment,
        wrong,
        ("author", "editor"),
        message,
        "Copy the authors of the record.",
        _fix(reference, assessment),
    )


def _fix(reference: Reference, assessment: Assessment) -> Fix | None:
    names = written_authors(assessment.record or {})
    if not assessment.anchored or names is None or not rewritable(reference.first("author")):
        return None
    return unsafe("write the authors of the record", Change("author", names))


RULE = Rule(
    id="W004",
    name="authors-differ",
    severity=Severity.ERROR,
    finds="an author who is wrong, missing, added or out of order",
    explanation=__doc__ or "",
    hears=WORKS,
    check=check,
    examples=(
        Example(
            "“et al.” for a single author",
            work_entry(author="Tarn, Lea and others", doi="10.1000/pool"),
            (work_answer("doi:10.1000/pool"),),
            (
                "the authors are Lea Tarn, not Lea Tarn, others, according to Crossref (10.1000/pool): "
                "the work has a single author",
            ),
            fixed=work_entry(author="Tarn, Lea", doi="10.1000/pool"),
        ),
        Example(
            "Initials are the same person",
            work_entry(author="L. Tarn", doi="10.1000/pool"),
            (work_answer("doi:10.1000/pool"),),
        ),
    ),
)
