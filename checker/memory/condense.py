"""What of a timeline belongs in the lock: what stands, since when, and how long it has been failing since."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from checker.core import urls
from checker.core.answer import Answer, Hop, Outcome, Spell, Timeline, Topic

LAG = timedelta(days=30)
"""How far the lock may lag behind in what changes without meaning: when something was last seen as before, a date of a push."""

MOST_COMEBACKS = 20
"""More would not be more telling."""

_CERTIFICATE_HORIZON = timedelta(days=60)
"""A certificate that ends sooner is followed to the day."""

_DROPPED: Mapping[Topic, frozenset[str]] = {
    Topic.LINK: frozenset({"title", "content_type"}),
    Topic.REPOSITORY: frozenset({"stars", "topics", "description"}),
}
"""Facts that no rule reads and that differ from night to night."""

_FOLLOWED = frozenset({Topic.LINK, Topic.REPOSITORY, Topic.PACKAGE})
"""Topics whose failures are counted; a service that could not be asked about a work says nothing about the work."""

_LAGGING = frozenset({"pushed_at", "certificate_until"})


def condense(timeline: Timeline) -> Timeline | None:
    """The lock's view of a timeline: last seen alive, the conclusive answer that stands, and what came after it.

    Of something that fails at present it also holds how often it has failed and come back before (`came_back`).

    ``None`` where nothing is worth keeping. Condensing twice changes nothing.
    """
    asked = [spell for spell in timeline.spells if spell.answer.outcome is not Outcome.UNASKED]
    at = max((number for number, spell in enumerate(asked) if spell.answer.outcome.conclusive), default=-1)
    stands = [_standing(asked[: at + 1])] if at >= 0 else []
    after = _grouped(asked[at + 1 :]) if timeline.latest.topic in _FOLLOWED else []
    kept = (*_comebacks(asked, stands), *_alive_before(asked[: at + 1]), *stands, *after)
    return Timeline(kept) if stands or after else None


def _standing(spells: Sequence[Spell]) -> Spell:
    last = spells[-1]
    since = last.since
    for spell in reversed(spells):
        if spell.answer.outcome is not last.answer.outcome:
            break
        since = spell.since
    return Spell(kept(last.answer), _second(since), _second(last.until))


def _comebacks(asked: Sequence[Spell], stands: Sequence[Spell]) -> Iterator[Spell]:
    moments = came_back(asked)
    return comebacks(stands[-1].answer, stands[-1].since, moments) if moments else iter(())


def came_back(asked: Sequence[Spell]) -> list[datetime]:
    """When something that fails at present came back after earlier failures, since anything else was last the matter."""
    if not asked or asked[-1].answer.outcome is not Outcome.UNREACHABLE:
        return []
    moments: list[datetime] = []
    for before, spell in zip(asked[-2::-1], asked[:0:-1], strict=False):
        if not before.answer.outcome.alive and before.answer.outcome is not Outcome.UNREACHABLE:
            break
        if before.answer.outcome is Outcome.UNREACHABLE and spell.answer.outcome.alive:
            moments.insert(0, _second(spell.since))
    return moments[-MOST_COMEBACKS:]


def comebacks(stands: Answer, since: datetime, moments: Sequence[datetime]) -> Iterator[Spell]:
    """Earlier failures and their ends, of which only the moments are remembered.

    The last of them is the beginning of what stands, unless that began later: then it came back in the other way of being
    alive (as a move, say, that was taken back since).
    """
    for number, moment in enumerate(moments, 1):
        alive = alive_at(stands.source, stands.topic, stands.subject, moment)
        yield Spell(replace(alive, outcome=Outcome.UNREACHABLE), moment, moment)
        if number < len(moments):
            yield Spell(alive, moment, moment)
        elif moment != since:
            other = Outcome.MOVED if stands.outcome is Outcome.FOUND else Outcome.FOUND
            yield Spell(replace(alive, outcome=other), moment, moment)


def _alive_before(spells: Sequence[Spell]) -> Iterable[Spell]:
    """When something that is not alive was last seen alive; of that answer only the moment matters."""
    if not spells or spells[-1].answer.outcome.alive:
        return
    last = next((spell for spell in reversed(spells) if spell.answer.outcome.alive), None)
    if last is not None:
        moment = _second(last.until)
        yield Spell(alive_at(last.answer.source, last.answer.topic, last.answer.subject, moment), moment, moment)


def alive_at(source: str, topic: Topic, subject: str, moment: datetime) -> Answer:
    """An answer of which only the moment is remembered."""
    return Answer(source, topic, urls.mask(subject), Outcome.FOUND, moment)


def _grouped(spells: Iterable[Spell]) -> list[Spell]:
    """Neighbours of equal outcome as one, however the reasons differ; two that meet on one day share it."""
    groups: list[Spell] = []
    for each in spells:
        spell = Spell(kept(each.answer), _second(each.since), _second(each.until), each.runs, each.days)
        if groups and groups[-1].answer.outcome is spell.answer.outcome:
            last = groups[-1]
            shared = last.until.date() == spell.since.date()
            groups[-1] = replace(spell, since=last.since, runs=last.runs + spell.runs, days=last.days + spell.days - shared)
        else:
            groups.append(spell)
    return groups


def kept(answer: Answer) -> Answer:
    """An answer without what the lock does not keep: passing facts, duration, validators, fractions of a second."""
    dropped = _DROPPED.get(answer.topic, frozenset())
    facts = {name: value for name, value in answer.facts.items() if name not in dropped and value is not None}
    return Answer(
        answer.source,
        answer.topic,
        urls.mask(answer.subject),
        answer.outcome,
        _second(answer.at),
        facts,
        "" if answer.outcome.alive else answer.detail,
        answer.status,
        leads_to(answer.topic, urls.mask(answer.subject), answer.status, answer.final_url),
        tuple(Hop(hop.status, urls.mask(hop.url)) for hop in answer.redirects),
    )


def leads_to(topic: Topic, subject: str, status: int | None, final_url: str | None) -> str | None:
    """Where an answer led; a page that answered without a redirect leads to itself, which the lock need not write."""
    if topic is Topic.LINK and status is not None:
        return urls.mask(final_url or subject)
    return urls.mask(final_url) if final_url and final_url != subject else None


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def written_facts(answer: Answer) -> dict[str, Any]:
    """Facts as the lock writes them: days left as the day itself, which stays the same from night to night."""
    facts = dict(answer.facts)
    days = facts.pop("certificate_days", None)
    if isinstance(days, int):
        facts["certificate_until"] = (answer.at.date() + timedelta(days=min(days, 36_500))).isoformat()
    return facts


def read_facts(facts: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The other way round."""
    until = facts.pop("certificate_until", None)
    if isinstance(until, str):
        facts["certificate_days"] = (date.fromisoformat(until) - at.date()).days
    return facts


def same_in_substance(old: Timeline, new: Timeline) -> bool:
    """Whether the lock may go on saying the old: nothing differs but what may lag (`LAG`)."""
    return len(old.spells) == len(new.spells) and all(map(_same_spell, old.spells, new.spells))


def _same_spell(old: Spell, new: Spell) -> bool:
    one, other = old.answer, new.answer
    if (one.outcome, one.status, one.final_url, one.redirects) != (other.outcome, other.status, other.final_url, other.redirects):
        return False
    if _ends_soon(other) and written_facts(one).get("certificate_until") != written_facts(other)["certificate_until"]:
        return False
    if old.since != new.since or abs(new.until - old.until) > LAG or _still_counting(old, new):
        return False
    return _same_facts(written_facts(one), written_facts(other))


def _still_counting(old: Spell, new: Spell) -> bool:
    """Whether a failure is young enough for its days to matter."""
    return new.answer.outcome is Outcome.UNREACHABLE and old.days != new.days and min(old.days, new.days) < LAG.days


def _same_facts(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    names = (set(old) | set(new)) - _LAGGING
    return all(old.get(name) == new.get(name) for name in names) and all(_near(old.get(n), new.get(n)) for n in _LAGGING)


def _ends_soon(answer: Answer) -> bool:
    days = answer.facts.get("certificate_days")
    return isinstance(days, int) and timedelta(days=days) < _CERTIFICATE_HORIZON


def _near(one: object, other: object) -> bool:
    if one == other:
        return True
    try:
        return abs(date.fromisoformat(str(one)[:10]) - date.fromisoformat(str(other)[:10])) <= LAG
    except ValueError:
        return False
