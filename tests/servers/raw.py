"""A server that says exactly the bytes it is told to, when it is told to, and counts what it is asked."""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.servers.listening import Listener


@dataclass(frozen=True)
class Heard:
    """One request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    at: float
    connection: int


@dataclass
class Say:
    """The other end of a connection."""

    writer: asyncio.StreamWriter
    request: Heard
    keep: bool = True

    async def raw(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def reply(self, status: int = 200, body: bytes = b"ok", *fields: str, reason: str = "X") -> None:
        head = [f"HTTP/1.1 {status} {reason}", f"Content-Length: {len(body)}", *fields]
        text = "\r\n".join(head) + "\r\n\r\n"
        await self.raw(text.encode("utf-8") + (b"" if self.request.method == "HEAD" else body))

    def reset(self) -> None:
        """A TCP reset."""
        self.keep = False
        import socket
        import struct

        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    def hang_up(self) -> None:
        self.keep = False


Behaviour = Callable[[Say], Awaitable[None]]


@dataclass
class RawServer(Listener):
    """An asynchronous context manager on 127.0.0.1; ``behave`` answers each request."""

    behave: Behaviour
    tls: ssl.SSLContext | None = None
    host: str = "127.0.0.1"
    log: list[Heard] = field(default_factory=list)
    in_flight: int = 0
    most_in_flight: int = 0
    connections: int = 0
    port: int = 0

    def url(self, path: str = "/", host: str | None = None) -> str:
        return f"{'https' if self.tls else 'http'}://{host or self.host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [heard.target for heard in self.log]

    def leave(self, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort() if self.tls else writer.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        while (heard := await read_request(reader, number)) is not None:
            self.log.append(heard)
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
            say = Say(writer, heard)
            try:
                await self.behave(say)
            finally:
                self.in_flight -= 1
            if not say.keep:
                return


async def read_request(reader: asyncio.StreamReader, number: int = 0) -> Heard | None:
    """A request, or ``None`` at the end."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Heard(method, target, headers, body, time.monotonic(), number)


def by_path(**behaviours: Behaviour) -> Behaviour:
    """One behaviour for each first segment of the path; 404 for the others."""

    async def behave(say: Say) -> None:
        name = say.request.target.split("?")[0].strip("/").split("/")[0] or "index"
        if name in behaviours:
            await behaviours[name](say)
        else:
            await say.reply(404, b"not found")

    return behave


def says(data: bytes, then: str = "close") -> Behaviour:
    """These bytes for every request; then the connection is closed, kept or left hanging."""

    async def behave(say: Say) -> None:
        await say.raw(data)
        if then == "hang":
            await asyncio.sleep(3600)
        if then == "close":
            say.hang_up()

    return behave
