"""Whatever a bibliographic service sends, its reader answers for every subject and never raises."""

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.core.answer import Subject, Topic
from checker.simulated import bibliography_wire as wire
from checker.simulation import Response
from checker.sources import arxiv, crossref, datacite, dblp, doi, openalex, openreview, semantic_scholar
from checker.sources.replies import Reading
from checker.sources.service import Batch
from checker.web import Reply
from tests.doubles.asking import reply

RECORD = {
    "title": "Pooling Larger Pools of Water",
    "authors": ["Tarn, Lea", "Weir, Ada"],
    "year": 2024,
    "venue": "Journal of Water",
    "type": "article",
    "doi": "10.1000/pool",
    "arxiv": "2401.00001",
    "openreview": "pools_24",
    "updates": [{"type": "retraction", "doi": "10.1000/notice", "at": "2025-03-01"}],
}
DOI, ARXIV = Subject(Topic.WORK, "doi:10.1000/pool"), Subject(Topic.WORK, "arxiv:2401.00001")
SEARCH = Subject(Topic.WORK, "search:poolinglargerpoolsofwater|tarn|2024", about={"title": str(RECORD["title"])})
NOTE = Subject(Topic.WORK, "openreview:pools_24")
Reader = Callable[[Batch, Reply], Mapping[str, Reading]]


def sent(response: Response) -> Any:
    return json.loads(response.body)


READERS: dict[str, tuple[Reader, Batch, Any]] = {
    "crossref batch": (crossref.read_batch, [DOI, DOI], sent(wire.crossref_list([RECORD]))),
    "crossref work": (crossref.read_work, [DOI], sent(wire.crossref_work(RECORD))),
    "crossref search": (crossref.read_search, [SEARCH], sent(wire.crossref_list([RECORD]))),
    "datacite batch": (datacite.read_batch, [DOI], sent(wire.datacite_list([RECORD]))),
    "datacite search": (datacite.read_search, [SEARCH], sent(wire.datacite_list([RECORD]))),
    "openalex batch": (openalex.read_batch, [DOI, ARXIV], sent(wire.openalex_list([RECORD]))),
    "openalex search": (openalex.read_search, [SEARCH], sent(wire.openalex_list([RECORD]))),
    "scholar batch": (semantic_scholar.read_batch, [DOI], [wire.scholar_paper(RECORD)]),
    "scholar search": (semantic_scholar.read_search, [SEARCH], sent(wire.scholar_match(RECORD))),
    "dblp search": (dblp.read_search, [SEARCH], sent(wire.dblp_hits("pools", [RECORD]))),
    "openreview note": (openreview.read_note, [NOTE], sent(wire.notes([RECORD]))),
    "openreview search": (openreview.read_search, [SEARCH], sent(wire.notes([RECORD], old=True))),
    "agencies": (doi.read_agencies, [DOI], [wire.agency("10.1000/pool", "Crossref")]),
    "registration": (doi.read_registration, [DOI], sent(wire.handle("10.1000/pool", known=True))),
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside a document."""
    yield path
    if isinstance(value, dict):
        for key, each in value.items():
            yield from places(each, (*path, key))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from places(each, (*path, number))


def replaced(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The document with another value at one place."""
    if not path:
        return value
    document = copy.deepcopy(document)
    inner = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return document


@pytest.mark.parametrize("name", sorted(READERS))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_document_with_anything_anywhere_is_read_or_refused(name: str, data: st.DataObject) -> None:
    read, subjects, document = READERS[name]
    path = data.draw(st.sampled_from(list(places(document))))
    hostile = replaced(document, path, data.draw(JSON))
    readings = read(subjects, reply(200, json.dumps(hostile), {"content-type": "application/json"}))
    assert set(readings) == {each.name for each in subjects}
    for each in readings.values():
        json.dumps(dict(each.facts))


@settings(max_examples=40, deadline=None)
@given(body=st.binary(max_size=200), cut=st.integers(0, 2000))
def test_feeds_that_break_off_or_are_none(body: bytes, cut: int) -> None:
    feed = wire.arxiv_feed([RECORD]).body
    whole = feed.encode() if isinstance(feed, str) else feed
    for hostile in (body, whole[:cut], whole[:cut] + body + whole[cut:]):
        readings = arxiv.read_batch([ARXIV], reply(200, hostile))
        assert set(readings) == {ARXIV.name}
        arxiv.read_withdrawn(reply(200, hostile))
