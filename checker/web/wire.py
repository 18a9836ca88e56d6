"""The seam between the door and whatever carries its requests: what is sent, what comes in, and httpx's transports behind it.

Plain objects: `httpx.Request` and `httpx.Response` take a third of the time of an exchange (ARCHITECTURE.md, "The engine, by
measurement"). The exceptions are httpx's, with more particular ones below them (`checker.web.faults`).
"""

from collections.abc import AsyncIterator
from typing import NamedTuple, Protocol

import httpx

from checker.web.address import Address

Fields = list[tuple[bytes, bytes]]


class Sent(NamedTuple):
    """A request, ready for the wire; ``headers`` include Host."""

    method: str
    address: Address
    headers: Fields
    body: bytes
    connect: float
    """Seconds for connecting, TLS included."""
    idle: float
    """Seconds without a byte."""
    deadline: float
    """Seconds in all, once sent."""


class Incoming(Protocol):
    """A response whose head is there; ``release`` must be called in the end."""

    status: int
    headers: Fields
    """Names in lower case."""
    certificate_days: int | None

    async def read(self) -> bytes:
        """The next piece of the body as it comes over the wire; empty at its end. Raises `httpx.TransportError`."""

    async def release(self) -> None:
        """Nothing more is wanted."""


class Carrier(Protocol):
    """What carries requests. Raises `httpx.TransportError` and knows nothing of retries, redirects or manners."""

    async def send(self, sent: Sent) -> Incoming:
        """One exchange, up to the head of the response."""

    async def aclose(self) -> None:
        """Closes every connection."""


class HttpxCarrier:
    """Any of httpx's transports, `httpx.MockTransport` above all."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def send(self, sent: Sent) -> Incoming:
        """Hands the request on as httpx has it."""
        limits = {"connect": sent.connect, "read": sent.idle, "write": sent.idle, "pool": sent.connect}
        request = httpx.Request(
            sent.method, str(sent.address), headers=sent.headers, content=sent.body, extensions={"timeout": limits}
        )
        return _FromHttpx(await self._transport.handle_async_request(request))

    async def aclose(self) -> None:
        """Closes the transport."""
        await self._transport.aclose()


class _FromHttpx:
    certificate_days: int | None = None

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self._pieces: AsyncIterator[bytes] = aiter(response.stream)  # type: ignore[arg-type]
        self.status = response.status_code
        self.headers = [(name.lower(), value) for name, value in response.headers.raw]

    async def read(self) -> bytes:
        return await anext(self._pieces, b"")

    async def release(self) -> None:
        await self._response.aclose()
