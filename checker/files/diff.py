r"""Unified diffs of bytes, exact enough for ``git apply``: line endings, encodings and a missing last newline included."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_CONTEXT = 3
_NO_NEWLINE = b"\\ No newline at end of file\n"
_PLAIN = frozenset(range(0x20, 0x7F)) - {0x22, 0x5C}
_ESCAPES = {0x07: "a", 0x08: "b", 0x09: "t", 0x0A: "n", 0x0B: "v", 0x0C: "f", 0x0D: "r", 0x22: '"', 0x5C: "\\"}


@dataclass(frozen=True, slots=True)
class _Edit:
    """Old lines ``a_start:a_end`` became new lines ``b_start:b_end``."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int


def unified_diff(path: str, old: bytes, new: bytes) -> bytes:
    """The diff of one file, empty where nothing differs. ``path`` is as git should know it, with forward slashes."""
    before, after = _lines(old), _lines(new)
    hunks = [_hunk(before, after, group) for group in _groups(list(_edits(before, after)))]
    if not hunks:
        return b""
    name = path.lstrip("/")
    return b"".join([b"--- ", _quoted(f"a/{name}"), b"\n+++ ", _quoted(f"b/{name}"), b"\n", *hunks])


def _lines(data: bytes) -> list[bytes]:
    """Lines as git counts them: only a line feed ends one."""
    pieces = data.split(b"\n")
    return [piece + b"\n" for piece in pieces[:-1]] + ([pieces[-1]] if pieces[-1] else [])


def _edits(a: Sequence[bytes], b: Sequence[bytes]) -> Iterator[_Edit]:
    """Where the two differ, in order. Edits are few and short, so the next common stretch is looked for nearby."""
    i = j = 0
    while i < len(a) or j < len(b):
        if i < len(a) and j < len(b) and a[i] == b[j]:
            i, j = i + 1, j + 1
            continue
        skipped_a, skipped_b = _resume(a, b, i, j)
        if skipped_a == skipped_b:  # lines that correspond one by one: those between that are the same are no edit
            skipped_a = skipped_b = next(at for at in range(1, skipped_a + 1) if a[i + at : i + at + 1] == b[j + at : j + at + 1])
        yield _Edit(i, i + skipped_a, j, j + skipped_b)
        i, j = i + skipped_a, j + skipped_b


def _resume(a: Sequence[bytes], b: Sequence[bytes], i: int, j: int) -> tuple[int, int]:
    """How many lines of each to skip until three lines, or all that is left, agree again."""
    rest_a, rest_b = len(a) - i, len(b) - j
    for total in range(1, rest_a + rest_b):
        for skip_a in range(max(0, total - rest_b), min(total, rest_a) + 1):
            skip_b = total - skip_a
            if a[i + skip_a : i + skip_a + _CONTEXT] == b[j + skip_b : j + skip_b + _CONTEXT]:
                return skip_a, skip_b
    return rest_a, rest_b


def _groups(edits: Sequence[_Edit]) -> Iterator[list[_Edit]]:
    """Edits whose contexts touch share a hunk."""
    group: list[_Edit] = []
    for each in edits:
        if group and each.a_start - group[-1].a_end > 2 * _CONTEXT:
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def _hunk(a: Sequence[bytes], b: Sequence[bytes], group: Sequence[_Edit]) -> bytes:
    lead = min(_CONTEXT, group[0].a_start)
    trail = min(_CONTEXT, len(a) - group[-1].a_end)
    a_start, b_start = group[0].a_start - lead, group[0].b_start - lead
    a_end, b_end = group[-1].a_end + trail, group[-1].b_end + trail
    parts = [f"@@ -{_range(a_start, a_end)} +{_range(b_start, b_end)} @@\n".encode()]
    at = a_start
    for each in group:
        parts += [_line(b" ", line) for line in a[at : each.a_start]]
        parts += [_line(b"-", line) for line in a[each.a_start : each.a_end]]
        parts += [_line(b"+", line) for line in b[each.b_start : each.b_end]]
        at = each.a_end
    parts += [_line(b" ", line) for line in a[at:a_end]]
    return b"".join(parts)


def _range(start: int, end: int) -> str:
    length = end - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


def _line(sign: bytes, line: bytes) -> bytes:
    return sign + line if line.endswith(b"\n") else sign + line + b"\n" + _NO_NEWLINE


def _quoted(name: str) -> bytes:
    """A file's name as git reads it: in quotes with C escapes if it has odd characters, a tab behind if it has spaces."""
    raw = name.encode("utf-8", "surrogateescape")
    if all(byte in _PLAIN for byte in raw):
        return raw + (b"\t" if b" " in raw else b"")
    escaped = "".join(chr(byte) if byte in _PLAIN else f"\\{_ESCAPES.get(byte) or f'{byte:03o}'}" for byte in raw)
    return f'"{escaped}"'.encode("ascii")
