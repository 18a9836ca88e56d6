"""Hugging Face: models, datasets and spaces. A renamed one is a 307 with a relative target; a missing one is 401 to strangers.

Only ``X-Error-Code: RepoNotFound`` counts for missing; a bare 401 may be a private repository or a bad day, and says nothing.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checker.core.answer import Answer, Outcome, Subject, Topic
from checker.sources.replies import (
    Reading,
    answer_of,
    conditional,
    json_of,
    known,
    malformed,
    mapping,
    moved_or_found,
    number,
    text,
    texts,
    trouble,
    truth,
    unasked,
)
from checker.web import Reply, Web

HOST = "huggingface.co"
_SERVICE = "Hugging Face"


@dataclass(frozen=True)
class HuggingFaceSource:
    """Repositories on huggingface.co."""

    name: str = "huggingface"
    topics: frozenset[Topic] = frozenset({Topic.REPOSITORY})

    def knows(self, subject: Subject) -> bool:
        """Whether it is a model, a dataset or a space on huggingface.co."""
        return subject.topic is Topic.REPOSITORY and subject.name.startswith(HOST + "/")

    async def ask(self, subjects: Sequence[Subject], web: Web) -> AsyncIterator[Answer]:
        """One answer for each."""

        async def look(subject: Subject) -> Answer:
            return await _look(subject, web)

        async for answer in web.each(subjects, look):
            yield answer


async def _look(subject: Subject, web: Web) -> Answer:
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
    if said := trouble(reply, _SERVICE):
        return said
    data = json_of(reply)
    if data is None or not text(data.get("id")):
        return malformed(_SERVICE)
    prefix = "" if kind == "models" else f"{kind}/"
    reading = moved_or_found(prefix + name, prefix + text(data.get("id")))
    return Reading(reading.outcome, reading.detail, facts(prefix, data))


def _turned_away(status: int, code: str, message: str) -> Reading:
    if code == "RepoNotFound":
        return Reading(
            Outcome.MISSING,
            "Hugging Face knows no public repository of this name: it is missing or private",
            {"absent": "missing-or-private"},
        )
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
    name = prefix + text(data.get("id"))
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
