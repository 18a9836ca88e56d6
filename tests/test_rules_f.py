"""The rules about the writing itself, where their examples do not reach: few false alarms, and none missed that hurts."""

from datetime import UTC, datetime

import pytest

from checker.core.bibfields import CUSTOM, STANDARD, meant
from checker.core.reference import Catalogue
from checker.core.seen import Seen
from checker.files import load
from checker.judging import THE_RUN
from checker.rules import rule

AT = datetime(2026, 11, 22, tzinfo=UTC)


def judged(identifier: str, *files: str, at: datetime = AT) -> list[str]:
    """The findings of one rule over .bib files (a.bib, b.bib …): line, key, severity where it is moved, message."""
    loaded = [load(f"{chr(97 + number)}.bib", text.encode()) for number, text in enumerate(files)]
    catalogue = Catalogue(tuple(each for one in loaded for each in one.references))
    seen = Seen.of(at=at, catalogue=catalogue)
    judge = rule(identifier)
    return [
        f"{finding.place.path}:{finding.place.line} {finding.key}"
        + (f" [{finding.severity}]" if finding.severity else "")
        + f": {finding.message}"
        for reference in (catalogue.references if not judge.whole else (THE_RUN,))
        for finding in judge.check(reference, seen)
    ]


def field(name: str, value: str) -> str:
    return f"@misc{{a,\n  {name} = {{{value}}}\n}}\n"


def test_keys_are_unique_over_all_files() -> None:
    assert judged("F002", "@misc{x, title = {X}}", "@misc{X, title = {Y}}\n@misc{x, title = {Z}}") == [
        "b.bib:1 X: the key X is already used as x, which is the same without case, at a.bib:1",
        "b.bib:2 x: the key x is already used at a.bib:1",
    ]


def test_entries_without_a_key_are_no_duplicates() -> None:
    assert judged("F002", "@misc{, title = {X}}\n@misc{, title = {Y}}") == []


COMPLETE = {
    "a preprint has no journal": "@article{a, author = {X}, title = {T}, year = 2023, eprint = {2309.06180}}",
    "biblatex": "@article{a, author = {X}, title = {T}, date = {2023-01}, journaltitle = {J}}",
    "an editor will do": "@book{a, editor = {X}, title = {T}, year = 2023}",
    "an organisation will do": "@book{a, organization = {X}, title = {T}, year = 2023}",
    "a page": "@online{a, url = {https://x.example}}",
    "a note": "@misc{a, note = {said so}}",
    "a type of one's own": "@dictum{a, x = {y}}",
    "data for others": "@xdata{a, publisher = {ACM}}",
    "a parent elsewhere": "@inproceedings{a, title = {T}, crossref = {elsewhere}}",
    "in press": "@article{a, author = {X}, title = {T}, pubstate = {inpress}, journal = {J}}",
    "an undefined string is F009's": "@article{a, author = {X}, title = {T}, year = 2023, journal = jmlr}",
}


@pytest.mark.parametrize("case", COMPLETE)
def test_what_identifies_a_work_is_enough(case: str) -> None:
    assert judged("F003", COMPLETE[case]) == []


def test_what_is_missing_is_named_field_by_field() -> None:
    assert judged(
        "F003",
        "@inproceedings{a,\n  title = {T},\n  year = {},\n}\n@phdthesis{b, author = {X}, title = {T}, year = 2020}\n@article{c}",
    ) == [
        "a.bib:1 a: an @inproceedings needs the field author, and this one lacks it",
        "a.bib:1 a: an @inproceedings needs the field year, and this one lacks it (it stands there empty)",
        "a.bib:1 a: an @inproceedings needs the field booktitle, and this one lacks it",
        "a.bib:5 b: a @phdthesis needs the field school, and this one lacks it",
        "a.bib:6 c: this @article has no fields",
    ]


FAULTS = {
    (
        "doi",
        "10.5555/3295222.3295349",
    ): "the ACM Digital Library numbers works without a DOI so; nothing of it is registered at doi.org",
    ("doi", "10.1145"): "a DOI has a slash behind its registrant's number",
    ("doi", "arXiv:2309.06180"): "it is an arXiv id, not a DOI",
    ("arxivid", "2309.6180"): "ids of 2309 have 5 digits behind the dot, not 4",
    ("isbn", "0-13-468599-8"): "its check digit is 8 and should be 7",
    ("isbn", "1234567"): "an ISBN has 10 or 13 digits, not 7",
    ("isbn", "1532-4435"): "it is an ISSN",
    ("orcid", "0000-0002-1825-0098"): "its check digit is 8 and should be 7",
    ("url", "http//example.org"): "it has no scheme such as https://",
    ("url", "https://https://example.org"): "it has two schemes",
    ("url", "see the library"): "it has a space inside",
}


@pytest.mark.parametrize(("name", "value"), FAULTS)
def test_an_identifier_that_cannot_be_one(name: str, value: str) -> None:
    (message,) = judged("F004", field(name, value))
    assert message.startswith(f"a.bib:2 a: “{value}” cannot be ")
    assert message.endswith(f": {FAULTS[name, value]}")


SOUND = [
    ("doi", "10.1145/3600006.3613165"), ("doi", "10.1007/978-3-319-10602-1\\_48"), ("doi", "10/gf8b6v"),
    ("doi", "10.1002/(SICI)1097-4571"),
    ("doi", ""),
    ("doi", "n/a"), ("eprint", "hep-th/9901001"), ("eprint", "26062021"), ("isbn", "9780134685991 0-13-468599-7"),
    ("isbn", "978-0-13-468599-1 (print), 0134685997"), ("issn", "1532-4435"), ("issn", "1532-4435, 1533-7928"),
    ("orcid", "0000-0002-1825-0097"),
    ("url", "https://example.org/a_b%20c?d=1&e#f"), ("url", "\\url{https://example.org/a\\_b}"),
    ("url", "https://a.example and https://b.example"),
    ("url", "https://例え.example/ü"), ("url", "ftp://ftp.example.org/x"),
    ("journal", "arXiv preprint arXiv:2309.06180"), ("pdf", "paper.pdf"),
    ("code", "soon"), ("abstract", "see htp://x"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), SOUND)
def test_an_identifier_that_may_be_one(name: str, value: str) -> None:
    assert judged("F004", field(name, value)) == []


RESPELLED = {
    ("doi", "https://doi.org/10.1145/3600006.3613165"): "10.1145/3600006.3613165",
    ("doi", "doi:10.1145/3600006.3613165"): "10.1145/3600006.3613165",
    ("doi", "http://doi.acm.org/10.1145/1137627.1137631"): "10.1145/1137627.1137631",
    ("doi", "10.1145/3600006.3613165."): "10.1145/3600006.3613165",
    ("doi", "https://dx.doi.org/10.1109/MIC.2008.67"): "10.1109/MIC.2008.67",
    ("eprint", "arXiv:2309.06180v2"): "2309.06180v2",
    ("eprint", "https://arxiv.org/abs/2309.06180"): "2309.06180",
    ("url", "10.1145/3600006.3613165"): "https://doi.org/10.1145/3600006.3613165",
}


@pytest.mark.parametrize(("name", "value"), RESPELLED)
def test_one_right_spelling_is_offered_as_a_safe_fix(name: str, value: str) -> None:
    loaded = load("a.bib", field(name, value).encode())
    reference = loaded.references[0]
    (finding,) = rule("F004").check(reference, Seen.of(at=AT, catalogue=Catalogue(loaded.references)))
    assert finding.fix is not None
    assert finding.fix.safety == "safe"
    assert loaded.dialect.edit(loaded.source, reference, finding.fix.changes) == field(name, RESPELLED[name, value])


def test_an_address_in_the_doi_field_is_only_a_warning() -> None:
    assert judged("F004", field("doi", "https://doi.org/10.1145/3600006")) == [
        "a.bib:2 a [warning]: doi is “https://doi.org/10.1145/3600006” where the DOI alone belongs, 10.1145/3600006"
    ]


def work(key: str, kind: str = "article", **fields: str) -> str:
    base = {
        "author": "Kwon, Woosuk and Li, Z.",
        "title": "Efficient Memory Management for Serving",
        "year": "2023",
        "journal": "J",
    }
    written = {name: value for name, value in (base | fields).items() if value}
    return f"@{kind}{{{key}, " + ", ".join(f"{name} = {{{value}}}" for name, value in written.items()) + "}\n"


TWINS = {
    "spelling": (work("b", title="Efficient {M}emory management for Serving", author="Woosuk Kwon"), "looks like the same work"),
    "arXiv id": (
        work("a", title="", eprint="2309.06180") + work("b", title="", url="https://arxiv.org/pdf/2309.06180v3"),
        "same arXiv id 2309.06180",
    ),
    "a preprint": (work("b", journal="arXiv preprint arXiv:2309.06180", year="2022"), "the preprint and the published version"),
    "a report": (work("b", "techreport", journal=""), "two versions"),
}


@pytest.mark.parametrize("case", TWINS)
def test_one_work_under_two_keys(case: str) -> None:
    text, expected = TWINS[case]
    (message,) = judged("F005", text if "@article{a," in text else work("a") + text)
    assert expected in message


DIFFERENT = {
    "year": work("b", year="2024"),
    "volume": work("a", volume="1") + work("b", volume="2"),
    "venue": work("b", journal="K"),
    "edition": work("a", "book", edition="1") + work("b", "book", edition="2"),
    "kind": work("b", "inproceedings", booktitle="B"),
    "author": work("b", author="Li, Z."),
    "no author": work("a", author="") + work("b", author=""),
    "DOI": work("a", doi="10.1000/a") + work("b", doi="10.1000/b"),
    "a chapter under the DOI of its book": work("a", "incollection", doi="10.1000/a", booktitle="B")
    + work("b", "incollection", doi="10.1000/a", booktitle="B", title="Quite Another Chapter of it"),
    "a generic title": work("a", title="Introduction") + work("b", title="Introduction"),
    "a reprint that says so": work("a") + work("b", related="a"),
    "the same key is F002's": work("A"),
}


@pytest.mark.parametrize("case", DIFFERENT)
def test_two_works_of_one_title(case: str) -> None:
    text = DIFFERENT[case]
    assert judged("F005", text if text.count("@") > 1 else work("a") + text) == []


@pytest.mark.parametrize(
    ("name", "right"),
    [("tilte", "title"), ("auhtor", "author"), ("jounral", "journal"), ("yaer", "year"), ("publsiher", "publisher"),
     ("authors", "author"),
     ("boktitle", "booktitle"), ("abstact", "abstract"), ("volumne", "volume"), ("page", "pages"), ("pubisher", "publisher")],
)  # fmt: skip
def test_a_misspelt_field(name: str, right: str) -> None:
    assert meant(name) == right


@pytest.mark.parametrize(
    "name",
    ["code", "contribution", "data", "bdsk-url-1", "x-tool", "date-added", "url2", "optauthor", "notes", "venue",
     "section", "tldr", "impl",
     "sorttitle", "editoratype", "namea", "annote", "acmid", "ee", "doc", "opt_note", "ids", "paperid", "score", "motto"],
)  # fmt: skip
def test_a_field_of_ones_own(name: str) -> None:
    assert meant(name) is None


def test_no_known_field_is_taken_for_another() -> None:
    assert [name for name in STANDARD | CUSTOM if meant(name)] == []


def test_a_near_name_beside_the_right_one_is_ones_own() -> None:
    assert judged("F006", "@misc{a, title = {T}, titlee = {t}}") == []


@pytest.mark.parametrize(
    "value",
    ["2023", "1850", "2027", "2021a", "1999--2003", "c. 1850", "[1923]", "in press", "To appear", "n.d.", "350 BC", "MCMXC",
     "199X", "{2023}", "2023-05-01", "Oct. 2020", ""],
)  # fmt: skip
def test_a_year(value: str) -> None:
    assert judged("F007", field("year", value)) == []


@pytest.mark.parametrize(
    ("value", "message"),
    [("20223", "“20223” is no year"), ("98", "“98” is no year"), ("Oct", "“Oct” is no year"),
     ("2028", "2028 lies in the future (now is 2026)"),
     ("201o", "“201o” is no year")],
)  # fmt: skip
def test_no_year(value: str, message: str) -> None:
    assert judged("F007", field("year", value)) == [f"a.bib:2 a: {message}"]


def test_the_future_begins_with_the_run_and_not_with_a_clock() -> None:
    assert judged("F007", field("year", "2026"), at=datetime(2024, 1, 1, tzinfo=UTC)) == [
        "a.bib:2 a: 2026 lies in the future (now is 2024)"
    ]


def test_mentions_reach_over_files_and_to_what_could_not_be_read() -> None:
    first = "@inproceedings{a, title = {A}, crossref = {p}, related = {x, y, alias}}\n@misc{x, title = {never closed\n"
    second = "@proceedings{P, title = {P}, ids = {alias}}"
    assert judged("F008", first, second) == ["a.bib:1 a: related names y, and no file has an entry of that key"]


def test_strings_may_be_defined_in_another_file() -> None:
    use = "@article{a, journal = jmlr, series = IEEE_J_PAMI, month = sept}"
    definition = "@string{JMLR = {Journal}}\n@misc{b, title = {B}}"
    assert judged("F009", use, definition) == ["a.bib:1 a: the string sept is used and never defined"]
