"""Bytes to text and back: the encodings that files really have, and nothing lost on the way."""

import codecs
import re
from typing import NamedTuple

from checker.core.errors import Declined

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNICODE = frozenset({"utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"})
_JABREF_ENCODING = re.compile(rb"^%\s*Encoding:\s*([A-Za-z0-9_.:-]{2,40})\s*$", re.MULTILINE)
"""JabRef writes the encoding that it saved a file in on the first line."""
_HEAD = 4096
"""How many bytes are looked at for signs of an encoding."""


class Decoded(NamedTuple):
    """The text of a file and what is needed to write it back.

    ``text`` has no byte order mark and keeps its line endings; ``bom`` are the bytes of the mark, empty where there is
    none. ``note`` is a sentence for the user where the encoding had to be guessed, else ``None``.
    """

    text: str
    encoding: str
    bom: bytes = b""
    note: str | None = None

    def lacks(self, text: str) -> frozenset[str]:
        """The characters of ``text`` that the file's encoding cannot write."""
        if self.encoding in _UNICODE:
            return frozenset()
        return frozenset(character for character in set(text) if not _writable(character, self.encoding))


def read_text(data: bytes) -> Decoded:
    """Decodes a file: byte order mark, UTF-8, UTF-16 without a mark, the encoding that JabRef notes, cp1252, Latin-1.

    Never fails, and `write_text` of the unchanged text gives the same bytes.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom) and (text := _decode(data[len(bom) :], encoding)) is not None:
            return Decoded(text, encoding, bom)
    wide = _unmarked_utf16(data)
    if wide and (text := _decode(data, wide)) is not None:
        return Decoded(text, wide, note=f"no byte order mark; read as {_title(wide)}")
    if (text := _decode(data, "utf-8")) is not None:
        return Decoded(text, "utf-8")
    for guess in (_noted_encoding(data), "cp1252"):
        if guess and (text := _decode(data, guess)) is not None:
            return Decoded(text, guess, note=f"not UTF-8; read as {_title(guess)}")
    return Decoded(data.decode("latin-1"), "latin-1", note=f"not UTF-8; read as {_title('latin-1')}")


def write_text(original: Decoded, text: str) -> bytes:
    """The bytes of a new text in the encoding of the original, byte order mark included.

    Raises `Declined` where the encoding lacks a character.
    """
    try:
        return original.bom + text.encode(original.encoding)
    except UnicodeEncodeError as error:
        lacking = text[error.start]
        raise Declined(f"the file's encoding ({_title(original.encoding)}) has no character {lacking!r}") from None


def _decode(data: bytes, encoding: str) -> str | None:
    """The text, or ``None`` where the bytes are not of this encoding or would not come back the same."""
    try:
        text = data.decode(encoding)
        faithful = encoding in ("utf-8", "latin-1") or text.encode(encoding) == data
    except (UnicodeError, LookupError, ValueError):
        return None
    return text if faithful else None


def _unmarked_utf16(data: bytes) -> str | None:
    """Western text in UTF-16 has a NUL in nearly every second byte, always on the same side."""
    head = data[:_HEAD]
    if len(data) % 2 or len(head) < 4:
        return None
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > half * 0.7 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.7 and odd < half * 0.1:
        return "utf-16-be"
    return None


def _noted_encoding(data: bytes) -> str | None:
    noted = _JABREF_ENCODING.search(data[:_HEAD])
    if noted is None:
        return None
    name = noted.group(1).decode("ascii").replace("ISO8859", "iso-8859").replace("Cp", "cp")
    try:
        found = codecs.lookup(name)
    except LookupError:
        return None
    return found.name if getattr(found, "_is_text_encoding", True) else None


def _writable(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _title(encoding: str) -> str:
    return {"cp1252": "Windows-1252", "latin-1": "Latin-1", "utf-16-le": "UTF-16 (little endian)"}.get(
        encoding, encoding.upper().replace("UTF-16-BE", "UTF-16 (big endian)")
    )
