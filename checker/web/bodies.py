"""Reading a body no further than it is wanted, and unpacking it no further than that either."""

import zlib
from collections.abc import Mapping

import httpx

from checker.web.wire import Incoming

_DRAIN = 64 * 1024
"""Bytes that are read and thrown away rather than giving up the connection."""


async def read_body(incoming: Incoming, headers: Mapping[str, str], limit: int) -> tuple[bytes, bool]:
    """The first ``limit`` bytes of the body, decompressed, and whether there was more. Raises `httpx.RemoteProtocolError`."""
    decoder = _decoder(headers.get("content-encoding", ""))
    if decoder is None:
        return b"", True
    body = bytearray()
    while data := await incoming.read():
        body += decoder.feed(data, limit + 1 - len(body))
        if len(body) > limit:
            break
    return bytes(body[:limit]), len(body) > limit


async def drain(incoming: Incoming, headers: Mapping[str, str]) -> bool:
    """Reads a short body to its end, so that the connection can be kept; says whether there was any body at all."""
    length = headers.get("content-length", "")
    if length.isdigit() and int(length) > _DRAIN:
        return True
    size = 0
    while data := await incoming.read():
        size += len(data)
        if size > _DRAIN:
            break
    return size > 0


class _Plain:
    """No compression."""

    def feed(self, data: bytes, room: int) -> bytes:
        return data[:room]


class _Zlib:
    """gzip, zlib, and the bare deflate that some servers send under its name."""

    def __init__(self) -> None:
        self._engine = zlib.decompressobj(wbits=47)
        self._begun = False

    def feed(self, data: bytes, room: int) -> bytes:
        try:
            out = self._engine.decompress(data, room)
        except zlib.error:
            if self._begun:
                raise httpx.RemoteProtocolError("compressed data that cannot be unpacked") from None
            out = self._bare(data, room)
        self._begun = True
        return out

    def _bare(self, data: bytes, room: int) -> bytes:
        self._engine = zlib.decompressobj(wbits=-15)
        try:
            return self._engine.decompress(data, room)
        except zlib.error:
            raise httpx.RemoteProtocolError("compressed data that cannot be unpacked") from None


def _decoder(encoding: str) -> _Plain | _Zlib | None:
    """What unpacks this encoding; ``None`` for those that we never asked for (br, zstd)."""
    if not encoding:
        return _Plain()
    names = [name for each in encoding.lower().split(",") if (name := each.strip()) not in ("", "identity")]
    if not names:
        return _Plain()
    return _Zlib() if len(names) == 1 and names[0] in ("gzip", "x-gzip", "deflate") else None
