"""What a file says: references with their fields, each with its place, and the catalogue that they form."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, wraps
from typing import Any, NamedTuple, TypeVar

from checker.core.place import Place

T = TypeVar("T")


class Kind(StrEnum):
    """What a reference is about."""

    PAPER = "paper"
    TOOL = "tool"
    GUIDE = "guide"
    RESOURCE = "resource"
    TREND = "trend"
    LINK = "link"
    """An address found in a YAML file of another shape, or anything else that is only an address."""
    UNREADABLE = "unreadable"
    """Text that could not be read; it carries problems and no fields, so that nothing vanishes silently."""


PAPER, GUIDE, RESOURCE, UNREADABLE = Kind.PAPER, Kind.GUIDE, Kind.RESOURCE, Kind.UNREADABLE
"""For what looks at every reference: before Python 3.12, naming a member through its class takes ten times as long."""


class Field(NamedTuple):
    """One value as its author wrote it.

    ``name`` is lower case for BibTeX, and a path such as ``packages[0].name`` for YAML. ``value`` is the raw text
    between the delimiters (BibTeX: LaTeX untouched, macros and concatenations resolved) or the YAML scalar. ``place``
    is the stretch of the value without its delimiters. ``inherited`` values stand in another entry (``crossref``,
    ``xdata``); ``whole`` is false where the text at ``place`` is not the value itself (a macro, a concatenation, an
    inherited value), so that it can be read but not rewritten.
    """

    name: str
    value: str
    place: Place
    inherited: bool = False
    whole: bool = True


class Trouble(StrEnum):
    """What kind of thing is wrong with the writing itself; rules of the F family turn these into findings."""

    UNREADABLE = "unreadable"
    REPEATED_FIELD = "repeated-field"
    UNDEFINED_STRING = "undefined-string"
    UNKNOWN_FIELD = "unknown-field"
    MISSING_FIELD = "missing-field"
    WRONG_VALUE = "wrong-value"
    """A value that the catalogue's schema does not allow."""


class Problem(NamedTuple):
    """Something a reader noticed while reading; an observation with a place, without severity."""

    trouble: Trouble
    message: str
    place: Place
    field: str | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A paper, a tool, a guide or a link, as one entry of one file describes it.

    ``key`` is the cite key or the item's id, ``None`` where there is none. ``type`` is the BibTeX entry type in lower
    case, or the name of the YAML list (``tools``, ``guides`` …). ``place`` is the stretch of the whole
    entry, ``key_place`` that of its key. ``mentions`` are the fields whose values name other entries by key.
    """

    key: str | None
    kind: Kind
    type: str
    fields: tuple[Field, ...]
    place: Place
    key_place: Place
    problems: tuple[Problem, ...] = ()
    mentions: tuple[Field, ...] = ()
    _by_name: Mapping[str, Field] | None = field(init=False, repr=False, compare=False)
    """``None`` where a field stands twice."""
    _derived: dict[str, Any] = field(init=False, repr=False, compare=False, default_factory=dict)
    """What was worked out from this reference alone; see `once`."""

    def __post_init__(self) -> None:
        index = {each.name: each for each in self.fields}
        object.__setattr__(self, "_by_name", index if len(index) == len(self.fields) else None)

    @property
    def names(self) -> AbstractSet[str]:
        """The names of its fields."""
        return self._by_name.keys() if self._by_name is not None else {each.name for each in self.fields}

    def all(self, *names: str) -> tuple[Field, ...]:
        """Every field of these names, in the order of the names, duplicates included."""
        index = self._by_name
        if index is None:
            return tuple([each for name in names for each in self.fields if each.name == name])
        found = []
        for name in names:  # quicker than a comprehension, which costs a call before Python 3.12
            each = index.get(name)
            if each is not None:
                found.append(each)
        return tuple(found)

    def own(self, *names: str) -> list[Field]:
        """Those of `all` that stand in the entry itself."""
        index = self._by_name
        if index is None:
            return [each for each in self.all(*names) if not each.inherited]
        found = []
        for name in names:
            each = index.get(name)
            if each is not None and not each.inherited:
                found.append(each)
        return found

    def first(self, *names: str) -> Field | None:
        """The first field of the first of these names that has a non-empty value."""
        return self._first(names)

    def _first(self, names: tuple[str, ...]) -> Field | None:
        index = self._by_name
        if index is None:
            return next((each for each in self.all(*names) if each.value.strip()), None)
        for name in names:
            each = index.get(name)
            if each is not None and each.value and not each.value.isspace():
                return each
        return None

    def value(self, *names: str) -> str:
        """The raw value of ``first(*names)``, or the empty string."""
        found = self._first(names)
        return found.value if found else ""


def once(derive: Callable[[Reference], T]) -> Callable[[Reference], T]:
    """What is derived from a reference alone is worked out once, for a reference never changes and many rules look at it."""
    name = f"{derive.__module__}.{derive.__qualname__}"

    @wraps(derive)
    def recalled(reference: Reference) -> T:
        memory: dict[str, T] = reference._derived
        if name not in memory:
            memory[name] = derive(reference)
        return memory[name]

    return recalled


@dataclass(frozen=True)
class Catalogue:
    """All references of one run, in reading order; ``same_key`` and ``holds`` answer questions across files.

    ``context`` are references of the catalogue's other files, which are not judged in this run (pre-commit hands over only
    the files that change) but which what is judged may mention.
    """

    references: tuple[Reference, ...]
    context: tuple[Reference, ...] = ()
    cache: dict[str, object] = field(default_factory=dict, compare=False, repr=False)
    """Indexes that rules derive from the references once a run, by name; see ``derived``."""

    @cached_property
    def _by_key(self) -> Mapping[str, tuple[Reference, ...]]:
        index: defaultdict[str, list[Reference]] = defaultdict(list)
        for each in self.references:
            if each.key and each.kind is not UNREADABLE:
                index[each.key.casefold()].append(each)
        return {key: tuple(found) for key, found in index.items()}

    def same_key(self, key: str) -> tuple[Reference, ...]:
        """The references whose key is this one; keys are compared without case, as BibTeX does."""
        return self._by_key.get(key.casefold(), ())

    def holds(self, key: str) -> bool:
        """Whether any file of the catalogue, judged or not, has an entry of this key."""
        return bool(self.same_key(key)) or key.casefold() in self._context_keys

    @cached_property
    def _context_keys(self) -> frozenset[str]:
        return frozenset(each.key.casefold() for each in self.context if each.key)

    @classmethod
    def of(cls, references: Iterable[Reference]) -> "Catalogue":
        """A catalogue of these references."""
        return cls(tuple(references))
