"""Titles that share rare words: the way from a title with an error in it to the few that it may be.

Each title is indexed under its words and under each two that follow one another, written together. A title with one wrong word
keeps most of its pairs, and where all of its words are everybody's ("deep learning for text") its pairs are not. So it is enough
to read the shortest lists, some hundreds of numbers, whatever the title. A word that somebody splits, joins or hyphenates
(``data base``) is found by its pair as well.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from heapq import nlargest
from itertools import pairwise
from math import log

from checker.core.text import words

_COMMON = frozenset("a an and the of for in on with to by via from using at as is are based towards toward through".split())
_FREQUENT = 100
"""Terms in at least so many titles are counted."""
_FEWEST_LISTS = 3
_ENOUGH_READ, _MOST_READ = 800, 3000
"""How many numbers are read for one title, and for its first few lists: a few tenths of a millisecond, and one."""
_MOST_TERMS = 60
_MOST_ALIKE = 70
_MOST_WORDS = 200
"""Whatever is longer than any title is known by its beginning."""

TABLES = """
CREATE VIRTUAL TABLE titles USING fts5 (words, content='', detail='none', tokenize='unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE frequencies USING fts5vocab (titles, 'row');
CREATE TABLE frequent (term TEXT PRIMARY KEY, titles INTEGER NOT NULL) WITHOUT ROWID;
"""
"""``titles`` keeps no text of its own; ``frequent`` holds the counts of common terms, which it takes long to count."""


def terms(title: str) -> list[str]:
    """The words of a title that tell something, folded, and each two neighbours among them as one."""
    telling = [word for word in _split(words(title)) if word not in _COMMON][:_MOST_WORDS]
    return [*telling, *map("".join, pairwise(telling))]


def _split(tokens: list[str]) -> list[str]:
    """``c++`` and ``don't`` as the database takes them, which knows letters and digits alone."""
    if all(map(str.isalnum, tokens)):
        return tokens
    return "".join(letter if letter.isalnum() else " " for letter in " ".join(tokens)).split()


def extend(database: sqlite3.Connection, after: int) -> None:
    """Indexes the records with higher numbers than ``after``; an index that is mostly new is put together, to be quick."""
    database.create_function("terms", 1, lambda title: " ".join(terms(title)), deterministic=True)
    database.execute("INSERT INTO titles (rowid, words) SELECT id, terms(title) FROM records WHERE id > ?", (after,))
    if _newest(database) >= 2 * after:
        database.execute("INSERT INTO titles (titles) VALUES ('optimize')")
    database.execute("DELETE FROM frequent")
    database.execute("INSERT INTO frequent SELECT term, doc FROM frequencies WHERE doc >= ?", (_FREQUENT,))


def _newest(database: sqlite3.Connection) -> int:
    return int(database.execute("SELECT coalesce(max(id), 0) FROM records").fetchone()[0])


def alike(database: sqlite3.Connection, title: str) -> list[int]:
    """The numbers of the records whose titles share most rare terms with this one, likeliest first; some dozens."""
    weights: defaultdict[str, float] = defaultdict(float)
    everybody = _newest(database)
    for numbers in _lists(database, terms(title)):
        weight = log(1 + everybody / len(numbers))
        for number in numbers:
            weights[number] += weight
    return [int(number) for number in nlargest(_MOST_ALIKE, weights, key=weights.__getitem__)]


def _lists(database: sqlite3.Connection, asked: list[str]) -> Iterator[list[str]]:
    """The numbers under the rarest terms: one list in any case, a few if they are not too long, and more while that is quick."""
    read = lists = 0
    rarest = sorted((length, term) for term, length in _lengths(database, asked).items())
    for length, term in rarest[:_MOST_TERMS]:
        if lists and read + length > (_MOST_READ if lists < _FEWEST_LISTS else _ENOUGH_READ):
            return
        if numbers := _holding(database, term):
            yield numbers
            read, lists = read + len(numbers), lists + 1


def _lengths(database: sqlite3.Connection, asked: list[str]) -> dict[str, int]:
    """In how many titles each term stands, as far as that is counted; 0 for all rare ones."""
    marks = ",".join("?" * len(asked))
    counted = database.execute(f"SELECT term, titles FROM frequent WHERE term IN ({marks})", asked)  # noqa: S608 - marks
    return dict.fromkeys(asked, 0) | dict(counted.fetchall())


def _holding(database: sqlite3.Connection, term: str) -> list[str]:
    """The numbers, as text, of the records under a term; joined by the database, which hands rows over slowly."""
    question = "SELECT group_concat(rowid) FROM (SELECT rowid FROM titles WHERE titles MATCH ? LIMIT ?)"
    found = database.execute(question, (f'"{term}"', _MOST_READ)).fetchone()[0]
    return found.split(",") if found else []
