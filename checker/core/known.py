"""What the rules about links, repositories and packages share: a subject of a reference with all that was answered about it."""

from dataclasses import dataclass
from datetime import datetime

from checker.core.answer import Answer, Subject, Timeline
from checker.core.finding import Finding, Fix
from checker.core.patterns import pattern
from checker.core.reference import Reference
from checker.core.urls import mask

_DAY = pattern(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Known:
    """A subject of a reference, and everything that was ever answered about it."""

    subject: Subject
    timeline: Timeline

    @property
    def standing(self) -> Answer:
        """The conclusive answer that stands, else the newest."""
        return self.timeline.standing

    @property
    def shown(self) -> str:
        """The address or name, fit for output."""
        return mask(self.subject.name)


def day(value: object) -> str:
    """The day of a moment or of an RFC 3339 text, as people write it; empty where it is none."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value[:10] if isinstance(value, str) and _DAY.match(value) else ""


def last_alive(known: Known) -> str:
    """``, last seen alive on 2026-11-01``, or the empty string where it never was."""
    found = known.timeline.last_found
    return f", last seen alive on {day(found)}" if found else ""


def finding(
    rule: str,
    reference: Reference,
    known: Known,
    message: str,
    *,
    claimed: str | None = None,
    found: str | None = None,
    hint: str | None = None,
    fix: Fix | None = None,
    because: tuple[Answer, ...] = (),
) -> Finding:
    """A finding about a link, a repository or a package, at the place that names it."""
    subject = known.subject
    return Finding(
        rule=rule,
        key=reference.key,
        place=subject.place or reference.place,
        message=message,
        field=subject.field,
        subject=known.shown,
        claimed=claimed,
        found=found,
        hint=hint,
        because=because or (known.standing,),
        fix=fix,
    )
