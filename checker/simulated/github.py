"""A small GitHub: GraphQL, REST, git, pages and raw files over one table of repositories, with its limits and its quirks."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from checker.simulation import Host, Request, Response

_ALIAS = re.compile(r"(r\d+): repository\(owner: \$(\w+), name: \$(\w+), followRenames: true\)")
_RESET = "4102444800"
"""The first second of 2100: an allowance that never comes back while a test runs."""


@dataclass(frozen=True)
class Repo:
    """One repository as the double knows it; ``formerly`` are names that redirect here."""

    full_name: str
    license: str | None = "MIT"
    archived_at: str | None = None
    pushed_at: str = "2026-11-01T08:00:00Z"
    description: str = ""
    readme: str = "# A project\n\nIt works.\n"
    formerly: tuple[str, ...] = ()
    blocked: str = ""
    """``dmca`` (451) or ``tos`` (403)."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """Further keys of the REST answer."""

    @property
    def number(self) -> int:
        """The id that outlives renames; GraphQL's integers have 31 bits and a sign."""
        return int.from_bytes(hashlib.sha256(self.full_name.lower().encode()).digest()[:4], "big") >> 1


@dataclass
class GitHub:
    """The double. ``allowance`` is what is left of the hour's anonymous requests; ``token`` the only one that is accepted."""

    repos: Iterable[Repo] = ()
    token: str = ""
    allowance: int = 60
    too_heavy: int = 1_000
    """Batches above this size end in a 502, as queries over ten seconds do."""
    points: int = 5_000

    def __post_init__(self) -> None:
        self.by_name = {name.casefold(): repo for repo in self.repos for name in (repo.full_name, *repo.formerly)}
        self.by_number = {repo.number: repo for repo in self.repos}

    @property
    def hosts(self) -> dict[str, Host]:
        """For `SimulatedWeb`."""
        return {"api.github.com": self.api, "github.com": self.pages, "raw.githubusercontent.com": self.raw}

    # api.github.com

    def api(self, request: Request) -> Response:
        """REST and GraphQL."""
        if not request.headers.get("user-agent"):
            return Response.of_json({"message": "Request forbidden by administrative rules."}, 403)
        given = request.headers.get("authorization", "")
        if given and given != f"Bearer {self.token}":
            return Response.of_json(
                {"message": "Bad credentials", "documentation_url": "https://docs.github.com/rest", "status": "401"}, 401
            )
        if request.path == "/graphql":
            return (
                self._graphql(request)
                if given
                else Response.of_json({"message": "This endpoint requires you to be authenticated."}, 401)
            )
        if request.path == "/rate_limit":
            core = {
                "limit": 5000 if given else 60,
                "used": 0,
                "remaining": self.points if given else self.allowance,
                "reset": int(_RESET),
            }
            return Response.of_json({"resources": {"core": core, "search": core}, "rate": core})
        return self._rest(request, authorised=bool(given))

    def _rest(self, request: Request, *, authorised: bool) -> Response:
        if not authorised and self.allowance <= 0:
            message = {"message": "API rate limit exceeded for 203.0.113.7.", "documentation_url": "https://docs.github.com/rest"}
            return Response.of_json(message, 403, x_ratelimit_limit="60", x_ratelimit_remaining="0", x_ratelimit_reset=_RESET)
        repo, name = self._asked(request.path)
        answer = self._repository(repo, name, request)
        if not authorised:
            self.allowance -= 1
            left = {"x-ratelimit-limit": "60", "x-ratelimit-remaining": str(self.allowance), "x-ratelimit-reset": _RESET}
            return Response(answer.status, answer.body, {**answer.headers, **left})
        return answer

    def _asked(self, path: str) -> tuple[Repo | None, str]:
        if match := re.fullmatch(r"/repositories/(\d+)", path):
            repo = self.by_number.get(int(match[1]))
            return repo, repo.full_name if repo else ""
        match = re.fullmatch(r"/repos/([^/]+/[^/]+)", path)
        return (self.by_name.get(match[1].casefold()), match[1]) if match else (None, "")

    def _repository(self, repo: Repo | None, name: str, request: Request) -> Response:
        if repo is None:
            missing = {
                "message": "Not Found",
                "documentation_url": "https://docs.github.com/rest/repos/repos#get-a-repository",
                "status": "404",
            }
            return Response.of_json(missing, 404)
        if repo.blocked:
            block = {
                "reason": repo.blocked,
                "created_at": "2026-01-02T03:04:05Z",
                "html_url": f"https://github.com/github/{repo.blocked}",
            }
            return Response.of_json(
                {"message": "Repository access blocked", "block": block}, 451 if repo.blocked == "dmca" else 403
            )
        if name.casefold() != repo.full_name.casefold():
            url = f"https://api.github.com/repositories/{repo.number}"
            moved = {
                "message": "Moved Permanently",
                "url": url,
                "documentation_url": "https://docs.github.com/v3/#http-redirects",
            }
            return Response.of_json(moved, 301, location=url)
        body = json.dumps(rest(repo))
        etag = f'W/"{hashlib.sha256(body.encode()).hexdigest()}"'
        if request.headers.get("if-none-match") == etag:
            return Response(304, b"", {"etag": etag})
        return Response(200, body, {"content-type": "application/json; charset=utf-8", "etag": etag})

    def _graphql(self, request: Request) -> Response:
        asked = request.json()
        variables = asked["variables"]
        aliases = [(alias, f"{variables[owner]}/{variables[name]}") for alias, owner, name in _ALIAS.findall(asked["query"])]
        if len(aliases) > self.too_heavy:
            return Response(502, "<html>Bad Gateway</html>", {"content-type": "text/html"})
        if self.points <= 0:
            error = {"type": "RATE_LIMITED", "message": "API rate limit already exceeded for user ID 1."}
            return Response.of_json({"errors": [error]}, 200, x_ratelimit_remaining="0", x_ratelimit_reset=_RESET)
        self.points -= 1
        data: dict[str, Any] = {"rateLimit": {"cost": 1, "remaining": self.points, "resetAt": "2100-01-01T00:00:00Z"}}
        errors = []
        for alias, name in aliases:
            repo = self.by_name.get(name.casefold())
            data[alias] = graphql(repo) if repo and not repo.blocked else None
            if data[alias] is None:
                errors.append(_graphql_error(alias, name, repo))
        return Response.of_json({"data": data, **({"errors": errors} if errors else {})})

    # github.com, raw.githubusercontent.com

    def pages(self, request: Request) -> Response:
        """Refs for clients that call themselves git, pages for the others."""
        path = request.path.strip("/")
        is_git = request.path.endswith("/info/refs")
        name = re.sub(r"(?:\.git)?(?:/info/refs)?\Z", "", path) if is_git else "/".join(path.split("/")[:2])
        repo, tail = self.by_name.get(name.casefold()), request.path[len(name) + 1 :]
        if repo is None:
            return (
                Response(401, "", {"www-authenticate": 'Basic realm="GitHub"'})
                if is_git
                else Response.of_html("<h1>404</h1>", 404)
            )
        if name.casefold() != repo.full_name.casefold():
            query = "?service=git-upload-pack" if is_git else ""
            return Response.redirect(f"https://github.com/{repo.full_name}{tail}{query}")
        if is_git and request.headers.get("user-agent", "").startswith("git/"):
            return advertisement()
        banner = (
            f"This repository was archived by the owner on {_english(repo.archived_at)}. It is now read-only."
            if repo.archived_at
            else ""
        )
        return Response.of_html(f"<title>GitHub - {repo.full_name}</title><h1>{repo.full_name}</h1><p>{banner}</p>")

    def raw(self, request: Request) -> Response:
        """Raw files: a README of the default branch and nothing else; old names do not redirect here."""
        owner, name, branch, path = (*request.path.strip("/").split("/", 3), "", "", "")[:4]
        repo = self.by_name.get(f"{owner}/{name}".casefold())
        if repo is None or path != "README.md" or branch not in ("HEAD", "main"):
            return Response(404, "404: Not Found", {"content-type": "text/plain; charset=utf-8"})
        return Response(200, repo.readme, {"content-type": "text/plain; charset=utf-8"})


def rest(repo: Repo) -> dict[str, Any]:
    """The keys of a REST repository that refwatch reads; the many others that GitHub sends are left out."""
    owner, _, name = repo.full_name.partition("/")
    return {
        "id": repo.number,
        "name": name,
        "full_name": repo.full_name,
        "owner": {"login": owner, "type": "Organization"},
        "private": False,
        "html_url": f"https://github.com/{repo.full_name}",
        "description": repo.description or None,
        "fork": False,
        "homepage": "",
        "archived": repo.archived_at is not None,
        "disabled": False,
        "license": _rest_license(repo.license),
        "pushed_at": repo.pushed_at,
        "stargazers_count": 7,
        "default_branch": "main",
        "topics": [],
        "visibility": "public",
        **repo.more,
    }


def _rest_license(spdx: str | None) -> dict[str, Any] | None:
    if spdx is None:
        return None
    key = "other" if spdx == "NOASSERTION" else spdx.lower()
    return {"key": key, "name": "Other" if key == "other" else spdx, "spdx_id": spdx, "url": None, "node_id": "x"}


def graphql(repo: Repo) -> dict[str, Any]:
    """The fields that the query asks for."""
    return {
        "databaseId": repo.number,
        "nameWithOwner": repo.full_name,
        "url": f"https://github.com/{repo.full_name}",
        "homepageUrl": None,
        "description": repo.description or None,
        "stargazerCount": 7,
        "isArchived": repo.archived_at is not None,
        "archivedAt": repo.archived_at,
        "isDisabled": False,
        "isFork": False,
        "isEmpty": False,
        "isLocked": False,
        "lockReason": None,
        "isMirror": False,
        "parent": None,
        "pushedAt": repo.pushed_at,
        "latestRelease": None,
        "licenseInfo": {"spdxId": repo.license, "name": repo.license} if repo.license else None,
        "defaultBranchRef": {"name": "main"},
        "repositoryTopics": {"nodes": []},
    }


def _graphql_error(alias: str, name: str, repo: Repo | None) -> dict[str, Any]:
    kind, words = (
        ("FORBIDDEN", "Repository access blocked")
        if repo
        else ("NOT_FOUND", f"Could not resolve to a Repository with the name '{name}'.")
    )
    return {"type": kind, "path": [alias], "locations": [{"line": 3, "column": 3}], "message": words}


def advertisement(branch: str = "main") -> Response:
    """What ``git-upload-pack`` says first: the refs of a repository with one branch."""
    oid = "a" * 40
    first = f"{oid} HEAD\0multi_ack symref=HEAD:refs/heads/{branch} object-format=sha1 agent=git/2.43\n"
    lines = [_packet("# service=git-upload-pack\n"), "0000", _packet(first), _packet(f"{oid} refs/heads/{branch}\n"), "0000"]
    return Response(200, "".join(lines), {"content-type": "application/x-git-upload-pack-advertisement"})


def _packet(line: str) -> str:
    return f"{len(line) + 4:04x}{line}"


def _english(moment: str | None) -> str:
    year, month, day = (moment or "2000-01-01")[:10].split("-")
    return f"{'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split()[int(month) - 1]} {int(day)}, {year}"
