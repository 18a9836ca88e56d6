"""The shape of a rule: an opinion that carries its own explanation and examples."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from checker.core.answer import Answer, Topic
from checker.core.finding import Finding, Severity
from checker.core.reference import Reference
from checker.core.seen import Seen

Check = Callable[[Reference, Seen], Iterable[Finding]]
"""Looks at one reference and everything seen; yields what is wrong. Pure: no clock, no network, no file."""


LINKS = frozenset({Topic.LINK})
"""What rules about links hear."""
REPOSITORIES = frozenset({Topic.REPOSITORY, Topic.PACKAGE, Topic.LINK})
"""What rules about repositories and packages hear."""
WORKS = frozenset({Topic.WORK, Topic.LINK})
"""What rules about works hear: pages, too, say what they hold."""


class Example(NamedTuple):
    """A worked example, which is also a test.

    ``text`` is a file's content, ``path`` says of which kind it is, ``answers`` what had been answered. ``messages`` are the
    messages expected of this rule alone, in order (none: it stays silent). ``fixed`` is the text after all fixes (unsafe
    ones included), ``None`` where nothing changes.
    """

    title: str
    text: str
    answers: tuple[Answer, ...] = ()
    messages: tuple[str, ...] = ()
    path: str = "references.bib"
    fixed: str | None = None
    at: str = "2026-11-22T04:00:00+00:00"


@dataclass(frozen=True, slots=True)
class Rule:
    """One opinion.

    ``explanation`` is the module's docstring: one opening sentence, then the headings *Why it matters*, *What to do* and *Fix
    safety*. ``finds`` completes "finds …" in tables. ``whole`` rules look at the run or at the catalogue as a whole: their
    check is called once, with a reference that belongs to no file. A rule that ``hears`` answers on some topics has nothing to
    say where nobody ever answered on any of them, and is not called; one that hears none judges the writing itself.
    """

    id: str
    name: str
    severity: Severity
    finds: str
    explanation: str
    check: Check
    examples: tuple[Example, ...] = ()
    whole: bool = False
    hears: frozenset[Topic] = frozenset()
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def family(self) -> str:
        """The letter of the id: F file, L link, R repository, W work, N network and run."""
        return self.id[0]
