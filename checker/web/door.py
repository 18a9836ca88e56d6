"""The door itself: what sources call, and the run's memory of what was asked."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from checker.clock import Clock, SystemClock
from checker.core.urls import normalise
from checker.web.crowd import PASS, Crowd, host_of
from checker.web.memory import RunMemory
from checker.web.reply import Reply
from checker.web.settings import WebSettings
from checker.web.trip import Question, WantsBody, Wish

if TYPE_CHECKING:
    import httpx

    from checker.web.address import Address

T = TypeVar("T")
R = TypeVar("R")

_HAS_ONE_SPELLING = re.compile(r"https?://[a-z0-9.-]*[a-z0-9](?::(?!80/|443/)[1-9][0-9]{0,4})?/")
"""Most addresses are as `normalise` would have them, which takes ten times as long to find out."""


class Web:
    """One owner per host: pace, back-off, once-only; tokens go to their own API host and nowhere else.

    An asynchronous context manager. httpx and what else is slow to import comes with the first instance, not with this module.
    ``transport`` may be any of httpx's
    (`httpx.MockTransport` in tests); by default it is our own.
    """

    def __init__(
        self,
        settings: WebSettings | None = None,
        *,
        clock: Clock | None = None,
        transport: "httpx.AsyncBaseTransport | None" = None,
    ) -> None:
        from checker.web.chain import Chain
        from checker.web.hosts import Hosts

        self.settings = settings or WebSettings()
        self.clock = clock or SystemClock()
        self._hosts = Hosts(self.settings, self.clock, transport)
        self._chain_of = Chain
        self._memory = RunMemory()
        self._running: dict[Question, asyncio.Future[None] | None] = {}
        """What is being asked, with what those wait for who want the same, once there is somebody."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Closes all connections."""
        await self._hosts.aclose()

    # What sources call

    async def fetch(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        follow: bool = True,
        max_bytes: int = 1_000_000,
        wants_body: WantsBody | None = None,
    ) -> Reply:
        """One address, with retries, redirects, pace and limits. Never raises for what the network does.

        The body of a GET is read up to ``max_bytes`` (0: not at all), and only where ``wants_body(status, headers)`` says so.
        With ``follow=False`` a redirect is the reply. The same question again is answered from the run's memory.
        """
        address, _, fragment = url.partition("#")
        address = _one_spelling(address)
        given = tuple(sorted(headers.items())) if headers else ()
        question = Question(method.upper(), address, given, body, follow)
        wish = Wish(max_bytes, wants_body)
        reply = await self._once(question, wish)
        return _with_fragment(reply, fragment) if fragment else reply

    async def each(
        self,
        items: Iterable[T],
        ask: Callable[[T], Awaitable[R]],
        *,
        again: Callable[[R], bool] | None = None,
        key: Callable[[T], str] = host_of,
    ) -> AsyncGenerator[R, None]:
        """``ask(item)`` for every item, many at once, results as they come; memory stays bounded.

        Results that ``again`` says yes to are held back: their items are asked once more at the end (the second pass; no
        retries in it), and that result counts. ``key`` names the host of an item, so that a slow one holds up nobody else.
        """
        later: list[tuple[T, R]] = []
        async with aclosing(self._crowd(ask, key).run(items, 1)) as first:
            async for item, result in first:
                if again is not None and again(result):
                    later.append((item, result))
                else:
                    yield result
        if not later:
            return
        async with aclosing(self._second_pass(later, ask, key)) as second:
            async for result in second:
                yield result

    async def _second_pass(
        self, later: Sequence[tuple[T, R]], ask: Callable[[T], Awaitable[R]], key: Callable[[T], str]
    ) -> AsyncGenerator[R, None]:
        """Everybody once more, after a pause. While nobody at all was reached, one of them is tried for all."""
        passed = self.clock.monotonic() - self._hosts.last_trouble
        await self.clock.sleep(max(0.0, self.settings.second_pass_after - passed))
        self._hosts.outage.forgive()
        scouts = 1 if self.nothing_reached else len(later)
        async with aclosing(self._crowd(ask, key).run([item for item, _ in later[:scouts]], 2)) as second:
            async for _, result in second:
                yield result
        rest = later[scouts:]
        if self.nothing_reached:
            for _, result in rest:
                yield result
        elif rest:
            async with aclosing(self._crowd(ask, key).run([item for item, _ in rest], 2)) as others:
                async for _, result in others:
                    yield result

    def has_token(self, host: str) -> bool:
        """Whether a token for this API host was given in the environment."""
        return host in self.settings.tokens

    # What the pipeline looks at

    @property
    def requests(self) -> Counter[str]:
        """What was sent, by host."""
        return self._hosts.requests

    @property
    def nothing_reached(self) -> bool:
        """Whether something was asked and nobody at all could be reached: the trouble is ours (N002)."""
        return self._hosts.outage.nothing_reached

    @property
    def in_flight(self) -> int:
        """Requests being exchanged at this moment."""
        return self._hosts.everyone.taken

    def waiting(self, most: int = 3) -> tuple[tuple[str, int], ...]:
        """The hosts on which most is being waited for, with how many exchanges and waiters."""
        return tuple(sorted(self._hosts.busy().items(), key=lambda each: -each[1])[:most])

    # How it is done

    def _crowd(self, ask: Callable[[T], Awaitable[R]], key: Callable[[T], str]) -> Crowd[T, R]:
        most = max(1024, 4 * self.settings.concurrency)

        def per_key(name: str) -> int:
            return (self._hosts.owner(name).places.most + 2) if name else most

        return Crowd(ask, key, most, per_key, self._hosts.listeners)

    async def _once(self, question: Question, wish: Wish) -> Reply:
        """From memory, or by asking; whoever wants the same while it runs, waits for it."""
        number = PASS.get()
        while True:
            known = self._memory.get(question, wish, number)
            if known is not None:
                return known
            if question not in self._running:
                break
            await asyncio.shield(self._end_of(question))
        self._running[question] = None
        try:
            chain = self._chain_of(self._hosts, question, wish, self.settings.max_redirects, self.clock.now)
            reply = await chain.follow(self._robots_allow if self.settings.respect_robots else None)
            self._memory.put(question, reply, wish, number)
            return reply
        finally:
            if ends := self._running.pop(question):
                ends.set_result(None)

    def _end_of(self, question: Question) -> "asyncio.Future[None]":
        ends = self._running[question]
        if ends is None:
            ends = self._running[question] = asyncio.get_running_loop().create_future()
        return ends

    async def _robots_allow(self, address: "Address") -> bool:
        from checker.web.robots import robots_of

        if address.path == "/robots.txt":
            return True
        reply = await self.fetch(f"{address.scheme}://{address.netloc}/robots.txt", max_bytes=512_000)
        return robots_of(reply).allows(address.target)


def _one_spelling(address: str) -> str:
    """One address has one question, however its host is written: case, the scheme's own port, a path or none."""
    return address if _HAS_ONE_SPELLING.match(address) else normalise(address)


def _with_fragment(reply: Reply, fragment: str) -> Reply:
    """The fragment carries over, unless a redirect brought its own."""
    url = f"{reply.url}#{fragment}"
    if not reply.redirects:
        return replace(reply, url=url, final_url=url)
    final = reply.final_url if "#" in reply.final_url else f"{reply.final_url}#{fragment}"
    return replace(reply, url=url, final_url=final)
