"""One thing that is wrong, where it stands, which answers say so, and what to write instead."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from checker.core.answer import Answer
from checker.core.place import Place


class Severity(StrEnum):
    """How much a finding matters; ``error`` is the strongest."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the strongest."""
        return _RANKS[self]

    @property
    def milder(self) -> "Severity":
        """One step lower, for what rests on a single search hit (contract, section 3)."""
        return Severity.WARNING if self is Severity.ERROR else Severity.INFO


_RANKS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


class Safety(StrEnum):
    """Whether a fix can be taken without looking: a safe one never changes what is cited."""

    SAFE = "safe"
    UNSAFE = "unsafe"


class Change(NamedTuple):
    """*What* to write: the new raw value of a field. The dialect of the file knows *how*.

    With ``place`` exactly that stretch is replaced (one URL inside a note, one of two ``url`` fields); without it the whole
    value of the field is, or the field is added where the entry has none. ``value`` is plain text; the dialect escapes it.
    ``None`` removes the field.
    """

    field: str
    value: str | None
    place: Place | None = None


class Fix(NamedTuple):
    """A set of changes that belong together; ``title`` completes "the fix would …"."""

    title: str
    safety: Safety
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    ``message`` is one sentence that holds what was claimed and what was found; ``claimed`` and ``found`` hold the two apart for
    tables. ``hint`` is the next step, one sentence in the imperative. ``because`` are the answers it rests on. ``severity`` is
    ``None`` for the rule's own; a rule sets it only where the evidence moves it.
    """

    rule: str
    key: str | None
    place: Place
    message: str
    field: str | None = None
    subject: str | None = None
    claimed: str | None = None
    found: str | None = None
    hint: str | None = None
    because: tuple[Answer, ...] = ()
    fix: Fix | None = None
    severity: Severity | None = None
