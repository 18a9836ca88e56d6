"""Asking hosts: each request goes through its host's owner, is retried within budgets, and says something about the network."""

from collections import Counter
from collections.abc import Awaitable, Callable

import httpx

from checker.clock import Clock
from checker.core.answer import Outcome
from checker.web.crowd import PASS, owner_name
from checker.web.descriptors import connections
from checker.web.dialer import Dialer
from checker.web.exchange import exchange, request_of
from checker.web.faults import NoNames, is_silence, was_sent
from checker.web.limits import pause, says_nothing
from checker.web.outage import Outage
from checker.web.owner import Owner
from checker.web.places import Places
from checker.web.reply import Failure
from checker.web.resolver import Resolver, system_lookup
from checker.web.settings import HostSettings, WebSettings
from checker.web.transport import Pool
from checker.web.trip import Got, Step, Way, Wish
from checker.web.wire import Carrier, HttpxCarrier, Sent

_DEAF = 5
"""Requests in a row that a host did not react to, before its addresses get one attempt a pass each."""


class Hosts:
    """The owners of all hosts, the places that they share, and what carries the requests."""

    def __init__(self, settings: WebSettings, clock: Clock, transport: httpx.AsyncBaseTransport | None) -> None:
        self.requests: Counter[str] = Counter()
        self.everyone = Places(max(1, min(settings.concurrency, connections() // 2)))
        self.outage = Outage()
        self.last_trouble = -1e9
        """When a request last failed in a way that may pass; on the monotonic clock."""
        self.listeners: set[Callable[[str], None]] = set()
        """Who wants to know by name that a host is in trouble, as soon as it is."""
        self._settings = settings
        self._clock = clock
        self._transport = transport
        self._carrier: Carrier | None = None
        self._owners: dict[str, Owner] = {}
        self._retries = settings.retries_per_run

    def owner(self, name: str) -> Owner:
        """The owner of a host (with its port, where it is not the usual one)."""
        owner = self._owners.get(name)
        if owner is None:
            manners = self._settings.for_host(name)
            shared = manners.shared or name
            owner = self._owners.get(shared) or self._new_owner(shared, manners)
            self._owners[name] = self._owners[shared] = owner
        return owner

    def _new_owner(self, name: str, manners: HostSettings) -> Owner:
        return Owner(name, manners, self._settings.retries_per_host, self._settings.longest_waits, self._clock)

    def busy(self) -> dict[str, int]:
        """How many are being exchanged or wait, by owner."""
        places = {owner.name: owner.places for owner in self._owners.values() if owner.places.taken}
        return {name: each.taken + each.waiting for name, each in places.items()}

    async def aclose(self) -> None:
        """Closes all connections."""
        if self._carrier is not None:
            await self._carrier.aclose()

    async def ask(self, step: Step, cookie: str, wish: Wish, way: Way, *, follow: bool) -> Got:
        """One hop, with what retries it is allowed."""
        owner = self.owner(owner_name(step.url.host, step.url.port))
        sent = request_of(step, cookie, self._settings, owner.settings)
        way.attempts = 0
        first = await self._attempt(owner, sent, wish, way, follow=follow)
        if not (self._worth_another(owner, first) and await self.outage.allows()):
            return first

        async def attempt() -> Got:
            return await self._attempt(owner, sent, wish, way, follow=follow)

        return await self._again(owner, first, attempt)

    def _worth_another(self, owner: Owner, got: Got) -> bool:
        if not got.transient or got.final or PASS.get() > 1 or self._settings.retries < 1:
            return False
        within_budget = owner.retries > 0 and self._retries > 0
        return within_budget and not owner.parked and owner.deaf < _DEAF

    async def _again(self, owner: Owner, first: Got, attempt: Callable[[], Awaitable[Got]]) -> Got:
        """The further attempts, with a pause that grows; no place is taken up meanwhile."""
        from tenacity import AsyncRetrying, retry_if_result, stop_after_attempt, wait_exponential, wait_random

        newest: Got | None = None

        async def next_attempt() -> Got:
            nonlocal newest
            if newest is None:
                newest = first
                return first
            if not self._worth_another(owner, newest):
                return newest  # while this one waited, others found the host deaf, or used up its budget
            owner.retries -= 1
            self._retries -= 1
            got = await attempt()
            if got.asked:
                newest = got
            else:
                newest.final = True  # meanwhile nobody else was reached either: waiting longer would help nobody
            return newest

        pause = self._settings.backoff
        retrying = AsyncRetrying(
            stop=stop_after_attempt(self._settings.retries + 1),
            wait=wait_exponential(multiplier=pause) + wait_random(0, pause / 4),
            retry=retry_if_result(lambda got: self._worth_another(owner, got)),
            sleep=self._clock.sleep,
            retry_error_callback=lambda state: newest or first,
        )
        return await retrying(next_attempt)

    async def _attempt(self, owner: Owner, sent: Sent, wish: Wish, way: Way, *, follow: bool) -> Got:
        host = sent.address.host
        if not await self.outage.allows():
            return _not_asked("offline", "not asked: nothing at all could be reached")
        await owner.enter(self.everyone)
        try:
            if owner.parked:
                return _not_asked("over-budget", f"not asked: {owner.name} wants to be left alone for longer than we wait")
            self.requests[host] += 1
            way.attempts += 1
            got, error = await self._timed(sent, wish, way, follow=follow)
        finally:
            owner.leave(self.everyone)
        self._obey(owner, got, error)
        if got.transient:
            self._in_trouble(owner)
        else:
            owner.troubled = False
        return got

    def _in_trouble(self, owner: Owner) -> None:
        self.last_trouble = self._clock.monotonic()
        if owner.in_trouble(self.everyone):
            for tell in self.listeners:
                tell(owner.name)

    async def _timed(self, sent: Sent, wish: Wish, way: Way, *, follow: bool) -> tuple[Got, Exception | None]:
        began = self._clock.monotonic()
        self.outage.begin()
        try:
            got, error = await exchange(self._the_carrier(), sent, wish, follow=follow)
            self.outage.learn(sent.address.host, error)
        finally:
            self.outage.end()
        way.ms += (self._clock.monotonic() - began) * 1000
        return got, error

    def _obey(self, owner: Owner, got: Got, error: Exception | None) -> None:
        """What the host says about its limits, and whether it answers at all."""
        owner.deaf = owner.deaf + 1 if is_silence(error) else 0
        if got.status is None:
            got.final = isinstance(error, NoNames)
            if not was_sent(error):
                owner.untouched()
            return
        if says_nothing(got.status, got.headers):
            owner.welcome()
            return
        wait = pause(got.status, got.headers, self._clock.now())
        if wait is not None and wait > self._settings.longest_wait:
            got.final = True
            if got.transient:
                owner.send_away()
        elif wait is not None or got.status == 429:
            owner.hold(self._settings.backoff if wait is None else wait)
        else:
            owner.welcome()

    def _the_carrier(self) -> Carrier:
        if self._carrier is None:
            self._carrier = HttpxCarrier(self._transport) if self._transport else self._pool()
        return self._carrier

    def _pool(self) -> Carrier:
        return Pool(Dialer(self._settings, Resolver(self._settings.lookup or system_lookup)))


def _not_asked(kind: str, words: str) -> Got:
    return Got(failure=Failure(kind, Outcome.UNASKED, words))
