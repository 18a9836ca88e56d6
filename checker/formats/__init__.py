"""How a report looks: a format is a function from a report to text, and one line in this table."""

from collections.abc import Callable
from importlib import import_module

from checker.core.report import Report

FORMATS: dict[str, str] = {
    "text": "checker.formats.text",
    "json": "checker.formats.json",
    "markdown": "checker.formats.markdown",
    "html": "checker.formats.html",
    "sarif": "checker.formats.sarif",
    "junit": "checker.formats.junit",
    "github": "checker.formats.github",
    "gitlab": "checker.formats.gitlab",
    "atom": "checker.formats.atom",
    "badge": "checker.formats.badge",
}
"""Name: the module whose ``render`` makes it."""


def render(name: str, report: Report) -> str:
    """The report in a format; raises `KeyError` for an unknown one."""
    make: Callable[[Report], str] = import_module(FORMATS[name]).render
    return make(report)
