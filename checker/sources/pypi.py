"""PyPI: the JSON API for what a project says of itself, the Simple API for its status (PEP 792).

A quarantined project is hidden from the JSON API (404) and only the Simple API tells it from one that never was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from checker.core.answer import Answer, Outcome, Subject
from checker.core.forges import repository
from checker.sources.one_by_one import Registry
from checker.sources.replies import Reading, answer_of, document, json_of, known, malformed, mapping, text, texts, trouble
from checker.web import Reply, Web

_SIMPLE = {"accept": "application/vnd.pypi.simple.v1+json"}
_LABELS = ("source", "sourcecode", "repository", "code", "github", "gitlab", "sourcerepository", "repo", "home", "homepage")
_BIG = 24_000_000
"""Bytes: projects with thousands of releases list them all."""


class PyPISource(Registry):
    """Packages on pypi.org."""

    name = "pypi"

    async def look(self, subject: Subject, web: Web) -> Answer:
        """The JSON API, and the Simple API for what it hides or leaves out."""
        name = quote(subject.name.partition(":")[2], safe="")
        reply = await web.fetch(f"https://pypi.org/pypi/{name}/json", headers={"accept": "application/json"}, max_bytes=_BIG)
        reading = read_project(reply)
        if reading.outcome is Outcome.MISSING or (reading.outcome is Outcome.FOUND and "status" not in reading.facts):
            simple = await web.fetch(f"https://pypi.org/simple/{name}/", headers=_SIMPLE, max_bytes=_BIG)
            reading = with_status(reading, simple)
        return answer_of("pypi", subject, reply, reading)


def read_project(reply: Reply) -> Reading:
    """The reply to ``GET /pypi/{name}/json``."""
    data = document(reply, "PyPI", Reading(Outcome.MISSING, "PyPI has no such project", {"absent": "missing"}))
    if isinstance(data, Reading):
        return data
    return Reading(Outcome.FOUND, "", facts(data)) if isinstance(data.get("info"), Mapping) else malformed("PyPI")


def with_status(reading: Reading, simple: Reply) -> Reading:
    """What the Simple API adds: the project's status, or that a project which seems missing is quarantined.

    A missing project stays missing only where the Simple API says so too.
    """
    data = json_of(simple) if simple.status == 200 and simple.failure is None else None
    if data is not None:
        status, reason = _status(data.get("project-status"))
        if reading.outcome is Outcome.MISSING:
            return Reading(
                Outcome.FOUND,
                "PyPI hides it while it is under quarantine",
                known({"status": status or "quarantined", "reason": reason}),
            )
        return replace(reading, facts=known({**reading.facts, "status": status or "active", "reason": reason}))
    if reading.outcome is Outcome.MISSING and simple.status not in (404, 410):
        return trouble(simple, "PyPI") or Reading(Outcome.UNREACHABLE, "PyPI hides it, and does not say why")
    return reading


def _status(value: Any) -> tuple[str, str]:
    """PyPI sends an object; one example in the packaging specification shows a bare word."""
    if isinstance(value, str):
        return value, ""
    return text(mapping(value).get("status")), text(mapping(value).get("reason"))


def facts(data: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in a project's newest release."""
    info = mapping(data.get("info"))
    status, reason = _status(data.get("project-status"))
    links = {str(label): text(url) for label, url in mapping(info.get("project_urls")).items()}
    classifiers = texts(info.get("classifiers"))
    return known(
        {
            "version": text(info.get("version")),
            "released_at": _released(data.get("urls")),
            "yanked": (text(info.get("yanked_reason")) or True) if info.get("yanked") is True else None,
            "status": status,
            "reason": reason,
            "classifiers": classifiers,
            "license": license_of(info, classifiers),
            "repository": source_url(links, text(info.get("home_page"))),
            "homepage": text(info.get("home_page"))
            or next((url for label, url in links.items() if _plain(label) in ("home", "homepage")), ""),
            "description": text(info.get("summary")),
        }
    )


def license_of(info: Mapping[str, Any], classifiers: Sequence[str]) -> str:
    """The expression (PEP 639), else the short text, else the classifiers; a whole licence text is no name."""
    expression, old = text(info.get("license_expression")), text(info.get("license"))
    if expression:
        return expression
    if old and len(old) <= 100 and "\n" not in old and old.upper() != "UNKNOWN":
        return old
    named = [each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License :: ") and each.count(" :: ") >= 1]
    named = [each for each in named if each != "OSI Approved"]
    return " OR ".join(named) if len(named) < 4 else ""


def source_url(links: Mapping[str, str], homepage: str) -> str:
    """The repository that a project names: by the label of the link, else any link that leads to one."""
    by_label = {_plain(label): url for label, url in links.items()}
    candidates = [by_label[label] for label in _LABELS if label in by_label] + [homepage]
    return next((url for url in candidates if url and repository(url)), "")


def _plain(label: str) -> str:
    return "".join(each for each in label.casefold() if each.isalnum())


def _released(files: Any) -> str:
    times = [text(mapping(each).get("upload_time_iso_8601")) for each in files] if isinstance(files, list) else []
    return max(times, default="")
