"""The library as a source: answers about works, from records on this machine, without a request."""

import time
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.core.answer import Answer, Outcome, Subject, Topic
from checker.core.errors import StateError
from checker.sources.library import default_path
from checker.sources.library.search import candidates
from checker.sources.library.store import Library
from checker.sources.library.volumes import family_of

if TYPE_CHECKING:
    from checker.web import Web

_KINDS = {"doi": "doi", "arxiv": "arxiv", "acl": "acl", "openreview": "openreview", "isbn": "isbn", "page": "url"}


class LibrarySource:
    """Looks works up in one library file; knows nothing where there is no such file."""

    name = "library"
    topics = frozenset({Topic.WORK})

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or default_path()
        self._there = self.path.exists()
        self._taken = ""

    def knows(self, subject: Subject) -> bool:
        """Works by DOI, arXiv, ACL or OpenReview id, ISBN, proceedings page, or title."""
        scheme = subject.name.partition(":")[0]
        return self._there and subject.topic is Topic.WORK and (scheme in _KINDS or scheme == "search")

    async def ask(self, subjects: Sequence[Subject], web: "Web") -> AsyncIterator[Answer]:
        """One answer for each subject."""
        for answer in self.look_up_all(subjects):
            yield answer

    def look_up_all(self, subjects: Sequence[Subject]) -> Iterator[Answer]:
        """``found`` with what lies here, or ``missing``; ``unreachable`` where the file cannot be read."""
        try:
            library = Library(self.path)
        except StateError as error:
            for subject in subjects:
                yield self._answer(subject, Outcome.UNREACHABLE, detail=str(error))
            return
        with library:
            for subject in subjects:
                yield self.look_up(library, subject)

    def look_up(self, library: Library, subject: Subject) -> Answer:
        """What an open library says of one subject."""
        started = time.perf_counter()
        try:
            answer = self._looked_up(library, subject)
        except StateError as error:
            return self._answer(subject, Outcome.UNREACHABLE, detail=str(error))
        return self._answer(subject, *answer, ms=round((time.perf_counter() - started) * 1000))

    def _looked_up(self, library: Library, subject: Subject) -> tuple[Outcome, dict[str, Any], str]:
        scheme, _, name = subject.name.partition(":")
        if scheme != "search":
            records = library.by_identifier(_KINDS[scheme], name)
            return _of_identifier(records, scheme, name, self._covers(library, subject))
        found = candidates(library, subject.about.get("title", ""), subject.about.get("author", ""))
        facts = {"candidates": found, "covers": self._covers(library, subject)}
        return (Outcome.FOUND if found else Outcome.MISSING), facts, "" if found else "no record with such a title"

    def _covers(self, library: Library, subject: Subject) -> dict[str, Any]:
        """What a "no" is worth here: the day of the newest snapshot, and whether the claimed volume lies whole."""
        if not self._taken:
            self._taken = max((each.taken.isoformat() for each in library.snapshots()), default="")
        year, family = subject.about.get("year", "")[:4], family_of(subject.about.get("venue", ""))
        held = library.held(family, int(year)) if family and year.isdecimal() else None
        covers: dict[str, Any] = {"snapshot": self._taken}
        if held:
            covers["volume"] = {"venue": held.family, "year": held.year, "records": held.records, "whole": held.whole}
        return covers

    def _answer(
        self, subject: Subject, outcome: Outcome, facts: dict[str, Any] | None = None, detail: str = "", ms: int | None = None
    ) -> Answer:
        return Answer(self.name, subject.topic, subject.name, outcome, datetime.now(UTC), facts or {}, detail, ms=ms)


def _of_identifier(
    records: list[dict[str, Any]], scheme: str, name: str, covers: dict[str, Any]
) -> tuple[Outcome, dict[str, Any], str]:
    """One record as it is; several (one work recorded by several sources) as candidates, the first one's facts in front."""
    if not records:
        return Outcome.MISSING, {"covers": covers}, f"no record with the {_NAMES.get(scheme, scheme)} {name}"
    first, *others = sorted(records, key=lambda record: (record.get("type") == "preprint", -len(record)))
    facts = {**first, "recorded_by": first.get("source", ""), "covers": covers}
    return Outcome.FOUND, facts | ({"candidates": [first, *others]} if others else {}), ""


_NAMES = {
    "doi": "DOI",
    "arxiv": "arXiv id",
    "acl": "ACL Anthology id",
    "openreview": "OpenReview id",
    "isbn": "ISBN",
    "page": "address",
}
