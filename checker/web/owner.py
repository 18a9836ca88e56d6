"""What one host is owed: its turn, its pace, and to be left alone when it asks for that."""

import asyncio
from collections import deque

from checker.clock import Clock
from checker.web.pacing import CONCURRENCY, INTERVAL, HostSettings


class Owner:
    """The one owner of a host. Whoever asks the host, on a redirect or a retry too, enters and leaves here."""

    __slots__ = (
        "_clock",
        "_next",
        "_pacing",
        "_queue",
        "active",
        "free_at",
        "interval",
        "limit",
        "name",
        "parked",
        "retries",
        "settings",
    )

    def __init__(self, name: str, settings: HostSettings, retries: int, clock: Clock) -> None:
        self.name = name
        self.settings = settings
        self.limit = settings.concurrency or CONCURRENCY
        self.interval = INTERVAL if settings.interval is None else settings.interval
        self.retries = retries
        """Further attempts that the host may still cost."""
        self.active = 0
        self.free_at = 0.0
        """Before this moment of the monotonic clock the host does not want to be asked."""
        self.parked = False
        """It is left alone for the rest of the run."""
        self._clock = clock
        self._next = 0.0
        self._queue: deque[asyncio.Future[None]] | None = None
        self._pacing: asyncio.Lock | None = None

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._queue or ())

    async def enter(self, everyone: asyncio.Semaphore) -> None:
        """Waits for a turn: first among this host's own, then for its pace, then among everyone."""
        if self.active < self.limit and not self._queue:
            self.active += 1
        else:
            await self._queued()
        try:
            await self._paced(everyone)
        except BaseException:
            self._pass_on()
            raise

    def leave(self, everyone: asyncio.Semaphore) -> None:
        """The exchange is over."""
        everyone.release()
        self._pass_on()

    def hold(self, seconds: float, longest: float) -> None:
        """The host asks to be left alone for a while; for too long a while it is left alone for good."""
        if seconds > longest:
            self.parked = True
        else:
            self.free_at = max(self.free_at, self._clock.monotonic() + seconds)

    async def _queued(self) -> None:
        self._queue = deque() if self._queue is None else self._queue
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            await turn
        except BaseException:
            if turn.done() and not turn.cancelled():
                self._pass_on()
            elif turn in self._queue:
                self._queue.remove(turn)
            raise

    def _pass_on(self) -> None:
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.active -= 1

    async def _paced(self, everyone: asyncio.Semaphore) -> None:
        if self._pacing is None:
            self._pacing = asyncio.Lock()
        async with self._pacing:
            while True:
                await self._until_free()
                await everyone.acquire()
                if self._wait() <= 0:
                    break
                everyone.release()  # while we waited for the others, the host asked for a pause
            self._next = self._clock.monotonic() + self.interval

    async def _until_free(self) -> None:
        while not self.parked and (wait := self._wait()) > 0:
            await self._clock.sleep(wait)

    def _wait(self) -> float:
        return 0.0 if self.parked else max(self._next, self.free_at) - self._clock.monotonic()
