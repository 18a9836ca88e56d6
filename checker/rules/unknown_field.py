"""A key that the catalogue's schema does not know, or a BibTeX field that looks like a misspelt one.

Why it matters
--------------
BibTeX ignores fields that it does not know. A misspelt `auhtor` or `tilte` is there for the eye and missing in print; a
misspelt key of the catalogue is never checked.

What to do
----------
Correct the name. Fields of your own (`code`, `contribution`, `x-anything`) are not reported: a BibTeX field is only taken for
misspelt where it nearly spells a standard one that the entry lacks.

Fix safety
----------
Unsafe: the fix gives the field the standard name, and could be wrong about a field that was made on purpose.
"""

from collections.abc import Iterator

from checker.core.bibfields import KNOWN, meant
from checker.core.finding import Change, Finding, Fix, Safety, Severity
from checker.core.reference import PAPER, Reference, Trouble
from checker.core.rule import Example, Rule
from checker.core.seen import Seen
from checker.core.writing import problems, told

_SPEAKS_OF = frozenset({Trouble.UNKNOWN_FIELD})


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Reports unknown keys that the schema noticed, and names that nearly spell a field that the entry lacks."""
    for problem in problems(reference, _SPEAKS_OF):
        yield told("F006", reference, problem)
    if reference.kind is not PAPER or reference.key_place.source is not reference.place.source:
        return
    names = reference.names
    for each in () if names <= KNOWN else reference.fields:
        right = None if each.inherited else meant(each.name)
        if right is None or right in names:
            continue
        yield Finding(
            "F006",
            reference.key,
            each.place,
            f"no program reads the field {each.name}; it looks like {right} misspelt",
            field=each.name,
            claimed=each.name,
            found=right,
            hint=f"write {right}",
            fix=Fix(f"rename the field {each.name} to {right}", Safety.UNSAFE, (Change(f"@name:{each.name}", right),)),
        )


RULE = Rule(
    id="F006",
    name="unknown-field",
    severity=Severity.WARNING,
    finds="a key that the catalogue's schema does not know; a BibTeX field that looks like a misspelt one",
    explanation=__doc__ or "",
    check=check,
    examples=(
        Example(
            title="letters exchanged",
            text="@article{kwon2023,\n  auhtor = {Kwon, Woosuk},\n  tilte  = {Efficient Memory Management},\n}\n",
            messages=(
                "no program reads the field auhtor; it looks like author misspelt",
                "no program reads the field tilte; it looks like title misspelt",
            ),
            fixed="@article{kwon2023,\n  author = {Kwon, Woosuk},\n  title  = {Efficient Memory Management},\n}\n",
        ),
        Example(
            title="fields of one's own",
            text=(
                "@article{kwon2023,\n  code = {https://github.com/vllm-project/vllm},\n"
                "  contribution = {Pages for the KV cache},\n  x-section = {8.2},\n}\n"
            ),
        ),
    ),
)
