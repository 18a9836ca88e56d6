"""An ignore's date has passed, and what it set aside is told again.

Why it matters
--------------
A finding is set aside for a reason, and reasons age: the publisher may have stopped turning machines away, the repository
may have been archived for good. The date makes somebody look again.

What to do
----------
Look at the finding that is back. If the reason still holds, give the ignore a later date; if not, mend what was found and
delete the ignore.

Fix safety
----------
There is no fix: whether the reason still holds is for a person to say.
"""

from collections.abc import Iterator

from checker.core.finding import Finding, Severity
from checker.core.ignores import expired
from checker.core.reference import Reference
from checker.core.rule import Example, Rule
from checker.core.seen import Seen


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """One finding an ignore, at the ignore's own place."""
    for each in expired(seen):
        yield Finding(
            rule="N003",
            key=None,
            place=each.place,
            message=f"the ignore of {each.meant} ran out on {each.until}, and what it set aside is told again ({each.reason})",
            claimed=f"until {each.until}",
            hint="Look at what is back; give the ignore a later date or delete it.",
        )


_ENTRY = """\
% refwatch: ignore L013 until {until} – the publisher turns bots away
@article{{kwon2023,
  title = {{Efficient Memory Management}},
  url = {{https://dl.acm.org/doi/10.1145/3600006.3613165}},
}}
"""

RULE = Rule(
    id="N003",
    name="expired-ignore",
    severity=Severity.WARNING,
    finds="an ignore whose date has passed: the finding is back",
    explanation=__doc__ or "",
    check=check,
    examples=(
        Example(
            "Its last day was in June",
            _ENTRY.format(until="2026-06-01"),
            messages=(
                "the ignore of L013 ran out on 2026-06-01, and what it set aside is told again (the publisher turns bots away)",
            ),
        ),
        Example("Its last day is today", _ENTRY.format(until="2026-11-22")),
    ),
    whole=True,
    tags={"after": "ignores"},
)
