"""So many at once and no more; whoever waits is served in order of arrival.

`asyncio.Semaphore` does the same, but looks through everyone who waits at every turn: with a thousand waiting it takes more
time than the requests themselves.
"""

import asyncio
from collections import deque

Turn = asyncio.Future[None]


class Places:
    """A number of places. One that is given back goes to whoever has waited longest, those in a hurry before the others."""

    __slots__ = ("_hurried", "_patient", "most", "taken")

    def __init__(self, most: int) -> None:
        self.most = most
        self.taken = 0
        self._patient: deque[Turn] | None = None
        self._hurried: deque[Turn] | None = None

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._patient or ()) + len(self._hurried or ())

    def try_take(self) -> bool:
        """Takes a place where one is free and nobody waits."""
        if self.taken < self.most and not self._patient and not self._hurried:
            self.taken += 1
            return True
        return False

    async def take(self) -> None:
        """Takes a place, waiting for it if need be."""
        if not self.try_take():
            await self.wait(self.stand_in_line())

    def stand_in_line(self, *, hurry: bool = False) -> Turn:
        """A turn to `wait` for."""
        turn: Turn = asyncio.get_running_loop().create_future()
        if hurry:
            self._hurried = deque() if self._hurried is None else self._hurried
            self._hurried.append(turn)
        else:
            self._patient = deque() if self._patient is None else self._patient
            self._patient.append(turn)
        return turn

    def hurry(self, turn: Turn) -> None:
        """Whoever waits for this turn is let in before the patient ones."""
        if self._patient and turn in self._patient:
            self._patient.remove(turn)
            self._hurried = deque() if self._hurried is None else self._hurried
            self._hurried.append(turn)

    async def wait(self, turn: Turn) -> None:
        """Until it is this one's turn; the place is taken then."""
        try:
            await turn
        except BaseException:
            if turn.done() and not turn.cancelled():
                self.give_back()
            for line in (self._patient, self._hurried):
                if line and turn in line:
                    line.remove(turn)
            raise

    def give_back(self) -> None:
        """The place is free, or the next one's."""
        while line := self._hurried or self._patient:
            turn = line.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.taken -= 1
