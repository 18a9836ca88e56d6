"""GitLab, Forgejo, Bitbucket and Hugging Face in small: one function a host, in each service's own dialect."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from checker.simulated.github import advertisement
from checker.simulation import Request, Response

Handler = Callable[[Request], Response]


def gitlab(projects: Mapping[str, dict[str, Any]], *, token: str = "", moved: Mapping[str, str] | None = None) -> Handler:
    """Strangers see neither ``archived`` in REST nor private projects; GraphQL tells them the flag. ``moved`` maps old paths."""
    ids = {str(each["id"]): path for path, each in projects.items()}

    def answer(request: Request) -> Response:
        if request.path == "/api/graphql":
            path = request.json()["variables"]["path"]
            known = projects.get(path)
            found = {"fullPath": path, "archived": known.get("archived", False)} if known and not known.get("private") else None
            return Response.of_json({"data": {"project": found}})
        wanted = unquote(request.path.removeprefix("/api/v4/projects/"))
        if moved and wanted in moved:
            to = f"https://{request.host}/api/v4/projects/{projects[moved[wanted]]['id']}"
            return Response(301, f"This resource has been moved permanently to {to}", {"location": to})
        path = ids.get(wanted, wanted)
        project = projects.get(path)
        encoded = "%2F" in request.path or wanted in ids
        if project is None or not encoded or project.get("private"):
            return Response.of_json({"message": "404 Project Not Found"}, 404)
        hidden = {"private"} if request.headers.get("private-token") == token and token else {"private", "archived"}
        whole = {"path_with_namespace": path, "web_url": f"https://{request.host}/{path}", "default_branch": "main", **project}
        return Response.of_json({name: value for name, value in whole.items() if name not in hidden}, etag='W/"1"')

    return answer


def forgejo(repos: Mapping[str, dict[str, Any]], moved: Mapping[str, str] | None = None) -> Handler:
    """Renames are 307 with a relative target."""

    def answer(request: Request) -> Response:
        name = request.path.removeprefix("/api/v1/repos/")
        if moved and name in moved:
            return Response(307, b"", {"location": f"/api/v1/repos/{moved[name]}"})
        if name not in repos:
            return Response.of_json(
                {"errors": None, "message": "GetRepoByName", "url": f"https://{request.host}/api/swagger"}, 404
            )
        zero = {"archived": False, "archived_at": "1970-01-01T00:00:00Z", "default_branch": "main", "stars_count": 3}
        return Response.of_json({"id": 7, "full_name": name, "html_url": f"https://{request.host}/{name}", **zero, **repos[name]})

    return answer


def bitbucket(repos: Mapping[str, dict[str, Any]], private: str = "") -> tuple[Handler, Handler]:
    """The API and the host that serves git."""

    def api(request: Request) -> Response:
        name = request.path.removeprefix("/2.0/repositories/")
        if name == private:
            error = {"message": "Access denied. You must have write or admin access.", "detail": "", "data": {}}
            return Response.of_json({"type": "error", "error": error}, 403)
        if name not in repos:
            return Response.of_json({"type": "error", "error": {"message": f"Repository {name} not found"}}, 404)
        return Response.of_json({"type": "repository", "full_name": name, **repos[name]})

    def git(request: Request) -> Response:
        name = request.path.strip("/").removesuffix("/info/refs").removesuffix(".git")
        if not request.headers.get("user-agent", "").startswith("git/"):
            return Response.of_html("<h1>Bitbucket</h1>")
        return advertisement("master") if name in repos and not repos[name].get("git_is_down") else Response(401, "")

    return api, git


def huggingface(repos: Mapping[str, dict[str, Any]], moved: Mapping[str, str] | None = None, bare: str = "") -> Handler:
    """What is missing is 401 to strangers, usually with a code, and ``bare`` without; renames are 307 with a relative target."""

    def answer(request: Request) -> Response:
        kind, _, name = request.path.removeprefix("/api/").partition("/")
        key = f"{kind}/{name}"
        if moved and key in moved:
            words = f"Temporary Redirect. Redirecting to /api/{moved[key]}"
            return Response(307, words, {"location": f"/api/{moved[key]}", "content-type": "text/plain; charset=utf-8"})
        if key == bare:
            return Response.of_json({"error": "Invalid username or password."}, 401)
        if key not in repos:
            error = {"error": "Repository not found"}
            return Response.of_json(error, 401, x_error_code="RepoNotFound", x_error_message="Repository not found")
        return Response.of_json(
            {"id": name, "private": False, "gated": False, "disabled": False, "likes": 5, "tags": [], **repos[key]}
        )

    return answer
