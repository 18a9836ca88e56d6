"""GitLab, Forgejo, Bitbucket and Hugging Face over their own protocols, and READMEs of all of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from checker.asking import follow_ups_of
from checker.core.answer import Answer, Outcome, Topic
from checker.core.forges import repository
from checker.core.seen import Seen
from checker.simulation import Request, Response
from checker.sources import SOURCES, bitbucket, forgejo, gitlab, huggingface, make
from checker.sources.readme import addresses, read_readme
from tests.doubles import forges as doubles
from tests.doubles.asking import NOW, ask, ask_with_log, reply, subject

PROJECT = {
    "id": 7,
    "archived": True,
    "license": {"key": "mit", "name": "MIT License"},
    "star_count": 3,
    "last_activity_at": "2026-08-01T08:00:00.000Z",
    "topics": ["engines"],
}


def test_gitlab_tells_strangers_by_graphql_what_rest_keeps_from_them() -> None:
    host = doubles.gitlab({"group/sub/tool": PROJECT})
    answers, log = ask_with_log(make("gitlab"), ["gitlab.com/group/sub/tool"], {"gitlab.com": host})
    answer = answers["gitlab.com/group/sub/tool"]
    assert (str(answer.outcome), dict(answer.facts)) == (
        "found",
        {
            "id": 7,
            "full_name": "group/sub/tool",
            "url": "https://gitlab.com/group/sub/tool",
            "license": "mit",
            "license_name": "MIT License",
            "default_branch": "main",
            "has_readme": False,
            "pushed_at": "2026-08-01T08:00:00.000Z",
            "topics": ["engines"],
            "stars": 3,
            "archived": True,
        },
    )
    assert [(each.method, each.path) for each in log] == [
        ("GET", "/api/v4/projects/group%2Fsub%2Ftool"),
        ("POST", "/api/graphql"),
    ]


def test_gitlab_moved_missing_and_private() -> None:
    projects = {"new/tool": PROJECT, "own/secret": {"id": 8, "private": True}}
    host = doubles.gitlab(projects, moved={"old/tool": "new/tool"})
    names = ["gitlab.com/old/tool", "gitlab.com/own/secret", "gitlab.com/none/there"]
    answers = ask(make("gitlab"), names, {"gitlab.com": host})
    told = [answers[name] for name in names]
    assert [(str(each.outcome), each.facts.get("full_name"), each.facts.get("absent")) for each in told] == [
        ("moved", "new/tool", None),
        ("missing", None, "missing-or-private"),
        ("missing", None, "missing-or-private"),
    ]  # fmt: skip


def test_gitlabs_token_goes_to_gitlab_com_and_to_no_other_gitlab() -> None:
    host = doubles.gitlab({"a/b": PROJECT}, token="glpat")
    names = ["gitlab.com/a/b", "gitlab.example.org/a/b"]
    _, log = ask_with_log(make("gitlab"), names, {"gitlab.com": host, "gitlab.example.org": host}, {"GITLAB_TOKEN": "glpat"})
    assert {each.host for each in log if "private-token" in each.headers} == {"gitlab.com"}


def test_a_host_that_only_looks_like_a_gitlab_is_asked_by_git() -> None:
    def pages(request: Request) -> Response:
        return Response.of_html("<h1>404</h1>", 404) if "/api/" in request.path else doubles.advertisement()

    answers = ask(make("gitlab"), ["gitlab.example.org/a/b"], {"gitlab.example.org": pages})
    answer = answers["gitlab.example.org/a/b"]
    assert (answer.source, str(answer.outcome)) == ("git", "found")


def test_forgejo_renames_with_307_and_says_never_in_the_year_1970() -> None:
    repos = {"new/tool": {}, "old/archived": {"archived": True, "archived_at": "2026-02-03T00:00:00Z"}}
    host = doubles.forgejo(repos, moved={"old/tool": "new/tool"})
    names = ["codeberg.org/old/tool", "codeberg.org/old/archived", "codeberg.org/none/there"]
    answers = ask(make("forgejo"), names, {"codeberg.org": host})
    told = [
        (str(each.outcome), each.facts.get("full_name"), each.facts.get("archived_at"))
        for each in map(answers.get, names)
        if each
    ]
    assert told == [
        ("moved", "new/tool", None),
        ("found", "old/archived", "2026-02-03T00:00:00Z"),
        ("missing", None, None),
    ]


def test_bitbucket_is_asked_by_git_and_by_its_api_only_in_doubt() -> None:
    api, git = doubles.bitbucket({"team/tool": {}, "team/odd": {"git_is_down": True, "description": "x"}}, private="team/secret")
    names = [f"bitbucket.org/team/{name}" for name in ("tool", "odd", "secret", "none")]
    answers, log = ask_with_log(make("bitbucket"), names, {"bitbucket.org": git, "api.bitbucket.org": api})
    assert [(answers[name].source, str(answers[name].outcome), answers[name].facts.get("absent")) for name in names] == [
        ("git", "found", None),
        ("bitbucket", "found", None),
        ("bitbucket", "refused", "private"),
        ("bitbucket", "missing", "missing"),
    ]
    assert sorted(each.path for each in log if each.host == "api.bitbucket.org") == [
        f"/2.0/repositories/team/{name}" for name in ("none", "odd", "secret")
    ]


def test_huggingface_models_datasets_and_spaces() -> None:
    repos = {
        "models/google-bert/bert-base-uncased": {
            "cardData": {"license": "apache-2.0"},
            "lastModified": "2024-02-19T11:06:12.000Z",
        },
        "datasets/a/corpus": {"tags": ["license:other", "text"], "gated": "manual"},
        "spaces/a/demo": {"disabled": True},
    }
    moved = {"models/old/bert": "models/google-bert/bert-base-uncased"}
    host = doubles.huggingface(repos, moved, bare="models/a/bare")
    names = [f"huggingface.co/{name}" for name in ("old/bert", "datasets/a/corpus", "spaces/a/demo", "a/gone", "a/bare")]
    answers = ask(make("huggingface"), names, {"huggingface.co": host})
    keys = ("full_name", "license", "gated", "disabled", "absent")
    told = [answers[name] for name in names]
    assert [(str(each.outcome), {key: each.facts[key] for key in keys if key in each.facts}) for each in told] == [
        ("moved", {"full_name": "google-bert/bert-base-uncased", "license": "apache-2.0", "disabled": False}),
        ("found", {"full_name": "datasets/a/corpus", "license": "NOASSERTION", "gated": "manual", "disabled": False}),
        ("found", {"full_name": "spaces/a/demo", "disabled": True}),
        ("missing", {"absent": "missing-or-private"}),
        ("refused", {"absent": "missing-or-private"}),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["github", "gitlab", "forgejo", "bitbucket", "huggingface", "git"])
def test_when_nothing_answers_everyone_still_gets_an_answer(name: str) -> None:
    hosts = {
        "github": "github.com",
        "gitlab": "gitlab.com",
        "forgejo": "codeberg.org",
        "bitbucket": "bitbucket.org",
        "huggingface": "huggingface.co",
        "git": "gitlab.com",
    }

    def broken(_: Request) -> Response:
        return Response(503, "<html>down</html>", {"content-type": "text/html"})

    every = (*hosts.values(), "api.github.com", "api.bitbucket.org")
    names = [f"{hosts[name]}/a/{each}" for each in range(3)]
    for env in ({}, {"GITHUB_TOKEN": "x"}):
        answers = ask(make(name), names, dict.fromkeys(every, broken), env)
        assert {each.outcome for each in answers.values()} == {Outcome.UNREACHABLE}
        answers = ask(make(name), names, {}, env)
        assert {each.outcome.conclusive for each in answers.values()} == {False}


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b'{"id": []}', b"{", b"\xff\xfe", b'{"path_with_namespace": 3, "full_name": {}}']
)
def test_replies_of_any_shape_are_survived(body: bytes) -> None:
    for status in (200, 204, 302, 400, 401, 403, 404, 429, 500):
        each = reply(status, body, {"content-type": "application/json"})
        for reading in (
            gitlab.read_project("a/b", "gitlab.com", each),
            forgejo.read_repository("a/b", "codeberg.org", each),
            bitbucket.read_repository("a/b", each),
            huggingface.read_repository("models", "a/b", each),
        ):
            assert not reading.outcome.alive or status in (204,)
            assert reading.detail


# READMEs


def test_where_a_raw_readme_is() -> None:
    first = {
        "github.com/a/b": "https://raw.githubusercontent.com/a/b/HEAD/README.md",
        "gitlab.com/a/b/c": "https://gitlab.com/a/b/c/-/raw/HEAD/README.md",
        "codeberg.org/a/b": "https://codeberg.org/api/v1/repos/a/b/raw/README.md",
        "bitbucket.org/a/b": "https://bitbucket.org/a/b/raw/HEAD/README.md",
        "huggingface.co/datasets/a/b": "https://huggingface.co/datasets/a/b/raw/main/README.md",
    }
    for name, url in first.items():
        found = repository("https://" + name)
        assert found
        assert addresses(found)[0] == url


def test_a_readme_is_looked_for_under_its_usual_names_on_the_default_branch() -> None:
    def raw(request: Request) -> Response:
        is_it = request.path == "/fresh/tool/trunk/README.rst"
        return Response(200, "Tool\n====\n\nThis project is abandoned.\n") if is_it else Response(404, "404: Not Found")

    asked = subject("github.com/old/tool", Topic.README, default_branch="trunk", url="https://github.com/fresh/tool")
    answers, log = ask_with_log(make("readme"), [asked], {"raw.githubusercontent.com": raw})
    assert dict(answers["github.com/old/tool"].facts) == {"sentence": "This project is abandoned.", "mark": "abandoned"}
    assert [each.path for each in log] == ["/fresh/tool/trunk/README.md", "/fresh/tool/trunk/README.rst"]


@pytest.mark.parametrize("page", ["-/blob/main/docs/LIES%20MICH.rst", "blob/main/docs/LIES MICH.rst"])
def test_a_gitlab_names_the_readme_of_a_project(page: str) -> None:
    url = f"https://gitlab.example.org/a/b/{page}"
    facts = gitlab.facts({**PROJECT, "path_with_namespace": "a/b", "readme_url": url})
    assert (facts["readme_url"], "has_readme" in facts) == (url, False)
    asked = subject("gitlab.example.org/a/b", Topic.README, readme_url=url)
    host = {"gitlab.example.org": lambda _: Response(200, "This project is abandoned.\n", {"content-type": "text/plain"})}
    answers, log = ask_with_log(make("readme"), [asked], host)
    assert answers["gitlab.example.org/a/b"].facts["mark"] == "abandoned"
    assert [each.path for each in log] == ["/a/b/-/raw/main/docs/LIES%20MICH.rst"]


@pytest.mark.parametrize(
    "page",
    [
        "",
        "https://gitlab.evil.example/a/b/-/blob/main/R.md",
        "https://gitlab.com/x/y/-/blob/main/R.md",
        "https://gitlab.com/a/b",
        "{",
    ],
)
def test_a_readme_elsewhere_is_not_believed(page: str) -> None:
    found = repository("https://gitlab.com/a/b")
    assert found
    assert addresses(found, "main", page)[0] == "https://gitlab.com/a/b/-/raw/main/README.md"


def test_a_project_without_a_readme_is_not_asked_for_one() -> None:
    names = [f"gitlab.com/a/{each}" for each in ("told", "without", "older")]
    asked = [subject(name) for name in names]
    readme = {"told": "https://gitlab.com/a/told/-/blob/main/README.md", "without": None}
    answers = [
        Answer("gitlab", Topic.REPOSITORY, f"gitlab.com/a/{each}", Outcome.FOUND, NOW, gitlab.facts({"readme_url": url}))
        for each, url in readme.items()
    ]
    older = Answer("gitlab", Topic.REPOSITORY, names[2], Outcome.FOUND, NOW, {"full_name": "a/older"})
    wanted = follow_ups_of(Seen.of([*answers, older], at=NOW), asked)
    assert [(each.topic, each.name, each.about.get("readme_url")) for each in wanted] == [
        (Topic.README, names[0], readme["told"]),
        (Topic.README, names[2], None),
    ]


def test_a_forge_cannot_send_us_to_another_hosts_readme() -> None:
    asked = subject("gitlab.com/a/b", Topic.README, url="https://gitlab.evil.example/a/b")
    _, log = ask_with_log(
        make("readme"), [asked], {"gitlab.com": lambda _: Response(404), "gitlab.evil.example": lambda _: Response(200)}
    )
    assert {each.host for each in log} == {"gitlab.com"}


@pytest.mark.parametrize(
    ("status", "headers", "outcome"),
    [
        (200, {"content-type": "text/plain"}, "found"),
        (200, {"content-type": "text/html"}, "refused"),
        (404, {}, "missing"),
        (429, {}, "refused"),
        (500, {}, "unreachable"),
    ],
)
def test_ways_in_which_a_readme_may_answer(status: int, headers: dict[str, str], outcome: str) -> None:
    assert str(read_readme("github.com/a/b", reply(status, b"# b\n", headers)).outcome) == outcome


# Real answers and real descriptions


def body_of(path: Path) -> Any:
    return json.loads(json.loads(path.read_text())["response"]["body"])


def recorded(path: Path) -> Any:
    response = json.loads(path.read_text())["response"]
    return reply(response["status"], response["body"], {name: str(value) for name, value in (response["headers"] or {}).items()})


def test_recorded_answers_of_github_are_read_without_loss(shared: Path) -> None:
    from checker.sources import github_rest as rest

    folder = shared / "recorded" / "github"
    seen = 0
    for path in sorted(folder.glob("rest_repo*.json")):
        answer = recorded(path)
        if answer.status != 200 or not isinstance(body := body_of(path), dict):
            continue
        facts, seen = rest.facts(body), seen + 1
        assert (facts["full_name"], facts["url"], facts.get("archived")) == (
            body["full_name"],
            body["html_url"],
            body.get("archived"),
        )
        assert (facts["pushed_at"], facts["default_branch"], facts["stars"]) == (
            body["pushed_at"],
            body["default_branch"],
            body["stargazers_count"],
        )
        assert facts.get("license") == (
            (body.get("license") or {}).get("spdx_id") or ("NOASSERTION" if body.get("license") else None)
        )
        assert facts.get("parent") == (body.get("parent") or {}).get("full_name")
        assert facts.get("description") == (body["description"] or "").strip() or not body["description"]
    assert seen >= 8
    outcomes = {path.stem: rest.read_repository("x/y", recorded(path)) for path in folder.glob("*rest_*.json")}
    expected = {
        "rest_repo_404_2013": ("missing", "absent"),
        "rest_repo_404_2019": ("missing", "absent"),
        "transcript_rest_404_with_status_field": ("missing", "absent"),
        "rest_304_not_modified": ("found", "unchanged"),
        "rest_403_rate_limit_exceeded_2013": ("refused", "limited"),
        "rest_403_abuse_secondary_2018": ("refused", "limited"),
        "transcript_rest_403_secondary_limit_headers": ("refused", "limited"),
        "transcript_rest_403_blocked_tos": ("refused", "blocked"),
        "transcript_rest_451_dmca": ("refused", "blocked"),
        "rest_500_server_error": ("unreachable", ""),
        "rest_502_server_error": ("unreachable", ""),
        "rest_repo_archived": ("moved", "full_name"),
    }
    for name, (outcome, fact) in expected.items():
        assert (str(outcomes[name].outcome), not fact or fact in outcomes[name].facts) == (outcome, True), name
    assert rest.read_allowance(recorded(folder / "rest_rate_limit_2024.json")) == 4998


def test_recorded_answers_of_gitlab_and_huggingface_are_read_without_loss(shared: Path) -> None:
    ase = gitlab.facts(body_of(shared / "recorded/gitlab/project_with_license_2024.json"))
    assert (ase["full_name"], ase["license"], ase["archived"], ase["stars"], ase["pushed_at"]) == (
        "ase/ase",
        "lgpl-2.1",
        False,
        421,
        "2024-03-21T22:39:06.389Z",
    )
    missing = gitlab.read_project("a/b", "gitlab.com", recorded(shared / "recorded/gitlab/transcript_project_404.json"))
    assert missing.outcome is Outcome.MISSING
    folder = shared / "recorded" / "huggingface"
    for path in sorted(folder.glob("model_info*.json")):
        body = body_of(path)
        facts = huggingface.facts("", body)
        assert (facts["full_name"], facts["pushed_at"], facts["stars"]) == (body["id"], body["lastModified"], body["likes"])
        assert facts.get("license") == body["cardData"].get("license")
    bare = huggingface.read_repository("models", "a/b", recorded(folder / "transcript_missing_repo_anonymous_401.json"))
    assert (str(bare.outcome), dict(bare.facts)) == ("refused", {"absent": "missing-or-private"})


@pytest.mark.parametrize(
    ("file", "definition", "double", "path"),
    [
        ("forgejo-subset.swagger.json", "Repository", doubles.forgejo({"a/b": {}}), "/api/v1/repos/a/b"),
        ("gitea-subset.swagger.json", "Repository", doubles.forgejo({"a/b": {}}), "/api/v1/repos/a/b"),
        ("bitbucket-subset.swagger.json", "repository", doubles.bitbucket({"a/b": {}})[0], "/2.0/repositories/a/b"),
    ],
)
def test_the_doubles_send_what_the_services_describe(
    shared: Path, file: str, definition: str, double: doubles.Handler, path: str
) -> None:
    description = json.loads((shared / "specs" / file).read_text())["definitions"]
    known = set(_properties(description, definition)) | {"type"}
    sent = json.loads(double(Request("GET", "https", "example.org", path, {}, {}, b"")).body)
    assert set(sent) <= known


def _properties(definitions: dict[str, Any], name: str) -> dict[str, Any]:
    own = definitions[name]
    parts = [own, *own.get("allOf", [])]
    return {key: value for part in parts for key, value in part.get("properties", {}).items()}


def test_every_repository_has_a_source_that_knows_it() -> None:
    names = {
        "github.com/a/b": "github",
        "gitlab.com/a/b/c": "gitlab",
        "codeberg.org/a/b": "forgejo",
        "bitbucket.org/a/b": "bitbucket",
        "huggingface.co/a/b": "huggingface",
    }
    for name, source in names.items():
        knowing = [each for each in SOURCES if each not in ("library",) and make(each).knows(subject(name))]
        assert knowing[0] == source
