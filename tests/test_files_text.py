"""Bytes to text and back, files written whole or not at all, and comments that ask refwatch to look away."""

import codecs
import os
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.core.errors import Declined, UsageError
from checker.core.place import Place, Source
from checker.files import dialect_for, load
from checker.files.atomic import write_atomically
from checker.files.comments import directives
from checker.files.text import read_text, write_text

ENTRY = "@misc{a,\r\n  title = {Größe},\r\n}\r"

ENCODINGS = {
    "UTF-8": (ENTRY.encode(), "utf-8", None),
    "UTF-8 with a mark": (codecs.BOM_UTF8 + ENTRY.encode(), "utf-8", None),
    "UTF-16 with a mark": (codecs.BOM_UTF16_LE + ENTRY.encode("utf-16-le"), "utf-16-le", None),
    "UTF-16, big endian": (codecs.BOM_UTF16_BE + ENTRY.encode("utf-16-be"), "utf-16-be", None),
    "UTF-16 without": (ENTRY.encode("utf-16-le"), "utf-16-le", "no byte order mark; read as UTF-16 (little endian)"),
    "UTF-16 without, big": (ENTRY.encode("utf-16-be"), "utf-16-be", "no byte order mark; read as UTF-16 (big endian)"),
    "Latin-1": (ENTRY.encode("latin-1"), "cp1252", "not UTF-8; read as Windows-1252"),
    "bytes of no encoding": (ENTRY.encode("latin-1") + b"\x81", "latin-1", "not UTF-8; read as Latin-1"),
    "what JabRef notes": (b"% Encoding: ISO8859_2\r\n" + ENTRY.encode("iso-8859-2"), "iso8859-2", "not UTF-8; read as ISO8859-2"),
    "a NUL": (ENTRY.encode() + b"\0", "utf-8", None),
    "nothing": (b"", "utf-8", None),
}


@pytest.mark.parametrize("case", ENCODINGS)
def test_encodings_are_recognised_and_come_back_byte_for_byte(case: str) -> None:
    data, encoding, note = ENCODINGS[case]
    decoded = read_text(data)
    assert (decoded.encoding, decoded.note) == (encoding, note)
    assert not decoded.text.startswith("\ufeff")
    assert write_text(decoded, decoded.text) == data
    if data:
        assert load("x.bib", data).references[0].value("title") == "Größe"


@given(st.binary(max_size=200))
def test_any_bytes_can_be_read_and_written_back(data: bytes) -> None:
    decoded = read_text(data)
    assert write_text(decoded, decoded.text) == data
    load("x.bib", data)


def test_a_character_that_the_encoding_lacks_is_named() -> None:
    decoded = read_text("Größe".encode("cp1252"))
    assert decoded.lacks("Größe Čapek ≤") == {"Č", "≤"}
    with pytest.raises(Declined, match=r"the file's encoding \(Windows-1252\) has no character 'Č'"):
        write_text(decoded, "Čapek")


def test_kinds_of_files_are_told_by_their_names() -> None:
    found = dialect_for("A/References.BIB")
    assert found is not None
    assert found.name == "bib"
    assert dialect_for("README.md") is None
    with pytest.raises(UsageError, match=r"paper\.pdf: refwatch does not read files of this kind; it reads .*\.bib"):
        load("paper.pdf", b"")


def test_a_file_is_replaced_with_its_mode_and_through_its_link(tmp_path: Path) -> None:
    target, link = tmp_path / "real.bib", tmp_path / "link.bib"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link.symlink_to("real.bib")
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o640
    write_atomically(tmp_path / "fresh.bib", b"x")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fresh.bib", "link.bib", "real.bib"]


def test_a_file_that_cannot_be_replaced_stays_and_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "real.bib"
    target.write_bytes(b"old")

    def full(_: object, __: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(target, b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("real.bib", b"old")]


def told(text: str, path: str = "references.bib") -> list[str]:
    """Each directive, and each comment that is wrong, on a line."""
    source = Source(path, text)
    read = directives(source, "bib" if path.endswith("bib") else "yaml")
    found = [
        f"{each.place.line}: {each.rule} until {each.until}, {each.reason}: lines "
        f"{Place(source, each.scope_start, each.scope_end).line} to {Place(source, each.scope_start, each.scope_end).end_line}"
        for each in read.found
    ]
    return found + [f"{each.place.line}: {each.message}" for each in read.problems]


def test_an_ignore_belongs_to_its_entry_or_to_the_file() -> None:
    text = """% refwatch: ignore W011 – we keep the old names

% refwatch: ignore L013 until 2027-06-01 – publisher turns bots away
@misc{a,
  title = {A},
  url = {https://a.example}, % refwatch: ignore dead-link, F - moved (soon)
  note = {50% refwatch: ignore L001 - no comment}
}

% REFWATCH: ignore L001: gone

@misc{b, title = {B}}
"""
    assert told(text) == [
        "1: W011 until None, we keep the old names: lines 1 to 13",
        "3: L013 until 2027-06-01, publisher turns bots away: lines 4 to 8",
        "6: dead-link until None, moved (soon): lines 4 to 8",
        "6: F until None, moved (soon): lines 4 to 8",
        "10: L001 until None, gone: lines 12 to 12",
    ]


def test_an_ignore_above_the_first_entry_belongs_to_it() -> None:
    assert told("% refwatch: ignore F003 – short\n@misc{a, title = {A}}\n") == ["1: F003 until None, short: lines 2 to 2"]


def test_ignores_that_are_wrong_are_told() -> None:
    text = "% refwatch: ignroe L001 – x\n% refwatch: ignore L001\n% refwatch: ignore L001 until soon – x\n@misc{a}\n"
    text += "% refwatch: ignore L001 – x"
    assert told(text) == [
        "1: this comment to refwatch is not understood",
        "2: this ignore gives no reason",
        "3: soon is not a date",
        "5: this ignore belongs to no entry",
    ]


def test_a_directive_covers_what_starts_within_its_scope() -> None:
    source = Source("x.bib", "@misc{a, title = {A}}\n% refwatch: ignore F – x\n@misc{b, title = {B}}\n")
    (directive,) = directives(source, "bib").found
    assert directive.until is None
    assert directive.covers(Place(source, source.text.index("{B}"), len(source.text)))
    assert not directive.covers(Place(source, 0, 5))
    assert not directive.covers(Place(Source("y.bib", source.text), source.text.index("{B}"), len(source.text)))
    dated = directives(Source("x.bib", "% refwatch: ignore F until 2027-01-31 (x)\n@misc{a}"), "bib").found[0]
    assert (dated.until, dated.reason) == (date(2027, 1, 31), "x")


def test_ignores_in_yaml() -> None:
    text = """# refwatch: ignore R004 – quiet by design

tools:
  - id: vllm
    name: vLLM
    url: https://vllm.example  # refwatch: ignore L001 until 2027-01-01 – moving
  # refwatch: ignore L013 – bot wall
  - id: tgi
    name: "TGI # refwatch: ignore L001 – no comment"
"""
    assert told(text, "tools.yaml") == [
        "1: R004 until None, quiet by design: lines 1 to 10",
        "6: L001 until 2027-01-01, moving: lines 4 to 6",
        "7: L013 until None, bot wall: lines 8 to 9",
    ]


@given(st.lists(st.sampled_from(["a", "ü", "\n", "\r\n", "\r", "line\n" * 1200]), max_size=12).map("".join), st.data())
def test_lines_and_columns_are_counted_as_editors_do(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    if text[max(0, offset - 1) : offset + 1] == "\r\n":
        offset += 1  # nothing begins within a line's end
    before = re.split(r"\r\n|\r|\n", text[:offset])
    assert Source("a.bib", text).line_and_column(offset) == (len(before), len(before[-1]) + 1)
