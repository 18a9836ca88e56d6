"""Making many objects that all stay alive: named tuples quickly, and without the collector looking for garbage among them."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

make = tuple.__new__
"""A named tuple of all its values in order; its own constructor takes three times as long."""


@contextmanager
def without_collecting() -> Iterator[None]:
    """Hundreds of thousands of small objects hold no cycles: walking through them again and again can double the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
