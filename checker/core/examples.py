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
