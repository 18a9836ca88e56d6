"""Answers as rows and back. Times are whole microseconds since 1970, so that they compare and come back exactly."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from checker.core import urls
from checker.core.answer import VOLATILE, Answer, Hop, Outcome, Topic

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_OUTCOMES = {each.value: each for each in Outcome}
_decode = json.JSONDecoder().raw_decode
"""What we wrote ourselves has no white space around it; reading a year of nights is half JSON."""


def to_number(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def to_moment(number: int) -> datetime:
    """The moment, in UTC; the first of all for what can be none (a damaged file)."""
    try:
        return _EPOCH + timedelta(microseconds=number)
    except (OverflowError, TypeError):
        return _EPOCH


_dump = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=str).encode
"""JSON in one spelling; ASCII, so that a lone surrogate out of a hostile page can be stored too."""


def said(answer: Answer) -> str:
    """What an answer says of its subject, in one spelling: equal text, equal meaning."""
    volatile = VOLATILE.get(answer.topic, frozenset())
    facts = {name: value for name, value in answer.facts.items() if name not in volatile}
    hops = [[hop.status, urls.mask(hop.url)] for hop in answer.redirects]
    final = urls.mask(answer.final_url) if answer.final_url else None
    return _dump([answer.outcome.value, answer.status, final, hops, facts])


def escaped(text: str) -> str:
    """A text as it stands inside of what `said` writes."""
    return _dump(text)[1:-1]


def outcome_of(text: str) -> Outcome:
    """The outcome in what `said` wrote, without reading the rest; `unasked` where a damaged file holds something else."""
    return _OUTCOMES.get(text[2 : text.find('"', 2)], Outcome.UNASKED)


def digest(text: str) -> bytes:
    """Sixteen bytes that stand for a text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def fresh(answer: Answer) -> str | None:
    """What belongs to the newest answer of a spell alone."""
    volatile = VOLATILE.get(answer.topic, frozenset())
    return _fresh(
        answer.detail,
        {name: value for name, value in answer.facts.items() if name in volatile},
        answer.ms,
        dict(answer.validators),
    )


def _fresh(detail: str, facts: Mapping[str, Any], ms: int | None, validators: Mapping[str, str]) -> str | None:
    parts = {"detail": detail, "facts": facts, "ms": ms, "validators": validators}
    kept = {name: value for name, value in parts.items() if value not in ("", {}, None)}
    return _dump(kept) if kept else None


def superseded(newest: str | None) -> str | None:
    """What is kept of `fresh` once the spell is over: the sentence alone."""
    return None if newest is None else _fresh(_parts(newest).get("detail", ""), {}, None, {})


def confirmed(newest: str | None, confirmation: str | None) -> str | None:
    """`fresh` of what was said before, after an answer that it is unchanged."""
    before, now = _parts(newest), _parts(confirmation)
    validators = {**before.get("validators", {}), **now.get("validators", {})}
    return _fresh(before.get("detail", ""), before.get("facts", {}), now.get("ms"), validators)


def _parts(newest: str | None) -> dict[str, Any]:
    """What `fresh` wrote; nothing where a damaged file holds something else."""
    try:
        found = _decode(newest)[0] if newest else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) and _TYPES.items() >= {(name, type(found[name])) for name in found} else {}


_TYPES = {"detail": str, "facts": dict, "ms": int, "validators": dict}


@dataclass(frozen=True, slots=True)
class Said:
    """The decoded form of `said`."""

    outcome: Outcome
    status: int | None
    final_url: str | None
    redirects: tuple[Hop, ...]
    facts: Mapping[str, Any]

    @classmethod
    def of(cls, text: str) -> "Said":
        """Reads what `said` wrote; where a damaged file holds something else, it is as if nobody had been asked."""
        try:
            outcome, status, final, hops, facts = _decode(text)[0]
            found = cls(_OUTCOMES[outcome], status, final, tuple(Hop(code, url) for code, url in hops), facts)
        except (ValueError, TypeError, KeyError):
            return NOTHING_SAID
        whole = isinstance(facts, dict) and isinstance(status, int | None) and isinstance(final, str | None)
        return found if whole and all(isinstance(hop.url, str) for hop in found.redirects) else NOTHING_SAID


NOTHING_SAID = Said(Outcome.UNASKED, None, None, (), {})
"""What a damaged row stands for."""


def answer_of(source: str, topic: Topic, subject: str, until: int, content: Said, newest: str | None) -> Answer:
    """The answer that a spell's row stands for."""
    if newest is None:
        return Answer(
            source,
            topic,
            subject,
            content.outcome,
            to_moment(until),
            content.facts,
            status=content.status,
            final_url=content.final_url,
            redirects=content.redirects,
        )
    parts = _parts(newest)
    facts = {**content.facts, **parts["facts"]} if "facts" in parts else content.facts
    return Answer(
        source,
        topic,
        subject,
        content.outcome,
        to_moment(until),
        facts,
        parts.get("detail", ""),
        content.status,
        content.final_url,
        content.redirects,
        parts.get("ms"),
        parts.get("validators", {}),
    )


def to_text(answer: Answer) -> str:
    """A whole answer as one JSON text, for the moment between its arrival and the end of the run."""
    return _dump(
        [answer.source, answer.topic.value, urls.mask(answer.subject), to_number(answer.at), said(answer), fresh(answer)]
    )


def unpacked(text: str) -> tuple[str, str, str, int, str, str | None] | None:
    """What `to_text` wrote: source, topic, subject, moment, what was said, and what belongs to the newest answer alone.

    ``None`` where a damaged file holds something else.
    """
    try:
        source, topic, subject, at, content, newest = _decode(text)[0]
        Topic(topic)
        whole = all(isinstance(each, str) for each in (source, subject, content)) and isinstance(at, int)
    except (ValueError, TypeError):
        return None
    return (source, topic, subject, at, content, newest) if whole and isinstance(newest, str | None) else None
