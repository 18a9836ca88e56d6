"""Reading BibTeX: every value with its exact place, whatever the file; nothing vanishes silently."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import SupportsIndex

import pytest
from bibtexparser.splitter import Splitter
from hypothesis import given
from hypothesis import strategies as st

from checker.core.place import Source
from checker.core.reference import Kind, Reference, Trouble
from checker.files.bib import Bib
from checker.files.bib_scan import blocks


def read(text: str) -> tuple[Reference, ...]:
    return Bib().read(Source("references.bib", text))


def lines(references: Iterable[Reference]) -> list[str]:
    """One line a value: where it stands, its name and what it says."""
    return [f"{each.place.line}:{each.place.column} {each.name} = {each.value}" for one in references for each in one.fields]


def told(references: Iterable[Reference]) -> list[str]:
    """One line a problem: where, of which entry, what."""
    return [f"{each.place.line}:{each.place.column} {one.key}: {each.message}" for one in references for each in one.problems]


def test_every_value_knows_its_place() -> None:
    text = """@article{kwon2023,
  title  = {Efficient {Memory} Management},
  Author = "Kwon, Woosuk and {Li, Z.}",
  year   = 2023,
  url    = {https://doi.org/10.1145/3600006.3613165}
}
"""
    (paper,) = read(text)
    assert (paper.key, paper.type, paper.kind) == ("kwon2023", "article", Kind.PAPER)
    assert (paper.place.line, paper.place.column, paper.place.end_line, paper.place.end_column) == (1, 1, 6, 2)
    assert (paper.key_place.column, paper.key_place.text) == (10, "kwon2023")
    assert lines([paper]) == [
        "2:13 title = Efficient {Memory} Management",
        "3:13 author = Kwon, Woosuk and {Li, Z.}",
        "4:12 year = 2023",
        "5:13 url = https://doi.org/10.1145/3600006.3613165",
    ]
    assert all(each.whole and each.place.text == each.value for each in paper.fields)
    assert paper.problems == ()


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_end_as_editors_count_them(newline: str) -> None:
    written = ["% Größe", "@misc{a, note = {\\TeX\\", "  and more\u2028},", "  year = 2020", "}", "@misc{b, title = {B}}"]
    assert lines(read(newline.join(written))) == [
        f"2:18 note = \\TeX\\{newline}  and more\u2028",
        "4:10 year = 2020",
        "6:19 title = B",
    ]


def test_strings_and_concatenations_are_resolved_and_not_rewritable() -> None:
    text = """@string{jmlr = "Journal of " # {Machine Learning}}
@STRING(full = jmlr # { Research})
@article{a, journal = Full, month = mar, volume = "1" # 2 # {x}, year = 20 # "17"}
"""
    (paper,) = read(text)
    assert lines([paper]) == [
        "3:23 journal = Journal of Machine Learning Research",
        "3:37 month = March",
        "3:51 volume = 12x",
        "3:73 year = 2017",
    ]
    assert not any(each.whole for each in paper.fields)
    assert [each.place.text for each in paper.fields] == ["Full", "mar", '"1" # 2 # {x}', '20 # "17"']


def test_a_string_holds_for_the_whole_file_however_it_is_written() -> None:
    (reference,) = read("@misc{a, journal = jmlr}\n@  STRING(jmlr = {Journal of Machine Learning Research})\n")
    assert reference.value("journal") == "Journal of Machine Learning Research"


def test_an_undefined_string_stands_for_itself_and_is_a_problem() -> None:
    (paper,) = read("@article{a,\n  journal = jmlr,\n  month = sept # {~3}\n}\n")
    assert lines([paper]) == ["2:13 journal = jmlr", "3:11 month = sept{~3}".replace("{~3}", "~3")]
    assert told([paper]) == [
        "2:13 a: the string jmlr is used and never defined",
        "3:11 a: the string sept is used and never defined",
    ]
    assert {each.trouble for each in paper.problems} == {Trouble.UNDEFINED_STRING}


def test_comments_stand_wherever_people_put_them() -> None:
    text = """% a note, with = and , and {
@article{a, % the key
  % url = {https://old.example/},
  title = {A}, % a title = {
  year % odd
    = 2020 % no comma yet
  , note = {50% of it}
}
%@article{off, title = {Off},
%  year = 1999}
@comment{@article{hidden, title = {Hidden}}}
@Comment{jabref-meta: grouping:0 {AllEntriesGroup:;}}
@preamble{"\\newcommand{\\x}{}" # {y}}
mail someone@example.org {or not}
@comment anything
"""
    assert lines(read(text)) == ["4:12 title = A", "6:7 year = 2020", "7:13 note = 50% of it"]
    assert told(read(text)) == []


def test_an_unclosed_comment_hides_one_line() -> None:
    assert [each.key for each in read("@comment{ {\n@misc{a, title = {A}}\n")] == ["a"]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (
            "\n<!DOCTYPE html><p>Log in",
            ["2:1 None: this file is a web page and no BibTeX: there is not one entry in it"],
        ),
        ("\x89PNG\r\n\x1a\n\x00", ["1:1 None: this file is no text and no BibTeX: there is not one entry in it"]),
        ("", []),
        ("% nothing cited yet\n", []),
        ("@string{a = {b}}\n", []),
    ],
)
def test_a_file_that_holds_no_bibtex_at_all_is_unreadable_and_an_empty_one_is_not(text: str, problems: list[str]) -> None:
    assert told(read(text)) == problems


def test_a_repeated_field_keeps_both_values() -> None:
    (paper,) = read("@misc{a,\n url = {https://one.example},\n URL = {https://two.example},\n url = {https://one.example}}")
    assert [each.value for each in paper.all("url")] == ["https://one.example", "https://two.example", "https://one.example"]
    assert told([paper]) == [
        "3:9 a: the field url stands twice in one entry, first on line 2",
        "4:9 a: the field url stands twice in one entry with the same value, first on line 2",
    ]


def test_parentheses_delimit_too() -> None:
    (paper,) = read('@misc(a, title = {A (really)}, note = "(b)", year = 2020)')
    assert lines([paper]) == ["1:19 title = A (really)", "1:40 note = (b)", "1:53 year = 2020"]


def test_missing_commas_are_reported_and_nothing_is_merged() -> None:
    papers = read("@misc{nvidia_dali\n  title = {DALI}\n  author = {NVIDIA},\n  year = 2018\n}\n")
    assert lines(papers) == ["2:12 title = DALI", "3:13 author = NVIDIA", "4:10 year = 2018"]
    assert told(papers) == [
        "1:18 nvidia_dali: a comma is missing after the key",
        "2:17 nvidia_dali: a comma is missing after this value",
    ]


UNCLOSED = {
    "brace": ("@misc{a,\n  title = {A,\n  year = {2020}\n}\n\n", "2:11 a: the value that starts here never ends"),
    "two braces": ("@misc{a,\n  title = {{A,\n  year = {2020}\n}\n\n", "2:11 a: the value that starts here never ends"),
    "quote": ('@misc{a,\n  title = "A,\n  year = 2020\n}\n\n', "2:11 a: the value that starts here never ends"),
    "entry": ("@misc{a,\n  title = {A},\n  year = 2020\n\n", "1:1 a: this entry never ends"),
    "only a key": ("@misc{a\n\n", "1:1 a: this entry never ends"),
    "preamble": ("@preamble{ {x}\n\n", "1:1 None: this @preamble never ends"),
    "string": ('@string{a = "x\n\n', "1:13 None: the value that starts here never ends"),
}


@pytest.mark.parametrize("case", UNCLOSED)
def test_what_never_ends_costs_its_entry_and_not_the_neighbours(case: str) -> None:
    text, expected = UNCLOSED[case]
    first, second = read(text + "@misc{b,\n  title = {B}\n}\n")
    assert told([first]) == [expected]
    assert (second.key, second.value("title"), second.problems) == ("b", "B", ())
    assert first.kind is (Kind.PAPER if case == "entry" else Kind.UNREADABLE)
    assert first.place.text == text.rstrip()


def test_a_comment_behind_what_never_ends_belongs_to_what_follows() -> None:
    first = read("@misc{a,\n  title = {A,\n% odd\n  year = {2020}\n}\n\n% one\n\n  % two\n@misc{b, title = {B}}")[0]
    assert first.place.end_line == 5


def test_a_brace_too_many_is_seen_by_the_fields_behind_it() -> None:
    papers = read("@misc{a,\n  title = {A}},\n  year = 2020\n}\n@misc{b, title = {B}}")
    assert told(papers) == ["2:14 a: the entry ends here, but more fields follow"]


def test_keys_as_programs_write_them() -> None:
    text = "@misc{, title = {A}}\n@misc{title = {B}}\n@misc{a (b), title = {C}}\n"
    text += "@misc{x:y/z.1+é, title = {D}}\n@misc{two words, title = {E}}"
    papers = read(text)
    assert [each.key for each in papers] == [None, None, "a (b)", "x:y/z.1+é", "two words"]
    assert [each.value("title") for each in papers] == list("ABCDE")
    assert told(papers) == [
        "2:7 None: the entry has no key",
        "3:7 a (b): the key holds a space",
        "5:7 two words: the key holds a space",
    ]


def test_odd_values_are_read_as_far_as_they_go() -> None:
    text = "@misc{a,\n  year = 2010a,\n  title = ,\n  note {x},\n  pages = 1-10,\n  isbn = {1}\n}\n"
    (paper,) = read(text)
    assert paper.value("year") == "2010a"
    assert paper.value("isbn") == "1"
    assert told([paper]) == [
        "3:3 a: the field title has no value",
        "4:3 a: a field was expected here, written name = {value}",
        "2:10 a: '2010a' is neither a number nor the name of a string",
        "5:11 a: '1-10' is neither a number nor the name of a string",
    ]


def test_escaped_braces_are_counted_as_the_entry_demands() -> None:
    assert lines(read(r"@misc{a, title = {a \{ b}, year = 2020}")) == [r"1:19 title = a \{ b", "1:35 year = 2020"]
    assert lines(read(r"@misc{a, title = {a \} b}, year = 2020}")) == [r"1:19 title = a \} b", "1:35 year = 2020"]
    assert lines(read(r"@misc{a, path = {C:\x\}, year = 2020}")) == [r"1:18 path = C:\x" + "\\", "1:33 year = 2020"]


def test_an_at_sign_in_a_value_is_no_entry() -> None:
    (paper,) = read("@misc{a,\n  title = {LeQua @ {CLEF}},\n  note = {\n    @ {home}, me@x.org {y}}\n}")
    assert paper.problems == ()


def test_several_entries_on_one_line() -> None:
    assert [each.key for each in read("@misc{a, title={A}} @misc{b, title={B}}@misc{c}")] == ["a", "b", "c"]


def test_crossref_inherits_what_the_whole_says_about_its_parts() -> None:
    text = """@inproceedings{kwon2023,
  title = {Efficient Memory Management},
  crossref = {SOSP2023},
  publisher = {Ours},
}
@proceedings{sosp2023,
  title = {Proceedings of SOSP},
  year = 2023,
  publisher = {ACM},
  doi = {10.1145/3600006},
  url = {https://sosp2023.mpi-sws.org},
}
"""
    paper = read(text)[0]
    assert [(each.name, each.value, each.place.line) for each in paper.fields if each.inherited] == [
        ("booktitle", "Proceedings of SOSP", 7),
        ("year", "2023", 8),
    ]
    assert not any(each.whole for each in paper.fields if each.inherited)
    assert [(each.name, each.value, each.place.text) for each in paper.mentions] == [("crossref", "SOSP2023", "SOSP2023")]


def test_xdata_is_inherited_over_several_steps_and_in_circles() -> None:
    text = """@xdata{one, publisher = {ACM}, xdata = {two}}
@xdata{two, location = {New York}, url = {https://acm.org}, xdata = {one}}
@book{a, title = {A}, xdata = {one, none}}
"""
    book = read(text)[2]
    assert {each.name: each.value for each in book.fields if each.inherited} == {
        "publisher": "ACM",
        "location": "New York",
        "url": "https://acm.org",
    }
    assert [(each.value, each.place.column) for each in book.mentions] == [("one", 32), ("none", 37)]


def test_a_nul_and_a_byte_order_mark_in_the_middle_do_no_harm() -> None:
    papers = read("\ufeff@misc{a, title = {A\0B}}\n\ufeff@misc{b, title = {C}}")
    assert [each.value("title") for each in papers] == ["A\0B", "C"]


def test_hostile_text_is_read_in_linear_time() -> None:
    for text in ("{" * 200_000, "@misc{a, t = " + "{" * 200_000, "@a{" * 50_000, "@misc{a," + " \n" * 200_000, "%" * 200_000):
        read(text)
    read("@misc{a, note = {" + "\n" * 100_000 + "}}")
    read("@comment{\n" * 200)


class Copied(str):
    """Text that counts the characters that are copied out of it."""

    copied = 0

    def __getitem__(self, at: SupportsIndex | slice) -> str:
        part = super().__getitem__(at)
        self.copied += len(part)
        return part


@pytest.mark.parametrize("between", ["", " ", "\n", "}} "])
def test_entries_that_share_a_line_are_not_copied_again_for_each_of_them(between: str) -> None:
    text = Copied(between.join(f"@misc{{k{number}, title = {{T}}, year = 2001}}" for number in range(2000)))
    assert len(list(blocks(text))) == 2000
    assert text.copied < len(text)


def test_strings_and_parents_cannot_be_stacked_without_end() -> None:
    doubled = "".join(f"@string{{s{at + 1} = s{at} # s{at}}}\n" for at in range(60))
    assert len(read("@string{s0 = {xx}}\n" + doubled + "@misc{a, note = s60}")[0].value("note")) <= 100_000
    chain = "".join(f"@misc{{k{at}, xdata = {{k{at + 1}, k{at + 2}}}, f{at} = {{x}}}}\n" for at in range(300))
    assert [each.name for each in read(chain)[0].fields if each.name.startswith("f")] == [f"f{at}" for at in range(11)]


VALUES = st.text('ab {}"\\%,=#@\n\r\té', max_size=12)
NAMES = st.sampled_from(["title", "Year", "x-y", "", "doi"])
FIELDS = st.builds("{} = {}".format, NAMES, VALUES | st.builds("{{{}}}".format, VALUES))
TYPES = st.sampled_from(["misc", "article", "string", "comment", "preamble"])
ENTRIES = st.builds("@{}{{{},{}}}".format, TYPES, VALUES, st.lists(FIELDS).map(",\n".join))


@given(st.lists(ENTRIES | VALUES).map("\n".join))
def test_no_text_is_too_odd_to_read(text: str) -> None:
    references = read(text)
    places = [each.place for each in references]
    assert all(first.end <= second.start for first, second in pairwise(places))
    for reference in references:
        assert text[reference.place.start] == "@"
        for each in reference.fields:
            if each.whole:
                assert each.place.text == each.value
        for problem in reference.problems:
            assert 0 <= problem.place.start <= problem.place.end <= len(text) + 1
    assert [repr(each) for each in references] == [repr(each) for each in read(text)]


PLAIN = st.text("abc XYZ é1-:'&", max_size=20)


WRITTEN = st.tuples(st.sampled_from(["title", "note", "journal"]), PLAIN, st.booleans())


@given(st.lists(WRITTEN, max_size=3, unique_by=lambda each: each[0]))
def test_well_formed_entries_are_read_as_bibtexparser_reads_them(fields: list[tuple[str, str, bool]]) -> None:
    written = [f"  {name} = " + (f'"{value}"' if quoted else f"{{{value}}}") for name, value, quoted in fields]
    text = "@article{key,\n" + ",\n".join(written) + "\n}\n"
    (ours,) = read(text)
    (theirs,) = Splitter(text).split().entries
    assert [(each.name, each.value) for each in ours.fields] == [
        (each.key, re.sub(r'\A["{]|["}]\Z', "", each.value)) for each in theirs.fields
    ]
