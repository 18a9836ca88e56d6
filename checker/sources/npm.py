"""npm: the newest version's manifest, which is small; the whole document can exceed ten megabytes and is asked only in doubt."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from checker.core.answer import Answer, Outcome, Subject
from checker.core.forges import github_slug, repository
from checker.sources.one_by_one import Registry
from checker.sources.replies import Reading, answer_of, conditional, document, known, malformed, mapping, text
from checker.web import Reply, Web

API = "https://registry.npmjs.org"
_SHORT = {"accept": "application/vnd.npm.install-v1+json"}
_HELD = "0.0.1-security"
"""The version that npm publishes in place of a package that it removed for security."""


class NpmSource(Registry):
    """Packages in npm's registry."""

    name = "npm"

    async def look(self, subject: Subject, web: Web) -> Answer:
        """The newest manifest, and the whole document where there is none."""
        name = quote(subject.name.partition(":")[2], safe="@")
        reply = await web.fetch(
            f"{API}/{name}/latest", headers={"accept": "application/json", **conditional(subject)}, max_bytes=4_000_000
        )
        reading = read_package(reply)
        if reading.outcome is Outcome.MISSING:
            reply = await web.fetch(f"{API}/{name}", headers=_SHORT, max_bytes=16_000_000)
            reading = read_package(reply)
        return answer_of("npm", subject, reply, reading)


def read_package(reply: Reply) -> Reading:
    """The reply to ``GET /{name}/latest`` (a manifest) or ``GET /{name}`` (all versions, whole or abbreviated)."""
    data = document(reply, "npm", Reading(Outcome.MISSING, "npm has no such package", {"absent": "missing"}))
    if isinstance(data, Reading):
        return data
    if not text(data.get("name")):
        return malformed("npm")
    gone = mapping(mapping(data.get("time")).get("unpublished"))
    if gone or ("version" not in data and not data.get("versions")):
        when = text(gone.get("time"))[:10]
        words = "all its versions were unpublished" + (f" on {when}" if when else "")
        return Reading(Outcome.MISSING, words, known({"absent": "unpublished", "unpublished_at": text(gone.get("time"))}))
    return Reading(Outcome.FOUND, "", facts(data))


def facts(data: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in a manifest, or in a document of all versions, whose newest version speaks for it."""
    version = text(data.get("version")) or text(mapping(data.get("dist-tags")).get("latest"))
    manifest = data if "version" in data else mapping(mapping(data.get("versions")).get(version))
    times = mapping(data.get("time"))
    held = version == _HELD
    return known(
        {
            "version": version,
            "released_at": text(times.get(version)),
            "yanked": True if "versions" in data and not manifest else None,
            "deprecated": "removed by npm for security" if held else deprecated(manifest.get("deprecated")),
            "license": _license(manifest.get("license") or manifest.get("licenses") or data.get("license")),
            "repository": source_url(manifest.get("repository") or data.get("repository")),
            "homepage": text(manifest.get("homepage")) or text(data.get("homepage")),
            "description": text(manifest.get("description")) or text(data.get("description")),
        }
    )


def deprecated(value: Any) -> str | bool | None:
    """The message, or true where there is none; an empty text means that a deprecation was taken back."""
    if isinstance(value, str):
        return value.strip() or None
    return True if value is True else None


def _license(value: Any) -> str:
    """A text; in old packages an object, or a list of objects among which one may choose."""
    if isinstance(value, list):
        return " OR ".join(filter(None, (_license(each) for each in value)))
    return text(value) or text(mapping(value).get("type"))


def source_url(value: Any) -> str:
    """The repository that a manifest names: an address, an object with one, or npm's shorthand (``owner/name``)."""
    written = text(value) or text(mapping(value).get("url"))
    host, colon, path = written.partition(":")
    if colon and host in ("github", "gitlab", "bitbucket") and not path.startswith("//"):
        written = f"https://{'bitbucket.org' if host == 'bitbucket' else host + '.com'}/{path}"
    elif slug := github_slug(written):
        written = slug.url
    return written if written and repository(written) else ""
