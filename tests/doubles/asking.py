"""Asking a source over a simulated web, and what a reply looks like without one."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from checker.core.answer import Answer, Subject, Topic
from checker.simulation import Host, Request, SimulatedWeb
from checker.sources.base import Source
from checker.web import HostSettings, Reply, Web, WebSettings
from checker.web.tokens import tokens_from_environment

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


def ask_with_log(
    source: Source, subjects: Iterable[Subject | str], hosts: Mapping[str, Host], env: Mapping[str, str] | None = None
) -> tuple[dict[str, Answer], list[Request]]:
    """The answers by name, after checking that there is exactly one for each subject, and what was requested."""
    asked = [each if isinstance(each, Subject) else subject(each) for each in subjects]

    async def run() -> tuple[list[Answer], list[Request]]:
        async with SimulatedWeb(hosts) as simulated:
            hasty = {"*": HostSettings(interval=0, concurrency=16)}
            settings = WebSettings(dial=simulated.dial, hosts=hasty, retries=0, tokens=tokens_from_environment(env or {}))
            async with Web(settings) as web:
                return [answer async for answer in source.ask(asked, web)], simulated.log

    answers, log = asyncio.run(run())
    assert sorted(each.subject for each in answers) == sorted(each.name for each in asked)
    return {each.subject: each for each in answers}, log


def ask(
    source: Source, subjects: Iterable[Subject | str], hosts: Mapping[str, Host], env: Mapping[str, str] | None = None
) -> dict[str, Answer]:
    """The answers by name."""
    return ask_with_log(source, subjects, hosts, env)[0]


def subject(name: str, topic: Topic | None = None, **about: str) -> Subject:
    """A repository, or a package where there is a colon in the name."""
    return Subject(topic or (Topic.PACKAGE if ":" in name else Topic.REPOSITORY), name, about=about)


def reply(status: int = 200, body: Any = b"", headers: Mapping[str, str] | None = None, **more: Any) -> Reply:
    """A reply; a body that is neither text nor bytes is sent as JSON."""
    kind = {} if isinstance(body, (str, bytes)) else {"content-type": "application/json"}
    raw = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    lower = {name.lower(): value for name, value in (headers or {}).items()}
    return Reply("https://example.org/", "https://example.org/", status, {**kind, **lower}, raw, at=NOW, **more)
