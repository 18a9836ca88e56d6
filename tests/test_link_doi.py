"""DOI links: the registry's word, in every form that it takes."""

import json
from pathlib import Path

import pytest

from checker.core.answer import Answer, Outcome, Subject, Topic
from checker.sources.link_doi import is_doi_link, read_handle
from checker.web import Failure, Reply

LINK = "https://doi.org/10.1145/3600006.3613165"


def read(status: int, body: str, link: str = LINK) -> Answer:
    return read_handle(Subject(Topic.LINK, link), Reply("q", "q", status, {}, body.encode()))


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://doi.org/10.1145/3600006.3613165", True),
        ("http://dx.doi.org/10.1145/3600006.3613165", True),
        ("https://www.doi.org/10.1000/182", True),
        ("https://DOI.org/10.1000/(SICI)1097%3C1::AID%3E3.0", True),
        ("https://doi.org/", False),
        ("https://doi.org/the-identifier/", False),
        ("https://dl.acm.org/doi/10.1145/3600006.3613165", False),
        ("https://doi.org.evil.test/10.1145/3600006.3613165", False),
    ],
)
def test_what_is_a_doi_link(url: str, is_one: bool) -> None:
    assert is_doi_link(url) is is_one


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, '{"responseCode": 1}', Outcome.FOUND),
        (200, '{"responseCode": 200}', Outcome.FOUND),
        (404, '{"responseCode": 100}', Outcome.MISSING),
        (200, '{"responseCode": 100}', Outcome.UNREACHABLE),
        (404, "<html>Not found</html>", Outcome.UNREACHABLE),
        (500, '{"responseCode": 2}', Outcome.UNREACHABLE),
        (200, "[1]", Outcome.UNREACHABLE),
        (200, "", Outcome.UNREACHABLE),
        (403, "", Outcome.REFUSED),
        (429, "", Outcome.REFUSED),
    ],
)
def test_only_one_answer_is_a_no(status: int, body: str, outcome: Outcome) -> None:
    assert read(status, body).outcome is outcome


def test_a_registry_that_is_gone_says_nothing_about_a_doi() -> None:
    reply = Reply("q", "q", None, failure=Failure("dns-no-such-name", Outcome.MISSING, "no such host"))
    assert read_handle(Subject(Topic.LINK, LINK), reply).outcome is Outcome.UNREACHABLE


def test_the_registry_answers_on_https() -> None:
    assert read(200, '{"responseCode": 1}', "http://dx.doi.org/10.1000/1").facts == {"registered": True, "https_works": True}
    assert read(200, '{"responseCode": 1}').facts == {"registered": True}


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("handle_test_server_200", Outcome.FOUND),
        ("handle_test_server_404_code_100", Outcome.MISSING),
        ("handle_test_server_500_code_2", Outcome.UNREACHABLE),
        ("transcript_handle_registered", Outcome.FOUND),
        ("transcript_handle_not_registered", Outcome.MISSING),
        ("resolve_404_doi_not_found_html", Outcome.UNREACHABLE),
    ],
)
def test_recorded_answers(shared: Path, name: str, outcome: Outcome) -> None:
    response = json.loads((shared / "recorded" / "doi_org" / f"{name}.json").read_text())["response"]
    body = response["body"] if isinstance(response["body"], str) else json.dumps(response["body"])
    assert read(response["status"], body).outcome is outcome
