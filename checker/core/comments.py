"""Ignores that stand beside what they excuse: ``% refwatch: ignore L013 until 2027-06-01 – the publisher turns bots away``."""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from checker.core.patterns import pattern
from checker.core.place import Place, Source
from checker.core.reference import Problem, Reference, Trouble

_COMMENTS = {
    "bib": ("%", pattern(r"%+[ \t]*refwatch:[ \t]*([^\r\n]*)", re.IGNORECASE)),
    "yaml": ("#", pattern(r"(?:(?<=[\s])|\A)#+[ \t]*refwatch:[ \t]*([^\r\n]*)", re.IGNORECASE)),
}
"""What begins a comment, and a comment to us."""
_IGNORE = pattern(
    r"ignore[ \t]+(?P<rules>[A-Za-z][\w-]*(?:[ \t]*,[ \t]*[A-Za-z][\w-]*)*)"
    r"(?:[ \t]+until[ \t]+(?P<until>\S+?))?(?:[ \t]*(?P<mark>[–—:(]|(?<=\s)-{1,3}(?=\s))[ \t]*(?P<reason>.*))?\Z",
    re.IGNORECASE,
)
_NEXT_LINES = pattern(r"[^\r\n]*(?:\r\n|\n|\r|\Z)(?P<comments>(?:[ \t]*[%#][^\r\n]*(?:\r\n|\n|\r|\Z))*)(?P<rest>[^\r\n]*)")
_HINT = "write % refwatch: ignore RULE until YYYY-MM-DD – reason; the date may be left out, the reason may not"


class Directive(NamedTuple):
    """One ignore in a file: the rule (an id, a name or a family letter, as written), its reason, and the stretch it covers.

    Findings whose place starts within ``text[scope_start:scope_end]`` of the same file are set aside until the date has passed.
    """

    rule: str
    until: date | None
    reason: str
    place: Place
    scope_start: int
    scope_end: int

    def covers(self, place: Place) -> bool:
        """Whether a finding at this place is meant, whatever its rule."""
        return place.path == self.place.path and self.scope_start <= place.start < max(self.scope_end, self.scope_start + 1)


class Directives(NamedTuple):
    """What the comments of one file ask for, and the comments that ask for it wrongly."""

    found: tuple[Directive, ...] = ()
    problems: tuple[Problem, ...] = ()


def directives(source: Source, dialect_name: str, references: Sequence[Reference]) -> Directives:
    """The ignores in a file's comments; ``references`` are what the dialect read from it.

    A comment within an entry or before it belongs to that entry; one above the first entry with a blank line below it
    belongs to the whole file.
    """
    mark, comments = _COMMENTS["bib" if dialect_name == "bib" else "yaml"]
    if mark not in source.text or "refwatch:" not in source.text.lower():
        return Directives()
    found: list[Directive] = []
    problems: list[Problem] = []
    for comment in comments.finditer(source.text):
        if _within_value(comment.start(), references):
            continue
        read = _read(source, comment, references)
        if isinstance(read, Problem):
            problems.append(read)
        else:
            found += read
    return Directives(tuple(found), tuple(problems))


def _within_value(offset: int, references: Sequence[Reference]) -> bool:
    return any(
        each.place.start <= offset < each.place.end
        for reference in references
        if reference.place.start <= offset < reference.place.end
        for each in reference.fields
        if not each.inherited
    )


def _read(source: Source, comment: re.Match[str], references: Sequence[Reference]) -> list[Directive] | Problem:
    place = Place(source, comment.start(), comment.end())
    asked = _IGNORE.match(comment.group(1).strip())
    if asked is None:
        return Problem(Trouble.UNREADABLE, "this comment to refwatch is not understood", place, hint=_HINT)
    reason = (asked["reason"] or "").strip()
    reason = reason.removesuffix(")").strip() if asked["mark"] == "(" else reason
    if not reason:
        return Problem(Trouble.UNREADABLE, "this ignore gives no reason", place, hint=_HINT)
    try:
        until = date.fromisoformat(asked["until"].rstrip(",;")) if asked["until"] else None
    except ValueError:
        return Problem(Trouble.UNREADABLE, f"{asked['until']} is not a date", place, hint=_HINT)
    scope = _scope(source, comment, references)
    if scope is None:
        return Problem(Trouble.UNREADABLE, "this ignore belongs to no entry", place, hint="write it within the entry or above it")
    return [Directive(rule.strip(), until, reason, place, *scope) for rule in asked["rules"].split(",")]


def _scope(source: Source, comment: re.Match[str], references: Sequence[Reference]) -> tuple[int, int] | None:
    """The stretch that the comment covers: the innermost entry around it, the whole file, or the next entry."""
    at = comment.start()
    around = [each.place for each in references if each.place.start <= at < each.place.end]
    if around:
        inner = min(around, key=lambda place: place.end - place.start)
        return inner.start, inner.end
    following = [each.place for each in references if each.place.start > at]
    if len(following) == len(references) and _stands_alone(source.text, comment.end()):
        return 0, len(source.text)
    if not following:
        return None
    first = min(following, key=lambda place: (place.start, -place.end))
    return first.start, first.end


def _stands_alone(text: str, at: int) -> bool:
    """Whether a blank line follows, other comments apart."""
    after = _NEXT_LINES.match(text, at)
    return after is not None and not after["rest"].strip()
