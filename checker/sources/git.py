"""git's own protocol over HTTP: whether a repository is there and where it moved, for every forge and without an allowance.

It tells the default branch, and neither archiving, nor licence, nor dates. Contract: git's ``gitprotocol-http``.
"""

import re
from dataclasses import replace

from checker.core.answer import Answer, Outcome, Subject, Topic
from checker.core.forges import repository
from checker.sources.one_by_one import OneByOne
from checker.sources.replies import Reading, answer_of, known, moved_or_found, unasked
from checker.web import Reply, Web

HEADERS = {
    "user-agent": "git/2.43 (refwatch; asks only whether a repository is there)",
    "accept": "application/x-git-upload-pack-advertisement, */*",
}
"""GitHub and Bitbucket serve git to clients that call themselves git, and pages to all others."""
_SUFFIX = "/info/refs?service=git-upload-pack"
_FIRST_LINE = re.compile(rb"[0-9a-f]{4}(?:#|version 2)")
_HEAD = re.compile(rb"symref=HEAD:refs/heads/([^\s\x00]+)")
_TARGET = re.compile(r"https://[^/]+/(?P<path>[^?#]+?)(?:\.git)?/info/refs(?:[?#]|\Z)")


class GitSource(OneByOne):
    """Repositories on hosts whose API nobody else here speaks."""

    name = "git"
    topics = frozenset({Topic.REPOSITORY})

    def knows(self, subject: Subject) -> bool:
        """Whether it is a repository at all: git is asked last."""
        return subject.topic is Topic.REPOSITORY and subject.name.count("/") >= 2

    def at(self, subject: Subject) -> str:
        """The host in the name."""
        return subject.name.partition("/")[0]

    async def look(self, subject: Subject, web: Web) -> Answer:
        """The question that ``git clone`` begins with; a "no" counts where the repository's page is not there either."""
        answer = await ask_git(subject, web)
        if answer.outcome is not Outcome.MISSING:
            return answer
        page = await web.fetch(f"https://{subject.name}", max_bytes=4096)
        if page.failure is not None or page.status in (404, 410):
            return answer
        words = "git finds no repository there, though its page answers"
        return replace(answer, outcome=Outcome.UNREACHABLE, facts={}, detail=f"{words} (status {page.status})")


async def ask_git(subject: Subject, web: Web, detail: str = "") -> Answer:
    """Whether a repository is there, by the question that ``git clone`` begins with; ``detail`` says why no better source did."""
    found = repository("https://" + subject.name)
    if found is None or found.forge == "huggingface":
        return unasked("git", subject, "this is not the name of a git repository")
    reply = await web.fetch(f"{found.url}.git{_SUFFIX}", headers=HEADERS, max_bytes=4096)
    return answer_of("git", subject, reply, read_refs(found.path, found.host, reply, detail))


def read_refs(path: str, host: str, reply: Reply, detail: str = "") -> Reading:
    """The advertisement of a repository's branches, or what came in its place."""
    if reply.failure is not None:
        outcome = Outcome.UNREACHABLE if reply.failure.outcome.conclusive else reply.failure.outcome
        return Reading(outcome, f"{host} could not be asked: {reply.failure.detail}", {"failure": reply.failure.kind})
    if reply.status == 401:
        words = f"{host} asks for a password: the repository is missing or private"
        return Reading(Outcome.REFUSED, words, {"absent": "missing-or-private"})
    if reply.status in (404, 410):
        return Reading(Outcome.MISSING, f"{host} has no such repository (status {reply.status})", {"absent": "missing"})
    if reply.status in (403, 429, 451):
        return Reading(
            Outcome.REFUSED,
            f"{host} does not let us ask (status {reply.status})",
            {"limited": "secondary"} if reply.status == 429 else {},
        )
    if reply.status != 200 or not _is_git(reply):
        return Reading(Outcome.UNREACHABLE, f"{host} does not answer as a git server does (status {reply.status})")
    now = _moved_path(reply) or path
    reading = moved_or_found(path, now)
    branch = _HEAD.search(reply.body)
    facts = known(
        {
            "full_name": now,
            "url": f"https://{host}/{now}",
            "default_branch": branch[1].decode("utf-8", "replace") if branch else "",
        }
    )
    return Reading(reading.outcome, "; ".join(filter(None, (reading.detail, detail))), facts)


def _is_git(reply: Reply) -> bool:
    return _FIRST_LINE.match(reply.body) is not None or reply.headers.get("content-type", "").startswith(
        "application/x-git-upload-pack"
    )


def _moved_path(reply: Reply) -> str:
    match = _TARGET.match(reply.final_url) if reply.redirects else None
    return match["path"] if match else ""
