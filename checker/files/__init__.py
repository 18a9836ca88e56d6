"""How references are written down: one dialect a kind of file, and the table of them."""

from functools import cache
from importlib import import_module
from pathlib import PurePath
from typing import NamedTuple, cast

from checker.core.errors import UsageError
from checker.core.place import Source
from checker.core.reference import Reference
from checker.files.base import Dialect
from checker.files.text import Decoded, read_text

DIALECTS: dict[str, str] = {
    # module: class
    "bib": "Bib",
    "yaml": "Yaml",
}


@cache
def dialects() -> tuple[Dialect, ...]:
    """Every kind of file that is read, in the order of the table; the first whose suffix fits reads a file."""
    return tuple(cast(Dialect, getattr(import_module(f"checker.files.{module}"), name)()) for module, name in DIALECTS.items())


def dialect_for(path: str) -> Dialect | None:
    """The dialect that reads a file of this name, ``None`` where none does."""
    suffix = PurePath(path).suffix.lower()
    return next((each for each in dialects() if suffix in each.suffixes), None)


class Loaded(NamedTuple):
    """One file as read: its bytes decoded, its text with places, its references, and the dialect that edits it."""

    decoded: Decoded
    source: Source
    references: tuple[Reference, ...]
    dialect: Dialect


def load(path: str, data: bytes, dialect: Dialect | None = None) -> Loaded:
    """Decodes and reads one file; raises `UsageError` where no dialect reads files of this name."""
    chosen = dialect or dialect_for(path)
    if chosen is None:
        known = ", ".join(sorted(suffix for each in dialects() for suffix in each.suffixes))
        raise UsageError(f"{path}: refwatch does not read files of this kind; it reads {known}")
    decoded = read_text(data)
    source = Source(path, decoded.text, decoded.encoding)
    return Loaded(decoded, source, chosen.read(source), chosen)
