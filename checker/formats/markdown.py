"""Markdown for an issue, a pull request or a step summary, within GitHub's limits by leaving out whole rows."""

from collections import Counter
from collections.abc import Iterable, Iterator

from checker.core.display import shortened, shown
from checker.core.finding import Severity
from checker.core.report import Changes, Report, Told, Unverified
from checker.formats.json import moment

MOST_CHARACTERS = 65_536
"""What an issue's body may hold."""
MOST_BYTES = 1_048_576
"""What a step summary may hold: 1 MiB of UTF-8."""
_RESERVE = 400
_SIGNS = {Severity.ERROR: "🔴 error", Severity.WARNING: "🟡 warning", Severity.INFO: "🔵 info"}
# Markdown's own characters, HTML's, the @ of a mention and the # of an issue number.
_SPECIAL = str.maketrans(
    {character: f"\\{character}" for character in "\\`*_{}[]()#+-.!|~$"}
    | {"<": "&lt;", ">": "&gt;", "&": "&amp;", "@": "@\u200b"}
)


def render(report: Report) -> str:
    """The report: counts, findings worst first, what changed, what was not verified, what is ignored."""
    writer = _Writer()
    writer.add(_head(report))
    writer.table("Findings", "| | rule | entry | place | what |", _findings(report))
    if report.changes:
        writer.table(f"Since {moment(report.changes.since)}", "| | rule | entry | what |", _changes(report.changes))
    writer.table("Not verified", "| topic | how many | why | for example |", _unverified(report.unverified))
    writer.table("Ignored", "| rule | entry | reason | until |", _ignored(report))
    return writer.text()


class _Writer:
    """Collects lines while they fit; once a row does not, it says what was left out instead of cutting one in half."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._characters = self._bytes = 0

    def add(self, text: str) -> bool:
        """Adds a line (or a block) if it fits."""
        characters, size = len(text) + 1, len(text.encode("utf-8", "replace")) + 1
        if self._characters + characters > MOST_CHARACTERS - _RESERVE or self._bytes + size > MOST_BYTES - _RESERVE:
            return False
        self._lines.append(text)
        self._characters += characters
        self._bytes += size
        return True

    def table(self, title: str, header: str, rows: Iterable[str]) -> None:
        """A table, or nothing where there are no rows."""
        listed = list(rows)
        rule = "|" + " --- |" * (header.count("|") - 1)
        if not listed or not self.add(f"\n### {title} ({len(listed)})\n\n{header}\n{rule}"):
            return
        for number, row in enumerate(listed):
            if not self.add(row):
                self._lines.append(f"\n*{len(listed) - number} more rows are left out here; the JSON report has them all.*")
                return

    def text(self) -> str:
        """All that was added."""
        return "\n".join(self._lines) + "\n"


def _head(report: Report) -> str:
    counts = " · ".join(f"**{report.count(each)}** {each}{'' if report.count(each) == 1 else 's'}" for each in Severity)
    healths = Counter(each.health for each in report.entries)
    states = ", ".join(f"{healths[name]} {name}" for name in ("healthy", "attention", "broken", "unknown") if healths[name])
    how = "offline" if report.offline else "online"
    lines = ["## refwatch", "", f"{counts} in {len(report.entries)} references ({states or 'none'})", ""]
    lines.append(f"Checked {how} at {moment(report.finished)} by refwatch {report.version}.")
    lines += [f"> {_text(note)}" for note in report.notes]
    return "\n".join(lines)


def _findings(report: Report) -> Iterator[str]:
    for told in sorted(report.findings, key=lambda each: each.severity.rank):
        each = told.finding
        place = f"{each.place.path}:{each.place.line}" if each.place.path else ""
        what = _text(each.message) + (f"<br>→ {_text(each.hint)}" if each.hint else "")
        yield _row(_SIGNS[told.severity], f"{each.rule} {told.name}", _code(each.key), _code(place), what)


def _changes(changes: Changes) -> Iterator[str]:
    for sign, told in (("newly broken", changes.broken), ("still broken", changes.still)):
        for each in told:
            yield _row(sign, *_rule_key_what(each))
    for gone in changes.recovered:
        yield _row(
            "recovered", str(gone.get("rule", "")), _code(str(gone.get("key") or "")), _text(str(gone.get("subject") or ""))
        )


def _rule_key_what(told: Told) -> tuple[str, str, str]:
    return f"{told.finding.rule} {told.name}", _code(told.finding.key), _text(told.finding.message)


def _unverified(unverified: Iterable[Unverified]) -> Iterator[str]:
    listed = list(unverified)
    counts = Counter((each.topic, each.reason) for each in listed)
    for (topic, reason), count in counts.most_common():
        example = next(each for each in listed if (each.topic, each.reason) == (topic, reason))
        yield _row(topic, str(count), _text(reason), _code(example.name))


def _ignored(report: Report) -> Iterator[str]:
    for each in report.ignored:
        found = each.told.finding
        until = each.until.isoformat() if each.until else "no date"
        yield _row(f"{found.rule} {each.told.name}", _code(found.key), _text(each.reason), until)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _text(text: str) -> str:
    """Text from outside as text: nothing in it is markup, a link, a mention or a formula."""
    return shortened(shown(text), 1_000).translate(_SPECIAL)


def _code(text: str | None) -> str:
    """A code span that its content cannot leave, and that no pipe in it can split."""
    if not text:
        return ""
    quoted = shortened(shown(text), 300).replace("`", "ˋ").replace("|", "∣")
    return f"`{quoted}`"
