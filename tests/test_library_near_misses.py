"""A work is found in the library by a title with an error in it, among thousands of titles made of the same few words."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checker.sources.library.search import candidates
from checker.sources.library.store import Library
from checker.sources.library.word_index import terms

SHELF = 4000
RARE = [
    a + b + c
    for a in ("zor", "quin", "plam", "vex", "drif")
    for b in ("ta", "lo", "mi", "ru", "ge")
    for c in ("nic", "dal", "ster")
]
COMMON = (
    "deep learning neural networks graph language models attention training image text speech data robust efficient online "
    "adaptive sparse convex latent causal"
).split()
LINKS = ("for", "with", "of", "via", "and", "in")


def titles() -> list[str]:
    """Titles as those of one field are: mostly everybody's words, now and then a rare one."""
    chance, made = random.Random(5), dict[str, None]()
    while len(made) < SHELF:
        words = [chance.choice(RARE if chance.random() < 0.15 else COMMON) for _ in range(chance.randint(5, 8))]
        words.insert(chance.randint(1, len(words) - 1), chance.choice(LINKS))
        made[" ".join(words).capitalize()] = None
    return list(made)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library of these titles."""
    from checker.sources.library.record import Record

    path = tmp_path_factory.mktemp("shelf") / "library.sqlite3"
    with (
        Library(path, writable=True) as library,
        library.adding("own", "1", "BibTeX", datetime(2026, 11, 22, tzinfo=UTC)) as adding,
    ):
        adding.add(Record("own", str(number), "article", title, ("Ada Tarn",), 2020) for number, title in enumerate(titles()))
    with Library(path) as library:
        yield library


def _wrong_word(words: list[str], at: int) -> list[str]:
    return [*words[:at], "entirely", *words[at + 1 :]]


def _missing_word(words: list[str], at: int) -> list[str]:
    return [*words[:at], *words[at + 1 :]]


def _extra_word(words: list[str], at: int) -> list[str]:
    return [*words[:at], "surprisingly", *words[at:]]


def _typing_error(words: list[str], at: int) -> list[str]:
    return [*words[:at], words[at][0] + words[at][:0:-1], *words[at + 1 :]]


def _joined(words: list[str], at: int) -> list[str]:
    return [*words[: at - 1], words[at - 1] + words[at], *words[at + 1 :]]


def _cut_short(words: list[str], _: int) -> list[str]:
    return words[: len(words) - 2]


@pytest.mark.parametrize("spoil", [_wrong_word, _missing_word, _extra_word, _typing_error, _joined, _cut_short])
def test_a_title_with_an_error_leads_to_its_record(shelf: Library, spoil: Callable[[list[str], int], list[str]]) -> None:
    chance, missed = random.Random(7), []
    for title in chance.sample(titles(), 100):
        words = title.split()
        spoilt = " ".join(spoil(words, chance.randint(1, len(words) - 1)))
        if title not in [each["title"] for each in candidates(shelf, spoilt, "Tarn, Ada")]:
            missed.append((spoilt, title))
    assert len(missed) <= 1, missed


def test_nothing_like_it_is_nothing(shelf: Library) -> None:
    assert candidates(shelf, "On the migratory habits of frogs", "Bach, Otto") == []


def test_a_word_of_very_many_titles_finds_some(shelf: Library) -> None:
    assert shelf.alike("learning")


def test_the_terms_of_a_title_are_its_telling_words_and_their_pairs() -> None:
    assert terms("Attention for the Masses: C++ and Na{\\\"i}ve Trees") == [
        "attention", "masses", "c", "naive", "trees", "attentionmasses", "massesc", "cnaive", "naivetrees",
    ]  # fmt: skip


def test_a_title_of_no_words_or_of_very_many_is_looked_up_all_the_same(shelf: Library) -> None:
    assert candidates(shelf, "for the of", "") == []
    assert candidates(shelf, '"" * - (', "") == []
    assert candidates(shelf, " ".join(f"frog{number}" for number in range(50_000)), "") == []


def test_the_index_grows_with_every_file(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    from checker.sources.library.record import Record

    for number, title in enumerate(["Pooling larger pools of water", "Ponds as text for careful readers"]):
        with Library(path, writable=True) as library, library.adding("own", str(number), "", datetime.now(UTC)) as adding:
            adding.add([Record("own", str(number), "article", title, ("Ada Tarn",), 2020)])
    with Library(path) as library:
        found = [
            candidates(library, title)[0]["key"] for title in ("Pooling large pools of water", "Pond as text for careful readers")
        ]
    assert found == ["0", "1"]
