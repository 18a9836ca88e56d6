"""Text that is not the format it claims to be.

Why it matters
--------------
What a reader cannot make sense of is skipped by one program and misread by the next: a brace that is never closed makes
BibTeX drop the entry, or the rest of the file. A field that stands twice has two values, of which each program takes another.
Nothing of the kind may vanish silently, so it is reported with its place, and everything else is still checked.

What to do
----------
Go to the place and close the brace or quote, write the missing comma, or remove what does not belong there. Of a field that
stands twice keep the right value; both were read and checked.

Fix safety
----------
Only one thing is mended: a field that stands twice with the same value loses its second copy. That is safe.
"""

from collections.abc import Iterator

from checker.core.finding import Change, Finding, Fix, Safety, Severity
from checker.core.reference import Problem, Reference, Trouble
from checker.core.rule import Example, Rule
from checker.core.seen import Seen
from checker.core.writing import problems, told

_UNREAD = frozenset({Trouble.UNREADABLE, Trouble.WRONG_VALUE})
_REPEATED = frozenset({Trouble.REPEATED_FIELD})


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Reports what the reader could not read, and what it read twice."""
    for each in problems(reference, _UNREAD):
        yield told("F001", reference, each)
    for each in problems(reference, _REPEATED):
        yield told("F001", reference, each, hint="keep one of the two values", fix=_second_copy_removed(reference, each))


def _second_copy_removed(reference: Reference, problem: Problem) -> Fix | None:
    if problem.field is None:
        return None
    same = reference.own(problem.field)
    here = [each for each in same if each.place.start == problem.place.start]
    if not here or here[0].value != same[0].value or here[0] is same[0]:
        return None
    return Fix(f"remove the second, equal {problem.field}", Safety.SAFE, (Change(problem.field, None, here[0].place),))


RULE = Rule(
    id="F001",
    name="unreadable-entry",
    severity=Severity.ERROR,
    finds="text that is not the format it claims to be, with the line",
    explanation=__doc__ or "",
    check=check,
    examples=(
        Example(
            title="a value that is never closed costs its entry, not the next one",
            text=(
                "@article{kwon2023,\n  title = {Efficient Memory Management,\n  year = {2023}\n}\n\n"
                "@article{li2024, title = {Next}}\n"
            ),
            messages=("the value that starts here never ends",),
        ),
        Example(
            title="a missing comma is reported, and both fields are read",
            text="@misc{dali\n  title = {DALI}\n  year = {2023}\n}\n",
            messages=("a comma is missing after the key", "a comma is missing after this value"),
        ),
        Example(
            title="a field that stands twice with one value",
            text="@misc{dali,\n  title = {DALI},\n  year = {2023},\n  title = {DALI}\n}\n",
            messages=("the field title stands twice in one entry with the same value, first on line 2",),
            fixed="@misc{dali,\n  title = {DALI},\n  year = {2023},\n}\n",
        ),
        Example(
            title="comments, concatenations and parentheses are BibTeX",
            text='@misc(dali,\n  title = "DA" # "LI", % the short name\n  year = 2023\n)\n',
        ),
    ),
)
