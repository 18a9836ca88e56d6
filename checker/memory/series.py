"""What one source said about one subject, as it lies on disk: decoded only where somebody looks.

A year of nights over ten thousand links is some hundred thousand spells, of which a judgement looks at the last few of each link.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple, cast, overload

from checker.core.answer import Answer, Spell, Timeline, Topic
from checker.memory import codec
from checker.memory.spells import absorb, resolve


class Row(NamedTuple):
    """A spell's row; see the schema in `checker.memory.store`."""

    subject: int
    number: int
    source: str
    said: int
    since: int
    until: int
    runs: int
    days: int
    last_run: int
    asked_with: str
    fresh: str | None


_NEWEST = itemgetter(Row._fields.index("until"))


class Contents:
    """What was said, by number, decoded once however many spells share it."""

    def __init__(self, bodies: dict[int, str]) -> None:
        self._bodies = bodies
        self._decoded: dict[int, codec.Said] = {}

    def __getitem__(self, number: int) -> codec.Said:
        found = self._decoded.get(number)
        if found is None:
            found = self._decoded[number] = codec.Said.of(self._bodies.get(number, ""))
        return found


@dataclass(slots=True)
class Changed:
    """A spell that differs from its row, or has none yet (``number`` is ``None``)."""

    spell: Spell
    number: int | None
    last_run: int
    asked_with: str


class Series(Sequence[Spell]):
    """The spells, oldest first; a `Timeline` takes it as its tuple. ``changed`` are those to write.

    ``rows`` are the fields of `Row`, in the order in which they were written.
    """

    __slots__ = ("_contents", "_made", "_name", "_rows", "_source", "_topic", "changed")

    def __init__(
        self, topic: Topic, name: str, source: str, contents: Contents, rows: list[tuple[Any, ...]] | None = None
    ) -> None:
        self._topic, self._name, self._source, self._contents = topic, name, source, contents
        self._rows = sorted(rows, key=_NEWEST) if rows and len(rows) > 1 else rows or []
        self._made: dict[int, Spell] = {}
        self.changed: dict[int, Changed] = {}

    @property
    def timeline(self) -> Timeline:
        """The spells as the program's other parts know them."""
        return Timeline(cast("tuple[Spell, ...]", self))

    @property
    def asked_with(self) -> str:
        """The digest of the settings with which the newest answer was got."""
        return self._last().asked_with

    def take(self, answer: Answer, run: int, asked_with: str) -> None:
        """One more answer: it extends the last spell, or begins another."""
        at = len(self) - 1
        if at < 0:
            self._begin(0, Changed(absorb(None, resolve(answer, None))[0], None, run, asked_with))
            return
        last = self._last()
        spell, extends = absorb(last.spell, resolve(answer, self.timeline), new_run=last.last_run != run)
        if extends:
            self.changed[at] = Changed(spell, last.number, run, asked_with)
            return
        new = Changed(spell, None, run, asked_with)
        late = spell.until < last.spell.until
        self.changed[at] = new if late else last
        self._begin(at + 1, last if late else new)

    def _begin(self, at: int, new: Changed) -> None:
        self._rows.append(())
        self._made.clear()
        self.changed[at] = new

    def _last(self) -> Changed:
        at = len(self) - 1
        if at in self.changed:
            return self.changed[at]
        row = Row(*self._rows[at])
        return Changed(self[at], row.number, row.last_run, row.asked_with)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Spell: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Spell, ...]: ...
    def __getitem__(self, at: int | slice) -> Spell | tuple[Spell, ...]:
        if isinstance(at, slice):
            return tuple(self[each] for each in range(*at.indices(len(self))))
        at = at + len(self) if at < 0 else at
        if at in self.changed:
            return self.changed[at].spell
        spell = self._made.get(at)
        if spell is None:
            spell = self._made[at] = self._decode(Row(*self._rows[at]))
        return spell

    def __iter__(self) -> Iterator[Spell]:
        return (self[at] for at in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, tuple | Series) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def _decode(self, row: Row) -> Spell:
        answer = codec.answer_of(self._source, self._topic, self._name, row.until, self._contents[row.said], row.fresh)
        return Spell(answer, codec.to_moment(row.since), answer.at, row.runs, row.days)
