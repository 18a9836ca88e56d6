"""dblp.xml, read as a stream: flat records with HTML's named entities, in a file of gigabytes."""

import html.entities
from collections.abc import Iterator
from typing import IO, Any
from xml.parsers import expat

from checker.core import identifiers
from checker.core.errors import StateError
from checker.core.text import plain
from checker.sources.library.record import Record

_TYPES = {
    "article": "article", "inproceedings": "inproceedings", "proceedings": "book", "book": "book", "incollection": "chapter",
    "phdthesis": "thesis", "mastersthesis": "thesis", "data": "other",
}  # fmt: skip
_NEWEST = "mdate"
_CHUNK = 1 << 18
_ENTITIES = "".join(
    f'<!ENTITY {name} "&#{code};">'
    for name, code in html.entities.name2codepoint.items()
    if name not in ("amp", "lt", "gt", "quot")
)
"""dblp.dtd is not needed: all that the data use of it are these names."""


def records(stream: IO[bytes], name: str) -> Iterator[Record]:
    """Every work of the stream that has a title; raises `StateError` where the file is no well-formed dblp.xml.

    Withdrawn works (``publtype="withdrawn"``) carry ``withdrawn``. ``more["timestamp"]`` is the record's ``mdate``.
    """
    reader = _Reader()
    try:
        while chunk := stream.read(_CHUNK):
            reader.parser.Parse(chunk, False)
            yield from reader.taken()
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise StateError(
            f"{name} is no well-formed dblp.xml (line {error.lineno}: {expat.ErrorString(error.code)}); fetch it again"
        ) from None
    yield from reader.taken()


class _Reader:
    """Collects one record at a time from expat's events."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.UseForeignDTD(True)
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_ALWAYS)
        self.parser.ExternalEntityRefHandler = self._external
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.EntityDeclHandler = self._declared
        self._ours = False
        self._depth = 0
        self._fields: dict[str, list[str]] = {}
        self._attributes: dict[str, str] = {}
        self._text: list[str] = []
        self._records: list[Record] = []

    def taken(self) -> list[Record]:
        """The records that are complete; each is given once."""
        found, self._records = self._records, []
        return found

    def _external(self, context: str, *_: Any) -> int:
        """The document type's external part: ours, whatever file the document names; nothing is ever fetched."""
        self._ours = True
        self.parser.ExternalEntityParserCreate(context).Parse(_ENTITIES.encode(), True)
        self._ours = False
        return 1

    def _declared(self, *_: Any) -> None:
        if not self._ours:
            raise StateError("this file declares entities of its own, which dblp.xml never does; it was not read")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 2:
            self._fields, self._attributes = {}, attributes
        elif self._depth == 3:
            self._text = []

    def _characters(self, data: str) -> None:
        if self._depth >= 3:
            self._text.append(data)

    def _end(self, name: str) -> None:
        if self._depth == 3:
            self._fields.setdefault(name, []).append(" ".join("".join(self._text).split()))
        elif self._depth == 2:
            record = _record(name, self._attributes, self._fields)
            if record:
                self._records.append(record)
        self._depth -= 1


def _record(kind: str, attributes: dict[str, str], fields: dict[str, list[str]]) -> Record | None:
    first = {name: values[0] for name, values in fields.items()}
    title = first.get("title", "").rstrip(".")
    if kind not in _TYPES or not title:
        return None
    links = fields.get("ee", [])
    doi = next((found for each in links if (found := identifiers.doi(each))), "")
    arxiv = next((found for each in (*links, first.get("volume", "")) if (found := identifiers.arxiv(each))), "")
    informal = attributes.get("publtype") == "informal" or first.get("journal") == "CoRR"
    year = first.get("year", "")
    more = {"timestamp": attributes.get(_NEWEST, "")}
    if attributes.get("publtype") == "withdrawn":
        more["withdrawn"] = "marked as withdrawn in DBLP"
    return Record(
        source="dblp",
        key=attributes.get("key", ""),
        type="preprint" if informal and kind == "article" else _TYPES[kind],
        title=plain(title),
        authors=tuple(fields.get("author") or fields.get("editor") or ()),
        year=int(year) if year.isdecimal() else None,
        venue=first.get("booktitle") or first.get("journal") or first.get("school") or "",
        doi=doi,
        arxiv=arxiv,
        acl=next((found for each in links if (found := identifiers.acl(each))), ""),
        openreview=next((found for each in links if (found := identifiers.openreview(each))), ""),
        isbn=identifiers.isbn(first.get("isbn", "")) or "",
        url=links[0] if links else "",
        volume=first.get("volume", ""),
        number=first.get("number", ""),
        pages=first.get("pages", ""),
        publisher=first.get("publisher", ""),
        series=first.get("series", ""),
        more=more,
    )
