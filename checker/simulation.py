"""A web of our own on loopback: real HTTP from real sockets, with hosts that are functions.

The tests, the benchmarks and ``refwatch demo`` use it. `Web` is pointed at it by ``WebSettings.dial``: every connection that
would go to a host goes to the simulation instead, in plain HTTP whatever the scheme, with the Host header of the real one and
``X-Simulated-Scheme`` naming the scheme. Hosts that the simulation does not have do not exist (an authoritative "no such name").
"""

import asyncio
import inspect
import json
import sys
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl


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


_REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 404: "Not Found"}
_BODILESS = frozenset({204, 304})


class SimulatedWeb:
    """An asynchronous context manager: inside it, the hosts answer. ``log`` keeps every request."""

    def __init__(self, hosts: Mapping[str, Host]) -> None:
        self.hosts = dict(hosts)
        self.log: list[Request] = []
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._address: tuple[str, int] = ("127.0.0.1", 0)

    def dial(self, host: str, port: int) -> tuple[str, int] | None:
        """Where to connect instead of ``host:port``; ``None`` where there is no such host."""
        known = host in self.hosts or f"{host}:{port}" in self.hosts
        return self._address if known else None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=1 << 20)
        self._address = ("127.0.0.1", int(self._server.sockets[0].getsockname()[1]))
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._server:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        try:
            while (request := await _read(reader)) is not None:
                writer.write(_written(request, await self._answer(request)))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # whoever asked has gone, or the simulation ends
        finally:
            writer.close()

    async def _answer(self, request: Request) -> Response:
        self.log.append(request)
        handler = self.hosts.get(request.host) or self.hosts.get(request.host.partition(":")[0])
        if handler is None:
            return Response(502, "no such simulated host")
        try:
            answer = handler(request)
            return await answer if inspect.isawaitable(answer) else answer
        except Exception:
            traceback.print_exc(file=sys.stderr)
            return Response(500, "the simulated host has a bug")


async def _read(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    path, _, query = target.partition("?")
    scheme = headers.get("x-simulated-scheme", "http")
    named = dict(parse_qsl(query, keep_blank_values=True))
    return Request(method, scheme, headers.get("host", ""), path, named, headers, body)


def _written(request: Request, response: Response) -> bytes:
    body = response.body.encode() if isinstance(response.body, str) else response.body
    headers = {"content-length": str(len(body)), **{name.lower(): value for name, value in response.headers.items()}}
    if response.status in _BODILESS:
        headers.pop("content-length")
    lines = [f"HTTP/1.1 {response.status} {_REASONS.get(response.status, 'Said')}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    head = ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8")
    return head if request.method == "HEAD" or response.status in _BODILESS else head + body
