"""HTTP/1.1 as bytes: the same however the bytes are cut, and the same as h11 says."""

from itertools import pairwise

import h11
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.web.http1 import Chunked, Head, framing, parse_head, request_head, split_head

TOKENS = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-_", min_size=1, max_size=12)
VALUES = st.text("".join(map(chr, range(33, 127))) + " ", max_size=30).map(str.strip)
NAMED = TOKENS.filter(lambda name: name.lower() not in {"content-length", "transfer-encoding", "connection"})
BODIES = st.binary(max_size=200)


def read(data: bytes, cuts: list[int], method: str = "GET") -> tuple[Head, bytes]:
    """A response, fed in pieces that end at the cuts."""
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    buffer, head, body, frame = bytearray(), None, b"", None
    for start, end in pairwise(edges):
        buffer += data[start:end]
        if head is None and (text := split_head(buffer)) is not None:
            head = parse_head(text)
            frame = framing(method, head)
        if frame is not None and not frame.done:
            body += frame.take(buffer)
    assert head is not None
    assert frame is not None
    if not frame.done:
        frame.close()
    return head, body


def by_h11(data: bytes, method: str = "GET") -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """The same by a library that has done nothing else for years."""
    connection = h11.Connection(h11.CLIENT)
    connection.send(h11.Request(method=method, target="/", headers=[("Host", "a.org")]))
    connection.send(h11.EndOfMessage())
    connection.receive_data(data)
    connection.receive_data(b"")
    status, headers, body = 0, [], b""
    while not isinstance(event := connection.next_event(), h11.EndOfMessage):
        if isinstance(event, h11.Response):
            status, headers = event.status_code, [(bytes(name), bytes(value)) for name, value in event.headers]
        elif isinstance(event, h11.Data):
            body += bytes(event.data)
    return status, headers, body


@st.composite
def responses(draw: st.DrawFn) -> bytes:
    """A response that is as it should be, framed in one of the three ways."""
    body = draw(BODIES)
    lines = [f"HTTP/1.1 {draw(st.integers(200, 599).filter(lambda code: code not in (204, 304)))} {draw(VALUES)}"]
    lines += [f"{name}: {value}" for name, value in draw(st.lists(st.tuples(NAMED, VALUES), max_size=5))]
    kind = draw(st.sampled_from(["counted", "chunked", "closed"]))
    payload = body
    if kind == "counted":
        lines.append(f"Content-Length: {len(body)}")
    elif kind == "chunked":
        lines.append("Transfer-Encoding: chunked")
        size = draw(st.integers(1, 50))
        pieces = [body[at : at + size] for at in range(0, len(body), size)]
        payload = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + payload


@given(responses(), st.lists(st.integers(0, 500), max_size=6))
def test_the_same_as_h11_however_it_is_cut(data: bytes, cuts: list[int]) -> None:
    head, body = read(data, cuts)
    assert (head.status, head.headers, body) == by_h11(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    buffer = bytearray(b"HTTP/1.1 200 OK\r\n" + data + b"\r\n\r\n")
    try:
        text = split_head(buffer)
        if text is not None:
            framing("GET", parse_head(text)).take(buffer)
    except httpx.RemoteProtocolError:
        pass


@given(st.binary(max_size=100), st.lists(st.integers(0, 100), max_size=4))
def test_chunks_end_the_same_however_they_are_cut(data: bytes, cuts: list[int]) -> None:
    def run(edges: list[int]) -> bytes | str:
        frame, buffer, out = Chunked(), bytearray(), b""
        try:
            for start, end in pairwise(edges):
                buffer += data[start:end]
                out += frame.take(buffer)
        except httpx.RemoteProtocolError:
            return "refused"
        return out

    assert run([0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]) == run([0, len(data)])


@pytest.mark.parametrize(
    ("method", "head", "kind"),
    [
        ("HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 5", "Counted"),
        ("GET", b"HTTP/1.1 304 Same\r\nContent-Length: 5", "Counted"),
        ("GET", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\nContent-Length: 5", "Chunked"),
        ("GET", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip", "UntilClose"),
        ("GET", b"HTTP/1.1 200 OK", "UntilClose"),
        ("GET", b"HTTP/1.1 999 Go away\r\nContent-Length: 5", "Counted"),
        ("CONNECT", b"HTTP/1.1 200 OK\r\nContent-Length: 5", "Counted"),
    ],
)
def test_how_a_body_ends(method: str, head: bytes, kind: str) -> None:
    assert type(framing(method, parse_head(head))).__name__ == kind


@pytest.mark.parametrize(
    ("head", "keeps"),
    [
        (b"HTTP/1.1 200 OK", True),
        (b"HTTP/1.1 200 OK\r\nConnection: Close", False),
        (b"HTTP/1.0 200 OK", False),
        (b"HTTP/1.0 200 OK\r\nConnection: keep-alive", True),
    ],
)
def test_whether_the_connection_lives_on(head: bytes, keeps: bool) -> None:
    assert parse_head(head).keeps_alive is keeps


@pytest.mark.parametrize("header", [(b"X", b"a\r\nEvil: 1"), (b"X", b"a\nb"), (b"X\r\nY", b"a"), (b"X", b"a\0b")])
def test_nothing_is_smuggled_into_a_request(header: tuple[bytes, bytes]) -> None:
    with pytest.raises(httpx.LocalProtocolError):
        request_head("GET", b"/", [header])
