"""A small PyPI: the JSON API and the Simple API over one table of projects."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from checker.simulation import Host, Request, Response


@dataclass(frozen=True)
class Project:
    """One project as the double knows it; ``status`` is one of PEP 792."""

    name: str
    version: str = "1.0"
    license: str = "MIT"
    repository: str = ""
    status: str = "active"
    info: Mapping[str, Any] = field(default_factory=dict)
    """Further keys of ``info``."""


@dataclass
class PyPI:
    """The double."""

    projects: Iterable[Project] = ()

    def __post_init__(self) -> None:
        self.by_name = {normal(each.name): each for each in self.projects}

    @property
    def hosts(self) -> dict[str, Host]:
        """For `SimulatedWeb`."""
        return {"pypi.org": self.answer}

    def answer(self, request: Request) -> Response:
        """``/pypi/{name}/json`` and ``/simple/{name}/``; names that are not normalised are redirected."""
        match = re.fullmatch(r"/(?:pypi/([^/]+)/json|simple/([^/]+)/)", request.path)
        if match is None:
            return Response.of_json({"message": "Not Found"}, 404)
        name = match[1] or match[2]
        if name != normal(name):
            return Response.redirect(f"https://pypi.org{request.path.replace(name, normal(name), 1)}")
        project = self.by_name.get(name)
        if project is None or (match[1] and project.status == "quarantined"):
            return Response.of_json({"message": "Not Found"}, 404)
        return Response.of_json(document(project)) if match[1] else _simple(project)


def normal(name: str) -> str:
    """The one spelling of a name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def document(project: Project) -> dict[str, Any]:
    """The JSON API's answer, without status, as it was until 2026."""
    links = {"Source": project.repository} if project.repository else None
    info = {
        "name": project.name,
        "version": project.version,
        "license": project.license,
        "license_expression": None,
        "classifiers": [],
        "home_page": "",
        "project_urls": links,
        "summary": "",
        "yanked": False,
        "yanked_reason": None,
        **project.info,
    }
    files = [
        {
            "filename": f"{project.name}-{project.version}.tar.gz",
            "upload_time_iso_8601": "2026-10-01T08:00:00.000000Z",
            "yanked": False,
        }
    ]
    return {"info": info, "last_serial": 1, "urls": files, "vulnerabilities": []}


def _simple(project: Project) -> Response:
    body = {
        "meta": {"api-version": "1.4", "_last-serial": 1},
        "name": normal(project.name),
        "project-status": {"status": project.status},
        "versions": [project.version],
        "files": [],
    }
    answer = Response.of_json(body)
    return Response(200, answer.body, {"content-type": "application/vnd.pypi.simple.v1+json"})
