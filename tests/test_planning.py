"""Which sources are asked about a citation, over services that speak their real protocols: as few questions as settle it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from checker.core import identifiers
from checker.core.names import parse_authors
from checker.core.place import Source
from checker.core.proceedings import page
from checker.core.reference import Reference
from checker.core.report import Report
from checker.core.works_claim import claim
from checker.files.bib import Bib
from checker.running import run
from checker.settings import Settings
from checker.simulated.bibliography import Bibliography, Table
from checker.simulated.door import SimulatedDoor
from checker.simulation import Host, Request, SimulatedWeb
from tests.doubles.clock import Clock

OURS = Path(__file__).resolve().parents[1] / "references.bib"
SERVICES = ("doi", "crossref", "datacite", "arxiv", "openalex", "semantic_scholar", "dblp", "openreview")
HOSTS = Bibliography(Table(())).hosts
"""The hosts of bibliographic services; pages are read for their links anyway."""


def record_of(reference: Reference) -> dict[str, Any]:
    """The true record behind an entry of our own file."""
    claimed = claim(reference)
    names = parse_authors(reference.value("author")).names
    record = {
        "title": claimed.title,
        "authors": [f"{each.family}, {each.given}" for each in names],
        "year": claimed.year,
        "venue": "" if claimed.preprint else claimed.venue,
        "type": claimed.kind,
        "doi": claimed.doi if not claimed.doi.startswith("10.48550/") else "",
        "arxiv": claimed.arxiv,
        "openreview": identifiers.openreview(reference.value("url")) or "",
    }
    return {name: value for name, value in record.items() if value}


def our_world(**more: Any) -> Bibliography:
    """The services, knowing the 21 papers."""
    references = Bib().read(Source("references.bib", OURS.read_text("utf-8")))
    pages = {address: record_of(each) for each in references if (address := page(each.value("url")))}
    return Bibliography(Table(map(record_of, references)), pages=pages, **more)


def checked(
    folder: Path, text: str, world: Bibliography, *, at: datetime = datetime(2026, 11, 22, 4, tzinfo=UTC), **settings: Any
) -> tuple[Report, Counter[str]]:
    """A run over a file of entries in a simulated world: the report, and the requests to bibliographic services by host."""
    file = folder / "references.bib"
    file.write_text(text, "utf-8")
    chosen = Settings(root=folder, state=folder / ".refwatch", library=folder / "none.sqlite3", quiet=True, only=("works",))
    clock = Clock(at)
    simulated = SimulatedWeb(world.hosts)
    report = run(replace(chosen, **settings), [str(file)], clock=clock, door=lambda: SimulatedDoor(simulated, clock))
    return report, Counter(each.host for each in simulated.log if each.host in HOSTS)


def verdicts(report: Report) -> dict[str, str]:
    return {
        entry.reference.key: str(looked.verdict)
        for entry in report.entries
        for looked in entry.subjects
        if entry.reference.key and looked.verdict
    }


def test_our_21_papers_cost_at_most_ten_requests(tmp_path: Path) -> None:
    report, requests = checked(tmp_path, OURS.read_text("utf-8"), our_world())
    assert Counter(verdicts(report).values()) == {"verified": 21}
    assert sum(requests.values()) <= 10


# -- our own papers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("walls", [("openreview",), ("openreview", "dblp"), ("openreview", "dblp", "semantic_scholar")])
def test_nor_more_where_the_usual_walls_stand(tmp_path: Path, walls: tuple[str, ...]) -> None:
    report, requests = checked(tmp_path, OURS.read_text("utf-8"), our_world(walls=frozenset(walls)))
    assert Counter(verdicts(report).values()) == {"verified": 21}
    assert sum(requests.values()) <= 10


def test_where_every_source_refuses_nothing_is_accused_and_everything_is_listed_with_the_reason(tmp_path: Path) -> None:
    entries = POOL + FROG + FABRICATED
    report, requests = checked(tmp_path, entries, Bibliography(Table(()), walls=frozenset(SERVICES)))
    assert {each.finding.rule for each in report.findings} == {"N001"}
    assert {each.key for each in report.unverified} == {"pool", "frog", "fabricated"}
    assert all("status 403" in each.reason or "status 429" in each.reason for each in report.unverified)
    assert sum(requests.values()) <= 2 * len(SERVICES)


def test_with_every_service_down_nothing_is_accused_either(tmp_path: Path) -> None:
    report, _ = checked(tmp_path, POOL + FROG + FABRICATED, Bibliography(Table(()), silent=frozenset(SERVICES)))
    assert {each.finding.rule for each in report.findings} <= {"N001", "N002"}
    assert {each.key for each in report.unverified} == {"pool", "frog", "fabricated"}


# -- what is asked ------------------------------------------------------------------------------------------------------------

POOL = """
@article{pool, title = {Pooling Larger Pools of Water}, author = {Tarn, Lea and Weir, Ada}, year = 2024,
  journal = {Journal of Water}, doi = {10.1000/pool}}
"""
FROG = """
@inproceedings{frog, title = {On the Fate of Frogs in Warming Ponds}, author = {Bach, Otto}, year = 2022,
  booktitle = {International Conference on Learning Representations}}
"""
FABRICATED = """
@inproceedings{fabricated, title = {Attending to Larger Attention Than Anybody Needs}, author = {Nobody, Nora}, year = 2021,
  booktitle = {International Conference on Machine Learning}}
"""
TRUTH = (
    {
        "title": "Pooling Larger Pools of Water", "authors": ["Tarn, Lea", "Weir, Ada"], "year": 2024,
        "venue": "Journal of Water", "type": "article", "doi": "10.1000/pool",
    },
    {
        "title": "On the Fate of Frogs in Warming Ponds", "authors": ["Bach, Otto"], "year": 2022,
        "venue": "International Conference on Learning Representations", "type": "inproceedings",
    },
)  # fmt: skip


def world(*more: Mapping[str, Any], **how: Any) -> Bibliography:
    return Bibliography(Table((*TRUTH, *more)), **how)


def found(report: Report) -> list[tuple[str, str, str]]:
    return [(each.finding.rule, str(each.severity), str(each.finding.key)) for each in report.findings]


def test_a_doi_costs_one_look_up(tmp_path: Path) -> None:
    report, requests = checked(tmp_path, POOL, world())
    assert (verdicts(report), requests) == ({"pool": "verified"}, {"api.crossref.org": 1})


def test_a_title_that_is_found_costs_one_search(tmp_path: Path) -> None:
    report, requests = checked(tmp_path, FROG, world())
    assert (verdicts(report), requests) == ({"frog": "verified"}, {"api.semanticscholar.org": 1})


def test_a_title_that_nobody_knows_costs_three(tmp_path: Path) -> None:
    report, requests = checked(tmp_path, FABRICATED, world())
    assert (verdicts(report), found(report)) == ({"fabricated": "unknown"}, [("W008", "error", "fabricated")])
    assert requests == {"api.openalex.org": 2, "api.semanticscholar.org": 1}  # all words, then the longest


def test_what_one_search_contradicts_a_second_confirms(tmp_path: Path) -> None:
    report, requests = checked(tmp_path, FROG.replace("2022", "2021"), world())
    assert found(report) == [("W001", "error", "frog")]
    assert sum(requests.values()) == 2


def test_a_doi_that_no_registry_knows_leads_nowhere_and_another_agencys_does_not(tmp_path: Path) -> None:
    none = POOL.replace("10.1000/pool", "10.9999/none")
    report, _ = checked(tmp_path, none, world())
    assert ("L001", "error", "pool") in found(report)
    theirs = {**TRUTH[0], "doi": "10.5281/zenodo.7"}
    report, requests = checked(tmp_path, POOL.replace("10.1000/pool", "10.5281/zenodo.7"), Bibliography(Table((theirs,))))
    assert found(report) == []
    assert requests["api.crossref.org"] == 0 or "api.datacite.org" in requests


def test_what_doi_org_could_not_say_is_not_called_missing(tmp_path: Path) -> None:
    none = POOL.replace("10.1000/pool", "10.9999/none")
    report, _ = checked(tmp_path, none, world(walls=frozenset({"doi"})))
    assert [each for each in found(report) if each[0] != "N001"] == []
    assert [each.key for each in report.unverified] == ["pool"]


def test_retractions_are_found_beside_everything_else(tmp_path: Path) -> None:
    retracted = {**TRUTH[0], "updates": [{"type": "retraction", "doi": "10.1000/notice", "at": "2025-03-01"}]}
    report, requests = checked(tmp_path, POOL, Bibliography(Table((retracted,))))
    assert found(report) == [("W006", "error", "pool")]
    assert sum(requests.values()) == 1


def test_answers_young_enough_are_not_asked_for_again(tmp_path: Path) -> None:
    checked(tmp_path, POOL + FROG, world())
    later = datetime(2026, 11, 23, 4, tzinfo=UTC)
    report, requests = checked(tmp_path, POOL + FROG, world(), at=later, max_age=timedelta(days=7))
    assert (set(verdicts(report).values()), sum(requests.values())) == ({"verified"}, 0)
    _, requests = checked(tmp_path, POOL + FROG, world(), at=later)
    assert sum(requests.values()) == 2


def test_a_source_that_could_not_say_is_asked_again_however_young_its_refusal(tmp_path: Path) -> None:
    checked(tmp_path, FROG, world(walls=frozenset({"openalex", "semantic_scholar", "dblp"})))
    later = datetime(2026, 11, 22, 5, tzinfo=UTC)
    report, _ = checked(tmp_path, FROG, world(), at=later, max_age=timedelta(days=7))
    assert verdicts(report) == {"frog": "verified"}


def test_forty_dois_share_a_request(tmp_path: Path) -> None:
    many = [{**TRUTH[0], "doi": f"10.1000/pool{number}", "title": f"Pool Number {number} of Many Pools"} for number in range(40)]
    text = "".join(
        POOL.replace("pool,", f"pool{number},").replace("10.1000/pool", f"10.1000/pool{number}")
        .replace("Pooling Larger Pools of Water", f"Pool Number {number} of Many Pools")
        for number in range(40)
    )  # fmt: skip
    report, requests = checked(tmp_path, text, Bibliography(Table(many)))
    assert Counter(verdicts(report).values()) == {"verified": 40}
    assert requests == {"api.crossref.org": 1}


def test_a_preprint_is_looked_for_under_its_later_name_in_one_request_for_all(tmp_path: Path) -> None:
    later = {**TRUTH[1], "arxiv": "2105.00001"}
    preprint = FROG.replace("inproceedings", "article").replace("booktitle", "journal")
    preprint = preprint.replace("International Conference on Learning Representations", "arXiv preprint arXiv:2105.00001")
    report, requests = checked(tmp_path, preprint.replace("2022", "2021"), Bibliography(Table((later,))))
    assert (verdicts(report), found(report)) == ({"frog": "superseded"}, [("W005", "warning", "frog")])
    assert requests == {"export.arxiv.org": 1, "api.semanticscholar.org": 1}
    walls = frozenset({"semantic_scholar"})
    (again := tmp_path / "again").mkdir()
    report, requests = checked(again, preprint.replace("2022", "2021"), Bibliography(Table((later,)), walls=walls))
    assert verdicts(report) == {"frog": "superseded"}
    assert requests["api.openalex.org"] == 1


def test_a_preprint_cited_as_published_by_nobody_is_an_error_where_sources_had_time_to_know_better(tmp_path: Path) -> None:
    alone = {**TRUTH[1], "type": "preprint", "venue": "arXiv", "arxiv": "2105.00001"}
    claimed = FROG.replace("year = 2022", "year = 2022, eprint = {2105.00001}, archiveprefix = {arXiv}")
    report, _ = checked(tmp_path, claimed, Bibliography(Table((alone,))))
    assert ("W002", "error", "frog") in found(report)
    report, _ = checked(tmp_path, claimed.replace("2022", "2026"), Bibliography(Table((alone,))))
    assert ("W002", "warning", "frog") in found(report)


def test_a_proceedings_page_is_read_once_for_its_link_and_for_its_work(tmp_path: Path) -> None:
    address = "https://proceedings.mlr.press/v235/bach24a.html"
    entry = FROG.replace("year = 2022", f"year = 2022, url = {{{address}}}")
    log: list[str] = []
    pages = Bibliography(Table(()), pages={address: TRUTH[1]})
    hosts = pages.hosts

    def counted(request: Request) -> Any:
        log.append(request.method)
        return hosts["proceedings.mlr.press"](request)

    class Counting(Bibliography):
        @property
        def hosts(self) -> dict[str, Host]:
            return {**hosts, "proceedings.mlr.press": counted}

    report, requests = checked(tmp_path, entry, Counting(Table(())), only=())
    assert (verdicts(report), log, sum(requests.values())) == ({"frog": "verified"}, ["GET"], 0)
