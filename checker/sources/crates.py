"""crates.io: one request a second at most, and the address that it would write to stands in our User-Agent."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from checker.core.answer import Answer, Outcome, Subject
from checker.core.forges import repository
from checker.sources.one_by_one import Registry
from checker.sources.replies import Reading, answer_of, conditional, document, known, malformed, mapping, text
from checker.web import Reply, Web


class CratesSource(Registry):
    """Crates on crates.io."""

    name = "crates"

    async def look(self, subject: Subject, web: Web) -> Answer:
        """One request: a crate and its default version."""
        name = quote(subject.name.partition(":")[2], safe="")
        url = f"https://crates.io/api/v1/crates/{name}?include=default_version"
        reply = await web.fetch(url, headers={"accept": "application/json", **conditional(subject)}, max_bytes=2_000_000)
        return answer_of(self.name, subject, reply, read_crate(reply))


def read_crate(reply: Reply) -> Reading:
    """The reply to ``GET /crates/{name}``."""
    data = document(reply, "crates.io", Reading(Outcome.MISSING, "crates.io has no such crate", {"absent": "missing"}))
    if isinstance(data, Reading):
        return data
    crate = mapping(data.get("crate"))
    return Reading(Outcome.FOUND, "", facts(crate, data.get("versions"))) if crate else malformed("crates.io")


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
