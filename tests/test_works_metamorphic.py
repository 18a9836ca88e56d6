"""What never changes a verdict: the order of name parts, initials, diacritics, LaTeX, particles, case, braces, abbreviations."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.core.answer import Topic
from checker.core.place import Source
from checker.core.reference import Catalogue, Reference
from checker.core.seen import Seen
from checker.core.subjects import subjects
from checker.core.works import assess
from checker.files.bib import Bib
from checker.rules import rule
from checker.sources.library.loading import load
from checker.sources.library.source import LibrarySource
from checker.sources.library.store import Library

AT = datetime(2026, 11, 22, 4, tzinfo=UTC)


@dataclass(frozen=True)
class Work:
    """One work as a careful person writes it down."""

    title: str
    authors: tuple[tuple[str, str], ...]
    """Given and family names."""
    venue: str
    year: str
    venues: tuple[str, ...] = ()
    """The venue under other names."""

    def entry(self) -> str:
        names = " and ".join(f"{first} {family}".strip() for first, family in self.authors)
        return self.written(names)

    def written(self, authors: str) -> str:
        return (
            f"@inproceedings{{key,\n  title = {{{self.title}}},\n  author = {{{authors}}},\n"
            f"  booktitle = {{{self.venue}}},\n  year = {{{self.year}}},\n}}\n"
        )


WORKS = (
    Work(
        "Pooling Larger Pools: Über-Ponds & Half-Open Sets of Order α",
        (("Jürgen", "von der Mühle"), ("Aäron", "van den Tarn"), ("María José", "Núñez Ruiz"), ("Xiao-Ming", "Lü")),
        "Proceedings of the 41st International Conference on Machine Learning, ICML 2024, Vienna, Austria",
        "2024",
        (
            "ICML",
            "Proc. of the Int. Conf. on Machine Learning",
            "ICML 2024",
            "International Conference on Machine Learning (ICML)",
        ),
    ),
    Work(
        "GPT-3 Counts 128 Frogs in the Dark",
        (("Otto K.", "Bach"), ("Łukasz", "Żak")),
        "Advances in Neural Information Processing Systems 33",
        "2020",
        ("NeurIPS", "NIPS", "Adv. Neural Inf. Process. Syst.", "Advances in Neural Information Processing Systems"),
    ),
    Work(
        "Do Frogs Dream? Evidence from Seven Ponds",
        (("Lea", "Tarn"),),
        "Findings of the Association for Computational Linguistics: EMNLP 2021",
        "2021",
        ("Findings of ACL: EMNLP 2021", "Findings of EMNLP"),
    ),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Library, LibrarySource]]:
    """A library that holds these works."""
    folder = tmp_path_factory.mktemp("library")
    (folder / "works.bib").write_text(
        "\n".join(work.entry().replace("{key", f"{{k{number}") for number, work in enumerate(WORKS)), "utf-8"
    )
    with Library(folder / "library.sqlite3", writable=True) as records:
        load(records, folder / "works.bib", AT)
    with Library(folder / "library.sqlite3") as records:
        yield records, LibrarySource(folder / "library.sqlite3")


def judged(library: tuple[Library, LibrarySource], text: str) -> tuple[str, list[str]]:
    """Verdict and messages."""
    records, source = library
    (reference,) = Bib().read(Source("references.bib", text))
    answers = [source.look_up(records, each) for each in subjects(reference) if each.topic is Topic.WORK]
    seen = Seen.of(answers, at=AT, catalogue=Catalogue((reference,)))
    return str(assess(reference, seen).verdict), list(messages(reference, seen))


def messages(reference: Reference, seen: Seen) -> Iterator[str]:
    for name in ("W001", "W002", "W003", "W004", "W005", "W008", "W009"):
        for finding in rule(name).check(reference, seen):
            yield f"{name} {finding.message}"


def _initials(first: str) -> str:
    return " ".join(f"{part[0]}." for part in first.replace("-", " ").split())


def _latex(text: str) -> str:
    accents = {"\u0301": "'", "\u0308": '"', "\u030c": "v", "\u0307": ".", "\u0303": "~"}
    out = []
    for letter in text:
        base, *mark = unicodedata.normalize("NFD", letter)
        out.append(
            f"{{\\{accents[mark[0]]}{{{base}}}}}"
            if mark
            else {"Ł": "{\\L}", "ł": "{\\l}", "&": "\\&", "α": "$\\alpha$"}.get(letter, letter)
        )
    return "".join(out)


def _ascii(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.replace("Ł", "L").replace("ł", "l"))
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def _family_first(work: Work) -> str:
    return work.written(" and ".join(f"{family}, {first}" for first, family in work.authors))


def _particle_behind(work: Work) -> str:
    """``Tarn, Aäron van den``, as some styles sort."""
    names = []
    for first, family in work.authors:
        particles = [word for word in family.split() if word.islower()]
        rest = [word for word in family.split() if not word.islower()]
        names.append(f"{' '.join(rest)}, {' '.join([first, *particles])}")
    return work.written(" and ".join(names))


def _braced_capitals(work: Work) -> str:
    return replace(
        work, title="".join(f"{{{letter}}}" if letter.isupper() and letter.isascii() else letter for letter in work.title)
    ).entry()


CHANGES: dict[str, Callable[[Work], str]] = {
    "as it is": Work.entry,
    "family, given": _family_first,
    "particles behind": _particle_behind,
    "initials": lambda work: work.written(" and ".join(f"{_initials(first)} {family}" for first, family in work.authors)),
    "family, initials": lambda work: work.written(
        " and ".join(f"{family}, {_initials(first)}" for first, family in work.authors)
    ),
    "LaTeX": lambda work: (
        _latex(replace(work, title=work.title).entry().replace("{", "\0").replace("}", "\1"))
        .replace("\0", "{")
        .replace("\1", "}")
    ),
    "ASCII": lambda work: _ascii(replace(work, title=work.title.replace("α", "alpha")).entry()),
    "upper case": lambda work: replace(work, title=work.title.upper()).entry(),
    "lower case": lambda work: replace(work, title=work.title.lower()).entry(),
    "braces": _braced_capitals,
    "one brace around it all": lambda work: replace(work, title=f"{{{work.title}}}").entry(),
    "decomposed": lambda work: unicodedata.normalize("NFD", work.entry()),
    "no-break spaces and soft hyphens": lambda work: replace(
        work, title=work.title.replace(" ", "\u00a0").replace("o", "o\u00ad")
    ).entry(),
    "HTML entities": lambda work: replace(work, title=work.title.replace("&", "&amp;").replace("ü", "&uuml;")).entry(),
    "DBLP's numbers": lambda work: work.written(" and ".join(f"{first} {family} 0001" for first, family in work.authors)),
    "others": lambda work: work.written(
        " and ".join([f"{first} {family}" for first, family in work.authors[:2]] + ["others"][: len(work.authors) - 2 > 0])
    ),
    "a final dot": lambda work: replace(work, title=work.title + ".").entry(),
    "hyphens for spaces": lambda work: replace(work, title=work.title.replace(" Pools", "-Pools")).entry(),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("number", range(len(WORKS)))
def test_a_change_of_spelling_changes_no_verdict(library: tuple[Library, LibrarySource], name: str, number: int) -> None:
    assert judged(library, CHANGES[name](WORKS[number])) == ("verified", [])


@pytest.mark.parametrize(("number", "venue"), [(number, venue) for number, work in enumerate(WORKS) for venue in work.venues])
def test_an_abbreviated_venue_is_the_same_venue(library: tuple[Library, LibrarySource], number: int, venue: str) -> None:
    assert judged(library, replace(WORKS[number], venue=venue).entry()) == ("verified", [])


FAULTS: dict[str, tuple[Callable[[Work], str], str]] = {
    "another year": (lambda work: replace(work, year=str(int(work.year) - 1)).entry(), "W001"),
    "another venue": (lambda work: replace(work, venue="KDD").entry(), "W002"),
    "an invented venue": (lambda work: replace(work, venue="Symposium on the Dreams of Frogs").entry(), "W002"),
    "a digit": (
        lambda work: replace(
            work, title=work.title.replace("GPT-3", "GPT-4").replace("Seven", "Nine").replace("Half", "Third")
        ).entry(),
        "W003",
    ),
    "an author added": (
        lambda work: work.written(" and ".join([*(f"{a} {b}" for a, b in work.authors), "Greta Storch"])),
        "W004",
    ),
    "strangers": (lambda work: work.written("Greta Storch and Emil Fink"), "W004"),
}


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("number", range(len(WORKS)))
def test_a_fault_is_found_and_nothing_else(library: tuple[Library, LibrarySource], name: str, number: int) -> None:
    write, expected = FAULTS[name]
    verdict, told = judged(library, write(WORKS[number]))
    assert verdict == "differs", told
    assert [each[:4] for each in told] == [expected]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_spellings_may_be_combined(library: tuple[Library, LibrarySource], data: st.DataObject) -> None:
    """Any way of writing names, with any venue's name and any case, braces or accents in the title."""
    work = data.draw(st.sampled_from(WORKS))
    venue = data.draw(st.sampled_from((work.venue, *work.venues)))
    title = data.draw(st.sampled_from((work.title, work.title.upper(), f"{{{work.title}}}", work.title + ".")))
    spellings = [
        lambda first, family: f"{first} {family}",
        lambda first, family: f"{family}, {first}",
        lambda first, family: f"{_initials(first)} {family}",
        lambda first, family: f"{family}, {_initials(first)}",
        lambda first, family: f"{_ascii(first)} {_ascii(family)}",
    ]
    names = [data.draw(st.sampled_from(spellings))(first, family) for first, family in work.authors]
    assert judged(library, replace(work, venue=venue, title=title).written(" and ".join(names))) == ("verified", [])


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.text(max_size=60), st.text(max_size=60), st.text(max_size=8))
def test_no_text_is_too_odd(library: tuple[Library, LibrarySource], title: str, authors: str, venue: str, year: str) -> None:
    """Whatever stands in the fields, something is said and nothing breaks."""
    records, source = library
    text = Work(title, (("", authors),), venue, year).entry()
    for reference in Bib().read(Source("references.bib", text)):
        answers = [source.look_up(records, each) for each in subjects(reference) if each.topic is Topic.WORK]
        assert assess(reference, Seen.of(answers, at=AT, catalogue=Catalogue((reference,)))).verdict


def test_the_chapter_as_it_stands_is_wrong_where_it_is_wrong(tmp_path: Path) -> None:
    """The corrected file's records as the library; the chapter's own statements judged by them."""
    root = Path(__file__).resolve().parents[1]
    with Library(tmp_path / "library.sqlite3", writable=True) as records:
        load(records, root / "references.bib", AT)
    source = LibrarySource(tmp_path / "library.sqlite3")
    with Library(tmp_path / "library.sqlite3") as records:
        told = {
            path.name: {reference.key: verdict_and_rules(records, source, reference) for reference in read(path)}
            for path in (root / "references.bib", root / "tests" / "data" / "chapter8.bib")
        }
    assert set(told["references.bib"].values()) == {("verified", ())}
    assert {key: rules for key, (_, rules) in told["chapter8.bib"].items() if rules} == {
        "dao2023flashattention2": ("W001", "W003", "W004"),
        "yu2022orca": ("W003",),
        "aminabadi2022deepspeed": ("W003",),
        "frantar2023gptq": ("W003",),
        "lin2024awq": ("W003",),
        "ma2024era": ("W003",),
        "fedus2022switch": ("W001",),
    }


def read(path: Path) -> tuple[Reference, ...]:
    return Bib().read(Source(path.name, path.read_text("utf-8")))


def verdict_and_rules(records: Library, source: LibrarySource, reference: Reference) -> tuple[str, tuple[str, ...]]:
    answers = [source.look_up(records, each) for each in subjects(reference) if each.topic is Topic.WORK]
    seen = Seen.of(answers, at=AT, catalogue=Catalogue((reference,)))
    return str(assess(reference, seen).verdict), tuple(each[:4] for each in messages(reference, seen))
