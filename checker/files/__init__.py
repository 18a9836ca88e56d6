"""How references are written down: one dialect a kind of file, and the table of them."""

from functools import cache
from importlib import import_module
from pathlib import PurePath
from typing import cast

from checker.files.base import Dialect

DIALECTS: dict[str, str] = {
    # module: class
    "bib": "Bib",
}


@cache
def dialects() -> tuple[Dialect, ...]:
    """Every kind of file that is read, in the order of the table; the first whose suffix fits reads a file."""
    return tuple(cast(Dialect, getattr(import_module(f"checker.files.{module}"), name)()) for module, name in DIALECTS.items())


def dialect_for(path: str) -> Dialect | None:
    """The dialect that reads a file of this name, ``None`` where none does."""
    suffix = PurePath(path).suffix.lower()
    return next((each for each in dialects() if suffix in each.suffixes), None)
