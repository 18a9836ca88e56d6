"""Requests over connections: a pool of them, with a request's bytes made here."""

import asyncio
import ssl
from collections import OrderedDict
from datetime import UTC, datetime

import httpx

from checker.web.connection import Connection
from checker.web.descriptors import connections
from checker.web.dialer import Dialer, Route
from checker.web.http1 import Head, request_head
from checker.web.wire import Sent

_KEEP = 15.0
"""Seconds that an unused connection is kept; most servers close it themselves after 5 to 75."""


class Pool:
    """The `Carrier` that goes over the network. A kept connection that turns out to be closed is replaced without a word."""

    def __init__(self, dialer: Dialer) -> None:
        self._dialer = dialer
        self._idle: dict[Route, list[Connection]] = {}
        self._all_idle: OrderedDict[Connection, Route] = OrderedDict()
        self._open: set[Connection] = set()
        self._most_idle = min(512, connections() // 2)

    async def send(self, sent: Sent) -> "Answer":
        """One exchange. Raises the exceptions of `checker.web.faults`."""
        route = self._dialer.route(sent.address)
        data = self._serialise(sent, route)
        while (kept := self._take(route)) is not None:
            try:
                return await self._exchange(kept, route, sent, data)
            except (httpx.ReadError, httpx.WriteError):
                continue
        fresh = await self._dialer.connect(route, sent.connect)
        self._open.add(fresh)
        fresh.certificate_days = _days_left(fresh) if route.secure else None
        return await self._exchange(fresh, route, sent, data)

    def _serialise(self, sent: Sent, route: Route) -> bytes:
        headers, target = sent.headers, sent.address.target
        if route.absolute:
            target = str(sent.address)
            if route.proxy and route.proxy.authorization:
                headers = [*headers, (b"Proxy-Authorization", route.proxy.authorization)]
        if self._dialer.simulated:
            headers = [*headers, (b"X-Simulated-Scheme", sent.address.scheme.encode("ascii"))]
        return request_head(sent.method, target.encode("ascii"), headers) + sent.body

    async def _exchange(self, connection: Connection, route: Route, sent: Sent, data: bytes) -> "Answer":
        try:
            connection.limit(sent.idle, sent.deadline)
            connection.start(data)
            head = await connection.head(sent.method)
        except BaseException:
            self._drop(connection)
            raise
        return Answer(self, connection, route, head)

    def _take(self, route: Route) -> Connection | None:
        waiting = self._idle.get(route)
        if waiting is None:
            return None
        while waiting:
            connection = waiting.pop()
            self._all_idle.pop(connection, None)
            if connection.usable and connection.loop.time() - connection.idle_since < _KEEP:
                return connection
            self._drop(connection)
        del self._idle[route]
        return None

    def release(self, connection: Connection, route: Route) -> None:
        """An exchange is over: the connection is kept for the next one, or closed."""
        connection.unlimit()
        if not connection.reusable:
            self._drop(connection)
            return
        connection.idle_since = connection.loop.time()
        connection.ended = self._lost
        self._idle.setdefault(route, []).append(connection)
        self._all_idle[connection] = route
        if len(self._all_idle) > self._most_idle:
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


class Answer:
    """A response on its way in, over one of the pool's connections."""

    __slots__ = ("_connection", "_pool", "_route", "certificate_days", "headers", "read", "status")

    def __init__(self, pool: Pool, connection: Connection, route: Route, head: Head) -> None:
        self._pool = pool
        self._connection = connection
        self._route = route
        self.status = head.status
        self.headers = head.headers
        self.certificate_days = connection.certificate_days
        self.read = connection.read

    async def release(self) -> None:
        """The connection is kept or closed."""
        self._pool.release(self._connection, self._route)


def _days_left(connection: Connection) -> int | None:
    """Whole days until the certificate expires."""
    until = (connection.peer_certificate() or {}).get("notAfter")
    if not isinstance(until, str):
        return None
    return (datetime.fromtimestamp(ssl.cert_time_to_seconds(until), UTC) - datetime.now(UTC)).days
