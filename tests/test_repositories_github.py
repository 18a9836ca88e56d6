"""GitHub over its own protocols: batches, the anonymous allowance, renames, and what is missing, blocked, or over the limit."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.core.answer import Answer, Outcome
from checker.simulated.github import GitHub, Repo, advertisement
from checker.simulation import Request, Response
from checker.sources import github_graphql as graphql
from checker.sources import github_rest as rest
from checker.sources.git import GitSource, read_refs
from checker.sources.github import HOURLY, GitHubSource, plan
from tests.doubles.asking import ask, ask_with_log, reply, subject

TOKEN = {"GITHUB_TOKEN": "ghp_secret"}
REPOS = (
    Repo("vllm-project/vllm", "Apache-2.0"),
    Repo("ggml-org/llama.cpp", formerly=("ggerganov/llama.cpp",)),
    Repo("casper-hansen/AutoAWQ", archived_at="2025-05-11T20:11:12Z"),
    Repo("huggingface/custom", "NOASSERTION"),
    Repo("example/no-license", None),
    Repo("example/dmca", blocked="dmca"),
    Repo("example/tos", blocked="tos"),
)
NAMES = [
    "github.com/VLLM-project/vLLM",
    "github.com/ggerganov/llama.cpp",
    "github.com/casper-hansen/AutoAWQ",
    "github.com/huggingface/custom",
    "github.com/example/no-license",
    "github.com/example/dmca",
    "github.com/example/tos",
    "github.com/example/gone",
]


def github(**given: Any) -> GitHub:
    return GitHub(REPOS, token="ghp_secret", **given)


def told(answers: dict[str, Answer]) -> dict[str, tuple[str, dict[str, object]]]:
    keys = ("full_name", "archived", "archived_at", "license", "blocked", "absent", "limited")
    return {
        name.removeprefix("github.com/"): (
            str(answers[name].outcome),
            {key: answers[name].facts[key] for key in keys if key in answers[name].facts},
        )
        for name in NAMES
    }


ALL = {
    "VLLM-project/vLLM": ("found", {"full_name": "vllm-project/vllm", "archived": False, "license": "Apache-2.0"}),
    "ggerganov/llama.cpp": ("moved", {"full_name": "ggml-org/llama.cpp", "archived": False, "license": "MIT"}),
    "casper-hansen/AutoAWQ": (
        "found",
        {"full_name": "casper-hansen/AutoAWQ", "archived": True, "archived_at": "2025-05-11T20:11:12Z", "license": "MIT"},
    ),
    "huggingface/custom": ("found", {"full_name": "huggingface/custom", "archived": False, "license": "NOASSERTION"}),
    "example/no-license": ("found", {"full_name": "example/no-license", "archived": False}),
    "example/dmca": ("refused", {"blocked": "dmca"}),
    "example/tos": ("refused", {"blocked": "tos"}),
    "example/gone": ("missing", {"absent": "missing-or-private"}),
}


def test_with_a_token_one_request_tells_all_that_graphql_can_tell() -> None:
    answers, log = ask_with_log(GitHubSource(), NAMES, github().hosts, TOKEN)
    assert told(answers) == ALL
    asked = [(each.method, each.path) for each in log]
    assert asked[0] == ("POST", "/graphql")
    assert sorted(asked[1:]) == [("GET", "/repos/example/dmca"), ("GET", "/repos/example/tos")]
    assert answers["github.com/example/dmca"].detail == "GitHub blocks access to it (dmca); see https://github.com/github/dmca"


def test_without_a_token_rest_tells_the_same_and_a_page_the_day_of_archiving() -> None:
    answers, log = ask_with_log(GitHubSource(), NAMES, github().hosts)
    awq = ("found", {**ALL["casper-hansen/AutoAWQ"][1], "archived_at": "2025-05-11T00:00:00Z"})
    assert told(answers) == {**ALL, "casper-hansen/AutoAWQ": awq}
    assert log[0].path == "/rate_limit"
    assert answers["github.com/ggerganov/llama.cpp"].redirects[0].status == 301


def test_when_the_allowance_is_used_up_git_tells_what_it_can_and_says_what_would_help() -> None:
    answers = ask(GitHubSource(), NAMES[:3] + NAMES[-1:], github(allowance=0).hosts)
    outcomes = {name: (each.source, str(each.outcome), each.facts.get("full_name")) for name, each in answers.items()}
    assert outcomes == {
        "github.com/VLLM-project/vLLM": ("git", "found", "VLLM-project/vLLM"),
        "github.com/ggerganov/llama.cpp": ("git", "moved", "ggml-org/llama.cpp"),
        "github.com/casper-hansen/AutoAWQ": ("git", "found", "casper-hansen/AutoAWQ"),
        "github.com/example/gone": ("github", "missing", None),
    }
    assert "set GITHUB_TOKEN to ask 5,000 an hour instead of 60" in answers["github.com/casper-hansen/AutoAWQ"].detail


def test_an_allowance_that_ends_in_the_middle_of_a_run() -> None:
    double = github(allowance=2)
    double.hosts["api.github.com"] = double.api
    answers = ask(GitHubSource(), [f"github.com/vllm-project/vllm{each}" for each in ("", "-x", "-y")], double.hosts)
    assert sorted(str(each.outcome) for each in answers.values()) == ["found", "missing", "missing"]


def test_a_batch_that_is_too_heavy_is_halved() -> None:
    repos = [Repo(f"owner/repository-{each}") for each in range(40)]
    answers, log = ask_with_log(GitHubSource(), many(40), GitHub(repos, token="ghp_secret", too_heavy=20).hosts, TOKEN)
    assert [each.path for each in log] == ["/graphql"] * 3
    assert {str(each.outcome) for each in answers.values()} == {"found"}


def test_a_github_that_cannot_answer_batches_is_asked_one_by_one() -> None:
    repos = [Repo(f"owner/repository-{each}") for each in range(10)]
    answers, log = ask_with_log(GitHubSource(), many(10), GitHub(repos, token="ghp_secret", too_heavy=0).hosts, TOKEN)
    assert len(log) == 11
    assert {str(each.outcome) for each in answers.values()} == {"found"}


def test_a_token_that_is_not_accepted_or_spent_leaves_git() -> None:
    for double in (GitHub(REPOS, token="another"), github(points=0)):
        answers = ask(GitHubSource(), NAMES[:2], double.hosts, TOKEN)
        assert [(answers[name].source, str(answers[name].outcome)) for name in NAMES[:2]] == [("git", "found"), ("git", "moved")]


def test_a_name_that_github_cannot_have_is_not_asked() -> None:
    answers, log = ask_with_log(GitHubSource(), ['github.com/a/b"){x}', "github.com/-/x", "github.com/a"], github().hosts, TOKEN)
    assert {str(each.outcome) for each in answers.values()} == {"unasked"}
    assert log == []


def test_a_second_run_is_conditional() -> None:
    double = github()
    first, _ = ask_with_log(GitHubSource(), NAMES[:2], double.hosts)
    again = [subject(name, etag=first[name].validators["etag"]) for name in NAMES[:2]]
    second, log = ask_with_log(GitHubSource(), again, double.hosts)
    assert [(str(second[name].outcome), second[name].facts) for name in NAMES[:2]] == [
        ("found", {"unchanged": True}),
        ("moved", {"unchanged": True}),
    ]
    assert all("if-none-match" in each.headers for each in log if each.path != "/rate_limit")


# The plan


def many(count: int, **about: str) -> list[Any]:
    return [subject(f"github.com/owner/repository-{each}", **about) for each in range(count)]


def test_fourteen_hundred_repositories_with_a_token_are_fourteen_requests() -> None:
    todo = plan(many(1400), has_token=True)
    assert (len(todo.batches), todo.requests, todo.later) == (14, 14, ())
    assert {len(batch) for batch in todo.batches} == {100}


def test_fourteen_hundred_repositories_without_one_stay_within_a_thousand_requests_an_hour() -> None:
    todo = plan(many(1400), has_token=False, remaining=60)
    assert (len(todo.rest), len(todo.git), len(todo.later), todo.requests) == (60, 940, 400, HOURLY)


def test_a_real_list_of_hundreds_is_a_handful_of_requests(shared: Path) -> None:
    from checker.core.answer import Topic
    from checker.core.subjects import subjects
    from checker.files import load

    text = (shared / "corpora/yaml/lukasmasuch+best-of-python/projects.yaml").read_bytes()
    found = {each.name: each for one in load("projects.yaml", text).references for each in subjects(one)}
    repositories = [each for each in found.values() if each.topic is Topic.REPOSITORY and GitHubSource().knows(each)]
    assert len(repositories) > 380
    assert plan(repositories, has_token=True).requests == -(-len(repositories) // 100)


def test_the_next_run_goes_on_where_the_last_one_stopped() -> None:
    done = [subject(f"github.com/owner/done-{each}", at=f"2026-11-22T04:{each:02}:00+00:00") for each in range(60)]
    todo = plan([*done, *many(400)], has_token=False, remaining=60, hourly=450)
    assert {each.name.rpartition("/")[2].partition("-")[0] for each in todo.rest} == {"repository"}
    assert todo.later == tuple(done[50:])


@settings(deadline=None)
@given(st.integers(0, 300), st.booleans(), st.integers(0, 80), st.integers(1, 200))
def test_a_plan_forgets_nobody(count: int, has_token: bool, remaining: int, hourly: int) -> None:
    todo = plan(many(count), has_token=has_token, remaining=remaining, hourly=hourly)
    planned = [each for batch in todo.batches for each in batch] + [*todo.rest, *todo.git, *todo.later]
    assert sorted(each.name for each in planned) == sorted(each.name for each in many(count))
    assert todo.requests <= hourly


def test_a_long_list_ends_within_the_budget_and_says_what_is_left() -> None:
    repos = [Repo(f"owner/repository-{each}") for each in range(1020)]
    answers, log = ask_with_log(GitHubSource(), many(1020), GitHub(repos, allowance=5).hosts)
    assert len(log) <= HOURLY + 1
    left = [each for each in answers.values() if each.outcome is Outcome.UNASKED]
    assert len(left) == 20
    assert left[0].detail.startswith("beyond this hour's 1000 requests; run again to go on from here, or set GITHUB_TOKEN")


# The token


def test_the_token_stays_at_its_api_host_whatever_redirects_say() -> None:
    def lures(request: Request) -> Response:
        targets = {"/repos/a/b": "https://api.github.com.evil.example/x", "/repos/c/d": "http://api.github.com/repos/c/d"}
        return Response.redirect(targets.get(request.path, "https://evil.example/"), 302 if request.method == "POST" else 301)

    def stranger(_: Request) -> Response:
        return Response.of_json({"full_name": "evil/evil", "html_url": "https://evil.example"})

    strangers = ("api.github.com.evil.example", "evil.example", "github.com", "raw.githubusercontent.com", "api.github.com.")
    hosts = {"api.github.com": lures, **dict.fromkeys(strangers, stranger)}
    names = ["github.com/a/b", "github.com/c/d"]
    _, log = ask_with_log(GitHubSource(), names, hosts, TOKEN)
    _, more = ask_with_log(
        GitSource(), ["gitlab.example.org/a/b"], {"gitlab.example.org": lures, **dict.fromkeys(strangers, stranger)}, TOKEN
    )
    assert any(each.host in strangers for each in log)
    with_token = {(each.scheme, each.host) for each in [*log, *more] if "ghp_secret" in repr(each.headers)}
    assert with_token == {("https", "api.github.com")}


# The readers


@settings(deadline=None)
@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
def test_no_name_becomes_part_of_the_query(names: list[str]) -> None:
    body = json.loads(graphql.question(names))
    assert body["query"] == json.loads(graphql.question(["a/b"] * len(names)))["query"]


def test_rate_limits_come_as_200_in_two_spellings() -> None:
    for kind in ("RATE_LIMITED", "RATE_LIMIT"):
        errors = [{"type": kind, "message": "API rate limit already exceeded for user ID 1.", "code": "graphql_rate_limit"}]
        assert graphql.read_batch(["a/b"], 200, {"errors": errors}).limited


def test_partial_data_settles_what_it_holds() -> None:
    data = {
        "data": {"r0": {"nameWithOwner": "a/b"}, "r1": None},
        "errors": [{"type": "FORBIDDEN", "path": ["r1"], "message": "SAML"}],
    }
    read = graphql.read_batch(["a/b", "c/d"], 200, data)
    assert (list(read.settled), read.limited, read.too_heavy) == ([0], False, False)


@pytest.mark.parametrize(
    "data", [None, {}, {"data": None}, {"data": []}, {"data": {"r0": 7}}, {"errors": "x"}, {"errors": [3]}, {"data": {"r0": {}}}]
)
def test_any_shape_of_a_batch_is_survived(data: Any) -> None:
    graphql.read_batch(["a/b"], 200, data)


@pytest.mark.parametrize(
    ("status", "body", "headers", "outcome", "facts"),
    [
        (404, {"message": "Not Found"}, {}, "missing", {"absent": "missing-or-private"}),
        (451, {"message": "Repository access blocked", "block": {"reason": "dmca"}}, {}, "refused", {"blocked": "dmca"}),
        (403, {"message": "Repository access blocked", "block": {"reason": "tos"}}, {}, "refused", {"blocked": "tos"}),
        (403, {"message": "API rate limit exceeded for 1.2.3.4."}, {}, "refused", {"limited": "primary"}),
        (429, {"message": "slow down"}, {"x-ratelimit-remaining": "0"}, "refused", {"limited": "primary"}),
        (403, {"message": "You have exceeded a secondary rate limit."}, {}, "refused", {"limited": "secondary"}),
        (403, {"message": "You have triggered an abuse detection mechanism."}, {}, "refused", {"limited": "secondary"}),
        (403, {"message": "Resource not accessible by integration"}, {"x-ratelimit-remaining": "9"}, "refused", {}),
        (401, {"message": "Bad credentials"}, {}, "refused", {"limited": "token"}),
        (502, {"message": "Server Error"}, {}, "unreachable", {}),
        (200, {"message": "what?"}, {}, "unreachable", {"failure": "malformed-response"}),
        (200, [], {}, "unreachable", {"failure": "malformed-response"}),
        (304, b"", {}, "found", {"unchanged": True}),
    ],
)  # fmt: skip
def test_ways_in_which_rest_may_answer(
    status: int, body: Any, headers: dict[str, str], outcome: str, facts: dict[str, Any]
) -> None:
    reading = rest.read_repository("a/b", reply(status, body, headers))
    assert (str(reading.outcome), dict(reading.facts)) == (outcome, facts)


def test_a_page_in_place_of_data_is_a_wall() -> None:
    reading = rest.read_repository("a/b", reply(200, "<html>Checking your browser</html>", {"content-type": "text/html"}))
    assert reading.outcome is Outcome.REFUSED


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
KEYS = st.sampled_from(["full_name", "license", "spdx_id", "parent", "topics", "id", "archived", "block", "message"])
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4))


@settings(deadline=None, max_examples=50)
@given(JSON)
def test_any_json_is_survived(data: Any) -> None:
    for status in (200, 403, 404):
        reading = rest.read_repository("a/b", reply(status, data if not isinstance(data, (str, bytes)) else [data]))
        json.dumps(dict(reading.facts))


# git


def test_git_reads_the_first_lines_of_an_advertisement() -> None:
    body = advertisement("develop").body
    reading = read_refs("a/b", "codeberg.org", reply(200, body, {"content-type": "application/x-git-upload-pack-advertisement"}))
    assert (str(reading.outcome), dict(reading.facts)) == (
        "found",
        {"full_name": "a/b", "url": "https://codeberg.org/a/b", "default_branch": "develop"},
    )


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, b"000eversion 2\n0000", "found"),
        (200, b"<html>sign in</html>", "unreachable"),
        (404, b"", "missing"),
        (410, b"", "missing"),
        (401, b"", "refused"),
        (403, b"", "refused"),
        (429, b"", "refused"),
        (503, b"", "unreachable"),
    ],
)
def test_ways_in_which_git_may_answer(status: int, body: bytes, outcome: str) -> None:
    assert str(read_refs("a/b", "example.org", reply(status, body)).outcome) == outcome


def test_a_no_of_git_alone_convicts_no_repository_whose_page_is_there() -> None:
    def forge(request: Request) -> Response:
        return Response(404, "") if request.path.endswith("/info/refs") else Response.of_html("<h1>a/b</h1>")

    spent = Response(403, "{}", {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "4000000000"})
    hosts = {"gitlab.example.org": forge, "github.com": forge, "api.github.com": lambda _: spent}
    by_git, _ = ask_with_log(GitSource(), ["gitlab.example.org/a/b"], hosts)
    by_page, _ = ask_with_log(GitHubSource(), ["github.com/a/b"], hosts)
    assert [str(each.outcome) for each in (*by_git.values(), *by_page.values())] == ["unreachable", "found"]


# The real schemas


def test_query_and_double_hold_against_githubs_schema(shared: Any) -> None:
    from graphql import build_schema, execute, parse, validate

    text = gzip.decompress((shared / "specs/github-graphql-full.schema.graphql.gz").read_bytes()).decode()
    schema = build_schema(text, assume_valid=True, assume_valid_sdl=True)
    body = json.loads(graphql.question(["vllm-project/vllm", "ggerganov/llama.cpp"]))
    query = parse(body["query"])
    assert validate(schema, query) == []
    double = github()

    def repository(_: Any, owner: str, name: str, followRenames: bool) -> Any:  # noqa: N803
        from checker.simulated.github import graphql as node

        return node(double.by_name[f"{owner}/{name}".casefold()])

    root = {"repository": repository, "rateLimit": {"cost": 1, "remaining": 4999, "resetAt": "2100-01-01T00:00:00Z"}}
    executed = execute(schema, query, root, variable_values=body["variables"])
    headers = {"user-agent": "x", "authorization": "Bearer ghp_secret"}
    request = Request("POST", "https", "api.github.com", "/graphql", {}, headers, json.dumps(body).encode())
    assert executed.errors is None
    assert json.loads(double.api(request).body) == {"data": executed.data}


def test_the_doubles_replies_hold_against_githubs_description(shared: Any) -> None:
    description = json.loads((shared / "specs/github-rest-subset.openapi.json").read_text())
    known = description["components"]["schemas"]["full-repository"]["properties"]
    sent = json.loads(github().api(request_for("/repos/vllm-project/vllm")).body)
    assert set(sent) <= set(known)
    for name, value in sent.items():
        assert fits(value, known[name]), name


def fits(value: Any, schema: dict[str, Any]) -> bool:
    if "$ref" in schema or "anyOf" in schema:
        return value is None or isinstance(value, dict)
    kinds = {"string": str, "boolean": bool, "integer": int, "array": list, "object": dict}
    return (value is None and schema.get("nullable", True)) or isinstance(value, kinds[schema["type"]])


def request_for(path: str) -> Request:
    return Request("GET", "https", "api.github.com", path, {}, {"user-agent": "refwatch/1"}, b"")
