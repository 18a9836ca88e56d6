"""The package is yanked, deprecated, archived, under quarantine, or classified as inactive.

Why it matters
--------------
Installers still install it, some with a warning that scrolls by. Its makers have said that nobody should begin with it.

What to do
----------
Read the makers' message, and name the package that they name instead. An entry that itself says that the project has ended
(`status: {state: deprecated}`) is not reported.

Fix safety
----------
There is no fix: what to install instead is for a person to decide.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from checker.core.ends import RESTING, claims
from checker.core.examples import package_answer, tool
from checker.core.finding import Finding, Severity
from checker.core.known import finding
from checker.core.reference import Reference
from checker.core.repositories import known_packages
from checker.core.rule import REPOSITORIES, Example, Rule
from checker.core.seen import Seen

_STATUS = {
    "archived": "is archived: no release is to be expected",
    "deprecated": "is deprecated",
    "quarantined": "is under quarantine: its registry suspects it of doing harm",
}
"""Project status markers of PEP 792."""


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Packages that their makers or their registry have given up; an entry that says so itself hears of quarantine only."""
    ended = claims(reference, RESTING)
    for known in known_packages(reference, seen):
        words = trouble(known.facts) if known.alive else ""
        if words and not (ended and known.facts.get("status") != "quarantined"):
            yield finding(
                "R007",
                reference,
                known,
                f"{known.subject.name} {words}",
                claimed=known.subject.name,
                found=words,
                hint="Name the package that its makers name instead, or say in the entry's status that it has ended.",
            )


def trouble(facts: Mapping[str, Any]) -> str:
    """The gravest that is to be said about a package, empty where all is well."""
    status, reason = facts.get("status"), facts.get("reason")
    if status in _STATUS:
        return _STATUS[str(status)] + (f" ({reason})" if reason else "")
    if message := facts.get("deprecated"):
        return "is deprecated" + (f": “{message}”" if isinstance(message, str) else "")
    if yanked := facts.get("yanked"):
        version = facts.get("version")
        newest = f"has had its newest version {version} yanked" if version else "has had its newest version yanked"
        return newest + (f": “{yanked}”" if isinstance(yanked, str) else "")
    if any("7 - Inactive" in str(each) for each in facts.get("classifiers") or ()):
        return "is classified as inactive by its makers"
    return ""


RULE = Rule(
    id="R007",
    name="deprecated-package",
    severity=Severity.WARNING,
    finds="a package that is yanked, deprecated or classified as inactive",
    explanation=__doc__ or "",
    hears=REPOSITORIES,
    check=check,
    examples=(
        Example(
            "Deprecated, with a message",
            tool("https://github.com/jadejs/jade", "packages: [{registry: npm, name: jade}]"),
            (package_answer("npm:jade", deprecated="Jade has been renamed to pug"),),
            ("npm:jade is deprecated: “Jade has been renamed to pug”",),
            "tools.yaml",
        ),
        Example(
            "Archived on PyPI",
            tool("https://github.com/example/example", "packages: [{registry: pypi, name: example}]"),
            (package_answer("pypi:example", status="archived", version="1.0"),),
            ("pypi:example is archived: no release is to be expected",),
            "tools.yaml",
        ),
        Example(
            "An entry that says so itself is right",
            tool(
                "https://github.com/example/example", "packages: [{registry: pypi, name: example}]", "status: {state: archived}"
            ),
            (package_answer("pypi:example", status="archived", classifiers=["Development Status :: 7 - Inactive"]),),
            path="tools.yaml",
        ),
    ),
)
