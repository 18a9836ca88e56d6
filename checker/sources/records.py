"""Records of works as sources answer them: the record that an identifier has, or candidates for a title."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from checker.core.answer import Outcome, Subject
from checker.core.identifiers import unresolvable
from checker.core.text import plain, title_key
from checker.sources.replies import Reading

NEAR = 62
"""Per cent of likeness below which a title that a search brought is not worth keeping; the rest is for others to judge."""
_SHARED = 85
"""Per cent of likeness of the stretch that a shortened title shares with the whole one."""
_SHORTEST = 12
_MOST = 6
_WORD = re.compile(r"[^\W_]+")
_TELLING = 5
_ASKED = 300
"""Letters of a title that are searched for; services turn away longer queries."""

Record = dict[str, Any]


class Wanted(NamedTuple):
    """What a search is about: the plain title, the first author's folded family name, the year (may be empty)."""

    title: str
    family: str
    year: str


def wanted(subject: Subject) -> Wanted:
    """The question in a ``search:`` subject."""
    key, family, year = [*subject.name.removeprefix("search:").rsplit("|", 2), "", ""][:3]
    title = plain(subject.about.get("title", "")) or key
    return Wanted(title[:_ASKED], "" if family in ("others", "anonymous") else family, year)


def all_words(title: str) -> str:
    """The words of a title as they are spelt, without what services take for operators."""
    return " ".join(_WORD.findall(title))


def telling_words(title: str) -> str:
    """The few longest words, for services that find a title by all words or not at all; empty where those are all words.

    A title with one word changed is found by them more often than not.
    """
    listed = list(dict.fromkeys(_WORD.findall(title)))
    longest = sorted(listed, key=len, reverse=True)[:_TELLING]
    return " ".join(each for each in listed if each in longest) if len(listed) > _TELLING else ""


def found(record: Mapping[str, Any]) -> Reading:
    """The record that an identifier has."""
    return Reading(Outcome.FOUND, "", record)


def absent(service: str, subject: Subject) -> Reading:
    """An identifier that a service looked for in vain."""
    return Reading(Outcome.MISSING, f"{service} has no record of {subject.name.partition(':')[2]}")


def candidates(subject: Subject, records: Iterable[Mapping[str, Any]], source: str, covers: Mapping[str, Any]) -> Reading:
    """What a search brought: the records whose titles are not quite unlike the wanted one, likeliest first."""
    title = wanted(subject).title
    near = [{**record, "source": source} for record in nearest(title, records)]
    facts = {"candidates": near, "covers": dict(covers)}
    return Reading(Outcome.FOUND, "", facts) if near else Reading(Outcome.MISSING, "no record with such a title", facts)


def nearest(title: str, records: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The few records with likely titles, likeliest first; deposits under prefixes that identify nothing are passed over."""
    from rapidfuzz import fuzz

    key = title_key(title)
    scored = []
    for position, record in enumerate(records):
        other = title_key(str(record.get("title", "")))
        if not other or unresolvable(str(record.get("doi", ""))):
            continue
        score = fuzz.ratio(key, other)
        part = fuzz.partial_ratio(key, other) if min(len(key), len(other)) >= _SHORTEST else 0
        if score >= NEAR or part >= _SHARED:
            scored.append((-score, position, record))
    return [record for _, _, record in sorted(scored, key=lambda each: each[:2])[:_MOST]]


def keyed(subjects: Sequence[Subject], records: Iterable[Mapping[str, Any]], key: str) -> dict[str, Mapping[str, Any]]:
    """The records of a batch by the names of the subjects that asked for them, as ``key`` (``doi``, ``arxiv``) tells."""
    by_value = {str(record.get(key, "")).lower(): record for record in records}
    return {each.name: by_value[value] for each in subjects if (value := each.name.partition(":")[2].lower()) in by_value}


def readings(subjects: Sequence[Subject], records: Mapping[str, Mapping[str, Any]], service: str) -> dict[str, Reading]:
    """A reading for each subject of a batch: its record, or that there is none."""
    return {each.name: found(records[each.name]) if each.name in records else absent(service, each) for each in subjects}


def failed(subjects: Sequence[Subject], reading: Reading) -> dict[str, Reading]:
    """One reading for all."""
    return {each.name: reading for each in subjects}
