"""Copies of dead links: what is asked of the archive, and what its answers come to."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checker.core.answer import Answer, Outcome, Subject, Topic
from checker.sources.wayback import WaybackSource, question, read_captures
from checker.web import Failure, Reply

HEAD = ["timestamp", "original", "mimetype", "statuscode", "digest"]
ROWS = [
    HEAD,
    ["20100304050607", "http://a.org/x", "text/html", "200", "A"],
    ["20190101000000", "https://a.org/x", "text/html", "200", "B"],
    ["20240601000000", "https://a.org/x", "warc/revisit", "-", "B"],
    ["20250102030405", "https://a.org/x", "text/html", "404", "C"],
]


def read(body: bytes, status: int = 200, **about: str) -> Answer:
    subject = Subject(Topic.SNAPSHOT, "https://a.org/x", about=about)
    return read_captures(subject, Reply("q", "q", status, {}, body, at=datetime(2026, 11, 22, tzinfo=UTC)))


def rows(*table: list[str]) -> bytes:
    return json.dumps(table).encode()


def test_the_question() -> None:
    assert question("https://a.org/x?q=1#s") == (
        "https://web.archive.org/cdx/search/cdx?url=https%3A%2F%2Fa.org%2Fx%3Fq%3D1&output=json"
        "&fl=timestamp,original,mimetype,statuscode,digest&filter=statuscode:200&collapse=timestamp:6&limit=-600"
    )


@pytest.mark.parametrize(
    ("about", "copy"),
    [
        ({}, "https://web.archive.org/web/20190101000000/https://a.org/x"),
        ({"year": "2011"}, "https://web.archive.org/web/20100304050607/http://a.org/x"),
        ({"year": "2018"}, "https://web.archive.org/web/20190101000000/https://a.org/x"),
        ({"date": "2012-05-01"}, "https://web.archive.org/web/20100304050607/http://a.org/x"),
        ({"date": "2030"}, "https://web.archive.org/web/20190101000000/https://a.org/x"),
        ({"year": "n.d."}, "https://web.archive.org/web/20190101000000/https://a.org/x"),
    ],
)
def test_the_copy_nearest_to_the_citation(about: dict[str, str], copy: str) -> None:
    answer = read(rows(*ROWS), **about)
    assert (answer.outcome, answer.facts["url"]) == (Outcome.FOUND, copy)


@pytest.mark.parametrize(
    ("body", "status", "outcome"),
    [
        (b"[]", 200, Outcome.MISSING),
        (b"", 200, Outcome.MISSING),
        (rows(HEAD), 200, Outcome.MISSING),
        (rows(HEAD, ROWS[4]), 200, Outcome.MISSING),
        (b"[[", 200, Outcome.UNREACHABLE),
        (b"<html>Sorry</html>", 200, Outcome.UNREACHABLE),
        (b'[["timestamp"], 5, [null], ["2019", "x"]]', 200, Outcome.MISSING),
        (b"org.archive...AdministrativeAccessControlException: Blocked Site Error", 403, Outcome.REFUSED),
        (b"", 429, Outcome.REFUSED),
        (b"", 503, Outcome.UNREACHABLE),
    ],
)
def test_other_answers(body: bytes, status: int, outcome: Outcome) -> None:
    assert read(body, status).outcome is outcome


def test_an_archive_that_is_not_there_says_nothing_about_copies() -> None:
    reply = Reply("q", "q", None, failure=Failure("dns-no-such-name", Outcome.MISSING, "no such host"))
    assert read_captures(Subject(Topic.SNAPSHOT, "https://a.org/x"), reply).outcome is Outcome.UNREACHABLE


def test_whose_copies_are_asked_for() -> None:
    source = WaybackSource()
    assert source.knows(Subject(Topic.SNAPSHOT, "https://a.org/x"))
    assert not source.knows(Subject(Topic.SNAPSHOT, "https://me:secret@a.org/x"))
    for private in (
        "ftp://a.org/x",
        "http://127.0.0.1/x",
        "http://localhost/x",
        "http://wiki/x",
        "http://wiki.internal/x",
        "http://[::1]/x",
    ):
        assert not source.knows(Subject(Topic.SNAPSHOT, private))
    assert not source.knows(Subject(Topic.LINK, "https://a.org/x"))


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("cdx_403_blocked_by_site_owner.json", Outcome.REFUSED),
        ("cdx_search_empty_or_few.json", Outcome.FOUND),
        ("cdx_with_resume_key.json", Outcome.FOUND),
        ("cdx_repeated_results.json", Outcome.FOUND),
        ("cdx_last_page_empty.json", Outcome.MISSING),
        ("cdx_filter_statuscode.json", Outcome.MISSING),
    ],
)
def test_recorded_answers(shared: Path, name: str, outcome: Outcome) -> None:
    response = json.loads((shared / "recorded" / "wayback" / name).read_text())["response"]
    assert read(response["body"].encode(), response["status"]).outcome is outcome


@pytest.mark.parametrize("name", ["cdx_bad_timestamp.txt", "cdx_malformed_lines.txt", "cdx_zero_length.txt"])
def test_recorded_lines_that_are_not_what_they_should_be(shared: Path, name: str) -> None:
    answer = read((shared / "recorded" / "wayback" / name).read_bytes())
    assert answer.outcome is Outcome.FOUND
    assert str(answer.facts["url"]).startswith("https://web.archive.org/web/20")
