"""Retraction Watch's CSV: what was retracted, corrected or doubted, with the original works as records."""

import csv
from collections.abc import Iterator
from typing import IO

from checker.core import identifiers
from checker.core.text import plain
from checker.sources.library.adding import Update
from checker.sources.library.record import Record

_TYPES = {
    "retraction": "retraction", "correction": "correction", "expression of concern": "expression_of_concern",
    "reinstatement": "reinstatement",
}  # fmt: skip

_CELL = 1 << 20


def rows(text: IO[str]) -> Iterator[tuple[Record | None, Update]]:
    """Each original work (once, where it has a title) and what happened to it; rows that name no DOI tell nothing here."""
    csv.field_size_limit(_CELL)
    known: set[str] = set()
    for row in csv.DictReader(text):
        doi = identifiers.doi(row.get("OriginalPaperDOI") or "")
        kind = _TYPES.get((row.get("RetractionNature") or "").strip().lower())
        if not doi or not kind:
            continue
        reason = (row.get("Reason") or "").strip(" ;").replace(";", "; ")
        kind = "removal" if kind == "retraction" and "Removed" in reason.split("; ") else kind
        notice = identifiers.doi(row.get("RetractionDOI") or "") or ""
        original = None if doi in known else _original(row, doi)
        known.add(doi)
        yield original, Update(doi, kind, notice, _day(row.get("RetractionDate")), reason, "retraction-watch")


def _original(row: dict[str, str], doi: str) -> Record | None:
    title = plain(row.get("Title") or "")
    if not title:
        return None
    authors = tuple(plain(each) for each in (row.get("Author") or "").split(";") if each.strip())
    at = _day(row.get("OriginalPaperDate"))
    return Record(
        source="retraction-watch",
        key=row.get("Record ID") or doi,
        type="other",
        title=title,
        authors=authors,
        year=int(at[:4]) if at else None,
        venue=plain(row.get("Journal") or ""),
        doi=doi,
        publisher=plain(row.get("Publisher") or ""),
        more={"order": "alphabetical"},
    )


def _day(cell: str | None) -> str:
    """``2/6/2010 0:00`` as ``2010-02-06``; ``""`` where it is blank or no date."""
    parts = (cell or "").strip().partition(" ")[0].split("/")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        return ""
    month, day, year = (int(part) for part in parts)
    return f"{year:04}-{month:02}-{day:02}"
