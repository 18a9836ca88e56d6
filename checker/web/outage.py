"""Telling a dead network from dead links: when nobody answers, the trouble is ours."""

import asyncio

from checker.web.faults import Shows, shows

_ENOUGH = 8
"""Hosts that could not be reached, and none that could, before we stop trying the others."""


class Outage:
    """Learns from every exchange."""

    def __init__(self) -> None:
        self._reached = False
        self._lost: set[str] = set()
        self._lost_ever = False
        self._under_way = 0
        self._news: asyncio.Event | None = None

    async def allows(self) -> bool:
        """Whether to ask a further host. Where it looks hopeless, what is still under way may show otherwise."""
        if self._reached:
            return True
        while self._looks_hopeless and self._under_way:
            self._news = self._news or asyncio.Event()
            self._news.clear()
            await self._news.wait()
        return not self._looks_hopeless

    def begin(self) -> None:
        """An exchange begins."""
        self._under_way += 1

    def end(self) -> None:
        """It is over, however it ended."""
        self._under_way -= 1
        if self._news:
            self._news.set()

    def learn(self, host: str, error: Exception | None) -> None:
        """What an exchange with a host ended in: this exception or none."""
        if self._reached:
            return
        shown = Shows.NETWORK if error is None else shows(error)
        self._reached = shown is Shows.NETWORK
        self._lost_ever = self._lost_ever or shown in (Shows.SILENCE, Shows.PROXY_ONLY)
        if shown is Shows.SILENCE:
            self._lost.add(host)

    @property
    def _looks_hopeless(self) -> bool:
        return not self._reached and len(self._lost) >= _ENOUGH

    @property
    def nothing_reached(self) -> bool:
        """Whether hosts were asked, and not one of them was there to answer."""
        return self._lost_ever and not self._reached

    def forgive(self) -> None:
        """A new pass: the network may have come back."""
        self._lost.clear()
