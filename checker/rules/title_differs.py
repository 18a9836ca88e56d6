"""The title in the entry is not the title of the work: cut short, altered, or another work's.

Why it matters
--------------
A title is what people and machines search for; with a wrong one the work is not found, or another one is.

What to do
----------
Copy the title from the page of the work. Where the entry means another work, its identifier is wrong: see W009.

Fix safety
----------
Unsafe: the record may be of another version with another title. Braces stay around the words and groups that both titles have;
new words with capitals of their own get none.
"""

from collections.abc import Iterator

from checker.core.examples import work_answer, work_entry
from checker.core.finding import Change, Finding, Fix, Severity
from checker.core.reference import Reference
from checker.core.rule import WORKS, Example, Rule
from checker.core.seen import Seen
from checker.core.works import Assessment, judged
from checker.core.works_tell import contradicted, quoted, recorded_by, rewritable, unsafe


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """A title that the record of the work contradicts."""
    assessment = judged(reference, seen)
    wrong = assessment.contradiction("title")
    if wrong is None or assessment.match is None:
        return
    said, true, detail = wrong.comparison.claimed, wrong.comparison.found, wrong.comparison.detail
    by = recorded_by(assessment.match) + (f": {detail}" if detail else "")
    message = f"the title is {quoted(true)}, not {quoted(said)}, according to {by}"
    yield contradicted(
        "W003",
        reference,
        assessment,
        wrong,
        ("title",),
        message,
        "Copy the title of the record.",
        _fix(reference, assessment, true),
    )


def _fix(reference: Reference, assessment: Assessment, title: str) -> Fix | None:
    if not assessment.anchored or not rewritable(reference.first("title")) or reference.value("subtitle"):
        return None
    return unsafe("write the title of the record", Change("title", title))


RULE = Rule(
    id="W003",
    name="title-differs",
    severity=Severity.ERROR,
    finds="a title that is cut short, altered, or another work's",
    explanation=__doc__ or "",
    hears=WORKS,
    check=check,
    examples=(
        Example(
            "A title cut short",
            work_entry(title="Pooling Larger Pools", doi="10.1000/pool"),
            (work_answer("doi:10.1000/pool", title="Pooling Larger Pools: Water Together"),),
            (
                "the title is “Pooling Larger Pools: Water Together”, not “Pooling Larger Pools”, "
                "according to Crossref (10.1000/pool): “Water Together” is left out",
            ),
            fixed=work_entry(title="Pooling Larger Pools: Water Together", doi="10.1000/pool"),
        ),
        Example(
            "Capitals, braces and hyphens make no other title",
            work_entry(title="Pooling Larger-Pools of {W}ater Together", doi="10.1000/pool"),
            (work_answer("doi:10.1000/pool"),),
        ),
    ),
)
