"""Which volumes lie whole in the library: only there does it mean something that a work is not found."""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable

_RANGE = re.compile(r"(\d+)(?::\d+)?-(?:\d+:)?(\d+)\Z")
_FEWEST = 20
"""Fewer records than this are never called a whole volume: they may be all of it, or what one file happened to hold."""
_GAPS = 0.03
"""Share of the page numbers up to the last one that may be missing: front matter, blank pages, an invited talk."""
_SHRINKAGE = 0.8
"""A yearly venue hardly ever loses a fifth of its papers from one year to the next; a volume that did is thought incomplete."""


def whole_by_pages(pages: Iterable[str | None]) -> bool | None:
    """Whether page numbers run through without a gap; ``None`` where the records have no common page numbers."""
    listed = list(pages)
    ranges = sorted((int(found[1]), int(found[2])) for each in listed if (found := _RANGE.match(each or "")))
    ranges = [(first, last) for first, last in ranges if first <= last]
    if len(ranges) < max(_FEWEST, 0.9 * len(listed)):
        return None
    covered, end = 0, 0
    for first, last in ranges:
        covered += max(0, last - max(first - 1, end))
        end = max(end, last)
    first_page = ranges[0][0]
    return covered >= (1 - _GAPS) * (end - first_page + 1) and len(ranges) * 60 > end - first_page


def whole_by_count(count: int, earlier: Iterable[int]) -> bool:
    """Whether a volume without page numbers is as large as those before it let expect."""
    known = list(earlier)
    return count >= _FEWEST and len(known) >= 1 and count >= _SHRINKAGE * max(known)


def family_of(venue: str) -> str:
    """The name under which all volumes of a venue are counted, tracks and workshops apart; ``""`` where it is not known."""
    from checker.core.venues import parse_venue

    claim = parse_venue(venue)
    if claim.venue is None or not claim.comparable:
        return ""
    return "/".join(filter(None, (claim.venue.id, claim.track, "workshop" if claim.workshop else "")))


def refresh(database: sqlite3.Connection) -> None:
    """Counts all volumes again."""
    rows = database.execute(
        "SELECT venue, text, year, count(*) FROM records JOIN texts ON texts.id = venue "
        "WHERE year IS NOT NULL AND type <> 'book' GROUP BY venue, year HAVING count(*) >= 5"
    ).fetchall()
    families = {venue: family_of(text) for venue, text, _, _ in rows}
    earlier: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for venue, _, year, count in rows:
        of_family = earlier[families[venue]]
        of_family[year] = max(of_family.get(year, 0), count)
    database.execute("DELETE FROM volumes")
    for venue, _, year, count in rows:
        before = [held for at, held in earlier[families[venue]].items() if at < year]
        whole = _whole(database, venue, year, count, before)
        database.execute("INSERT INTO volumes VALUES (?, ?, ?, ?, ?)", (venue, year, families[venue], count, whole))


def _whole(database: sqlite3.Connection, venue: int, year: int, count: int, before: list[int]) -> bool:
    if count < _FEWEST:
        return False
    pages = [row[0] for row in database.execute("SELECT pages FROM records WHERE venue = ? AND year = ?", (venue, year))]
    by_pages = whole_by_pages(pages)
    return whole_by_count(count, before) if by_pages is None else by_pages
