"""What the status page shows, worked out: the template only lays it out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from checker.core.answer import Answer, Outcome, Subject, Timeline, Topic
from checker.core.display import shortened, shown
from checker.core.finding import Severity
from checker.core.report import Entry, Looked, Report, Told
from checker.core.text import plain

NIGHTS = 60
"""Nights that a timeline strip shows."""
HEALTHS = ("broken", "attention", "unknown", "healthy")
_KINDS = {"paper": "Papers", "tool": "Tools", "guide": "Guides", "resource": "Resources", "trend": "Trends", "link": "Links"}


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of nights with one outcome, in units of nights from the left."""

    start: int
    width: int
    outcome: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One subject of an entry."""

    topic: str
    name: str
    href: str | None
    outcome: str
    detail: str
    when: str
    strip: tuple[Bar, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One finding with what it rests on."""

    rule: str
    name: str
    severity: str
    place: str
    message: str
    hint: str
    claimed: str
    found: str
    sources: tuple[tuple[str, str], ...]
    since: str


@dataclass(frozen=True, slots=True)
class Card:
    """One reference."""

    anchor: str
    key: str
    kind: str
    title: str
    byline: str
    section: str
    health: str
    verdict: str
    place: str
    findings: tuple[Evidence, ...]
    lines: tuple[Line, ...]
    rules: str
    words: str
    """What the search looks in."""


def cards(report: Report) -> list[Card]:
    """Every reference, the sickest first, then by kind and key."""
    made = [_card(number, entry, report.finished) for number, entry in enumerate(report.entries)]
    kinds = list(_KINDS)
    return sorted(made, key=lambda card: (HEALTHS.index(card.health), kinds.index(card.kind), card.key.lower()))


def _card(number: int, entry: Entry, now: datetime) -> Card:
    reference = entry.reference
    title = shown(plain(reference.value("title", "name"))) or shown(reference.key or "without a name")
    findings = tuple(evidence(each) for each in entry.findings)
    verdict = next((looked.verdict for looked in entry.subjects if looked.verdict), None) or ""
    lines = tuple(_line(each, now) for each in _told(entry.subjects))
    key = shown(reference.key or "")
    byline = _byline(entry)
    return Card(
        anchor=f"entry-{number}",
        key=key,
        kind=str(reference.kind),
        title=title,
        byline=byline,
        section=shown(plain(reference.value("section"))),
        health=entry.health,
        verdict=str(verdict),
        place=f"{shown(reference.place.path)}:{reference.key_place.line}",
        findings=findings,
        lines=lines,
        rules=" ".join(sorted({each.rule for each in findings})),
        words=" ".join([title, key, byline, *(line.name for line in lines)]).lower(),
    )


def _byline(entry: Entry) -> str:
    reference = entry.reference
    parts = [_authors(reference.value("author")), plain(reference.value("booktitle", "journal", "journaltitle"))]
    parts += [reference.value("year", "date"), plain(reference.value("license", "positioning"))]
    return shown(" · ".join(part for part in parts if part.strip()))


def _authors(raw: str) -> str:
    names = plain(raw).split(" and ")
    first = names[0].partition(",")[0]
    return f"{first} et al." if len(names) > 1 else first


def _told(subjects: Iterable[Looked]) -> Iterator[Looked]:
    """A search is a way of asking, not a thing: it is shown only where nothing better was."""
    listed = list(subjects)
    named = [each for each in listed if not each.subject.name.startswith("search:")]
    works = [each for each in named if each.subject.topic is Topic.WORK]
    yield from named
    yield from () if works else (each for each in listed if each.subject.name.startswith("search:"))


def _line(looked: Looked, now: datetime) -> Line:
    subject, answer = looked.subject, looked.answer
    return Line(
        topic=str(subject.topic),
        name="a search by title" if subject.name.startswith("search:") else shown(subject.name),
        href=href(subject),
        outcome=str(answer.outcome if answer else Outcome.UNASKED),
        detail=shown(answer.detail) if answer else "nobody has been asked yet",
        when=day(answer.at) if answer else "",
        strip=tuple(strip(looked.timelines, now.date())) if subject.topic is not Topic.WORK else (),
        facts=tuple(_facts(answer)) if answer else (),
    )


def href(subject: Subject) -> str | None:
    """Where a click may lead: only to http and https, whatever a catalogue says."""
    name = shown(subject.name)
    if name.startswith(("https://", "http://")):
        return name
    scheme, _, rest = name.partition(":")
    prefix = _ADDRESSES.get(scheme)
    if prefix and subject.topic in (Topic.WORK, Topic.PACKAGE):
        return prefix + rest
    return f"https://{name}" if subject.topic is Topic.REPOSITORY else None


_ADDRESSES = {
    "doi": "https://doi.org/",
    "arxiv": "https://arxiv.org/abs/",
    "openreview": "https://openreview.net/forum?id=",
    "acl": "https://aclanthology.org/",
    "pypi": "https://pypi.org/project/",
    "npm": "https://www.npmjs.com/package/",
    "crates": "https://crates.io/crates/",
}


def _facts(answer: Answer) -> Iterator[tuple[str, str]]:
    for name, label in (("license", "licence"), ("version", "version"), ("pushed_at", "last push"), ("archived", "archived")):
        value = answer.facts.get(name)
        if value not in (None, False, ""):
            yield label, "yes" if value is True else shortened(shown(str(value)), 40)
    if answer.final_url and answer.final_url != answer.subject:
        yield "leads to", shown(answer.final_url)


def evidence(told: Told) -> Evidence:
    """One finding, every text from outside made safe to show."""
    each = told.finding
    place = f"{shown(each.place.path)}:{each.place.line}:{each.place.column}" if each.place.path else ""
    return Evidence(
        rule=each.rule,
        name=told.name,
        severity=str(told.severity),
        place=place,
        message=shown(each.message),
        hint=shown(each.hint or ""),
        claimed=shown(each.claimed or ""),
        found=shown(each.found or ""),
        sources=tuple((shown(answer.source), day(answer.at)) for answer in each.because),
        since=day(told.since) if told.since else "",
    )


def strip(timelines: Mapping[str, Timeline], today: date) -> Iterator[Bar]:
    """The last nights as bars, of the source that has spoken most often."""
    timeline = max(timelines.values(), key=lambda each: sum(spell.runs for spell in each.spells), default=None)
    if timeline is None:
        return
    first = today - timedelta(days=NIGHTS - 1)
    for spell in timeline.spells:
        begin, end = max(spell.since.date(), first), min(spell.until.date(), today)
        if begin <= end:
            words = f"{spell.answer.outcome}, {begin.isoformat()}" + (f" to {end.isoformat()}" if end != begin else "")
            yield Bar((begin - first).days, (end - begin).days + 1, str(spell.answer.outcome), words)


def day(at: datetime) -> str:
    """A date as it sorts."""
    return at.date().isoformat()


def glance(report: Report) -> list[tuple[str, int, list[tuple[str, int]]]]:
    """Kind by kind: how many there are and how healthy they are."""
    rows = []
    for kind, label in _KINDS.items():
        healths = Counter(each.health for each in report.entries if each.reference.kind == kind)
        if healths:
            rows.append((label, sum(healths.values()), [(name, healths[name]) for name in HEALTHS]))
    return rows


def unverified(report: Report) -> list[tuple[str, str, list[str]]]:
    """Topic, reason, and what it is about, the most frequent first."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for each in report.unverified:
        grouped.setdefault((each.topic, each.reason), []).append(shown(each.name))
    rows = [(topic, shown(reason), names) for (topic, reason), names in grouped.items()]
    return sorted(rows, key=lambda row: -len(row[2]))


def of_the_run(report: Report) -> list[Evidence]:
    """Findings that belong to no entry."""
    placed = {id(told) for entry in report.entries for told in entry.findings}
    return [evidence(told) for told in report.findings if id(told) not in placed]


def headline(report: Report) -> str:
    """The state in one sentence."""
    errors, warnings = report.count(Severity.ERROR), report.count(Severity.WARNING)
    if errors:
        return f"{errors} thing{'s' if errors > 1 else ''} broken" + (f", {warnings} to look at" if warnings else "")
    if warnings:
        return f"{warnings} thing{'s' if warnings > 1 else ''} to look at"
    unknown = sum(each.health == "unknown" for each in report.entries)
    return f"Nothing wrong found; {unknown} could not be told" if unknown else "Everything verified"
