"""A web of our own on loopback: real HTTP from real sockets, with hosts that are functions.

The tests, the benchmarks and ``refwatch demo`` use it. `Web` is pointed at it by ``WebSettings.dial``: every connection that
would go to a host goes to the simulation instead, in plain HTTP whatever the scheme, with the Host header of the real one and
``X-Simulated-Scheme`` naming the scheme. Hosts that the simulation does not have do not exist (an authoritative "no such name").
"""

import inspect
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from multidict import CIMultiDict


@dataclass(frozen=True, slots=True)
class Request:
    """What a simulated host is asked."""

    method: str
    scheme: str
    host: str
    path: str
    """Percent-encoded, without the query."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Lower-case names."""
    body: bytes

    @property
    def url(self) -> str:
        """The address without the query."""
        return f"{self.scheme}://{self.host}{self.path}"

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Response:
    """What a simulated host answers."""

    status: int = 200
    body: bytes | str = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_json(cls, data: Any, status: int = 200, **headers: str) -> "Response":
        """JSON, with further headers by keyword (underscores become hyphens)."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return cls(status, json.dumps(data), {"content-type": "application/json", **named})

    @classmethod
    def of_html(cls, body: str, status: int = 200) -> "Response":
        """A page."""
        return cls(status, body, {"content-type": "text/html; charset=utf-8"})

    @classmethod
    def redirect(cls, location: str, status: int = 301) -> "Response":
        """A redirect."""
        return cls(status, b"", {"location": location})


Host = Callable[[Request], Response | Awaitable[Response]]


class SimulatedWeb:
    """An asynchronous context manager: inside it, the hosts answer. ``log`` keeps every request."""

    def __init__(self, hosts: Mapping[str, Host]) -> None:
        self.hosts = dict(hosts)
        self.log: list[Request] = []
        self._runner: web.ServerRunner | None = None
        self._address: tuple[str, int] = ("127.0.0.1", 0)

    def dial(self, host: str, port: int) -> tuple[str, int] | None:
        """Where to connect instead of ``host:port``; ``None`` where there is no such host."""
        known = host in self.hosts or f"{host}:{port}" in self.hosts
        return self._address if known else None

    async def __aenter__(self) -> Self:
        self._runner = web.ServerRunner(web.Server(self._serve, access_log=None))
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._address = ("127.0.0.1", int(self._runner.addresses[0][1]))
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _serve(self, incoming: web.BaseRequest) -> web.Response:
        request = await _request(incoming)
        self.log.append(request)
        handler = self.hosts.get(request.host) or self.hosts.get(request.host.partition(":")[0])
        if handler is None:
            return web.Response(status=502, text="no such simulated host")
        answer = handler(request)
        response = await answer if inspect.isawaitable(answer) else answer
        body = response.body.encode() if isinstance(response.body, str) else response.body
        return web.Response(status=response.status, body=body, headers=CIMultiDict(response.headers))


async def _request(incoming: web.BaseRequest) -> Request:
    headers = {name.lower(): value for name, value in incoming.headers.items()}
    return Request(
        incoming.method,
        headers.get("x-simulated-scheme", "http"),
        headers.get("host", ""),
        incoming.rel_url.raw_path,
        dict(incoming.rel_url.query),
        headers,
        await incoming.read(),
    )
