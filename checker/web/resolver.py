"""Names to addresses: many at once, each asked once, and "there is no such name" told apart from "nobody answered"."""

import asyncio
import queue
import socket
import threading

from checker.web.addresses import is_forbidden, parse_address
from checker.web.faults import NameFailure, NoNames, NoSuchName
from checker.web.settings import Lookup

_THREADS = 64
_NO_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_RESERVED = frozenset({"invalid", "test", "example", "localhost", "onion", "local"})
"""Top-level names that the public DNS never holds (RFC 2606, 6761, 6762, 7686): a "no" needs no confirmation."""
_CONTROLS = ("doi.org", "github.com", "a.root-servers.net")
"""Names that have existed for decades. Where none of them resolves, a "no such name" says something about our DNS only."""


def system_lookup(host: str) -> list[str]:
    """The addresses by the system's own resolver (hosts file and all), in its order of preference. Blocks."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class Resolver:
    """Caches for the run.

    Daemon threads of its own: the default pool is small, and a lookup that hangs in it would hold up the exit.
    """

    def __init__(self, lookup: Lookup = system_lookup) -> None:
        self._lookup = lookup
        self._known: dict[str, asyncio.Future[list[str]]] = {}
        self._jobs: queue.SimpleQueue[tuple[str, asyncio.Future[list[str]]] | None] = queue.SimpleQueue()
        self._threads = 0
        self._pending = 0
        self._resolved_any = False
        self._loop: asyncio.AbstractEventLoop | None = None

    async def resolve(self, host: str) -> list[str]:
        """The addresses of a host. Raises `NoSuchName` or `NameFailure`."""
        literal = parse_address(host)
        if literal is not None:
            return [str(literal)]
        if is_loopback_name(host):
            return ["127.0.0.1", "::1"]
        try:
            addresses = await self._once(host)
        except socket.gaierror as error:
            raise await self._fault(host, error) from None
        except (UnicodeError, OSError) as error:
            raise NameFailure(str(error)) from None
        self._resolved_any = self._resolved_any or (not _reserved(host) and _public(addresses))
        return addresses

    async def _fault(self, host: str, error: socket.gaierror) -> NoSuchName | NameFailure:
        if error.errno not in _NO_NAME:
            self._known.pop(host, None)
            return NameFailure(error.strerror or str(error))
        if _reserved(host) or await self._dns_works():
            return NoSuchName(host)
        self._known.pop(host, None)
        return NoNames("no name at all can be looked up from here")

    async def _dns_works(self) -> bool:
        if not self._resolved_any:
            found = await asyncio.gather(*(self._once(name) for name in _CONTROLS), return_exceptions=True)
            self._resolved_any = any(isinstance(each, list) and _public(each) for each in found)
        return self._resolved_any

    async def _once(self, host: str) -> list[str]:
        """One lookup per name; whoever comes while it runs, waits for the same."""
        future = self._known.get(host)
        if future is None:
            self._loop = asyncio.get_running_loop()
            future = self._known[host] = self._loop.create_future()
            future.add_done_callback(_look)
            self._jobs.put((host, future))
            self._pending += 1
            if self._threads < min(_THREADS, self._pending):
                self._threads += 1
                threading.Thread(target=self._work, args=(self._loop,), name="resolver", daemon=True).start()
        return await asyncio.shield(future)

    def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        while True:
            job = self._jobs.get()
            if job is None:
                return
            host, future = job
            try:
                result: list[str] | Exception = self._lookup(host)
            except Exception as error:
                result = error
            try:
                loop.call_soon_threadsafe(self._settle, future, result)
            except RuntimeError:  # the loop is closed: nobody waits any longer
                return

    def _settle(self, future: asyncio.Future[list[str]], result: list[str] | Exception) -> None:
        self._pending -= 1
        if future.done():
            return
        if isinstance(result, Exception):
            future.set_exception(result)
        else:
            future.set_result(result)

    def close(self) -> None:
        """Lets the threads end; one that hangs in a lookup ends with the process."""
        for _ in range(self._threads):
            self._jobs.put(None)
        self._threads = 0


def is_loopback_name(host: str) -> bool:
    """Whether a name is loopback, whatever the DNS says (RFC 6761)."""
    return _top(host) == "localhost"


def _public(addresses: list[str]) -> bool:
    """Whether a name leads out into the world; one from a hosts file or an inner network says nothing about the public DNS."""
    parsed = [parse_address(each) for each in addresses]
    return any(each is not None and not is_forbidden(each) for each in parsed)


def _top(host: str) -> str:
    return host.rstrip(".").rpartition(".")[2]


def _reserved(host: str) -> bool:
    return _top(host) in _RESERVED


def _look(future: asyncio.Future[list[str]]) -> None:
    if not future.cancelled():
        future.exception()
