"""Requests over connections, under httpx's transport interface: a pool, proxies, and addresses checked where they are used."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from checker.web.connection import Connection
from checker.web.dialer import Dialer, Route
from checker.web.http1 import Head, request_head

_MAX_IDLE = 512
_KEEP = 15.0
"""Seconds that an unused connection is kept; most servers close it themselves after 5 to 75."""


class PooledTransport(httpx.AsyncBaseTransport):
    """What `Web` sends through, and what an `httpx.AsyncClient` could. It knows nothing of retries, redirects or manners.

    Reads from ``request.extensions``: ``timeout`` (httpx's: ``connect`` and ``read``, seconds) and ``deadline`` (seconds in
    all, from the moment that the request is sent). Writes into ``response.extensions``: ``certificate_days``. Raises the
    exceptions of `checker.web.faults`.
    """

    def __init__(self, dialer: Dialer) -> None:
        self._dialer = dialer
        self._idle: dict[Route, list[Connection]] = {}
        self._all_idle: OrderedDict[Connection, Route] = OrderedDict()
        self._open: set[Connection] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One exchange. A kept connection that turns out to be closed is replaced without a word."""
        route = self._dialer.route(request.url)
        timeout = request.extensions.get("timeout", {})
        data = self._serialise(request, route) + await request.aread()
        limits = timeout.get("read", 20.0), request.extensions.get("deadline", 40.0)
        while (kept := self._take(route)) is not None:
            try:
                return await self._exchange(kept, route, request.method, data, limits)
            except (httpx.ReadError, httpx.WriteError):
                continue
        fresh = await self._dialer.connect(route, timeout.get("connect", 10.0))
        self._open.add(fresh)
        return await self._exchange(fresh, route, request.method, data, limits)

    def _serialise(self, request: httpx.Request, route: Route) -> bytes:
        headers = request.headers.raw
        target = request.url.raw_path
        if route.absolute:
            target = b"http://" + request.url.netloc + target
            if route.proxy and route.proxy.authorization:
                headers = [*headers, (b"Proxy-Authorization", route.proxy.authorization)]
        if self._dialer.simulated:
            headers = [*headers, (b"X-Simulated-Scheme", request.url.raw_scheme)]
        return request_head(request.method, target, headers)

    async def _exchange(
        self, connection: Connection, route: Route, method: str, data: bytes, limits: tuple[float, float]
    ) -> httpx.Response:
        try:
            connection.limit(*limits)
            connection.start(data)
            head = await connection.head(method)
        except BaseException:
            self._drop(connection)
            raise
        return _response(head, _Body(self, connection, route), connection)

    def _take(self, route: Route) -> Connection | None:
        waiting = self._idle.get(route, [])
        now = asyncio.get_running_loop().time()
        while waiting:
            connection = waiting.pop()
            self._all_idle.pop(connection, None)
            if connection.usable and now - connection.idle_since < _KEEP:
                return connection
            self._drop(connection)
        self._idle.pop(route, None)
        return None

    def release(self, connection: Connection, route: Route) -> None:
        """An exchange is over: the connection is kept for the next one, or closed."""
        connection.unlimit()
        if not connection.reusable:
            self._drop(connection)
            return
        connection.served += 1
        connection.idle_since = connection.loop.time()
        connection.ended = self._lost
        self._idle.setdefault(route, []).append(connection)
        self._all_idle[connection] = route
        if len(self._all_idle) > _MAX_IDLE:
            self._lost(next(iter(self._all_idle)))

    def _lost(self, connection: Connection) -> None:
        route = self._all_idle.pop(connection, None)
        if route is not None:
            siblings = self._idle[route]
            siblings.remove(connection)
            if not siblings:
                del self._idle[route]
            self._drop(connection)

    def _drop(self, connection: Connection) -> None:
        self._open.discard(connection)
        connection.ended = None
        connection.close()

    async def aclose(self) -> None:
        """Closes every connection."""
        self._dialer.close()
        for connection in list(self._open):
            self._drop(connection)
        self._idle.clear()
        self._all_idle.clear()
        await asyncio.sleep(0)


@dataclass(slots=True)
class _Body(httpx.AsyncByteStream):
    """The body of a response as it comes over the wire."""

    pool: PooledTransport
    connection: Connection
    route: Route
    released: bool = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while data := await self.connection.read():
            yield data

    async def aclose(self) -> None:
        if not self.released:
            self.released = True
            self.pool.release(self.connection, self.route)


def _response(head: Head, body: _Body, connection: Connection) -> httpx.Response:
    certificate = connection.peer_certificate()
    extensions = {"certificate_days": _days_left(certificate)} if certificate else {}
    return httpx.Response(head.status, headers=head.headers, stream=body, extensions=extensions)


def _days_left(certificate: dict[str, object]) -> int | None:
    """Whole days until the certificate expires."""
    import ssl

    until = certificate.get("notAfter")
    if not isinstance(until, str):
        return None
    return (datetime.fromtimestamp(ssl.cert_time_to_seconds(until), UTC) - datetime.now(UTC)).days
