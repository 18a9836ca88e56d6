"""Writing a file whole or not at all, with the mode that it had."""

import contextlib
import errno
import os
import re
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

STALE_AFTER_S = 3600.0
"""A file is written in milliseconds; what has lain for an hour beside it was left by a process that was killed."""


def write_atomically(path: Path, data: bytes) -> None:
    """Replaces the content of a file in one step; a reader sees the old bytes or the new ones, never half.

    Symbolic links are followed (the link stays a link), the mode of an existing file is kept, and a new file gets the
    mode that the user's umask gives. Raises `OSError` where the folder or the file cannot be written; nothing is left behind,
    and what a writer of this file left that was killed is cleared away.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "the file is read-only", str(target))
    handle, name = tempfile.mkstemp(prefix=f"{_prefix(target)}{os.getpid()}-", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(_mode(target))
        os.replace(name, target)  # noqa: PTH105 - the name of the call that is atomic
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    with contextlib.suppress(OSError):
        for each in _left_behind(target):
            each.unlink(missing_ok=True)


def _prefix(target: Path) -> str:
    return f".{target.name[:100]}."


def _left_behind(target: Path) -> Iterator[Path]:
    """Half-written files of this one that nobody writes any more; of other names, and younger ones, none."""
    ours = re.compile(re.escape(_prefix(target)) + r"([0-9]+)-[a-z0-9_]{8}\.tmp")
    with os.scandir(target.parent) as entries:
        for entry in entries:
            found = ours.fullmatch(entry.name)
            if found is None or not entry.is_file(follow_symlinks=False):
                continue
            old = time.time() - entry.stat(follow_symlinks=False).st_mtime > STALE_AFTER_S
            if old and not _runs(int(found[1])):
                yield Path(entry.path)


def _runs(process: int) -> bool:
    """Whether a process of this number is there; not asked on Windows, where asking would end it."""
    if sys.platform == "win32":
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _mode(target: Path) -> int:
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask
