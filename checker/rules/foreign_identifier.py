"""An identifier in the entry leads to a different work than the one that the entry describes.

Why it matters
--------------
The identifier is what software follows: readers, indexes and citation counts all end up at the wrong work. Whole invented
references carry real
identifiers of something else.

What to do
----------
Open the identifier. If it is the work that you mean, correct the rest of the entry; if not, replace or remove the identifier.

Fix safety
----------
There is no fix: which of the two is right only a person can say.
"""

from collections.abc import Iterator
from typing import Any

from checker.core.answer import Outcome
from checker.core.examples import work_answer, work_entry
from checker.core.finding import Finding, Severity
from checker.core.reference import Reference
from checker.core.rule import WORKS, Example, Rule
from checker.core.seen import Seen
from checker.core.subjects import subjects
from checker.core.works import judged
from checker.core.works_foreign import Foreign
from checker.core.works_tell import quoted, source_name

_OTHER: dict[str, Any] = {"title": "On the Fate of Frogs", "authors": ["Bach, Otto"], "venue": "Journal of Frogs"}


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Identifiers that two witnesses say lead elsewhere."""
    assessment = judged(reference, seen)
    if assessment.attestation:
        return
    for each in assessment.foreign:
        yield _finding(reference, each, assessment.claim.title)


def _finding(reference: Reference, wrong: Foreign, title: str) -> Finding:
    subject = next((each for each in subjects(reference) if each.name == wrong.name), None)
    sources = " and ".join(sorted({source_name(answer.source) for answer in wrong.because}))
    people = f" by {', '.join(wrong.authors[:3])}" if wrong.authors else ""
    return Finding(
        "W009",
        reference.key,
        subject.place if subject and subject.place else reference.key_place,
        f"{wrong.name} leads to {quoted(wrong.title)}{people}, not to {quoted(title)}, according to {sources}",
        field=subject.field if subject else None,
        subject=wrong.name,
        claimed=title,
        found=wrong.title,
        hint="Open the identifier, and correct it or the entry.",
        because=wrong.because,
    )


RULE = Rule(
    id="W009",
    name="foreign-identifier",
    severity=Severity.ERROR,
    finds="a DOI, arXiv id or address that leads to a different work",
    explanation=__doc__ or "",
    hears=WORKS,
    check=check,
    examples=(
        Example(
            "A DOI of another paper, confirmed by a second source",
            work_entry(doi="10.1000/frog"),
            tuple(work_answer("doi:10.1000/frog", source, **_OTHER) for source in ("crossref", "openalex")),
            (
                "doi:10.1000/frog leads to “On the Fate of Frogs” by Bach, Otto, not to “Pooling Larger Pools of "
                "Water Together”, according to Crossref and OpenAlex",
            ),
        ),
        Example(
            "One source alone does not accuse an identifier: indexes have wrong titles for right DOIs",
            work_entry(doi="10.1000/frog"),
            (work_answer("doi:10.1000/frog", "openalex", Outcome.FOUND, **_OTHER),),
        ),
    ),
)
