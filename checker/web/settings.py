"""How the door behaves: manners per host, patience, tokens, proxies and trust."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path

from checker import __version__
from checker.core.errors import ConfigurationError
from checker.web.pacing import PACES, HostSettings
from checker.web.proxies import Proxies
from checker.web.tokens import Token, tokens_from_environment

__all__ = ["HostSettings", "WebSettings"]

PROJECT = "https://github.com/refwatch/refwatch"

Dial = Callable[[str, int], tuple[str, int] | None]
Lookup = Callable[[str], list[str]]


def user_agent(mailto: str | None = None) -> str:
    """Who we are, where to read about us, and whom to write to; crates.io and arXiv turn away clients that do not say."""
    contact = f"; mailto:{mailto}" if mailto else ""
    return f"refwatch/{__version__} (+{PROJECT}{contact})"


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Everything that the door is told from outside."""

    user_agent: str = field(default_factory=user_agent)
    mailto: str | None = None
    concurrency: int = 512
    """Requests in flight at once, over all hosts; fewer where the system allows fewer open files."""
    per_host: HostSettings = field(default_factory=HostSettings)
    """The manners towards a host of which nothing special is known."""
    hosts: Mapping[str, HostSettings] = field(default_factory=dict)
    """By host name or shell pattern (``*.example.org``); laid over the table of known services."""
    timeout: float = 20.0
    """Seconds without a byte before a request counts as hanging; the whole of it may take twice as long."""
    connect_timeout: float = 10.0
    max_redirects: int = 20
    retries: int = 2
    """Further attempts in the first pass."""
    retries_per_host: int = 100
    retries_per_run: int = 2_000
    backoff: float = 1.0
    """Seconds before the second attempt; doubled for each further one, with jitter."""
    longest_wait: float = 60.0
    """Seconds that we wait because a host says so; where it says more, its answer stands."""
    longest_waits: float = 180.0
    """Seconds that one host may make us wait in all."""
    second_pass_after: float = 2.5
    """Seconds from the last failure of the first pass to the second pass, at least."""
    allow_private: bool = False
    tokens: Mapping[str, Token] = field(default_factory=dict)
    """By API host."""
    proxies: Proxies = field(default_factory=Proxies)
    ca_file: str | None = None
    ca_dir: str | None = None
    respect_robots: bool = False
    dial: Dial | None = None
    """Where to connect instead of a host and port (`SimulatedWeb.dial`): plain HTTP whatever the scheme, and no DNS."""

    lookup: Lookup | None = None
    """Addresses by name, instead of the system's own resolver; it may block, and raises `socket.gaierror` as that does."""

    def for_host(self, host: str) -> HostSettings:
        """The manners towards a host: the most particular of the user's rows, over the known service's, over the default.

        A row without a port is for all ports of its host.
        """
        known = PACES.get(host, self.per_host)
        bare = host if host.count(":") > 1 else host.partition(":")[0]
        matching = [each for each in self.hosts if any(fnmatchcase(name, each.lower()) for name in (host, bare))]
        return self.hosts[max(matching, key=len)].over(known) if matching else known.over(self.per_host)

    @classmethod
    def from_environment(cls, env: Mapping[str, str] | None = None, **given: object) -> "WebSettings":
        """The contract's environment: proxies, CA files, tokens, the contact; ``given`` settings win.

        Raises `ConfigurationError` where a variable names a file that is not there or a proxy that cannot be one.
        """
        env = os.environ if env is None else env
        mailto = given.get("mailto") or _contact(env)
        settings = cls(
            mailto=str(mailto) if mailto else None,
            user_agent=user_agent(str(mailto) if mailto else None),
            tokens=tokens_from_environment(env),
            proxies=Proxies.from_environment(env),
            ca_file=_existing(env, "SSL_CERT_FILE"),
            ca_dir=_existing(env, "SSL_CERT_DIR"),
        )
        return replace(settings, **{name: value for name, value in given.items() if name != "mailto"})  # type: ignore[arg-type]


def _contact(env: Mapping[str, str]) -> str | None:
    contact = env.get("REFWATCH_MAILTO", "").strip()
    if not contact.isprintable() or " " in contact:
        raise ConfigurationError(f"REFWATCH_MAILTO is {contact!r}, which is no e-mail address; correct it or unset it")
    return contact or None


def _existing(env: Mapping[str, str], variable: str) -> str | None:
    path = env.get(variable) or None
    if path and not Path(path).exists():
        raise ConfigurationError(f"{variable} is {path}, which does not exist; correct it or unset it")
    return path
