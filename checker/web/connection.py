"""One connection to one address: an exchange at a time, with an idle limit and a deadline."""

import asyncio
import ssl
from collections.abc import Callable

import httpx

from checker.web.faults import Deadline
from checker.web.http1 import Framing, Head, framing, parse_head, split_head

_PAUSE = 256 * 1024
"""Bytes that may wait unread before the peer is made to wait."""
_MAX_INTERIM = 16


class Connection(asyncio.BufferedProtocol):
    """The reading and writing end. It belongs to one task at a time.

    What comes is received in ``inbox`` and taken out of it at once, so that all connections of a loop can share one: a new buffer
    for every answer, as `asyncio.Protocol` has it, is a quarter of a megabyte that the system hands out, shrinks and takes back.
    """

    def __init__(self, inbox: memoryview) -> None:
        self._inbox = inbox
        self.loop = asyncio.get_running_loop()
        self.transport: asyncio.Transport | None = None
        self.certificate_days: int | None = None
        """Whole days until the other side's certificate expires; set by whoever connected."""
        self.idle_since = 0.0
        self.ended: Callable[[Connection], None] | None = None
        """Called once when the connection is lost: an idle one leaves its pool then."""
        self._buffer = bytearray()
        self._eof = False
        self._error: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._paused = False
        self._timer: asyncio.TimerHandle | None = None
        self._limited = False
        self._idle = 0.0
        self._last = 0.0
        self._deadline = 0.0
        self._framing: Framing | None = None
        self._keep = False

    # What the event loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Connected."""
        self.transport = transport  # type: ignore[assignment]

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where bytes may come."""
        return self._inbox

    def buffer_updated(self, nbytes: int) -> None:
        """Bytes came."""
        self._buffer += self._inbox[:nbytes]
        self._last = self.loop.time()
        if len(self._buffer) > _PAUSE and self.transport and not self._paused:
            self._paused = True
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        """The other side has said everything; the transport may close."""
        self._eof = True
        self._wake()
        return False

    def connection_lost(self, error: Exception | None) -> None:
        """Closed, by us or the other side."""
        self._eof = True
        self._error = self._error or error
        self._wake()
        if self.ended:
            self.ended(self)

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    # What the transport calls

    @property
    def usable(self) -> bool:
        """Whether another exchange may be tried: still open, and nothing came unasked."""
        return not self._eof and not self._buffer and self.transport is not None and not self.transport.is_closing()

    @property
    def reusable(self) -> bool:
        """Whether the last exchange ended where the next can begin."""
        return self._keep and self._framing is not None and self._framing.done and self.usable

    def limit(self, idle: float, deadline: float) -> None:
        """From now on, at most ``idle`` seconds without a byte and ``deadline`` seconds in all."""
        now = self.loop.time()
        self._idle, self._last, self._deadline, self._limited = idle, now, now + deadline, True
        due = now + min(idle, deadline)
        if self._timer is not None and self._timer.when() > due:
            self._timer.cancel()
            self._timer = None
        if self._timer is None:
            self._timer = self.loop.call_at(due, self._on_timer)

    def unlimit(self) -> None:
        """No exchange is running: no limits. The timer is left to find that out, for the next exchange may come soon."""
        self._limited = False

    def _on_timer(self) -> None:
        self._timer = None
        if not self._limited:
            return
        now = self.loop.time()
        due = min(self._last + self._idle, self._deadline)
        if now + 0.001 < due:
            self._timer = self.loop.call_at(due, self._on_timer)
            return
        late = self._deadline <= now + 0.001
        self._error = Deadline("") if late else httpx.ReadTimeout("")
        self._wake()

    def start(self, data: bytes) -> None:
        """Sends a request. Raises `httpx.WriteError`."""
        if self.transport is None or self.transport.is_closing():
            raise httpx.WriteError("closed")
        self._framing = None
        self.transport.write(data)

    async def head(self, method: str) -> Head:
        """The head of the response; interim responses are passed over."""
        for _ in range(_MAX_INTERIM):
            while not self._buffer or (text := split_head(self._buffer)) is None:
                await self._more()
            head = parse_head(text)
            if head.status == 101:
                raise httpx.RemoteProtocolError("it switches to a protocol that nobody asked for")
            if head.status >= 200:
                self._framing = framing(method, head)
                self._keep = head.keeps_alive
                return head
        raise httpx.RemoteProtocolError("interim responses without end")

    async def read(self) -> bytes:
        """The next piece of the body; empty at its end."""
        assert self._framing is not None  # noqa: S101 - the head comes first
        while not self._framing.done:
            data = self._framing.take(self._buffer)
            if data:
                return data
            if self._framing.done:
                break
            if self._eof:
                if self._error:
                    raise self._fault()
                self._framing.close()
                break
            await self._more()
        return b""

    @property
    def complete(self) -> bool:
        """Whether the whole body is there or has been read."""
        return self._framing is not None and self._framing.done

    async def _more(self) -> None:
        if self._error:
            raise self._fault()
        if self._eof:
            raise httpx.RemoteProtocolError("closed in the middle of a head") if self._buffer else httpx.ReadError("no answer")
        if self._paused and self.transport:
            self._paused = False
            self.transport.resume_reading()
        self._waiter = self.loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None
        if isinstance(self._error, httpx.TransportError):
            raise self._fault()

    def _fault(self) -> httpx.TransportError:
        if isinstance(self._error, httpx.TransportError):
            return self._error
        if isinstance(self._error, ssl.SSLError):
            return httpx.ReadError((self._error.reason or "TLS").replace("_", " ").lower())
        return httpx.ReadError(getattr(self._error, "strerror", None) or "reset")

    async def exactly(self, count: int) -> bytes:
        """That many bytes, before any HTTP is spoken."""
        while len(self._buffer) < count:
            await self._more()
        data = bytes(self._buffer[:count])
        del self._buffer[:count]
        return data

    async def upgrade(self, context: ssl.SSLContext, name: str, timeout: float) -> None:
        """Begins TLS on the connection, after CONNECT. Raises what `asyncio` raises."""
        assert self.transport is not None  # noqa: S101 - it is connected
        upgraded = await self.loop.start_tls(self.transport, self, context, server_hostname=name, ssl_handshake_timeout=timeout)
        self.transport = upgraded

    def peer_certificate(self) -> dict[str, object] | None:
        """The certificate of the other side, checked; ``None`` without TLS."""
        tls = self.transport.get_extra_info("ssl_object") if self.transport else None
        return tls.getpeercert() if tls else None

    def close(self) -> None:
        """At once: there is nothing more to say."""
        self._limited = False
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self.transport:
            self.transport.abort()
