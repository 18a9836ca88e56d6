"""Addresses of code and packages: which repository or package one leads to, whatever the spelling."""

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from checker.core import urls
from checker.core.patterns import pattern

_GITHUB_PAGES_WORDS = (
    "about account advisories apps blog codespaces collections contact copilot customer-stories dashboard discussions "
    "edu enterprise events explore features git-guides github-copilot issues join login logout marketplace mobile "
    "nonprofit notifications organizations orgs partners premium-support pricing pulls readme resources search "
    "security sessions settings signup site solutions sponsors stars team topics trending users why-github"
)
_GITHUB_PAGES = frozenset(_GITHUB_PAGES_WORDS.split())
_GITLAB_PAGES_WORDS = "-explore explore users groups help dashboard admin api search projects"
_GITLAB_PAGES = frozenset(_GITLAB_PAGES_WORDS.split())
_HUGGINGFACE_PAGES_WORDS = (
    "api blog brand chat changelog collections docs enterprise huggingface.js inference inference-endpoints "
    "inference-playground join join-discord jobs kernels learn login logout models new organizations papers posts "
    "pricing privacy resolve settings storage tasks terms-of-service"
)
_HUGGINGFACE_PAGES = frozenset(_HUGGINGFACE_PAGES_WORDS.split())
_GITLAB_HOSTS = frozenset({"gitlab.com", "salsa.debian.org", "framagit.org", "invent.kde.org", "git.rwth-aachen.de"})
_FORGEJO_HOSTS = frozenset({"codeberg.org", "gitea.com", "git.disroot.org", "code.forgejo.org"})
_OWNER = pattern(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,99}\Z")
_NAME = pattern(r"(?!\.{1,2}\Z)[A-Za-z0-9_.\-]{1,100}\Z")
_GITHUB_OWNER = pattern(r"[A-Za-z0-9][A-Za-z0-9_\-]{0,38}\Z")
_SCP = pattern(r"(?:[\w.\-]+@)(?P<host>[\w.\-]+):(?P<path>(?!//)[^\s:]+)\Z")
_SLUG = pattern(r"(?P<owner>[A-Za-z0-9][A-Za-z0-9_\-]{0,38})/(?P<name>[A-Za-z0-9_.\-]{1,100})\Z")
_PYPI_NAME = pattern(r"[A-Za-z0-9](?:[A-Za-z0-9._\-]*[A-Za-z0-9])?\Z")
_NPM_NAME = pattern(r"(?:@[a-z0-9~][a-z0-9\-._~]*/)?[A-Za-z0-9~_\-][A-Za-z0-9\-._~]*\Z")
_CRATE_NAME = pattern(r"[A-Za-z][A-Za-z0-9_\-]{0,63}\Z")


class Repository(NamedTuple):
    """A repository that an address leads to.

    ``name`` is its identity as in `Subject` (``github.com/owner/name``), spelt as its author did; forges compare names without
    case (`same_repository`). ``forge`` is ``github``, ``gitlab``, ``forgejo``, ``bitbucket`` or ``huggingface``. ``tail`` is what
    follows in the address (``/tree/main/docs#usage``), empty where it leads to the front page.
    """

    name: str
    forge: str
    tail: str = ""

    @property
    def host(self) -> str:
        """The forge's host name."""
        return self.name.partition("/")[0]

    @property
    def path(self) -> str:
        """``owner/name``, with groups where the forge has them."""
        return self.name.partition("/")[2]

    @property
    def url(self) -> str:
        """The address of its front page."""
        return "https://" + self.name


def same_repository(one: str, other: str) -> bool:
    """Whether two names mean one repository: forges do not tell upper from lower case."""
    return one.casefold() == other.casefold()


@lru_cache(maxsize=2048)
def repository(text: str) -> Repository | None:
    """The repository that an address leads to, or ``None``; an address on a forge that is no repository is ``None`` too."""
    text = text.strip().removeprefix("git+").removeprefix("scm:git:")
    if scp := _SCP.fullmatch(text):
        text = f"ssh://{scp['host']}/{scp['path']}"
    parts = urls.split(text if "://" in text else "https://" + text)
    if parts is None or parts.scheme not in {"http", "https", "git", "ssh"}:
        return None
    host = (parts.hostname or "").rstrip(".").lower().removeprefix("www.")
    segments = [unquote(each) for each in parts.path.split("/") if each]
    ending = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    found = _on_host(host, segments)
    if found is None:
        return None
    name, forge, rest = found
    return Repository(name, forge, ("/" + "/".join(rest) if rest else "") + ending)


_Parsed = tuple[str, str, list[str]]


def _on_host(host: str, path: list[str]) -> _Parsed | None:
    if host in {"github.com", "raw.githubusercontent.com", "codeload.github.com", "api.github.com"}:
        path = path[1:] if host == "api.github.com" and path[:1] == ["repos"] else path
        return _github(path) if host != "api.github.com" or len(path) >= 2 else None
    if host in {"huggingface.co", "hf.co"}:
        return _huggingface(path)
    if host == "bitbucket.org":
        return _two_parts(host, "bitbucket", path)
    if host in _FORGEJO_HOSTS or host.startswith(("gitea.", "forgejo.")):
        return _two_parts(host, "forgejo", path)
    if host in _GITLAB_HOSTS or host.startswith("gitlab.") or "-" in path[2:]:
        return _gitlab(host, path)
    return None


def _github(path: list[str]) -> _Parsed | None:
    if len(path) < 2 or path[0].lower() in _GITHUB_PAGES or not _GITHUB_OWNER.match(path[0]):
        return None
    return _two_parts("github.com", "github", path)


def _two_parts(host: str, forge: str, path: list[str]) -> _Parsed | None:
    if len(path) < 2 or not _OWNER.match(path[0]) or path[0].lower() in {"explore", "user", "api", "product", "org", "blog"}:
        return None
    name = path[1].removesuffix(".git")
    return (f"{host}/{path[0]}/{name}", forge, path[2:]) if _NAME.match(name) else None


def _gitlab(host: str, path: list[str]) -> _Parsed | None:
    """Groups nest: everything before ``/-/`` is the name; without it, everything up to a word that GitLab reserves."""
    cut = next((at for at, each in enumerate(path) if each in _GITLAB_TAILS and at >= 2), len(path))
    name, rest = path[:cut], path[cut:]
    if len(name) < 2 or name[0].lower() in _GITLAB_PAGES or not all(_NAME.match(each) for each in name):
        return None
    name[-1] = name[-1].removesuffix(".git")
    return f"{host}/{'/'.join(name)}", "gitlab", rest


_GITLAB_TAILS_WORDS = "- blob tree raw commit commits issues merge_requests wikis tags releases"
_GITLAB_TAILS = frozenset(_GITLAB_TAILS_WORDS.split())


def _huggingface(path: list[str]) -> _Parsed | None:
    kind = path[0].lower() if path else ""
    if kind in {"datasets", "spaces"}:
        rest = path[1:]
        size = 2 if len(rest) >= 2 and rest[1] not in {"tree", "blob", "viewer", "resolve"} else 1
        ok = rest and all(_NAME.match(each) for each in rest[:size]) and (kind == "datasets" or size == 2)
        return ("/".join(["huggingface.co", kind, *rest[:size]]), "huggingface", rest[size:]) if ok else None
    if kind in _HUGGINGFACE_PAGES:
        return None
    return _two_parts("huggingface.co", "huggingface", path)


def github_slug(text: str) -> Repository | None:
    """The repository that ``owner/name`` alone means: on GitHub, as every catalogue that writes it so does."""
    match = _SLUG.fullmatch(text.strip())
    if match is None or match["owner"].lower() in _GITHUB_PAGES or not _NAME.match(match["name"]):
        return None
    return Repository(f"github.com/{match['owner']}/{match['name'].removesuffix('.git')}", "github")


@lru_cache(maxsize=2048)
def package(text: str) -> str | None:
    """The package that an address leads to (``pypi:vllm``), or ``None``; a version or an anchor behind it does not matter."""
    parts = urls.split(text.strip())
    if parts is None:
        return None
    host = (parts.hostname or "").lower().removeprefix("www.")
    path = [unquote(each) for each in parts.path.split("/") if each]
    for registry, hosts, heads in _REGISTRIES:
        if host in hosts and len(path) >= 2 and path[0] in heads:
            scoped = registry == "npm" and path[1].startswith("@") and len(path) > 2
            return package_name(registry, "/".join(path[1:3]) if scoped else path[1])
    return None


_REGISTRIES = (
    ("pypi", {"pypi.org", "pypi.python.org"}, {"project", "pypi", "p", "simple"}),
    ("npm", {"npmjs.com", "npmjs.org"}, {"package"}),
    ("crates", {"crates.io"}, {"crates"}),
)
_ALIASES = {
    "pypi": "pypi",
    "pip": "pypi",
    "npm": "npm",
    "npmjs": "npm",
    "crates": "crates",
    "crates.io": "crates",
    "cargo": "crates",
}


def package_name(registry: str, name: str) -> str | None:
    """``registry:name`` in the one spelling that the registry compares by (PEP 503 for PyPI), or ``None`` where it cannot be one.

    Extras and version demands (``ray[serve]>=2``) are left out.
    """
    known = _ALIASES.get(registry.strip().lower())
    name = name.strip()
    if known == "pypi":
        name = re.split(r"[\[<>=!~;\s]", name, maxsplit=1)[0]
        return f"pypi:{re.sub(r'[-_.]+', '-', name).lower()}" if _PYPI_NAME.match(name) else None
    if known == "npm":
        return f"npm:{name}" if _NPM_NAME.match(name) and len(name) <= 214 else None
    if known == "crates":
        return f"crates:{name}" if _CRATE_NAME.match(name) else None
    return None
