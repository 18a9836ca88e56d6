"""A new field in the style of its entry: where it goes, and how it is indented, aligned, spelled and delimited."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from checker.files.bib_entry import Block
from checker.files.bib_values import Value

_ORDER = (
    "author editor title subtitle journal journaltitle booktitle maintitle series edition year date month volume number pages "
    "chapter school institution organization publisher address location isbn issn doi eprint archiveprefix eprinttype "
    "primaryclass eprintclass url urldate archiveurl archivedate note"
).split()
"""After which fields a reader looks for a new one."""
_LAST_BREAK = re.compile(r"(?:\r\n|\n|\r)[^\r\n]*\Z")
_COMMENT_BEHIND = re.compile(r"[ \t]*,[ \t]*%[^\r\n]*")


def rank(name: str) -> int:
    """Where a field stands in the order in which readers expect them."""
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def anchor(names: Sequence[str], new: str) -> int:
    """Behind which of the fields a new one goes; -1 before all."""
    before = [at for at, name in enumerate(names) if rank(name) < rank(new)]
    return before[-1] if before else len(names) - 1


def joint(text: str, block: Block, at: int) -> str:
    """The comma, line break and indentation before a field, without comments and blank lines."""
    value = block.values[at]
    previous = block.values[at - 1][3] if at else block.key_end
    between = re.sub(r"%[^\r\n]*", "", text[previous : value[0]])
    if "," not in between:
        between = "," + between
    comma = between.index(",")
    head, tail = between[:comma], between[comma + 1 :]
    if "\n" in head or "\r" in head:  # the comma leads the line
        return _last_line(head) + "," + tail
    return "," + (_last_line(tail) or " ")


def _last_line(gap: str) -> str:
    """White space from its last line break on, all of it where it has none."""
    found = _LAST_BREAK.search(gap)
    return found.group() if found else gap


def comment_end(text: str, value: Value) -> int:
    """Behind the comment that follows a field on its line, ``-1`` where none does."""
    found = _COMMENT_BEHIND.match(text, value[3])
    return found.end() if found else -1


def spelled(text: str, block: Block, name: str) -> str:
    """The name in the case of the entry's other names."""
    names = [text[start:end] for start, end, _, _ in block.values]
    if names and all(each.isupper() for each in names):
        return name.upper()
    if names and all(each[:1].isupper() for each in names):
        return name.capitalize()
    return name


def equals_sign(text: str, block: Block, at: int, name: str) -> str:
    """The white space and the equals sign between a name and its value, aligned where the entry's are."""
    gaps = [_gap(text, value) for value in block.values]
    before, after = gaps[at]
    lengths = [end - start for start, end, _, _ in block.values]
    column = _common(length + len(gap[0]) for length, gap in zip(lengths, gaps, strict=True))
    total = _common(length + len(gap[0]) + len(gap[1]) for length, gap in zip(lengths, gaps, strict=True))
    varied = len(set(lengths)) > 1
    if column and (varied or len(before) > 1):
        before = " " * max(column - len(name), min(1, len(before)))
    elif total and varied:
        after = " " * max(total - len(name) - len(before), min(1, len(after)))
    elif len({gap[0] for gap in gaps}) > 1:
        before = min((gap[0] for gap in gaps), key=len)
    return f"{before}={after}"


def _common(numbers: Iterable[int]) -> int | None:
    """The number that at least three in five agree on."""
    counted = Counter(numbers)
    number, times = counted.most_common(1)[0]
    return number if times >= 0.6 * counted.total() else None


def _gap(text: str, value: Value) -> tuple[str, str]:
    kind, start, _ = value[2][0]
    first = start - 1 if kind in '{"' else start
    before, _, after = text[value[1] : first].partition("=")
    return ("", " ") if "\n" in before + after or "\r" in before + after or "%" in before + after else (before, after)


def delimited(block: Block, value: str) -> str:
    """The value in braces, in quotes, or bare if it is a number, as most of the entry's values are."""
    kinds = Counter(pieces[0][0] for _, _, pieces, _ in block.values)
    if value.isascii() and value.isdigit() and kinds["0"]:
        return value
    if kinds['"'] > kinds["{"] and '"' not in value:
        return f'"{value}"'
    return f"{{{value}}}"
