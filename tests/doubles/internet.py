"""An internet for programs in other processes: names behind a proxy of our own, TLS included, in a thread of its own.

Whoever is given `Internet.env` reaches nothing but the simulated hosts, by the very way that people behind a proxy go.
"""

import asyncio
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from checker.simulation import Host, SimulatedWeb
from tests.servers.certificates import ca_file, good
from tests.servers.proxy import ForwardProxy


class Secure(SimulatedWeb):
    """The simulated hosts on one port, each with a certificate in its own name."""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0, ssl=good(*self.hosts))
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self


class Internet:
    """A context manager. Hosts that are ``down`` are there, and the proxy cannot reach them."""

    def __init__(self, hosts: Mapping[str, Host]) -> None:
        self.web = Secure(hosts)
        self.proxy = ForwardProxy({})
        self.down: frozenset[str] = frozenset()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def env(self) -> dict[str, str]:
        """What a program needs to know."""
        proxy = f"http://127.0.0.1:{self.proxy.port}"
        return {"HTTPS_PROXY": proxy, "HTTP_PROXY": proxy, "SSL_CERT_FILE": ca_file()}

    def without(self, *names: str) -> None:
        """From now on the proxy reaches all hosts but these."""
        self.proxy.hosts = {name: ("127.0.0.1", self.web.port) for name in self.web.hosts if name not in names}

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(10)
        self.without()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _open(self) -> None:
        await self.web.__aenter__()
        await self.proxy.__aenter__()

    async def _close(self) -> None:
        await self.proxy.__aexit__(None, None, None)
        await self.web.__aexit__(None, None, None)
