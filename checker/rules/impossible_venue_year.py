"""The venue was not held in the year that the entry claims.

Why it matters
--------------
A conference that met every second year cannot have published anything in between, nor a journal before its first volume.
So either the year is wrong (often that of the preprint) or the venue is, and a reader who looks for the volume finds none.

What to do
----------
Look the work up and correct the year, or the venue. The years in which a venue was held are those of the calendar that
comes with the program; where it is not sure of a year, it says nothing.

Fix safety
----------
Not mended: the calendar knows that something is wrong, not what would be right.
"""

from collections.abc import Iterator

from checker.core.calendar import Venue
from checker.core.examples import venue_entry
from checker.core.finding import Finding, Severity
from checker.core.publication import claimed_year, venue_claim
from checker.core.reference import Reference
from checker.core.rule import Example, Rule
from checker.core.seen import Seen
from checker.core.venues import VenueClaim


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Judges the year that stands in the venue's name, else the entry's; only venues that are named beyond doubt."""
    found = venue_claim(reference)
    if found is None or not found[1].sure or found[1].workshop:
        return
    field, claim = found
    entry = claimed_year(reference)
    year = claim.year or (entry[1] if entry else None)
    if year is None or year > seen.at.year or not _impossible(claim, year):
        return
    place = entry[0] if entry and entry[1] == year else field
    venue = claim.venue
    if venue is None:
        return
    verb = "appeared" if venue.kind == "journal" else "was held"
    when = venue.years if venue.held.count(",") < 3 else f"in {_nearest(venue, year, ' and then in ')}"
    yield Finding(
        "W010",
        reference.key,
        place.place,
        f"{venue.short_name} {year} is claimed, but {venue.short_name} {verb} {when}",
        field=place.name,
        claimed=f"{venue.short_name} {year}",
        found=_nearest(venue, year, " or "),
        hint="Look the work up, and correct the year or the venue.",
    )


def _impossible(claim: VenueClaim, year: int) -> bool:
    """Whether every venue that the text names is known not to have been held; joint events need only one of them."""
    return all(venue.held_in(year) is False for venue in claim.joint)


def _nearest(venue: Venue, year: int, between: str) -> str:
    """The nearest years before and after in which it was held."""
    before = next((each for each in range(year - 1, year - 12, -1) if venue.held_in(each)), None)
    after = next((each for each in range(year + 1, year + 12) if venue.held_in(each)), None)
    return between.join(str(each) for each in (before, after) if each) or venue.years


RULE = Rule(
    id="W010",
    name="impossible-venue-year",
    severity=Severity.ERROR,
    finds="a venue that was not held in the claimed year",
    explanation=__doc__ or "",
    check=check,
    examples=(
        Example(
            "A symposium that met in odd years until 2023",
            venue_entry("{ACM} Symposium on Operating Systems Principles", "2022"),
            messages=("SOSP 2022 is claimed, but SOSP was held 1967 to 2023 every second year, since 2024",),
        ),
        Example(
            "A conference before its first year",
            venue_entry("ICLR 2012", "2012"),
            messages=("ICLR 2012 is claimed, but ICLR was held since 2013",),
        ),
        Example(
            "A journal before its first volume",
            "@article{old,\n  title = {Old},\n  journal = {J. Mach. Learn. Res.},\n  year = {1998}\n}\n",
            messages=("JMLR 1998 is claimed, but JMLR appeared since 2000",),
        ),
        Example(
            "Since 2024 it is held every year",
            venue_entry("Proceedings of the 30th Symposium on Operating Systems Principles", "2024"),
        ),
        Example("A venue that the calendar does not know", venue_entry("Symposium on Paging", "2022")),
        Example("Years of which the calendar is not sure", venue_entry("CVPR", "1990")),
    ),
)
