"""HTTP/1.1 as bytes, without any I/O: writing a request's head, reading a response's head, and the three ways that a body ends.

Written by hand because the head of a response is parsed once per link: h11 takes twenty times as long for it (ARCHITECTURE.md,
"The engine, by measurement"). The tests compare it with h11.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple, Protocol

import httpx

Headers = list[tuple[bytes, bytes]]

MAX_HEAD = 128 * 1024
"""Bytes of a head; browsers give up at 256 KB, and the longest honest ones (content security policies) stay below 32 KB."""
MAX_FIELDS = 500

_STATUS_LINE = re.compile(rb"HTTP/1\.([01]) +([1-9]\d\d)(?:[ \t][^\0]*)?\Z")
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\n]*)?\r?\Z")


class Head(NamedTuple):
    """The head of a response; names in lower case."""

    status: int
    headers: Headers
    old: bool
    """HTTP/1.0: the connection closes unless it says otherwise."""
    named: Mapping[bytes, bytes]
    """The headers by name, of several the last."""

    def all(self, name: bytes) -> list[bytes]:
        """The values of a field, in order."""
        return [value for key, value in self.headers if key == name] if name in self.named else []

    @property
    def keeps_alive(self) -> bool:
        """Whether the connection may serve another request."""
        if b"connection" not in self.named:
            return not self.old
        said = b",".join(self.all(b"connection")).lower()
        return b"keep-alive" in said if self.old else b"close" not in said


def request_head(method: str, target: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The head as it goes over the wire. Raises `httpx.LocalProtocolError` for what would smuggle a line."""
    lines = [b"%s %s HTTP/1.1" % (method.encode("ascii"), target), *map(b": ".join, headers)]
    text = b"\r\n".join(lines)
    if b"\0" in text or text.count(b"\n") != len(lines) - 1 or text.count(b"\r") != len(lines) - 1:
        raise httpx.LocalProtocolError("a line break in a request")
    return text + b"\r\n\r\n"


def split_head(buffer: bytearray) -> bytes | None:
    """Takes the head out of the buffer, or ``None`` while it is not all there. Raises where it never will be."""
    last = buffer.find(b"\n\r\n", 0, MAX_HEAD + 4)
    bare = buffer.find(b"\n\n", 0, MAX_HEAD + 4 if last < 0 else last + 1)
    if last < 0 and bare < 0:
        if len(buffer) > MAX_HEAD:
            raise httpx.RemoteProtocolError("a head without end")
        if len(buffer) >= 5 and not buffer.startswith(b"HTTP/"):
            raise httpx.RemoteProtocolError("no status line")
        return None
    last, end = (last, last + 3) if bare < 0 else (bare, bare + 2)
    head = bytes(buffer[:last]).removesuffix(b"\r")
    del buffer[:end]
    return head


def parse_head(text: bytes) -> Head:
    """Reads a head; bare line feeds and folded lines are understood. Raises `httpx.RemoteProtocolError`."""
    first, *lines = text.replace(b"\r\n", b"\n").split(b"\n")
    status, old = _usual_status(first) if len(first) < _USUAL else _status(first)
    if len(lines) > MAX_FIELDS:
        raise httpx.RemoteProtocolError("too many header fields")
    headers: Headers = []
    for line in lines:
        if line.startswith((b" ", b"\t")) and headers:
            name, value = headers[-1]
            headers[-1] = (name, value + b" " + line.strip())
            continue
        name, colon, value = line.partition(b":")
        if not colon or b"\0" in value:
            raise httpx.RemoteProtocolError("a header line that is none")
        headers.append((_usual_name(name) if len(name) < _USUAL else _name(name), value.strip()))
    return Head(status, headers, old, dict(headers))


def _status(line: bytes) -> tuple[int, bool]:
    """The status, and whether this is HTTP/1.0."""
    status = _STATUS_LINE.match(line)
    if status is None:
        raise httpx.RemoteProtocolError("no status line")
    return int(status[2]), status[1] == b"0"


def _name(written: bytes) -> bytes:
    """The name of a field, in lower case."""
    name = written.rstrip()
    if not _NAME.match(name):
        raise httpx.RemoteProtocolError("a header line that is none")
    return name.lower()


_USUAL = 100
_usual_status = lru_cache(maxsize=256)(_status)
_usual_name = lru_cache(maxsize=1024)(_name)
"""There are few different status lines and names of fields, and some of them come in every answer."""


class Framing(Protocol):
    """How a body is told from what follows it."""

    done: bool

    def take(self, buffer: bytearray) -> bytes:
        """As much of the body as the buffer holds, taken out of it. Raises `httpx.RemoteProtocolError`."""

    def close(self) -> None:
        """The connection has ended. Raises `httpx.ReadError` where the body has not."""


class Counted:
    """A body of known length."""

    def __init__(self, length: int) -> None:
        self.left = length
        self.done = length == 0

    def take(self, buffer: bytearray) -> bytes:
        """No more than the length says."""
        data = bytes(buffer) if len(buffer) <= self.left else bytes(buffer[: self.left])
        del buffer[: len(data)]
        self.left -= len(data)
        self.done = self.left == 0
        return data

    def close(self) -> None:
        """Too early, where bytes are missing."""
        if not self.done:
            raise httpx.ReadError(f"closed with {self.left} bytes still to come")


class UntilClose:
    """A body that ends with the connection."""

    done = False

    def take(self, buffer: bytearray) -> bytes:
        """Everything."""
        data = bytes(buffer)
        buffer.clear()
        return data

    def close(self) -> None:
        """The way it was meant to end."""
        self.done = True


class Chunked:
    """A body in chunks, with what trails it thrown away."""

    def __init__(self) -> None:
        self.done = False
        self._left = 0
        self._after_chunk = False
        self._trailing = 0
        self._last = False

    def take(self, buffer: bytearray) -> bytes:
        """The data of all chunks that are there, in part or whole."""
        out = bytearray()
        while not self.done and self._step(buffer, out):
            pass
        return bytes(out)

    def _step(self, buffer: bytearray, out: bytearray) -> bool:
        if self._left:
            piece = buffer[: self._left]
            out += piece
            del buffer[: len(piece)]
            self._left -= len(piece)
            self._after_chunk = self._left == 0
            return bool(piece) and not self._left
        line = _line(buffer)
        if line is None:
            return False
        if self._last:
            self._trailer(line)
        elif self._after_chunk:
            self._after_chunk = False
            if line.rstrip(b"\r"):
                raise httpx.RemoteProtocolError("a chunk longer than it said")
        else:
            self._size(line)
        return True

    def _size(self, line: bytes) -> None:
        size = _SIZE.match(line)
        if size is None:
            raise httpx.RemoteProtocolError("a chunk without a size")
        self._left = int(size[1], 16)
        self._last = self._left == 0

    def _trailer(self, line: bytes) -> None:
        self._trailing += 1
        if self._trailing > MAX_FIELDS:
            raise httpx.RemoteProtocolError("too many trailing fields")
        self.done = not line.rstrip(b"\r")

    def close(self) -> None:
        """Too early, before the last chunk and its trailer."""
        if not self.done:
            raise httpx.ReadError("closed in the middle of a chunked body")


def _line(buffer: bytearray) -> bytes | None:
    end = buffer.find(b"\n", 0, 8192)
    if end < 0:
        if len(buffer) >= 8192:
            raise httpx.RemoteProtocolError("a line without end")
        return None
    line = bytes(buffer[:end])
    del buffer[: end + 1]
    return line


def framing(method: str, head: Head) -> Framing:
    """How the body of this response ends (RFC 9112, section 6.3). Raises `httpx.RemoteProtocolError` for a contradiction."""
    if method == "HEAD" or head.status in (204, 304) or head.status < 200 or (method == "CONNECT" and head.status < 300):
        return Counted(0)
    if encodings := b",".join(head.all(b"transfer-encoding")).lower():
        return Chunked() if encodings.rpartition(b",")[2].strip() == b"chunked" else UntilClose()
    if b"content-length" not in head.named:
        return UntilClose()
    first, *others = {each.strip() for value in head.all(b"content-length") for each in value.split(b",")}
    if others or not first.isdigit():
        raise httpx.RemoteProtocolError("a content length that is none")
    return Counted(int(first[:18]))
