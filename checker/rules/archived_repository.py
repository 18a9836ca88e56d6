"""The repository is archived, or its own README says that the project is deprecated or no longer maintained.

Why it matters
--------------
An archived project gets no repairs: it breaks with the next release of what it depends on, and its security holes stay open.
A catalogue that still lists it as active sends readers into a dead end that its makers themselves have marked.

What to do
----------
Give the entry its true state and name the successor (`status: {state: archived, successor: [other-tool]}`), or list the
successor in its place. An entry that says so itself is not reported. The code of a paper is a record of what was done: there
only the forge's own flag is reported, as a remark.

Fix safety
----------
The fix writes the new state into the entry's own field for it, where there is one. It is safe where the forge's flag says
archived; where only the README says so, it is unsafe, because a sentence can be misread.
"""

from collections.abc import Iterator
from dataclasses import replace

from checker.core.ends import (
    ENDED,
    RESTING,
    End,
    claimed_state,
    claimed_successors,
    claims,
    end_of_repository,
    own_repositories,
    shown_successor,
    successor_end,
    successor_name,
)
from checker.core.examples import readme_answer, repository_answer, tool
from checker.core.finding import Change, Finding, Fix, Safety, Severity
from checker.core.known import finding
from checker.core.reference import Kind, Reference
from checker.core.repositories import Described
from checker.core.rule import REPOSITORIES, Example, Rule
from checker.core.seen import Seen


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Ended repositories that the entry does not call so, and successors that have ended themselves."""
    if claims(reference, ENDED):
        yield from _rotten_successors(reference, seen)
        return
    for known in own_repositories(reference, seen):
        end = end_of_repository(known, seen)
        if end and not _expected(reference, known, end):
            yield _ended(reference, known, end, seen)


def _expected(reference: Reference, known: Described, end: End) -> bool:
    """What the entry says itself, and what a README says of a paper's code."""
    if end.how != "archived" and _is_record(reference, known):
        return True
    return end.mark == "maintenance mode" and claims(reference, RESTING)


def _is_record(reference: Reference, known: Described) -> bool:
    """Whether it is the code of a paper: it shows what was done once, and nobody is told to use it."""
    return reference.kind is Kind.PAPER and known.subject.field not in ("url", "howpublished", "note")


def _ended(reference: Reference, known: Described, end: End, seen: Seen) -> Finding:
    state = claimed_state(reference)
    claimed = state.value.strip() if state else None
    successors = claimed_successors(reference)
    if successors:
        end = End(end.how, end.words, end.because, successors[0].value.strip(), "the catalogue", end.mark)
    opening = f"{reference.key} is listed as {claimed}, but " if claimed else ""
    found = finding(
        "R001",
        reference,
        known,
        f"{opening}{known.full_name} {end.words}{shown_successor(end, seen)}",
        claimed=claimed,
        found=end.words,
        hint=_hint(end, seen),
        fix=_fix(reference, end),
        because=end.because,
    )
    weak = _is_record(reference, known) or (end.mark == "maintenance mode" and end.how != "archived")
    return replace(found, severity=Severity.INFO) if weak else found


def _hint(end: End, seen: Seen) -> str:
    if end.successor and not successor_end(end.successor, seen):
        return f"Give the entry its true state, and name {successor_name(end.successor, seen)} as the successor."
    return "Give the entry its true state, and name what to use instead."


def _fix(reference: Reference, end: End) -> Fix | None:
    state = claimed_state(reference)
    if state is None or reference.kind is Kind.PAPER:
        return None
    word = "archived" if end.how == "archived" else "maintenance" if end.mark == "maintenance mode" else "deprecated"
    safety = Safety.SAFE if end.how == "archived" else Safety.UNSAFE
    return Fix(f"write {word} as its state", safety, (Change(state.name, word, state.place),))


def _rotten_successors(reference: Reference, seen: Seen) -> Iterator[Finding]:
    for each in claimed_successors(reference):
        name = each.value.strip()
        end = successor_end(name, seen)
        if end:
            yield Finding(
                "R001",
                reference.key,
                each.place,
                f"{reference.key} names {successor_name(name, seen)} as its successor, which itself {end.words}",
                field=each.name,
                subject=name,
                claimed=name,
                found=end.words,
                hint="Name a successor that is alive.",
                because=end.because,
            )


_REPO = "github.com/casper-hansen/AutoAWQ"
_NAMED = "https://github.com/vllm-project/llm-compressor"

RULE = Rule(
    id="R001",
    name="archived-repository",
    severity=Severity.WARNING,
    finds="a repository that its forge or its README calls archived, deprecated or unmaintained",
    explanation=__doc__ or "",
    hears=REPOSITORIES,
    check=check,
    examples=(
        Example(
            "Listed as active, archived by its owner",
            tool("https://github.com/casper-hansen/AutoAWQ", "status: {state: active}", key="autoawq"),
            (
                repository_answer(_REPO, archived=True, archived_at="2025-05-11T20:00:00Z"),
                readme_answer(_REPO, "AutoAWQ is officially deprecated and will no longer be maintained.", successor=_NAMED),
            ),
            (
                "autoawq is listed as active, but casper-hansen/AutoAWQ was archived on 2025-05-11; "
                "its README sends its users to https://github.com/vllm-project/llm-compressor",
            ),
            "tools.yaml",
            tool("https://github.com/casper-hansen/AutoAWQ", "status: {state: archived}", key="autoawq"),
        ),
        Example(
            "Not archived, and its README sends everybody elsewhere",
            tool("https://github.com/tensorflow/tensor2tensor"),
            (
                repository_answer("github.com/tensorflow/tensor2tensor"),
                readme_answer(
                    "github.com/tensorflow/tensor2tensor", "It is now deprecated.", successor="https://github.com/google/trax"
                ),
            ),
            (
                "tensorflow/tensor2tensor says in its README: “It is now deprecated.”; "
                "its README sends its users to https://github.com/google/trax",
            ),
            "tools.yaml",
        ),
        Example(
            "An entry that says so itself is right",
            tool("https://github.com/casper-hansen/AutoAWQ", "status: {state: archived}"),
            (repository_answer(_REPO, archived=True, archived_at="2025-05-11T20:00:00Z"),),
            path="tools.yaml",
        ),
    ),
)
