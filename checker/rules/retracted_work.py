"""The cited work was retracted, withdrawn or removed by its publisher.

Why it matters
--------------
A retracted result must not be built upon. Readers who follow the citation should learn of the retraction here, not by chance.

What to do
----------
Read the notice. Cite something else, or keep the entry, say in its title or note that the work is retracted, and ignore the
finding with a reason.
An expression of concern is a warning: the publisher doubts the work and has not decided.

Fix safety
----------
There is no fix: what to cite instead is a question for a person.
"""

from collections.abc import Iterator

from checker.core.examples import work_answer, work_entry
from checker.core.finding import Finding, Severity
from checker.core.reference import Reference
from checker.core.rule import WORKS, Example, Rule
from checker.core.seen import Seen
from checker.core.works import judged
from checker.core.works_events import Event
from checker.core.works_tell import about_work, quoted, source_name

_TOLD = {
    "retraction": Severity.ERROR,
    "withdrawal": Severity.ERROR,
    "removal": Severity.ERROR,
    "partial_retraction": Severity.WARNING,
    "expression_of_concern": Severity.WARNING,
}


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """What befell the published work; corrections are no fault of a citation."""
    assessment = judged(reference, seen)
    if assessment.claim.retracted:
        return
    for event in assessment.events:
        if event.kind in _TOLD and not event.preprint:
            yield _finding(reference, event, assessment.claim.title)
            return


def _finding(reference: Reference, event: Event, title: str) -> Finding:
    severity = _TOLD[event.kind] if event.anchored else _TOLD[event.kind].milder
    day = f" on {event.at}" if event.at else ""
    why = f": {event.why}" if event.why else ""
    notice = f" (notice {event.notice})" if event.notice else ""
    sources = ", ".join(sorted({source_name(answer.source) for answer in event.because}))
    message = f"{quoted(title)} was {_PAST.get(event.kind, event.words)}{day}{notice}, according to {sources}{why}"
    hint = (
        f"Read https://doi.org/{event.notice} before citing it."
        if event.notice
        else "Look at the publisher's page before citing it."
    )
    return about_work("W006", reference, message, hint, event.because, severity, claimed=title, found=event.words)


_PAST = {"expression_of_concern": "put under an expression of concern"}

RULE = Rule(
    id="W006",
    name="retracted-work",
    severity=Severity.ERROR,
    finds="a work that was retracted, withdrawn or removed by its publisher, or put under an expression of concern",
    explanation=__doc__ or "",
    hears=WORKS,
    check=check,
    examples=(
        Example(
            "A retraction, with its notice",
            work_entry(doi="10.1000/pool"),
            (work_answer("doi:10.1000/pool", updates=[{"type": "retraction", "doi": "10.1000/notice", "at": "2025-02-06"}]),),
            (
                "“Pooling Larger Pools of Water Together” was retracted on 2025-02-06 (notice 10.1000/notice), "
                "according to Crossref",
            ),
        ),
        Example(
            "A correction is not a retraction",
            work_entry(doi="10.1000/pool"),
            (work_answer("doi:10.1000/pool", updates=[{"type": "correction", "doi": "10.1000/notice", "at": "2025-02-06"}]),),
        ),
    ),
)
