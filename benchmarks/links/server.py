"""The other side of the benchmark: every address of 127/8 is a host, and the path says how it behaves.

``/150/…`` answers after 150 ms, ``/reset/…`` breaks the connection off, ``/hang/…`` never answers; ``/stats`` tells what was
seen since it was last asked.
"""

import asyncio
import json
import time
from collections import Counter, defaultdict, deque

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 16\r\n\r\n"
BODY = b"<p>it works</p>\n"


class Seen:
    """Counts: how many requests, how many at once, to one host at once, and to one host within a second."""

    def __init__(self) -> None:
        self.requests = self.now = self.most = self.connections = 0
        self.by_host: Counter[str] = Counter()
        self.most_by_host = self.most_per_second = 0
        self.times: dict[str, deque[float]] = defaultdict(deque)

    def begin(self, host: str) -> None:
        """A request came."""
        self.requests += 1
        self.now += 1
        self.by_host[host] += 1
        self.most = max(self.most, self.now)
        self.most_by_host = max(self.most_by_host, self.by_host[host])
        recent, now = self.times[host], time.monotonic()
        recent.append(now)
        while recent[0] < now - 1:
            recent.popleft()
        self.most_per_second = max(self.most_per_second, len(recent))

    def end(self, host: str) -> None:
        """It has been dealt with."""
        self.now -= 1
        self.by_host[host] -= 1


class Peer(asyncio.Protocol):
    """One connection; requests come one after the other."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen
        self.seen.connections += 1
        self.buffer = b""
        self.host = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody connected."""
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        """Bytes of a request."""
        self.buffer += data
        head, found, rest = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return
        self.buffer = rest
        method, path, _ = head.split(b" ", 2)
        first = path.split(b"/", 2)[1]
        if first == b"stats":
            self._stats()
            return
        self.host = self.transport.get_extra_info("sockname")[0]
        self.seen.begin(self.host)
        if first == b"0":
            self._answer(method)
        elif first == b"reset":
            self.seen.end(self.host)
            self.transport.abort()
        elif first != b"hang":
            asyncio.get_running_loop().call_later(int(first) / 1000, self._answer, method)

    def _answer(self, method: bytes) -> None:
        self.seen.end(self.host)
        self.transport.write(ANSWER if method == b"HEAD" else ANSWER + BODY)

    def _stats(self) -> None:
        seen = self.seen
        stats = {name: getattr(seen, name) for name in ("requests", "most", "connections", "most_by_host", "most_per_second")}
        body = json.dumps(stats).encode()
        self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body)
        self.transport.close()
        seen.__init__()  # type: ignore[misc]


async def serve() -> None:
    """Runs until it is ended; prints its port first."""
    seen = Seen()
    server = await asyncio.get_running_loop().create_server(lambda: Peer(seen), "0.0.0.0", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    try:
        import uvloop

        uvloop.run(serve())
    except ImportError:
        asyncio.run(serve())
