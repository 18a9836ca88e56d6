"""A guide recommends something that is archived, missing or dead.

Why it matters
--------------
A list may hold an archived tool and say so. A guide that tells readers to choose it does harm: it is followed by those who
know the least about what they choose.

What to do
----------
Recommend the successor, or take the recommendation out.

Fix safety
----------
The fix writes the successor's id in place of the ended tool's, where the catalogue names one that is alive and that the guide
does not recommend already. It is unsafe: whether a successor serves the same need is for a person to judge.
"""

from collections.abc import Iterator

from checker.core.ends import End, claimed_successors, end_of, entry_of, shown_successor, successor_end, successor_name
from checker.core.examples import repository_answer
from checker.core.finding import Change, Finding, Fix, Safety, Severity
from checker.core.reference import GUIDE, RESOURCE, Field, Kind, Reference
from checker.core.rule import Example, Rule
from checker.core.seen import Seen
from checker.core.subjects import field_of

_NOT_ADVICE = frozenset("mentions implements successor successors replaced_by avoid formerly".split())
"""Keys under which a guide names a tool without recommending it."""


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Each recommendation that leans on something that has ended."""
    if reference.kind is not GUIDE:
        return
    advice = [each for each in reference.mentions if field_of(each.name) not in _NOT_ADVICE]
    for mention in advice:
        for entry in seen.catalogue.same_key(mention.value.strip()):
            end = end_of(entry, seen) if entry.kind in (Kind.TOOL, RESOURCE) else None
            if end:
                yield _finding(reference, mention, advice, entry, end, seen)


def _finding(guide: Reference, mention: Field, advice: list[Field], entry: Reference, end: End, seen: Seen) -> Finding:
    title = guide.value("name") or guide.key or "a guide"
    alive = end.successor and not successor_end(end.successor, seen)
    instead = f"Recommend {successor_name(end.successor, seen)} instead." if alive else "Recommend something that is alive."
    return Finding(
        "R008",
        guide.key,
        mention.place,
        f"“{title}” recommends {entry.value('name') or entry.key}, which {end.words}{shown_successor(end, seen)}",
        field=mention.name,
        subject=entry.key,
        claimed=entry.key,
        found=end.words,
        hint=instead,
        because=end.because,
        fix=_fix(mention, advice, entry, end, seen),
    )


def _fix(mention: Field, advice: list[Field], entry: Reference, end: End, seen: Seen) -> Fix | None:
    """The first living successor that stands in the catalogue and not yet in the guide."""
    recommended = {each.value.strip().casefold() for each in advice}
    names = [each.value.strip() for each in claimed_successors(entry)] or [end.successor]
    for name in filter(None, names):
        successor = entry_of(name, seen)
        if successor and successor.key and successor.key.casefold() not in recommended and end_of(successor, seen) is None:
            return Fix(f"recommend {successor.key}", Safety.UNSAFE, (Change(mention.name, successor.key, mention.place),))
    return None


_TEXT = """\
tools:
  - id: auto-gptq
    name: AutoGPTQ
    repository: https://github.com/AutoGPTQ/AutoGPTQ
    status: {state: archived, successor: [gptqmodel]}
  - id: gptqmodel
    name: GPTQModel
    repository: https://github.com/ModelCloud/GPTQModel
guides:
  - id: int4
    name: INT4 on GPUs
    recommends: [auto-gptq]
"""
_ANSWERS = (
    repository_answer("github.com/AutoGPTQ/AutoGPTQ", archived=True, archived_at="2025-04-11T08:00:00Z"),
    repository_answer("github.com/ModelCloud/GPTQModel"),
)

RULE = Rule(
    id="R008",
    name="rotten-recommendation",
    severity=Severity.WARNING,
    finds="a guide that recommends something archived, missing or dead",
    explanation=__doc__ or "",
    check=check,
    examples=(
        Example(
            "A guide that leans on an archived tool",
            _TEXT,
            _ANSWERS,
            (
                "“INT4 on GPUs” recommends AutoGPTQ, which was archived on 2025-04-11; "
                "the catalogue names GPTQModel as its successor",
            ),
            "tools.yaml",
            _TEXT.replace("[auto-gptq]", "[gptqmodel]"),
        ),
        Example(
            "The catalogue's own word is enough, before anybody was asked",
            _TEXT,
            messages=(
                "“INT4 on GPUs” recommends AutoGPTQ, which is listed as archived; the catalogue names GPTQModel as its successor",
            ),
            path="tools.yaml",
            fixed=_TEXT.replace("[auto-gptq]", "[gptqmodel]"),
        ),
        Example(
            "An archived tool in the list, and nobody told to choose it",
            _TEXT.replace("recommends: [auto-gptq]", "recommends: [gptqmodel]\n    mentions: [auto-gptq]"),
            _ANSWERS,
            path="tools.yaml",
        ),
    ),
)
