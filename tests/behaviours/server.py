"""Runs every behaviour at once: one simulated web, one server of raw bytes, one door, and the link source."""

import asyncio
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from checker.core.answer import Answer, Subject, Topic
from checker.core.finding import Finding
from checker.core.reference import Catalogue
from checker.core.seen import Seen
from checker.files import load
from checker.judging import findings
from checker.rules import rule
from checker.simulation import Host, Response, SimulatedWeb
from checker.sources.link import LinkSource
from checker.web import HostSettings, Web, WebSettings
from checker.web.addresses import is_forbidden, parse_address
from checker.web.faults import ForbiddenAddress
from tests.behaviours.kinds import Behaviour
from tests.doubles.clock import Clock
from tests.servers.raw import RawServer, Say

RULES = [*(f"L{number:03}" for number in range(1, 14)), "N002"]
REFUSED = frozenset({"connection-refused.test"})
START = datetime(2026, 11, 22, 4, tzinfo=UTC)


@dataclass(frozen=True)
class Result:
    """What came of one behaviour."""

    answer: Answer
    findings: tuple[Finding, ...]


def run(behaviours: Sequence[Behaviour]) -> Mapping[str, Result]:
    """Every behaviour by name, with its answer and what the rules say of it."""
    answers = asyncio.run(_ask(behaviours))
    by_link = {answer.subject: answer for answer in answers}
    text = "".join(f"@misc{{k{number}, url = {{{each.link}}}}}\n" for number, each in enumerate(behaviours))
    catalogue = Catalogue.of(load("references.bib", text.encode()).references)
    seen = Seen.of(answers, at=START, catalogue=catalogue)
    found = list(findings(seen, [rule(each) for each in RULES]))
    return {
        each.name: Result(by_link[each.link], tuple(one for one in found if one.key == f"k{number}"))
        for number, each in enumerate(behaviours)
    }


async def _ask(behaviours: Sequence[Behaviour]) -> list[Answer]:
    raws = {each.host: each.raw for each in behaviours if each.raw}

    async def bytes_of(say: Say) -> None:
        await raws[say.request.headers["host"]](say)

    async with SimulatedWeb(_hosts(behaviours)) as simulated, RawServer(bytes_of) as raw:
        closed = _closed_port()

        def dial(host: str, port: int) -> tuple[str, int] | None:
            if host in raws:
                return "127.0.0.1", raw.port
            if (address := parse_address(host)) is not None and is_forbidden(address):
                raise ForbiddenAddress(host)
            return ("127.0.0.1", closed) if host in REFUSED else simulated.dial(host, port)

        usual = WebSettings(dial=dial, per_host=HostSettings(interval=0), timeout=10, backoff=0.01, second_pass_after=0.01)
        quick = [each for each in behaviours if not each.slow]
        slow = [each for each in behaviours if each.slow]
        both = await asyncio.gather(_answers(quick, usual), _answers(slow, replace(usual, timeout=0.2)))
        return [answer for answers in both for answer in answers]


async def _answers(behaviours: Sequence[Behaviour], settings: WebSettings) -> list[Answer]:
    async with Web(settings, clock=Clock()) as web:
        subjects = [Subject(Topic.LINK, each.link, "url") for each in behaviours]
        return [answer async for answer in LinkSource().ask(subjects, web)]


def _hosts(behaviours: Sequence[Behaviour]) -> dict[str, Host]:
    hosts = {
        name: says for each in behaviours for name, says in ((each.host, each.says), *each.others.items()) if says is not None
    }
    return {name: (lambda _, says=says: says) if isinstance(says, Response) else says for name, says in hosts.items()}


def _closed_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
