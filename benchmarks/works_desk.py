"""One open library, and everything that a run without a network would ask it and find."""

from datetime import UTC, datetime
from pathlib import Path

from benchmarks import hallmark
from checker.core.answer import Answer, Topic
from checker.core.finding import Finding
from checker.core.reference import Catalogue, Reference
from checker.core.seen import Seen
from checker.core.subjects import subjects
from checker.core.works import assess
from checker.rules import RULES, rule
from checker.sources.library.source import LibrarySource
from checker.sources.library.store import Library

AT = datetime(2026, 11, 22, 4, tzinfo=UTC)
COUNTED = [rule(name) for name in hallmark.RULES if name in RULES]
DEFAULTS = {each.id: each.severity for each in COUNTED}


class Desk:
    """One open library, and everything that a run would ask it."""

    def __init__(self, path: Path) -> None:
        self.library = Library(path)
        self.source = LibrarySource(path)

    def answers(self, reference: Reference) -> list[Answer]:
        """What the library says of all works that a reference names."""
        asked = [each for each in subjects(reference) if each.topic is Topic.WORK and self.source.knows(each)]
        return [self.source.look_up(self.library, each) for each in asked]

    def judged(self, reference: Reference) -> tuple[list[Finding], str, list[Answer]]:
        """The findings and the verdict on one reference."""
        answers = self.answers(reference)
        seen = Seen.of(answers, at=AT, catalogue=Catalogue((reference,)))
        findings = [finding for each in COUNTED for finding in each.check(reference, seen)]
        return findings, str(assess(reference, seen).verdict), answers
