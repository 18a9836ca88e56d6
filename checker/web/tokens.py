"""Tokens from the environment: each goes to its own service's API host, over TLS, and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    """One header that proves who we are; never shown, not even by ``repr``."""

    header: str
    value: str
    path: str = "/"
    """Only for paths that begin so: where a service's API shares its host with pages."""

    def __repr__(self) -> str:
        return f"Token({self.header!r}, '***', {self.path!r})"


_ROWS = (
    (("GITHUB_TOKEN", "GH_TOKEN"), "api.github.com", "authorization", "Bearer {}", "/"),
    (("GITLAB_TOKEN",), "gitlab.com", "private-token", "{}", "/api/"),
    (("OPENALEX_API_KEY",), "api.openalex.org", "authorization", "Bearer {}", "/"),
    (("SEMANTIC_SCHOLAR_API_KEY",), "api.semanticscholar.org", "x-api-key", "{}", "/"),
)


def tokens_from_environment(env: Mapping[str, str]) -> Mapping[str, Token]:
    """The tokens that are set, by API host. What cannot stand in a header (a line break, a non-ASCII character) is no token."""
    tokens = {}
    for names, host, header, form, path in _ROWS:
        value = next((env[name].strip() for name in names if env.get(name, "").strip()), "")
        if value and value.isascii() and value.isprintable():
            tokens[host] = Token(header, form.format(value), path)
    return tokens
