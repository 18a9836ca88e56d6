"""The status page: one self-contained file under a strict policy, whole without a script and better with one."""

import base64
import hashlib
from collections.abc import Iterable
from pathlib import Path

from checker.core.display import shown
from checker.core.report import Report, Told
from checker.formats import page
from checker.formats.json import moment, summary

_FOLDER = Path(__file__).parent / "status"


def render(report: Report) -> str:
    """The page. Jinja escapes every value; the policy lets nothing run or load but what is written here."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    style, script = (_FOLDER / "status.css").read_text(encoding="utf-8"), (_FOLDER / "status.js").read_text(encoding="utf-8")
    return environment.get_template("status.html.jinja").render(
        report=report,
        style=style,
        script=script,
        policy=policy(style, script),
        title=page.headline(report),
        finished=moment(report.finished),
        glance=page.glance(report),
        counts=summary(report),
        changes=_changes(report),
        cards=(cards := page.cards(report)),
        run=page.of_the_run(report),
        unverified=page.unverified(report),
        ignored=[(page.evidence(each.told), shown(each.reason), each.until) for each in report.ignored],
        sections=sorted({card.section for card in cards if card.section}),
        kinds=sorted({card.kind for card in cards}),
        rules=sorted({(each.finding.rule, each.name) for each in report.findings}),
        nights=page.NIGHTS,
        notes=[shown(note) for note in report.notes],
    )


def policy(style: str, script: str) -> str:
    """A Content-Security-Policy that names the one style and the one script of the page by their digests."""
    return (
        f"default-src 'none'; style-src 'sha256-{_digest(style)}'; script-src 'sha256-{_digest(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _changes(report: Report) -> list[tuple[str, list[tuple[str, str, str, str]]]]:
    """Newly broken, recovered, still broken: rows of rule, key, what, and since when."""
    if report.changes is None:
        return []
    changes = report.changes
    recovered = [
        (shown(str(each.get("rule", ""))), shown(str(each.get("key") or "")), shown(str(each.get("subject") or "")), "")
        for each in changes.recovered
    ]
    groups = [("Newly broken", _rows(changes.broken)), ("Recovered", recovered), ("Still broken", _rows(changes.still))]
    return [(title, rows) for title, rows in groups if rows]


def _rows(told: Iterable[Told]) -> list[tuple[str, str, str, str]]:
    return [
        (f"{each.rule} {each.name}", key, each.message, each.since)
        for each, key in ((page.evidence(one), shown(one.finding.key or "")) for one in told)
    ]
