"""The licence in the catalogue is not the one that the forge or the package's registry tells.

Why it matters
--------------
People choose tools by their licences, and projects change them. Text Generation Inference was under Apache-2.0, then for nine
months under a licence that forbade selling it as a service, then under Apache-2.0 again: a list that was right in one of these
seasons misled its readers in the next.

What to do
----------
Read the LICENSE file of the version that you mean, and write its SPDX expression. A licence on no list ("other", "custom") is
said as such: only a person can compare it. Other spellings of one licence ("Apache 2.0", "Apache License, Version 2.0"), one of
two licences among which users may choose, and a family without a version ("BSD") are no differences.

Fix safety
----------
The fix writes the SPDX id of what the forge or the registry tells. It is unsafe: both look at one file of the newest version.
"""

from collections.abc import Iterator
from dataclasses import replace

from checker.core.answer import Answer, Topic
from checker.core.ends import own_repositories
from checker.core.examples import package_answer, repository_answer, tool
from checker.core.finding import Change, Finding, Fix, Safety, Severity
from checker.core.known import day
from checker.core.licenses import Kinship, compare, license_of
from checker.core.reference import Field, Reference
from checker.core.repositories import Described, known_packages
from checker.core.rule import REPOSITORIES, Example, Rule
from checker.core.seen import Seen


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """The claim against the forge's licence, then against the packages'."""
    claim = reference.first("license", "licence")
    if claim is None:
        return
    agreed = False
    for known in own_repositories(reference, seen):
        found = str(known.facts.get("license") or "")
        kinship = compare(claim.value, found) if known.alive else Kinship.UNCERTAIN
        agreed = agreed or kinship in (Kinship.SAME, Kinship.COMPATIBLE)
        if kinship is Kinship.DIFFERENT:
            yield _differs(reference, claim, known, found, f"{known.full_name} is under", seen)
        elif found == "NOASSERTION" and license_of(claim.value).named:
            yield _custom(reference, claim, known, seen)
    for known in known_packages(reference, seen):
        found = str(known.facts.get("license") or "")
        if known.alive and compare(claim.value, found) is Kinship.DIFFERENT and license_of(found).named:
            differs = _differs(reference, claim, known, found, f"the package {known.subject.name} says", seen)
            yield replace(differs, severity=Severity.INFO, fix=None) if agreed else differs


def _differs(reference: Reference, claim: Field, known: Described, found: str, who: str, seen: Seen) -> Finding:
    spdx = license_of(found).spdx
    found = spdx if spdx.casefold() == found.casefold() else found
    fix = Fix(f"write {spdx}", Safety.UNSAFE, (Change(claim.name, spdx, claim.place),)) if spdx else None
    return Finding(
        "R005",
        reference.key,
        claim.place,
        f"{reference.key} claims {license_of(claim.value).shown}, but {who} {license_of(found).shown}"
        + _before(known, found, seen)[0],
        field=claim.name,
        subject=known.subject.name,
        claimed=claim.value,
        found=found,
        hint="Read the LICENSE file of the version that you mean, and write its SPDX expression.",
        because=(known.standing,),
        fix=fix,
    )


def _custom(reference: Reference, claim: Field, known: Described, seen: Seen) -> Finding:
    """The forge does not recognise the licence: a remark, or a warning where it did recognise another one before."""
    before, changed = _before(known, "NOASSERTION", seen)
    name = str(known.facts.get("license_name") or "Other")
    called = "" if name.casefold() == "other" else f" ({name})"
    return Finding(
        "R005",
        reference.key,
        claim.place,
        f"{reference.key} claims {claim.value}, but {known.full_name} is under a custom licence that its forge does not "
        f"recognise{called}{before}",
        field=claim.name,
        subject=known.subject.name,
        claimed=claim.value,
        found="custom",
        hint="Read its LICENSE file and compare by hand.",
        because=(known.standing,),
        severity=None if changed else Severity.INFO,
    )


def _before(known: Described, found: str, seen: Seen) -> tuple[str, Answer | None]:
    """``; it was MIT until 2023-07-28`` where the history has seen another licence."""
    for timeline in seen.by_source(Topic(known.subject.topic), known.subject.name).values():
        for spell in reversed(timeline.spells):
            earlier = spell.answer.facts.get("license")
            if isinstance(earlier, str) and earlier and earlier != found:
                return f"; it was {license_of(earlier).shown} until {day(spell.until)}", spell.answer
    return "", None


_TGI = "github.com/huggingface/text-generation-inference"

RULE = Rule(
    id="R005",
    name="license-differs",
    severity=Severity.WARNING,
    finds="a licence that is not the forge's or the package's",
    explanation=__doc__ or "",
    hears=REPOSITORIES,
    check=check,
    examples=(
        Example(
            "A licence of another season",
            tool("https://github.com/huggingface/text-generation-inference", "license: HFOIL-1.0", key="tgi"),
            (repository_answer(_TGI, license="Apache-2.0"),),
            ("tgi claims HFOIL-1.0, but huggingface/text-generation-inference is under Apache-2.0",),
            "tools.yaml",
            tool("https://github.com/huggingface/text-generation-inference", "license: Apache-2.0", key="tgi"),
        ),
        Example(
            "The day of the change, from the history",
            tool("https://github.com/huggingface/text-generation-inference", "license: Apache-2.0", key="tgi"),
            (
                repository_answer(_TGI, license="Apache-2.0", at="2023-07-27T04:00:00+00:00"),
                repository_answer(_TGI, license="NOASSERTION", license_name="Other", at="2023-07-29T04:00:00+00:00"),
            ),
            (
                "tgi claims Apache-2.0, but huggingface/text-generation-inference is under a custom licence that its forge does "
                "not recognise; it was Apache-2.0 until 2023-07-27",
            ),
            "tools.yaml",
        ),
        Example(
            "A package that says something else",
            tool("https://github.com/example/example", "license: GPL-3.0-only", "packages: [{registry: pypi, name: example}]"),
            (package_answer("pypi:example", license="MIT License"),),
            ("example claims GPL-3.0-only, but the package pypi:example says MIT License",),
            "tools.yaml",
            tool("https://github.com/example/example", "license: MIT", "packages: [{registry: pypi, name: example}]"),
        ),
        Example(
            "Other spellings of one licence are one licence",
            tool("https://github.com/example/example", "license: Apache 2.0", "packages: [{registry: pypi, name: example}]"),
            (
                repository_answer("github.com/example/example", license="Apache-2.0"),
                package_answer("pypi:example", license="Apache Software License"),
            ),
            path="tools.yaml",
        ),
    ),
)
