"""What differs from an earlier run: newly broken, recovered, still broken and for how long."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from checker.core.report import Changes, Entry, Report, Told
from checker.memory.findings import Fingerprint


def fingerprint(told: Told) -> Fingerprint:
    """What makes a finding the same from one run to the next."""
    return Fingerprint(told.finding.rule, told.finding.key, told.finding.subject)


def with_changes(
    report: Report,
    earlier: Iterable[Fingerprint] | None,
    since: datetime | None,
    first_made: Mapping[Fingerprint, datetime],
) -> Report:
    """The report with what has changed since an earlier run of the same scope, and since when each finding stands.

    Without an earlier run nothing has changed. Infos come and go and are not followed.
    """
    dated = tuple(replace(each, since=first_made.get(fingerprint(each), report.started)) for each in report.findings)
    dates = {id(old): new for old, new in zip(report.findings, dated, strict=True)}
    entries = tuple(_dated(entry, dates) if entry.findings else entry for entry in report.entries)
    report = replace(report, findings=dated, entries=entries)
    if earlier is None or since is None:
        return report
    known = set(earlier)
    followed = [each for each in dated if each.severity != "info"]
    now = {fingerprint(each) for each in dated}
    gone = sorted((each for each in known - now), key=lambda each: (each.rule, each.key or "", each.subject or ""))
    recovered = tuple({"rule": each.rule, "key": each.key, "subject": each.subject} for each in gone)
    broken = tuple(each for each in followed if fingerprint(each) not in known)
    still = tuple(each for each in followed if fingerprint(each) in known)
    return replace(report, changes=Changes(since, broken, still, recovered))


def _dated(entry: Entry, dates: Mapping[int, Told]) -> Entry:
    return entry._replace(findings=tuple(dates.get(id(each), each) for each in entry.findings))
