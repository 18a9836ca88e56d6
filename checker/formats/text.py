"""The report that a person reads every day: findings by file, worst first, then one line that sums up."""

import textwrap
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from click import style

from checker.core.display import shortened, shown
from checker.core.finding import Safety, Severity
from checker.core.report import Report, Told, Unverified

WIDTH = 80
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_INDENT = "    "
_MOST_REASONS = 12


def render(report: Report) -> str:
    """The report as text with ANSI styles; whoever prints it strips them where they do not belong."""
    blocks = [*_findings(report), *_unverified(report), _ending(report)]
    return "\n\n".join(blocks) + "\n"


def _findings(report: Report) -> Iterator[str]:
    for path, told in groupby(report.findings, key=lambda each: each.finding.place.path):
        title = style(shown(path), bold=True) if path else style("the run as a whole", bold=True)
        yield title + "\n" + "\n".join(_finding(each) for each in told)


def _finding(told: Told) -> str:
    each = told.finding
    rule = f"{each.rule} {told.name}"
    head = [style(f"{told.severity!s:<7}", fg=_COLOURS[told.severity], bold=True), style(rule, bold=True)]
    if each.key:
        head.append(shortened(shown(each.key), 40))
    lines = ["  " + " ".join(([style(_where(told), dim=True)] if each.place.path else []) + head)]
    lines += _paragraph(shown(each.message))
    if each.hint:
        lines += _paragraph(shown(each.hint), first=style("→ ", fg="cyan"))
    if each.fix:
        command = "refwatch fix" if each.fix.safety is Safety.SAFE else "refwatch fix --unsafe"
        lines += _paragraph(f"{command} would {shown(each.fix.title)}", first=style("✎ ", fg="green"))
    return "\n".join(lines)


def _where(told: Told) -> str:
    where = told.finding.place
    return f"{shown(where.path)}:{where.line}:{where.column}:"


def _paragraph(text: str, first: str = "") -> list[str]:
    """The text wrapped under an indent; long addresses are never broken, so that they can be copied."""
    lead = 2 if first else 0
    lines = _wrapped(text, WIDTH - len(_INDENT) - lead)
    return [_INDENT + (first if not number else " " * lead) + line for number, line in enumerate(lines)]


def _wrapped(text: str, width: int) -> list[str]:
    """As textwrap has it, which takes its time; most messages fit their line as they are."""
    if text.strip() and len(text) <= width and text.isprintable():
        return [text.rstrip()]
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def _unverified(report: Report) -> Iterator[str]:
    """What could not be told, gathered by reason, the most frequent first."""
    if not report.unverified:
        return
    reasons = Counter((each.topic, each.reason) for each in report.unverified).most_common()
    title = style(f"not verified ({len(report.unverified)})", bold=True)
    lines = [title] + [_reason(topic, reason, count, report.unverified) for (topic, reason), count in reasons[:_MOST_REASONS]]
    if len(reasons) > _MOST_REASONS:
        lines.append(f"  … and {len(reasons) - _MOST_REASONS} further reasons; --format json lists them all")
    yield "\n".join(lines)


def _reason(topic: str, reason: str, count: int, unverified: tuple[Unverified, ...]) -> str:
    one = next(each for each in unverified if (each.topic, each.reason) == (topic, reason))
    noun = topic if count == 1 else {"repository": "repositories"}.get(topic, topic + "s")
    example = shortened(shown(one.name), 48)
    text = f"{count} {noun}: {shown(reason)}" + (f" ({example})" if count == 1 else f" ({example} …)")
    return "\n".join(textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_long_words=False))


def _ending(report: Report) -> str:
    notes = [style(line, dim=True) for note in report.notes for line in textwrap.wrap(shown(note), WIDTH, break_long_words=False)]
    counts = [_plural(report.count(severity), str(severity)) for severity in Severity]
    worst = next((severity for severity in Severity if report.count(severity)), None)
    verdict = ", ".join(count for count in counts if not count.startswith("0 ")) or "nothing wrong found"
    verdict = style(verdict, fg=_COLOURS[worst] if worst else "green", bold=True)
    rest = [f"{_plural(len(report.entries), 'reference')} checked" + (" offline" if report.offline else "")]
    if report.ignored:
        rest.append(f"{len(report.ignored)} ignored")
    if report.entries:
        rest.append(f"{len(report.unverified)} not verified" if report.unverified else "everything verified")
    return "\n".join([*notes, f"{verdict} · " + " · ".join(rest)])


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")
