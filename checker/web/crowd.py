"""Asking many things at once without one host holding up the others: every host's items queue by themselves."""

import asyncio
import re
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Generic, TypeVar

from checker.core.urls import split

T = TypeVar("T")
R = TypeVar("R")

PASS: ContextVar[int] = ContextVar("pass", default=1)
"""Which pass over the items the present task belongs to; in the second nothing is retried."""

_PORTS = {"http": 80, "https": 443}
_PLAIN_HOST = re.compile(r"(https?)://([a-z0-9.-]*[a-z0-9])(?::([1-9][0-9]{0,3}|[1-5][0-9]{4}))?(?=[/?#]|\Z)")
"""Most addresses; taking one apart properly takes ten times as long."""


def host_of(item: object) -> str:
    """The host (and port) that an item is about: an address, or something with an address for its name; else nothing."""
    text = item if isinstance(item, str) else getattr(item, "name", "")
    if isinstance(text, str) and (plain := _PLAIN_HOST.match(text)):
        scheme, host, digits = plain.groups()
        return owner_name(host, None if digits is None or int(digits) == _PORTS[scheme] else int(digits))
    parts = split(text) if isinstance(text, str) and "://" in text else None
    if parts is None:
        return ""
    port = parts.port
    return owner_name(parts.hostname or "", None if port == _PORTS.get(parts.scheme) else port)


def owner_name(host: str, port: int | None) -> str:
    """What the owner of a host is called; a port of its own is a server of its own."""
    return host if port is None else f"{host}:{port}"


class Crowd(Generic[T, R]):
    """Runs ``ask`` over items in tasks: a bounded number in all and for each host, the hosts with most items first.

    A host in trouble (``troubles`` tells) goes before them all: its items take longest, with all their retries, and the last of
    them sets the end of the run. The bounds here only limit memory; what may be in flight is decided by the owners of the hosts.
    """

    def __init__(
        self,
        ask: Callable[[T], Awaitable[R]],
        key: Callable[[T], str],
        most: int,
        per_key: Callable[[str], int],
        troubles: set[Callable[[str], None]],
    ) -> None:
        self._ask = ask
        self._key = key
        self._most = most
        self._per_key = per_key
        self._troubles = troubles
        self._urgent: set[str] = set()
        self._queues: dict[str, deque[T]] = {}
        self._most_of: dict[str, int] = {}
        self._running: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._done: deque[tuple[T, R]] = deque()
        self._error: BaseException | None = None
        self._news = asyncio.Event()

    async def run(self, items: Iterable[T], number: int) -> AsyncGenerator[tuple[T, R], None]:
        """Each item with its result, as they come. A programming error in ``ask`` is raised here, and ends the rest."""
        for item in items:
            self._queues.setdefault(self._key(item), deque()).append(item)
        ready = deque(sorted(self._queues, key=lambda key: -len(self._queues[key])))
        before = PASS.set(number)
        self._troubles.add(self._hurry)
        try:
            self._begin(ready)
        finally:
            PASS.reset(before)
        try:
            while self._tasks or self._done:
                if not self._done:
                    self._news.clear()
                    await self._news.wait()
                while self._done:
                    yield self._done.popleft()
                if self._error:
                    raise self._error
        finally:
            await self._end()

    def _begin(self, ready: "deque[str]") -> None:
        """One task per place: a place takes the next item of its host until there is none, then of another host."""
        self._ready = ready
        self._most_of = {key: self._per_key(key) for key in self._queues}
        places = min(self._most, sum(min(len(queue), self._most_of[key]) for key, queue in self._queues.items()))
        for _ in range(places):
            task = asyncio.create_task(self._place())
            self._tasks.add(task)
            task.add_done_callback(self._left)

    async def _place(self) -> None:
        while (key := self._next_key()) is not None:
            item = self._queues[key].popleft()
            try:
                self._done.append((item, await self._ask(item)))
            finally:
                self._running[key] = running = self._running[key] - 1
                if running == self._most_of[key] - 1 and self._queues[key]:
                    self._ready.appendleft(key)
            self._news.set()

    def _next_key(self) -> str | None:
        """A host that has items left and places free."""
        while self._ready:
            key = self._ready.popleft()
            running, most = self._running.get(key, 0) + 1, self._most_of[key]
            if not self._queues[key] or running > most:
                continue
            self._running[key] = running
            if running < most and len(self._queues[key]) > 1:
                if key in self._urgent:
                    self._ready.appendleft(key)
                else:
                    self._ready.append(key)
            return key
        return None

    def _hurry(self, key: str) -> None:
        """The rest of this host's items comes next. It may stand in the row twice then, which does no harm."""
        if self._queues.get(key) and key not in self._urgent:
            self._urgent.add(key)
            self._ready.appendleft(key)

    def _left(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._error = self._error or error
        self._news.set()

    async def _end(self) -> None:
        self._troubles.discard(self._hurry)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)


@contextmanager
def impatient() -> Iterator[None]:
    """Inside it nothing is retried: for questions whose answer is welcome but not worth waiting for."""
    before = PASS.set(2)
    try:
        yield
    finally:
        PASS.reset(before)
