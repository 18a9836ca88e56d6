"""The one issue: what happens to it, whatever it was before."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.core.errors import UsageError
from checker.core.finding import Finding, Severity
from checker.core.place import Place, Source
from checker.core.report import Report, Told
from checker.publishing import MARKER, MOST_CHARACTERS, Issue, Provenance, Standing, body, find, standing, steps
from checker.publishing_github import GitHub, Target
from checker.simulation import Host, Request, Response, SimulatedWeb
from checker.web import Web, WebSettings
from checker.web.tokens import Token
from tests.doubles.issues import Issues

NIGHT = datetime(2026, 11, 26, 4, 17, tzinfo=UTC)
TEXT = "@misc{a,\n  url = {https://gone.example/}\n}\n"


def told(message: str = "https://gone.example/ leads nowhere", rule: str = "L001") -> Told:
    place = Place(Source("references.bib", TEXT), 11, 34)
    return Told(Finding(rule, "a", place, message), "dead-link", Severity.ERROR)


def report(*findings: Told, night: int = 0) -> Report:
    at = NIGHT + timedelta(days=night)
    return Report(at, at + timedelta(seconds=30), False, "0.1.0", (), findings)


def seen(of: Report) -> Provenance:
    env = {
        "GITHUB_REPOSITORY": "someone/reading-list",
        "GITHUB_SHA": "0123456789abcdef0123456789abcdef01234567",
        "GITHUB_RUN_ID": "77",
    }
    return Provenance.from_environment(of.finished, env)


def test_the_body_says_when_which_commit_and_which_run() -> None:
    broken = report(told())
    assert body(broken, seen(broken)) == (
        "<!-- refwatch:report -->\n"
        "**Last checked** 2026-11-26T04:17:30Z"
        " · [`0123456789`](https://github.com/someone/reading-list/commit/0123456789abcdef0123456789abcdef01234567)"
        " · [run 77](https://github.com/someone/reading-list/actions/runs/77)\n"
        "\n"
        "## refwatch\n"
        "\n"
        "**1** error · **0** warnings · **0** infos in 0 references (none)\n"
        "\n"
        "Checked online at 2026-11-26T04:17:30Z by refwatch 0.1.0.\n"
        "\n"
        "### Findings (1)\n"
        "\n"
        "| | rule | entry | place | what |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| 🔴 error | L001 dead-link | `a` | `references.bib:2` | https://gone\\.example/ leads nowhere |\n"
    )


def test_an_environment_that_lies_gets_no_links() -> None:
    env = {"GITHUB_REPOSITORY": "a/b", "GITHUB_SHA": "](javascript:x)", "GITHUB_RUN_ID": "7) [x](y"}
    assert Provenance.from_environment(NIGHT, env).line() == "**Last checked** 2026-11-26T04:17:00Z"


@given(st.lists(st.text(max_size=2_000), max_size=60))
def test_no_body_is_longer_than_github_takes(messages: list[str]) -> None:
    many = report(*(told(each * 20) for each in messages))
    text = body(many, seen(many))
    assert len(text) <= MOST_CHARACTERS
    assert text.endswith("\n")


def test_what_is_left_out_is_said() -> None:
    many = report(*(told(f"{number} {'word ' * 150}") for number in range(200)))
    assert "more rows are left out here" in body(many, seen(many)) or "The rest is left out here" in body(many, seen(many))


def test_an_outage_is_one_by_the_history_or_by_n002() -> None:
    broken = report(told())
    assert standing(broken, [], failed=True) is Standing.BROKEN
    assert standing(report(), [], failed=False) is Standing.WELL
    assert standing(broken, [NIGHT + timedelta(seconds=1)], failed=True) is Standing.OUTAGE
    assert standing(broken, [NIGHT - timedelta(days=1)], failed=True) is Standing.BROKEN
    assert standing(report(told(rule="N002")), [], failed=False) is Standing.OUTAGE


BROKEN, AGAIN = report(told()), report(told(), night=1)
OURS = Issue(4, body(BROKEN, seen(BROKEN)), is_open=True, url="https://github.com/someone/reading-list/issues/4")
CLOSED = Issue(4, OURS.body, is_open=False)


@pytest.mark.parametrize(
    ("existing", "state", "verbs"),
    [
        (None, Standing.BROKEN, ["open"]),
        (OURS, Standing.BROKEN, ["edit"]),
        (CLOSED, Standing.BROKEN, ["reopen", "comment"]),
        (None, Standing.WELL, []),
        (OURS, Standing.WELL, ["close", "comment"]),
        (CLOSED, Standing.WELL, []),
        (None, Standing.OUTAGE, []),
        (OURS, Standing.OUTAGE, ["edit"]),
        (CLOSED, Standing.OUTAGE, []),
    ],
)
def test_what_happens(existing: Issue | None, state: Standing, verbs: list[str]) -> None:
    assert [each.verb for each in steps(existing, state, AGAIN, seen(AGAIN))] == verbs


def test_the_same_again_is_nothing() -> None:
    assert steps(OURS, Standing.BROKEN, BROKEN, seen(BROKEN)) == []
    as_a_browser_sends_it = Issue(4, OURS.body.replace("\n", "\r\n").rstrip(), is_open=True)
    assert steps(as_a_browser_sends_it, Standing.BROKEN, BROKEN, seen(BROKEN)) == []


def test_an_outage_moves_one_line_and_no_other() -> None:
    night = report(told("something else entirely"), night=1)
    (step,) = steps(OURS, Standing.OUTAGE, night, seen(night))
    changed = [(old, new) for old, new in zip(OURS.body.split("\n"), step.text.split("\n"), strict=True) if old != new]
    assert [new.split(" · ")[0] for _, new in changed] == ["**Last checked** 2026-11-27T04:17:30Z"]
    assert step.text.count("our own network failed; what stands below is from before") == 1
    assert steps(Issue(4, step.text, is_open=True), Standing.OUTAGE, night, seen(night)) == []


def test_the_open_one_is_ours_then_the_newest() -> None:
    others = [Issue(9, "no marker", is_open=True), Issue(8, f"quoted:\n{MARKER}", is_open=True)]
    assert find([*others, Issue(3, MARKER, is_open=False), Issue(2, MARKER, is_open=True)]) == Issue(2, MARKER, is_open=True)
    assert find([Issue(3, MARKER, is_open=False), Issue(5, MARKER, is_open=False)]) == Issue(5, MARKER, is_open=False)
    assert find(others) is None


# Against GitHub


def publish(double: Issues, state: Standing, of: Report, token: str = "secret-token", host: Host | None = None) -> list[str]:
    """Finds the issue and takes the steps; returns what was written, in the double's words."""

    async def work() -> list[str]:
        before = len(double.writes)
        tokens = {"api.github.com": Token("authorization", f"Bearer {token}")}
        world = SimulatedWeb({"api.github.com": host or double.api})
        async with world, Web(WebSettings(dial=world.dial, tokens=tokens, retries=0)) as web:
            github = GitHub(web, Target(double.repository))
            issue = await github.issue()
            for step in steps(issue, state, of, seen(of)):
                issue = await github.do(step, issue)
        return double.writes[before:]

    return asyncio.run(work())


def test_a_year_in_the_life_of_an_issue() -> None:
    double = Issues()
    double.stranger("I have a question")
    double.stranger(f"{MARKER}\nmalicious copy without the label")
    nights = [
        (Standing.WELL, report(), []),
        (Standing.BROKEN, report(told(), night=1), ["POST issues"]),
        (Standing.BROKEN, report(told(), night=1), []),
        (Standing.BROKEN, report(told(), night=2), ["PATCH issues/3"]),
        (Standing.OUTAGE, report(told(), night=3), ["PATCH issues/3"]),
        (Standing.WELL, report(night=4), ["PATCH issues/3", "POST issues/3/comments"]),
        (Standing.WELL, report(night=5), []),
        (Standing.OUTAGE, report(night=6), []),
        (Standing.BROKEN, report(told(), night=7), ["PATCH issues/3", "POST issues/3/comments"]),
    ]
    assert [publish(double, state, of) for state, of, _ in nights] == [expected for _, _, expected in nights]
    assert len(double.issues) == 3
    assert double.issues[2]["state"] == "open"
    assert double.comments == [
        "All is well again: nothing is broken as of 2026-11-30T04:17:30Z.",
        "Something is broken again as of 2026-12-03T04:17:30Z; see above.",
    ]


@pytest.mark.parametrize(
    ("double", "token", "message"),
    [
        (
            Issues(deny="issues"),
            "secret-token",
            "GitHub answered 403 to POST issues (Resource not accessible by integration); the token may not do this; give the "
            "job `permissions: issues: write`",
        ),
        (Issues(), "wrong", "GitHub answered 401 to GET issues (Bad credentials); the token is not valid; set GITHUB_TOKEN"),
    ],
)
def test_a_no_of_github_says_what_to_do(double: Issues, token: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        publish(double, Standing.BROKEN, BROKEN, token)
    assert str(raised.value) == message


@pytest.mark.parametrize("answer", [Response(502, "<html>"), Response(200, "not json"), Response(404, "[]")])
def test_nonsense_ends_in_a_sentence(answer: Response) -> None:
    def host(request: Request) -> Response:
        return answer

    with pytest.raises(UsageError, match=r"^GitHub answered \d+ to GET issues; "):
        publish(Issues(), Standing.BROKEN, BROKEN, host=cast(Host, host))


@pytest.mark.parametrize(
    ("env", "message"),
    [
        ({}, "GITHUB_REPOSITORY is ''; set it to owner/name of the repository to publish to"),
        (
            {"GITHUB_REPOSITORY": "a/b/../c"},
            "GITHUB_REPOSITORY is 'a/b/../c'; set it to owner/name of the repository to publish to",
        ),
        (
            {"GITHUB_REPOSITORY": "a/b", "GITHUB_API_URL": "http://api.github.com"},
            "GITHUB_API_URL is 'http://api.github.com'; a token is sent over https only, so name an https address",
        ),
    ],
)
def test_where_to_publish_must_be_clear(env: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        Target.from_environment(env)
    assert str(raised.value) == message
