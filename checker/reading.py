"""Read: paths become documents, and documents a catalogue."""

import fnmatch
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from checker.core.errors import UsageError
from checker.core.reference import Catalogue, Reference
from checker.files import Loaded, dialect_for, dialects, load

DEFAULT_PATHS = ("references.bib", "tools.yaml")
_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})


class Document(NamedTuple):
    """One file as it was read. ``file`` is where it lies, ``None`` for standard input."""

    loaded: Loaded
    file: Path | None

    @property
    def references(self) -> tuple[Reference, ...]:
        """What stands in it."""
        return self.loaded.references

    @property
    def note(self) -> str | None:
        """What a reader should know of the file as a whole: the encoding that had to be guessed."""
        note = self.loaded.decoded.note
        return f"{self.loaded.source.path}: {note}; save it as UTF-8." if note else None


@dataclass(frozen=True)
class Reading:
    """All documents of a run, and the catalogue that they form; ``context`` are the catalogue's files that are not judged."""

    documents: tuple[Document, ...]
    context: tuple[Document, ...] = ()

    @cached_property
    def catalogue(self) -> Catalogue:
        """All references in reading order."""
        judged, context = ([each for one in part for each in one.references] for part in (self.documents, self.context))
        return Catalogue(tuple(judged), tuple(context))


def find(given: Sequence[str], configured: Sequence[str], root: Path, exclude: Sequence[str]) -> list[str]:
    """The files to read: those given, else those configured, else the usual two of the working folder.

    Raises `UsageError` where a path does not exist or there is nothing to read.
    """
    if given:
        return list(_unique(_expand(given, exclude)))
    if configured:
        return list(_unique(_expand([_from_here(root / each) for each in configured], exclude)))
    usual = [each for each in DEFAULT_PATHS if Path(each).is_file()]
    if not usual:
        raise UsageError(
            "there is no references.bib and no tools.yaml here; name the files to check, or set paths in the configuration"
        )
    return usual


def _from_here(path: Path) -> str:
    """A configured path as seen from the working folder, where it lies below it."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _unique(paths: Iterable[str]) -> Iterator[str]:
    """Each file once, however it was named; a symbolic link to a file read already is left out."""
    taken = set()
    for path in paths:
        identity = path if path == "-" else os.path.realpath(path)
        if identity not in taken:
            taken.add(identity)
            yield path


def _expand(paths: Iterable[str], exclude: Sequence[str]) -> Iterator[str]:
    for path in paths:
        if path == "-":
            yield path
        elif Path(path).is_dir():
            yield from _below(Path(path), exclude)
        elif not Path(path).exists():
            raise UsageError(f"there is no file or folder {path!r}; check the spelling and the working folder")
        elif not dialect_for(path):
            raise UsageError(f"refwatch does not read {path!r}; it reads files that end in {_endings()}")
        elif not _excluded(path, exclude):
            yield Path(path).as_posix() if not path.startswith("./") else path


def _below(folder: Path, exclude: Sequence[str]) -> Iterator[str]:
    """What can be read under a folder: no links that lead nowhere, no pipes that would be waited for."""
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith(".") and each not in _SKIPPED_FOLDERS)
        for name in sorted(files):
            path = (Path(here) / name).as_posix()
            if dialect_for(path) and not _excluded(path, exclude) and Path(path).is_file():
                yield path


def _excluded(path: str, patterns: Sequence[str]) -> bool:
    name = Path(path).as_posix()
    return any(
        fnmatch.fnmatch(name, pattern)
        or fnmatch.fnmatch(name, f"*/{pattern}")
        or fnmatch.fnmatch(name, f"{pattern.rstrip('/')}/*")
        for pattern in patterns
    )


def read(paths: Iterable[str], beside: Iterable[str] = (), stdin: bytes = b"", stdin_name: str | None = None) -> Reading:
    """Reads every file. A file that cannot be opened raises `UsageError`; what stands in it never does."""
    judged = tuple(_read_one(path, stdin, stdin_name) for path in paths)
    return Reading(judged, tuple(_read_one(path, stdin, stdin_name) for path in beside))


def _read_one(path: str, stdin: bytes, stdin_name: str | None) -> Document:
    if path == "-":
        return Document(load(stdin_name or "stdin.bib", stdin), None)
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {path!r}: {error.strerror}") from error
    return Document(load(path, data), Path(path))


def context(judged: Sequence[str], configured: Sequence[str], root: Path, exclude: Sequence[str]) -> list[str]:
    """The files of the catalogue that lie beside those judged: what they hold may be mentioned, and is not judged."""
    try:
        whole = find((), configured, root, exclude)
    except UsageError:
        return []
    known = {os.path.realpath(path) for path in judged}
    return [path for path in whole if os.path.realpath(path) not in known]


def _endings() -> str:
    return ", ".join(sorted(suffix for each in dialects() for suffix in each.suffixes))
