"""Everything a format needs to tell a run, and nothing that it has to look up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple

from checker.core.answer import Answer, Subject, Timeline
from checker.core.finding import Finding, Severity
from checker.core.reference import Reference


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as reported: with its severity decided and the rule's name beside its id.

    ``since`` is when the finding was first made in consecutive runs, where the history knows.
    """

    finding: Finding
    name: str
    severity: Severity
    since: datetime | None = None


class Ignored(NamedTuple):
    """A finding that the configuration or a comment in the file sets aside, with the reason given."""

    told: Told
    reason: str
    until: date | None = None


class Looked(NamedTuple):
    """One subject of one reference and what is known of it; ``answer`` is ``None`` where nobody ever answered.

    ``verdict`` is set on subjects of topic ``work`` only (contract, section 4). ``timelines`` are by source.
    """

    subject: Subject
    answer: Answer | None
    timelines: Mapping[str, Timeline] = MappingProxyType({})
    verdict: str | None = None


class Entry(NamedTuple):
    """One reference with its subjects and its health: ``healthy``, ``attention``, ``broken`` or ``unknown``."""

    reference: Reference
    health: str
    subjects: tuple[Looked, ...]
    findings: tuple[Told, ...] = ()


class Unverified(NamedTuple):
    """Something that could not be told, and why."""

    key: str | None
    topic: str
    name: str
    reason: str


class Changes(NamedTuple):
    """What differs from an earlier report; each line names a finding by rule, key and subject."""

    since: datetime
    broken: tuple[Told, ...] = ()
    still: tuple[Told, ...] = ()
    recovered: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A run, told. ``findings`` are sorted: by path, then worst first, then line. ``requests`` counts by host."""

    started: datetime
    finished: datetime
    offline: bool
    version: str
    entries: tuple[Entry, ...]
    findings: tuple[Told, ...]
    unverified: tuple[Unverified, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    changes: Changes | None = None
    requests: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    scope: str = ""
    """What was looked at; findings are followed between runs of equal scope only."""

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(told.severity is severity for told in self.findings)
