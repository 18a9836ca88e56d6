"""Opening a data file: decompression by its first bytes, its text, and the format that it is in."""

import contextlib
import io
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import IO, cast

from checker.core.errors import StateError

_MAGIC = {b"\xfd7zXZ\x00": "lzma", b"\x1f\x8b": "gzip", b"BZh": "bz2", b"(\xb5/\xfd": "zstandard"}
"""The first bytes of a compressed file, and the module that reads it."""

_PEEK = 65536


class Format(StrEnum):
    """The formats that the library reads, told apart by content."""

    BIBTEX = "BibTeX"
    DBLP_XML = "dblp.xml"
    JSON = "JSON"
    RETRACTION_WATCH = "Retraction Watch CSV"


@contextlib.contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The decompressed bytes of a file; what goes wrong while reading them is a `StateError` that says what to do."""
    try:
        with path.open("rb") as raw, _decompressed(raw, path) as stream:
            yield stream
    except FileNotFoundError:
        raise StateError(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise StateError(f"{path} is a folder; name the files in it") from None
    except (EOFError, _lzma_error(), _zlib_error()) as error:
        raise StateError(f"{path} is damaged or incomplete ({error}); fetch it again. The library is as it was") from None
    except OSError as error:
        raise StateError(f"{path} cannot be read: {error.strerror or error}") from None


def _decompressed(raw: IO[bytes], path: Path) -> IO[bytes]:
    module = next((name for magic, name in _MAGIC.items() if _starts(raw, magic)), None)
    if module is None:
        return raw
    if module == "zstandard":
        return _zstandard(raw, path)
    from importlib import import_module

    return cast(IO[bytes], import_module(module).open(raw, "rb"))


def _starts(raw: IO[bytes], magic: bytes) -> bool:
    found = raw.read(len(magic))
    raw.seek(0)
    return found == magic


def _zstandard(raw: IO[bytes], path: Path) -> IO[bytes]:
    try:
        import zstandard
    except ImportError:
        raise StateError(f"{path} is compressed with zstd: install the package zstandard, or decompress it first") from None
    return cast(IO[bytes], zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True, closefd=False))


def _lzma_error() -> type[Exception]:
    import lzma

    return lzma.LZMAError


def _zlib_error() -> type[Exception]:
    import zlib

    return zlib.error


def text_of(stream: IO[bytes]) -> io.TextIOWrapper:
    """The text of a stream; bytes that are not UTF-8 become U+FFFD (Retraction Watch's file has some)."""
    return io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")


def format_of(head: bytes, path: Path) -> Format:
    """The format, by the first bytes; raises `StateError` for one that the library does not read."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] in (b"{", b"["):
        return Format.JSON
    if text[:1] == b"<" and b"<dblp" in text:
        return Format.DBLP_XML
    if text.startswith(b"Record ID,") or b"RetractionNature" in text[:1000]:
        return Format.RETRACTION_WATCH
    if b"\n@" in b"\n" + text and b"{" in text:
        return Format.BIBTEX
    what = "a web page" if text[:1] == b"<" else "in a format that is not known"
    raise StateError(
        f"{path} is {what}; the library reads BibTeX, dblp.xml, CSL-JSON, OpenAlex and Crossref JSON, Retraction Watch's CSV"
    )


def peek(path: Path) -> bytes:
    """The first bytes of the decompressed file."""
    with opened(path) as stream:
        return stream.read(_PEEK)
