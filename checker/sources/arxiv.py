"""arXiv: up to a hundred ids in one request (Atom); search by title and author; withdrawals, confirmed over OAI-PMH.

An id that does not exist is simply not among the entries of a reply with status 200; the order of entries is not promised.
A withdrawal is told in free text alone; OAI-PMH shows it by a last version of type ``I``.
"""

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from checker.core.answer import Answer, Subject, Topic
from checker.core.identifiers import arxiv, doi
from checker.core.text import plain
from checker.sources.records import all_words, candidates, failed, keyed, readings, wanted
from checker.sources.replies import Reading, known, malformed
from checker.sources.service import Batch, Service, by_scheme, chunks
from checker.web import Reply, Web

_API = "https://export.arxiv.org/api/query?"
_OAI = "https://oaipmh.arxiv.org/oai?"
_ATOM = "{http://www.w3.org/2005/Atom}"
_OWN = "{http://arxiv.org/schemas/atom}"
_RAW = "{http://arxiv.org/OAI/arXivRaw/}"
_BATCH = 100
_ROWS = 5
_ACCEPT = {"accept": "application/atom+xml"}
COVERS = {"kinds": ["preprint"], "only": "preprints on arXiv"}
_WITHDRAWN = re.compile(
    r"\s*(?:(?:this|the)\s+(?:paper|article|submission|manuscript|preprint|work|note)\s+(?:has\s+been|is|was)\s+(?:temporarily\s+)?withdrawn|withdrawn\b)",
    re.IGNORECASE,
)
_TOLD = 200
"""Letters of the comment that are repeated."""


def is_xml(reply: Reply) -> bool:
    """Whether the reply is XML and no page."""
    head = reply.body[:300].lstrip().lower()
    return head.startswith((b"<?xml", b"<feed", b"<oai-pmh")) and b"<html" not in head


@dataclass(frozen=True)
class ArxivSource:
    """Preprints on arXiv."""

    name: str = "arxiv"
    topics: frozenset[Topic] = frozenset({Topic.WORK})
    service: Service = field(default_factory=lambda: Service("arxiv", "arXiv", "export.arxiv.org", is_xml))

    def knows(self, subject: Subject) -> bool:
        """Whether it is an arXiv id, or a title to search for."""
        return subject.topic is Topic.WORK and subject.name.startswith(("arxiv:", "search:"))

    async def ask(self, subjects: Sequence[Subject], web: Web) -> AsyncIterator[Answer]:
        """Ids in batches, titles one by one."""
        sorted_out = by_scheme(subjects)
        jobs = [*chunks(sorted_out.get("arxiv", []), _BATCH), *([each] for each in sorted_out.get("search", []))]
        async for answer in self.service.crowd(web, jobs, partial(_ask, self.service, web)):
            yield answer


async def _ask(service: Service, web: Web, subjects: Batch) -> list[Answer]:
    if subjects[0].name.startswith("search:"):
        heard = await service.fetch(web, search_address(subjects[0]), headers=_ACCEPT)
        return service.answers(subjects, heard, read_search)
    answers = await service.batch(web, subjects, lambda batch: {"url": batch_address(batch), "headers": _ACCEPT}, read_batch)
    return [await _confirmed(service, web, each) if each.facts.get("withdrawn") else each for each in answers]


async def _confirmed(service: Service, web: Web, answer: Answer) -> Answer:
    """The answer without its withdrawal, where OAI-PMH shows that the last version is a paper all the same."""
    heard = await service.fetch(web, oai_address(str(answer.facts["arxiv"])), lenient=True)
    if heard.trouble or read_withdrawn(heard.reply) is not False:
        return answer
    return replace(answer, facts={name: value for name, value in answer.facts.items() if name != "withdrawn"})


def batch_address(subjects: Batch) -> str:
    """The query for several ids."""
    names = ",".join(each.name.removeprefix("arxiv:") for each in subjects)
    return _API + urlencode({"id_list": names, "max_results": str(len(subjects))}, safe=",/")


def search_address(subject: Subject) -> str:
    """A search by the words of the title and the first author's family name; colons and quotes have a meaning there."""
    title, family, _ = wanted(subject)
    query = f'ti:"{all_words(title)}"' + (f' AND au:"{all_words(family)}"' if all_words(family) else "")
    return _API + urlencode({"search_query": query, "max_results": str(_ROWS)})


def oai_address(name: str) -> str:
    """The record with all versions."""
    return _OAI + urlencode({"verb": "GetRecord", "identifier": f"oai:arXiv.org:{name}", "metadataPrefix": "arXivRaw"}, safe=":/")


def read_batch(subjects: Batch, reply: Reply) -> dict[str, Reading]:
    """The records of a batch by id."""
    listed = records(reply)
    if listed is None:
        return failed(subjects, malformed("arXiv"))
    return readings(subjects, keyed(subjects, listed, "arxiv"), "arXiv")


def read_search(subjects: Batch, reply: Reply) -> dict[str, Reading]:
    """The likely ones among the records that a search brought."""
    (subject,) = subjects
    listed = records(reply)
    return {subject.name: malformed("arXiv") if listed is None else candidates(subject, listed, "arxiv", COVERS)}


def records(reply: Reply) -> list[dict[str, Any]] | None:
    """The records of a feed; ``None`` where it is none. The one entry of an error feed is no record."""
    root = _xml(reply.body)
    if root is None or not root.tag.endswith("feed"):
        return None
    return [record for entry in root.iter(f"{_ATOM}entry") if (record := record_of(entry))]


def record_of(entry: ElementTree.Element) -> dict[str, Any]:
    """The facts in one entry; empty for an error."""
    name = arxiv(_text(entry, f"{_ATOM}id"))
    if name is None:
        return {}
    posted = _text(entry, f"{_ATOM}published")[:4]
    comment, abstract = _text(entry, f"{_OWN}comment"), _text(entry, f"{_ATOM}summary")
    return known(
        {
            "title": plain(_text(entry, f"{_ATOM}title")),
            "authors": list(_authors(entry)),
            "year": int(posted) if posted.isdecimal() else None,
            "years": {"posted": int(posted)} if posted.isdecimal() else {},
            "venue": "arXiv",
            "type": "preprint",
            "arxiv": name,
            "url": f"https://arxiv.org/abs/{name}",
            "published_doi": doi(_text(entry, f"{_OWN}doi")),
            "journal_ref": _text(entry, f"{_OWN}journal_ref"),
            "withdrawn": _withdrawal(comment) or _withdrawal(abstract),
        }
    )


def _authors(entry: ElementTree.Element) -> Iterator[str]:
    for author in entry.iter(f"{_ATOM}author"):
        if name := _text(author, f"{_ATOM}name"):
            yield plain(name)


def _withdrawal(words_of: str) -> str:
    return words_of[:_TOLD] if _WITHDRAWN.match(words_of) else ""


def read_withdrawn(reply: Reply) -> bool | None:
    """Whether the last version in an OAI-PMH record is a withdrawal; ``None`` where the reply does not say."""
    root = _xml(reply.body)
    versions = list(root.iter(f"{_RAW}version")) if root is not None else []
    if not versions:
        return None
    last = max(versions, key=_number)
    return "I" in _text(last, f"{_RAW}source_type")


def _number(version: ElementTree.Element) -> int:
    digits = (version.get("version") or "").lstrip("v")
    return int(digits) if digits.isdecimal() and digits.isascii() else 0


def _xml(body: bytes) -> ElementTree.Element | None:
    """The document, if it is one without a DTD: arXiv sends none, and whoever does means mischief."""
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        return None
    try:
        return ElementTree.fromstring(body)  # noqa: S314 - without a DTD there are no entities to expand
    except (ElementTree.ParseError, ValueError, LookupError):
        return None


def _text(element: ElementTree.Element, tag: str) -> str:
    return " ".join((element.findtext(tag) or "").split())
