"""The package does not exist in its registry.

Why it matters
--------------
Readers who type the name into an installer get an error today and, once somebody has registered the free name, somebody
else's code. Names that lists recommend and that nobody holds are sought for exactly that.

What to do
----------
Correct the name, or take the package out of the entry; some projects are published only as images or as source.

Fix safety
----------
There is no fix: which name is meant is for a person to find out.
"""

from collections.abc import Iterator

from checker.core.answer import Outcome
from checker.core.examples import package_answer, tool
from checker.core.finding import Finding, Severity
from checker.core.known import finding, last_alive
from checker.core.reference import Reference
from checker.core.repositories import known_packages, missing
from checker.core.rule import REPOSITORIES, Example, Rule
from checker.core.seen import Seen


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Packages that their registry does not know."""
    for known in known_packages(reference, seen):
        if missing(known):
            why = known.standing.detail or "its registry does not know it"
            yield finding(
                "R006",
                reference,
                known,
                f"{known.subject.name} does not exist: {why}{last_alive(known)}",
                claimed=known.subject.name,
                found=why,
                hint="Correct the package's name, or take it out.",
            )


RULE = Rule(
    id="R006",
    name="missing-package",
    severity=Severity.ERROR,
    finds="a package that does not exist in its registry",
    explanation=__doc__ or "",
    hears=REPOSITORIES,
    check=check,
    examples=(
        Example(
            "A name that nobody holds",
            tool(
                "https://github.com/huggingface/text-generation-inference",
                "packages: [{registry: pypi, name: text-generation-inference}]",
            ),
            (package_answer("pypi:text-generation-inference", Outcome.MISSING, "PyPI has no such project"),),
            ("pypi:text-generation-inference does not exist: PyPI has no such project",),
            "tools.yaml",
        ),
        Example(
            "Hidden under quarantine is not missing",
            tool("https://github.com/example/example", "packages: [{registry: pypi, name: example}]"),
            (package_answer("pypi:example", status="quarantined"),),
            path="tools.yaml",
        ),
    ),
)
