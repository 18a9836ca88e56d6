"""Answers and entries for the examples in rules: what a rule's example says in one line instead of ten."""

from datetime import datetime
from typing import Any

from checker.core.answer import Answer, Hop, Outcome, Topic


def link_answer(
    url: str,
    outcome: Outcome,
    detail: str = "",
    *,
    at: str = "2026-11-22T04:00:00+00:00",
    status: int | None = None,
    final: str | None = None,
    hops: tuple[int, ...] = (),
    **facts: Any,
) -> Answer:
    """What the web said about a link; ``hops`` are the statuses of redirects on the way from ``url`` to ``final``."""
    redirects = tuple(Hop(each, url) for each in hops)
    moment = datetime.fromisoformat(at)
    return Answer("web", Topic.LINK, url, outcome, moment, facts, detail, status, final, redirects)


def snapshot_answer(url: str, copy: str, day: str) -> Answer:
    """What the archive said about a link."""
    moment = datetime.fromisoformat("2026-11-22T04:00:00+00:00")
    return Answer("wayback", Topic.SNAPSHOT, url, Outcome.FOUND, moment, {"url": copy, "at": day}, f"captured on {day}", 200)


def entry(url: str, key: str = "example") -> str:
    """A BibTeX entry with this address."""
    return f"@misc{{{key},\n  title = {{An Example}},\n  url   = {{{url}}}\n}}\n"


def work_entry(kind: str = "inproceedings", *, title: str = "Pooling Larger Pools of Water Together", **fields: str) -> str:
    """A BibTeX entry of a paper that does not exist, with these fields beside its title, author and year."""
    known = {"title": title, "author": "Tarn, Lea", "year": "2024"} | fields
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in known.items())
    return f"@{kind}{{tarn,\n{lines}}}\n"


def work_answer(name: str, source: str = "crossref", outcome: Outcome = Outcome.FOUND, **facts: Any) -> Answer:
    """What a source said about the paper of `work_entry`; ``facts`` that are given replace those of its record."""
    record = {
        "title": "Pooling Larger Pools of Water Together",
        "authors": ["Tarn, Lea"],
        "year": 2024,
        "venue": "",
        "doi": "10.1000/pool",
        "type": "inproceedings",
    }
    known = {key: value for key, value in (record | facts).items() if value} if outcome.alive else facts
    said = {"candidates": [known]} if name.startswith("search:") and known and outcome.alive else known
    return Answer(source, Topic.WORK, name, outcome, datetime.fromisoformat("2026-11-22T04:00:00+00:00"), said)


def preprint_entry() -> str:
    """A BibTeX entry that cites that paper as a preprint."""
    return work_entry("article", journal="arXiv preprint arXiv:2301.00001", year="2023")


def preprint_answer(**facts: Any) -> Answer:
    """What arXiv said about the preprint of `preprint_entry`; ``facts`` stand beside those of its record."""
    return work_answer("arxiv:2301.00001", "arxiv", type="preprint", arxiv="2301.00001", year=2023, doi="", **facts)


def venue_entry(booktitle: str, year: str) -> str:
    """A BibTeX entry of a paper at this venue in this year, and nothing else to find fault with."""
    return f"@inproceedings{{lin,\n  title = {{Serving}},\n  booktitle = {{{booktitle}}},\n  year = {{{year}}}\n}}\n"


def repository_answer(
    name: str,
    outcome: Outcome = Outcome.FOUND,
    detail: str = "",
    *,
    at: str = "2026-11-22T04:00:00+00:00",
    source: str = "github",
    **facts: Any,
) -> Answer:
    """What a forge said about a repository (``github.com/owner/name``); it goes by another name where ``full_name`` is given."""
    if outcome.alive:
        facts = {"full_name": name.partition("/")[2], "archived": False, **facts}
    return Answer(source, Topic.REPOSITORY, name, outcome, datetime.fromisoformat(at), facts, detail)


def readme_answer(name: str, sentence: str = "", mark: str = "deprecated", successor: str = "") -> Answer:
    """What a repository's README said of its own end; nothing, where no sentence is given."""
    facts = {"sentence": sentence, "mark": mark, "successor": successor} if sentence else {}
    moment = datetime.fromisoformat("2026-11-22T04:00:00+00:00")
    return Answer("readme", Topic.README, name, Outcome.FOUND, moment, {key: value for key, value in facts.items() if value})


def package_answer(name: str, outcome: Outcome = Outcome.FOUND, detail: str = "", **facts: Any) -> Answer:
    """What a registry said about a package (``pypi:name``)."""
    moment = datetime.fromisoformat("2026-11-22T04:00:00+00:00")
    return Answer(name.partition(":")[0], Topic.PACKAGE, name, outcome, moment, facts, detail)


def tool(repository: str, *lines: str, key: str = "example", name: str = "Example") -> str:
    """A catalogue with one tool; ``lines`` are further keys of it."""
    further = "".join(f"    {line}\n" for line in lines)
    return f"tools:\n  - id: {key}\n    name: {name}\n    repository: {repository}\n{further}"
