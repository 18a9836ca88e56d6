"""Manners, by the server's own counts: how many at once, how far apart, redirects and retries included."""

import asyncio
from itertools import pairwise

import pytest

from checker.web import HostSettings, Reply, Web, WebSettings
from checker.web.pacing import PACES
from tests.servers.raw import RawServer, Say, by_path
from tests.test_web_faults import settings


async def slow(say: Say) -> None:
    await asyncio.sleep(0.02)
    await say.reply()


async def fetch_all(web: Web, urls: list[str]) -> list[Reply]:
    return [reply async for reply in web.each(urls, web.fetch)]


def test_never_more_at_once_to_one_host_than_configured() -> None:
    async def to_slow(say: Say) -> None:
        await asyncio.sleep(0.005)
        await say.reply(302, b"", f"Location: /slow/{say.request.target}")

    failed: set[str] = set()

    async def fails_once(say: Say) -> None:
        await slow(say) if say.request.target in failed else await say.reply(503)
        failed.add(say.request.target)

    async def run() -> tuple[int, int, set[int | None]]:
        async with RawServer(by_path(slow=slow, away=to_slow, flaky=fails_once)) as server:
            made = settings(per_host=HostSettings(concurrency=3, interval=0), retries=2)
            async with Web(made) as web:
                kinds = ["slow", "away", "flaky"]
                replies = await fetch_all(web, [server.url(f"/{kinds[each % 3]}/{each}") for each in range(60)])
            return server.most_in_flight, len(server.log), {reply.status for reply in replies}

    assert asyncio.run(run()) == (3, 100, {200})


def test_never_closer_together_than_configured() -> None:
    async def around(say: Say) -> None:
        await say.reply(302, b"", f"Location: /end/{say.request.target}")

    async def flaky(say: Say) -> None:
        await say.reply(503)

    async def run() -> list[float]:
        async with RawServer(by_path(around=around, end=slow, flaky=flaky)) as server:
            async with Web(settings(per_host=HostSettings(concurrency=10, interval=0.03), retries=1)) as web:
                await fetch_all(web, [server.url(f"/{'around' if each % 2 else 'flaky'}/{each}") for each in range(10)])
            times = [heard.at for heard in server.log]
            return [later - sooner for sooner, later in pairwise(times)]

    gaps = asyncio.run(run())
    assert len(gaps) == 19
    assert sum(gaps) > 19 * 0.03 - 0.02
    assert all(sum(gaps[at : at + 5]) > 4 * 0.03 for at in range(15)), "a request may reach the server late, never early"


def test_a_redirect_to_another_host_waits_for_that_hosts_turn() -> None:
    async def run() -> tuple[int, int]:
        async with RawServer(slow) as target:

            async def away(say: Say) -> None:
                await say.reply(301, b"", f"Location: {target.url(say.request.target)}")

            async with RawServer(away) as server:
                hosts = {f"127.0.0.1:{target.port}": HostSettings(concurrency=2, interval=0)}
                async with Web(settings(hosts=hosts)) as web:
                    await fetch_all(web, [server.url(f"/{each}") for each in range(30)])
                return target.most_in_flight, len(target.log)

    assert asyncio.run(run()) == (2, 30)


def test_services_that_share_a_pace_share_an_owner() -> None:
    web = Web()
    assert web._hosts.owner("export.arxiv.org") is web._hosts.owner("oaipmh.arxiv.org")
    assert PACES["export.arxiv.org"].interval == 3.0


def test_a_slow_host_holds_up_nobody_else() -> None:
    async def very_slow(say: Say) -> None:
        await asyncio.sleep(0.1)
        await say.reply()

    async def run() -> str:
        async with RawServer(very_slow) as slow_server, RawServer(lambda say: say.reply()) as quick:
            made = settings(per_host=HostSettings(concurrency=1, interval=0), concurrency=4)
            urls = [slow_server.url(f"/{each}") for each in range(8)] + [quick.url(f"/{each}") for each in range(8)]
            async with Web(made) as web:
                return "".join(["q" if str(quick.port) in reply.url else "s" for reply in await fetch_all(web, urls)])

    assert asyncio.run(run()).endswith("sssss")


def test_never_more_in_all_than_configured() -> None:
    async def run() -> int:
        most = now = 0

        async def behave(say: Say) -> None:
            nonlocal most, now
            now += 1
            most = max(most, now)
            await asyncio.sleep(0.01)
            now -= 1
            await say.reply()

        servers = [RawServer(behave) for _ in range(6)]
        for server in servers:
            await server.__aenter__()
        async with Web(settings(concurrency=5)) as web:
            await fetch_all(web, [server.url(f"/{each}") for each in range(10) for server in servers])
        for server in servers:
            await server.__aexit__(None, None, None)
        return most

    assert asyncio.run(run()) == 5


def test_one_address_is_asked_once() -> None:
    async def run() -> tuple[list[str], set[str]]:
        async with RawServer(slow) as server, Web(settings()) as web:
            urls = [server.url(f"/a#{each}") for each in range(5)] + [server.url("/b")] * 3
            replies = await asyncio.gather(*(web.fetch(url) for url in urls))
            return sorted(server.paths), {reply.final_url.rpartition("/")[2] for reply in replies}

    assert asyncio.run(run()) == (["/a", "/b"], {"a#0", "a#1", "a#2", "a#3", "a#4", "b"})


def test_one_address_in_four_spellings_is_asked_once() -> None:
    async def run() -> list[str]:
        async with RawServer(slow) as server, Web(settings()) as web:
            host = f"127.0.0.1:{server.port}"
            urls = [f"http://{host}", f"http://{host}/", f"HTTP://{host}/", f"http://{host}/#top"]
            await asyncio.gather(*(web.fetch(url) for url in urls))
            return server.paths

    assert asyncio.run(run()) == ["/"]


@pytest.mark.parametrize(("sizes", "asked"), [((10, 10), 1), ((100, 10), 1), ((10, 100), 2), ((0, 10), 2)])
def test_a_longer_body_is_asked_for_again_and_a_shorter_is_not(sizes: tuple[int, int], asked: int) -> None:
    async def long(say: Say) -> None:
        await say.reply(200, b"x" * 1000)

    async def run() -> int:
        async with RawServer(long) as server, Web(settings()) as web:
            for size in sizes:
                await web.fetch(server.url(), max_bytes=size)
            return len(server.log)

    assert asyncio.run(run()) == asked


def test_a_programming_error_ends_the_crowd_loudly() -> None:
    async def ask(item: int) -> int:
        await asyncio.sleep(0.001 * item)
        if item == 3:
            raise ZeroDivisionError("a bug")
        return item

    async def run() -> list[int]:
        async with Web(settings()) as web:
            return [result async for result in web.each(range(1000), ask)]

    with pytest.raises(ZeroDivisionError, match="a bug"):
        asyncio.run(run())


def test_a_crowd_that_is_left_early_asks_no_more() -> None:
    async def run() -> tuple[int, int]:
        async with RawServer(slow) as server, Web(settings()) as web:
            results = web.each([server.url(f"/{each}") for each in range(200)], web.fetch)
            async for _ in results:
                break
            await results.aclose()
            await asyncio.sleep(0.05)
            asked = len(server.log)
            await asyncio.sleep(0.05)
            return len(server.log) - asked, web.in_flight

    assert asyncio.run(run()) == (0, 0)


def test_an_endless_stream_of_items_is_asked_in_bounded_tasks() -> None:
    async def run() -> int:
        most = 0

        async def ask(item: int) -> int:
            nonlocal most
            most = max(most, len(asyncio.all_tasks())) if item % 100 == 0 else most
            await asyncio.sleep(0)
            return item

        async with Web(settings(concurrency=10)) as web:
            count = 0
            async for _ in web.each(range(20_000), ask):
                count += 1
            assert count == 20_000
        return most

    assert asyncio.run(run()) <= 1030


@pytest.mark.parametrize(
    ("host", "concurrency", "interval"),
    [
        ("a.org", 3, 0.05),
        ("a.org:8080", 3, 0.05),
        ("www.b.org", 4, 0.05),
        ("api.b.org", 5, 0.05),
        ("127.0.0.1:4000", 6, 0.05),
        ("doi.org", 3, 9.0),
        ("c.org", 10, 0.05),
    ],
)
def test_rows_of_the_configuration(host: str, concurrency: int, interval: float) -> None:
    rows = {
        "a.org": HostSettings(concurrency=3),
        "*.b.org": HostSettings(concurrency=4),
        "API.b.org": HostSettings(concurrency=5),
        "127.0.0.1": HostSettings(concurrency=6),
        "doi.org": HostSettings(interval=9.0),
    }
    owner = Web(WebSettings(hosts=rows))._hosts.owner(host)
    assert (owner.places.most, owner.interval) == (concurrency, interval)
