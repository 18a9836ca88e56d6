"""PyPI, npm and crates.io over their own protocols."""

import json
from pathlib import Path
from typing import Any

import pytest

from checker.core.answer import Outcome
from checker.simulated.pypi import Project, PyPI
from checker.simulation import Request, Response
from checker.sources import crates, make, npm, pypi
from tests.doubles import registries
from tests.doubles.asking import ask, ask_with_log, reply

VLLM = "https://github.com/vllm-project/vllm"
PYPI = PyPI(
    (
        Project("vllm", "0.11.0", "Apache-2.0", VLLM),
        Project("text_generation", "0.7.0", status="archived"),
        Project("evil", status="quarantined"),
        Project("withdrawn", "2.0", info={"yanked": True, "yanked_reason": "broken wheel"}),
    )
)


def test_pypi_tells_status_beside_what_a_project_says_of_itself() -> None:
    names = ["pypi:vllm", "pypi:text-generation", "pypi:evil", "pypi:withdrawn", "pypi:gone"]
    answers = ask(make("pypi"), names, PYPI.hosts)
    keys = ("version", "license", "repository", "status", "yanked", "absent")
    told = [answers[name] for name in names]
    assert [(str(each.outcome), {key: each.facts[key] for key in keys if key in each.facts}) for each in told] == [
        ("found", {"version": "0.11.0", "license": "Apache-2.0", "repository": VLLM, "status": "active"}),
        ("found", {"version": "0.7.0", "license": "MIT", "status": "archived"}),
        ("found", {"status": "quarantined"}),
        ("found", {"version": "2.0", "license": "MIT", "status": "active", "yanked": "broken wheel"}),
        ("missing", {"absent": "missing"}),
    ]  # fmt: skip


def test_pypi_is_not_missing_where_the_simple_api_does_not_say_so() -> None:
    def half(request: Request) -> Response:
        return Response.of_json({"message": "Not Found"}, 404) if request.path.startswith("/pypi/") else Response(503, "down")

    answers = ask(make("pypi"), ["pypi:x"], {"pypi.org": half})
    assert answers["pypi:x"].outcome is Outcome.UNREACHABLE


def test_pypis_json_may_carry_the_status_itself_and_then_one_request_is_enough() -> None:
    def whole(_: Request) -> Response:
        return Response.of_json(
            {"info": {"name": "x", "version": "1"}, "urls": [], "project-status": {"status": "archived", "reason": "done"}}
        )

    answers, log = ask_with_log(make("pypi"), ["pypi:x"], {"pypi.org": whole})
    assert dict(answers["pypi:x"].facts) == {"version": "1", "status": "archived", "reason": "done"}
    assert len(log) == 1


@pytest.mark.parametrize(
    ("info", "license_name"),
    [
        ({"license_expression": "MIT OR Apache-2.0", "license": "see LICENSE"}, "MIT OR Apache-2.0"),
        ({"license": "Apache 2.0"}, "Apache 2.0"),
        ({"license": "Apache License\nVersion 2.0, January 2004\n" * 40}, "Apache Software License"),
        ({"license": "UNKNOWN"}, "Apache Software License"),
        ({"license": None}, "Apache Software License"),
    ],
)
def test_where_pypi_keeps_the_licence(info: dict[str, Any], license_name: str) -> None:
    classifiers = ["License :: OSI Approved", "License :: OSI Approved :: Apache Software License"]
    assert pypi.license_of(info, classifiers) == license_name


@pytest.mark.parametrize(
    ("links", "homepage", "found"),
    [
        ({"Source Code": "https://github.com/a/b", "Docs": "https://b.dev"}, "", "https://github.com/a/b"),
        ({"Tracker": "https://github.com/a/b/issues", "Homepage": "https://github.com/a/b"}, "", "https://github.com/a/b"),
        ({}, "https://gitlab.com/a/b", "https://gitlab.com/a/b"),
        ({"Homepage": "https://b.dev", "Sponsor": "https://github.com/sponsors/a"}, "https://b.dev", ""),
    ],
)
def test_which_link_of_a_project_is_its_repository(links: dict[str, str], homepage: str, found: str) -> None:
    assert pypi.source_url(links, homepage) == found


MANIFEST = {
    "name": "pug",
    "version": "3.0.0",
    "license": "MIT",
    "repository": {"type": "git", "url": "git+https://github.com/pugjs/pug.git"},
}


def test_npm_deprecated_unpublished_held_and_missing() -> None:
    packages = {
        "pug": {"name": "pug", "dist-tags": {"latest": "3.0.0"}, "versions": {"3.0.0": MANIFEST}},
        "jade": {
            "name": "jade",
            "dist-tags": {"latest": "1.11.0"},
            "versions": {"1.11.0": {"name": "jade", "version": "1.11.0", "deprecated": "Jade has been renamed to pug"}},
        },
        "@scope/gone": {"name": "@scope/gone", "time": {"unpublished": {"time": "2026-03-04T05:06:07.000Z"}}},
        "evil": {
            "name": "evil",
            "dist-tags": {"latest": "0.0.1-security"},
            "versions": {"0.0.1-security": {"name": "evil", "version": "0.0.1-security"}},
        },
    }
    names = ["npm:pug", "npm:jade", "npm:@scope/gone", "npm:evil", "npm:none"]
    answers, log = ask_with_log(make("npm"), names, {"registry.npmjs.org": registries.npm(packages)})
    assert [(str(answers[name].outcome), dict(answers[name].facts)) for name in names] == [
        ("found", {"version": "3.0.0", "license": "MIT", "repository": "git+https://github.com/pugjs/pug.git"}),
        ("found", {"version": "1.11.0", "deprecated": "Jade has been renamed to pug"}),
        ("missing", {"absent": "unpublished", "unpublished_at": "2026-03-04T05:06:07.000Z"}),
        ("found", {"version": "0.0.1-security", "deprecated": "removed by npm for security"}),
        ("missing", {"absent": "missing"}),
    ]
    assert "/@scope%2Fgone/latest" in [each.path for each in log]
    assert answers["npm:@scope/gone"].detail == "all its versions were unpublished on 2026-03-04"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("jshttp/etag", "https://github.com/jshttp/etag"),
        ("gitlab:a/b", "https://gitlab.com/a/b"),
        ("github:a/b", "https://github.com/a/b"),
        ({"type": "git", "url": "https://github.com/a/b.git", "directory": "packages/c"}, "https://github.com/a/b.git"),
        ({"url": "git@github.com:a/b.git"}, "git@github.com:a/b.git"),
        ("https://example.org/a/b", ""),
        (None, ""),
        (7, ""),
    ],
)
def test_how_npm_packages_name_their_repository(written: Any, found: str) -> None:
    assert npm.source_url(written) == found


def test_crates_needs_a_contact_and_tells_when_every_version_is_yanked() -> None:
    known = {
        "serde": {"repository": "https://github.com/serde-rs/serde", "license": "MIT OR Apache-2.0"},
        "old": {"yanked": True, "version": {"yank_message": "unsound"}},
    }
    names = ["crates:serde", "crates:old", "crates:none"]
    answers = ask(make("crates"), names, {"crates.io": registries.crates(known)})
    keys = ("license", "repository", "yanked", "absent")
    told = [answers[name] for name in names]
    assert [(str(each.outcome), {key: each.facts[key] for key in keys if key in each.facts}) for each in told] == [
        ("found", {"license": "MIT OR Apache-2.0", "repository": "https://github.com/serde-rs/serde"}),
        ("found", {"license": "MIT", "yanked": "unsound"}),
        ("missing", {"absent": "missing"}),
    ]  # fmt: skip


ODD = [
    b"",
    b"null",
    b"[]",
    b"{",
    b"\xff",
    b'{"info": 3, "name": 4, "crate": 5}',
    b'{"info": {"urls": {}}}',
    b'{"name": "x", "versions": []}',
]


@pytest.mark.parametrize("body", ODD)
def test_replies_of_any_shape_are_survived(body: bytes) -> None:
    for status in (200, 204, 302, 400, 401, 403, 404, 429, 500):
        each = reply(status, body, {"content-type": "application/json"})
        for reading in (
            pypi.read_project(each),
            npm.read_package(each),
            crates.read_crate(each),
            pypi.with_status(pypi.read_project(each), each),
        ):
            json.dumps(dict(reading.facts))


# Real answers


def document(path: Path) -> Any:
    data = json.loads(path.read_text())
    body = data["response"]["body"] if "response" in data else ""
    return json.loads(body) if body.startswith("{") else {} if body else data


def test_recorded_answers_of_pypi_are_read_without_loss(shared: Path) -> None:
    folder = shared / "recorded" / "pypi"
    read = 0
    for path in sorted(folder.glob("*.json")):
        data = document(path)
        if "info" not in data:
            continue
        facts, info = pypi.facts(data), data["info"]
        read += 1
        assert (facts["version"], facts.get("classifiers", [])) == (info["version"], info.get("classifiers", []))
        times = [each["upload_time_iso_8601"] for each in data["urls"] if "upload_time_iso_8601" in each]
        assert facts.get("released_at", "") == max(times, default="")
        assert facts.get("status") == data.get("project-status", {}).get("status")
    assert read >= 7
    requests = pypi.facts(document(folder / "project_json_requests.json"))
    assert (requests["license"], requests["repository"]) == ("Apache 2.0", "https://github.com/psf/requests")
    reading = pypi.with_status(pypi.Reading(Outcome.FOUND), reply(200, document(folder / "simple_api_argset_708_versions.json")))
    assert dict(reading.facts) == {"status": "deprecated", "reason": "Dev is tired of project"}


def test_recorded_answers_of_npm_are_read_without_loss(shared: Path) -> None:
    folder = shared / "recorded" / "npm"
    expected = {
        "package_deprecated_jade": ("1.11.0", "Jade has been renamed to pug"),
        "package_custodian": ("1.3.4", None),
        "dependabot_etag_yanked": ("1.7.0", "Switch to elm"),
        "dependabot_react-dom-with-dir": ("16.8.2", None),
    }
    for name, (version, message) in expected.items():
        facts = npm.facts(document(folder / f"{name}.json"))
        told = facts.get("deprecated")
        assert (facts["version"], told.partition(",")[0] if told else None) == (version, message), name
    shorthand = npm.facts(document(folder / "dependabot_npm_response_string_shorthand.json"))
    assert shorthand["repository"] == "https://github.com/jshttp/etag"
    missing = json.loads((folder / "scoped_404.json").read_text())["response"]
    assert npm.read_package(reply(missing["status"], missing["body"])).outcome is Outcome.MISSING


def test_the_double_sends_what_crates_io_describes(shared: Path) -> None:
    schemas = json.loads((shared / "specs/cratesio-subset.openapi.json").read_text())["components"]["schemas"]
    double = registries.crates({"serde": {}})
    sent = json.loads(
        double(Request("GET", "https", "crates.io", "/api/v1/crates/serde", {}, {"user-agent": "x (+https://y)"}, b"")).body
    )
    assert set(sent["crate"]) <= set(schemas["Crate"]["properties"])
    assert set(sent["versions"][0]) <= set(schemas["Version"]["properties"])
