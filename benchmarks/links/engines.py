"""What one request costs under each engine that was considered: ``python -m benchmarks.links.engines``.

CPU time of this process for a GET over a kept connection on loopback, 64 in flight. aiohttp is asked only where it is installed.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import httpx

from checker.web import HostSettings, Web, WebSettings
from checker.web.address import parse
from checker.web.dialer import Dialer
from checker.web.resolver import Resolver
from checker.web.transport import Pool
from checker.web.wire import Sent

Ask = Callable[[str], Awaitable[int]]
COUNT, AT_ONCE = 4_000, 64


async def httpx_client(stack: AsyncExitStack) -> Ask:
    client = await stack.enter_async_context(httpx.AsyncClient(limits=httpx.Limits(max_connections=None)))

    async def ask(url: str) -> int:
        return (await client.get(url)).status_code

    return ask


async def aiohttp_session(stack: AsyncExitStack) -> Ask:
    import aiohttp

    session = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))

    async def ask(url: str) -> int:
        async with session.get(url) as answer:
            await answer.read()
            return answer.status

    return ask


async def our_pool(stack: AsyncExitStack) -> Ask:
    pool = Pool(Dialer(WebSettings(allow_private=True), Resolver()))
    stack.push_async_callback(pool.aclose)

    async def ask(url: str) -> int:
        address = parse(url).address
        sent = Sent("GET", address, [(b"Host", address.netloc.encode()), (b"User-Agent", b"x")], b"", 10, 20, 40)
        answer = await pool.send(sent)
        while await answer.read():
            pass
        await answer.release()
        return answer.status

    return ask


async def the_door(stack: AsyncExitStack) -> Ask:
    manners = HostSettings(concurrency=AT_ONCE, interval=0)
    web = await stack.enter_async_context(Web(WebSettings(allow_private=True, per_host=manners)))

    async def ask(url: str) -> int:
        return (await web.fetch(url)).status or 0

    return ask


async def measure(make: Callable[[AsyncExitStack], Awaitable[Ask]], port: int) -> tuple[float, float]:
    """Microseconds of CPU for each request, and requests per second."""
    async with AsyncExitStack() as stack:
        ask = await make(stack)
        urls = iter([f"http://127.3.0.{1 + each % 50}:{port}/0/{each}" for each in range(COUNT)])

        async def worker() -> None:
            for url in urls:
                assert await ask(url) == 200

        cpu, wall = time.process_time(), time.perf_counter()
        await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
        return (time.process_time() - cpu) / COUNT * 1e6, COUNT / (time.perf_counter() - wall)


def main() -> None:
    """The table."""
    server = subprocess.Popen([sys.executable, "-m", "benchmarks.links.server"], stdout=subprocess.PIPE, text=True)
    assert server.stdout
    port = int(server.stdout.readline())
    try:
        for make in (httpx_client, aiohttp_session, our_pool, the_door):
            try:
                cpu, rate = asyncio.run(measure(make, port))
            except ImportError as error:
                print(f"{make.__name__:16} {error}")
            else:
                print(f"{make.__name__:16} {cpu:6.0f} µs of CPU a request {rate:6.0f} a second", flush=True)
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


if __name__ == "__main__":
    main()
