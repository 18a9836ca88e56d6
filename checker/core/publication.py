"""What an entry says about where and when a work was published."""

from checker.core.bibfields import VENUE_FIELDS
from checker.core.reference import PAPER, Field, Reference, once
from checker.core.venues import VenueClaim, parse_venue
from checker.core.years import parse_year

YEAR_FIELDS = ("year", "date")


@once
def venue_claim(reference: Reference) -> tuple[Field, VenueClaim] | None:
    """The field of a paper that names its venue, and what it says; ``None`` where there is none, or only a preprint server."""
    if reference.kind is not PAPER:
        return None
    for each in reference.all(*VENUE_FIELDS):
        if each.value.strip() and (claim := parse_venue(each.value)).comparable:
            return each, claim
    return None


@once
def claimed_year(reference: Reference) -> tuple[Field, int] | None:
    """The field that gives a year, and the year; ``None`` where there is none or more than one."""
    for each in reference.all(*YEAR_FIELDS):
        year = parse_year(each.value)
        if year is not None:
            return each, year
    return None
