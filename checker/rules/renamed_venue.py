"""The venue went by another name in that year.

Why it matters
--------------
A name that came later, or that was given up, makes a citation hard to match: libraries list the volume under the name of
its year. SysML became MLSys in 2020 and NIPS became NeurIPS in 2018; a catalogue that recommends a venue under its old
name sends readers to nowhere.

What to do
----------
Write the name that the venue had in the year of the work; in a list of venues, the name that it has now. If you prefer
today's name throughout, switch this rule off.

Fix safety
----------
The fix replaces the name where it stands. It is unsafe: some styles call for today's name, and some proceedings were
printed under the name before.
"""

from collections.abc import Iterator

from checker.core.calendar import Alias
from checker.core.examples import venue_entry
from checker.core.finding import Change, Finding, Fix, Safety, Severity
from checker.core.publication import claimed_year, venue_claim
from checker.core.reference import RESOURCE, Field, Reference
from checker.core.rule import Example, Rule
from checker.core.seen import Seen
from checker.core.venues import parse_venue

_VENUE_KINDS = frozenset({"conference", "journal", "venue", "workshop", "symposium"})
"""What a resource of the catalogue calls itself when it is a venue."""


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Papers by the year of their venue; resources that are venues by the year of the run."""
    if reference.kind is RESOURCE:
        yield from _resource(reference, seen.at.year)
        return
    found = venue_claim(reference)
    if found is None or found[1].venue is None:
        return
    field, claim = found
    entry = claimed_year(reference)
    year = claim.year or (entry[1] if entry else None)
    if year is None or claim.venue is None:
        return
    for alias in _strange(claim.names, year):
        right = claim.venue.name_in(year)
        message = f"{alias.text} was called {right} in {year}{_period(alias)}"
        yield _finding(reference, field, alias, right, message, f"Write {right}, the name of that year.")


def _resource(reference: Reference, year: int) -> Iterator[Finding]:
    field = reference.first("name")
    if field is None or reference.value("kind").casefold() not in _VENUE_KINDS:
        return
    claim = parse_venue(field.value)
    for alias in _strange(claim.names, year):
        venue = claim.venue
        if venue is not None:
            right = venue.name_in(year)
            yield _finding(
                reference,
                field,
                alias,
                right,
                f"{alias.text} is now called {right}{_period(alias)}",
                f"Write {right}, its name today.",
            )


def _strange(names: tuple[Alias, ...], year: int) -> Iterator[Alias]:
    """The first name that was not current, unless a name that was stands beside it."""
    dated = [alias for alias in names if alias.since or alias.until]
    if dated and not any(alias.current_in(year) for alias in dated):
        yield dated[0]


def _period(alias: Alias) -> str:
    if alias.until:
        return f"; that name was given up after {alias.until}"
    return f"; the name came in {alias.since}"


def _finding(reference: Reference, field: Field, alias: Alias, right: str, message: str, hint: str) -> Finding:
    return Finding(
        "W011",
        reference.key,
        field.place,
        message,
        field=field.name,
        claimed=alias.text,
        found=right,
        hint=hint,
        fix=_fix(field, alias, right),
    )


def _fix(field: Field, alias: Alias, right: str) -> Fix | None:
    """Replaces an acronym where it stands; names in full are left to the author."""
    at = field.place.text.find(alias.text)
    if " " in alias.text or not field.whole or field.inherited or at < 0 or right == alias.text:
        return None
    change = Change(field.name, right, field.place.part(at, at + len(alias.text)))
    return Fix(f"write {right} for {alias.text}", Safety.UNSAFE, (change,))


RULE = Rule(
    id="W011",
    name="renamed-venue",
    severity=Severity.INFO,
    finds="a venue under a name that it did not have that year",
    explanation=__doc__ or "",
    check=check,
    examples=(
        Example(
            "A name given up",
            venue_entry("{SysML} Conference", "2022"),
            messages=("SysML was called MLSys in 2022; that name was given up after 2019",),
            fixed=venue_entry("{MLSys} Conference", "2022"),
        ),
        Example(
            "A name that came later",
            venue_entry("NeurIPS 2015", "2015"),
            messages=("NeurIPS was called NIPS in 2015; the name came in 2018",),
            fixed=venue_entry("NIPS 2015", "2015"),
        ),
        Example(
            "A catalogue that lists a venue under its old name",
            "tools:\n  - id: vllm\n    name: vLLM\nresources:\n  - id: sysml\n    name: SysML\n    kind: conference\n",
            messages=("SysML is now called MLSys; that name was given up after 2019",),
            path="tools.yaml",
            fixed="tools:\n  - id: vllm\n    name: vLLM\nresources:\n  - id: sysml\n    name: MLSys\n    kind: conference\n",
        ),
        Example("The name of its year", venue_entry("NIPS 2015", "2015")),
        Example("A name in full, which did not change", venue_entry("Advances in Neural Information Processing Systems", "2015")),
    ),
)
