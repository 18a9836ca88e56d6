"""The sources that should know this work answered, and none of them does: it may not exist.

Why it matters
--------------
References are invented by language models and copied on by people. They look right, and nobody can look them up.

What to do
----------
Find the work by hand: its page, the proceedings, the authors' lists. If it exists, add an identifier, and `refwatch attest`
that you checked it. If it
does not, remove the entry and whatever was said on its strength.

Fix safety
----------
There is no fix.
"""

from collections.abc import Iterator

from checker.core.answer import Outcome
from checker.core.examples import work_answer, work_entry
from checker.core.finding import Finding, Severity
from checker.core.reference import Reference
from checker.core.rule import WORKS, Example, Rule
from checker.core.seen import Seen
from checker.core.works import judged
from checker.core.works_tell import about_work, quoted, source_name

_SEARCH = "search:poolinglargerpoolsofwatertogether|tarn|2024"


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """A work that enough sources looked for in vain."""
    assessment = judged(reference, seen)
    gone = assessment.absence
    if gone is None or not gone.certain or assessment.attestation or assessment.match:
        return
    sources = sorted({source_name(answer.source) for answer in gone.denials})
    volume = f", where {gone.volume} lies whole" if gone.volume else ""
    claimed = assessment.claim
    work = f"{quoted(claimed.title)} by {claimed.authors.text} ({claimed.year})"
    message = f"no such work is known as {work}: {' and '.join(sources)} looked in vain{volume}"
    hint = "Look for it by hand; attest it if it exists, remove it if it does not."
    yield about_work("W008", reference, message, hint, gone.denials, claimed=claimed.title, found="nothing")


RULE = Rule(
    id="W008",
    name="unknown-work",
    severity=Severity.ERROR,
    finds="a work that the sources do not know, though they answered and should",
    explanation=__doc__ or "",
    hears=WORKS,
    check=check,
    examples=(
        Example(
            "Two broad sources looked in vain",
            work_entry(booktitle="ICML"),
            tuple(work_answer(_SEARCH, source, Outcome.MISSING) for source in ("crossref", "openalex")),
            (
                "no such work is known as “Pooling Larger Pools of Water Together” by Lea Tarn (2024): "
                "Crossref and OpenAlex looked in vain",
            ),
        ),
        Example(
            "One of the sources that matter could not be asked",
            work_entry(booktitle="ICML"),
            (
                *(work_answer(_SEARCH, source, Outcome.MISSING) for source in ("crossref", "openalex")),
                work_answer(_SEARCH, "semantic_scholar", Outcome.REFUSED),
            ),
        ),
    ),
)
