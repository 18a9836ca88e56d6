"""SARIF 2.1.0 for code scanning: rules with their help, results on the field that is wrong.

Limits are GitHub's: 5,000 results a run are kept, so the worst 5,000 are written; a result's identity is
``partialFingerprints.primaryLocationLineHash`` alone; no ``security-severity``, which would make link rot a security alert.
"""

import json
import textwrap
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from checker.core.display import shown
from checker.core.finding import Severity
from checker.core.report import Report, Told
from checker.core.rule import Rule
from checker.formats.fingerprints import fingerprints

MOST = 5_000
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
HOME = "https://github.com/refwatch/refwatch"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}


def render(report: Report) -> str:
    """The log. Findings that are ignored are left out, because GitHub does not read suppressions."""
    from checker.rules import all_rules

    rules = all_rules()
    chosen = sorted((each for each in report.findings if each.finding.place.path), key=lambda each: each.severity.rank)[:MOST]
    numbers = {rule.id: number for number, rule in enumerate(rules)}
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(report, rules)},
                "automationDetails": {"id": "refwatch/references/"},
                "columnKind": "unicodeCodePoints",
                "results": [_result(each, mark, numbers) for each, mark in fingerprints(chosen)],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _driver(report: Report, rules: Iterable[Rule]) -> dict[str, Any]:
    return {
        "name": "refwatch",
        "informationUri": HOME,
        "semanticVersion": report.version,
        "rules": [_rule(rule) for rule in rules],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    help_text = textwrap.dedent(rule.explanation).strip()
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": f"Finds {rule.finds}"[:1024]},
        "fullDescription": {"text": help_text.partition("\n\n")[0][:1024]},
        "help": {"text": help_text, "markdown": help_text},
        "helpUri": f"{HOME}/blob/main/docs/rules/{rule.id}.md",
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": ["bibliography"], "precision": "high", "problem.severity": _PROBLEMS[rule.severity]},
    }


def _result(told: Told, mark: str, numbers: dict[str, int]) -> dict[str, Any]:
    each, where = told.finding, told.finding.place
    text = each.message + (f" {each.hint}" if each.hint else "")
    return {
        "ruleId": each.rule,
        "ruleIndex": numbers[each.rule],
        "level": _LEVELS[told.severity],
        "message": {"text": shown(text)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(where.path.encode("utf-8", "surrogateescape"), safe="/~")},
                    "region": {
                        "startLine": where.line,
                        "startColumn": where.column,
                        "endLine": where.end_line,
                        "endColumn": where.end_column,
                    },
                }
            }
        ],
        "partialFingerprints": {"primaryLocationLineHash": mark},
    }
