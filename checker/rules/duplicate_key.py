"""One key that two entries use.

Why it matters
--------------
A citation names its entry by key. Where two entries share one, BibTeX stops with an error or silently takes the first, and
whoever edits the second wonders why nothing changes. BibTeX compares keys without case, so `Kwon2023` and `kwon2023` are one.

What to do
----------
If both describe one work, keep the better entry. If they are two works, give one of them another key and change the places
that cite it.

Fix safety
----------
Not mended: which entry the citations mean is known only to their author.
"""

from collections.abc import Iterator

from checker.core.finding import Finding, Severity
from checker.core.reference import Kind, Reference
from checker.core.rule import Example, Rule
from checker.core.seen import Seen
from checker.core.writing import position


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Reports every entry whose key an earlier one has."""
    namesakes = seen.catalogue.same_key(reference.key) if reference.key else ()
    if len(namesakes) < 2 or not _has_key(reference):
        return
    same = [each for each in namesakes if _has_key(each)]
    if len(same) < 2 or _at(same[0]) == _at(reference):
        return
    first = same[0]
    spelling = "" if first.key == reference.key else f" as {first.key}, which is the same without case,"
    copy = " with the same content" if _content(first) == _content(reference) else ""
    yield Finding(
        "F002",
        reference.key,
        reference.key_place,
        f"the key {reference.key} is already used{spelling} at {position(first.place)}{copy}",
        hint="remove one of the two entries" if copy else "give one of the two entries another key",
    )


def _has_key(reference: Reference) -> bool:
    """In YAML of other shapes an entry goes by its name, and two lists may well name the same tool."""
    return reference.kind not in (Kind.LINK, Kind.UNREADABLE) and reference.type != "yaml"


def _at(reference: Reference) -> tuple[str, int]:
    return reference.place.path, reference.place.start


def _content(reference: Reference) -> tuple[str, list[tuple[str, str]]]:
    return reference.type, [(each.name, each.value) for each in reference.fields]


RULE = Rule(
    id="F002",
    name="duplicate-key",
    severity=Severity.ERROR,
    finds="one key, two entries (in one file or across files)",
    explanation=__doc__ or "",
    check=check,
    examples=(
        Example(
            title="two works under one key",
            text="@misc{lin2024, title = {AWQ}}\n@misc{lin2024, title = {QServe}}\n",
            messages=("the key lin2024 is already used at references.bib:1",),
        ),
        Example(
            title="keys are compared without case",
            text="@misc{Lin2024, title = {AWQ}}\n\n@misc{lin2024, title = {AWQ}}\n",
            messages=(
                "the key lin2024 is already used as Lin2024, which is the same without case, at references.bib:1 "
                "with the same content",
            ),
        ),
        Example(title="a key each", text="@misc{lin2024a, title = {AWQ}}\n@misc{lin2024b, title = {QServe}}\n"),
        Example(
            title="a list of another shape may name a tool twice",
            text="items:\n  - name: Ray\n    repo: ray-project/ray\n  - name: Ray\n    repo: ray-project/kuberay\n",
            path="landscape.yaml",
        ),
    ),
)
