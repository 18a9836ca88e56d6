"""So many at once and no more; whoever waits is served in order of arrival.

`asyncio.Semaphore` does the same, but looks through everyone who waits at every turn: with a thousand waiting it takes more
time than the requests themselves.
"""

import asyncio
from collections import deque


class Places:
    """A number of places. A place that is given back goes straight to the one who has waited longest."""

    __slots__ = ("_queue", "most", "taken")

    def __init__(self, most: int) -> None:
        self.most = most
        self.taken = 0
        self._queue: deque[asyncio.Future[None]] | None = None

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._queue or ())

    def try_take(self) -> bool:
        """Takes a place where one is free and nobody waits."""
        if self.taken < self.most and not self._queue:
            self.taken += 1
            return True
        return False

    async def take(self) -> None:
        """Takes a place, waiting for it if need be."""
        if self.try_take():
            return
        self._queue = deque() if self._queue is None else self._queue
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            await turn
        except BaseException:
            if turn.done() and not turn.cancelled():
                self.give_back()
            elif turn in self._queue:
                self._queue.remove(turn)
            raise

    def give_back(self) -> None:
        """The place is free, or the next one's."""
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.taken -= 1
