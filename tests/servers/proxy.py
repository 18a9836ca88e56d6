"""An HTTP proxy and a SOCKS 5 proxy of our own: what goes through them is logged, and names lead where a table says."""

import asyncio
import ssl
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.servers.listening import Listener
from tests.servers.raw import read_request


@dataclass
class ForwardProxy(Listener):
    """CONNECT and absolute-form. ``hosts`` says where names really are; a name that is not in it gives 502."""

    hosts: Mapping[str, tuple[str, int]]
    authorization: str = ""
    refuse: int = 0
    socks: bool = False
    tls: ssl.SSLContext | None = None
    log: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await (self._socks(reader, writer) if self.socks else self._http(reader, writer))

    async def _http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (heard := await read_request(reader)) is not None:
            self.log.append(f"{heard.method} {heard.target}")
            self.headers.append(heard.headers)
            if self.authorization and heard.headers.get("proxy-authorization") != self.authorization:
                writer.write(b"HTTP/1.1 407 Who\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            connect = heard.method == "CONNECT"
            name = heard.target.rpartition(":")[0] if connect else urlsplit(heard.target).hostname or ""
            where = self.hosts.get(name)
            if self.refuse or where is None:
                writer.write(f"HTTP/1.1 {self.refuse or 502} No\r\nContent-Length: 2\r\n\r\nno".encode())
                continue
            there_reader, there_writer = await asyncio.open_connection(*where)
            if connect:
                writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
            else:
                parts = urlsplit(heard.target)
                query = f"?{parts.query}" if parts.query else ""
                lines = "".join(f"{name}: {value}\r\n" for name, value in heard.headers.items() if not name.startswith("proxy-"))
                there_writer.write(f"{heard.method} {parts.path or '/'}{query} HTTP/1.1\r\n{lines}\r\n".encode() + heard.body)
            await _pump(reader, writer, there_reader, there_writer)
            return

    async def _socks(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, count = await reader.readexactly(2)
        await reader.readexactly(count)
        if self.authorization:
            writer.write(b"\x05\x02")
            await reader.readexactly(1)
            user = await reader.readexactly((await reader.readexactly(1))[0])
            password = await reader.readexactly((await reader.readexactly(1))[0])
            good = f"{user.decode()}:{password.decode()}" == self.authorization
            writer.write(b"\x01\x00" if good else b"\x01\x01")
            if not good:
                return
        else:
            writer.write(b"\x05\x00")
        kind = (await reader.readexactly(4))[3]
        if kind == 3:
            name = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        else:
            name = ".".join(map(str, await reader.readexactly(4)))
        (port,) = struct.unpack(">H", await reader.readexactly(2))
        self.log.append(f"SOCKS {name}:{port}")
        where = self.hosts.get(name)
        if where is None:
            writer.write(b"\x05\x04\x00\x01" + bytes(6))
            return
        there_reader, there_writer = await asyncio.open_connection(*where)
        writer.write(b"\x05\x00\x00\x01" + bytes(6))
        await _pump(reader, writer, there_reader, there_writer)


async def _pump(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    there_reader: asyncio.StreamReader,
    there_writer: asyncio.StreamWriter,
) -> None:
    async def one(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65536):
                sink.write(data)
                await sink.drain()
        except ConnectionError:
            pass
        finally:
            sink.close()

    await asyncio.gather(one(reader, there_writer), one(there_reader, writer))
