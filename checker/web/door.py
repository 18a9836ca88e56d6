"""One question at the door: the run's memory, redirects hop by hop, retries, and each host's owner."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import aclosing
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from checker.clock import Clock, SystemClock
from checker.core.answer import Hop, Outcome
from checker.core.urls import mask
from checker.web.crowd import PASS, Crowd, host_of, owner_name
from checker.web.memory import RunMemory
from checker.web.outage import Outage
from checker.web.owner import Owner
from checker.web.places import Places
from checker.web.reply import Failure, Reply
from checker.web.settings import HostSettings, WebSettings
from checker.web.trip import Got, Question, Step, WantsBody, Way, Wish

if TYPE_CHECKING:
    import httpx

    from checker.web.address import Address
    from checker.web.wire import Carrier, Sent

T = TypeVar("T")
R = TypeVar("R")

_DEAF = 6
"""Connections in a row that a host did not take, before its further addresses get one attempt a pass each."""


class Web:
    """One owner per host: pace, back-off, once-only; tokens go to their own API host and nowhere else.

    An asynchronous context manager. ``requests`` counts what was sent, by host. ``transport`` may be any of httpx's
    (`httpx.MockTransport` in tests); by default it is our own.
    """

    def __init__(
        self,
        settings: WebSettings | None = None,
        *,
        clock: Clock | None = None,
        transport: "httpx.AsyncBaseTransport | None" = None,
    ) -> None:
        self.settings = settings or WebSettings()
        self.clock = clock or SystemClock()
        self.requests: Counter[str] = Counter()
        self._transport = transport
        self._carrier: Carrier | None = None
        self._owners: dict[str, Owner] = {}
        self._everyone = Places(self.settings.concurrency)
        self._memory = RunMemory()
        self._running: dict[Question, asyncio.Future[None]] = {}
        self._outage = Outage()
        self._retries = self.settings.retries_per_run

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Closes all connections."""
        if self._carrier is not None:
            await self._carrier.aclose()

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
        later: list[T] = []
        async with aclosing(self._crowd(ask, key).run(items, 1)) as first:
            async for item, result in first:
                if again is not None and again(result):
                    later.append(item)
                else:
                    yield result
        if not later:
            return
        self._outage.forgive()
        await self.clock.sleep(self.settings.second_pass_after)
        async with aclosing(self._crowd(ask, key).run(later, 2)) as second:
            async for _, result in second:
                yield result

    def has_token(self, host: str) -> bool:
        """Whether a token for this API host was given in the environment."""
        return host in self.settings.tokens

    # What the pipeline looks at

    @property
    def nothing_reached(self) -> bool:
        """Whether something was asked and nobody at all could be reached: the trouble is ours (N002)."""
        return self._outage.nothing_reached

    @property
    def in_flight(self) -> int:
        """Requests being exchanged at this moment."""
        return self._everyone.taken

    def waiting(self, most: int = 3) -> tuple[tuple[str, int], ...]:
        """The hosts on which most is being waited for, with how many exchanges and waiters."""
        owners = {owner.name: owner.places for owner in self._owners.values() if owner.places.taken}
        busy = [(name, places.taken + places.waiting) for name, places in owners.items()]
        return tuple(sorted(busy, key=lambda each: -each[1])[:most])

    # How it is done

    def _crowd(self, ask: Callable[[T], Awaitable[R]], key: Callable[[T], str]) -> Crowd[T, R]:
        most = max(1024, 4 * self.settings.concurrency)

        def per_key(name: str) -> int:
            return (self._owner(name).places.most + 2) if name else most

        return Crowd(ask, key, most, per_key)

    def _owner(self, host: str) -> Owner:
        owner = self._owners.get(host)
        if owner is None:
            manners = self.settings.for_host(host)
            name = manners.shared or host
            owner = self._owners.get(name) or self._new_owner(name, manners)
            self._owners[host] = self._owners[name] = owner
        return owner

    def _new_owner(self, name: str, manners: HostSettings) -> Owner:
        return Owner(name, manners, self.settings.retries_per_host, self.settings.longest_waits, self.clock)

    async def _once(self, question: Question, wish: Wish) -> Reply:
        """From memory, or by asking; whoever wants the same while it runs, waits for it."""
        number = PASS.get()
        while True:
            known = self._memory.get(question, wish, number)
            if known is not None:
                return known
            running = self._running.get(question)
            if running is None:
                break
            await asyncio.shield(running)
        ends = self._running[question] = asyncio.get_running_loop().create_future()
        try:
            reply = await self._chain(question, wish)
            self._memory.put(question, reply, wish, number)
            return reply
        finally:
            del self._running[question]
            ends.set_result(None)

    async def _chain(self, question: Question, wish: Wish) -> Reply:
        from checker.web.cookies import CookieJar
        from checker.web.redirects import FOLLOWED, bad_end, first_step, next_step

        step = first_step(question.url, question.method, question.body, dict(question.headers))
        if isinstance(step, Failure):
            return Reply(mask(question.url), mask(question.url), None, failure=step, at=self.clock.now(), attempts=0)
        way, jar = Way(), CookieJar()
        while True:
            cookie = jar.header(step.url)
            got = await self._attempts(step, cookie, wish, way, follow=question.follow)
            if not question.follow or got.failure or got.status not in FOLLOWED or (got.status == 300 and not got.location):
                return self._reply(question, step, got, way)
            jar.keep(step.url, got.cookies)
            way.seen.add((str(step.url), cookie))
            onward = next_step(step, got)
            if isinstance(onward, Failure):
                return self._reply(question, step, got, way, onward)
            way.hops.append(Hop(got.status or 0, str(step.url)))
            step, fragment = onward
            way.fragment = fragment or way.fragment
            if (str(step.url), jar.header(step.url)) in way.seen:
                return self._reply(
                    question, step, got, way, bad_end("redirect-loop", "its redirects come back to where they have been")
                )
            if len(way.hops) > self.settings.max_redirects:
                words = f"it redirects more than {self.settings.max_redirects} times"
                return self._reply(question, step, got, way, bad_end("too-many-redirects", words))

    def _reply(self, question: Question, step: Step, got: Got, way: Way, failure: Failure | None = None) -> Reply:
        final = str(step.url) + (f"#{way.fragment}" if way.fragment else "")
        return Reply(
            mask(question.url),
            final if way.hops else mask(question.url),
            got.status,
            got.headers,
            got.body,
            got.truncated,
            tuple(way.hops),
            failure or got.failure,
            self.clock.now(),
            round(way.ms),
            got.certificate_days,
            way.attempts,
        )

    async def _attempts(self, step: Step, cookie: str, wish: Wish, way: Way, *, follow: bool) -> Got:
        """One hop, with what retries it is allowed."""
        from checker.web.exchange import request_of

        if self.settings.respect_robots and not await self._robots_allow(step.url):
            return _unasked("robots", f"not asked: {step.url.netloc} does not want robots there (robots.txt)")
        owner = self._owner(owner_name(step.url.host, step.url.port))
        sent = request_of(step, cookie, self.settings, owner.settings)

        async def attempt() -> Got:
            return await self._attempt(owner, sent, wish, way, follow=follow)

        way.attempts = 0
        first = await attempt()
        if not first.transient or first.final or not self._may_retry(owner):
            return first
        return await self._again(owner, first, attempt)

    async def _robots_allow(self, address: "Address") -> bool:
        from checker.web.robots import robots_of

        if address.path == "/robots.txt":
            return True
        reply = await self.fetch(f"{address.scheme}://{address.netloc}/robots.txt", max_bytes=512_000)
        return robots_of(reply).allows(address.target)

    def _may_retry(self, owner: Owner) -> bool:
        if PASS.get() > 1 or self.settings.retries < 1 or owner.parked or owner.retries < 1 or self._retries < 1:
            return False
        return owner.deaf < _DEAF and not self._outage.hopeless

    async def _again(self, owner: Owner, first: Got, attempt: Callable[[], Awaitable[Got]]) -> Got:
        """The further attempts, with a pause that grows; no place is taken up meanwhile."""
        from tenacity import AsyncRetrying, retry_if_result, stop_after_attempt, wait_exponential, wait_random

        pending = [first]

        async def next_attempt() -> Got:
            if pending:
                return pending.pop()
            owner.retries -= 1
            self._retries -= 1
            return await attempt()

        pause = self.settings.backoff
        retrying = AsyncRetrying(
            stop=stop_after_attempt(self.settings.retries + 1),
            wait=wait_exponential(multiplier=pause) + wait_random(0, pause / 2),
            retry=retry_if_result(lambda got: got.transient and not got.final and self._may_retry(owner)),
            sleep=self.clock.sleep,
            retry_error_callback=lambda state: state.outcome.result() if state.outcome else first,
        )
        return await retrying(next_attempt)

    async def _attempt(self, owner: Owner, sent: "Sent", wish: Wish, way: Way, *, follow: bool) -> Got:
        from checker.web.exchange import exchange

        host = sent.address.host
        if self._outage.hopeless:
            return _unasked("offline", "not asked: nothing at all could be reached")
        await owner.enter(self._everyone)
        try:
            if owner.parked:
                return _unasked("over-budget", f"not asked: {owner.name} wants to be left alone for longer than we wait")
            self.requests[host] += 1
            way.attempts += 1
            began = self.clock.monotonic()
            got, error = await exchange(self._the_carrier(), sent, wish, follow=follow)
            way.ms += (self.clock.monotonic() - began) * 1000
        finally:
            owner.leave(self._everyone)
        self._outage.learn(host, error)
        self._obey(owner, got, error)
        return got

    def _obey(self, owner: Owner, got: Got, error: Exception | None) -> None:
        """What the host says about its limits, and whether it answers at all."""
        from checker.web.faults import never_connected
        from checker.web.limits import pause

        owner.deaf = owner.deaf + 1 if never_connected(error) else 0
        if got.status is None:
            return
        wait = pause(got.status, got.headers, self.clock.now())
        if wait is not None and wait > self.settings.longest_wait:
            got.final = True
            if got.transient:
                owner.send_away()
        elif wait is not None or got.status == 429:
            owner.hold(self.settings.backoff if wait is None else wait)
        else:
            owner.welcome()

    def _the_carrier(self) -> "Carrier":
        if self._carrier is None:
            from checker.web.wire import HttpxCarrier

            self._carrier = HttpxCarrier(self._transport) if self._transport else self._pool()
        return self._carrier

    def _pool(self) -> "Carrier":
        from checker.web.dialer import Dialer
        from checker.web.resolver import Resolver, system_lookup
        from checker.web.transport import Pool

        return Pool(Dialer(self.settings, Resolver(self.settings.lookup or system_lookup)))


def _unasked(kind: str, words: str) -> Got:
    return Got(failure=Failure(kind, Outcome.UNASKED, words))


def _with_fragment(reply: Reply, fragment: str) -> Reply:
    """The fragment carries over, unless a redirect brought its own."""
    url = f"{reply.url}#{fragment}"
    if not reply.redirects:
        return replace(reply, url=url, final_url=url)
    final = reply.final_url if "#" in reply.final_url else f"{reply.final_url}#{fragment}"
    return replace(reply, url=url, final_url=final)
