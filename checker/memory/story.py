"""A timeline as a person reads it: one line a spell, newest last, with the dates on which something changed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from checker.core.answer import Answer, Outcome, Spell, Timeline, Topic
from checker.core.display import shown
from checker.memory.lock import HAND

_SAID = {
    Outcome.FOUND: "found",
    Outcome.MOVED: "moved",
    Outcome.MISSING: "missing",
    Outcome.INSECURE: "insecure",
    Outcome.REFUSED: "refused to us",
    Outcome.UNREACHABLE: "not reached",
    Outcome.UNASKED: "not asked",
}


def story(
    timelines: Mapping[tuple[Topic, str], Mapping[str, Timeline]],
    outages: Iterable[datetime] = (),
    now: Mapping[tuple[Topic, str], str] = MappingProxyType({}),
) -> str:
    """The timelines of some subjects as text, ending in a line break. ``outages`` are the nights that count for nothing.

    ``now`` tells of subjects that go by another name now what that is.
    """
    parts = [
        _of_one(
            f"{topic} {shown(name)} ({source})" + (f", now {shown(now[topic, name])}" if (topic, name) in now else ""), timeline
        )
        for (topic, name), by_source in sorted(timelines.items())
        for source, timeline in sorted(by_source.items())
    ]
    nights = sorted({_day(night) for night in outages})
    if nights:
        parts.append(f"Not counted, because our own network was out: {', '.join(nights)}\n")
    return "\n".join(parts)


def _of_one(head: str, timeline: Timeline) -> str:
    lines = [head]
    previous: Answer | None = None
    for spell in timeline.spells:
        lines.append(f"  {_days(spell)}  {_saying(spell, previous)}")
        previous = spell.answer
    return "\n".join([*lines, f"  {_summary(timeline)}", ""])


def _days(spell: Spell) -> str:
    first, last = _day(spell.since), _day(spell.until)
    span = first if first == last else f"{first} to {last}"
    return f"{span:<24}"


def _saying(spell: Spell, previous: Answer | None) -> str:
    answer = spell.answer
    if answer.source == HAND:
        return f"attested ({_plain(answer.facts.get('confidence', ''))}): {_plain(answer.facts.get('note', ''))}"
    times = "" if spell.runs == 1 else f", {spell.runs} times on {spell.days} day{'s' if spell.days > 1 else ''}"
    status = f" ({answer.status})" if answer.status else ""
    leads = f" to {shown(answer.final_url)}" if answer.outcome is Outcome.MOVED and answer.final_url else ""
    reason = f": {shown(answer.detail)}" if answer.detail and not answer.outcome.alive else ""
    return f"{_SAID[answer.outcome]}{status}{leads}{times}{reason}{_changes(answer, previous)}"


def _changes(answer: Answer, previous: Answer | None) -> str:
    """The plain facts that differ from before: ``; archived false → true``."""
    if previous is None or previous.outcome is not answer.outcome:
        return ""
    names = sorted(set(answer.facts) & set(previous.facts))
    changed = [
        f"{name} {_plain(previous.facts[name])} → {_plain(answer.facts[name])}"
        for name in names
        if _differ(name, answer, previous)
    ]
    return f"; {', '.join(changed)}" if changed else ""


def _differ(name: str, answer: Answer, previous: Answer) -> bool:
    one, other = answer.facts[name], previous.facts[name]
    return one != other and isinstance(one, str | int | float) and isinstance(other, str | int | float)


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else shown(str(value))


def _summary(timeline: Timeline) -> str:
    latest, found = timeline.latest, timeline.last_found
    if latest.source == HAND:
        return "void as soon as the entry changes"
    if latest.outcome.alive:
        return f"since {_day(timeline.since)} {_SAID[latest.outcome]}"
    seen = f"last seen alive on {_day(found)}" if found else "never seen alive"
    return f"since {_day(timeline.since)} {_SAID[latest.outcome]}; {seen}"


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
