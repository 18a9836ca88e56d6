"""Bibliographic sources: what each reads in its service's replies, and how it asks."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from checker.core.answer import Answer, Outcome, Subject, Topic
from checker.simulated import bibliography_wire as wire
from checker.simulated.bibliography import Bibliography, Table
from checker.simulation import Host, Request, Response
from checker.sources import arxiv, crossref, datacite, dblp, make, openalex, openreview, semantic_scholar
from tests.doubles.asking import ask, ask_with_log, reply

POOLS = {
    "title": "Pooling Larger Pools of Water",
    "authors": ["Tarn, Lea", "Weir, Ada"],
    "year": 2024,
    "venue": "Journal of Water",
    "type": "article",
    "doi": "10.1000/pool",
}
FROGS = {
    "title": "On the Fate of Frogs",
    "authors": ["Bach, Otto"],
    "year": 2023,
    "venue": "ICLR",
    "type": "inproceedings",
    "arxiv": "2301.00001",
    "openreview": "frogs_24",
}
ZENODO = {"title": "Ponds, a Data Set", "authors": ["Lake, Max"], "year": 2020, "type": "other", "doi": "10.5281/zenodo.7"}
PREPRINT = {
    "title": "Drying Out",
    "authors": ["Bach, Otto"],
    "year": 2022,
    "type": "preprint",
    "arxiv": "2205.01234",
    "withdrawn": "This paper has been withdrawn by the author due to an error in Lemma 2",
}
WORLD = Bibliography(Table((POOLS, FROGS, ZENODO, PREPRINT)))


def work(name: str, **about: str) -> Subject:
    return Subject(Topic.WORK, name, about=about)


def search(title: str, family: str = "", year: str = "") -> Subject:
    return work(f"search:{title.lower().replace(' ', '')}|{family}|{year}", title=title)


def asked(source: str, *names: str | Subject, hosts: Mapping[str, Host] | None = None) -> list[Answer]:
    subjects = [work(each) if isinstance(each, str) else each for each in names]
    answers = ask(make(source), subjects, hosts or WORLD.hosts)
    return [answers[each.name] for each in subjects]


def told(answers: list[Answer], *keys: str) -> list[tuple[str, dict[str, Any]]]:
    return [(str(each.outcome), {key: each.facts[key] for key in keys if key in each.facts}) for each in answers]


# -- identifiers --------------------------------------------------------------------------------------------------------------


def test_doi_org_tells_the_agency_of_many_dois_at_once_and_says_no_by_its_handle_service_alone() -> None:
    names = ["doi:10.1000/pool", "doi:10.5281/zenodo.7", "doi:10.48550/arxiv.2301.00001", "doi:10.9999/none"]
    answers, log = ask_with_log(make("doi"), map(work, names), WORLD.hosts)
    assert told([answers[each] for each in names], "agency", "registered") == [
        ("found", {"agency": "Crossref", "registered": True}),
        ("found", {"agency": "DataCite", "registered": True}),
        ("found", {"agency": "DataCite", "registered": True}),
        ("missing", {"registered": False}),
    ]
    assert [each.path.split("/")[1] for each in log] == ["doiRA", "api"]


def test_where_doi_org_has_no_list_of_agencies_the_handle_service_is_asked_alone() -> None:
    def registry(request: Request) -> Response:
        if request.path.startswith("/doiRA/"):
            return Response.of_html("<h1>Not found</h1>", 404)
        doi = request.path.removeprefix("/api/handles/")
        return wire.handle(doi, known=doi.endswith("pool"))

    assert told(asked("doi", *DOIS, hosts={"doi.org": registry}), "registered") == [
        ("found", {"registered": True}),
        ("missing", {"registered": False}),
    ]


def test_a_doi_without_an_agency_is_not_missing_while_the_handle_service_knows_it() -> None:
    def registry(request: Request) -> Response:
        if request.path.startswith("/doiRA/"):
            return Response.of_json([{"DOI": "10.1000/x", "status": "DOI does not exist"}])
        return Response.of_json({"responseCode": 1, "handle": "10.1000/x", "values": []})

    assert told(asked("doi", "doi:10.1000/x", hosts={"doi.org": registry})) == [("found", {})]


def test_crossref_reads_dois_in_one_request_and_does_not_call_missing_what_it_does_not_list() -> None:
    subjects = [work("doi:10.1000/pool"), work("doi:10.9999/none"), work("doi:10.1000/new", agency="Crossref")]
    answers, log = ask_with_log(make("crossref"), subjects, WORLD.hosts)
    assert told([answers[each.name] for each in subjects], "title", "authors", "year", "venue", "agency") == [
        ("found", {"title": POOLS["title"], "authors": POOLS["authors"], "year": 2024, "venue": "Journal of Water"}),
        ("unasked", {}),
        ("found", {"agency": "Crossref"}),
    ]
    (request,) = log
    assert request.query["filter"] == "doi:10.1000/pool,doi:10.9999/none,doi:10.1000/new"
    assert "updated-by" in request.query["select"]


DOIS = ("doi:10.1000/pool", "doi:10.9999/none")


def test_a_doi_with_a_comma_would_end_crossrefs_filter_and_is_asked_alone() -> None:
    odd = {**POOLS, "doi": "10.1000/a,b"}
    answers, log = ask_with_log(make("crossref"), map(work, ("doi:10.1000/a,b", *DOIS)), _hosts(odd, POOLS))
    assert [str(answers[each].outcome) for each in ("doi:10.1000/a,b", *DOIS)] == ["found", "found", "unasked"]
    assert sorted(each.path for each in log) == ["/works", "/works/10.1000%2Fa%2Cb"]


def _hosts(*records: Mapping[str, Any]) -> Mapping[str, Host]:
    return Bibliography(Table(records)).hosts


def test_a_batch_that_a_service_does_not_take_is_halved_until_the_culprit_stands_alone() -> None:
    whole = WORLD.hosts["api.crossref.org"]

    def picky(request: Request) -> Any:
        return wire.crossref_failure("filter") if "evil" in request.query.get("filter", "") else whole(request)

    names = ["doi:10.1000/pool", "doi:10.1000/a", "doi:10.1000/evil", "doi:10.1000/b"]
    answers, log = ask_with_log(make("crossref"), map(work, names), {"api.crossref.org": picky})
    assert [str(answers[each].outcome) for each in names] == ["found", "unasked", "unasked", "unasked"]
    assert len(log) == 5


def test_crossref_tells_retractions_and_each_notice_once() -> None:
    notice = {"type": "retraction", "doi": "10.1000/notice", "at": "2025-03-01"}
    (answer,) = asked("crossref", "doi:10.1000/pool", hosts=_hosts({**POOLS, "updates": [notice, notice]}))
    assert answer.facts["updates"] == [{**notice, "source": "publisher"}]


def test_datacite_shows_its_own_and_is_silent_on_what_was_withdrawn_from_its_index() -> None:
    names = [work("doi:10.5281/zenodo.7"), work("doi:10.5281/zenodo.8", agency="DataCite"), work("doi:10.5281/zenodo.9")]
    assert told(asked("datacite", *names), "title", "agency", "doi") == [
        ("found", {"title": "Ponds, a Data Set", "doi": "10.5281/zenodo.7"}),
        ("found", {"agency": "DataCite"}),
        ("unasked", {}),
    ]


def test_arxiv_is_keyed_by_id_and_what_is_not_in_the_feed_does_not_exist() -> None:
    names = ["arxiv:2301.00001", "arxiv:2205.01234", "arxiv:2301.99999"]
    answers, log = ask_with_log(make("arxiv"), map(work, names), WORLD.hosts)
    assert told([answers[each] for each in names], "title", "type", "years", "withdrawn") == [
        ("found", {"title": "On the Fate of Frogs", "type": "preprint", "years": {"posted": 2023}}),
        ("found", {"title": "Drying Out", "type": "preprint", "years": {"posted": 2022}, "withdrawn": PREPRINT["withdrawn"]}),
        ("missing", {}),
    ]
    assert [each.host for each in log] == ["export.arxiv.org", "oaipmh.arxiv.org"]


def test_a_withdrawal_that_the_versions_deny_is_none() -> None:
    def versions(_: Request) -> Response:
        return wire.oai_record("2205.01234", [{"arxiv": "2205.01234"}])

    (answer,) = asked("arxiv", "arxiv:2205.01234", hosts={**WORLD.hosts, "oaipmh.arxiv.org": versions})
    assert "withdrawn" not in answer.facts


@pytest.mark.parametrize("source", ["openalex", "semantic_scholar"])
def test_indexes_know_dois_and_arxiv_ids_in_one_request(source: str) -> None:
    names = ["doi:10.1000/pool", "arxiv:2301.00001", "doi:10.9999/none"]
    answers, log = ask_with_log(make(source), map(work, names), WORLD.hosts)
    found = [answers[each] for each in names]
    assert told(found, "title", "venue", "type") == [
        ("found", {"title": POOLS["title"], "venue": "Journal of Water", "type": "article"}),
        ("found", {"title": FROGS["title"], "venue": "ICLR", "type": "inproceedings"}),
        ("missing", {}),
    ]
    assert len(log) == 1


def test_the_year_of_a_paper_that_is_preprint_and_publication_in_one_counts_as_the_online_one() -> None:
    record = semantic_scholar.record_of(wire.scholar_paper(FROGS) or {})
    assert (record.get("year"), record["years"]) == (None, {"online": 2023})


def test_openalex_says_that_it_cuts_lists_of_authors_off() -> None:
    many = {**POOLS, "authors": [f"Drop, Number{number}" for number in range(120)]}
    (answer,) = asked("openalex", "doi:10.1000/pool", hosts=_hosts(many))
    assert (len(answer.facts["authors"]), answer.facts["authors"][-1]) == (101, "others")


def test_openreview_is_asked_at_both_apis_the_likelier_one_first() -> None:
    new = {**FROGS, "year": 2025, "openreview": "newer_25"}
    hosts = _hosts(FROGS, new)
    subjects = [
        work("openreview:frogs_24", year="2023"),
        work("openreview:newer_25", year="2025"),
        work("openreview:none_at_all"),
    ]
    answers, log = ask_with_log(make("openreview"), subjects, hosts)
    assert told([answers[each.name] for each in subjects], "title", "venue", "year") == [
        ("found", {"title": FROGS["title"], "venue": "ICLR 2023", "year": 2023}),
        ("found", {"title": FROGS["title"], "venue": "ICLR 2025", "year": 2025}),
        ("missing", {}),
    ]
    assert sorted(each.host for each in log) == ["api.openreview.net"] * 2 + ["api2.openreview.net"] * 2


def test_what_openreview_has_not_accepted_is_a_preprint() -> None:
    def note(venue: str, group: str) -> dict[str, Any]:
        content = {"title": {"value": "Frogs"}, "venue": {"value": venue}, "venueid": {"value": group}}
        return openreview.record_of({"id": "frogs_24", "content": content, "cdate": 1_700_000_000_000})

    rows = [
        note("ICLR 2024 poster", "ICLR.cc/2024/Conference"),
        note("Submitted to ICLR 2024", "ICLR.cc/2024/Conference/Rejected_Submission"),
        note("ICLR 2024 Conference Withdrawn Submission", "ICLR.cc/2024/Conference/Withdrawn_Submission"),
    ]
    assert [(each["type"], each.get("venue"), each["year"], "withdrawn" in each) for each in rows] == [
        ("inproceedings", "ICLR 2024", 2024, False),
        ("preprint", None, 2023, False),
        ("preprint", None, 2023, True),
    ]


def test_proceedings_pages_say_of_themselves_what_they_are() -> None:
    url = "https://proceedings.mlr.press/v235/tarn24a.html"
    world = Bibliography(Table(()), pages={url: {**POOLS, "venue": "ICML", "type": "inproceedings"}})
    gone = "page:https://proceedings.mlr.press/v235/gone24a.html"
    answers, log = ask_with_log(make("page"), [work(f"page:{url}"), work(gone)], world.hosts)
    assert told([answers[f"page:{url}"], answers[gone]], "title", "authors", "year", "venue") == [
        ("found", {"title": POOLS["title"], "authors": POOLS["authors"], "year": 2024, "venue": "ICML"}),
        ("missing", {}),
    ]
    assert len(log) == 3  # a "no" is asked for twice


def test_an_anthology_id_is_a_page_too() -> None:
    world = Bibliography(Table(()), pages={"https://aclanthology.org/2020.acl-main.1/": POOLS})
    (answer,) = asked("anthology", "acl:2020.acl-main.1", hosts=world.hosts)
    assert (answer.source, answer.facts["title"], answer.facts["acl"]) == ("anthology", POOLS["title"], "2020.acl-main.1")


# -- searches -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["crossref", "openalex", "semantic_scholar", "dblp"])
def test_a_search_answers_candidates_and_what_its_no_is_worth(source: str) -> None:
    known, unknown = asked(source, search("Pooling larger pools of water", "tarn", "2024"), search("Deserts Without Any Sand"))
    assert [(each["title"], each["source"]) for each in known.facts["candidates"]] == [(POOLS["title"], source)]
    assert (unknown.outcome, "candidates" in unknown.facts) == (Outcome.MISSING, False)
    assert unknown.facts["covers"]["kinds"]


def test_narrow_sources_search_too() -> None:
    for source, title in (("arxiv", "Drying Out"), ("openreview", "On the Fate of Frogs"), ("datacite", "Ponds, a Data Set")):
        (answer,) = asked(source, search(title))
        assert [each["title"] for each in answer.facts["candidates"]] == [title]


def test_a_title_with_a_word_changed_is_found_by_its_longest_words() -> None:
    for source in ("openalex", "dblp"):
        (answer,) = asked(source, search("Pooling larger puddles of water"))
        assert answer.outcome is Outcome.MISSING  # too short a title to leave words out
        long = {**POOLS, "title": "Pooling Larger Pools of Water for Desert Agriculture"}
        (answer,) = asked(source, search("Pooling larger pots of water for desert agriculture"), hosts=_hosts(long))
        assert [each["title"] for each in answer.facts["candidates"]] == [long["title"]]


def test_junk_deposits_are_no_candidates() -> None:
    junk = {**POOLS, "doi": "10.65215/fake", "year": 2025}
    (answer,) = asked("crossref", search("Pooling larger pools of water"), hosts=_hosts(junk))
    assert answer.outcome is Outcome.MISSING


def test_how_searches_are_written() -> None:
    subject = search("Self-Attention {\\`a} la Carte: 50% More", "tarn", "2024")
    assert crossref.search_address(subject, "me@example.org").split("?")[1].split("&select")[0] == (
        "query.bibliographic=Self-Attention+%C3%A0+la+Carte%3A+50%25+More+tarn&rows=5"
    )
    assert arxiv.search_address(subject).split("?")[1] == (
        "search_query=ti%3A%22Self+Attention+%C3%A0+la+Carte+50+More%22+AND+au%3A%22tarn%22&max_results=5"
    )
    assert [each.split("?")[1].split("&")[0] for each in openalex.search_addresses(subject)] == [
        "filter=title.search:Self+Attention+%C3%A0+la+Carte+50+More",
        "filter=title.search:Self+Attention+la+Carte+More",
    ]
    assert (
        semantic_scholar.search_address(subject).split("?")[1].split("&")[0]
        == "query=Self+Attention+%C3%A0+la+Carte%3A+50%25+More"
    )
    assert [each.split("?")[1].split("&")[0] for each in dblp.search_addresses(subject)] == [
        "q=Self+Attention+%C3%A0+la+Carte+50+More",
        "q=Self+Attention+la+Carte+More",
    ]
    assert datacite.search_address(subject).split("?")[1].split("&")[0] == (
        "query=titles.title%3A%22Self-Attention+%C3%A0+la+Carte%3A+50%25+More%22+AND+creators.name%3A%22tarn%22"
    )


# -- refusals -----------------------------------------------------------------------------------------------------------------

NAMES = {
    "doi": "doi:10.1000/{}",
    "crossref": "doi:10.1000/a,{}",
    "datacite": "search:ponds{}||",
    "arxiv": "search:frogs{}||",
    "openalex": "search:pools{}||",
    "semantic_scholar": "search:pools{}||",
    "dblp": "search:pools{}||",
    "openreview": "openreview:frogs_{}",
}


@pytest.mark.parametrize("source", sorted(NAMES))
def test_who_is_turned_away_does_not_ask_again(source: str) -> None:
    world = Bibliography(Table(()), walls=frozenset({source}))
    subjects = [work(NAMES[source].format(number)) for number in range(40)]
    answers, log = ask_with_log(make(source), subjects, world.hosts)
    assert {each.outcome for each in answers.values()} == {Outcome.REFUSED}
    assert len({each.status for each in answers.values()}) == 1
    assert len(log) <= 16


def test_a_service_that_is_down_is_asked_a_few_times_and_then_left_alone() -> None:
    world = Bibliography(Table(()), silent=frozenset({"dblp"}))
    answers, log = ask_with_log(make("dblp"), [search(f"pools {number}") for number in range(100)], world.hosts)
    assert {each.outcome for each in answers.values()} == {Outcome.UNREACHABLE}
    assert len(log) <= 17


@pytest.mark.parametrize(
    ("source", "body"),
    [
        ("crossref", {"message": []}),
        ("openalex", {"results": 7}),
        ("datacite", {"data": "x"}),
        ("dblp", {"result": {}}),
        ("openreview", {}),
    ],
)
def test_a_reply_of_another_shape_says_nothing(source: str, body: Any) -> None:
    host = make(source).service.host  # type: ignore[attr-defined]
    (answer,) = asked(source, search("Pools of Water"), hosts={host: lambda _: Response.of_json(body)})
    assert (answer.outcome, answer.facts) == (Outcome.UNREACHABLE, {"failure": "malformed-response"})


def test_what_openalex_says_of_its_budget_is_passed_on() -> None:
    world = Bibliography(Table(()), walls=frozenset({"openalex"}))
    (answer,) = asked("openalex", "doi:10.1000/pool", hosts=world.hosts)
    assert (answer.detail, answer.facts) == (
        "the day's budget at OpenAlex is spent; it comes back at midnight UTC (status 429)",
        {"limited": "primary"},
    )


def test_xml_with_a_dtd_is_not_read() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE f [<!ENTITY a "aa">]><feed xmlns="http://www.w3.org/2005/Atom">&a;</feed>'
    assert arxiv.records(reply(200, bomb)) is None


# -- replies of old and odd shapes --------------------------------------------------------------------------------------------


def test_dblp_writes_single_things_bare_and_numbers_namesakes() -> None:
    info = {
        "authors": {"author": {"@pid": "1", "text": "Lea Tarn 0001"}},
        "title": "Pools &amp; Ponds.",
        "venue": ["CoRR", "J. Water"],
        "year": "2024",
        "type": "Informal and Other Publications",
        "key": "journals/corr/abs-2401-00001",
        "ee": "https://doi.org/10.48550/arXiv.2401.00001",
    }
    assert dblp.record_of(info) == {
        "title": "Pools & Ponds",
        "authors": ["Lea Tarn"],
        "year": 2024,
        "venue": "CoRR",
        "type": "preprint",
        "doi": "10.48550/arxiv.2401.00001",
        "arxiv": "2401.00001",
        "url": "https://doi.org/10.48550/arXiv.2401.00001",
        "key": "journals/corr/abs-2401-00001",
    }


def test_datacite_keeps_subtitles_apart_and_dates_of_withdrawal() -> None:
    attributes = {
        "doi": "10.5281/ZENODO.7",
        "titles": [{"title": "Ponds"}, {"title": "a study", "titleType": "Subtitle"}],
        "creators": [{"name": "The Pond Group", "nameType": "Organizational"}],
        "publicationYear": "2020",
        "types": {"resourceTypeGeneral": "Text", "bibtex": "phdthesis"},
        "dates": [{"date": "2021-02-03", "dateType": "Withdrawn"}],
    }
    assert datacite.record_of(attributes) == {
        "title": "Ponds: a study",
        "authors": ["The Pond Group"],
        "year": 2020,
        "type": "thesis",
        "doi": "10.5281/zenodo.7",
        "withdrawn": "withdrawn on 2021-02-03",
    }


def test_semantic_scholars_answer_without_data_has_no_hits() -> None:
    subject = search("Pools")
    empty = semantic_scholar.read_search([subject], reply(200, {"total": 0, "offset": 0}))
    assert empty[subject.name].outcome is Outcome.MISSING
    page = semantic_scholar.read_search([subject], reply(404, "<html>"))
    assert page[subject.name].outcome is Outcome.UNREACHABLE


def test_facts_are_plain_json() -> None:
    for source, name in (("crossref", "doi:10.1000/pool"), ("arxiv", "arxiv:2205.01234"), ("openreview", "openreview:frogs_24")):
        (answer,) = asked(source, name)
        assert json.loads(json.dumps(answer.facts)) == answer.facts
