"""Is the citation true? What sources say, and what is made of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from checker.core.answer import Answer, Outcome, Subject, Topic
from checker.core.examples import work_answer, work_entry
from checker.core.finding import Finding, Severity
from checker.core.place import Source
from checker.core.reference import Catalogue, Reference
from checker.core.seen import Seen
from checker.core.subjects import subjects
from checker.core.works import Assessment, assess, digest
from checker.core.works_planning import still_to_ask
from checker.files.bib import Bib
from checker.rules import rule

AT = datetime.fromisoformat("2026-11-22T04:00:00+00:00")
SEARCH = "search:poolinglargerpoolsofwatertogether|tarn|2024"
RULES = ["W001", "W002", "W003", "W004", "W005", "W006", "W007", "W008", "W009"]


def read(text: str) -> Reference:
    """The one entry of a text."""
    (reference,) = Bib().read(Source("references.bib", text))
    return reference


def seen_of(reference: Reference, answers: Iterable[Answer]) -> Seen:
    return Seen.of(answers, at=AT, catalogue=Catalogue((reference,)))


def assessed(text: str, *answers: Answer) -> Assessment:
    reference = read(text)
    return assess(reference, seen_of(reference, answers))


def found(text: str, *answers: Answer) -> list[tuple[str, Severity]]:
    """The rules that find something, with the severity of what they find."""
    reference = read(text)
    seen = seen_of(reference, answers)
    return [(name, _severity(name, each)) for name in RULES for each in rule(name).check(reference, seen)]


def _severity(name: str, finding: Finding) -> Severity:
    return finding.severity or rule(name).severity


# -- verdicts -----------------------------------------------------------------------------------------------------------------


def test_an_own_identifier_that_agrees_verifies() -> None:
    entry = work_entry(booktitle="ICML", doi="10.1000/pool")
    assert assessed(entry, work_answer("doi:10.1000/pool", venue="ICML")).verdict == "verified"


def test_nobody_could_be_asked() -> None:
    told = assessed(work_entry(booktitle="ICML"))
    assert (told.verdict, told.reasons) == ("unverified", ("nobody was asked for its title",))


def test_a_source_that_refused_is_named_and_accuses_nobody() -> None:
    entry = work_entry(booktitle="ICML", doi="10.1000/pool")
    refused = [work_answer(name, "crossref", Outcome.REFUSED) for name in ("doi:10.1000/pool", SEARCH)]
    told = assessed(entry, *refused)
    assert told.verdict == "unverified"
    assert "crossref: refused" in told.reasons
    assert found(entry, *refused) == []


def test_why_a_source_could_not_say_is_said_once() -> None:
    entry = "@misc{frogs,\n  title = {On the Fate of Frogs in Ponds},\n  year = {2024}\n}\n"
    (search,) = subjects(Bib().read(Source("references.bib", entry))[0])
    wall = replace(work_answer(search.name, "dblp", Outcome.REFUSED), detail="a page came instead of data")
    told = assessed(entry, wall)
    assert (told.verdict, told.reasons) == (
        "unverified",
        (
            "dblp: a page came instead of data",
            "works of this kind are recorded nowhere in full",
            "without title and authors it cannot be searched for",
            "nobody who was asked for its title could answer",
        ),
    )
    assert told.absence
    assert not told.absence.certain


def test_a_venue_that_the_record_does_not_name_is_not_confirmed() -> None:
    told = assessed(work_entry(booktitle="ICML", doi="10.1000/pool"), work_answer("doi:10.1000/pool"))
    assert (told.verdict, told.reasons) == ("unverified", ("the venue could not be compared (missing record)",))


def test_a_doi_that_nobody_confirmed_is_not_verified_by_the_title() -> None:
    told = assessed(work_entry(doi="10.9999/other"), work_answer(SEARCH, "library", doi=""))
    assert (told.verdict, told.reasons) == ("unverified", ("its DOI could not be confirmed",))


def test_records_are_never_mixed() -> None:
    """One source has the year right, the other the venue: neither record agrees, so the citation is not verified."""
    entry = work_entry(booktitle="ICML", year="2024")
    answers = (
        work_answer(SEARCH, "crossref", venue="ICML", year=2022),
        work_answer(SEARCH, "openalex", venue="AAAI", year=2024),
    )
    assert assessed(entry, *answers).verdict == "differs"


def test_of_two_versions_the_one_that_fits_is_the_one_that_is_cited() -> None:
    entry = work_entry("article", journal="Journal of Machine Learning Research", year="2024")
    answers = (
        work_answer(SEARCH, "library", venue="ICML", year=2022),
        work_answer(SEARCH, "crossref", venue="Journal of Machine Learning Research", year=2024, type="article"),
    )
    assert assessed(entry, *answers).verdict == "verified"


def test_a_journal_version_is_not_judged_by_the_conference_paper() -> None:
    entry = work_entry("article", journal="Journal of Machine Learning Research", year="2024")
    told = assessed(entry, work_answer(SEARCH, "library", venue="ICML", year=2022))
    assert (told.verdict, found(entry, work_answer(SEARCH, "library", venue="ICML", year=2022))) == ("unverified", [])


def test_a_short_title_shared_by_others_accuses_nobody() -> None:
    entry = work_entry(title="On Frogs", booktitle="ICML")
    other = work_answer("search:onfrogs|tarn|2024", "library", title="On Frogs", authors=["Bach, Otto"], year=1999, venue="KDD")
    told = assessed(entry, other)
    assert (told.verdict, found(entry, other)) == ("unverified", [])


def test_a_title_that_ends_like_another_is_not_that_other_work() -> None:
    """Two papers, and most of the authors of the one wrote the other."""
    text = (
        "@inproceedings{a, title={Visual Instruction Tuning}, booktitle={NeurIPS}, year=2023,\n"
        " author={Liu, Haotian and Li, Chunyuan and Wu, Qingyang and Lee, Yong Jae}}\n"
    )
    question = "search:visualinstructiontuning|liu|2023"
    people = ["Liu, Haotian", "Li, Chunyuan", "Li, Yuheng", "Lee, Yong Jae"]
    title = "Improved Baselines with Visual Instruction Tuning"
    later = work_answer(question, "library", title=title, authors=people, year=2024, venue="CVPR", doi="10.1109/x")
    assert found(text, later) == []
    assert found(text.replace("Liu, Haotian and Li, Chunyuan and Wu, Qingyang and Lee, Yong Jae", "Liu and others"), later) == []


def test_several_works_of_one_title_are_ambiguous() -> None:
    entry = "@misc{frogs,\n  title = {On the Fate of Frogs in Ponds}\n}\n"
    records = [
        {
            "title": "On the Fate of Frogs in Ponds",
            "authors": [name],
            "year": 2000 + number,
            "type": "article",
            "venue": "J. Frogs",
        }
        for number, name in enumerate(("Bach, Otto", "Tarn, Lea"))
    ]
    answer = Answer("library", Topic.WORK, "search:onthefateoffrogsinponds||", Outcome.FOUND, AT, {"candidates": records})
    assert assessed(entry, answer).verdict == "ambiguous"


def test_a_review_is_not_the_book() -> None:
    entry = work_entry("book", title="A System of Ponds", publisher="Pond Press")
    review = work_answer(
        "search:asystemofponds|tarn|2024", title="A System of Ponds", type="article", venue="Biometrics", authors=["Bach, Otto"]
    )
    assert found(entry, review) == []
    assert assessed(entry, review).verdict == "unverified"


def test_junk_deposits_are_not_witnesses() -> None:
    junk = work_answer(SEARCH, year=2025, venue="Junk", doi="10.65215/2q58a426")
    assert found(work_entry(booktitle="ICML"), junk) == []


def test_with_everybody_refusing_nothing_is_accused_and_every_reason_is_given(shared: Path) -> None:
    """Entries that nobody here wrote, each with all that could be asked about it refused."""
    entries = 0
    for path in sorted((shared / "corpora" / "bib").rglob("*.bib"))[:60]:
        for reference in Bib().read(Source(path.name, path.read_text("utf-8", "replace")))[:8]:
            names = [each.name for each in subjects(reference) if each.topic is Topic.WORK]
            answers = [
                work_answer(name, source, Outcome.REFUSED) for name in names for source in ("library", "crossref", "openalex")
            ]
            seen = seen_of(reference, answers)
            told = assess(reference, seen)
            assert (told.verdict, [each for name in RULES for each in rule(name).check(reference, seen)]) == ("unverified", [])
            assert told.reasons
            entries += 1
    assert entries > 100


# -- evidence and severity ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "severity"),
    [
        ((work_answer("doi:10.1000/pool", year=2022),), Severity.ERROR),
        ((work_answer(SEARCH, "library", year=2022),), Severity.ERROR),
        ((work_answer(SEARCH, "crossref", year=2022),), Severity.WARNING),
        ((work_answer(SEARCH, "crossref", year=2022), work_answer(SEARCH, "openalex", year=2022)), Severity.ERROR),
        ((work_answer(SEARCH, "crossref", year=2022), work_answer(SEARCH, "openalex", year=2021)), Severity.WARNING),
    ],
    ids=["own identifier", "library", "one search hit", "two that agree", "two that do not"],
)
def test_evidence_decides_severity(answers: tuple[Answer, ...], severity: Severity) -> None:
    doi = {"doi": "10.1000/pool"} if answers[0].subject.startswith("doi:") else {}
    assert found(work_entry(**doi), *answers) == [("W001", severity)]


def test_a_preprints_year_beside_a_venue_is_wrong_though_the_preprint_exists() -> None:
    entry = work_entry(booktitle="ICLR", year="2023", eprint="2301.00001")
    answers = (
        work_answer("arxiv:2301.00001", "arxiv", type="preprint", year=2023, arxiv="2301.00001", doi=""),
        work_answer(SEARCH.replace("2024", "2023"), "library", venue="ICLR", year=2024),
    )
    assert found(entry, *answers) == [("W001", Severity.ERROR)]


def test_a_preprint_string_is_no_venue_claim() -> None:
    entry = work_entry("article", journal="CoRR", volume="abs/2301.00001", year="2023")
    answer = work_answer("arxiv:2301.00001", "arxiv", type="preprint", year=2023, arxiv="2301.00001", venue="arXiv", doi="")
    assert assessed(entry, answer).verdict == "verified"


def test_two_titles_of_one_work_are_both_right_when_identifiers_tie_them() -> None:
    """OPTQ appeared on arXiv as GPTQ."""
    entry = work_entry(
        title="GPTQ: Accurate Post-Training Quantization for Ponds", booktitle="ICLR", eprint="2301.00001", doi="10.1000/pool"
    )
    arxiv = work_answer(
        "arxiv:2301.00001",
        "arxiv",
        title="GPTQ: Accurate Post-Training Quantization for Ponds",
        type="preprint",
        arxiv="2301.00001",
        year=2023,
    )
    published = work_answer("doi:10.1000/pool", title="OPTQ: Accurate Quantization for Ponds", venue="ICLR", year=2024)
    assert found(entry, arxiv, published) == []
    assert [name for name, _ in found(entry, published)] == ["W003"]


# -- what befell the work -----------------------------------------------------------------------------------------------------


def updated(*kinds: str, source: str = "crossref", **more: Any) -> Answer:
    updates = [{"type": kind, "doi": f"10.1000/{kind}", "at": f"202{number}-01-01"} for number, kind in enumerate(kinds)]
    return work_answer("doi:10.1000/pool", source, updates=updates, **more)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (("retraction",), [("W006", Severity.ERROR)]),
        (("withdrawal",), [("W006", Severity.ERROR)]),
        (("removal",), [("W006", Severity.ERROR)]),
        (("expression_of_concern",), [("W006", Severity.WARNING)]),
        (("correction", "retraction"), [("W006", Severity.ERROR)]),
        (("correction", "erratum", "new_version"), []),
        (("retraction", "reinstatement"), []),
        (("reinstatement", "retraction"), [("W006", Severity.ERROR)]),
    ],
)
def test_retraction_withdrawal_removal_concern_and_correction_are_kept_apart(
    kinds: tuple[str, ...], expected: list[tuple[str, Severity]]
) -> None:
    assert found(work_entry(doi="10.1000/pool"), updated(*kinds)) == expected


def test_a_retracted_works_verdict() -> None:
    assert assessed(work_entry(doi="10.1000/pool"), updated("retraction")).verdict == "retracted"


def test_a_flag_without_a_notice_is_a_lead() -> None:
    flagged = work_answer("doi:10.1000/pool", "openalex", updates=[{"type": "retraction"}])
    assert found(work_entry(doi="10.1000/pool"), flagged) == [("W006", Severity.WARNING)]


def test_who_says_retracted_in_the_title_knows_it() -> None:
    entry = work_entry(title="RETRACTED: Pooling Larger Pools of Water Together", doi="10.1000/pool")
    retracted = updated("retraction", title="RETRACTED ARTICLE: Pooling Larger Pools of Water Together")
    assert found(entry, retracted) == []
    assert found(work_entry(doi="10.1000/pool"), retracted) == [("W006", Severity.ERROR)]


def test_a_withdrawn_preprint_of_a_published_work_is_no_error() -> None:
    entry = work_entry(booktitle="ICML", doi="10.1000/pool", eprint="2301.00001")
    gone = work_answer(
        "arxiv:2301.00001", "arxiv", type="preprint", year=2023, arxiv="2301.00001", doi="", withdrawn="withdrawn by the authors"
    )
    assert found(entry, work_answer("doi:10.1000/pool", venue="ICML"), gone) == [("W007", Severity.WARNING)]


# -- unknown works and foreign identifiers ------------------------------------------------------------------------------------


def noes(*sources: str) -> list[Answer]:
    return [work_answer(SEARCH, source, Outcome.MISSING) for source in sources]


WHOLE = work_answer(
    SEARCH, "library", Outcome.MISSING, covers={"volume": {"venue": "icml", "year": 2024, "records": 2610, "whole": True}}
)


@pytest.mark.parametrize(
    ("answers", "accused"),
    [
        (noes("crossref", "openalex"), True),
        ([*noes("crossref"), WHOLE], True),
        (noes("crossref"), False),
        ([WHOLE], False),
        (noes("crossref", "arxiv"), False),
        ([*noes("crossref", "openalex"), work_answer(SEARCH, "dblp", Outcome.REFUSED)], False),
        ([*noes("crossref", "openalex"), work_answer(SEARCH, "openreview", Outcome.REFUSED)], True),
        ([*noes("crossref", "openalex"), work_answer(SEARCH, "semantic_scholar", venue="ICML")], False),
    ],
    ids=[
        "two broad",
        "one and a whole volume",
        "one",
        "a volume alone",
        "a narrow one",
        "one refused",
        "a narrow one refused",
        "one yes",
    ],
)
def test_a_work_is_unknown_only_when_enough_looked_and_all_could(answers: list[Answer], accused: bool) -> None:
    assert (("W008", Severity.ERROR) in found(work_entry(booktitle="ICML"), *answers)) is accused


@pytest.mark.parametrize(
    "entry",
    [
        work_entry("book", publisher="Pond Press"),
        work_entry("phdthesis", school="Pond University"),
        work_entry("techreport", institution="Pond Institute"),
        work_entry("software", url="https://example.org"),
        work_entry("online", url="https://example.org"),
        work_entry("inproceedings", booktitle="ICML", year="2026"),
        work_entry("inproceedings", booktitle="ICML", year=""),
    ],
    ids=["book", "thesis", "report", "software", "page", "too new", "no year"],
)
def test_what_sources_need_not_know_is_never_unknown(entry: str) -> None:
    reference = read(entry)
    names = [each.name for each in subjects(reference) if each.name.startswith("search:")]
    answers = [work_answer(name, source, Outcome.MISSING) for name in names for source in ("crossref", "openalex")]
    assert assess(reference, seen_of(reference, answers)).verdict == "unverified"


FROG: dict[str, Any] = {"title": "On the Fate of Frogs", "authors": ["Bach, Otto"], "venue": "KDD", "doi": "10.1000/frog"}


def test_an_identifier_is_accused_by_two_witnesses_only() -> None:
    entry = work_entry(doi="10.1000/frog")
    one, two = (work_answer("doi:10.1000/frog", source, **FROG) for source in ("crossref", "openalex"))
    assert found(entry, one) == []
    assert assessed(entry, one).verdict == "unverified"
    assert found(entry, one, two) == [("W009", Severity.ERROR)]


def test_a_work_with_a_doi_of_its_own_is_a_second_witness() -> None:
    entry = work_entry(doi="10.1000/frog", booktitle="ICML")
    answers = (work_answer("doi:10.1000/frog", "crossref", **FROG), work_answer(SEARCH, "library", venue="ICML"))
    assert found(entry, *answers) == [("W009", Severity.ERROR)]


def test_the_entry_s_own_identifier_is_accused_and_not_the_one_that_its_record_names() -> None:
    entry = work_entry("misc", eprint="2309.06180", archiveprefix="arXiv")
    frog = {**FROG, "published_doi": "10.1000/frog", "doi": "", "type": "preprint"}
    answers = (
        work_answer("arxiv:2309.06180", "arxiv", arxiv="2309.06180", **frog),
        work_answer("doi:10.1000/frog", "crossref", **FROG),
    )
    told = assessed(entry, *answers)
    assert [each.name for each in told.foreign] == ["arxiv:2309.06180"]
    assert found(entry, *answers) == [("W009", Severity.ERROR)]


def test_one_source_that_says_the_identifier_is_right_acquits_it() -> None:
    entry = work_entry(doi="10.1000/pool", booktitle="ICML")
    wrong = [
        work_answer("doi:10.1000/pool", source, **{**FROG, "doi": "10.1000/pool"}) for source in ("openalex", "semantic_scholar")
    ]
    assert found(entry, *wrong, work_answer("doi:10.1000/pool", "crossref", venue="ICML")) == []


# -- attestations -------------------------------------------------------------------------------------------------------------


def test_an_attestation_holds_until_the_entry_changes() -> None:
    entry = work_entry(booktitle="ICML", year="2023", doi="10.1000/pool")
    record = work_answer("doi:10.1000/pool", venue="ICML")
    by_hand = Answer("hand", Topic.WORK, "entry:tarn", Outcome.FOUND, AT, {"digest": digest(read(entry)), "note": "printed copy"})
    assert (assessed(entry, record, by_hand).verdict, found(entry, record, by_hand)) == ("attested", [])
    changed = entry.replace("2023", "2022")
    assert (assessed(changed, record, by_hand).verdict, found(changed, record, by_hand)) == (
        "differs",
        [("W001", Severity.ERROR)],
    )


def test_an_attestation_does_not_hide_a_retraction() -> None:
    entry = work_entry(doi="10.1000/pool")
    by_hand = Answer("hand", Topic.WORK, "entry:tarn", Outcome.FOUND, AT, {"digest": digest(read(entry))})
    assert found(entry, updated("retraction"), by_hand) == [("W006", Severity.ERROR)]


def test_the_digest_is_of_the_text_and_not_of_its_spelling() -> None:
    one = work_entry(author=r"M{\"u}ller, J{\"u}rgen", title="Pools of {W}ater", booktitle="ICML")
    other = work_entry(author="Müller, Jürgen", title="Pools of Water", booktitle="ICML", note="read it again")
    assert digest(read(one)) == digest(read(other))
    assert digest(read(one)) != digest(read(other.replace("2024", "2023")))


# -- the fewest questions -----------------------------------------------------------------------------------------------------


class Everybody:
    """A source that knows every subject of some schemes."""

    def __init__(self, name: str, *schemes: str) -> None:
        self.name = name
        self.schemes = schemes

    def knows(self, subject: Subject) -> bool:
        return subject.name.partition(":")[0] in self.schemes


SOURCES = (
    Everybody("library", "doi", "arxiv", "search"),
    Everybody("crossref", "doi", "search"),
    Everybody("datacite", "doi"),
    Everybody("arxiv", "arxiv", "search"),
    Everybody("openalex", "doi", "arxiv", "search"),
    Everybody("semantic_scholar", "doi", "arxiv", "search"),
)


def next_questions(text: str, *answers: Answer) -> list[tuple[str, str]]:
    reference = read(text)
    works = [each for each in subjects(reference) if each.topic is Topic.WORK]
    return [(name, subject.name) for name, subject in still_to_ask(reference, works, seen_of(reference, answers), SOURCES)]


def at_home(text: str, **facts: Any) -> list[Answer]:
    """The library's word on every work that an entry names."""
    works = [each for each in subjects(read(text)) if each.topic is Topic.WORK]
    outcome = Outcome.FOUND if facts else Outcome.MISSING
    return [work_answer(each.name, "library", outcome, **facts) for each in works]


def test_the_library_is_asked_first_and_alone() -> None:
    assert next_questions(work_entry(doi="10.1000/pool")) == [("library", "doi:10.1000/pool"), ("library", SEARCH)]


def test_a_work_that_the_library_verifies_needs_no_request() -> None:
    entry = work_entry(booktitle="ICML")
    assert next_questions(entry, *at_home(entry, venue="ICML")) == []


def test_its_registry_is_asked_about_an_own_doi_all_the_same_for_it_alone_knows_of_retractions() -> None:
    entry = work_entry(booktitle="ICML", doi="10.1000/pool")
    told = at_home(entry, venue="ICML")
    assert next_questions(entry, *told) == [("crossref", "doi:10.1000/pool")]
    assert next_questions(entry, *told, work_answer("doi:10.1000/pool", venue="ICML")) == []


def test_searches_go_one_source_at_a_time_until_the_citation_is_settled() -> None:
    entry = work_entry(booktitle="ICML")
    told = at_home(entry)
    assert next_questions(entry, *told) == [("semantic_scholar", SEARCH)]
    assert next_questions(entry, *told, *noes("semantic_scholar")) == [("openalex", SEARCH)]
    assert next_questions(entry, *told, *noes("openalex", "semantic_scholar")) == []
    lead = work_answer(SEARCH, "semantic_scholar", venue="ICML", year=2022)
    assert next_questions(entry, *told, lead) == [("openalex", SEARCH)]


def test_an_identifier_that_leads_elsewhere_gets_a_second_witness() -> None:
    entry = work_entry(doi="10.1000/frog")
    first = [*at_home(entry), work_answer("doi:10.1000/frog", **FROG)]
    assert next_questions(entry, *first) == [("semantic_scholar", "doi:10.1000/frog")]


def test_a_doi_that_crossref_does_not_know_may_be_datacites() -> None:
    entry = work_entry(doi="10.1000/pool")
    first = [*at_home(entry), work_answer("doi:10.1000/pool", "crossref", Outcome.MISSING)]
    assert next_questions(entry, *first)[0] == ("datacite", "doi:10.1000/pool")
    zenodo = work_entry(doi="10.5281/zenodo.1")
    assert next_questions(zenodo, *at_home(zenodo)) == [("datacite", "doi:10.5281/zenodo.1")]


def test_the_published_record_that_a_preprint_names_is_asked_for() -> None:
    entry = work_entry("article", journal="arXiv preprint arXiv:2301.00001", year="2023")
    preprint = work_answer(
        "arxiv:2301.00001", "arxiv", type="preprint", arxiv="2301.00001", year=2023, doi="", published_doi="10.1000/pool"
    )
    assert next_questions(entry, *at_home(entry)) == [("arxiv", "arxiv:2301.00001")]
    assert next_questions(entry, *at_home(entry), preprint) == [("crossref", "doi:10.1000/pool")]
