"""Patience without sleeping: retries, what hosts say about their limits, budgets, and the second pass."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.web import HostSettings, Reply, Web, WebSettings
from checker.web.limits import pause, retry_after
from checker.web.places import Places, Turn
from tests.doubles.clock import Clock

NOW = datetime(2026, 11, 22, 4, 0, 0, tzinfo=UTC)


Answers = list[tuple[int, dict[str, str]] | Exception]


def script(answers: Answers) -> Callable[[httpx.Request], httpx.Response]:
    """One answer after the other, and 200 when there are no more."""
    left = answers

    def answer(request: httpx.Request) -> httpx.Response:
        said = left.pop(0) if left else (200, {})
        if isinstance(said, Exception):
            raise said
        return httpx.Response(said[0], headers=said[1])

    return answer


def patient(**given: object) -> WebSettings:
    usual: dict[str, object] = {"per_host": HostSettings(interval=0), "backoff": 1.0}
    return WebSettings(**{**usual, **given})  # type: ignore[arg-type]


def ask(answers: Answers, **given: object) -> tuple[Reply, Clock, int]:
    clock, url = Clock(), str(given.pop("url", "https://site.example/"))

    async def run() -> tuple[Reply, int]:
        async with Web(patient(**given), clock=clock, transport=httpx.MockTransport(script(answers))) as web:
            return await web.fetch(url), web.requests.total()

    reply, requests = asyncio.run(run())
    return reply, clock, requests


TRANSIENT: list[tuple[int, dict[str, str]] | Exception] = [
    *((status, {}) for status in (408, 425, 429, 500, 502, 503, 504, 522)),
    httpx.ConnectTimeout("slow"),
    httpx.ReadTimeout("slow"),
    httpx.ReadError("reset"),
    httpx.ProxyError("down"),
]


@pytest.mark.parametrize("trouble", TRANSIENT, ids=str)
def test_two_more_attempts(trouble: tuple[int, dict[str, str]] | Exception) -> None:
    reply, clock, requests = ask([trouble, trouble])
    assert (reply.status, requests, reply.attempts) == (200, 3, 3)
    first, second = [seconds for seconds in clock.slept if seconds][:1], clock.passed
    assert 1.0 <= first[0] <= 1.5
    assert 3.0 <= second <= 4.0
    reply, clock, requests = ask([trouble] * 3)
    assert (reply.status == 200, requests) == (False, 3)


@pytest.mark.parametrize("status", [200, 204, 301, 400, 401, 403, 404, 405, 410, 418, 451, 501, 505, 999])
def test_what_is_settled_is_not_asked_again(status: int) -> None:
    reply, clock, requests = ask([(status, {})])
    assert (reply.status, requests, clock.slept) == (status, 1, [])


@pytest.mark.parametrize("mark", [{"cf-mitigated": "challenge"}, {"x-amzn-waf-action": "challenge"}])
def test_a_challenge_is_not_asked_again(mark: dict[str, str]) -> None:
    assert ask([(503, mark)])[2] == 1


def test_a_name_that_does_not_exist_is_not_asked_again() -> None:
    from checker.web.faults import NoSuchName

    assert ask([NoSuchName("gone.example")])[2] == 1


@pytest.mark.parametrize(
    ("status", "headers", "waited"),
    [
        (429, {"retry-after": "7"}, 7.0),
        (503, {"retry-after": "7"}, 7.0),
        (403, {"retry-after": "7"}, 7.0),
        (429, {"retry-after": "Sun, 22 Nov 2026 04:00:20 GMT"}, 20.0),
        (429, {"retry-after": "Sunday, 22-Nov-26 04:00:20 GMT"}, 20.0),
        (429, {"retry-after": "Sun Nov 22 04:00:20 2026"}, 20.0),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW.timestamp()) + 30)}, 30.0),
        (429, {"ratelimit-remaining": "0", "ratelimit-reset": "12"}, 12.0),
        (429, {"ratelimit": '"burst";r=0;t=9, "day";r=5;t=900'}, 9.0),
        (429, {"ratelimit": "limit=10, remaining=0, reset=8"}, 8.0),
        (429, {"retry-after": "5", "ratelimit": '"burst";r=0;t=50'}, 5.0),
    ],
)
def test_the_host_says_how_long(status: int, headers: dict[str, str], waited: float) -> None:
    reply, clock, _ = ask([(status, headers)])
    assert reply.status == 200
    assert clock.passed == pytest.approx(waited, abs=0.1)


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (200, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "20"}),
        (404, {"ratelimit": '"burst";r=0;t=20'}),
    ],
)
def test_a_spent_allowance_counts_on_any_status(status: int, headers: dict[str, str]) -> None:
    clock = Clock()

    async def run() -> int | None:
        async with Web(patient(), clock=clock, transport=httpx.MockTransport(script([(status, headers)]))) as web:
            await web.fetch("https://site.example/one")
            return (await web.fetch("https://site.example/two")).status

    assert asyncio.run(run()) == 200
    assert clock.passed == pytest.approx(20, abs=0.1)


SPENT = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "3000"}


def left_alone(host: str, answers: Answers, count: int) -> tuple[list[str], int, float]:
    """What a number of addresses on one host end with, the requests sent, the time waited."""
    clock = Clock()

    async def run() -> tuple[list[str], int]:
        async with Web(patient(), clock=clock, transport=httpx.MockTransport(script(answers))) as web:
            replies = [await web.fetch(f"https://{host}/{each}") for each in range(count)]
            answers.clear()
            return [reply.failure.kind if reply.failure else str(reply.status) for reply in replies], web.requests[host]

    kinds, requests = asyncio.run(run())
    return kinds, requests, clock.passed - 0.2 * (host == "api.github.com")


def test_a_service_that_says_to_stay_away_for_long_is_left_alone() -> None:
    kinds, requests, waited = left_alone("api.github.com", [(403, SPENT)], 3)
    assert (kinds, requests) == (["403", "over-budget", "over-budget"], 1)
    assert waited < 1


def test_of_another_host_it_may_be_one_page() -> None:
    assert left_alone("site.example", [(429, {"retry-after": "3600"})], 3) == (["429", "200", "200"], 3, 0)


def test_until_it_happens_in_a_row() -> None:
    kinds, requests, waited = left_alone("site.example", [(429, {"retry-after": "3600"})] * 9, 7)
    assert (kinds, requests, waited) == (["429"] * 5 + ["over-budget"] * 2, 5, 0)


def test_a_host_may_not_make_us_wait_for_ever() -> None:
    always: Answers = [(429, {"retry-after": "50"})] * 99
    kinds, requests, waited = left_alone("site.example", always, 9)
    assert (set(kinds), requests) == ({"429"}, 27)
    assert 180 <= waited < 240


def test_a_host_that_takes_no_connection_gets_one_attempt_for_each_further_address() -> None:
    kinds, requests, _ = left_alone("site.example", [httpx.ConnectTimeout("")] * 99, 10)
    assert (set(kinds), requests) == ({"connect-timeout"}, 3 + 2 + 8)


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (429, {}),
        (429, {"retry-after": "soon"}),
        (429, {"retry-after": "-5"}),
        (429, {"retry-after": "Sat, 21 Nov 2026 04:00:00 GMT"}),
        (302, {"retry-after": "50"}),
        (200, {"retry-after": "50"}),
        (429, {"ratelimit": '"burst";r=0;t=soon'}),
        (429, {"ratelimit": '"burst";r=3;t=50'}),
        (200, {"x-ratelimit-remaining": "12", "x-ratelimit-reset": "50"}),
        (200, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "yesterday"}),
    ],
)
def test_nothing_usable_is_said(status: int, headers: dict[str, str]) -> None:
    assert pause(status, headers, NOW) is None


@given(st.text(max_size=60))
def test_no_header_is_too_strange(text: str) -> None:
    for name in ("retry-after", "ratelimit", "x-ratelimit-reset", "ratelimit-remaining"):
        seconds = pause(429, {"x-ratelimit-remaining": "0", name: text}, NOW)
        assert seconds is None or seconds >= 0


@given(st.datetimes(min_value=datetime(2026, 12, 1), max_value=datetime(2060, 1, 1)))
def test_dates_in_all_three_forms(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    forms = ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y"]
    assert {retry_after(moment.strftime(form), NOW) for form in forms} == {(moment - NOW).total_seconds()}


def test_the_budget_of_a_host() -> None:
    async def run() -> int:
        always = httpx.MockTransport(lambda request: httpx.Response(503))
        async with Web(patient(retries_per_host=5), clock=Clock(), transport=always) as web:
            for each in range(10):
                await web.fetch(f"https://site.example/{each}")
            return web.requests.total()

    assert asyncio.run(run()) == 15


def test_the_budget_of_a_run() -> None:
    async def run() -> int:
        always = httpx.MockTransport(lambda request: httpx.Response(503))
        async with Web(patient(retries_per_run=5), clock=Clock(), transport=always) as web:
            for each in range(10):
                await web.fetch(f"https://site{each}.example/")
            return web.requests.total()

    assert asyncio.run(run()) == 15


def test_the_second_pass() -> None:
    """Two more attempts in the first pass, one at the end: what fails three times and then answers is alive."""
    counts: dict[str, int] = {}

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path
        counts[path] = counts.get(path, 0) + 1
        fails = {"/well": 0, "/late": 3, "/dead": 99}[path]
        return httpx.Response(200 if counts[path] > fails else 503)

    async def run() -> list[tuple[str, int | None]]:
        async with Web(patient(), clock=Clock(), transport=httpx.MockTransport(answer)) as web:
            urls = [f"https://site.example/{each}" for each in ("dead", "late", "well")]
            replies = [reply async for reply in web.each(urls, web.fetch, again=lambda reply: reply.transient)]
            return [(reply.url.rpartition("/")[2], reply.status) for reply in replies]

    results = asyncio.run(run())
    assert results[0] == ("well", 200)
    assert sorted(results[1:]) == [("dead", 503), ("late", 200)]
    assert counts == {"/well": 1, "/late": 4, "/dead": 4}


def test_waiting_takes_up_no_place() -> None:
    """While one address waits for its retry, others go through on the same host with one place."""
    order: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        order.append(request.url.path)
        return httpx.Response(503 if order == ["/bad"] else 200)

    async def run() -> None:
        made = patient(per_host=HostSettings(concurrency=1, interval=0), backoff=0.05)
        async with Web(made, transport=httpx.MockTransport(answer)) as web:
            bad = asyncio.create_task(web.fetch("https://site.example/bad"))
            await asyncio.sleep(0.01)
            await web.fetch("https://site.example/good")
            await bad

    asyncio.run(run())
    assert order == ["/bad", "/good", "/bad"]


def test_a_host_in_trouble_comes_first() -> None:
    """Its retries take longest, so of all that wait for the only place, it is let in before the others."""
    order: list[str] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        order.append(request.url.host)
        await asyncio.sleep(0.002)
        return httpx.Response(503 if request.url.host == "bad.example" else 200)

    async def run() -> None:
        hosts = ["bad.example", *(f"good-{each}.example" for each in range(20))]
        urls = [f"https://{host}/{each}" for each in range(3) for host in hosts]
        made = patient(per_host=HostSettings(interval=0.001), concurrency=1, retries=0, second_pass_after=0)
        async with Web(made, transport=httpx.MockTransport(answer)) as web:
            assert len([reply async for reply in web.each(urls, web.fetch)]) == 63

    asyncio.run(run())
    assert [at for at, host in enumerate(order) if host == "bad.example"][-1] < 10


def test_places_let_the_hurried_pass_and_lose_none() -> None:
    entered: list[str] = []

    async def guest(places: Places, name: str, turn: Turn) -> None:
        await places.wait(turn)
        entered.append(name)
        places.give_back()

    async def run() -> int:
        places = Places(1)
        await places.take()
        turns = {name: places.stand_in_line(hurry=name == "hurried") for name in ("first", "second", "late", "hurried")}
        tasks = {name: asyncio.create_task(guest(places, name, turn)) for name, turn in turns.items()}
        await asyncio.sleep(0)
        places.hurry(turns["late"])
        tasks["second"].cancel()
        assert places.waiting == 4
        places.give_back()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
        return places.taken

    assert (asyncio.run(run()), entered) == (0, ["hurried", "late", "first"])
