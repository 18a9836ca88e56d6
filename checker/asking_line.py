"""Progress on standard error, and only on a terminal: done and total, the rate, and what is being waited for."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from checker.asking_progress import Progress

INTERVAL = 0.2
"""Seconds between two pictures of the line."""


def line(progress: Progress, seconds: float, width: int) -> str:
    """``118/1400 asked · 42/s · waiting for web (64), github (1)``, cut to the terminal."""
    rate = progress.done / seconds if seconds > 0 else 0.0
    waiting = sorted(((count, source) for source, count in progress.asking.items() if count), reverse=True)
    parts = [f"{progress.done}/{progress.total} answered", f"{rate:.0f}/s"]
    if waiting:
        parts.append("waiting for " + ", ".join(f"{source} ({count})" for count, source in waiting[:4]))
    return " · ".join(parts)[: max(0, width - 1)]


@asynccontextmanager
async def shown(progress: Progress, *, enabled: bool) -> AsyncIterator[None]:
    """Keeps the line up to date while the body runs, and takes it away afterwards."""
    if not enabled or not sys.stderr.isatty():
        yield
        return
    task = asyncio.get_running_loop().create_task(_keep(progress))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        _write("\r\x1b[2K")


async def _keep(progress: Progress) -> None:
    import shutil

    began = time.monotonic()
    while True:
        _write("\r\x1b[2K" + line(progress, time.monotonic() - began, shutil.get_terminal_size().columns))
        await asyncio.sleep(INTERVAL)


def _write(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
