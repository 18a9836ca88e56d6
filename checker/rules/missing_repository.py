"""The repository is not there, or no longer public, or another one has taken its name.

Why it matters
--------------
Nobody can get the code any more under this name, and a name that became free can be taken by anybody: what is cloned there
tomorrow may be malicious.

What to do
----------
Look for the project's new home (its site, its package's page, its authors). Forges answer the same for what is deleted and
for what was made private, so ask its owner before you call it gone. What a forge merely does not let us see (blocked by law,
over the limit, behind a login) is never reported by this rule. Where the history shows that another repository stands under the
old name now, compare the two before anybody uses it.

Fix safety
----------
There is no fix: where the code is now is for a person to find out.
"""

from collections.abc import Iterator

from checker.core.answer import Outcome
from checker.core.examples import repository_answer, tool
from checker.core.finding import Finding, Severity
from checker.core.known import finding, last_alive
from checker.core.reference import Reference
from checker.core.repositories import known_repositories, missing, taken_over
from checker.core.rule import REPOSITORIES, Example, Rule
from checker.core.seen import Seen


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Repositories whose forge says that they are not there, and names that another repository has taken since."""
    for known in known_repositories(reference, seen):
        if before := taken_over(known, seen):
            yield finding(
                "R003",
                reference,
                known,
                f"{known.subject.name} is another repository than it was until {before}: "
                "the one that was meant is gone from this name",
                claimed=known.subject.name,
                found="another repository",
                hint="Find out what stands there now before anybody uses it, and where the project went.",
            )
        elif missing(known) or (known.alive and known.facts.get("disabled") is True):
            why = known.standing.detail if missing(known) else "its forge has disabled it"
            why = why or "its forge does not know it"
            yield finding(
                "R003",
                reference,
                known,
                f"{known.subject.name} is not there, or no longer public: {why}{last_alive(known) if missing(known) else ''}",
                claimed=known.subject.name,
                found=why,
                hint="Find the project's new home, or ask its owner whether it was made private.",
            )


RULE = Rule(
    id="R003",
    name="missing-repository",
    severity=Severity.ERROR,
    finds="a repository that is not there, or no longer public",
    explanation=__doc__ or "",
    hears=REPOSITORIES,
    check=check,
    examples=(
        Example(
            "Deleted or made private",
            tool("https://github.com/example/gone"),
            (
                repository_answer("github.com/example/gone", at="2026-10-01T04:00:00+00:00"),
                repository_answer("github.com/example/gone", Outcome.MISSING, "GitHub knows no public repository of this name"),
            ),
            (
                "github.com/example/gone is not there, or no longer public: GitHub knows no public repository of this name, "
                "last seen alive on 2026-10-01",
            ),
            "tools.yaml",
        ),
        Example(
            "A name that somebody else has taken",
            tool("https://github.com/example/tool"),
            (
                repository_answer("github.com/example/tool", id=1, at="2026-10-01T04:00:00+00:00"),
                repository_answer("github.com/example/tool", id=2),
            ),
            (
                "github.com/example/tool is another repository than it was until 2026-10-01: the one that was meant is gone from "
                "this name",
            ),
            "tools.yaml",
        ),
        Example(
            "Blocked is not gone",
            tool("https://github.com/example/blocked"),
            (
                repository_answer(
                    "github.com/example/blocked", Outcome.REFUSED, "GitHub blocks access to it (dmca)", blocked="dmca"
                ),
            ),
            path="tools.yaml",
        ),
    ),
)
