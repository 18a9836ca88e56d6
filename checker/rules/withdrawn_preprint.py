"""The cited preprint was withdrawn from its server.

Why it matters
--------------
Authors withdraw a preprint because it is wrong, or because it should not have been there; what remains is a page without a text.

What to do
----------
Read why it was withdrawn. Cite what took its place, or nothing.

Fix safety
----------
There is no fix: what to cite instead is a question for a person.
"""

from collections.abc import Iterator

from checker.core.examples import preprint_answer, preprint_entry
from checker.core.finding import Finding, Severity
from checker.core.reference import Reference
from checker.core.rule import WORKS, Example, Rule
from checker.core.seen import Seen
from checker.core.works import judged
from checker.core.works_tell import about_work, quoted, source_name

_KINDS = frozenset({"withdrawal", "retraction", "removal"})


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """A withdrawn preprint, where the preprint is what is cited."""
    assessment = judged(reference, seen)
    event = next((each for each in assessment.events if each.preprint and each.kind in _KINDS), None)
    if event is None or assessment.claim.retracted:
        return
    title = assessment.claim.title
    by = source_name(event.because[0].source)
    why = f": {event.why}" if event.why else ""
    message = f"the preprint {quoted(title)} was withdrawn, according to {by}{why}"
    severity = None if event.anchored else Severity.WARNING
    yield about_work(
        "W007", reference, message, "Read why before citing it.", event.because, severity, claimed=title, found="withdrawn"
    )


RULE = Rule(
    id="W007",
    name="withdrawn-preprint",
    severity=Severity.ERROR,
    finds="a preprint that was withdrawn from its server",
    explanation=__doc__ or "",
    hears=WORKS,
    check=check,
    examples=(
        Example(
            "Withdrawn by its authors",
            preprint_entry(),
            (
                preprint_answer(
                    withdrawn="This paper has been withdrawn due to an error in Theorem 2",
                ),
            ),
            (
                "the preprint “Pooling Larger Pools of Water Together” was withdrawn, according to arXiv: "
                "This paper has been withdrawn due to an error in Theorem 2",
            ),
        ),
        Example(
            "A preprint that stands",
            preprint_entry(),
            (preprint_answer(),),
        ),
    ),
)
