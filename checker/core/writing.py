"""What rules about the writing itself share: findings from a reader's problems, and places as a sentence names them."""

from collections.abc import Collection, Iterable

from checker.core.finding import Finding, Fix
from checker.core.place import Place
from checker.core.reference import Problem, Reference, Trouble


def problems(reference: Reference, troubles: Collection[Trouble]) -> Iterable[Problem]:
    """The problems of these kinds that the reader noticed, in the order of the file."""
    return [each for each in reference.problems if each.trouble in troubles] if reference.problems else ()


def told(rule: str, reference: Reference, problem: Problem, *, hint: str | None = None, fix: Fix | None = None) -> Finding:
    """A problem as a finding of a rule."""
    return Finding(rule, reference.key, problem.place, problem.message, problem.field, hint=problem.hint or hint, fix=fix)


def position(place: Place) -> str:
    """``path:line``, as a person names a place in a sentence."""
    return f"{place.path}:{place.line}"
