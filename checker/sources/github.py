"""GitHub: a run's requests are planned before they are made, in batches with a token, within the hourly sixty without one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable, Sequence
from dataclasses import dataclass, replace

from checker.core.answer import Answer, Outcome, Subject, Topic
from checker.core.forges import repository
from checker.sources import github_graphql as graphql
from checker.sources import github_rest as rest
from checker.sources.git import ask_git
from checker.sources.replies import answer_of, conditional, json_of, unasked
from checker.web import Reply, Web

HOST = "api.github.com"
SMALLEST = 12
"""Batches are not halved below this size; what stays open is asked one by one."""
HOURLY = 1_000
"""Requests that one run plans at most: the allowance of a workflow's own token, and a bearable number for a stranger."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which repository is asked how. ``later`` would exceed the hour; a further run goes on with them."""

    batches: tuple[tuple[Subject, ...], ...] = ()
    rest: tuple[Subject, ...] = ()
    git: tuple[Subject, ...] = ()
    later: tuple[Subject, ...] = ()

    @property
    def requests(self) -> int:
        """How many requests the plan costs, where nothing goes wrong."""
        return len(self.batches) + len(self.rest) + len(self.git)


def plan(subjects: Sequence[Subject], *, has_token: bool, remaining: int = rest.ANONYMOUS_HOURLY, hourly: int = HOURLY) -> Plan:
    """The cheapest way to ask all of these within an hour's allowance.

    With a token: GraphQL, a hundred a request. Without: REST for as many as remain of the sixty, git for the others. What was
    never answered, or longest ago, comes first, so that runs one after the other get through any list.
    """
    ordered = sorted(subjects, key=lambda each: (bool(each.about.get("at") or each.about.get("etag")), each.about.get("at", "")))
    if has_token:
        size = graphql.BATCH
        batches = [tuple(ordered[at : at + size]) for at in range(0, len(ordered), size)]
        return Plan(tuple(batches[:hourly]), later=tuple(each for batch in batches[hourly:] for each in batch))
    by_rest = max(0, min(remaining, hourly, len(ordered)))
    by_git = min(len(ordered), hourly)
    return Plan(rest=tuple(ordered[:by_rest]), git=tuple(ordered[by_rest:by_git]), later=tuple(ordered[by_git:]))


@dataclass(frozen=True)
class GitHubSource:
    """Repositories on github.com."""

    name: str = "github"
    topics: frozenset[Topic] = frozenset({Topic.REPOSITORY})

    def knows(self, subject: Subject) -> bool:
        """Whether it is a repository on github.com."""
        return subject.topic is Topic.REPOSITORY and subject.name.startswith("github.com/")

    async def ask(self, subjects: Sequence[Subject], web: Web) -> AsyncIterator[Answer]:
        """One answer for each repository, as they come."""
        askable = [each for each in subjects if _path(each)]
        for subject in subjects:
            if not _path(subject):
                yield unasked(self.name, subject, "this cannot be the name of a repository on GitHub")
        has_token = web.has_token(HOST)
        remaining = await _remaining(web) if askable and not has_token else 0
        todo = plan(askable, has_token=has_token, remaining=remaining)
        inquiry = _Inquiry(web)
        async for answers in web.each(todo.batches, inquiry.batch):
            for answer in answers:
                yield answer
        async for answer in web.each(todo.rest, inquiry.single):
            yield answer
        async for answer in web.each(todo.git, inquiry.without_api):
            yield answer
        for subject in todo.later:
            yield _over_budget(
                subject, f"beyond this hour's {HOURLY} requests; run again to go on from here, or {rest.NEXT_STEP}"
            )


def _over_budget(subject: Subject, detail: str) -> Answer:
    return replace(unasked("github", subject, detail), facts={"failure": "over-budget"})


def _path(subject: Subject) -> str:
    found = repository("https://" + subject.name)
    return found.path if found and found.forge == "github" and not found.tail else ""


async def _remaining(web: Web) -> int:
    said = rest.read_allowance(await web.fetch(f"{rest.API}/rate_limit", headers=rest.HEADERS))
    return rest.ANONYMOUS_HOURLY if said is None else said


class _Inquiry:
    """One run's questions to GitHub."""

    def __init__(self, web: Web) -> None:
        self.web = web

    async def batch(self, subjects: Sequence[Subject]) -> list[Answer]:
        """Up to a hundred at once; where the answer is too much for GitHub, two halves; what stays open, one by one."""
        names = [_path(each) for each in subjects]
        headers = {"accept": "application/json", "content-type": "application/json"}
        reply = await self.web.fetch(
            graphql.URL, method="POST", headers=headers, body=graphql.question(names), max_bytes=8_000_000
        )
        if reply.failure is not None and reply.failure.kind not in ("read-timeout", "deadline"):
            return await self._all(
                self.without_api(each, f"GitHub's API could not be asked ({reply.failure.detail})") for each in subjects
            )
        read = graphql.read_batch(names, reply.status or 0, json_of(reply))
        if read.refused:
            return await self._all(self.without_api(each, read.refused, "token") for each in subjects)
        if read.limited:
            return await self._all(self._used_up(each) for each in subjects)
        if read.too_heavy and len(subjects) > SMALLEST:
            half = len(subjects) // 2
            return [*await self.batch(subjects[:half]), *await self.batch(subjects[half:])]
        plain = replace(reply, headers={}, status=200)
        done = [answer_of("github", subjects[at], plain, reading) for at, reading in read.settled.items()]
        return done + await self._all(self.single(each) for at, each in enumerate(subjects) if at not in read.settled)

    async def single(self, subject: Subject) -> Answer:
        """One repository by REST, only if it has changed; its page tells the day of archiving, which REST does not."""
        path = _path(subject)
        reply = await self.web.fetch(f"{rest.API}/repos/{path}", headers={**rest.HEADERS, **conditional(subject)})
        reading = rest.read_repository(path, reply)
        limit = reading.facts.get("limited")
        if limit == "token":
            return await self.without_api(subject, rest.NOT_ACCEPTED, limit)
        if limit or reading.facts.get("failure") == "over-budget":
            return await self._used_up(subject)
        if reading.facts.get("archived"):
            page = await self._page(str(reading.facts["full_name"]))
            if at := rest.archived_on(page.body):
                reading = replace(reading, facts={**reading.facts, "archived_at": at})
        if reading.facts.get("unchanged") and reply.redirects:
            reading = replace(reading, outcome=Outcome.MOVED)
        return answer_of("github", subject, reply, reading)

    async def _used_up(self, subject: Subject) -> Answer:
        if self.web.has_token(HOST):
            return await self.without_api(subject, "the token's allowance of requests is used up", "spent")
        return await self.without_api(subject)

    async def without_api(
        self, subject: Subject, why: str = "the hourly 60 requests without a token are used up", limit: str = "primary"
    ) -> Answer:
        """Whether it is there, by git; where git does not say yes, by its page. ``limit`` is why the API does not say."""
        step = {"token": rest.CORRECT, "spent": rest.LATER}.get(limit, rest.NEXT_STEP)
        unknown = f"{why}, so archiving, licence and dates are unknown; {step}"
        answer = await ask_git(subject, self.web, unknown)
        if not answer.outcome.alive:
            page = await self._page(_path(subject))
            reading = rest.read_page(_path(subject), page)
            if reading.outcome.conclusive:
                return answer_of("github", subject, page, reading)
        if not answer.outcome.conclusive:
            return answer
        return replace(answer, facts={**answer.facts, "instead_of": "github", "limited": limit})

    async def _page(self, path: str) -> Reply:
        return await self.web.fetch(f"https://github.com/{path}", max_bytes=600_000)

    async def _all(self, asked: Iterable[Awaitable[Answer]]) -> list[Answer]:
        return list(await asyncio.gather(*asked))
