"""Real files that nobody here wrote: no crash, no lost entry, right lines, and not one byte changed without a reason."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.core.errors import Declined
from checker.core.finding import Change
from checker.core.reference import Kind
from checker.files import Loaded, load
from checker.files.bib import Bib
from checker.files.splice import edit_many, own_fields
from checker.files.text import read_text, write_text

ENTRY_START = re.compile(
    r"(?:^|(?<=\r))[ \t\ufeff]*(@)[ \t]*(?!(?:comment|string|preamble)\b)[a-z]\w*\s*[{(]", re.MULTILINE | re.IGNORECASE
)
HIDDEN_IN_COMMENTS = 3
"""In one file an ``@Comment{…}`` holds three entries; they are comments to biber and JabRef, and to us."""

OWN = """% Größe
@string{acm = "ACM"}
@article{a, title = {A}, url = {https://a.example/x\\_y}}
@Article (b, title = "B", journal = acm)
@misc{c
  title = {C},
@misc{d, title = {D, year = 2020}

@comment{@misc{hidden, title = {H}}}
%@misc{off, title = {Off}}
  @misc{e, title = {E}, note = {say \\TeX\\
and more}, year = 2020}
"""


def check_that_nothing_is_lost(loaded: Loaded) -> tuple[int, int]:
    """How many entries were read or reported, and how many begin a line of the file."""
    text = loaded.source.text
    present = {match.start(1) for match in ENTRY_START.finditer(text)}
    told = {each.place.start for each in loaded.references}
    ends = [match.end() for match in re.finditer(r"\r\n|\n|\r", text)]
    lost = present - told
    for each in loaded.references:
        assert text[each.place.start] == "@"
        assert each.place.line == bisect_right(ends, each.place.start) + 1
        assert each.kind is not Kind.UNREADABLE or each.problems
        assert each.key is None or each.key_place.text == each.key
        for field in each.fields:
            assert not field.whole or field.place.text == field.value
            assert field.inherited or each.place.start <= field.place.start <= field.place.end <= each.place.end
    return len(present - lost), len(present)


def check_that_edits_are_exact(loaded: Loaded) -> None:
    """Injects an address into every entry, and finds everything else as it was."""
    new = "https://moved.example/a_b%20c?d=1&e#f"
    assert edit_many(Bib(), loaded.source, [(each, []) for each in loaded.references]).text == loaded.source.text
    with_url = [each for each in loaded.references if each.first("url") and not each.first("url").inherited]  # type: ignore[union-attr]
    result = edit_many(Bib(), loaded.source, [(each, [Change("url", new)]) for each in with_url])
    refused = {position for position, _ in result.declined}
    wanted = {each.place.start for position, each in enumerate(with_url) if position not in refused}
    after = Bib().read(load("x.bib", result.text.encode("utf-8", "surrogatepass")).source)
    assert len(after) == len(loaded.references)
    for old, now in zip(loaded.references, after, strict=True):
        if old.place.start in wanted:
            assert now.value("url").replace("\\", "").removeprefix("url{").removesuffix("}") == new
        assert [each for each in own_fields(now) if each[0] != "url"] == [each for each in own_fields(old) if each[0] != "url"]


def corpus(shared: Path) -> Iterator[Path]:
    return (path for path in sorted((shared / "corpora" / "bib").rglob("*")) if path.is_file())


def test_our_own_odd_file() -> None:
    loaded = load("own.bib", OWN.encode())
    assert check_that_nothing_is_lost(loaded) == (5, 5)
    assert [(each.key, each.kind.value, each.place.line) for each in loaded.references] == [
        ("a", "paper", 3),
        ("b", "paper", 4),
        ("c", "paper", 5),
        ("d", "unreadable", 7),
        ("e", "paper", 11),
    ]
    check_that_edits_are_exact(loaded)


def test_no_entry_of_the_corpora_is_lost(shared: Path) -> None:
    lost = 0
    for path in corpus(shared):
        found, present = check_that_nothing_is_lost(load(path.name, path.read_bytes(), Bib()))
        lost += present - found
    assert lost == HIDDEN_IN_COMMENTS


def test_every_file_of_the_corpora_comes_back_byte_for_byte(shared: Path) -> None:
    for path in corpus(shared):
        decoded = read_text(path.read_bytes())
        assert write_text(decoded, decoded.text) == path.read_bytes()


def test_edits_of_the_corpora_are_exact(shared: Path) -> None:
    for path in corpus(shared):
        if path.stat().st_size < 200_000:
            check_that_edits_are_exact(load(path.name, path.read_bytes(), Bib()))


def test_an_edit_of_the_largest_file_changes_one_line(shared: Path) -> None:
    path = max(corpus(shared), key=lambda each: each.stat().st_size)
    loaded = load(path.name, path.read_bytes())
    paper = next(each for each in reversed(loaded.references) if each.first("year"))
    try:
        text = loaded.dialect.edit(loaded.source, paper, [Change("year", "1901")])
    except Declined as reason:
        pytest.fail(str(reason))
    changed = [pair for pair in zip(loaded.source.text.splitlines(), text.splitlines(), strict=True) if pair[0] != pair[1]]
    assert len(changed) == 1
