"""One bibliographic service in one run: asked a few questions at a time, and left alone once it has turned us away."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from checker.core.answer import Answer, Outcome, Subject
from checker.sources.replies import Reading, answer_of, is_json, trouble
from checker.web import Reply, Web

_FAILURES = 2
"""Failures in a row (each after the door's own retries) after which a service counts as down."""
_BIG = 12_000_000
"""Bytes of a reply; Semantic Scholar sends up to ten million."""
_TOO_MUCH = frozenset({400, 404, 413, 414, 500, 502, 504})
"""Statuses with which services answer a batch when one identifier in it, or its size, displeases them."""

Batch = Sequence[Subject]
Read = Callable[[Batch, Reply], Mapping[str, Reading]]


class Heard(NamedTuple):
    """A reply, and what kept it from saying anything about the subject."""

    reply: Reply
    trouble: Reading | None


@dataclass
class Service:
    """The manners towards one service, and its circuit breaker: a challenge, a limit or two failures in a row end the asking.

    ``name`` is the source's, ``title`` what people call the service, ``host`` where its API is.
    """

    name: str
    title: str
    host: str
    readable: Callable[[Reply], bool] = is_json
    explain: Callable[[Reply, Reading], Reading] = lambda _, reading: reading
    """Improves on the common reading of a trouble where the service says more about it."""
    closed: Heard | None = None
    failures: int = 0
    _turn: asyncio.Semaphore | None = field(default=None, repr=False)

    async def fetch(self, web: Web, url: str, *, lenient: bool = False, **how: Any) -> Heard:
        """One request, unless the breaker is open. A ``lenient`` one may fail by its own fault, which counts for nothing."""
        if self._turn is None:
            self._turn = asyncio.Semaphore(web.settings.for_host(self.host).concurrency or 1)
        async with self._turn:
            if self.closed:
                return self.closed
            reply = await web.fetch(url, max_bytes=_BIG, **how)
            said = trouble(reply, self.title, self.readable)
            heard = Heard(reply, self.explain(reply, said) if said else None)
            self._learn(heard, lenient=lenient)
            return heard

    def _learn(self, heard: Heard, *, lenient: bool) -> None:
        if heard.trouble is None:
            self.failures = 0
            return
        if lenient and heard.reply.failure is None and heard.reply.status in _TOO_MUCH:
            return
        self.failures += 1
        if heard.trouble.outcome is not Outcome.UNREACHABLE or self.failures >= _FAILURES:
            detail = f"{heard.trouble.detail}; it was left alone for the rest of the run"
            self.closed = heard._replace(trouble=replace(heard.trouble, detail=detail))

    def answer(self, subject: Subject, reply: Reply, reading: Reading) -> Answer:
        """The answer about one of perhaps many subjects of a reply, whose validators are nobody's own."""
        return replace(answer_of(self.name, subject, reply, reading), validators={}, redirects=())

    def answers(self, subjects: Batch, heard: Heard, read: Read) -> list[Answer]:
        """An answer for each subject; ``read`` names those that the reply speaks of, and must speak of all."""
        if heard.trouble:
            return [self.answer(each, heard.reply, heard.trouble) for each in subjects]
        readings = read(subjects, heard.reply)
        return [self.answer(each, heard.reply, readings[each.name]) for each in subjects]

    async def search(self, web: Web, subject: Subject, addresses: Sequence[str], read: Read, **how: Any) -> list[Answer]:
        """Searches by one address after another until something is found."""
        answers: list[Answer] = []
        for address in addresses:
            answers = self.answers([subject], await self.fetch(web, address, **how), read)
            if answers[0].outcome is not Outcome.MISSING:
                break
        return answers

    async def batch(self, web: Web, subjects: Batch, request: Callable[[Batch], Mapping[str, Any]], read: Read) -> list[Answer]:
        """Asks about many subjects at once; halves of a batch that the service does not take are asked by themselves."""
        heard = await self.fetch(web, lenient=len(subjects) > 1, **request(subjects))
        spoilt = heard is not self.closed and heard.reply.failure is None and heard.reply.status in _TOO_MUCH
        if not spoilt or len(subjects) < 2:
            return self.answers(subjects, heard, read)
        half = len(subjects) // 2
        first = await self.batch(web, subjects[:half], request, read)
        return first + await self.batch(web, subjects[half:], request, read)

    async def crowd(
        self, web: Web, jobs: Sequence[Batch], ask: Callable[[Batch], Awaitable[list[Answer]]]
    ) -> AsyncIterator[Answer]:
        """The answers to all jobs, as they come."""
        async for answers in web.each(jobs, ask, key=lambda _: self.host):
            for answer in answers:
                yield answer


def chunks(subjects: Sequence[Subject], most: int, letters: int = 100_000) -> list[Sequence[Subject]]:
    """Batches of at most so many subjects whose names together have at most so many letters."""
    made: list[list[Subject]] = []
    room = 0
    for each in subjects:
        if not made or len(made[-1]) >= most or len(each.name) > room:
            made.append([])
            room = letters
        made[-1].append(each)
        room -= len(each.name)
    return list(made)


def by_scheme(subjects: Sequence[Subject]) -> dict[str, list[Subject]]:
    """The subjects by what stands before the colon of their names."""
    sorted_out: dict[str, list[Subject]] = {}
    for each in subjects:
        sorted_out.setdefault(each.name.partition(":")[0], []).append(each)
    return sorted_out
