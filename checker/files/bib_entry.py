"""Reading one BibTeX block: its key, its fields, and what is wrong with it.

Fields of ordinary shape are taken by one regular expression each; whatever it does not match goes the slow way, which also
recovers from errors.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from checker.core.patterns import pattern
from checker.files.bib_values import BRACES, UnclosedError, Value, closing_brace, read_piece, read_pieces, skip_gap

_NAME = r"[^\s=,{}\"#%()@'\\]+"


def _nested(depth: int) -> str:
    """Text with balanced braces up to a depth, without backtracking."""
    nested = r"[^{}]*+"
    for _ in range(depth):
        nested = rf"[^{{}}]*+(?:\{{{nested}\}}[^{{}}]*+)*+"
    return nested


_BALANCED = _nested(3)
_QUOTED = rf"[^\"{{}}]*+(?:\{{{_nested(2)}\}}[^\"{{}}]*+)*+"
_ORDINARY = rf"\s*+({_NAME}+)\s*+=\s*+(?:\{{({_BALANCED})\}}|\"({_QUOTED})\"|([0-9]++))\s*+"
_IN_BRACES = pattern(_ORDINARY + r"[,}]")
_IN_PARENTHESES = pattern(_ORDINARY + r"[,)]")
_KINDS = {2: "{", 3: '"', 4: "0"}
"""Which group of an ordinary field holds its value, and what that says of the value."""

_KEY = pattern(r"\s*([^\s,{}()=\"#%]*)")
_ORDINARY_KEY = pattern(r"\s*([^\s,{}()=\"#%]++)\s*,")
_FIELD = pattern(rf"({_NAME})(?:\s++|%[^\r\n]*+)*+=")
_SWALLOWED = pattern(rf"[,\r\n][ \t]*+{_NAME}[ \t]*+=\s*+[{{\"\w]")
_FOLLOWING = pattern(rf"\s*,?\s*{_NAME}\s*=\s*[{{\"\d]|\s*,\s*\S")
_NEXT_LINE_FIELD = pattern(rf"[\r\n][ \t]*+(?={_NAME}[ \t]*+=)")


class Fault(NamedTuple):
    """Text that is not BibTeX: what was expected, and where."""

    message: str
    start: int
    end: int
    hint: str


@dataclass(slots=True)
class Block:
    """One ``@type{…}``: spans of its parts.

    ``key_start < 0`` where no key could be seen; ``broken`` where it has to be given up.
    """

    type: str
    start: int
    end: int
    key_start: int = -1
    key_end: int = -1
    values: list[Value] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    broken: bool = False


def read_block(text: str, opening: re.Match[str], limit: int) -> Block:
    """Reads the block that a match of ``@type{`` opens, up to a limit that it cannot reach over."""
    block = Block(opening.group(1).lower(), opening.start(), limit)
    close = "}" if opening.group(2) == "{" else ")"
    try:
        if block.type == "preamble":
            _read_preamble(text, block, opening.end(), limit, close)
        else:
            _read_entry(text, block, opening.end(), limit, close)
    except UnclosedError as unclosed:
        _give_up(block, "the value that starts here never ends", unclosed.start, "close its brace or quote")
    if block.broken:
        block.end = _end_of_text(text, block.start, block.end)
    return block


def _end_of_text(text: str, start: int, end: int) -> int:
    """Before the blank lines and ``%`` comments at the end of a stretch: they belong to what follows."""
    while True:
        while end > start and text[end - 1].isspace():
            end -= 1
        line = max(text.rfind("\n", start, end), text.rfind("\r", start, end)) + 1
        if line <= start or not text[line:end].lstrip().startswith("%"):
            return end
        end = line


def _give_up(block: Block, message: str, start: int, hint: str) -> None:
    block.broken = True
    block.faults.append(Fault(message, start, start + 1, hint))


def _read_preamble(text: str, block: Block, at: int, limit: int, close: str) -> None:
    at = skip_gap(text, at, limit)
    while at < limit and text[at] != close:
        _, at = read_piece(text, at, limit)
        at = skip_gap(text, at, limit)
        if at < limit and text[at] == "#":
            at = skip_gap(text, at + 1, limit)
    if at >= limit:
        _give_up(block, "this @preamble never ends", block.start, f"close it with {close}")
    block.end = min(at + 1, limit)


def _read_entry(text: str, block: Block, at: int, limit: int, close: str) -> None:
    if block.type != "string":
        at = _read_key(text, block, at, limit, close)
    ordinary = (_IN_BRACES if close == "}" else _IN_PARENTHESES).match
    values = block.values
    while at >= 0:
        match = ordinary(text, at, limit)
        if match is None:
            at = _read_field(text, block, at, limit, close)
            continue
        group = match.lastindex or 4
        start, end = match.span(group)
        name_start, name_end = match.span(1)
        values.append((name_start, name_end, ((_KINDS[group], start, end),), end + (group < 4)))
        at = match.end()
        if text[at - 1] == close:
            block.end = at
            break
    _check_ending(text, block, limit)


def _read_key(text: str, block: Block, at: int, limit: int, close: str) -> int:
    """Reads the key and the comma behind it; the offset of the first field."""
    ordinary = _ORDINARY_KEY.match(text, at, limit)
    if ordinary and close == "}":
        block.key_start, block.key_end = ordinary.span(1)
        return ordinary.end()
    at = skip_gap(text, at, limit)
    key = _KEY.match(text, at, limit)
    start, end = key.span(1) if key else (at, at)
    if close == ")" or (end < limit and text[end] in '()"'):
        end = _generous_key_end(text, start, limit, close)
    block.key_start, block.key_end = start, end
    at = skip_gap(text, end, limit)
    if at >= limit:
        _give_up(block, "this entry never ends", block.start, f"close it with {close}")
        return -1
    if text[at] == ",":
        return at + 1
    if text[at] == close:
        return at
    if text[at] == "=":  # no key at all: what was read is the name of the first field
        block.key_end = start
        block.faults.append(Fault("the entry has no key", start, start, "write a key and a comma after the opening brace"))
        return start
    return _after_odd_key(text, block, at, limit)


def _generous_key_end(text: str, start: int, limit: int, close: str) -> int:
    """Keys may hold parentheses and quotes, as JabRef and Citavi write them."""
    stop = pattern(r"[\s,={}#%]" if close == "}" else r"[\s,={}#%)]").search(text, start, limit)
    return stop.start() if stop else limit


def _after_odd_key(text: str, block: Block, at: int, limit: int) -> int:
    """The key is followed by something else than a comma: a field (the comma was forgotten), or the rest of a key with spaces."""
    if _FIELD.match(text, at, limit):
        end = block.key_end
        block.faults.append(Fault("a comma is missing after the key", end, end, "write a comma after the key"))
        return at
    rest = pattern(r"[^,=\r\n{}]*").match(text, at, limit)
    stop = rest.end() if rest else at
    if stop < limit and text[stop] == ",":
        block.key_end = block.key_start + len(text[block.key_start : stop].rstrip())
        block.faults.append(Fault("the key holds a space", block.key_start, block.key_end, "write a key without spaces"))
        return stop + 1
    _give_up(block, "a comma and fields were expected after the key", at, "write the entry as @type{key, field = {value}}")
    block.faults[-1] = block.faults[-1]._replace(end=at + 1)
    return -1


def _read_field(text: str, block: Block, at: int, limit: int, close: str) -> int:
    """The careful way to read one field, from the gap before it to its comma; the next offset, -1 where the entry is over."""
    at = skip_gap(text, at, limit)
    if at >= limit:
        block.faults.append(Fault("this entry never ends", block.start, block.start + 1, f"close it with {close}"))
        block.end = limit
        return -1
    if text[at] == close:
        block.end = at + 1
        return -1
    if text[at] in "})" and not text[at + 1 : limit].strip():
        opened = "{" if close == "}" else "("
        block.faults.append(
            Fault(f"the entry opens with {opened} and closes with {text[at]}", at, at + 1, f"close it with {close}")
        )
        block.end = at + 1
        return -1
    if text[at] == ",":
        return at + 1
    name = _FIELD.match(text, at, limit)
    if name is None:
        return _skip_junk(text, block, at, limit, close)
    pieces, at = read_pieces(text, name.end(), limit)
    if not pieces:
        block.faults.append(
            Fault(f"the field {name.group(1)} has no value", name.start(1), name.end(1), "write a value, or remove the field")
        )
    else:
        block.values.append((*name.span(1), pieces, at))
    return _after_value(text, block, at, limit, close)


def _after_value(text: str, block: Block, at: int, limit: int, close: str) -> int:
    end, at = at, skip_gap(text, at, limit)
    if at >= limit or text[at] in "})":
        return at
    if text[at] == ",":
        return at + 1
    if _FIELD.match(text, at, limit):
        block.faults.append(Fault("a comma is missing after this value", end, end, "write a comma after the value"))
        return at
    return _skip_junk(text, block, at, limit, close)


def _skip_junk(text: str, block: Block, at: int, limit: int, close: str) -> int:
    """Text where a field should be: reported, and skipped up to the next comma, a line with a field, or the entry's end."""
    stop = at
    while stop < limit and text[stop] not in "," + close:
        if text[stop] == "{":
            closing = closing_brace(text, stop + 1, limit, BRACES)
            if closing < 0:
                raise UnclosedError(stop)
            stop = closing
        elif text[stop] in "\r\n" and _NEXT_LINE_FIELD.match(text, stop, limit):
            break
        stop += 1
    shown = text[at:stop].rstrip()
    message = "a field was expected here, written name = {value}"
    block.faults.append(Fault(message, at, at + max(1, len(shown)), "write it as a field, or remove it"))
    return stop if stop > at or (stop < limit and text[stop] in "," + close) else stop + 1


def _check_ending(text: str, block: Block, limit: int) -> None:
    """Looks for the traces of an unbalanced brace: fields inside a value of an endless entry, fields behind an entry."""
    if block.broken:
        return
    if block.faults and block.faults[-1].message == "this entry never ends":
        for value in block.values:
            kind, start, end = value[2][-1]
            if kind == "{" and _SWALLOWED.search(text, start, end):
                block.faults.pop()
                _give_up(block, "the value that starts here never ends", start - 1, "close its brace")
                return
        block.end = _end_of_text(text, block.start, limit)
    elif block.end < limit and block.type != "string" and _FOLLOWING.match(text, block.end, limit):
        at = block.end - 1
        block.faults.append(Fault("the entry ends here, but more fields follow", at, at + 1, "remove the brace that is too many"))
