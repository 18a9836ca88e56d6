"""Asks links: HEAD where it tells the truth, GET otherwise, a second look before anything is called missing."""

import secrets
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from urllib.parse import urlsplit

from checker.core import urls
from checker.core.answer import Answer, Hop, Outcome, Subject, Topic
from checker.hosts import peculiar
from checker.sources.link_doi import ask_registry, is_doi_link
from checker.sources.link_judgement import Reading, answer_of, judge_reply, read_reply
from checker.web import Reply, Web
from checker.web.crowd import impatient

ENOUGH = 262_144
"""Bytes of a page that show what kind of page it is; a bigger body is cut off."""
WITH_FRAGMENT = 4_000_000
"""Bytes within which a fragment is looked for."""
_BINARY = tuple(
    f".{ending}"
    for ending in (
        "pdf ps djvu epub doc docx ppt pptx xlsx zip gz bz2 xz tgz tar 7z iso whl jar deb rpm exe dmg mp3 mp4 webm mov avi png"
        " jpg jpeg gif webp tif tiff bin pt pth h5 onnx gguf safetensors parquet"
    ).split()
)
"""Endings of files that are big and whose body says nothing about being there."""
AGAIN = {"cache-control": "no-cache"}
"""Headers of a second look: no cache on the way may repeat its first word."""


@dataclass(frozen=True)
class LinkSource:
    """The web itself as a source: what one address answers.

    ``accept`` maps patterns of hosts (``*`` for all) to statuses that the configuration calls healthy.
    """

    accept: Mapping[str, Collection[int]] = field(default_factory=dict)
    name: str = "web"
    topics: frozenset[Topic] = frozenset({Topic.LINK})

    def knows(self, subject: Subject) -> bool:
        """Whether it is a link."""
        return subject.topic is Topic.LINK

    async def ask(self, subjects: Sequence[Subject], web: Web) -> AsyncIterator[Answer]:
        """One answer for each link, as they come; what may be only a bad moment is asked again at the end."""
        inquiry = _Inquiry(web, self.accept)
        async for looked in web.each(subjects, inquiry.look, again=lambda each: each.transient):
            yield looked.answer


@dataclass(frozen=True, slots=True)
class _Looked:
    answer: Answer
    transient: bool = False
    """Whether another moment could bring another answer."""


class _Inquiry:
    """One run's questions: what was learnt about a folder or a host serves its other links."""

    def __init__(self, web: Web, accept: Mapping[str, Collection[int]]) -> None:
        self.web = web
        self.accept = accept
        self.nowhere = f"{secrets.token_hex(6)}-refwatch"
        self.plain_only: set[str] = set()

    async def look(self, subject: Subject) -> _Looked:
        """Everything that is asked about one link."""
        url = subject.name
        if why := unaskable(url):
            facts = {"failure": "unsupported-scheme"}
            return _Looked(Answer("web", Topic.LINK, url, Outcome.UNASKED, self.web.clock.now(), facts, why))
        if is_doi_link(url):
            answer = await ask_registry(subject, self.web)
            return _Looked(answer, answer.outcome is Outcome.UNREACHABLE)
        reply, reading = await self._settled(url)
        answer = answer_of(subject, reply, reading)
        if answer.outcome is Outcome.FOUND and url[:7].lower() == "http://":
            answer = await self._with_https(answer, reading)
        return _Looked(answer, reply.transient and not answer.outcome.conclusive)

    async def _settled(self, url: str) -> tuple[Reply, Reading]:
        """The first look, a sibling's where the page leaves doubt, a second look before the link is called missing."""
        reply, reading = await self._first(url)
        if reading.doubt and reading.outcome.alive:
            reading = await self._compared(reply, reading)
        if reading.outcome is not Outcome.MISSING:
            return reply, reading
        again, second = await self._get(url, AGAIN)
        confirmed = second.outcome is Outcome.MISSING or (second.doubt and second.outcome.alive and "soft_404" in reading.facts)
        return (reply, reading) if confirmed else (again, second)

    async def _first(self, url: str) -> tuple[Reply, Reading]:
        if _head_first(url):
            with impatient():
                reply = await self.web.fetch(url, method="HEAD")
            reading = read_reply(url, reply, method="HEAD", accept=self._accepted(url))
            if _head_suffices(url, reply, reading):
                return reply, reading
        return await self._get(url)

    async def _get(self, url: str, headers: Mapping[str, str] | None = None) -> tuple[Reply, Reading]:
        """A page by GET; where it does nothing but send its readers on, the page that it sends them to."""
        limit = WITH_FRAGMENT if urlsplit(url).fragment else ENOUGH
        reply = await self.web.fetch(url, headers=headers, max_bytes=limit, wants_body=is_text)
        reading = read_reply(url, reply, accept=self._accepted(url))
        if (
            not reading.onward
            or not reading.outcome.alive
            or reading.onward.partition("#")[0] == reply.final_url.partition("#")[0]
        ):
            return reply, reading
        further = await self.web.fetch(reading.onward, headers=headers, max_bytes=limit, wants_body=is_text)
        way = (*reply.redirects, Hop(reply.status or 200, reply.final_url), *further.redirects)
        joined = replace(further, url=reply.url, redirects=way)
        return joined, read_reply(url, joined, accept=self._accepted(url))

    def _accepted(self, url: str) -> frozenset[int]:
        host = urls.host(url)
        return frozenset(code for pattern, codes in self.accept.items() if fnmatch(host, pattern.lower()) for code in codes)

    async def _compared(self, reply: Reply, reading: Reading) -> Reading:
        """A page that may be saying "not found" is asked beside an address that cannot exist: the same answer gives it away."""
        sibling = await self._sibling(reply.final_url)
        words = reading.doubt.words if reading.doubt else ""
        if sibling.failure or not (200 <= (sibling.status or 0) < 300) or sibling.redirects:
            return reading
        other = read_reply(sibling.url, sibling)
        same = other.doubt is not None or other.outcome is Outcome.MISSING
        if not same or (other.title != reading.title and sibling.body != reply.body):
            return reading
        detail = f"the page says so itself, and so does every address beside it: “{words}”"
        return Reading(Outcome.MISSING, detail, {"soft_404": words}, title=reading.title)

    async def _sibling(self, url: str) -> Reply:
        """The reply to an address in the same folder that cannot exist; one a folder, as the door asks nothing twice."""
        parts = urlsplit(url)
        folder = parts.path.rpartition("/")[0]
        return await self.web.fetch(
            f"{parts.scheme}://{parts.netloc}{folder}/{self.nowhere}", max_bytes=ENOUGH, wants_body=is_text
        )

    async def _with_https(self, answer: Answer, reading: Reading) -> Answer:
        """Whether the same page answers on https, for a link that was found on plain http."""
        parts = urlsplit(answer.subject)
        host = urls.host(answer.subject)
        if parts.port not in (None, 80) or "@" in parts.netloc or host in self.plain_only:
            return answer
        secure = parts._replace(scheme="https", netloc=parts.netloc.removesuffix(":80")).geturl()
        if (answer.final_url or "") != secure:
            with impatient():
                reply = await self.web.fetch(secure, max_bytes=ENOUGH, wants_body=is_text)
            if reply.failure:
                self.plain_only.add(host)
                return answer
            other = read_reply(secure, reply)
            same = (other.title, other.facts.get("content_type")) == (reading.title, reading.facts.get("content_type"))
            if not (same and other.outcome.alive and reply.final_url.startswith("https://")):
                return answer
        return replace(answer, facts={**answer.facts, "https_works": True})


def unaskable(url: str) -> str | None:
    """Why an address is not asked at all: it is for a mail program, a telephone, another protocol."""
    scheme = url.partition(":")[0].lower()
    if scheme in ("http", "https"):
        return None
    return f"{scheme}: addresses are not asked" if ":" in url and scheme.isascii() else "it is no address that can be asked"


def is_text(_: int, headers: Mapping[str, str]) -> bool:
    """Whether a body can show what kind of page it is: nobody needs the pages of a PDF to know that it is there."""
    kind = headers.get("content-type", "").lower()
    return not kind or kind.startswith("text/") or "html" in kind or "json" in kind or "xml" in kind


def _head_first(url: str) -> bool:
    parts = urlsplit(url)
    if parts.fragment and not parts.path.lower().endswith(_BINARY):
        return False
    return bool(peculiar(urls.host(url)).head) or parts.path.lower().endswith(_BINARY)


def _head_suffices(url: str, reply: Reply, reading: Reading) -> bool:
    """HEAD is believed where it says "yes, and it is such a file"; every other word of it is asked again by GET."""
    if not reading.outcome.alive or not 200 <= (reply.status or 0) < 300:
        return False
    kind = reply.headers.get("content-type", "").lower()
    return bool(peculiar(urls.host(url)).head) or bool(kind and "html" not in kind and not kind.startswith("text/"))


__all__ = ["LinkSource", "is_text", "judge_reply", "unaskable"]
