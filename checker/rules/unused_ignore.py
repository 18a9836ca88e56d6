"""An ignore matches no finding of this run.

Why it matters
--------------
What it set aside was mended, or the ignore never meant what its author thought: it names no such rule, gives no reason, or
is not written as refwatch reads it. Left in place it hides the next fault of the same kind, or seems to.

What to do
----------
Delete the ignore. If it should have matched, compare its rule, subject and key with those that the report shows.

Fix safety
----------
There is no fix: an ignore is deleted by whoever knows why it was written.
"""

from collections.abc import Iterator

from checker.core.finding import Finding, Severity
from checker.core.ignores import not_understood, unused
from checker.core.reference import Reference
from checker.core.rule import Example, Rule
from checker.core.seen import Seen


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """One finding an ignore, at the ignore's own place."""
    for each in unused(seen):
        yield Finding(
            rule="N004",
            key=None,
            place=each.place,
            message=f"the ignore of {each.meant} matches nothing ({each.reason})",
            claimed=each.meant,
            hint="Delete it, or correct what it names.",
        )
    for problem in not_understood(seen):
        message = f"{problem.message}, and so it sets nothing aside"
        yield Finding(rule="N004", key=None, place=problem.place, message=message, hint=problem.hint)


RULE = Rule(
    id="N004",
    name="unused-ignore",
    severity=Severity.INFO,
    finds="an ignore that matches nothing",
    explanation=__doc__ or "",
    check=check,
    examples=(
        Example(
            "Nothing is wrong with the link any more",
            "tools:\n  - id: vllm # refwatch: ignore dead-link – the new site is being built\n    name: vLLM\n",
            messages=("the ignore of dead-link matches nothing (the new site is being built)",),
            path="tools.yaml",
        ),
        Example(
            "An ignore without a reason",
            "tools:\n  - id: vllm # refwatch: ignore dead-link\n    name: vLLM\n",
            messages=("this ignore gives no reason, and so it sets nothing aside",),
            path="tools.yaml",
        ),
        Example("A catalogue without ignores", "tools:\n  - id: vllm\n    name: vLLM\n", path="tools.yaml"),
    ),
    whole=True,
    tags={"after": "ignores"},
)
