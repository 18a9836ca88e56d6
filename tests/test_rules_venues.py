"""Rules about venues and years, on whole entries: W010, W011, W012."""

from datetime import UTC, datetime

import pytest

from checker.core.finding import Finding
from checker.core.reference import Catalogue
from checker.core.seen import Seen
from checker.files import load
from checker.rules import rule


def findings(identifier: str, text: str, path: str = "references.bib") -> list[Finding]:
    references = load(path, text.encode()).references
    seen = Seen.of((), at=datetime(2026, 11, 26, tzinfo=UTC), catalogue=Catalogue(references))
    return [finding for reference in references for finding in rule(identifier).check(reference, seen)]


def entry(**fields: str) -> str:
    body = "".join(f",\n  {name} = {{{value}}}" for name, value in {"title": "On Paging", "author": "Jane Doe", **fields}.items())
    return f"@inproceedings{{doe{body}\n}}\n"


@pytest.mark.parametrize(
    ("venue", "year", "message"),
    [
        ("ICCV", "2022", "ICCV 2022 is claimed, but ICCV was held in 2021 and then in 2023"),
        ("{ECCV}", "2021", "ECCV 2021 is claimed, but ECCV was held since 1990 every second year"),
        ("OSDI 2017", "2018", "OSDI 2017 is claimed, but OSDI was held in 2016 and then in 2018"),
        ("Conference on Language Modeling", "2023", "COLM 2023 is claimed, but COLM was held since 2024"),
    ],
)
def test_a_year_in_which_it_was_not_held(venue: str, year: str, message: str) -> None:
    assert [finding.message for finding in findings("W010", entry(booktitle=venue, year=year))] == [message]


@pytest.mark.parametrize(
    ("venue", "year"),
    [
        ("ICCV 2021", "2022"),  # printed in the year after; the venue's own year counts
        ("NAACL", "2026"),  # of this year the calendar knows nothing
        ("AACL-IJCNLP", "2023"),
        ("ICCV Workshop on Paging", "2022"),
        ("Journal of Paging", "1066"),
        ("SOSP", "n.d."),
        ("arXiv preprint", "1980"),
        ("NeurIPS", "2026"),
    ],
)
def test_where_there_is_nothing_to_say(venue: str, year: str) -> None:
    assert findings("W010", entry(booktitle=venue, year=year)) == []


def test_the_finding_stands_at_the_year() -> None:
    (finding,) = findings("W010", entry(booktitle="SOSP", year="2022"))
    assert (finding.field, finding.place.text, finding.claimed, finding.found) == ("year", "2022", "SOSP 2022", "2021 or 2023")


@pytest.mark.parametrize(
    ("venue", "year", "message"),
    [
        ("SysML", "2022", "SysML was called MLSys in 2022; that name was given up after 2019"),
        ("NIPS 2019", "2019", "NIPS was called NeurIPS in 2019; that name was given up after 2017"),
        ("NeurIPS", "2015", "NeurIPS was called NIPS in 2015; the name came in 2018"),
        ("FAT*", "2022", "FAT* was called FAccT in 2022; that name was given up after 2020"),
    ],
)
def test_a_name_out_of_its_time(venue: str, year: str, message: str) -> None:
    assert [finding.message for finding in findings("W011", entry(booktitle=venue, year=year))] == [message]


@pytest.mark.parametrize(("venue", "year"), [("SysML", "2019"), ("MLSys", "2019"), ("NIPS", "2017"), ("NeurIPS 2018", "2018")])
def test_a_name_in_its_time(venue: str, year: str) -> None:
    assert findings("W011", entry(booktitle=venue, year=year)) == []


def test_only_the_name_is_replaced() -> None:
    (finding,) = findings("W011", entry(booktitle="Proceedings of {SysML} in Austin", year="2022"))
    assert finding.fix is not None
    (change,) = finding.fix.changes
    assert (change.value, change.place and change.place.text, finding.fix.safety.value) == ("MLSys", "SysML", "unsafe")


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        (entry(year="2020"), ["this @inproceedings names no booktitle, nor any other venue"]),
        (entry(year="2020", eprint="2001.00001"), ["this @inproceedings names no booktitle, nor any other venue"]),
        (entry(year="2020", booktitle="ICML"), []),
        ("@article{a, title={T}, author={A}, year={2020}}", ["this @article names no journal, nor any other venue"]),
        ("@article{a, title={T}, author={A}, year={2020}, eprint={2001.00001}}", []),
        ("@article{a, title={T}, author={A}, year={2020}, journal={arXiv preprint arXiv:2001.00001}}", []),
        (
            "@misc{a, title={T}, author={A}, year={2020}}",
            ["this work has no venue, and nothing else that says where it appeared"],
        ),
        ("@misc{a, title={T}, author={A}, year={2020}, howpublished={\\url{https://example.org}}}", []),
        ("@misc{a, title={T}, author={A}, year={2020}, eprint={2001.00001}, archiveprefix={arXiv}}", []),
        ("@book{a, title={T}, author={A}, year={2020}}", []),
    ],
)
def test_a_work_without_a_venue(text: str, messages: list[str]) -> None:
    assert [finding.message for finding in findings("W012", text)] == messages
