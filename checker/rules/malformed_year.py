"""A year that is no year, or lies in the future.

Why it matters
--------------
A year is what readers sort and search by, and half of what sources are asked with. `20223`, `98` or `Oct.` are slips of the
keyboard or of a program, and a year that has not come yet cannot be one of publication.

What to do
----------
Write the four digits of the year of publication. `in press`, `forthcoming`, `n.d.`, a letter behind the year (`2021a`),
ranges, and next year (proceedings appear early) are accepted.

Fix safety
----------
Not mended: the right year is known only from the work. Where a source knows it, W001 offers it.
"""

import re
from collections.abc import Iterator

from checker.core.finding import Finding, Severity
from checker.core.patterns import pattern
from checker.core.reference import PAPER, UNREADABLE, Field, Reference, Trouble
from checker.core.rule import Example, Rule
from checker.core.seen import Seen
from checker.core.subjects import field_of
from checker.core.text import plain

_YEAR = pattern(r"(?<!\d)(\d{4})(?!\d)")
_EARLY = pattern(
    r"\b\d{1,4}\s*(?:BCE?|CE|AD)\b|\b(?:AD|BCE?)\s*\d{1,4}\b|^-\d{1,5}\b|^\d{2,3}[Xxu?]{1,2}\b|\b\d{2}th\b|^Y-?\d{5,}\b",
    re.IGNORECASE,
)
_ROMAN = pattern(r"[MDCLXVI]{3,}\Z")
_NOT_YET = pattern(
    r"in\s*press|to\s+(?:appear|be\s+\w+)|forth\s*coming|submitted|accepted|in\s+prep\w*|under\s+review|in\s+revision|"
    r"n\.?\s?d\.?\Z|no\s+date|s\.\s?d\.|o\.\s?j\.|undated|unknown|unpublished|preprint|pending|ongoing|present|\?+\Z|early\s+access|online|"
    r"ahead\s+of\s+print|im\s+druck|à\s+paraître",
    re.IGNORECASE,
)


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Reports years that cannot be one, and years after next year; the run's clock decides."""
    if reference.kind is UNREADABLE:
        return
    for each in _years(reference):
        written = each.value
        if written.isascii() and written.isdigit() and len(written) == 4 and 1000 <= int(written) <= seen.at.year + 1:
            continue
        name = field_of(each.name)
        if (name == "date" and reference.first("year")) or _undefined(reference, each.name):
            continue
        fault = _fault(plain(written), name, seen.at.year)
        if fault:
            yield Finding(
                "F007",
                reference.key,
                each.place,
                fault,
                field=each.name,
                claimed=plain(written),
                hint="write the four digits of the year of publication",
            )


def _years(reference: Reference) -> list[Field]:
    """A catalogue of tools has dates of other things, too."""
    if reference.kind is PAPER:
        return reference.own("year", "date")
    return [each for each in reference.fields if field_of(each.name) == "year" and not each.inherited]


def _undefined(reference: Reference, name: str) -> bool:
    """Whether the value is a string that nobody defined: F009 says so, and what it would have been nobody knows."""
    return any(each.trouble is Trouble.UNDEFINED_STRING and each.field == name for each in reference.problems)


def _fault(value: str, name: str, now: int) -> str | None:
    if not value:
        return None
    years = [int(year) for year in _YEAR.findall(value) if year[0] != "0" or name == "date"]
    if not years:
        foreign = any(each.isdigit() and not each.isascii() for each in value)
        return None if foreign or _EARLY.search(value) or _ROMAN.match(value) or _NOT_YET.search(value) else _wrong(value, name)
    first = min(years)
    return f"{first} lies in the future (now is {now})" if first > now + 1 else None


def _wrong(value: str, name: str) -> str:
    return f"“{value}” names no year" if name == "date" else f"“{value}” is no year"


RULE = Rule(
    id="F007",
    name="malformed-year",
    severity=Severity.ERROR,
    finds="a year that is no year, or lies in the future",
    explanation=__doc__ or "",
    check=check,
    examples=(
        Example(
            title="a digit too many, and a year to come",
            text="@misc{a,\n  year = {20223},\n}\n\n@misc{b,\n  year = 2032,\n}\n",
            messages=("“20223” is no year", "2032 lies in the future (now is 2026)"),
        ),
        Example(
            title="years that people write",
            text=(
                "@misc{a, year = {2021a}}\n@misc{b, year = {in press}}\n@misc{c, date = {2019-05/2019-06}}\n"
                "@misc{d, year = 2027}\n"
            ),
        ),
    ),
)
