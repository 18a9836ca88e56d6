"""Venues: which one a text names, in which years it was held, and whether two texts name the same."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.core.calendar import venues
from checker.core.text import plain
from checker.core.venue_comparison import compare_venues
from checker.core.venues import identify, parse_venue

NAMED = [
    ("Proceedings of the 29th Symposium on Operating Systems Principles", "sosp"),
    ("Advances in Neural Information Processing Systems 30", "neurips"),
    ("{NeurIPS}", "neurips"),
    ("Proc. ICML", "icml"),
    ("ICML (2)", "icml"),
    ("In ICLR", "iclr"),
    ("iclr", "iclr"),
    ("corl 2019", "corl"),
    ("J. Mach. Learn. Res.", "jmlr"),
    ("Mach. Learn.", "mlj"),
    ("Proc. Int. Conf. Mach. Learn.", "icml"),
    ("Proc. IEEE/CVF Conf. Comput. Vis. Pattern Recognit.", "cvpr"),
    ("IEEE Trans. Pattern Anal. Mach. Intell.", "tpami"),
    ("SC22: International Conference for High Performance Computing, Networking, Storage and Analysis", "sc"),
    ("Findings of the Association for Computational Linguistics: EMNLP 2021", "emnlp"),
    ("Computer Vision -- ECCV 2020", "eccv"),
    ("CHI '20: CHI Conference on Human Factors in Computing Systems", "chi"),
    ("18th USENIX Symposium on Operating Systems Design and Implementation (OSDI 24)", "osdi"),
    ("Proceedings of the ACM on Programming Languages", "pacmpl"),
    ("Proc. VLDB Endow.", "pvldb"),
    ("@ ICLR 2024", "iclr"),
    ("FAST", "fast"),
    ("Nature", "nature"),
    ("Nature Communications", "natcomm"),
    ("Pattern Recognition Letters", "prl"),
    ("Asian Conference on Machine Learning", "acml"),
    ("International Conference on Machine Learning and Applications", "icmla"),
    ("Lecture Notes in Computer Science", "lncs"),
    ("arXiv preprint arXiv:1706.03762", "arxiv"),
    ("CoRR, abs/1706.03762", "arxiv"),
    # not the venue that they resemble
    ("ICML Workshop on Efficient Systems", None),
    ("International Conference on Quantum Machine Learning", None),
    ("Canadian Conference on Artificial Intelligence and Statistics", None),
    ("Computational Linguistics in Bulgaria", None),
    ("Symposium on Transfer Learning Paradigms", None),
    ("Journal of Statistical Machine Learning Theory", None),
    ("Workshop on Multilingual Surface Realisation (MSR 2019)", None),
    ("MIT Press", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "venue"), NAMED)
def test_the_venue_that_a_text_names(text: str, venue: str | None) -> None:
    found = identify(text)
    assert (found.id if found else None) == venue


def test_what_else_a_text_says() -> None:
    claims = [
        parse_venue(text)
        for text in (
            "CVPRW 2021",
            "Findings of the ACL: EMNLP 2021",
            "Proceedings of the 37th International Conference on Machine Learning, ICML 2020",
            "Workshop on Efficient Natural Language Processing at NeurIPS 2023",
            "SOSP '23",
            "Lecture Notes in Computer Science",
        )
    ]
    told = [(claim.venue.id if claim.venue else None, claim.kind, claim.year, claim.track, claim.edition) for claim in claims]
    assert told == [
        ("cvpr", "workshop", 2021, "", None),
        ("emnlp", "conference", 2021, "findings", None),
        ("icml", "conference", 2020, "", 37),
        ("neurips", "workshop", 2023, "", None),
        ("sosp", "conference", 2023, "", None),
        ("lncs", "series", None, "", None),
    ]


HELD = [
    ("sosp", [2019, 2021, 2023, 2024, 2025], [2018, 2020, 2022]),
    ("osdi", [1994, 1996, 1999, 2000, 2002, 2020, 2021, 2022], [1995, 1998, 2001, 2019]),
    ("iccv", [2019, 2021, 2023], [2020, 2022]),
    ("eccv", [2018, 2020, 2024], [2019, 2021]),
    ("iclr", [2013, 2024], [2012]),
    ("mlsys", [2018, 2019, 2026], [2017]),
    ("naacl", [2018, 2019, 2021, 2022, 2024, 2025], [2017, 2020, 2023]),
    ("ijcai", [2013, 2015, 2016, 2017], [2014, 2012]),
    ("jmlr", [2000, 2025], [1999]),
    ("neurips", [1987, 2026], [1986]),
    ("icml", [1980, 1983, 1985, 1988, 2025], [1979, 1981, 1982, 1984, 1986]),
    ("colm", [2024, 2025], [2023]),
    ("fast", [2005, 2007], [2006]),
]


@pytest.mark.parametrize(("venue", "held", "not_held"), HELD)
def test_the_years_in_which_a_venue_was_held(venue: str, held: list[int], not_held: list[int]) -> None:
    calendar = venues()[venue]
    assert [year for year in held if calendar.held_in(year) is not True] == []
    assert [year for year in not_held if calendar.held_in(year) is not False] == []


def test_the_names_of_the_calendar_are_plain_text() -> None:
    names = [alias.text for venue in venues().values() for alias in venue.aliases]
    assert [name for name in names if plain(name) != name] == []


def test_the_calendar_does_not_pretend_to_know() -> None:
    assert venues()["interspeech"].held_in(1999) is None
    assert venues()["cvpr"].held_in(1990) is None
    assert venues()["naacl"].held_in(2026) is None


def test_names_have_their_time() -> None:
    calendar = venues()
    assert [calendar["neurips"].name_in(year) for year in (2017, 2018)] == ["NIPS", "NeurIPS"]
    assert [calendar["mlsys"].name_in(year) for year in (2018, 2020)] == ["SysML", "MLSys"]
    assert [calendar["facct"].name_in(year) for year in (2020, 2021)] == ["FAT*", "FAccT"]


def test_the_calendar_is_sound() -> None:
    calendar = venues()
    kinds = {"conference", "journal", "workshop-series", "series", "preprint"}
    assert len(calendar) >= 400
    assert {venue.kind for venue in calendar.values()} == kinds
    for venue in calendar.values():
        assert re.fullmatch(r"unknown|\d{4}\??(-(\d{4}\??)?)?(/2)?(,\d{4}\??(-(\d{4}\??)?)?(/2)?)*", venue.held), venue.id
        assert all(re.fullmatch(r"10\.\d{4,6}", prefix) for prefix in venue.doi), venue.id
        assert all(other in calendar for other in venue.publishes), venue.id


def test_every_name_in_the_calendar_is_recognised_as_its_own_venue() -> None:
    wrong = []
    for venue in venues().values():
        for alias in venue.aliases:
            found = parse_venue(alias.text).venue
            if found is not venue:
                wrong.append(f"{alias.text}: {found.id if found else None}, not {venue.id}")
    assert wrong == []


COMPARED = [
    ("ICML", "Proceedings of the 37th International Conference on Machine Learning", "agrees", "alias"),
    ("NIPS", "NeurIPS", "agrees", "alias"),
    ("PACMPL", "POPL", "agrees", "proceedings"),
    ("VLDB", "Proc. VLDB Endow.", "agrees", "proceedings"),
    ("EMNLP-IJCNLP", "IJCNLP", "agrees", "joint"),
    ("NeurIPS Datasets and Benchmarks", "Advances in Neural Information Processing Systems 36", "agrees", "track"),
    ("Int. J. Foo Bar", "International Journal of Foo Bar", "agrees", "spelling"),
    ("ICLR", "ICML", "differs", "different"),
    ("Nature", "Nature Communications", "differs", "different"),
    ("TACL", "ACL", "differs", "different"),
    ("ICML Workshop on Foo", "ICML", "differs", "workshop"),
    ("ICML", "ICML Workshop on Foo", "differs", "workshop"),
    ("EMNLP", "Findings of the Association for Computational Linguistics: EMNLP 2020", "differs", "track"),
    ("Symposium on Transfer Learning Paradigms", "ICML", "differs", "unknown-venue"),
    ("International Conference on Quantum Machine Learning", "ICML", "differs", "unknown-venue"),
    ("arXiv preprint arXiv:2301.00001", "ICML", "not-comparable", "preprint"),
    ("ICML", "CoRR", "not-comparable", "preprint-record"),
    ("Lecture Notes in Computer Science", "ECCV", "not-comparable", "series"),
    ("Springer", "ECCV", "not-comparable", "series"),
    ("Journal of Machine Learning", "Journal of Machine Learning Research", "not-comparable", "unsure"),
    ("", "ICML", "not-comparable", "missing-claim"),
]


@pytest.mark.parametrize(("claimed", "found", "value", "kind"), COMPARED)
def test_venues_compared(claimed: str, found: str, value: str, kind: str) -> None:
    compared = compare_venues(claimed, found)
    assert (compared.value.value, compared.kind) == (value, kind)


SPELLINGS = {
    "icml": [
        "ICML",
        "{ICML} 2020",
        "Proc. ICML",
        "International Conference on Machine Learning",
        "Intl. Conf. on Machine Learning",
    ],
    "cvpr": ["CVPR", "IEEE/CVF Conference on Computer Vision and Pattern Recognition", "Proc. CVPR", "CVPR 2021"],
    "sosp": ["SOSP '23", "29th ACM Symposium on Operating Systems Principles", "Symp. on Operating Systems Principles"],
    "tpami": [
        "TPAMI",
        "IEEE Transactions on Pattern Analysis and Machine Intelligence",
        "IEEE Trans. Pattern Anal. Mach. Intell.",
    ],
    "usenixsec": ["USENIX Security", "33rd USENIX Security Symposium", "{USENIX} Security Symposium"],
}


@given(st.sampled_from(sorted(SPELLINGS)), st.sampled_from(sorted(SPELLINGS)), st.data())
def test_spellings_never_change_the_verdict(one: str, other: str, data: st.DataObject) -> None:
    claimed, found = data.draw(st.sampled_from(SPELLINGS[one])), data.draw(st.sampled_from(SPELLINGS[other]))
    wrapped = data.draw(st.sampled_from(["{}", "{{{}}}", " {} ", "In {}"])).format(claimed)
    assert compare_venues(wrapped, found).agrees == (one == other)


@given(st.text(max_size=80))
def test_no_text_raises(text: str) -> None:
    parse_venue(text)
    compare_venues(text, "Proceedings of ICML 2020")


def test_real_titles_of_proceedings_are_recognised_and_agree_with_the_calendar(shared: Path) -> None:
    import lzma

    with lzma.open(shared / "library" / "dblp-ml.bib.xz", "rt", encoding="utf-8") as stream:
        text = stream.read(12_000_000)
    pattern = re.compile(
        r'^\s*(?:booktitle|journal)\s*=\s*[{"](.*?)[}"],?\n.*?^\s*year\s*=\s*[{"]?(\d{4})', re.MULTILINE | re.DOTALL
    )
    pairs = [(re.sub(r"\s+", " ", title), int(year)) for title, year in pattern.findall(text)]
    claims = {pair: parse_venue(pair[0]) for pair in set(pairs)}
    known = [pair for pair in pairs if claims[pair].venue]
    assert len(known) / len(pairs) > 0.97
    impossible = {pair for pair in known if all(venue.held_in(pair[1]) is False for venue in claims[pair].joint)}
    assert impossible == set()
