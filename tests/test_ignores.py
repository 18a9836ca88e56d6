"""Ignores: what they set aside, until when, and what is said of those that ran out or match nothing."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from checker.core.finding import Finding
from checker.core.ignores import Ignore, apply_ignores, in_place, put_before_rules
from checker.core.place import NOWHERE, Place, Source
from checker.core.reference import Catalogue
from checker.core.seen import Seen
from checker.files import load
from checker.rules import RULES, rule

TODAY = date(2026, 11, 22)
URL = "https://dl.acm.org/doi/10.1145/3600006.3613165"
SOURCE = Source("references.bib", "@article{kwon2023, url = {https://dl.acm.org/doi/10.1145/3600006.3613165}}\n")


def finding(rule: str = "L013", key: str | None = "kwon2023", subject: str | None = URL, start: int = 26) -> Finding:
    return Finding(rule, key, Place(SOURCE, start, start + 5), "refused", subject=subject)


def ignore(**parts: object) -> Ignore:
    return Ignore("a reason", NOWHERE, **parts)  # type: ignore[arg-type]


def left(findings: Sequence[Finding], *ignores: Ignore, today: date = TODAY) -> list[str]:
    return [each.rule for each in apply_ignores(findings, ignores, today, name_of=name_of).kept]


def name_of(identifier: str) -> str:
    return RULES[identifier].replace("_", "-")


@pytest.mark.parametrize(
    ("parts", "set_aside"),
    [
        ({"rule": "L013"}, True),
        ({"rule": "l013"}, True),
        ({"rule": "unverifiable-link"}, True),
        ({"rule": "L"}, True),
        ({"rule": "W"}, False),
        ({"rule": "L01"}, False),
        ({"subject": "https://dl.acm.org/*"}, True),
        ({"subject": URL}, True),
        ({"subject": "https://acm.org/*"}, False),
        ({"key": "kwon*"}, True),
        ({"key": "Kwon*"}, False),
        ({"path": "*.bib"}, True),
        ({"path": "docs/*"}, False),
        ({"rule": "L013", "subject": "*", "key": "kwon2023", "path": "references.bib"}, True),
        ({"rule": "L013", "key": "other"}, False),
        ({"scope": (0, 10)}, False),
    ],
)
def test_what_an_ignore_means(parts: dict[str, object], set_aside: bool) -> None:
    assert left([finding()], ignore(**parts)) == ([] if set_aside else ["L013"])


def test_an_address_with_question_marks_and_brackets_means_itself() -> None:
    odd = finding(subject="https://example.org/[a]?x=1")
    assert left([odd], ignore(subject="https://example.org/[a]?x=1")) == []


def test_a_finding_without_subject_or_key_is_not_meant_by_one() -> None:
    bare = finding(subject=None, key=None)
    assert left([bare], ignore(subject="*")) == ["L013"]
    assert left([bare], ignore(key="*")) == ["L013"]
    assert left([bare], ignore(rule="L013")) == []


@pytest.mark.parametrize(("until", "set_aside"), [(None, True), (date(2026, 11, 22), True), (date(2026, 11, 21), False)])
def test_until_is_the_last_day(until: date | None, set_aside: bool) -> None:
    assert left([finding()], ignore(rule="L013", until=until)) == ([] if set_aside else ["L013"])


def test_what_is_set_aside_is_known_with_its_ignore() -> None:
    first, second = ignore(rule="L013", until=date(2026, 1, 1)), ignore(key="kwon2023")
    applied = apply_ignores([finding(), finding("L001", key="other")], [first, second], TODAY, name_of=name_of)
    assert [(each.rule, by) for each, by in applied.ignored] == [("L013", second)]
    assert [each.rule for each in applied.kept] == ["L001"]
    assert applied.unused == ()


def test_an_ignore_is_unused_only_where_it_had_its_chance() -> None:
    links, works = ignore(rule="L001"), ignore(rule="W001")
    applied = apply_ignores([finding()], [links, works], TODAY, name_of=name_of, judged=lambda each: each.rule != "W001")
    assert applied.unused == (links,)


def told(seen: Seen, identifier: str) -> list[tuple[int, str]]:
    return [(each.place.line, each.message) for each in rule(identifier).check(seen.catalogue.references[0], seen)]


def test_ignores_that_ran_out_or_match_nothing_are_told_at_their_own_place() -> None:
    config = Source("refwatch.toml", '[[ignore]]\nrule = "L013"\n[[ignore]]\nrule = "R001"\n[[ignore]]\nrule = "W"\n')
    expired = Ignore("bots", Place(config, 0, 10), rule="L013", subject="https://*", until=date(2026, 6, 1))
    unused = Ignore("kept alive", Place(config, 25, 35), rule="R001", path="tools.yaml")
    past = Ignore("over", Place(config, 50, 60), rule="W", until=date(2026, 6, 1))
    catalogue = Catalogue(load(SOURCE.path, SOURCE.text.encode()).references)
    applied = apply_ignores([finding()], [expired, unused, past], TODAY, name_of=name_of)
    put_before_rules(catalogue, [expired, unused, past], applied.unused)
    seen = Seen(datetime(2026, 11, 22, 4, tzinfo=UTC), catalogue)
    assert [each.rule for each in applied.kept] == ["L013"]
    assert told(seen, "N003") == [
        (1, "the ignore of L013 of https://* ran out on 2026-06-01, and what it set aside is told again (bots)")
    ]
    assert told(seen, "N004") == [
        (3, "the ignore of R001 in tools.yaml matches nothing (kept alive)"),
        (5, "the ignore of W matches nothing (over)"),
    ]


BIB = """\
% refwatch: ignore L013 until 2027-06-01 – the publisher turns bots away
@article{kwon2023,
  url = {https://dl.acm.org/doi/10.1145/3600006.3613165},
}
@article{other, url = {https://dl.acm.org/other}}
"""
YAML = """\
tools:
  - id: vllm
    url: https://vllm.example/  # refwatch: ignore dead-link – being rebuilt
  - id: ollama
    url: https://ollama.example/
"""


@pytest.mark.parametrize(
    ("path", "text", "identifier", "subjects", "kept"),
    [
        ("references.bib", BIB, "L013", [URL, "https://dl.acm.org/other"], ["https://dl.acm.org/other"]),
        ("tools.yaml", YAML, "L001", ["https://vllm.example/", "https://ollama.example/"], ["https://ollama.example/"]),
    ],
)
def test_a_comment_covers_its_own_entry(path: str, text: str, identifier: str, subjects: list[str], kept: list[str]) -> None:
    catalogue = Catalogue(load(path, text.encode()).references)
    places = [(url, catalogue.references[0].place.source) for url in subjects]
    found = [
        Finding(identifier, None, Place(source, text.index(url), text.index(url) + len(url)), "wrong", subject=url)
        for url, source in places
    ]
    applied = apply_ignores(found, in_place(catalogue), TODAY, name_of=name_of)
    assert [each.subject for each in applied.kept] == kept
    assert [by.reason for _, by in applied.ignored] == [in_place(catalogue)[0].reason]
