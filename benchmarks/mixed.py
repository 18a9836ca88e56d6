"""A year of a catalogue as people have them: links with redirects and validators, repositories, packages, works with sources.

Of ten thousand questions seven thousand are links (3 % of them flapping, some moving, dying, behind walls), 1,500 repositories
whose stars and pushes change every night, 500 packages with a release now and then, and 1,000 works that three indexes know.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from benchmarks.year import DAY, FIRST, Life, link_answer
from checker.core.answer import Answer, Hop, Outcome, Topic

SETTINGS = {Topic.LINK: "5f1d7a84e2c9b036"}
"""A digest of settings as an online run records it with every answer about a link."""

_LINKS = ("flapping",) * 3 + ("moving",) * 2 + ("gone", "silent", "walled", "long-outage") + ("healthy",) * 91
_INDEXES = ("crossref", "openalex", "semantic_scholar")


@dataclass(frozen=True)
class Mixed:
    """So many questions in the shares above; ``seed`` makes it the same every time."""

    questions: int
    seed: int = 2

    def lives(self) -> list[Life]:
        """The links."""
        chance = random.Random(self.seed)
        return [Life.of(number, _LINKS[number % len(_LINKS)], chance) for number in range(self.questions * 7 // 10)]

    def answers(self, lives: list[Life], night: int, at: datetime) -> Iterator[Answer]:
        """What everybody says on one night; none of them is an outage of ours."""
        for number, life in enumerate(lives):
            yield _redirected(link_answer(life, life.outcome(night), night, number, at), number)
        for number in range(self.questions * 15 // 100):
            yield _repository(number, night, at)
        for number in range(self.questions * 5 // 100):
            yield _package(number, night, at)
        for number in range(self.questions // 10):
            yield from (_work(source, number, night, at) for source in _INDEXES)


def _redirected(answer: Answer, number: int) -> Answer:
    """Every third page lies behind a redirect, and says when it was last changed."""
    if number % 3 or not answer.outcome.alive:
        return answer
    hops = (Hop(302, answer.subject), *answer.redirects)
    validators = {**answer.validators, "last-modified": "Sun, 01 Nov 2026 00:00:00 GMT"}
    return replace(answer, redirects=hops, final_url=f"{answer.final_url}?session=en", validators=validators)


def _repository(number: int, night: int, at: datetime) -> Answer:
    name = f"github.com/owner{number // 4}/project{number}"
    if (night + number) % 3:
        return Answer("github", Topic.REPOSITORY, name, Outcome.FOUND, at, {"unchanged": True}, status=304, ms=90)
    facts = {
        "archived": night > 30 + number % 7000,
        "full_name": name.partition("/")[2],
        "url": f"https://{name}",
        "license": "Apache-2.0",
        "default_branch": "main",
        "topics": ["inference", "llm"],
        "description": f"The {number}th of its kind, and the fastest",
        "stars": 1000 + night * (number % 7),
        "pushed_at": (at - DAY * (number % 3)).isoformat(),
        "latest_release": {"tag": f"v0.{(night + number) // 45}", "at": (FIRST + (night // 45) * 45 * DAY).isoformat()},
    }
    return Answer(
        "github", Topic.REPOSITORY, name, Outcome.FOUND, at, facts, status=200, ms=140, validators={"etag": f'"{night}"'}
    )


def _package(number: int, night: int, at: datetime) -> Answer:
    facts = {"version": f"1.{(night + number) // 30}", "license": "MIT", "repository": f"https://github.com/o/p{number}"}
    return Answer("pypi", Topic.PACKAGE, f"pypi:package-{number}", Outcome.FOUND, at, facts, status=200, ms=55)


def _work(source: str, number: int, night: int, at: datetime) -> Answer:
    name = f"doi:10.1145/{3600000 + number}"
    if (night * 7 + number) % 97 == 0:
        return Answer(source, Topic.WORK, name, Outcome.UNREACHABLE, at, {"failure": "read-timeout"}, "it failed: read-timeout")
    facts = {
        "title": f"On the {number}th question of serving language models with paged attention",
        "authors": [f"Family{number % 91}, Given{each}" for each in range(3 + number % 9)],
        "year": 2020 + number % 6,
        "years": {"print": 2020 + number % 6, "online": 2020 + number % 6},
        "venue": "Symposium on Operating Systems Principles",
        "type": "inproceedings",
        "doi": name.removeprefix("doi:"),
        "pages": f"{number}-{number + 15}",
    }
    return Answer(source, Topic.WORK, name, Outcome.FOUND, at, facts, status=200, ms=310)
