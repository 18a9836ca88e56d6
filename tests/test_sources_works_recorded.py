"""Real replies of bibliographic services, saved by others: the readers must read all of them without loss."""

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checker.core import identifiers
from checker.core.answer import Outcome, Subject, Topic
from checker.core.text import plain
from checker.sources import arxiv, crossref, datacite, dblp, doi, openalex, openreview, semantic_scholar
from checker.sources.service import Service
from checker.web import Reply
from tests.doubles.asking import reply

SHARED = Path(os.environ.get("REFWATCH_SHARED", Path(__file__).resolve().parents[1].parent / "shared"))
RECORDED = SHARED / "recorded"

pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded replies are not on this machine")


def files(folder: str, ending: str = "json") -> list[Path]:
    return sorted((RECORDED / folder).glob(f"*.{ending}"))


def data(path: Path) -> Any:
    """What a file holds: the body of an exchange, parsed where it is JSON, else the file's own JSON."""
    saved = json.loads(path.read_text("utf-8"))
    if isinstance(saved, dict) and isinstance(saved.get("response"), dict):
        body = saved["response"].get("body")
        for read in (json.loads, lambda text: json.loads(base64.b64decode(text))):
            try:
                return read(body) if isinstance(body, str) else body
            except ValueError:
                continue
        return None
    return saved


def exchange(path: Path) -> Reply:
    """The saved exchange as a reply."""
    saved = json.loads(path.read_text("utf-8"))
    response = saved.get("response") or {"status": saved["status_code"], "headers": {}, "body": saved["body"]}
    headers = {name: value if isinstance(value, str) else ", ".join(value) for name, value in response["headers"].items()}
    return reply(response["status"], response["body"] or "", headers)


def works(value: Any) -> Iterator[dict[str, Any]]:
    """Every Crossref work in a reply."""
    if isinstance(value, list):
        for each in value:
            yield from works(each.get("item", each) if isinstance(each, dict) else each)
    elif isinstance(value, dict) and isinstance(value.get("message"), dict):
        yield from works(value["message"].get("items", value["message"]))
    elif (
        isinstance(value, dict)
        and "DOI" in value
        and ("title" in value or "type" in value)
        and isinstance(value.get("title"), list)
    ):
        yield value


def test_crossref() -> None:
    seen = 0
    for path in files("crossref"):
        for message in works(data(path)):
            seen += 1
            record = crossref.read_batch([_subject(message["DOI"])], reply(200, {"message": {"items": [message]}}))
            facts = record[_subject(message["DOI"]).name].facts
            assert facts["doi"] == message["DOI"].lower(), path.name
            assert bool(facts.get("title")) == any([*message["title"], *message.get("subtitle", ())]), path.name
            assert len(facts.get("authors", ())) == len(message.get("author", ())), path.name
            parts = (message.get("issued") or {}).get("date-parts") or [[None]]
            assert not parts[0] or not parts[0][0] or facts["year"] == int(parts[0][0]), path.name
            kinds = {(each["DOI"].lower(), each["type"]) for each in message.get("updated-by", ())}
            assert len(facts.get("updates", ())) == len(kinds), path.name
    assert seen > 200


def _subject(name: str) -> Subject:
    return Subject(Topic.WORK, f"doi:{identifiers.doi(name) or name.lower()}")


def test_crossrefs_errors_say_nothing_of_the_work() -> None:
    service = Service("crossref", "Crossref", "api.crossref.org")
    for path in files("crossref"):
        if not path.name.startswith(("error_", "transcript_error_")):
            continue
        from checker.sources.replies import trouble

        found = exchange(path)
        said = trouble(found, service.title)
        outcome = said.outcome if said else crossref.read_batch([_subject("10.1000/x")], found)["doi:10.1000/x"].outcome
        assert outcome in (Outcome.REFUSED, Outcome.UNREACHABLE), path.name


def test_datacite() -> None:
    seen = 0
    for path in files("datacite"):
        for attributes in _attributes(data(path)):
            seen += 1
            record = datacite.record_of(attributes)
            assert record["doi"] == attributes["doi"].lower(), path.name
            assert bool(record.get("title")) == any(each.get("title") for each in attributes.get("titles") or ()), path.name
            named = [
                each for each in attributes.get("creators") or () if (each.get("name") or each.get("familyName") or "").strip()
            ]
            assert len(record.get("authors", ())) == len(named), path.name
            year = str(attributes.get("publicationYear") or "")
            assert not year.isdecimal() or record["year"] == int(year), path.name
    assert seen > 30


def _attributes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for each in value:
            yield from _attributes(each)
    elif isinstance(value, dict) and isinstance(value.get("attributes"), dict):
        if value["attributes"].get("doi"):
            yield value["attributes"]
    elif isinstance(value, dict):
        yield from _attributes(value.get("data"))


def test_arxiv() -> None:
    seen = 0
    specs = sorted((SHARED / "specs" / "arxiv").glob("id_*.json"))
    for path in (*files("arxiv"), *specs):
        body = json.loads(path.read_text("utf-8"))["body"]
        _same_as_the_feed(path, body)
        seen += body.count("<entry>")
    for path in files("arxiv", "xml"):
        if path.name.startswith("pubs_"):
            _same_as_the_feed(path, path.read_text("utf-8"))
    assert seen > 100


def _same_as_the_feed(path: Path, body: str) -> None:
    records = arxiv.records(reply(200, body))
    assert records is not None, path.name
    errors = body.count("api/errors")
    assert len(records) == (0 if errors else body.count("<entry>")), path.name
    assert all(each["title"] and each["authors"] and each["year"] and each["arxiv"] for each in records), path.name
    assert sum(len(each["authors"]) for each in records) == (0 if errors else body.count("<author>")), path.name


def test_arxivs_versions() -> None:
    body = (RECORDED / "arxiv" / "oai_arXivRaw_1810.09584.xml").read_text("utf-8")
    assert arxiv.read_withdrawn(reply(200, body)) is False


def test_dblp() -> None:
    seen = 0
    for path in files("dblp"):
        value = data(path)
        hits = value if isinstance(value, list) else dblp.hits(reply(200, value)) if isinstance(value, dict) else None
        for info in (each["info"] for each in hits or () if "title" in each["info"]):
            seen += 1
            record = dblp.record_of(info)
            assert record["title"] == plain(info["title"]).removesuffix("."), path.name
            assert record["year"] == int(info["year"]), path.name
            assert bool(record.get("authors")) == bool(info.get("authors")), path.name
            assert not any(name[-4:].isdecimal() for name in record.get("authors", ())), path.name
            assert record["type"] != "other" or info["type"] == "Data and Artifacts", info["type"]
    assert seen > 50


def test_dblps_challenge_is_no_answer() -> None:
    from checker.sources.replies import trouble

    said = trouble(exchange(RECORDED / "dblp" / "transcript_anubis_challenge_200_trimmed.json"), "DBLP")
    assert said is not None
    assert said.outcome is Outcome.REFUSED


def test_doi_org() -> None:
    rows = json.loads(exchange(RECORDED / "doi_org" / "transcript_doira_several.json").body)
    subjects = [Subject(Topic.WORK, f"doi:{row['DOI'].lower()}") for row in rows]
    readings = doi.read_agencies(subjects, reply(200, json.dumps(rows)))
    assert [readings[each.name].facts.get("agency") for each in subjects] == [
        "Crossref",
        "DataCite",
        "Crossref",
        None,
        None,
        None,
    ]
    for name, outcome in (("404_code_100", Outcome.MISSING), ("200", Outcome.FOUND), ("500_code_2", Outcome.UNREACHABLE)):
        found = exchange(RECORDED / "doi_org" / f"handle_test_server_{name}.json")
        assert doi.read_registration([subjects[0]], found)[subjects[0].name].outcome is outcome


def test_openalex() -> None:
    seen = 0
    for path in files("openalex"):
        for each in _openalex_works(data(path)):
            seen += 1
            record = openalex.record_of(each)
            assert bool(record.get("title")) == bool(each.get("title") or each.get("display_name")), path.name
            assert record.get("year") == each.get("publication_year"), path.name
            if each.get("doi") and identifiers.doi(each["doi"]):
                assert record["doi"] == each["doi"].lower().removeprefix("https://doi.org/"), path.name
            assert bool(record.get("updates")) == bool(each.get("is_retracted")), path.name
    assert seen > 40


def _openalex_works(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for each in value:
            yield from _openalex_works(each)
    elif isinstance(value, dict) and "results" in value:
        yield from _openalex_works(value["results"])
    elif isinstance(value, dict) and ("authorships" in value or "publication_year" in value):
        yield value


def test_openreview() -> None:
    seen = 0
    for path in files("openreview"):
        for note in (data(path) or {}).get("notes", ()) if "note" in path.name else ():
            if isinstance(note.get("content"), dict) and "title" in note["content"]:
                seen += 1
                record = openreview.record_of(note)
                assert record["title"], path.name
                assert record["openreview"] == note["forum"], path.name
                assert bool(record.get("authors")) == ("authors" in note["content"]), path.name
                under_review = "under_review" in path.name
                assert (record["type"] == "preprint") == (under_review or "venue" not in note["content"]), path.name
    assert seen == 3


def test_semantic_scholar_has_no_saved_replies_but_its_shape_is_known() -> None:
    """Its licence forbids passing replies on; this one is written after its documentation."""
    paper = {"paperId": "2d56", "title": "Computing Machinery and Intelligence", "year": 1950, "venue": "Mind", "authors": None}
    assert semantic_scholar.record_of(paper) == {
        "title": "Computing Machinery and Intelligence",
        "year": 1950,
        "venue": "Mind",
        "type": "article",
        "key": "2d56",
    }
