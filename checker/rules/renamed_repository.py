"""The repository has another owner or name now, or the package says that its source lives elsewhere.

Why it matters
--------------
A forge redirects the old name only as long as nobody else takes it. Then readers, and every `git clone` in their scripts,
get somebody else's code under the name that the catalogue vouches for.

What to do
----------
Write the new name. Where a package names another repository than the catalogue, find out which of the two is the project's:
either it moved without a redirect, or the package is not the one that is meant.

Fix safety
----------
The fix writes the new owner and name and keeps everything around them: the rest of the path, the query, the line numbers, a
`.git`. It is safe, because the forge itself says that both names are one repository. Where a package and the catalogue
disagree there is no fix.
"""

from collections.abc import Iterator

from checker.core import forges
from checker.core.answer import Outcome, Topic
from checker.core.examples import package_answer, repository_answer, tool
from checker.core.finding import Finding, Severity
from checker.core.known import finding
from checker.core.reference import Reference
from checker.core.repositories import Described, facts_of, known_packages, known_repositories, rename_fix, renamed
from checker.core.rule import REPOSITORIES, Example, Rule
from checker.core.seen import Seen


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Repositories whose full name is another now, and packages that name another repository."""
    repositories = list(known_repositories(reference, seen))
    for known in repositories:
        if new := renamed(known):
            old = known.subject.name.partition("/")[2]
            yield finding(
                "R002",
                reference,
                known,
                f"{old} is now {new}",
                claimed=old,
                found=new,
                hint=f"Write {new}.",
                fix=rename_fix(reference, known, new),
            )
    if own := [each for each in repositories if each.own]:
        yield from _elsewhere(reference, own, seen)


def _elsewhere(reference: Reference, own: list[Described], seen: Seen) -> Iterator[Finding]:
    """Packages whose repository is known to be another one; a name that was never asked may be an old name, and says nothing."""
    ours = {name.casefold() for each in own for name in (each.subject.name, _now(each.subject.name, each.facts))}
    for package in known_packages(reference, seen):
        named = forges.repository(str(package.facts.get("repository", "")))
        if named is None or named.name.casefold() in ours:
            continue
        answer = seen.answer(Topic.REPOSITORY, named.name)
        facts = facts_of(seen, Topic.REPOSITORY, named.name)
        if answer is None or answer.outcome not in (Outcome.FOUND, Outcome.MOVED) or _related(named.host, facts, ours, own):
            continue
        theirs = _now(named.name, facts)
        yield finding(
            "R002",
            reference,
            package,
            f"the catalogue has {own[0].full_name} for its repository, "
            f"but {package.subject.name} names {theirs.partition('/')[2]}",
            claimed=own[0].full_name,
            found=theirs,
            hint="Find out which of the two is the project's repository.",
            because=(package.standing, answer),
        )


def _now(name: str, facts: object) -> str:
    host = name.partition("/")[0]
    full_name = facts.get("full_name") if isinstance(facts, dict) else None
    return f"{host}/{full_name}" if full_name else name


def _related(host: str, facts: dict[str, object], ours: set[str], own: list[Described]) -> bool:
    """Whether both are one repository under two names, or one is the other's fork."""
    names = {f"{host}/{facts.get(key)}".casefold() for key in ("full_name", "parent") if facts.get(key)}
    parents = {
        f"{each.subject.name.partition('/')[0]}/{each.facts['parent']}".casefold() for each in own if each.facts.get("parent")
    }
    return bool(names & (ours | parents))


RULE = Rule(
    id="R002",
    name="renamed-repository",
    severity=Severity.WARNING,
    finds="a repository whose owner or name has changed",
    explanation=__doc__ or "",
    hears=REPOSITORIES,
    check=check,
    examples=(
        Example(
            "A repository that moved to an organisation, with a deep link",
            tool(
                "https://github.com/ggerganov/llama.cpp",
                "documentation: https://github.com/ggerganov/llama.cpp/tree/master/docs#readme",
            ),
            (repository_answer("github.com/ggerganov/llama.cpp", Outcome.MOVED, full_name="ggml-org/llama.cpp"),),
            ("ggerganov/llama.cpp is now ggml-org/llama.cpp",),
            "tools.yaml",
            tool(
                "https://github.com/ggml-org/llama.cpp",
                "documentation: https://github.com/ggml-org/llama.cpp/tree/master/docs#readme",
            ),
        ),
        Example(
            "A package whose source is another project's",
            tool("https://github.com/example/example", "packages: [{registry: pypi, name: example}]"),
            (
                repository_answer("github.com/example/example"),
                package_answer("pypi:example", repository="https://github.com/stranger/other"),
                repository_answer("github.com/stranger/other"),
            ),
            ("the catalogue has example/example for its repository, but pypi:example names stranger/other",),
            "tools.yaml",
        ),
        Example(
            "Another spelling of the same name is no other name",
            tool("https://github.com/nvidia/tensorrt-llm"),
            (repository_answer("github.com/nvidia/tensorrt-llm", full_name="NVIDIA/TensorRT-LLM"),),
            path="tools.yaml",
        ),
    ),
)
