"""Whole runs over repositories and packages: what a second run costs, what a long list costs, and what is judged offline."""

from collections.abc import Mapping
from pathlib import Path
from typing import Self

import pytest

from checker.core.answer import Answer, Outcome, Topic
from checker.core.place import NOWHERE
from checker.core.reference import Kind, Reference
from checker.core.report import Report
from checker.core.seen import Seen
from checker.rules import rule
from checker.running import run
from checker.settings import Settings
from checker.simulated.github import GitHub, Repo
from checker.simulated.pypi import Project, PyPI
from checker.simulation import Host, Request, SimulatedWeb
from checker.web import HostSettings, Web, WebSettings
from checker.web.tokens import tokens_from_environment
from tests.doubles.asking import NOW

CATALOGUE = """\
tools:
  - id: llama-cpp
    name: llama.cpp
    repository: https://github.com/ggerganov/llama.cpp
    documentation: https://github.com/ggerganov/llama.cpp/tree/master/docs
  - id: autoawq
    name: AutoAWQ
    repository: https://github.com/casper-hansen/AutoAWQ
    packages: [{registry: pypi, name: autoawq}]
"""
REPOS = (
    Repo("ggml-org/llama.cpp", formerly=("ggerganov/llama.cpp",)),
    Repo("casper-hansen/AutoAWQ", archived_at="2025-05-11T20:00:00Z", readme="# AutoAWQ\n\nThis project is deprecated.\n"),
)


class Door(Web):
    """The real door, opened onto a simulated web that lives as long as it is open."""

    def __init__(self, hosts: Mapping[str, Host], log: list[Request], env: Mapping[str, str]) -> None:
        self.simulated = SimulatedWeb(hosts)
        self.simulated.log = log
        hasty = {"*": HostSettings(interval=0, concurrency=16)}
        super().__init__(
            WebSettings(
                dial=self.simulated.dial, hosts=hasty, retries=0, second_pass_after=0, tokens=tokens_from_environment(env)
            )
        )

    async def __aenter__(self) -> Self:
        await self.simulated.__aenter__()
        await super().__aenter__()
        return self

    async def __aexit__(self, *error: object) -> None:
        await super().__aexit__(*error)  # type: ignore[arg-type]
        await self.simulated.__aexit__(*error)  # type: ignore[arg-type]


def checked(folder: Path, hosts: Mapping[str, Host], log: list[Request], env: Mapping[str, str] | None = None) -> Report:
    settings = Settings(root=folder, state=folder / ".refwatch", only=("repositories", "packages"), quiet=True)
    return run(settings, [str(folder / "tools.yaml")], door=lambda: Door(hosts, log, env or {}))


def offline(folder: Path) -> Report:
    settings = Settings(root=folder, state=folder / ".refwatch", only=("repositories", "packages"), quiet=True, offline=True)
    return run(settings, [str(folder / "tools.yaml")])


def told(report: Report) -> list[tuple[str, str | None]]:
    return sorted((each.finding.rule, each.finding.key) for each in report.findings)


def test_a_second_run_within_the_hour_costs_only_conditional_requests(tmp_path: Path) -> None:
    (tmp_path / "tools.yaml").write_text(CATALOGUE)
    hosts = GitHub(REPOS).hosts | PyPI((Project("autoawq"),)).hosts
    first: list[Request] = []
    second: list[Request] = []
    expected = [("R001", "autoawq"), ("R002", "llama-cpp")]
    assert told(checked(tmp_path, hosts, first)) == expected
    assert told(checked(tmp_path, hosts, second)) == expected
    repositories = [each for each in second if each.path.startswith(("/repos/", "/repositories/"))]
    assert len(repositories) == 3
    assert all("if-none-match" in each.headers for each in repositories)
    assert told(offline(tmp_path)) == expected


def test_with_a_token_a_run_is_one_question_to_github(tmp_path: Path) -> None:
    (tmp_path / "tools.yaml").write_text(CATALOGUE)
    hosts = GitHub(REPOS, token="ghp_secret").hosts | PyPI((Project("autoawq"),)).hosts
    log: list[Request] = []
    report = checked(tmp_path, hosts, log, {"GITHUB_TOKEN": "ghp_secret"})
    assert [each.path for each in log if each.host == "api.github.com"] == ["/graphql"]
    assert {each.host for each in log if "ghp_secret" in repr(each.headers)} == {"api.github.com"}
    assert "ghp_secret" not in repr(report)
    assert b"ghp_secret" not in b"".join(each.read_bytes() for each in (tmp_path / ".refwatch").iterdir())


def test_a_list_of_fourteen_hundred_repositories_named_by_github_id(tmp_path: Path) -> None:
    lines = [f"  - name: tool {each}\n    github_id: owner/tool-{each}\n" for each in range(1400)]
    (tmp_path / "tools.yaml").write_text("projects:\n" + "".join(lines))
    repos = [Repo(f"owner/tool-{each}", archived_at="2026-01-01T00:00:00Z" if each == 7 else None) for each in range(1400)]
    log: list[Request] = []
    report = checked(tmp_path, GitHub(repos, token="t").hosts, log, {"GITHUB_TOKEN": "t"})
    assert sum(each.host == "api.github.com" for each in log) == 14
    assert [each.path for each in log if each.host != "api.github.com"] == ["/owner/tool-7/main/README.md"]
    assert [(each.finding.rule, each.finding.subject) for each in report.findings] == [("R001", "github.com/owner/tool-7")]


def test_a_package_whose_source_is_another_repository(tmp_path: Path) -> None:
    (tmp_path / "tools.yaml").write_text(CATALOGUE)
    repos = (*REPOS, Repo("stranger/awq"))
    hosts = GitHub(repos).hosts | PyPI((Project("autoawq", repository="https://github.com/stranger/awq"),)).hosts
    expected = [("R001", "autoawq"), ("R002", "autoawq"), ("R002", "llama-cpp")]
    assert told(checked(tmp_path, hosts, [])) == expected
    assert told(offline(tmp_path)) == expected


@pytest.mark.parametrize("broken", ["api.github.com", "pypi.org", "raw.githubusercontent.com"])
def test_a_service_that_is_down_costs_its_own_findings_only(tmp_path: Path, broken: str) -> None:
    (tmp_path / "tools.yaml").write_text(CATALOGUE)
    hosts = GitHub(REPOS).hosts | PyPI((Project("autoawq"),)).hosts
    del hosts[broken]
    report = checked(tmp_path, hosts, [])
    assert {rule for rule, _ in told(report)} <= {"R001", "R002", "N001", "N002"}


def test_a_run_says_when_a_token_would_help(tmp_path: Path) -> None:
    (tmp_path / "tools.yaml").write_text(CATALOGUE)
    hosts = GitHub(REPOS, allowance=0).hosts | PyPI((Project("autoawq"),)).hosts
    report = checked(tmp_path, hosts, [])
    (found,) = [each.finding for each in report.findings if each.finding.rule == "N001"]
    assert found.message == (
        "github could not be asked (its allowance of requests is used up): "
        "what it knows of github.com/casper-hansen/AutoAWQ, github.com/ggerganov/llama.cpp is unknown"
    )
    assert found.hint == "Set GITHUB_TOKEN; without one GitHub answers 60 questions an hour."


def test_a_run_whose_token_has_asked_enough_is_not_told_to_set_one(tmp_path: Path) -> None:
    (tmp_path / "tools.yaml").write_text(CATALOGUE)
    hosts = GitHub(REPOS, token="given", points=0).hosts | PyPI((Project("autoawq"),)).hosts
    report = checked(tmp_path, hosts, [], {"GITHUB_TOKEN": "given"})
    (found,) = [each.finding for each in report.findings if each.finding.rule == "N001"]
    assert found.message.startswith("github could not be asked (its allowance of requests is used up): ")
    assert found.hint == "Run again later; what was answered is kept."


def test_a_run_says_that_a_token_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tools.yaml").write_text(CATALOGUE)
    hosts = GitHub(REPOS, token="another").hosts | PyPI((Project("autoawq"),)).hosts
    report = checked(tmp_path, hosts, [], {"GITHUB_TOKEN": "expired"})
    (found,) = [each.finding for each in report.findings if each.finding.rule == "N001"]
    assert found.message == (
        "github could not be asked (it did not accept the token): "
        "what it knows of github.com/casper-hansen/AutoAWQ, github.com/ggerganov/llama.cpp is unknown"
    )
    assert found.hint == "Correct GITHUB_TOKEN, or unset it."
    assert {each.detail.partition("; ")[2] or each.detail for each in found.because} >= {
        "GitHub did not accept the token (Bad credentials), so archiving, licence and dates are unknown; "
        "correct GITHUB_TOKEN, or unset it"
    }


@pytest.mark.parametrize(
    ("answer", "reason", "hint"),
    [
        (
            Answer("readme", Topic.README, "gitlab.com/a/b", Outcome.REFUSED, NOW, status=200),
            "a page came instead of data",
            "Run again later; what was answered is kept.",
        ),
        (
            Answer("readme", Topic.README, "github.com/a/b", Outcome.REFUSED, NOW, status=429),
            "status 429",
            "Run again later; what was answered is kept.",
        ),
        (
            Answer("git", Topic.REPOSITORY, "git.example/a/b", Outcome.UNREACHABLE, NOW, status=200),
            "what came was not what it promises",
            "Run again later; what was answered is kept.",
        ),
        (
            Answer("github", Topic.REPOSITORY, "github.com/a/b", Outcome.UNREACHABLE, NOW, status=502),
            "status 502",
            "Run again later; what was answered is kept.",
        ),
        (
            Answer("github", Topic.REPOSITORY, "github.com/a/b", Outcome.REFUSED, NOW, {"limited": "primary"}, status=403),
            "its allowance of requests is used up",
            "Set GITHUB_TOKEN; without one GitHub answers 60 questions an hour.",
        ),
        (
            Answer("github", Topic.REPOSITORY, "github.com/a/b", Outcome.REFUSED, NOW, {"limited": "spent"}, status=403),
            "its allowance of requests is used up",
            "Run again later; what was answered is kept.",
        ),
    ],
)
def test_the_next_step_fits_the_reason(answer: Answer, reason: str, hint: str) -> None:
    reference = Reference(None, Kind.UNREADABLE, "", (), NOWHERE, NOWHERE)
    (found,) = rule("N001").check(reference, Seen.of((answer,), at=NOW))
    expected = f"{answer.source} could not be asked ({reason}): what it knows of {answer.subject} is unknown"
    assert (found.message, found.hint) == (expected, hint)
