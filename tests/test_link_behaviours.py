"""A server of our own with every way in which a link may answer, and what each comes to."""

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from functools import cache

import pytest

from checker.core.answer import Answer, Subject, Topic
from checker.core.finding import Safety
from checker.core.links import cause_of_missing
from checker.core.reference import Catalogue
from checker.core.seen import Seen
from checker.files import load
from checker.judging import findings
from checker.rules import rule
from checker.simulation import Host, Response, SimulatedWeb
from checker.sources.link import LinkSource
from checker.web import HostSettings, Web, WebSettings
from tests.behaviours.kinds import Behaviour, html, page
from tests.behaviours.pages import PAGES
from tests.behaviours.redirects import REDIRECTS
from tests.behaviours.server import RULES, Result, run
from tests.behaviours.statuses import STATUSES
from tests.behaviours.wires import WIRES
from tests.doubles.clock import Clock
from tests.servers.certificates import ca_file, good, self_signed, stranger
from tests.servers.raw import RawServer, Say

BEHAVIOURS = (*STATUSES, *REDIRECTS, *PAGES, *WIRES)


@cache
def results() -> Mapping[str, Result]:
    return run(BEHAVIOURS)


def test_there_are_many_and_each_has_its_own_name() -> None:
    assert len(BEHAVIOURS) >= 120
    assert len({each.name for each in BEHAVIOURS}) == len(BEHAVIOURS)


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=[each.name for each in BEHAVIOURS])
def test_behaviour(behaviour: Behaviour) -> None:
    seen = results()[behaviour.name]
    answer = seen.answer
    assert (answer.outcome, tuple(each.rule for each in seen.findings)) == (behaviour.outcome, behaviour.rules), answer
    assert {name: answer.facts.get(name) for name in behaviour.facts} == behaviour.facts
    safe = [each.fix.changes[0].value for each in seen.findings if each.fix and each.fix.safety is Safety.SAFE]
    if behaviour.fix or behaviour.outcome == "moved":
        assert [each for each in safe if each] == ([behaviour.fix] if behaviour.fix else [])
    assert "secret" not in repr(answer.final_url) + answer.detail
    if answer.outcome == "missing":
        assert cause_of_missing(answer) == behaviour.rules[0]


async def ok(say: Say) -> None:
    await say.reply(200, b"<title>A</title><p>Words.", "Content-Type: text/html")


def over_tls(context: ssl.SSLContext, name: str = "localhost") -> Answer:
    """What a link to a server with this certificate comes to."""

    async def ask() -> Answer:
        settings = WebSettings(
            ca_file=ca_file(), allow_private=True, per_host=HostSettings(interval=0), retries=0, second_pass_after=0, timeout=10
        )
        async with RawServer(ok, context) as server, Web(settings) as web:
            url = server.url("/a", name)
            return await anext(aiter(LinkSource().ask([Subject(Topic.LINK, url)], web)))

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("name", "outcome", "fault"),
    [
        ("good", "found", None),
        ("expired", "insecure", "expired"),
        ("self-signed", "insecure", "self-signed"),
        ("stranger", "insecure", "untrusted"),
        ("other name", "insecure", "wrong-name"),
    ],
)
def test_certificates(name: str, outcome: str, fault: str | None) -> None:
    contexts = {
        "good": lambda: good("localhost", days=12),
        "expired": lambda: good("localhost", days=-3),
        "self-signed": lambda: self_signed("localhost"),
        "stranger": lambda: good("localhost", ca=stranger()),
        "other name": lambda: good("elsewhere.example"),
    }
    answer = over_tls(contexts[name]())
    assert (answer.outcome, answer.facts.get("certificate_fault")) == (outcome, fault)
    found = judged(answer)
    assert found == (["L010"] if name == "good" else ["L004"])


def judged(answer: Answer) -> list[str]:
    catalogue = Catalogue.of(load("references.bib", f"@misc{{a, url = {{{answer.subject}}}}}".encode()).references)
    seen = Seen.of([answer], at=answer.at, catalogue=catalogue)
    return [each.rule for each in findings(seen, [rule(each) for each in RULES])]


def test_a_port_that_speaks_no_tls() -> None:
    async def ask() -> Answer:
        settings = WebSettings(allow_private=True, retries=0, second_pass_after=0)
        async with RawServer(ok) as server, Web(settings) as web:
            url = server.url("/a").replace("http:", "https:")
            return await anext(aiter(LinkSource().ask([Subject(Topic.LINK, url)], web)))

    assert asyncio.run(ask()).outcome == "unreachable"


def asked(handler: Host, *links: str, accept: Mapping[str, Sequence[int]] | None = None) -> tuple[list[Answer], list[str]]:
    """The answers to these links of one simulated site, and what the site was asked."""

    async def ask() -> tuple[list[Answer], list[str]]:
        async with SimulatedWeb({"a.test": handler}) as simulated:
            settings = WebSettings(dial=simulated.dial, per_host=HostSettings(interval=0))
            async with Web(settings, clock=Clock()) as web:
                subjects = [Subject(Topic.LINK, link) for link in links]
                answers = [answer async for answer in LinkSource(accept or {}).ask(subjects, web)]
            return answers, [f"{request.method} {request.scheme} {request.path}" for request in simulated.log]

    return asyncio.run(ask())


def test_what_a_link_costs() -> None:
    assert asked(lambda _: html(), "https://a.test/x")[1] == ["GET https /x"]
    pdf = Response(200, b"%PDF", {"content-type": "application/pdf"})
    assert asked(lambda _: pdf, "https://a.test/x.pdf")[1] == ["HEAD https /x.pdf"]
    assert asked(lambda _: html(), "https://a.test/x.pdf")[1] == ["HEAD https /x.pdf", "GET https /x.pdf"]
    assert asked(lambda _: html(), "http://a.test/x")[1] == ["GET http /x", "GET https /x"]
    assert asked(lambda _: html(status=404), "https://a.test/x")[1] == ["GET https /x"] * 2


def test_two_links_to_one_page_ask_once() -> None:
    answers, log = asked(lambda _: html(), "https://a.test/x", "https://a.test/x#a", "https://a.test/x#b")
    assert log == ["GET https /x"]
    assert sorted(str(answer.facts.get("fragment")) for answer in answers) == ["None", "absent", "absent"]


def test_a_folder_is_doubted_once() -> None:
    doubtful = html(page("404", "<h1>404</h1><p>A novel.</p>"))
    links = [f"https://a.test/books/{number}" for number in range(5)]
    answers, log = asked(lambda request: doubtful if len(request.path) < 12 else html(status=404), *links)
    assert {answer.outcome for answer in answers} == {"found"}
    assert len([each for each in log if each.endswith("-refwatch")]) == 1


def test_statuses_that_the_configuration_accepts() -> None:
    handler = lambda _: html(status=403)  # noqa: E731
    assert asked(handler, "https://a.test/x", accept={"*.test": (403,)})[0][0].outcome == "found"
    assert asked(handler, "https://a.test/x", accept={"b.test": (403,)})[0][0].outcome == "refused"
    assert asked(lambda _: html(status=404), "https://a.test/x", accept={"a.test": (404,)})[0][0].outcome == "found"


def test_a_page_that_comes_back_between_two_looks_is_not_dead() -> None:
    left = [html(status=404), html()]
    assert asked(lambda _: left.pop(0), "https://a.test/x")[0][0].outcome == "found"
    left = [html(status=404), *[html(status=503)] * 9]
    assert asked(lambda _: left.pop(0), "https://a.test/x")[0][0].outcome == "unreachable"
