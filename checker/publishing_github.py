"""GitHub's API for what is published: one issue, one pull request. Everything goes through the door to the network."""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from checker.core.display import shortened, shown
from checker.core.errors import UsageError
from checker.publishing import LABEL, TITLE, Issue, Step, find

if TYPE_CHECKING:
    from checker.web import Web

_PUBLIC = "https://api.github.com"
_MOST_BYTES = 16_000_000
"""A page of 100 issues of 65,536 characters, doubled for JSON's escapes."""
_ADVICE = {
    401: "the token is not valid; set GITHUB_TOKEN",
    403: "the token may not do this",
    404: "the repository is not there, or the token may not see it; check GITHUB_REPOSITORY and the job's permissions",
    410: "issues are switched off in this repository; switch them on in its settings",
}


@dataclass(frozen=True, slots=True)
class Target:
    """Which repository is published to, and the root of the API that knows it."""

    repository: str
    api: str = _PUBLIC

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "Target":
        """From ``GITHUB_REPOSITORY`` and ``GITHUB_API_URL``, as GitHub Actions sets them. Raises `UsageError`."""
        repository = env.get("GITHUB_REPOSITORY", "")
        if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository, re.ASCII):
            raise UsageError(f"GITHUB_REPOSITORY is {repository!r}; set it to owner/name of the repository to publish to")
        api = (env.get("GITHUB_API_URL") or _PUBLIC).rstrip("/")
        if urlsplit(api).scheme != "https":
            raise UsageError(f"GITHUB_API_URL is {api!r}; a token is sent over https only, so name an https address")
        return cls(repository, api)


def open_web(target: Target, env: Mapping[str, str] = os.environ) -> "Web":
    """The door, with the token for this API alone.

    Nothing is sent twice by itself, since a write that was answered by an error may have been done; the next run finds out.
    """
    from checker.web import Web, WebSettings
    from checker.web.tokens import Token

    parts = urlsplit(target.api)
    token = (env.get("GITHUB_TOKEN") or env.get("GH_TOKEN") or "").strip()
    tokens = {parts.hostname or "": Token("authorization", f"Bearer {token}", parts.path + "/")} if token else {}
    return Web(WebSettings.from_environment(env, tokens=tokens, retries=0, allow_private=True))


class GitHub:
    """What is asked of one repository. Every method raises `UsageError` with the next step where GitHub says no."""

    def __init__(self, web: "Web", target: Target) -> None:
        self._web = web
        self._target = target

    async def issue(self, label: str = LABEL) -> Issue | None:
        """Our one issue, open or closed. Only who may write can set labels, so that a stranger's copy of the marker is none."""
        found = await self._ask(
            "GET", f"issues?labels={quote(label, safe='')}&state=all&sort=created&direction=desc&per_page=100"
        )
        return find(_issue(each) for each in found if "pull_request" not in each)

    async def do(self, step: Step, issue: Issue | None, label: str = LABEL) -> Issue:
        """Takes one step; returns the issue as it is then."""
        if issue is None:
            made = await self._ask("POST", "issues", {"title": TITLE, "body": step.text, "labels": [label]})
            if label not in {each.get("name") for each in made.get("labels", ())}:
                await self._ask("POST", f"issues/{int(made['number'])}/labels", {"labels": [label]})
            return _issue(made)
        if step.verb == "comment":
            await self._ask("POST", f"issues/{issue.number}/comments", {"body": step.text})
            return issue
        states = {"close": {"state": "closed", "state_reason": "completed"}, "reopen": {"state": "open"}}
        return _issue(await self._ask("PATCH", f"issues/{issue.number}", {"body": step.text, **states.get(step.verb, {})}))

    async def pull_request(self, branch: str, commit: str) -> str | None:
        """The pull request from this branch that makes another needless: an open one, or one that people closed as it is."""
        owner = self._target.repository.partition("/")[0]
        for each in await self._ask("GET", f"pulls?head={owner}:{branch}&state=all&sort=created&direction=desc&per_page=100"):
            if each["state"] == "open" or (each.get("merged_at") is None and each["head"]["sha"] == commit):
                return str(each["html_url"])
        return None

    async def propose(self, branch: str, base: str, title: str, text: str) -> str:
        """Opens a pull request; returns its address."""
        made = await self._ask("POST", "pulls", {"title": title, "body": text, "head": branch, "base": base})
        return str(made["html_url"])

    async def _ask(self, method: str, path: str, data: Mapping[str, Any] | None = None) -> Any:
        url = f"{self._target.api}/repos/{self._target.repository}/{path}"
        headers = {"accept": "application/vnd.github+json", "x-github-api-version": "2022-11-28"}
        body = None if data is None else json.dumps(data).encode()
        if body is not None:
            headers["content-type"] = "application/json"
        reply = await self._web.fetch(url, method=method, headers=headers, body=body, max_bytes=_MOST_BYTES)
        if reply.failure:
            raise UsageError(f"GitHub could not be asked: {shown(reply.failure.detail)}; try again later")
        said = _json(reply.body)
        if reply.status not in (200, 201) or said is None:
            raise UsageError(_refusal(method, path.partition("?")[0], reply.status, said))
        return said


def _json(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _refusal(method: str, path: str, status: int | None, said: Any) -> str:
    message = shortened(shown(str(said.get("message", ""))), 300) if isinstance(said, dict) else ""
    advice = _ADVICE.get(status or 0, "try again later")
    if status == 403:
        kind = "pull-requests: write and contents: write" if path == "pulls" else "issues: write"
        advice += f"; give the job `permissions: {kind}`"
    if path == "pulls":
        advice += ", and let Actions create pull requests (Settings, Actions, General)"
    return f"GitHub answered {status} to {method} {path}" + (f" ({message})" if message else "") + f"; {advice}"


def _issue(data: Mapping[str, Any]) -> Issue:
    return Issue(int(data["number"]), str(data.get("body") or ""), data["state"] == "open", str(data.get("html_url", "")))
