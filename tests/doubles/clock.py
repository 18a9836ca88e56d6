"""A clock on which waiting takes no time: nothing in the tests sleeps for real."""

import asyncio
from datetime import UTC, datetime, timedelta


class Clock:
    """Stands still until somebody waits, or until a test sets ``at``; ``slept`` is what was waited for, in seconds."""

    def __init__(self, at: datetime = datetime(2026, 11, 22, 4, tzinfo=UTC)) -> None:
        self.at = at
        self.began = at
        self.slept: list[float] = []

    @property
    def passed(self) -> float:
        """Seconds since it was made."""
        return (self.at - self.began).total_seconds()

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 1))
        self.at += timedelta(seconds=seconds)
        await asyncio.sleep(0)
