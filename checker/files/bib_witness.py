"""A second opinion on an edited BibTeX file: bibtexparser, which shares no line with our scanner, must read it as we mean it.

An editor that proves its own edits with its own parser is blind where the parser is. So the text before and the text after are
also read by a parser that others maintain, and only the entries that were edited may differ.
"""

import logging
from collections.abc import Collection, Sequence
from typing import Any

Read = Sequence[tuple[str, tuple[str, ...]]]
"""Key, and everything else of an entry as text, in the order of the file."""


def objection(old: str, new: str, edited: Collection[str]) -> str | None:
    """Why the new text must not be written, or ``None``. ``edited`` are the keys of the entries that may differ.

    Where bibtexparser cannot read all of the old text (it stops at things that we read around), it has no opinion.
    """
    before, after = _read(old), _read(new)
    if before is None:
        return None
    if after is None:
        return "another parser could no longer read the file"
    if [key for key, _ in before] != [key for key, _ in after] and not _renamed(before, after, edited):
        return "another parser would find other entries in the file"
    changed = {key for (key, values), (_, others) in zip(before, after, strict=True) if values != others}
    strays = sorted(changed - set(edited))
    return f"another parser would read {strays[0]} otherwise than before" if strays else None


def _renamed(before: Read, after: Read, edited: Collection[str]) -> bool:
    """Whether only keys of edited entries differ."""
    pairs = [(old, new) for (old, _), (new, _) in zip(before, after, strict=False)]
    return len(before) == len(after) and all(old == new or old in edited for old, new in pairs)


def _read(text: str) -> Read | None:
    import bibtexparser

    logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
    logging.getLogger("bibtexparser").propagate = False
    try:
        library: Any = bibtexparser.parse_string(text, parse_stack=[])  # type: ignore[attr-defined]
    except Exception:  # whatever a witness trips over, it has then no opinion
        return None
    if library.failed_blocks:
        return None
    return [(each.key, (each.entry_type, *(f"{one.key}={one.value}" for one in each.fields))) for each in library.entries]
