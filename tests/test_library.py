"""The local library: what it reads, what it finds again, and what it says of a file that it cannot read."""

import bz2
import gzip
import json
import lzma
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import zstandard
from click.testing import CliRunner

from checker.cli_library import library as command
from checker.core.answer import Outcome, Subject, Topic
from checker.core.errors import StateError
from checker.sources.library.loading import load
from checker.sources.library.search import candidates
from checker.sources.library.source import LibrarySource
from checker.sources.library.store import Library
from checker.sources.library.volumes import whole_by_count, whole_by_pages

AT = datetime(2026, 11, 22, 4, tzinfo=UTC)

DBLP = r"""@inproceedings{DBLP:conf/icml/TarnMB24,
  author       = {Lea Tarn and
                  J{\"{u}}rgen M{\"{u}}ller 0003 and
                  Otto Bach},
  title        = {Pooling Larger Pools of {W}ater:
                  Together},
  booktitle    = {Proceedings of the 41st International Conference on Machine Learning, {ICML}
                  2024, Vienna, Austria},
  pages        = {1--12},
  year         = {2024},
  url          = {https://doi.org/10.1000/POOL},
  doi          = {10.1000/POOL},
  timestamp    = {Mon, 03 Feb 2025 17:26:30 +0100},
  biburl       = {https://dblp.org/rec/conf/icml/TarnMB24.bib},
  bibsource    = {dblp computer science bibliography, https://dblp.org}
}

@article{DBLP:journals/corr/abs-2301-00001,
  author       = {Lea Tarn},
  title        = {On Frogs},
  journal      = {CoRR},
  volume       = {abs/2301.00001},
  year         = {2023},
  url          = {https://doi.org/10.48550/arXiv.2301.00001},
  doi          = {10.48550/ARXIV.2301.00001},
  eprinttype   = {arXiv},
  eprint       = {2301.00001},
  timestamp    = {Fri, 06 Jan 2023 00:00:00 +0100},
}
"""

ANTHOLOGY = """@inproceedings{bach-2020-ponds,
    title = "Ponds as {T}ext",
    author = "Bach, Otto  and
      Tarn, Lea",
    booktitle = "Proceedings of the 58th Annual Meeting of the Association for Computational Linguistics",
    month = jul,
    year = "2020",
    url = "https://aclanthology.org/2020.acl-main.1",
    doi = "10.18653/v1/2020.acl-main.1",
    pages = "1--5",
}
"""


def made(folder: Path, *files: tuple[str, bytes]) -> Path:
    """A library of these files."""
    path = folder / "library.sqlite3"
    with Library(path, writable=True) as records:
        for name, content in files:
            (folder / name).write_bytes(content)
            load(records, folder / name, AT)
    return path


def test_a_dblp_record_is_found_by_its_doi_with_everything_decoded(tmp_path: Path) -> None:
    with Library(made(tmp_path, ("dblp.bib", DBLP.encode()))) as records:
        assert records.by_identifier("doi", "10.1000/pool") == [
            {
                "source": "dblp",
                "key": "conf/icml/TarnMB24",
                "type": "inproceedings",
                "title": "Pooling Larger Pools of Water: Together",
                "authors": ["Lea Tarn", "Jürgen Müller 0003", "Otto Bach"],
                "year": 2024,
                "venue": "Proceedings of the 41st International Conference on Machine Learning, ICML 2024, Vienna, Austria",
                "doi": "10.1000/pool",
                "url": "https://doi.org/10.1000/POOL",
                "pages": "1-12",
            }
        ]


def test_a_preprint_is_a_preprint_and_has_its_arxiv_id(tmp_path: Path) -> None:
    with Library(made(tmp_path, ("dblp.bib", DBLP.encode()))) as records:
        (found,) = records.by_identifier("arxiv", "2301.00001")
        assert (found["type"], found["venue"], found["doi"]) == ("preprint", "CoRR", "10.48550/arxiv.2301.00001")


def test_the_snapshot_is_of_the_newest_day_that_its_records_speak_of(tmp_path: Path) -> None:
    with Library(made(tmp_path, ("dblp.bib", DBLP.encode()))) as records:
        (snapshot,) = records.snapshots()
        assert (snapshot.taken, snapshot.records, snapshot.format) == (date(2025, 2, 3), 2, "BibTeX")


def test_the_anthology_is_told_by_its_addresses(tmp_path: Path) -> None:
    with Library(made(tmp_path, ("anthology.bib", ANTHOLOGY.encode()))) as records:
        (found,) = records.by_identifier("acl", "2020.acl-main.1")
        assert (found["source"], found["title"], found["authors"]) == ("acl", "Ponds as Text", ["Bach, Otto", "Tarn, Lea"])


@pytest.mark.parametrize(
    "pack",
    [lzma.compress, gzip.compress, bz2.compress, zstandard.ZstdCompressor().compress, lambda content: content],
    ids=["xz", "gz", "bz2", "zst", "plain"],
)
def test_compression_is_told_by_content_whatever_the_name(tmp_path: Path, pack: object) -> None:
    with Library(made(tmp_path, ("dump", pack(DBLP.encode())))) as records:  # type: ignore[operator]
        assert len(records) == 2


def test_records_that_no_dump_would_hold_are_read_as_people_write_them(tmp_path: Path) -> None:
    text = (
        '@string{j = "Journal of Frogs"}\n@article(frogs, title={On Frogs}, author="Bach, Otto", journal = j # { A}, year=2020)\n'
    )
    with Library(made(tmp_path, ("own.bib", text.encode()))) as records:
        (found,) = records.by_key("onfrogs")
        assert (found["source"], found["authors"], found["year"]) == ("bibtex", ["Bach, Otto"], 2020)


def test_an_at_sign_at_the_start_of_a_line_does_not_end_a_record(tmp_path: Path) -> None:
    text = "@misc{a,\n  title = {A Title},\n  note = {by\n@someone},\n  year = {2020}\n}\n\n@misc{b,\n  title = {B Title}\n}\n"
    with Library(made(tmp_path, ("own.bib", text.encode()))) as records:
        assert [records.by_key(key)[0]["key"] for key in ("atitle", "btitle")] == ["a", "b"]


def test_adding_twice_adds_nothing(tmp_path: Path) -> None:
    path = made(tmp_path, ("a.bib", DBLP.encode()), ("b.bib", DBLP.encode()))
    with Library(path) as records:
        assert len(records) == 2
        assert len(records.snapshots()) == 1
        assert len(candidates(records, "Pooling Larger Pools of Water: Together")) == 1


def test_of_two_records_of_one_work_in_one_volume_the_fuller_is_kept(tmp_path: Path) -> None:
    poor = DBLP.replace("  doi          = {10.1000/POOL},\n  ", "").replace("https://doi.org/10.1000/POOL", "https://example.org")
    path = made(tmp_path, ("poor.bib", poor.encode()), ("rich.bib", DBLP.encode()))
    with Library(path) as records:
        (found,) = records.by_key("poolinglargerpoolsofwatertogether")
        assert found["doi"] == "10.1000/pool"


def test_a_truncated_file_is_said_and_leaves_the_library_as_it_was(tmp_path: Path) -> None:
    path = made(tmp_path, ("good.bib", DBLP.encode()))
    many = (DBLP.replace("Pooling", f"Pooling {number} and") for number in range(2000))
    broken = tmp_path / "broken.bib.xz"
    broken.write_bytes(lzma.compress("\n".join(many).encode())[:-2000])
    with Library(path, writable=True) as records:
        with pytest.raises(StateError, match=r"broken\.bib\.xz is damaged or incomplete"):
            load(records, broken, AT)
        assert len(records) == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<!doctype html><title>Making sure you are not a bot</title>", "is a web page; the library reads"),
        (b"\x00\x01\x02", "is in a format that is not known; the library reads"),
        (b"", "is in a format that is not known; the library reads"),
        (b'{"title": ["x"]\n', "line 1, is not JSON|line 2, is not JSON"),
        (b"[" * 100_000, "nested too deeply|is not JSON"),
        (b"[]", "holds no bibliographic record"),
        (b"<dblp><article key='a'><title>X</title>", "is no well-formed dblp.xml"),
    ],
)
def test_other_files_are_refused_with_a_reason(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(StateError, match=message):
        made(tmp_path, ("file", content))


def test_there_is_a_next_step_where_there_is_no_library(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="make one with `refwatch library add FILE`"):
        Library(tmp_path / "none.sqlite3")


def test_a_file_that_is_no_library_is_said(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    path.write_bytes(b"not a database, " * 100)
    with pytest.raises(StateError, match="cannot be used as a library"):
        Library(path)


DBLP_XML = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE dblp SYSTEM "dblp.dtd">
<dblp>
<inproceedings mdate="2025-06-01" key="conf/icml/TarnM24">
<author>Lea Tarn</author><author>J&uuml;rgen M&uuml;ller</author>
<title>Pools of H<sub>2</sub>O &amp; Together.</title>
<year>2024</year><booktitle>ICML</booktitle><ee>https://doi.org/10.1000/POOL</ee>
</inproceedings>
<article publtype="informal" mdate="2024-01-01" key="journals/corr/abs-2301-00001">
<author>Lea Tarn</author><title>On Frogs.</title><year>2023</year><journal>CoRR</journal><volume>abs/2301.00001</volume>
</article>
<article publtype="withdrawn" mdate="2024-01-01" key="journals/x/y"><title>Gone.</title><year>2020</year></article>
<www key="homepages/t/Tarn"><author>Lea Tarn</author><title>Home Page</title></www>
</dblp>
"""


def test_dblp_xml_is_read_as_a_stream_with_its_entities(tmp_path: Path) -> None:
    with Library(made(tmp_path, ("dblp.xml.gz", gzip.compress(DBLP_XML.encode("latin-1"))))) as records:
        (found,) = records.by_identifier("doi", "10.1000/pool")
        assert (found["title"], found["authors"]) == ("Pools of H2O & Together", ["Lea Tarn", "Jürgen Müller"])
        assert records.by_identifier("arxiv", "2301.00001")[0]["type"] == "preprint"
        assert records.by_key("gone")[0]["withdrawn"] == "marked as withdrawn in DBLP"
        assert records.snapshots()[0].taken == date(2025, 6, 1)
        assert len(records) == 3


def test_dblp_xml_that_declares_entities_of_its_own_is_refused(tmp_path: Path) -> None:
    declared = '<?xml version="1.0"?><!DOCTYPE dblp [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    bomb = declared + "<dblp><article><title>&b;</title></article></dblp>"
    with pytest.raises(StateError, match="declares entities of its own"):
        made(tmp_path, ("dblp.xml", bomb.encode()))


def test_crossref_openalex_and_csl_stand_side_by_side_in_json(tmp_path: Path) -> None:
    crossref = {
        "DOI": "10.1000/Pool",
        "type": "proceedings-article",
        "title": ["Pooling &amp; <i>Larger</i> Pools"],
        "subtitle": ["Together"],
        "author": [{"family": "Tarn", "given": "Lea"}, {"name": "The Pool Group"}],
        "container-title": ["Lecture Notes in Frogs", "Pools 2024"],
        "issued": {"date-parts": [[2024, 7]]},
        "created": {"date-parts": [[2026, 1]]},
        "updated-by": [
            {"DOI": "10.1000/n", "type": "retraction", "source": "retraction-watch", "updated": {"date-parts": [[2025, 3, 2]]}},
            {"DOI": "10.1000/n", "type": "retraction", "source": "publisher", "updated": {"date-parts": [[2025, 2, 1]]}},
        ],
        "indexed": {},
    }
    openalex = {
        "id": "https://openalex.org/W1",
        "doi": "https://doi.org/10.1000/frog",
        "title": "On Frogs",
        "publication_year": 2023,
        "type": "article",
        "is_retracted": True,
        "authorships": [{"author": {"display_name": "Otto Bach"}}],
        "primary_location": {"source": {"display_name": "Journal of Frogs", "type": "journal"}},
        "biblio": {"first_page": "1", "last_page": "9"},
    }
    csl = {
        "id": "x",
        "type": "article-journal",
        "title": "Ponds",
        "author": [{"family": "Oord", "non-dropping-particle": "van den"}],
    }
    lines = "\n".join(json.dumps(each) for each in (crossref, openalex, csl))
    with Library(made(tmp_path, ("works.jsonl", lines.encode()))) as records:
        (pool,) = records.by_identifier("doi", "10.1000/pool")
        assert pool == {
            "source": "crossref",
            "key": "10.1000/pool",
            "type": "inproceedings",
            "title": "Pooling & Larger Pools: Together",
            "authors": ["Tarn, Lea", "The Pool Group"],
            "year": 2024,
            "venue": "Pools 2024",
            "doi": "10.1000/pool",
            "updates": [{"type": "retraction", "doi": "10.1000/n", "at": "2025-02-01", "source": "publisher"}],
        }
        (frog,) = records.by_identifier("doi", "10.1000/frog")
        assert (frog["source"], frog["pages"], frog["updates"]) == ("openalex", "1-9", [{"type": "retraction"}])
        assert records.by_key("ponds")[0]["authors"] == ["van den Oord"]


RETRACTIONS = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,RetractionDOI,"
    "RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes,\r\n"
    "1,On Frogs,,,Journal of Frogs,P,,Otto Bach;Lea Tarn;,,,2/6/2010 0:00,10.1000/Notice,0,3/1/2005 0:00,10.1000/FROG,0,"
    "Retraction,Error;,No,,\r\n"
    "2,On Frogs,,,Journal of Frogs,P,,Otto Bach;,,,1/1/2008 0:00,unavailable,0,,10.1000/frog,0,Expression of concern,,No,,\r\n"
    "3,Unknown,,,J,P,,X;,,,,unavailable,0,,unavailable,0,Retraction,,No,,\r\n"
)


def test_retraction_watch_tells_what_happened_when_and_why(tmp_path: Path) -> None:
    with Library(made(tmp_path, ("rw.csv", RETRACTIONS.encode()))) as records:
        (frog,) = records.by_identifier("doi", "10.1000/frog")
        assert frog["authors"] == ["Otto Bach", "Lea Tarn"]
        assert frog["updates"] == [
            {"type": "expression_of_concern", "at": "2008-01-01", "source": "retraction-watch", "doi": ""},
            {"type": "retraction", "at": "2010-02-06", "reason": "Error", "source": "retraction-watch", "doi": "10.1000/notice"},
        ]


def test_near_misses_are_found(tmp_path: Path) -> None:
    with Library(made(tmp_path, ("dblp.bib", DBLP.encode()))) as records:
        for title in (
            "Pooling Larger Pools of Wine: Together",
            "Pooling Larger Pools of Water",
            "Poling Larger Pools of Water Together",
            "POOLING LARGER POOLS",
        ):
            assert [each["key"] for each in candidates(records, title)] == ["conf/icml/TarnMB24"], title
        assert candidates(records, "Attention Is All You Need") == []


def volume(year: int, count: int, *, skip: range = range(0)) -> str:
    """A volume of ICML with this many papers of ten pages, less those skipped."""
    return "".join(
        f"@inproceedings{{k{year}x{number},\n  title = {{Paper {number} of {year}}},\n  author = {{A. Uthor}},\n"
        f"  booktitle = {{ICML {year}}},\n  year = {{{year}}},\n  pages = {{{number * 10 + 1}--{number * 10 + 10}}}\n}}\n\n"
        for number in range(count)
        if number not in skip
    )


def test_absence_is_worth_something_only_where_a_volume_lies_whole(tmp_path: Path) -> None:
    path = made(tmp_path, ("icml.bib", (volume(2020, 30) + volume(2021, 30, skip=range(5, 12))).encode()))
    source = LibrarySource(path)
    worth = []
    for year in ("2020", "2021", "2022"):
        subject = Subject(Topic.WORK, f"search:{year}", about={"title": "Ghosts in the Pond", "venue": "ICML", "year": year})
        (answer,) = source.look_up_all([subject])
        assert answer.outcome is Outcome.MISSING
        worth.append((answer.facts["covers"].get("volume") or {}).get("whole"))
    assert worth == [True, False, None]


def test_a_volume_without_page_numbers_is_whole_where_it_is_as_large_as_those_before() -> None:
    assert whole_by_pages(["1:1--1:30"] * 3) is None
    assert whole_by_count(100, [90, 110])
    assert not whole_by_count(50, [90, 110])
    assert not whole_by_count(100, [])


def test_the_source_answers_every_kind_of_subject(tmp_path: Path) -> None:
    source = LibrarySource(made(tmp_path, ("dblp.bib", DBLP.encode())))
    asked = [
        Subject(Topic.WORK, "doi:10.1000/pool"),
        Subject(Topic.WORK, "doi:10.1000/nothing"),
        Subject(Topic.WORK, "search:onfrogs|tarn|2023", about={"title": "On Frogs", "author": "Tarn, Lea"}),
    ]
    assert [
        (each.outcome, each.facts.get("title"), len(each.facts.get("candidates", ()))) for each in source.look_up_all(asked)
    ] == [
        (Outcome.FOUND, "Pooling Larger Pools of Water: Together", 0),
        (Outcome.MISSING, None, 0),
        (Outcome.FOUND, None, 1),
    ]
    assert all(source.knows(each) for each in asked)
    assert not source.knows(Subject(Topic.WORK, "entry:key"))


def test_without_a_file_the_source_knows_nothing_and_a_broken_one_could_not_be_asked(tmp_path: Path) -> None:
    assert not LibrarySource(tmp_path / "none").knows(Subject(Topic.WORK, "doi:10.1000/pool"))
    broken = tmp_path / "broken"
    broken.write_bytes(b"nonsense" * 1000)
    (answer,) = LibrarySource(broken).look_up_all([Subject(Topic.WORK, "doi:10.1000/pool")])
    assert answer.outcome is Outcome.UNREACHABLE


def test_the_command_adds_finds_and_tells(tmp_path: Path) -> None:
    (tmp_path / "dblp.bib").write_text(DBLP, "utf-8")
    option = ["--library", str(tmp_path / "library.sqlite3")]
    added = CliRunner().invoke(command, ["add", str(tmp_path / "dblp.bib"), *option], catch_exceptions=False)
    assert added.output.startswith("dblp.bib: 2 records, 2 of them new, as of 2025-02-03, in ")
    found = CliRunner().invoke(command, ["search", "larger", "pools", "of", "water", *option], catch_exceptions=False)
    assert found.output == (
        "Pooling Larger Pools of Water: Together\n"
        "    Lea Tarn, Jürgen Müller 0003, Otto Bach · Proceedings of the 41st International Conference on Machine Learning, "
        "ICML 2024, Vienna, Austria · 2024 · doi:10.1000/pool · dblp conf/icml/TarnMB24\n"
    )
    told = CliRunner().invoke(command, ["info", *option], catch_exceptions=False)
    assert "2 records" in told.output
    assert "2025-02-03  dblp.bib (BibTeX, 2 records" in told.output
