"""A source could not be asked, and what it would have said is unknown.

Why it matters
--------------
Silence is not consent: without this line, a run in which a service was down would look like a run in which all was
well.

What to do
----------
Usually nothing: the next run asks again. Where the service wants a token or a contact, give it one; the message says
so.

Fix safety
----------
There is no fix: nothing in the files is wrong.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from checker.core.answer import Answer, Outcome, Topic
from checker.core.examples import entry
from checker.core.finding import Finding, Severity
from checker.core.network import cut_off
from checker.core.reference import Reference
from checker.core.rule import Example, Rule
from checker.core.seen import Seen

_CORRECT = "Correct GITHUB_TOKEN, or unset it."
_SET = "Set GITHUB_TOKEN; without one GitHub answers 60 questions an hour."
_HINTS = {
    "gitlab": "Set GITLAB_TOKEN, or run again later.",
    "openalex": "Set OPENALEX_API_KEY; without one OpenAlex answers a few questions a day.",
    "semantic_scholar": "Set SEMANTIC_SCHOLAR_API_KEY; without one all the world shares one limit.",
    "crossref": "Set REFWATCH_MAILTO to your address; Crossref answers those who can be reached sooner.",
}


def _answer(name: str, status: int) -> Answer:
    outcome = Outcome.FOUND if status == 200 else Outcome.REFUSED
    return Answer("pypi", Topic.PACKAGE, name, outcome, datetime.fromisoformat("2026-11-22T04:00:01+00:00"), status=status)


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Once for each source and reason, with how much of this run is unknown because of it; N002 says it once for all."""
    if cut_off(seen):
        return
    failed: defaultdict[tuple[str, str], list[Answer]] = defaultdict(list)
    asked: Counter[str] = Counter()
    for answer in _of_this_run(seen):
        source = str(answer.facts.get("instead_of", answer.source))
        asked[source] += 1
        if (
            answer.outcome in (Outcome.REFUSED, Outcome.UNREACHABLE)
            or answer.facts.get("failure") == "over-budget"
            or source != answer.source
        ):
            failed[source, _reason(answer)].append(answer)
    for (source, reason), answers in sorted(failed.items()):
        found = f"{len(answers)} of {asked[source]} questions without an answer"
        yield Finding(
            rule="N001",
            key=None,
            place=reference.place,
            message=f"{source} could not be asked ({reason}): what it knows of {_subjects(answers)} is unknown",
            subject=source,
            claimed=source,
            found=found,
            hint=_hint(source, answers[0]),
            because=tuple(answers[:3]),
        )


def _of_this_run(seen: Seen) -> Iterator[Answer]:
    """What services said since the run began. The web itself is no service: every page of it stands for itself."""
    return (answer for answer in seen.of_this_run() if answer.topic is not Topic.LINK)


def _reason(answer: Answer) -> str:
    """One reason for many subjects: the kind of failure or the status, never a sentence that names one subject."""
    limited, failure = answer.facts.get("limited"), answer.facts.get("failure")
    if limited == "token":
        return "it did not accept the token"
    if limited in ("primary", "spent"):
        return "its allowance of requests is used up"
    if isinstance(failure, str):
        return failure.replace("-", " ")
    if answer.status is not None and 200 <= answer.status < 300:
        return "a page came instead of data" if answer.outcome is Outcome.REFUSED else "what came was not what it promises"
    if answer.status is not None:
        return f"status {answer.status}"
    return answer.outcome.value


def _hint(source: str, answer: Answer) -> str:
    """The next step; a token helps against GitHub's allowance, and against nothing else that keeps it from answering."""
    limited, over_budget = answer.facts.get("limited"), answer.facts.get("failure") == "over-budget"
    if limited == "token":
        return _CORRECT
    if (source in ("github", "readme") and limited == "primary") or (source == "github" and over_budget):
        return _SET
    return _HINTS.get(source, "Run again later; what was answered is kept.")


def _subjects(answers: list[Answer]) -> str:
    names = sorted({answer.subject for answer in answers})
    listed = ", ".join(name if len(name) <= 80 else name[:79] + "…" for name in names[:3])
    return listed if len(names) <= 3 else f"{listed} and {len(names) - 3} more"


RULE = Rule(
    id="N001",
    name="source-unavailable",
    severity=Severity.INFO,
    finds="a source that could not be asked",
    explanation=__doc__ or "",
    check=check,
    examples=(
        Example(
            "A rate limit that was reached",
            entry("https://example.org/"),
            (_answer("pypi:vllm", 429), _answer("pypi:lmdeploy", 429)),
            ("pypi could not be asked (status 429): what it knows of pypi:lmdeploy, pypi:vllm is unknown",),
        ),
        Example(
            "A wall in front of a source",
            entry("https://example.org/"),
            (replace(_answer("pypi:vllm", 200), outcome=Outcome.REFUSED),),
            ("pypi could not be asked (a page came instead of data): what it knows of pypi:vllm is unknown",),
        ),
        Example(
            "A source that answered",
            entry("https://example.org/"),
            (_answer("pypi:vllm", 200),),
        ),
    ),
    whole=True,
)
