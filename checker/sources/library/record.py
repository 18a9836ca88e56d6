"""One bibliographic record as the library keeps it, and its translation from and to the facts of an answer."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class Record(NamedTuple):
    """One work as one source records it; texts are plain Unicode, identifiers in their canonical spelling, ``""`` where unknown.

    ``source`` is who recorded it (``dblp``, ``acl``, ``openalex`` …) and ``key`` its name there. ``more`` holds the facts that
    few
    records have (``updates``, ``withdrawn``, ``years``, ``order``, ``published_doi``).
    """

    source: str
    key: str
    type: str
    title: str
    authors: tuple[str, ...]
    year: int | None
    venue: str = ""
    doi: str = ""
    arxiv: str = ""
    acl: str = ""
    openreview: str = ""
    isbn: str = ""
    url: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    publisher: str = ""
    series: str = ""
    more: Mapping[str, Any] | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """The record in the vocabulary between sources and rules; what is unknown is absent."""
        known: dict[str, Any] = {
            name: value for name, value in zip(self._fields, self, strict=True) if name not in _APART and value
        }
        if self.authors:
            known["authors"] = list(self.authors)
        return known | dict(self.more or {})


_APART = frozenset({"authors", "more"})
_TEXTS = tuple(name for name in Record._fields if name not in ("authors", "year", "more", "source", "key", "type"))
_MORE = ("updates", "withdrawn", "years", "order", "published_doi", "agency")


def of_facts(facts: Mapping[str, Any], source: str) -> Record | None:
    """The record that these facts describe; ``None`` where they name no title."""
    if not facts.get("title"):
        return None
    texts = {name: str(facts[name]) for name in _TEXTS if facts.get(name)}
    return Record(
        source=source,
        key=str(facts.get("key") or facts.get("doi") or facts.get("url") or ""),
        type=str(facts.get("type") or "other"),
        authors=tuple(_names(facts.get("authors") or ())),
        year=facts.get("year"),
        more={name: facts[name] for name in _MORE if facts.get(name)} or None,
        **texts,
    )


def _names(authors: Iterable[Any]) -> Iterable[str]:
    return (str(each) for each in authors if each)
