"""Nobody has pushed a commit for longer than the configured time.

Why it matters
--------------
Software that depends on fast-moving libraries rarely works untouched for years. Silence is no proof of an end, and it is what
an end looks like before somebody presses "archive".

What to do
----------
Look whether the project is finished or abandoned, and say so in the entry (`status: {state: inactive}`), which ends this
report. `quiet_after` in the configuration sets the time; papers' code is not reported, because it is a record of its day.

Fix safety
----------
There is no fix: why a project is quiet is for a person to find out.
"""

from collections.abc import Iterator

from checker.core.ends import RESTING, claims, end_of_repository, own_repositories
from checker.core.examples import repository_answer, tool
from checker.core.finding import Finding, Severity
from checker.core.known import day, finding
from checker.core.reference import Kind, Reference
from checker.core.repositories import moment
from checker.core.rule import REPOSITORIES, Example, Rule
from checker.core.seen import Seen


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Repositories that are alive and silent, as far as the forge has told: what happened since it was asked is not known."""
    if reference.kind is Kind.PAPER or claims(reference, RESTING):
        return
    for known in own_repositories(reference, seen):
        pushed = moment(known.facts.get("pushed_at"))
        if pushed is None or not known.alive or end_of_repository(known, seen):
            continue
        told = known.told_by(seen, "pushed_at") or known.standing
        silence = min(seen.at, told.at) - pushed
        if silence > seen.policy.quiet_after:
            yield finding(
                "R004",
                reference,
                known,
                f"{known.full_name} has had no commit since {day(pushed)}, for {silence.days // 30} months",
                found=day(pushed),
                hint="Find out whether it is finished or abandoned, and say so in the entry's status.",
            )


RULE = Rule(
    id="R004",
    name="quiet-repository",
    severity=Severity.INFO,
    finds="a repository without a commit for longer than configured",
    explanation=__doc__ or "",
    hears=REPOSITORIES,
    check=check,
    examples=(
        Example(
            "More than two years of silence",
            tool("https://github.com/IST-DASLab/gptq"),
            (repository_answer("github.com/IST-DASLab/gptq", pushed_at="2023-07-11T09:00:00Z"),),
            ("IST-DASLab/gptq has had no commit since 2023-07-11, for 40 months",),
            "tools.yaml",
        ),
        Example(
            "An entry that calls it inactive expects no news",
            tool("https://github.com/IST-DASLab/gptq", "status: {state: inactive}"),
            (repository_answer("github.com/IST-DASLab/gptq", pushed_at="2023-07-11T09:00:00Z"),),
            path="tools.yaml",
        ),
    ),
)
