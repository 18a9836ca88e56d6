"""What one host is owed: its turn, its pace, and to be left alone when it asks for that."""

from checker.clock import Clock
from checker.web.pacing import CONCURRENCY, INTERVAL, KNOWN, HostSettings
from checker.web.places import Places, Turn

_SENT_AWAY = 5

_TICK = 0.001
"""The least that is waited, in seconds: a clock may not be able to tell a shorter time, and would be asked for ever."""


class Owner:
    """The one owner of a host. Whoever asks the host, on a redirect or a retry too, enters and leaves here."""

    __slots__ = (
        "_clock",
        "_next",
        "_pacing",
        "_patience",
        "_sent_away",
        "_turn",
        "deaf",
        "free_at",
        "interval",
        "name",
        "parked",
        "places",
        "retries",
        "settings",
        "troubled",
    )

    def __init__(self, name: str, settings: HostSettings, retries: int, patience: float, clock: Clock) -> None:
        self.name = name
        self.settings = settings
        self.places = Places(settings.concurrency or CONCURRENCY)
        self.interval = INTERVAL if settings.interval is None else settings.interval
        self.retries = retries
        """Further attempts that the host may still cost."""
        self.free_at = 0.0
        """Before this moment of the monotonic clock the host does not want to be asked."""
        self.parked = False
        """It is left alone for the rest of the run."""
        self.deaf = 0
        """Requests in a row that it did not react to."""
        self.troubled = False
        """Its last answer was trouble that may pass."""
        self._patience = patience
        self._sent_away = 0
        self._clock = clock
        self._next = 0.0
        self._pacing: Places | None = None
        self._turn: Turn | None = None

    async def enter(self, everyone: Places) -> None:
        """Waits for a turn: first among this host's own, then for its pace, then among everyone."""
        if not self.places.try_take():
            await self.places.take()
        try:
            await self._paced(everyone)
        except BaseException:
            self.places.give_back()
            raise

    def leave(self, everyone: Places) -> None:
        """The exchange is over."""
        everyone.give_back()
        self.places.give_back()

    def hold(self, seconds: float) -> None:
        """The host asks to be left alone for a while."""
        until = self._clock.monotonic() + min(seconds, self._patience)
        self._patience -= max(0.0, until - max(self.free_at, self._clock.monotonic()))
        self.free_at = max(self.free_at, until)

    def untouched(self) -> None:
        """Nothing went out: the next need not keep its distance."""
        self._next = 0.0

    def send_away(self) -> None:
        """The host asks to be left alone for longer than we wait.

        A service whose limits are known means all of itself. Of any other host it may be one page, until it happens in a row.
        """
        self._sent_away += 1
        self.parked = self.name in KNOWN or self._sent_away >= _SENT_AWAY

    def in_trouble(self, everyone: Places) -> bool:
        """What it answered may pass, and asking again takes long: it is let in before the others. Says whether that is new."""
        if self.troubled:
            return False
        self.troubled = True
        if self._turn is not None:
            everyone.hurry(self._turn)
        return True

    def welcome(self) -> None:
        """The host answered as usual."""
        self._sent_away = 0

    async def _paced(self, everyone: Places) -> None:
        """One at a time, so that each leaves the next its distance; where none is to be kept, all at once."""
        if not self.interval:
            await self._in_time(everyone)
            return
        if self._pacing is None:
            self._pacing = Places(1)
        if not self._pacing.try_take():
            await self._pacing.take()
        try:
            await self._in_time(everyone)
            self._next = self._clock.monotonic() + self.interval
        finally:
            self._pacing.give_back()

    async def _in_time(self, everyone: Places) -> None:
        while True:
            while (wait := self._wait()) > 0:
                await self._clock.sleep(max(wait, _TICK))
            if everyone.try_take():
                return
            self._turn = everyone.stand_in_line(hurry=self.troubled)
            await everyone.wait(self._turn)
            if self._wait() <= 0:
                return
            everyone.give_back()  # while we waited for the others, the host asked for a pause

    def _wait(self) -> float:
        return 0.0 if self.parked else max(self._next, self.free_at) - self._clock.monotonic()
