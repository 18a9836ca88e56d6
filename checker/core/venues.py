"""Which venue a text names, in any spelling: full, abbreviated, an acronym with a year, a track, a workshop at a conference."""

import re
from functools import lru_cache
from typing import NamedTuple

from checker.core.calendar import Alias, Venue
from checker.core.patterns import pattern
from checker.core.text import fold, plain
from checker.core.venue_names import Match, full_year, matches

_YEAR = pattern(r"(?<![\d.:/-])(19[5-9]\d|20[0-4]\d)(?![\d.]*\d)")
_SHORT_YEAR = pattern(r"['’](\d\d)\b")
_TRACKS = (
    ("findings", pattern(r"\bfindings\b")),
    ("datasets and benchmarks", pattern(r"\bdatasets? (?:and|&) benchmarks?\b|\bd&b\b")),
    ("student research workshop", pattern(r"\bstudent research workshop\b")),
    ("demonstrations", pattern(r"\b(?:system )?demo(?:nstration)?s?\b(?! and)")),
    ("tutorials", pattern(r"\btutorial(?: abstract)?s?\b")),
    ("industry", pattern(r"\bindustry (?:track|papers?)\b|\bindustrial track\b")),
    ("companion", pattern(r"\bcompanion\b|\badjunct\b|\bextended abstracts\b")),
)
_PUBLISHERS = pattern(
    r"(?:(?:mit|acm|ieee|aaai|auai|cambridge university|oxford university|princeton university|crc|ios|siam) press"
    r"|springer(?:[ -]verlag)?(?: .*)?|elsevier.*|wiley.*|curran associates.*|acm|ieee|usenix(?: association)?"
    r"|morgan kaufmann.*|association for computing machinery"
    r"|pearson.*|o'?reilly.*|proceedings of (?:the )?\W*|omnipress|mdpi|citeseer|google scholar|semantic scholar)[.,;\s]*"
)


_LONGEST = 600
"""Characters of a text that are looked at; no name of a venue is nearly as long."""


class VenueClaim(NamedTuple):
    """What a text says about a venue.

    ``venue`` is the one that it names first (of a workshop: the conference where it was held), ``joint`` all that it names,
    ``names`` the names that it uses for the first. ``kind`` is the venue's, or ``workshop``, ``publisher`` or ``unknown``.
    ``year`` is the one year in the text. ``sure`` is false where only a short acronym or a common word says which venue it is.
    """

    text: str
    venue: Venue | None = None
    joint: tuple[Venue, ...] = ()
    names: tuple[Alias, ...] = ()
    year: int | None = None
    edition: int | None = None
    track: str = ""
    workshop: bool = False
    kind: str = "unknown"
    sure: bool = False

    @property
    def comparable(self) -> bool:
        """Whether it is a claim of publication: a preprint server, a book series or a publisher is none."""
        return self.kind not in ("preprint", "series", "publisher") and bool(self.text)


def identify(text: str) -> Venue | None:
    """The venue that a text names, in any spelling; ``None`` for a workshop there, and where the calendar knows none."""
    claim = parse_venue(text)
    return None if claim.workshop else claim.venue


@lru_cache(maxsize=16384)
def parse_venue(text: str) -> VenueClaim:
    """What a ``booktitle``, ``journal`` or a record's venue says; never raises."""
    shown = plain(text)[:_LONGEST]
    low = fold(shown)
    if not shown or _PUBLISHERS.fullmatch(low):
        return VenueClaim(shown, kind="publisher")
    found = matches(shown)
    track = next((name for name, words in _TRACKS if words.search(low)), "")
    if not found:
        workshop = "workshop" in low
        return VenueClaim(
            shown, year=_year(shown, None), track=track, workshop=workshop, kind="workshop" if workshop else "unknown"
        )
    first = found[-1] if track == "findings" else found[0]
    inside = any("workshop" in shown[match.start : match.end].casefold() for match in found)
    workshop = first.workshop or ("workshop" in low and not inside and not track and first.venue.kind != "series")
    joint = tuple(dict.fromkeys(match.venue for match in found))
    edition = _edition(shown, first)
    return VenueClaim(
        shown,
        first.venue,
        joint,
        tuple(match.alias for match in found if match.venue is first.venue),
        first.year or _year(shown, first),
        edition,
        track,
        workshop,
        "workshop" if workshop else first.venue.kind,
        first.sure,
    )


def _year(text: str, match: Match | None) -> int | None:
    years = [int(found[1]) for found in _YEAR.finditer(text)]
    if len(set(years)) == 1:
        return years[0]
    if years and match is not None:
        near = re.match(r"\s*\(?((?:19|20)\d\d)\b", text[match.end :])
        return int(near[1]) if near else None
    short = _SHORT_YEAR.findall(text)
    return full_year(short[0]) if len(set(short)) == 1 and not years else None


def _edition(text: str, match: Match) -> int | None:
    volume = re.match(r"\s*,?\s*(?:vol(?:ume|\.)?\s*)?(\d{1,2})\b", text[match.end :])
    ordinal = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)\b", text)
    found = volume or ordinal
    return int(found[1]) if found else None
