"""A chain of redirects, followed hop by hop to its end."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from checker.core.answer import Hop, Outcome
from checker.core.urls import mask
from checker.web.address import Address
from checker.web.cookies import CookieJar
from checker.web.hosts import Hosts
from checker.web.redirects import FOLLOWED, first_step, next_step
from checker.web.reply import Failure, Reply
from checker.web.trip import Got, Question, Step, Way, Wish

May = Callable[[Address], Awaitable[bool]]


class Chain:
    """One question on its way: where it is, and how it came there."""

    def __init__(self, hosts: Hosts, question: Question, wish: Wish, most: int, now: Callable[[], datetime]) -> None:
        self._hosts = hosts
        self._question = question
        self._wish = wish
        self._most = most
        self._now = now
        self._way = Way()
        self._jar = CookieJar()

    async def follow(self, may: May | None) -> Reply:
        """The reply at the end. ``may`` is asked before each hop whether robots are welcome there."""
        question = self._question
        step = first_step(question.url, question.method, question.body, dict(question.headers))
        if isinstance(step, Failure):
            url = mask(question.url)
            return Reply(url, url, None, failure=step, at=self._now(), attempts=0)
        while True:
            if may is not None and not await may(step.url):
                return self._reply(step, Got(failure=_unwelcome(step.url)))
            cookie = self._jar.header(step.url)
            got = await self._hosts.ask(step, cookie, self._wish, self._way, follow=question.follow)
            if not self._leads_on(got):
                return self._reply(step, got)
            onward = self._next(step, got, cookie)
            if isinstance(onward, Failure):
                return self._reply(step, got, onward)
            step = onward

    def _leads_on(self, got: Got) -> bool:
        redirects = got.status in FOLLOWED and not (got.status == 300 and got.location is None)
        return self._question.follow and redirects and got.failure is None

    def _next(self, step: Step, got: Got, cookie: str) -> Step | Failure:
        way = self._way
        self._jar.keep(step.url, got.cookies)
        way.seen.add((str(step.url), cookie))
        onward = next_step(step, got)
        if isinstance(onward, Failure):
            return onward
        way.hops.append(Hop(got.status or 0, str(step.url)))
        following, fragment = onward
        way.fragment = fragment or way.fragment
        if (str(following.url), self._jar.header(following.url)) in way.seen:
            return Failure("redirect-loop", Outcome.MISSING, "its redirects come back to where they have been")
        if len(way.hops) > self._most:
            return Failure("too-many-redirects", Outcome.MISSING, f"it redirects more than {self._most} times")
        return following

    def _reply(self, step: Step, got: Got, failure: Failure | None = None) -> Reply:
        way, asked = self._way, mask(self._question.url)
        final = asked
        if way.hops:
            final = str(step.url) + (f"#{way.fragment}" if way.fragment else "")
        return Reply(
            asked,
            final,
            got.status,
            got.headers,
            got.body,
            got.truncated,
            tuple(way.hops),
            failure or got.failure,
            self._now(),
            round(way.ms),
            got.certificate_days,
            way.attempts,
        )


def _unwelcome(address: Address) -> Failure:
    return Failure("robots", Outcome.UNASKED, f"not asked: {address.netloc} does not want robots there (robots.txt)")
