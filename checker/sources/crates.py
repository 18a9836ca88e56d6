"""crates.io: one request a second at most, and the address that it would write to stands in our User-Agent."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from checker.core.answer import Answer, Outcome, Subject, Topic
from checker.core.forges import repository
from checker.sources.replies import Reading, answer_of, conditional, json_of, known, malformed, mapping, text, trouble
from checker.web import Reply, Web


@dataclass(frozen=True)
class CratesSource:
    """Crates on crates.io."""

    name: str = "crates"
    topics: frozenset[Topic] = frozenset({Topic.PACKAGE})

    def knows(self, subject: Subject) -> bool:
        """Whether it is a crate."""
        return subject.topic is Topic.PACKAGE and subject.name.startswith("crates:")

    async def ask(self, subjects: Sequence[Subject], web: Web) -> AsyncIterator[Answer]:
        """One answer for each crate."""

        async def look(subject: Subject) -> Answer:
            name = quote(subject.name.partition(":")[2], safe="")
            url = f"https://crates.io/api/v1/crates/{name}?include=default_version"
            reply = await web.fetch(url, headers={"accept": "application/json", **conditional(subject)}, max_bytes=2_000_000)
            return answer_of("crates", subject, reply, read_crate(reply))

        async for answer in web.each(subjects, look):
            yield answer


def read_crate(reply: Reply) -> Reading:
    """The reply to ``GET /crates/{name}``."""
    if said := trouble(reply, "crates.io"):
        return said
    if reply.status in (404, 410):
        return Reading(Outcome.MISSING, "crates.io has no such crate", {"absent": "missing"})
    data = json_of(reply)
    crate = mapping((data or {}).get("crate"))
    if data is None or not crate:
        return malformed("crates.io")
    return Reading(Outcome.FOUND, "", facts(crate, data.get("versions")))


def facts(crate: Mapping[str, Any], versions: Any) -> dict[str, Any]:
    """The facts in a crate and its default version."""
    version = text(crate.get("default_version")) or text(crate.get("max_stable_version")) or text(crate.get("max_version"))
    listed = [each for each in versions if isinstance(each, Mapping)] if isinstance(versions, list) else []
    chosen = next((each for each in listed if each.get("num") == version), {})
    yanked = crate.get("yanked") is True or chosen.get("yanked") is True
    source = text(crate.get("repository"))
    return known(
        {
            "version": version,
            "released_at": text(chosen.get("created_at")),
            "yanked": (text(chosen.get("yank_message")) or True) if yanked else None,
            "license": text(chosen.get("license")),
            "repository": source if repository(source) else "",
            "homepage": text(crate.get("homepage")),
            "description": text(crate.get("description")),
        }
    )
