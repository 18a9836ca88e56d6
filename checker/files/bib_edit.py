"""Planning edits of a BibTeX entry by position: the author's delimiters, layout and comments stay."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from checker.core.errors import Declined
from checker.core.finding import Change
from checker.core.place import Source
from checker.core.protection import protected_like
from checker.core.reference import Field, Kind, Reference
from checker.files import bib_latex, bib_style
from checker.files.bib_entry import Block
from checker.files.bib_scan import block_at
from checker.files.splice import Plan, SpanEdit

TYPE, KEY, NAME = "@type", "@key", "@name:"
"""Names of a `Change` that replace the entry's type (``article``), its key, or the name of a field (``@name:tilte``)."""

_WORD = re.compile(r"[^\s,{}()=\"#%@\\']+\Z")
_LINK_COMMAND = re.compile(r"\\(?:url|href|nolinkurl|path)\s*\{[^{}]*\Z")


@dataclass(slots=True)
class _Draft:
    """The edits so far, and what the entry's own fields will read as: by position in the entry; ``None`` removed."""

    source: Source
    reference: Reference
    block: Block
    own: list[Field]
    values: list[str | None]
    edits: list[SpanEdit] = field(default_factory=list)
    parts: dict[int, list[tuple[int, int, str]]] = field(default_factory=dict)
    added: list[tuple[str, str]] = field(default_factory=list)
    key: str | None = None
    type: str = ""


def plan(source: Source, reference: Reference, changes: Sequence[Change]) -> Plan:
    """The edits for these changes; raises `Declined` with the reason where they cannot be made exactly."""
    draft = _draft(source, reference)
    for change in changes:
        if change.field in (TYPE, KEY):
            _rename(draft, change)
        elif change.field.startswith(NAME):
            _rename_field(draft, change)
        elif change.place is not None and change.value is not None:
            _replace_part(draft, change)
        else:
            _change_field(draft, change)
    _finish_parts(draft)
    _insert(draft)
    kept = [(each.name, value) for each, value in zip(draft.own, draft.values, strict=True) if value is not None]
    return Plan(tuple(draft.edits), (*kept, *draft.added), draft.key, draft.type)


def _draft(source: Source, reference: Reference) -> _Draft:
    block = None if reference.kind is Kind.UNREADABLE else block_at(source.text, reference.place.start, reference.place.end)
    if block is None or block.broken:
        raise Declined("the entry cannot be read")
    own = [each for each in reference.fields if not each.inherited]
    if len(own) != len(block.values):
        raise Declined("the entry does not read as it did")
    return _Draft(source, reference, block, own, [each.value for each in own], key=reference.key, type=reference.type)


def _rename(draft: _Draft, change: Change) -> None:
    value, text = change.value or "", draft.source.text
    if not _WORD.match(value):
        raise Declined(f"{value!r} cannot be a {change.field[1:]}")
    if change.field == KEY:
        place = draft.reference.key_place
        draft.edits.append(SpanEdit(place.start, place.end, value))
        draft.key = value
        return
    start = draft.block.start + 1
    while text[start].isspace():
        start += 1
    end = start + len(draft.block.type)
    written = text[start:end]
    draft.edits.append(
        SpanEdit(start, end, value.upper() if written.isupper() else value.capitalize() if written.istitle() else value)
    )
    draft.type = value.lower()


def _rename_field(draft: _Draft, change: Change) -> None:
    old, new = change.field.removeprefix(NAME).lower(), (change.value or "").lower()
    at = _find(draft, old, change)
    if at is None or not _WORD.match(new) or any(each.name == new for each in draft.own):
        raise Declined(f"the field {old} cannot be renamed {new}")
    start, end, _, _ = draft.block.values[at]
    written = draft.source.text[start:end]
    draft.edits.append(SpanEdit(start, end, new.upper() if written.isupper() else new.capitalize() if written.istitle() else new))
    draft.own[at] = draft.own[at]._replace(name=new)


def _change_field(draft: _Draft, change: Change) -> None:
    """Replaces, adds or removes a whole field."""
    name = change.field.lower()
    at = _find(draft, name, change)
    if at is None:
        if change.value is None:
            raise Declined(f"the entry has no field {name} of its own")
        draft.added.append((name, _written(draft, name, change.value, "")))
    elif change.value is None:
        draft.edits.append(_removal(draft.source.text, draft.block, at))
        draft.values[at] = None
    else:
        _replace_whole(draft, at, change.value)


def _find(draft: _Draft, name: str, change: Change) -> int | None:
    """Which of the entry's own fields is meant; ``None`` where it has none of this name."""
    if change.place is not None:
        found = [
            at
            for at, each in enumerate(draft.own)
            if each.place.start == change.place.start and each.place.end == change.place.end
        ]
        if not found:
            raise Declined(f"the field {name} is not where it was")
        return found[0]
    found = [at for at, each in enumerate(draft.own) if each.name == name]
    if len(found) > 1:
        found = [at for at in found if draft.own[at].value.strip()] or found[:1]
    if len(found) > 1:
        raise Declined(f"the field {name} stands twice in the entry")
    return found[0] if found else None


def _editable(draft: _Draft, at: int) -> Field:
    each = draft.own[at]
    if not each.whole:
        pieces = draft.block.values[at][2]
        what = "is joined from several parts with #" if len(pieces) > 1 else f"is the string {each.place.text}"
        raise Declined(f"the value of {each.name} {what}")
    return each


def _replace_whole(draft: _Draft, at: int, value: str) -> None:
    each = _editable(draft, at)
    kind, start, end = draft.block.values[at][2][0]
    raw = _written(draft, each.name, value, each.value)
    if kind == '"' and '"' in raw:
        raw = _quotes_in_braces(raw)
    bare = kind in "0?" and not (raw.isascii() and raw.isdigit())
    draft.edits.append(SpanEdit(start, end, f"{{{raw}}}" if bare else raw))
    draft.values[at] = raw


def _quotes_in_braces(raw: str) -> str:
    """A quote would end the value, except within braces."""
    depth, written = 0, []
    for character in raw:
        depth += {"{": 1, "}": -1}.get(character, 0)
        written.append('{"}' if character == '"' and depth == 0 else character)
    return "".join(written)


def _replace_part(draft: _Draft, change: Change) -> None:
    place = change.place
    assert place is not None  # noqa: S101 - the caller looked
    inside = [at for at, each in enumerate(draft.own) if each.place.start <= place.start and place.end <= each.place.end]
    if not inside:
        where = "another entry" if draft.reference.first(change.field) else "no field of this entry"
        raise Declined(f"the value stands in {where}")
    at = inside[0]
    each = _editable(draft, at)
    if (place.start, place.end) == (each.place.start, each.place.end) and not bib_latex.is_escaped(each.value):
        _replace_whole(draft, at, change.value or "")
        return
    before = draft.source.text[each.place.start : place.start]
    new = _written_part(draft, each.name, change.value or "", place.text, before)
    draft.edits.append(SpanEdit(place.start, place.end, new))
    draft.parts.setdefault(at, []).append((place.start - each.place.start, place.end - each.place.start, new))


def _finish_parts(draft: _Draft) -> None:
    for at, parts in draft.parts.items():
        value = draft.own[at].value
        for start, end, new in sorted(parts, reverse=True):
            value = value[:start] + new + value[end:]
        draft.values[at] = value


def _written_part(draft: _Draft, name: str, value: str, old: str, before: str) -> str:
    """A stretch within a value, escaped as the stretch was that it replaces."""
    verbatim = name in bib_latex.VERBATIM_FIELDS or _LINK_COMMAND.search(before) is not None
    if "://" not in value and not verbatim:
        return _checked(bib_latex.escaped(value, lacking=_lacking(draft, value)))
    if bib_latex.is_escaped(old) or (not verbatim and not bib_latex.has_special(old)):
        value = bib_latex.escaped_url(value)
    return _checked(value)


def _written(draft: _Draft, name: str, value: str, old: str) -> str:
    """A whole value as it stands between its delimiters."""
    if name in bib_latex.VERBATIM_FIELDS:
        return _checked(bib_latex.escaped_url(value) if bib_latex.is_escaped(old) else value)
    if _is_link(old):
        return _checked(f"\\url{{{value}}}")
    raw = bib_latex.escaped(value, lacking=_lacking(draft, value))
    return _checked(protected_like(old, raw) if name in ("title", "booktitle", "journal", "subtitle") else raw)


def _is_link(old: str) -> bool:
    return old.startswith("\\url{") and old.endswith("}") and old.count("{") == 1


def _lacking(draft: _Draft, value: str) -> frozenset[str]:
    """The characters to write as commands: those that the encoding lacks, or all beyond ASCII in a file that avoids them."""
    if value.isascii():
        return frozenset()
    if draft.source.text.isascii() and re.search(r"\\[\"'`^~=.]\{?\\?[A-Za-z]", draft.source.text):
        return frozenset(each for each in value if not each.isascii())
    if draft.source.encoding.startswith("utf"):
        return frozenset()
    return frozenset(each for each in value if not each.encode(draft.source.encoding, "ignore"))


def _checked(raw: str) -> str:
    """The raw value, if its braces balance and it could not be taken for the start of an entry."""
    depth = 0
    for brace in re.findall(r"[{}]", raw):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            break
    if depth:
        raise Declined(f"the braces of {raw!r} do not balance")
    if "\n" in raw or "\r" in raw:
        raise Declined("the new value holds a line break")
    return raw


def _removal(text: str, block: Block, at: int) -> SpanEdit:
    """The field with its comma, and with its line if nothing else stands there."""
    start, _, _, end = block.values[at]
    comma = re.compile(r"\s*,").match(text, end, block.end)
    end = comma.end() if comma else end
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    rest = re.compile(r"[ \t]*(?:\r\n|\n|\r)").match(text, end)
    if not text[line:start].strip() and rest:
        return SpanEdit(line, rest.end(), "")
    blank = re.compile(r"[ \t]*").match(text, end)
    return SpanEdit(start, blank.end() if blank else end, "")


def _insert(draft: _Draft) -> None:
    """Puts new fields behind the ones that they belong to, in the style of the entry."""
    text, block = draft.source.text, draft.block
    stays = [at for at, value in enumerate(draft.values) if value is not None]
    together: dict[int, list[tuple[str, str]]] = {}
    names = [draft.own[at].name for at in stays]
    for name, value in sorted(draft.added, key=lambda each: bib_style.rank(each[0])):
        behind = bib_style.anchor([*names], name) if stays else -1
        together.setdefault(stays[behind] if behind >= 0 else -1, []).append((name, value))
    for at, fields in together.items():
        if at < 0:
            draft.edits.append(_first_fields(text, block, fields))
            continue
        joint = bib_style.joint(text, block, at)
        written = [_field_text(text, block, at, name, value) for name, value in fields]
        behind_comment = bib_style.comment_end(text, block.values[at])
        if behind_comment >= 0 and joint[:1] == "," and joint[1:].strip(" \t") != "":
            new = "".join(f"{joint[1:]}{each}," for each in written)
            draft.edits.append(SpanEdit(behind_comment, behind_comment, new))
        else:
            end = block.values[at][3]
            draft.edits.append(SpanEdit(end, end, "".join(joint + each for each in written)))


def _field_text(text: str, block: Block, at: int, name: str, value: str) -> str:
    equals = bib_style.equals_sign(text, block, at, name)
    return bib_style.spelled(text, block, name) + equals + bib_style.delimited(block, value)


def _first_fields(text: str, block: Block, fields: Sequence[tuple[str, str]]) -> SpanEdit:
    """Fields of an entry that has none (left): behind the key."""
    newline = "\r\n" if "\r\n" in text else "\n" if "\n" in text or "\r" not in text else "\r"
    new = "".join(f"{newline}  {name} = {{{value}}}," for name, value in fields)
    comma = re.compile(r"\s*,").match(text, block.key_end, block.end)
    if comma:
        return SpanEdit(comma.end(), comma.end(), new)
    return SpanEdit(block.key_end, block.key_end, "," + new + newline)
