"""Proceedings pages (PMLR, NeurIPS, MLSys, JMLR, USENIX, CVF, IJCAI): what they say of themselves in their ``citation_*`` tags.

The same request that the entry's link makes, so that the page is read once for both purposes.
"""

from checker.core.answer import Answer, Outcome, Subject, Topic
from checker.core.identifiers import acl
from checker.sources.link import AGAIN, ENOUGH, is_text
from checker.sources.link_judgement import read_reply
from checker.sources.one_by_one import OneByOne
from checker.sources.replies import Reading, answer_of
from checker.web import Reply, Web


class PageSource(OneByOne):
    """The page of one paper on a proceedings site."""

    name = "page"
    topics = frozenset({Topic.WORK})

    def knows(self, subject: Subject) -> bool:
        """Whether it is such a page."""
        return subject.topic is Topic.WORK and subject.name.startswith("page:")

    def at(self, subject: Subject) -> str:
        """The host in the address."""
        return subject.name.split("/")[2]

    async def look(self, subject: Subject, web: Web) -> Answer:
        """One request, or none where the page's link has been asked."""
        return await ask_page(self.name, subject, subject.name.removeprefix("page:"), web)


async def ask_page(source: str, subject: Subject, url: str, web: Web) -> Answer:
    """What the page at an address says of its paper; that it is missing counts only when it is said twice."""
    reply = await web.fetch(url, max_bytes=ENOUGH, wants_body=is_text)
    reading = read_page(url, reply)
    if reading.outcome is Outcome.MISSING:
        reply = await web.fetch(url, headers=AGAIN, max_bytes=ENOUGH, wants_body=is_text)
        reading = read_page(url, reply)
    return answer_of(source, subject, reply, reading)


def read_page(url: str, reply: Reply) -> Reading:
    """The record in a page; a page without one is there and says nothing, and a doubtful one could not be read."""
    said = read_reply(url, reply)
    if said.doubt:
        return Reading(Outcome.UNREACHABLE, "the page may be saying that it is not there")
    if not said.outcome.alive:
        outcome = Outcome.UNREACHABLE if said.outcome is Outcome.INSECURE or reply.failure else said.outcome
        return Reading(outcome, said.detail, {"failure": reply.failure.kind} if reply.failure else {})
    citation = said.facts.get("citation")
    if not isinstance(citation, dict):
        return Reading(Outcome.FOUND, "the page has no citation tags")
    record = {**citation, "acl": acl(url)} if acl(url) else dict(citation)
    return Reading(Outcome.FOUND, "", record)
