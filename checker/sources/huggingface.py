"""Hugging Face: models, datasets and spaces. A renamed one is a 307 with a relative target; a missing one is 401 to strangers.

Only ``X-Error-Code: RepoNotFound`` counts for missing; a bare 401 may be a private repository or a bad day, and says nothing.
"""

from collections.abc import Mapping
from typing import Any

from checker.core.answer import Answer, Outcome, Subject
from checker.sources.one_by_one import Host
from checker.sources.replies import (
    Reading,
    answer_of,
    conditional,
    described,
    document,
    known,
    mapping,
    missing_or_private,
    number,
    text,
    texts,
    truth,
    unasked,
)
from checker.web import Reply, Web

HOST = "huggingface.co"
_SERVICE = "Hugging Face"


class HuggingFaceSource(Host):
    """Repositories on huggingface.co."""

    name = "huggingface"
    host = HOST

    async def look(self, subject: Subject, web: Web) -> Answer:
        """One request to the API."""
        kind, name = kind_and_name(subject.name)
        if not name:
            return unasked("huggingface", subject, "this cannot be the name of a repository on Hugging Face")
        headers = {"accept": "application/json", **conditional(subject)}
        reply = await web.fetch(f"https://{HOST}/api/{kind}/{name}", headers=headers, max_bytes=8_000_000)
        return answer_of("huggingface", subject, reply, read_repository(kind, name, reply))


def kind_and_name(subject: str) -> tuple[str, str]:
    """``models``, ``datasets`` or ``spaces``, and the name within: ``huggingface.co/datasets/a/b`` is a dataset ``a/b``."""
    path = subject.partition("/")[2]
    kind, _, name = path.partition("/")
    return (kind, name) if kind in ("datasets", "spaces") else ("models", path)


def read_repository(kind: str, name: str, reply: Reply) -> Reading:
    """The reply to ``GET /api/{kind}/{name}``."""
    code, message = reply.headers.get("x-error-code", ""), reply.headers.get("x-error-message", "")
    if reply.failure is None and reply.status in (401, 403, 404):
        return _turned_away(reply.status or 0, code, message)
    told = document(reply, _SERVICE, missing_or_private(_SERVICE))
    prefix = "" if kind == "models" else f"{kind}/"
    return told if isinstance(told, Reading) else described(prefix + name, facts(prefix, told), _SERVICE)


def _turned_away(status: int, code: str, message: str) -> Reading:
    if code == "RepoNotFound":
        return missing_or_private(_SERVICE)
    if code == "GatedRepo":
        return Reading(Outcome.FOUND, "its files are shown only to those who asked for access", {"gated": "manual"})
    if "disabled" in message.lower():
        return Reading(Outcome.REFUSED, "Hugging Face has disabled access to it", {"blocked": "disabled"})
    if status == 401 and "credentials" not in message.lower():
        return Reading(
            Outcome.REFUSED, "Hugging Face asks for a token: it is missing or private", {"absent": "missing-or-private"}
        )
    return Reading(Outcome.REFUSED, f"Hugging Face does not let us ask (status {status})")


def facts(prefix: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in a model, a dataset or a space; the licence stands in its card or among its tags."""
    tags = texts(data.get("tags"))
    card = mapping(data.get("cardData"))
    license_id = text(card.get("license")) or next(
        (tag.removeprefix("license:") for tag in tags if tag.startswith("license:")), ""
    )
    name = prefix + found if (found := text(data.get("id"))) else ""
    gated = data.get("gated")
    return known(
        {
            "full_name": name,
            "url": f"https://{HOST}/{name}",
            "disabled": truth(data.get("disabled")),
            "license": "NOASSERTION" if license_id == "other" else license_id,
            "license_name": text(card.get("license_name")),
            "pushed_at": text(data.get("lastModified")),
            "gated": gated if isinstance(gated, str) else None,
            "topics": [tag for tag in tags if ":" not in tag],
            "stars": number(data.get("likes")),
        }
    )
