"""The repository and package rules: each example is a test, and what no single rule can show."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.core.answer import Answer, Outcome
from checker.core.examples import package_answer, readme_answer, repository_answer, tool
from checker.core.finding import Finding, Safety, Severity
from checker.core.reference import Catalogue
from checker.core.repositories import rewritten
from checker.core.rule import Example, Rule
from checker.core.seen import Policy, Seen
from checker.files import load
from checker.judging import findings
from checker.rules import rule

MINE = [f"R{number:03}" for number in range(1, 9)]
AT = datetime(2026, 11, 22, 4, tzinfo=UTC)


def judged(
    text: str, answers: Iterable[Answer], *rules: str, path: str = "tools.yaml", policy: Policy | None = None
) -> list[Finding]:
    loaded = load(path, text.encode())
    seen = Seen.of(answers, at=AT, catalogue=Catalogue.of(loaded.references), policy=policy)
    return list(findings(seen, [rule(each) for each in rules or MINE]))


def mended(text: str, found: Iterable[Finding], path: str = "tools.yaml") -> str:
    for each in found:
        if each.fix:
            again = load(path, text.encode())
            reference = next(entry for entry in again.references if entry.key == each.key)
            text = again.dialect.edit(again.source, reference, each.fix.changes)
    return text


def messages(text: str, answers: Iterable[Answer], *rules: str) -> list[str]:
    return [each.message for each in judged(text, answers, *rules)]


EXAMPLES = [(rule(each), example) for each in MINE for example in rule(each).examples]


@pytest.mark.parametrize(("subject", "example"), EXAMPLES, ids=[f"{each.id} {example.title}" for each, example in EXAMPLES])
def test_examples(subject: Rule, example: Example) -> None:
    found = judged(example.text, example.answers, subject.id, path=example.path)
    assert tuple(each.message for each in found) == example.messages
    text = mended(example.text, found, example.path)
    assert (None if text == example.text else text) == example.fixed


@pytest.mark.parametrize("identifier", MINE)
def test_explanations(identifier: str) -> None:
    subject = rule(identifier)
    for heading in ("Why it matters", "What to do", "Fix safety"):
        assert f"\n{heading}\n{'-' * len(heading)}\n" in subject.explanation
    assert any(example.messages for example in subject.examples)
    assert any(not example.messages for example in subject.examples)


# R001: archived-repository


def test_an_archived_repository_without_a_date_or_successor() -> None:
    answers = [repository_answer("github.com/a/b", archived=True)]
    (found,) = judged(tool("https://github.com/a/b"), answers, "R001")
    assert found.message == "a/b is archived"
    assert found.hint == "Give the entry its true state, and name what to use instead."
    assert found.fix is None


def test_the_catalogues_own_successor_comes_before_the_readmes() -> None:
    text = tool("https://github.com/a/b", "status: {state: active, successor: [other]}") + "  - {id: other, name: Other}\n"
    answers = [
        repository_answer("github.com/a/b", archived=True, archived_at="2025-04-11T00:00:00Z"),
        readme_answer("github.com/a/b", "b has moved to c.", "moved to", "https://github.com/c/c"),
    ]
    assert messages(text, answers, "R001") == [
        "example is listed as active, but a/b was archived on 2025-04-11; the catalogue names Other as its successor"
    ]


def test_a_successor_that_is_archived_itself() -> None:
    text = (
        tool("https://github.com/a/b", "status: {state: archived, successor: [other]}")
        + "  - {id: other, name: Other, repository: https://github.com/c/c, status: {state: archived}}\n"
    )
    answers = [
        repository_answer("github.com/a/b", archived=True),
        repository_answer("github.com/c/c", archived=True, archived_at="2026-02-01T00:00:00Z"),
    ]
    (found,) = judged(text, answers, "R001")
    assert found.message == "example names Other as its successor, which itself was archived on 2026-02-01"
    assert found.place.text == "other"


def test_a_description_may_say_it_too() -> None:
    answers = [repository_answer("github.com/a/b", description="[DEPRECATED] use https://github.com/c/c instead")]
    assert messages(tool("https://github.com/a/b"), answers, "R001") == [
        "a/b says in its description: “[DEPRECATED] use https://github.com/c/c instead”; "
        "its description sends its users to https://github.com/c/c"
    ]


def test_maintenance_mode_is_a_remark_and_may_be_claimed() -> None:
    answers = [
        repository_answer("github.com/a/b"),
        readme_answer("github.com/a/b", "b is in maintenance mode.", "maintenance mode"),
    ]
    (found,) = judged(tool("https://github.com/a/b"), answers, "R001")
    assert found.severity is Severity.INFO
    assert judged(tool("https://github.com/a/b", "status: {state: maintenance}"), answers, "R001") == []


def test_a_repository_named_in_passing_is_not_the_entrys_own() -> None:
    text = tool("https://github.com/a/b", "positioning: began as a fork of https://github.com/old/b")
    answers = [repository_answer("github.com/a/b"), repository_answer("github.com/old/b", archived=True)]
    assert judged(text, answers, "R001", "R004", "R005") == []


def test_the_code_of_a_paper_is_a_record() -> None:
    text = "@article{t2t,\n  title = {Attention},\n  code  = {https://github.com/tensorflow/tensor2tensor}\n}\n"
    name = "github.com/tensorflow/tensor2tensor"
    said = readme_answer(name, "It is now deprecated.")
    assert judged(text, [repository_answer(name), said], "R001", path="references.bib") == []
    (found,) = judged(text, [repository_answer(name, archived=True), said], "R001", path="references.bib")
    assert (found.message, found.severity, found.fix) == ("tensorflow/tensor2tensor is archived", Severity.INFO, None)
    cited = text.replace("code ", "url ")
    assert len(judged(cited, [repository_answer(name), said], "R001", path="references.bib")) == 1


def test_what_git_alone_tells_does_not_undo_what_the_forge_told() -> None:
    answers = [
        repository_answer("github.com/a/b", archived=True, archived_at="2025-04-11T00:00:00Z", at="2026-11-20T04:00:00+00:00"),
        Answer("git", repository_answer("github.com/a/b").topic, "github.com/a/b", Outcome.FOUND, AT, {"full_name": "a/b"}),
    ]
    assert messages(tool("https://github.com/a/b"), answers, "R001") == ["a/b was archived on 2025-04-11"]


# R002: renamed-repository


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("https://github.com/ggerganov/llama.cpp", "https://github.com/ggml-org/llama.cpp"),
        ("https://github.com/ggerganov/llama.cpp/", "https://github.com/ggml-org/llama.cpp/"),
        ("https://www.github.com/GGerganov/Llama.cpp.git", "https://www.github.com/ggml-org/llama.cpp.git"),
        ("https://github.com/ggerganov/llama.cpp/blob/master/main.cpp#L10-L20", "https://github.com/ggml-org/llama.cpp/blob/master/main.cpp#L10-L20"),
        ("https://github.com/ggerganov/llama.cpp?tab=readme-ov-file#usage", "https://github.com/ggml-org/llama.cpp?tab=readme-ov-file#usage"),
        ("ggerganov/llama.cpp", "ggml-org/llama.cpp"),
    ],
)  # fmt: skip
def test_a_rename_keeps_everything_around_the_name(written: str, becomes: str) -> None:
    text = f"tools:\n  - id: llama-cpp\n    name: llama.cpp\n    repository: {written}  # the engine\n"
    name = written.replace("www.", "").removesuffix("/").removesuffix(".git").partition("github.com/")[2] or written
    subject = "github.com/" + "/".join(name.partition("?")[0].split("/")[:2])
    found = judged(text, [repository_answer(subject, Outcome.MOVED, full_name="ggml-org/llama.cpp")], "R002")
    assert mended(text, found) == text.replace(written, becomes)
    assert [each.fix.safety for each in found if each.fix] == [Safety.SAFE]


PARTS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,12}[A-Za-z0-9]", fullmatch=True)


@settings(deadline=None)
@given(PARTS, PARTS, PARTS, PARTS, st.sampled_from(["", "/", ".git", "/tree/main/docs#L10", "?tab=x", "#readme"]))
def test_whatever_stands_around_the_name_stays(owner: str, name: str, new_owner: str, new_name: str, tail: str) -> None:
    old, new = f"{owner}/{name}", f"{new_owner}/{new_name}"
    for head in ("https://github.com/", "git+https://www.github.com/", "git@github.com:", ""):
        written = head + old + tail
        if written.lower().count(old.lower()) == 1:
            assert rewritten(written, old.upper(), new) == head + new + tail


def test_a_name_inside_another_is_left_alone() -> None:
    for written in ("https://github.com/a/bc", "https://github.com/xa/b", "https://github.com/a/b-c", "https://a/b/a/b", "a/b.c"):
        assert rewritten(written, "a/b", "n/m") == written


def test_a_list_that_names_repositories_by_github_id() -> None:
    text = "projects:\n  - name: llama.cpp\n    github_id: ggerganov/llama.cpp\n    category: engines\n"
    answers = [repository_answer("github.com/ggerganov/llama.cpp", Outcome.MOVED, full_name="ggml-org/llama.cpp")]
    (found,) = judged(text, answers, "R002")
    assert found.fix
    assert [(each.value, each.place.text if each.place else "") for each in found.fix.changes] == [
        ("ggml-org/llama.cpp", "ggerganov/llama.cpp")
    ]


@pytest.mark.parametrize(
    "told", ["", "evil", "a/b/c d", "x/y#z", 'x/y"\n- id: evil', "../../etc", "x/y/-/tree", "https://evil.example/x"]
)
def test_a_hostile_forge_cannot_write_into_our_files(told: str) -> None:
    text = tool("https://gitlab.example.org/a/b")
    answers = [repository_answer("gitlab.example.org/a/b", Outcome.MOVED, source="gitlab", full_name=told)]
    assert judged(text, answers, "R002") == []


def test_a_bibliography_is_mended_too() -> None:
    text = "@misc{llama,\n  title = {llama.cpp},\n  howpublished = {\\url{https://github.com/ggerganov/llama.cpp}}\n}\n"
    answers = [repository_answer("github.com/ggerganov/llama.cpp", Outcome.MOVED, full_name="ggml-org/llama.cpp")]
    found = judged(text, answers, "R002", path="references.bib")
    assert mended(text, found, "references.bib") == text.replace("ggerganov", "ggml-org")


def test_an_old_name_in_a_packages_metadata_is_no_other_repository() -> None:
    text = tool("https://github.com/fresh/b", "packages: [{registry: pypi, name: b}]")
    package = package_answer("pypi:b", repository="https://github.com/old/b")
    assert judged(text, [repository_answer("github.com/fresh/b"), package], "R002") == []
    resolved = repository_answer("github.com/old/b", Outcome.MOVED, full_name="Fresh/B")
    assert judged(text, [repository_answer("github.com/fresh/b"), package, resolved], "R002") == []


# R003: missing-repository; R004: quiet-repository


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.UNREACHABLE, Outcome.UNASKED])
def test_what_could_not_be_asked_condemns_nobody(outcome: Outcome) -> None:
    text = tool("https://github.com/a/b", "packages: [{registry: pypi, name: b}]", "license: MIT")
    answers = [repository_answer("github.com/a/b", outcome, "no"), package_answer("pypi:b", outcome, "no")]
    assert judged(text, answers) == []


def test_a_repository_that_its_forge_has_disabled() -> None:
    assert messages(tool("https://github.com/a/b"), [repository_answer("github.com/a/b", disabled=True)], "R003") == [
        "github.com/a/b is not there, or no longer public: its forge has disabled it"
    ]


def test_quiet_after_is_the_configurations() -> None:
    answers = [repository_answer("github.com/a/b", pushed_at="2026-05-01T00:00:00Z")]
    text = tool("https://github.com/a/b")
    assert judged(text, answers, "R004") == []
    policy = Policy(quiet_after=timedelta(days=90))
    assert [each.message for each in judged(text, answers, "R004", policy=policy)] == [
        "a/b has had no commit since 2026-05-01, for 6 months"
    ]


def test_an_archived_repository_is_not_called_quiet_too() -> None:
    answers = [repository_answer("github.com/a/b", archived=True, pushed_at="2020-05-01T00:00:00Z")]
    assert judged(tool("https://github.com/a/b"), answers, "R004") == []


# R005: license-differs


def test_a_package_that_contradicts_what_forge_and_catalogue_agree_on_is_a_remark() -> None:
    text = tool("https://github.com/Vahe1994/AQLM", "license: Apache-2.0", "packages: [{registry: pypi, name: aqlm}]", key="aqlm")
    answers = [
        repository_answer("github.com/Vahe1994/AQLM", license="Apache-2.0"),
        package_answer("pypi:aqlm", license="MIT License"),
    ]
    (found,) = judged(text, answers, "R005")
    assert (found.message, found.severity, found.fix) == (
        "aqlm claims Apache-2.0, but the package pypi:aqlm says MIT License",
        Severity.INFO,
        None,
    )


def test_an_invented_licence_against_a_known_one() -> None:
    text = tool("https://github.com/a/b", "license: Hugging Face License (commercial)")
    assert messages(text, [repository_answer("github.com/a/b", license="Apache-2.0")], "R005") == [
        "example claims Hugging Face License (commercial), a custom licence, but a/b is under Apache-2.0"
    ]


def test_custom_against_custom_is_no_difference() -> None:
    text = tool("https://github.com/a/b", "license: LicenseRef-HFOIL-1.0")
    assert judged(text, [repository_answer("github.com/a/b", license="NOASSERTION", license_name="Other")], "R005") == []


# R007: deprecated-package


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"yanked": "broken wheel", "version": "1.2"}, "pypi:b has had its newest version 1.2 yanked: “broken wheel”"),
        ({"yanked": True}, "pypi:b has had its newest version yanked"),
        ({"deprecated": True}, "pypi:b is deprecated"),
        ({"classifiers": ["Development Status :: 7 - Inactive"]}, "pypi:b is classified as inactive by its makers"),
        ({"status": "deprecated", "reason": "use c"}, "pypi:b is deprecated (use c)"),
        ({"status": "quarantined"}, "pypi:b is under quarantine: its registry suspects it of doing harm"),
    ],
)
def test_ways_of_being_given_up(facts: dict[str, object], message: str) -> None:
    text = tool("https://github.com/a/b", "packages: [{registry: pypi, name: b}]")
    assert messages(text, [package_answer("pypi:b", **facts)], "R007") == [message]


def test_quarantine_is_told_even_of_an_ended_tool() -> None:
    text = tool("https://github.com/a/b", "packages: [{registry: pypi, name: b}]", "status: {state: archived}")
    assert len(judged(text, [package_answer("pypi:b", status="quarantined")], "R007")) == 1


# R008: rotten-recommendation


def guide(*recommends: str) -> str:
    return f"guides:\n  - id: engines\n    name: Which engine\n    recommends: [{', '.join(recommends)}]\n"


def test_a_guide_that_recommends_what_is_gone() -> None:
    text = tool("https://github.com/a/b", key="gone", name="Gone") + guide("gone")
    (found,) = judged(text, [repository_answer("github.com/a/b", Outcome.MISSING, "not there")], "R008")
    assert found.message == "“Which engine” recommends Gone, which is no longer at github.com/a/b"
    assert (found.key, found.place.text, found.place.line, found.hint) == (
        "engines",
        "gone",
        8,
        "Recommend something that is alive.",
    )


def test_the_catalogues_own_word_is_enough() -> None:
    text = tool("https://github.com/a/b", 'status: {state: archived, since: "2026-03-21"}', key="tgi", name="TGI") + guide("tgi")
    assert messages(text, [], "R008") == ["“Which engine” recommends TGI, which is listed as archived since 2026-03-21"]


def test_a_successor_that_the_guide_recommends_already_is_not_written_twice() -> None:
    text = (
        tool("https://github.com/a/b", "status: {state: archived, successor: [vllm]}", key="tgi", name="TGI")
        + "  - {id: vllm, name: vLLM, repository: https://github.com/vllm-project/vllm}\n"
        + guide("tgi", "vllm")
    )
    (found,) = judged(text, [repository_answer("github.com/a/b", archived=True)], "R008")
    assert found.hint == "Recommend vLLM instead."
    assert found.fix is None
