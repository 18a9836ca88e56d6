"""BibTeX and BibLaTeX files: reading them into references with exact places, and editing them by position.

The scanner is our own (`checker.files.bib_scan`). bibtexparser 2 splits well-formed files rightly, but gives no offsets,
miscounts lines after a backslash, merges values at a missing comma, loses the field after a ``%`` comment and hides whole
entries behind a repeated key; every value would have had to be searched for and judged a second time. One pass that keeps
offsets is shorter, faster, and does not have to be imported. bibtexparser serves as a second opinion, where
fixes are proved (`checker.files.bib_witness`) and in the tests.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from sys import intern

from checker.core.collecting import make, without_collecting
from checker.core.finding import Change
from checker.core.patterns import pattern
from checker.core.place import Place, Source
from checker.core.reference import PAPER, UNREADABLE, Field, Problem, Reference, Trouble
from checker.files.bib_entry import Block, Fault
from checker.files.bib_inherit import inherit, keys_of
from checker.files.bib_scan import blocks
from checker.files.bib_strings import defined_strings, may_define_strings, resolved
from checker.files.bib_values import Value
from checker.files.splice import Plan, edit_one

_MENTIONING = ("crossref", "xdata", "xref", "related", "entryset")
"""Fields whose values are keys of other entries; all but the first two only point, and pass nothing on."""
_LISTS = frozenset({"xdata", "related", "entryset"})


_PAGE = pattern(r"\s*(<(?:!doctype html|html|\?xml)\b)", re.IGNORECASE)
_BINARY = pattern(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Bib:
    """The dialect of ``.bib`` files."""

    name = "bib"
    suffixes = frozenset({".bib", ".bibtex"})

    def read(self, source: Source) -> tuple[Reference, ...]:
        """Every entry in the order of the file; ``@string``, ``@preamble`` and ``@comment`` are not entries."""
        with without_collecting():
            return _read(source)

    def edit(self, source: Source, reference: Reference, changes: Sequence[Change]) -> str:
        """The text after the changes; see `Dialect`."""
        return edit_one(self, source, reference, changes)

    def plan(self, source: Source, reference: Reference, changes: Sequence[Change]) -> Plan:
        """The edits for these changes; see `checker.files.splice.Planner`."""
        from checker.files.bib_edit import plan

        return plan(source, reference, changes)


def _read(source: Source) -> tuple[Reference, ...]:
    found: Iterable[Block] = blocks(source.text)
    if may_define_strings(source.text):
        found = list(found)  # a string holds for the whole file, wherever it is defined; others are read as they come
        strings = defined_strings(source.text, found)
    else:
        strings = defined_strings(source.text, ())
    references = [_reference(source, block, strings) for block in found if not _aside(block)]
    if not references and (fault := _no_bibtex(source)):
        return (Reference(None, UNREADABLE, "bib", (), fault.place, fault.place, (fault,)),)
    return tuple(inherit(references))


def _no_bibtex(source: Source) -> Problem | None:
    """What a file without any entry is, where it is not just empty or prose: what a failed download leaves behind."""
    if next(blocks(source.text), None):
        return None
    page = _PAGE.match(source.text)
    what = "a web page" if page else "no text" if _BINARY.search(source.text) else ""
    if not what:
        return None
    place = Place(source, page.start(1) if page else 0, page.end(1) if page else min(1, len(source.text)))
    message = f"this file is {what} and no BibTeX: there is not one entry in it"
    return Problem(Trouble.UNREADABLE, message, place, hint="fetch or export it again")


def _aside(block: Block) -> bool:
    """Whether a block is no entry and has nothing to report."""
    return block.type in ("string", "preamble") and not block.faults


def _reference(source: Source, block: Block, strings: dict[str, str]) -> Reference:
    text = source.text
    key_start, key_end = (block.key_start, block.key_end) if block.key_start >= 0 else (block.start, block.start)
    key = text[key_start:key_end] or None
    place, key_place = make(Place, (source, block.start, block.end)), make(Place, (source, key_start, key_end))
    problems = [_problem(source, fault) for fault in block.faults] if block.faults else []
    if block.broken or block.type in ("string", "preamble"):
        return Reference(key, UNREADABLE, block.type, (), place, key_place, tuple(problems))
    fields = _fields(source, block, strings, problems)
    reference = Reference(key, PAPER, block.type, tuple(fields), place, key_place, tuple(problems))
    names = reference.names
    if len(names) == len(fields) and names.isdisjoint(_MENTIONING):
        return reference
    return replace(reference, problems=(*problems, *_repeated(fields)), mentions=_mentions(fields))


def _problem(source: Source, fault: Fault) -> Problem:
    return Problem(Trouble.UNREADABLE, fault.message, Place(source, fault.start, fault.end), hint=fault.hint)


def _fields(source: Source, block: Block, strings: dict[str, str], problems: list[Problem]) -> list[Field]:
    text = source.text
    fields = []
    for value in block.values:
        name_start, name_end, pieces, _ = value
        kind, start, end = pieces[0]
        if kind in '{"0' and len(pieces) == 1:
            name, place = _name(text[name_start:name_end]), make(Place, (source, start, end))
            fields.append(make(Field, (name, text[start:end], place, False, True)))
        else:
            fields.append(_composed(source, value, strings, problems))
    return fields


@lru_cache(maxsize=4096)
def _name(written: str) -> str:
    return intern(written.lower())


def _composed(source: Source, value: Value, strings: dict[str, str], problems: list[Problem]) -> Field:
    """A value with macros, or joined from several."""
    text = source.text
    name_start, name_end, pieces, _ = value
    name = _name(text[name_start:name_end])
    for kind, start, end in pieces:
        if kind == "a" and text[start:end].lower() not in strings:
            message = f"the string {text[start:end]} is used and never defined"
            problems.append(Problem(Trouble.UNDEFINED_STRING, message, Place(source, start, end), name))
        elif kind == "?":
            message = f"{text[start:end]!r} is neither a number nor the name of a string"
            hint = "put the value in braces"
            problems.append(Problem(Trouble.UNREADABLE, message, Place(source, start, end), name, hint))
    start, end = pieces[0][1], pieces[-1][2]
    if len(pieces) > 1:
        start -= pieces[0][0] in '{"'
        end += pieces[-1][0] in '{"'
    return Field(name, resolved(text, pieces, strings), Place(source, start, end), whole=pieces[0][0] == "?" and len(pieces) == 1)


def _repeated(fields: Sequence[Field]) -> list[Problem]:
    seen: dict[str, Field] = {}
    problems = []
    for each in fields:
        if each.name in seen:
            same = " with the same value" if each.value == seen[each.name].value else ""
            message = f"the field {each.name} stands twice in one entry{same}, first on line {seen[each.name].place.line}"
            problems.append(Problem(Trouble.REPEATED_FIELD, message, each.place, each.name))
        else:
            seen[each.name] = each
    return problems


def _mentions(fields: Sequence[Field]) -> tuple[Field, ...]:
    found = []
    for each in fields:
        if each.name in _MENTIONING and each.whole:
            spans = keys_of(each) if each.name in _LISTS else keys_of(each)[:1]
            found += [Field(each.name, each.value[start:end], each.place.part(start, end)) for start, end in spans]
    return tuple(found)
