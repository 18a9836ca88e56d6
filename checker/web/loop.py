"""An event loop for many small exchanges: the collector of garbage looks seldom, and never at what stays."""

import asyncio
import gc
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_SELDOM = (50_000, 20, 100)
"""Python looks every 700 allocations by default, which costs a quarter of the time of 20,000 exchanges; few of the objects of an
exchange form cycles, and memory stays the same (``benchmarks/links``, scenario d: 7.0 s against 5.6 s, both with 60 MB)."""


def run(main: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine to its end, as `asyncio.run` does."""
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    gc.enable()  # tasks and connections do form cycles; see `checker.cli.main`
    return asyncio.run(main)
