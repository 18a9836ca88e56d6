"""Time as a value that can be handed in, so that no test ever sleeps for real."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """The three things that a program wants of time."""

    def now(self) -> datetime:
        """The wall clock, in UTC."""

    def monotonic(self) -> float:
        """Seconds that only go forward."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The wall clock, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only go forward."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        from asyncio import sleep  # an offline run has a clock, and no event loop

        await sleep(seconds)
