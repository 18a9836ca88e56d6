"""A citation is not judged by another version of its work: a preprint, a thesis, an article that waited for its volume."""

from datetime import datetime
from typing import Any

import pytest

from checker.core.answer import Answer
from checker.core.examples import work_answer, work_entry
from checker.core.place import Source
from checker.core.reference import Catalogue
from checker.core.seen import Seen
from checker.core.subjects import subjects
from checker.core.works import assess
from checker.files.bib import Bib
from checker.rules import rule

AT = datetime.fromisoformat("2026-11-22T04:00:00+00:00")


def judged(entry: str, *records: dict[str, Any], source: str = "library") -> tuple[str, list[str]]:
    """The verdict, and the rules that accuse, where this source found these records by the title."""
    (reference,) = Bib().read(Source("references.bib", entry))
    (search,) = [each.name for each in subjects(reference) if each.name.startswith("search:")]
    answers: list[Answer] = [work_answer(search, source, **record) for record in records]
    seen = Seen.of(answers, at=AT, catalogue=Catalogue((reference,)))
    accusing = [name for name in ("W001", "W002", "W003", "W004") for _ in rule(name).check(reference, seen)]
    return str(assess(reference, seen).verdict), accusing


@pytest.mark.parametrize("year", ["2021", "2023", "2024", "2025"])
def test_the_year_of_a_cited_preprint_is_not_that_of_its_publication(year: str) -> None:
    entry = work_entry("article", journal="arXiv preprint arXiv:2301.00001", year=year)
    assert judged(entry, {"venue": "ICML", "year": 2024}) == ("superseded", [])


def test_a_preprint_cited_years_after_its_publication_is_asked_about() -> None:
    entry = work_entry("article", journal="arXiv preprint arXiv:2301.00001", year="2026")
    assert judged(entry, {"venue": "ICML", "year": 2024}) == ("differs", ["W001"])


@pytest.mark.parametrize("kind", ["phdthesis", "techreport", "software", "online", "unpublished"])
def test_another_form_of_a_work_is_not_judged_by_the_paper_of_its_name(kind: str) -> None:
    paper: dict[str, Any] = {"venue": "ICML", "year": 2024, "authors": ["Tarn, Lea", "Bach, Otto"]}
    assert judged(work_entry(kind, year="2021"), paper) == ("unverified", [])


@pytest.mark.parametrize("said", ["Blog post", "Code, version 2", "\\url{https://github.com/tarn/pools}", "Zenodo"])
def test_nor_what_says_that_it_is_code_or_a_page(said: str) -> None:
    assert judged(work_entry("misc", howpublished=said, year="2021"), {"venue": "ICML", "year": 2024}) == ("unverified", [])
    assert judged(work_entry("misc", organization="Pond University", year="2021"), {"venue": "ICML", "year": 2024})[1] == ["W001"]


def test_nor_a_paper_by_the_thesis() -> None:
    entry = work_entry(booktitle="ICML", author="Tarn, Lea and Bach, Otto")
    assert judged(entry, {"type": "thesis", "year": 2026}, source="openalex") == ("unverified", [])


def test_an_article_may_be_cited_by_the_year_of_its_doi() -> None:
    entry = work_entry("article", journal="IEEE Trans. Pattern Anal. Mach. Intell.", year="2022")
    record: dict[str, Any] = {"venue": "IEEE Trans. Pattern Anal. Mach. Intell.", "type": "article", "year": 2024}
    assert judged(entry, record | {"doi": "10.1109/tpami.2022.1234567"})[1] == []
    assert judged(entry, record | {"doi": "10.1109/tpami.2021.1234567"})[1] == ["W001"]
    assert judged(entry, record | {"doi": "10.1000/pool"})[1] == ["W001"]


def test_a_program_by_its_developers_is_not_the_article_about_it() -> None:
    entry = work_entry("misc", author="{Pooling developers}", howpublished="Software", year="2026")
    assert judged(entry, {"venue": "ICML", "year": 2019}) == ("unverified", [])


@pytest.mark.parametrize(
    "title",
    [
        "Erratum: {}",
        "Correction to: {}",
        "Comments on “{}”",
        "Reply to {}",
        "{}: Supplementary Material",
        "{} (Appendix)",
    ],
)
def test_what_is_published_about_a_work_is_not_the_work(title: str) -> None:
    named = title.format("Pooling Larger Pools of Water Together")
    assert judged(work_entry("article", title=named, journal="Pond Letters", year="2025"), {"year": 2024})[1] == []
    assert judged(work_entry("article", title=named, journal="Pond Letters", year="2025"), {"year": 2024, "title": named})[1] == [
        "W001"
    ]


def test_a_chapter_of_a_handbook_is_not_judged_by_the_article_of_its_name() -> None:
    article: dict[str, Any] = {"venue": "J. Mach. Learn. Res.", "type": "article", "year": 2020}
    assert judged(work_entry("incollection", booktitle="Handbook of Ponds"), article) == ("unverified", [])
