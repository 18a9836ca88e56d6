"""The second round for repositories whose forge is silent: does the README say that the project is dead?"""

from urllib.parse import quote

from checker.core.answer import Answer, Outcome, Subject, Topic
from checker.core.deprecation import declared_dead
from checker.core.forges import Repository, repository, same_repository
from checker.core.patterns import pattern
from checker.sources.one_by_one import OneByOne
from checker.sources.replies import Reading, answer_of, known, unasked
from checker.web import Reply, Web

ENOUGH = 65_536
"""Bytes: such statements stand at the top."""
_BLOB = pattern(r"(?:/-)?/blob/([^?#]+)\Z")
"""``/-/`` since GitLab 12."""
_NAMES = ("README.md", "README.rst", "readme.md", "README", "README.txt", "Readme.md")


class ReadmeSource(OneByOne):
    """The raw README of the default branch."""

    name = "readme"
    topics = frozenset({Topic.README})

    def knows(self, subject: Subject) -> bool:
        """Whether it is a README on a forge that serves raw files."""
        return subject.topic is Topic.README and repository("https://" + subject.name) is not None

    async def look(self, subject: Subject, web: Web) -> Answer:
        """The file that the forge named, else the first of the usual names under which there is one."""
        found = _now(subject)
        if found is None:
            return unasked("readme", subject, "this is not the name of a repository")
        reply = Reply(subject.name, subject.name, None)
        for url in addresses(found, subject.about.get("default_branch", ""), subject.about.get("readme_url", "")):
            reply = await web.fetch(url, headers={"accept": "text/plain, */*"}, max_bytes=ENOUGH)
            if reply.failure is not None or reply.status not in (404, 410):
                break
        return answer_of("readme", subject, reply, read_readme(found.name, reply))


def _now(subject: Subject) -> Repository | None:
    """The repository under the name that its forge told, which raw files are not redirected to; on the same host only."""
    asked, told = repository("https://" + subject.name), repository(subject.about.get("url", ""))
    return told if asked and told and told.host == asked.host and not told.tail else asked


def addresses(found: Repository, branch: str = "", page: str = "") -> list[str]:
    """Where the raw README may be, the usual name first; ``HEAD`` stands for the default branch where it is not known.

    It is in one place alone where the forge told the ``page`` that shows it.
    """
    if raw := _raw_of(found, page):
        return [raw]
    at = quote(branch or "HEAD", safe="/")
    path = found.path
    names = _NAMES[:1] if found.forge == "huggingface" else _NAMES
    heads = {
        "github": f"https://raw.githubusercontent.com/{path}/{at}/",
        "gitlab": f"https://{found.host}/{path}/-/raw/{at}/",
        "forgejo": f"https://{found.host}/api/v1/repos/{path}/raw/",
        "bitbucket": f"https://bitbucket.org/{path}/raw/{at}/",
        "huggingface": f"https://{found.host}/{path}/raw/{quote(branch or 'main', safe='')}/",
    }
    return [heads[found.forge] + name for name in names]


def _raw_of(found: Repository, page: str) -> str:
    """The raw file behind GitLab's page of it; empty where the page is not one of this repository's files."""
    shown = repository(page)
    match = _BLOB.match(shown.tail) if shown and shown.forge == "gitlab" and same_repository(shown.name, found.name) else None
    return f"{found.url}/-/raw/{quote(match[1], safe='/')}" if match else ""


def read_readme(name: str, reply: Reply) -> Reading:
    """What the text says of the project itself; a repository without a README says nothing."""
    if reply.failure is not None:
        outcome = Outcome.UNREACHABLE if reply.failure.outcome.conclusive else reply.failure.outcome
        return Reading(outcome, f"its README could not be asked: {reply.failure.detail}", {"failure": reply.failure.kind})
    if reply.status in (404, 410):
        return Reading(Outcome.MISSING, "it has no README under the usual names")
    if reply.status != 200:
        outcome = Outcome.REFUSED if reply.status in (401, 403, 429, 451) else Outcome.UNREACHABLE
        return Reading(outcome, f"its README answered with status {reply.status}")
    if "html" in reply.headers.get("content-type", "") or reply.body[:15].lower().startswith((b"<!doctype html", b"<html")):
        return Reading(Outcome.REFUSED, "a page came in place of its README")
    said = declared_dead(reply.body.decode("utf-8", "replace"), name)
    if said is None:
        return Reading(Outcome.FOUND, "its README says nothing of an end")
    facts = known({"sentence": said.sentence, "mark": said.mark, "successor": said.successor})
    return Reading(Outcome.FOUND, f"its README says: {said.sentence}", facts)
