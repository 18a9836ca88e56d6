"""GitHub's issues and pull requests, as far as `refwatch publish` needs them; every write is kept in ``writes``."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from checker.simulation import Host, Request, Response


@dataclass
class Issues:
    """The double of one repository. Writes to what ``deny`` names ("issues", "pulls") get 403, as without the permission."""

    repository: str = "someone/reading-list"
    token: str = "secret-token"
    issues: list[dict[str, Any]] = field(default_factory=list)
    pulls: list[dict[str, Any]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)
    deny: str = ""
    heads: Mapping[str, str] = field(default_factory=dict)
    """The commits that branches stand at."""

    @property
    def hosts(self) -> dict[str, Host]:
        return {"api.github.com": self.api}

    def api(self, request: Request) -> Response:
        path = request.path.removeprefix(f"/repos/{self.repository}/")
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return _message(401, "Bad credentials")
        if request.method != "GET":
            if self.deny and path.startswith(self.deny):
                return _message(403, "Resource not accessible by integration")
            self.writes.append(f"{request.method} {path}")
        if path == "issues":
            return self._all_issues(request)
        if path == "pulls":
            return self._all_pulls(request)
        if match := re.fullmatch(r"issues/(\d+)(/comments|/labels)?", path):
            return self._one(int(match[1]), match[2], json.loads(request.body))
        return _message(404, "Not Found")

    def stranger(self, body: str, labels: tuple[str, ...] = ()) -> None:
        """Somebody opens an issue."""
        self._open({"title": "Hello", "body": body, "labels": labels})

    def _all_issues(self, request: Request) -> Response:
        if request.method == "POST":
            return Response.of_json(self._open(json.loads(request.body)), 201)
        label = request.query["labels"]
        return Response.of_json([each for each in self.issues if label in {one["name"] for one in each["labels"]}])

    def _open(self, data: Mapping[str, Any]) -> dict[str, Any]:
        number = len(self.issues) + 1
        labels = [{"name": each} for each in data["labels"]]
        url = f"https://github.com/{self.repository}/issues/{number}"
        made = {
            "number": number,
            "title": data["title"],
            "body": data["body"],
            "state": "open",
            "labels": labels,
            "html_url": url,
        }
        self.issues.append(made)
        return made

    def _one(self, number: int, part: str | None, data: Mapping[str, Any]) -> Response:
        issue = self.issues[number - 1]
        if part == "/comments":
            self.comments.append(data["body"])
            return Response.of_json({"id": len(self.comments)}, 201)
        if part == "/labels":
            issue["labels"] += [{"name": each} for each in data["labels"]]
            return Response.of_json(issue["labels"])
        issue.update(data)
        return Response.of_json(issue)

    def _all_pulls(self, request: Request) -> Response:
        if request.method == "POST":
            data = json.loads(request.body)
            number = len(self.pulls) + 1
            url = f"https://github.com/{self.repository}/pull/{number}"
            head = {"ref": data["head"], "sha": self.heads.get(data["head"], "")}
            made = {**data, "number": number, "state": "open", "merged_at": None, "html_url": url, "head": head}
            self.pulls.append(made)
            return Response.of_json(made, 201)
        branch = request.query["head"].partition(":")[2]
        return Response.of_json([each for each in reversed(self.pulls) if each["head"]["ref"] == branch])


def _message(status: int, text: str) -> Response:
    return Response.of_json({"message": text, "documentation_url": "https://docs.github.com/rest"}, status)
