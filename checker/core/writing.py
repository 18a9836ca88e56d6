"""What rules about the writing itself share: findings from a reader's problems, and values with their usual names."""

from collections.abc import Iterable, Iterator

from checker.core.finding import Finding, Fix
from checker.core.place import Place
from checker.core.reference import Field, Problem, Reference, Trouble


def problems(reference: Reference, *troubles: Trouble) -> Iterable[Problem]:
    """The problems of these kinds that the reader noticed, in the order of the file."""
    return [each for each in reference.problems if each.trouble in troubles] if reference.problems else ()


def told(rule: str, reference: Reference, problem: Problem, *, hint: str | None = None, fix: Fix | None = None) -> Finding:
    """A problem as a finding of a rule."""
    return Finding(rule, reference.key, problem.place, problem.message, problem.field, hint=problem.hint or hint, fix=fix)


def position(place: Place) -> str:
    """``path:line``, as a person names a place in a sentence."""
    return f"{place.path}:{place.line}"


def own(reference: Reference, *names: str) -> Iterator[Field]:
    """The fields of these names that stand in the entry itself and are not empty."""
    return (each for each in reference.all(*names) if not each.inherited and each.value.strip())
