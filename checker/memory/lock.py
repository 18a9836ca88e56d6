"""``references.lock``: the newest conclusive answer per subject and source, verdicts and attestations, as text to commit."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from checker.core import urls
from checker.core.answer import Answer, Hop, Outcome, Spell, Subject, Timeline, Topic
from checker.core.errors import StateError
from checker.core.reference import Reference
from checker.core.seen import Seen
from checker.memory import condense, lock_text
from checker.memory.findings import Verdict

FILE_NAME = "references.lock"
HAND = "hand"
"""The source of what a person has checked."""

Question = tuple[Topic, str]
Name = tuple[Topic, str, str]
"""Topic, subject and source."""

_RESERVED = frozenset(
    {"outcome", "seen", "since", "runs", "days", "http", "leads_to", "redirects", "detail", "last_found", "then", "came_back"}
)
"""What a table says besides facts; a fact of such a name is written with an underscore behind it."""

_FOLLOW_UPS = {Topic.LINK: Topic.SNAPSHOT, Topic.REPOSITORY: Topic.README}


@dataclass(frozen=True, slots=True)
class Block:
    """What the lock holds of one entry."""

    verdict: Verdict | None = None
    records: Mapping[Name, Timeline] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lock:
    """The lock's content, by the entry's key (the empty one for references without a key)."""

    blocks: Mapping[str, Block] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> "Lock":
        """Reads the file; an absent one is empty. Raises `StateError` with the line and the next step."""
        try:
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return cls()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise StateError(f"cannot read {path}: {reason}; restore it, or delete it and run `refwatch lock`") from error
        return cls.parse(text, str(path))

    @classmethod
    def parse(cls, text: str, name: str = FILE_NAME) -> "Lock":
        """The lock that a text holds."""
        tables = lock_text.parse(text, name)
        _, head = next(tables)
        if head.get("format") != lock_text.FORMAT:
            found = head.get("format")
            known = isinstance(found, str) and found.startswith("refwatch-lock/")
            advice = "upgrade refwatch" if known else "restore the file, or delete it and run `refwatch lock`"
            raise StateError(f"{name}: its format is {found!r}, and this version reads {lock_text.FORMAT}; {advice}")
        return cls(_blocks(tables, name))

    def text(self) -> str:
        """The file's content: sorted, and the same for the same knowledge."""
        return "".join([lock_text.HEADER, *(part for key in sorted(self.blocks) for part in _block_text(key, self.blocks[key]))])

    def write_if_changed(self, path: Path) -> bool:
        """Writes the file unless it says the same already; old or new and never half. Raises `StateError`."""
        from checker.files.atomic import write_atomically

        data = self.text().encode("utf-8")
        try:
            if path.is_file() and path.read_bytes() == data:
                return False
            if not self.blocks and not path.exists():
                return False
            write_atomically(path, data)
        except OSError as error:
            raise StateError(f"cannot write {path}: {error.strerror}; make it writable") from error
        return True

    def timelines(self, questions: Iterable[Question] | None = None) -> dict[Question, dict[str, Timeline]]:
        """What each source has said about these subjects (all, where none are given), as `History.timelines` tells it.

        Where entries disagree about a subject that they share (after a merge), the newer word holds.
        """
        found: dict[Question, dict[str, Timeline]] = {}
        for block in self.blocks.values():
            for (topic, subject, source), timeline in block.records.items():
                by_source = found.setdefault((topic, subject), {})
                if source not in by_source or by_source[source].spells[-1].until < timeline.spells[-1].until:
                    by_source[source] = timeline
        if questions is None or not found:
            return found
        asked = ((question, (question[0], urls.mask(question[1]))) for question in questions)
        return {question: found[masked] for question, masked in asked if masked in found}

    def verdict(self, key: str) -> Verdict | None:
        """The verdict on an entry, with the digest of the fields that it judged."""
        block = self.blocks.get(key)
        return block.verdict if block else None

    def update(
        self,
        entries: Iterable[tuple[Reference, Iterable[Subject]]],
        seen: Seen,
        verdicts: Mapping[str, Verdict] | None = None,
        *,
        whole: bool = True,
    ) -> Self:
        """The lock after a run: what is known of these entries' subjects, in as few changed lines as the truth allows.

        ``whole`` says that these are all entries there are, so that others are dropped. Verdicts not given stay as they were.
        """
        named: dict[str, dict[Name, Timeline]] = {}
        for reference, subjects in entries:
            records = named.setdefault(reference.key or "", self._by_hand(reference.key or ""))
            for subject in subjects:
                records |= self._records(reference.key or "", subject, seen)
            for subject in _published(records):
                records |= self._records(reference.key or "", subject, seen)
        blocks = {} if whole else dict(self.blocks)
        for key, records in named.items():
            blocks[key] = Block(self._verdict(key, verdicts or {}), records)
        return type(self)({key: block for key, block in blocks.items() if block.records or block.verdict})

    def with_record(self, key: str, answer: Answer) -> Self:
        """The lock with one more answer, in place of what its source said before."""
        block = self.blocks.get(key, Block())
        name = (answer.topic, answer.subject, answer.source)
        records = {**block.records, name: Timeline((Spell(condense.kept(answer), answer.at, answer.at),))}
        return type(self)({**self.blocks, key: Block(block.verdict, records)})

    def _by_hand(self, key: str) -> dict[Name, Timeline]:
        block = self.blocks.get(key, Block())
        return {name: timeline for name, timeline in block.records.items() if name[2] == HAND}

    def _records(self, key: str, subject: Subject, seen: Seen) -> Iterator[tuple[Name, Timeline]]:
        old = self.blocks.get(key, Block()).records
        for topic in filter(None, (subject.topic, _FOLLOW_UPS.get(subject.topic))):
            for source, timeline in seen.by_source(topic, subject.name).items():
                name = (topic, urls.mask(subject.name), source)
                new = condense.condense(timeline)
                if new is not None:
                    before = old.get(name)
                    yield name, before if before and condense.same_in_substance(before, new) else new

    def _verdict(self, key: str, verdicts: Mapping[str, Verdict]) -> Verdict | None:
        old, new = self.verdict(key), verdicts.get(key)
        if new is None or (old is not None and old.at > new.at):
            return old
        same = old is not None and (old.verdict, old.digest) == (new.verdict, new.digest) and new.at - old.at <= condense.LAG
        return old if same else Verdict(new.verdict, new.digest, new.at.replace(microsecond=0))


def _published(records: Mapping[Name, Timeline]) -> list[Subject]:
    """The published works that records of an entry's preprint name: W005 rests on them as well."""
    facts = (timeline.standing.facts for (topic, _, _), timeline in records.items() if topic is Topic.WORK)
    named = {str(each.get("published_doi") or "") for each in facts}
    return [Subject(Topic.WORK, f"doi:{doi}") for doi in sorted(named) if doi]


def _block_text(key: str, block: Block) -> Iterator[str]:
    head = {"verdict": block.verdict.verdict, "judged": block.verdict.digest, "at": block.verdict.at} if block.verdict else {}
    yield lock_text.table((key,), head)
    for (topic, subject, source), timeline in sorted(block.records.items()):
        yield from _record_text((key, f"{topic} {subject}", source), timeline)


def _record_text(path: tuple[str, ...], timeline: Timeline) -> Iterator[str]:
    spells, moments = _without_comebacks(list(timeline.spells))
    last_found = None
    if len(spells) > 1 and spells[0].answer.outcome.alive and spells[1].answer.outcome.conclusive:
        last_found = spells.pop(0).until
    if spells[0].answer.outcome.conclusive:
        yield lock_text.table(path, _spell_values(spells.pop(0), {"came_back": moments or None, "last_found": last_found}))
    for spell in spells:
        yield lock_text.table((*path, "then"), _spell_values(spell, {"runs": spell.runs, "days": spell.days}), item=True)


def _without_comebacks(spells: list[Spell]) -> tuple[list[Spell], list[datetime]]:
    """Earlier failures that ended are written as the moments at which they did."""
    moments = condense.came_back(spells)
    at = max((number for number, spell in enumerate(spells) if spell.answer.outcome.conclusive), default=-1)
    return (spells[at:], moments) if moments else (spells, [])


def _spell_values(spell: Spell, counted: Mapping[str, Any]) -> dict[str, Any]:
    answer = spell.answer
    facts = condense.written_facts(answer)
    return {
        "outcome": answer.outcome.value,
        "http": answer.status,
        "leads_to": answer.final_url if answer.final_url != answer.subject else None,
        "redirects": [f"{hop.status} {hop.url}" for hop in answer.redirects] or None,
        "detail": answer.detail or None,
        **{_fact_name(name): facts[name] for name in sorted(facts)},
        **counted,
        "since": spell.since,
        "seen": spell.until if spell.until != spell.since else None,
    }


def _fact_name(name: str) -> str:
    return f"{name}_" if name.rstrip("_") in _RESERVED else name


def _blocks(tables: Iterator[tuple[lock_text.Path, lock_text.Table]], name: str) -> dict[str, Block]:
    verdicts: dict[str, Verdict | None] = {}
    spells: dict[str, dict[Name, list[Spell]]] = {}
    for path, values in tables:
        try:
            key = path[0]
            spells.setdefault(key, {})
            if len(path) == 1:
                verdicts[key] = Verdict(values["verdict"], values["judged"], values["at"]) if "verdict" in values else None
                continue
            topic, _, subject = path[1].partition(" ")
            record = (Topic(topic), subject, path[2])
            spells[key].setdefault(record, []).extend(_spells(record, values))
        except (KeyError, ValueError, IndexError, TypeError, AttributeError) as error:
            where = ".".join(path)
            raise StateError(
                f"{name}: cannot make sense of [{where}] ({error}); delete that table, then run `refwatch lock`"
            ) from error
    return {
        key: Block(verdicts.get(key), {record: Timeline(tuple(each)) for record, each in records.items()})
        for key, records in spells.items()
    }


def _spells(record: Name, values: lock_text.Table) -> Iterator[Spell]:
    topic, subject, source = record
    since: datetime = values["since"]
    until: datetime = values.get("seen", since)
    facts = {name.removesuffix("_") if _fact_of(name) else name: each for name, each in values.items() if _is_fact(name)}
    answer = Answer(
        source,
        topic,
        subject,
        Outcome(values["outcome"]),
        until,
        condense.read_facts(facts, until),
        values.get("detail", ""),
        values.get("http"),
        condense.leads_to(topic, subject, values.get("http"), values.get("leads_to")),
        tuple(Hop(int(code), url) for code, _, url in (hop.partition(" ") for hop in values.get("redirects", ()))),
    )
    yield from condense.comebacks(answer, since, values.get("came_back", ()))
    if last_found := values.get("last_found"):
        yield Spell(condense.alive_at(source, topic, subject, last_found), last_found, last_found)
    yield Spell(answer, since, until, values.get("runs", 1), values.get("days", 1))


def _is_fact(name: str) -> bool:
    return name not in _RESERVED


def _fact_of(name: str) -> bool:
    return name.endswith("_") and name.rstrip("_") in _RESERVED
