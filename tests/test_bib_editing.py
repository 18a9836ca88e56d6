"""Editing BibTeX by position: the author's delimiters, layout and comments stay, and every edit is proved."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.core.errors import Declined
from checker.core.finding import Change
from checker.core.place import Source
from checker.core.reference import Reference
from checker.files import load
from checker.files.bib import Bib
from checker.files.splice import SpanEdit, apply, edit_many, own_fields
from checker.files.text import write_text


def edited(text: str, *changes: Change, entry: int = 0) -> str:
    source = Source("references.bib", text)
    return Bib().edit(source, Bib().read(source)[entry], changes)


def declined(text: str, *changes: Change) -> str:
    with pytest.raises(Declined) as reason:
        edited(text, *changes)
    return str(reason.value)


KWON = """@string{sosp = {SOSP}}

% the founding paper
@InProceedings{kwon2023,
  Author    = "Kwon, Woosuk and others",   % all of them
  Title     = {Efficient {Memory} Management},
  booktitle = sosp # { 2023},
  year      = 2023,
  note      = {See \\url{https://old.example/a_b} and https://old.example/c\\_d.},
  url       = {http://old.example}
}
"""


def test_values_keep_their_delimiters_and_everything_else_stays() -> None:
    changes = [
        Change("author", "Kwon, Woosuk and Li, Zhuohan"),
        Change("title", "Memory & Pages: 50% of it"),
        Change("year", "2024"),
    ]
    assert edited(KWON, *changes) == KWON.replace("and others", "and Li, Zhuohan").replace(
        "Efficient {Memory} Management", "{Memory} \\& Pages: 50\\% of it"
    ).replace("= 2023,", "= 2024,")


def test_new_fields_take_the_style_of_the_entry() -> None:
    changes = [Change("doi", "10.1145/3600006_1"), Change("pages", "611–626"), Change("editor", "Flinn, Jason")]
    assert edited(KWON, *changes) == KWON.replace(
        '"Kwon, Woosuk and others",   % all of them\n',
        '"Kwon, Woosuk and others",   % all of them\n  editor    = {Flinn, Jason},\n',
    ).replace(
        "  year      = 2023,\n",
        "  year      = 2023,\n  pages     = {611–626},\n  doi       = {10.1145/3600006_1},\n",
    )


STYLES = {
    "one line": ("@misc{a, title={A}, year=2020}", "@misc{a, title={A}, year=2020, doi={10.1/x}}"),
    "trailing comma": ("@misc{a,\n\ttitle={A},\n}", "@misc{a,\n\ttitle={A},\n\tdoi={10.1/x},\n}"),
    "capitals": ("@MISC{a,\n  TITLE = {A}\n}", "@MISC{a,\n  TITLE = {A},\n  DOI = {10.1/x}\n}"),
    "quotes": ('@misc{a,\n  title = "A"\n}', '@misc{a,\n  title = "A",\n  doi = "10.1/x"\n}'),
    "leading commas": ("@misc{a\n  , title = {A}\n  }", "@misc{a\n  , title = {A}\n  , doi = {10.1/x}\n  }"),
    "aligned behind": (
        "@misc{a,\n  title =  {A},\n  author = {B},\n  year =   {C},\n}",
        "@misc{a,\n  title =  {A},\n  author = {B},\n  year =   {C},\n  doi =    {10.1/x},\n}",
    ),
    "CRLF": ("@misc{a,\r\n  title = {A}\r\n}\r\n", "@misc{a,\r\n  title = {A},\r\n  doi = {10.1/x}\r\n}\r\n"),
    "no fields": ("@misc{a}\n", "@misc{a,\n  doi = {10.1/x},\n}\n"),
    "a comment behind the last": (
        "@misc{a,\n  title = {A}, % short\n}",
        "@misc{a,\n  title = {A}, % short\n  doi = {10.1/x},\n}",
    ),
    "an empty one is there": ("@misc{a,\n  doi = {},\n  title = {A}\n}", "@misc{a,\n  doi = {10.1/x},\n  title = {A}\n}"),
}


@pytest.mark.parametrize("style", STYLES)
def test_a_new_field_in_every_style(style: str) -> None:
    before, after = STYLES[style]
    assert edited(before, Change("doi", "10.1/x")) == after


def test_a_removed_field_takes_its_line_and_leaves_no_other_trace() -> None:
    assert edited(KWON, Change("year", None)) == KWON.replace("  year      = 2023,\n", "")
    assert edited("@misc{a, title={A}, year=2020, note={x}}", Change("year", None)) == "@misc{a, title={A}, note={x}}"
    assert edited("@misc{a,\n  title = {A}\n}", Change("title", None)) == "@misc{a,\n}"


def test_one_address_in_a_note_is_replaced_where_it_stands() -> None:
    source = Source("references.bib", KWON)
    paper = Bib().read(source)[0]
    note = paper.all("note")[0].place
    first = note.part(note.text.index("https"), note.text.index("}"))
    second = note.part(note.text.rindex("https"), len(note.text) - 1)
    changes = [Change("note", "https://new.example/x_y%20z", first), Change("note", "https://new.example/c_d", second)]
    assert Bib().edit(source, paper, changes) == KWON.replace("https://old.example/a_b", "https://new.example/x_y%20z").replace(
        "https://old.example/c\\_d", "https://new.example/c\\_d"
    )


def test_type_key_and_the_name_of_a_field_can_be_written_too() -> None:
    changes = [Change("@type", "article"), Change("@key", "kwon2023vllm"), Change("@name:booktitle", "journal")]
    assert edited(KWON, *changes) == KWON.replace("InProceedings{kwon2023,", "article{kwon2023vllm,").replace(
        "booktitle =", "journal ="
    )


def test_what_cannot_be_done_exactly_is_declined_with_the_reason() -> None:
    source = Source("references.bib", "@misc{a, month = jan, title = {A}, crossref = {b}}\n@misc{b, year = {2020}}")
    paper = Bib().read(source)[0]
    inherited = paper.all("year")[0]
    assert declined(KWON, Change("booktitle", "SOSP")) == "the value of booktitle is joined from several parts with #"
    assert declined(source.text, Change("month", "feb")) == "the value of month is the string jan"
    assert declined(source.text, Change("year", None)) == "the entry has no field year of its own"
    assert declined(source.text, Change("year", "2021", inherited.place)) == "the value stands in another entry"
    assert declined(KWON, Change("title", "A {brace")) == "the braces of 'A {brace' do not balance"
    assert declined(KWON, Change("title", "two\nlines")) == "the new value holds a line break"
    assert declined("@misc{a, url={x}, url={y}}", Change("url", "z")) == "the field url stands twice in the entry"
    assert declined("@misc{a, title = {A", Change("title", "B")) == "the entry cannot be read"
    assert declined(KWON, Change("@key", "two words")) == "'two words' cannot be a key"


def test_characters_that_the_encoding_lacks_are_written_as_latex() -> None:
    data = "% Encoding: windows-1252\n@misc{a, author = {Müller}, title = {A}}".encode("cp1252")
    loaded = load("references.bib", data)
    changes = [Change("author", "Müller and Čapek and Łukasz"), Change("title", "ε ≤ 1")]
    text = loaded.dialect.edit(loaded.source, loaded.references[0], changes)
    assert text.endswith(
        r"@misc{a, author = {Müller and {\v{C}}apek and {\L}ukasz}, title = {\ensuremath{\varepsilon} \ensuremath{\leq} 1}}"
    )
    assert write_text(loaded.decoded, text).count("ü".encode("cp1252")) == 1


def test_a_file_that_writes_accents_in_ascii_goes_on_doing_so() -> None:
    text = '@misc{a,\n  author = {M{\\"u}ller},\n  title = {A}\n}'
    assert edited(text, Change("author", "Müller and Søren")) == text.replace('M{\\"u}ller', 'M{\\"u}ller and S{\\o}ren')


def test_many_entries_in_one_pass_and_those_that_cannot_are_named() -> None:
    text = "@misc{a, url = {http://a.example}}\n@misc{b, url = me}\n@misc{c, url = {http://c.example}}"
    source = Source("references.bib", text)
    wanted = [(each, [Change("url", "https://new.example")]) for each in Bib().read(source)]
    result = edit_many(Bib(), source, wanted)
    assert result.text == "@misc{a, url = {https://new.example}}\n@misc{b, url = me}\n@misc{c, url = {https://new.example}}"
    assert result.declined == ((1, "the value of url is the string me"),)


def test_an_edit_that_would_read_back_as_something_else_is_declined() -> None:
    class Wrong(Bib):
        def plan(self, source: Source, reference: Reference, changes: Sequence[Change]):  # type: ignore[no-untyped-def]
            right = super().plan(source, reference, changes)
            return type(right)((SpanEdit(0, 0, "@misc{new}\n"),), right.fields, right.key, right.type)

    source = Source("references.bib", KWON)
    result = edit_many(Wrong(), source, [(Bib().read(source)[0], [Change("year", "2024")])])
    assert result.text == KWON
    assert result.declined == ((0, "the edited text would not read as the same entries"),)


def test_edits_are_applied_from_the_end_and_never_twice() -> None:
    assert apply("abcdef", [SpanEdit(4, 5, "E"), SpanEdit(1, 3, "X"), SpanEdit(1, 3, "X"), SpanEdit(3, 3, "-")]) == "aX-dEf"
    for clash in ([SpanEdit(1, 3, "X"), SpanEdit(2, 4, "Y")], [SpanEdit(1, 1, "X"), SpanEdit(1, 1, "Y")]):
        with pytest.raises(Declined):
            apply("abcdef", clash)


NAMES = ["title", "author", "year", "url", "doi", "note", "journal"]
RAW = st.text("abc é&1-:/._", max_size=12)
VALUES = st.builds("{{{}}}".format, RAW) | st.builds('"{}"'.format, RAW) | st.sampled_from(["2020", "jan", '"a" # {b}'])
GAPS = st.sampled_from([",\n  ", ", ", ",\r\n\t", ",\n  % odd, = {\n  ", "\n , "])
ENDS = st.sampled_from(["}", ",\n}", "\n}", " , }"])


@st.composite
def entries(draw: st.DrawFn, key: str) -> str:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=5))
    gap, equals = draw(GAPS), draw(st.sampled_from(["=", " = ", "    = "]))
    fields = [gap + name + equals + draw(VALUES) for name in names]
    return f"@{draw(st.sampled_from(['misc', 'Article']))}{{{key}{''.join(fields)}{draw(ENDS)}"


CHANGES = st.lists(
    st.builds(Change, st.sampled_from(NAMES), st.none() | st.text('abc é&%_{}"#\\1', max_size=10)),
    max_size=4,
    unique_by=lambda each: each.field,
)


@given(st.tuples(entries("one"), entries("two")), CHANGES)
def test_any_change_changes_what_was_meant_and_nothing_else(written: tuple[str, str], changes: list[Change]) -> None:
    text = "% head\n\n" + "\n\n".join(written) + "\n% tail\n"
    source = Source("references.bib", text)
    first, second = Bib().read(source)
    assert (first.problems, second.problems) == ((), ())
    try:
        result = Bib().edit(source, second, changes)
    except Declined:
        return
    one, two = Bib().read(Source("references.bib", result))
    if not changes:
        assert result == text
    assert result.startswith(text[: second.place.start])
    assert result.endswith("\n% tail\n")
    assert own_fields(one) == own_fields(first)
    touched = {each.field for each in changes}
    assert [each for each in own_fields(two) if each[0] not in touched] == [
        each for each in own_fields(second) if each[0] not in touched
    ]
    assert {each.field for each in changes if each.value is not None} <= {each.name for each in two.fields}
    assert two.problems == ()
