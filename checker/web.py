"""The only door to the network."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from checker.core.answer import Hop, Outcome

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why no usable response came: an outcome of `unreachable`, `missing`, `insecure`, `unasked` or `refused`.

    ``kind`` is one of ``dns-no-such-name``, ``dns-failure``, ``connect-refused``, ``connect-timeout``, ``reset``,
    ``read-timeout``, ``deadline``, ``tls-handshake``, ``certificate-expired``, ``certificate-self-signed``,
    ``certificate-untrusted``,
    ``certificate-wrong-name``, ``redirect-loop``,
    ``too-many-redirects``,
    ``no-location``, ``left-http``, ``forbidden-address``,
    ``malformed-response``, ``malformed-url``, ``unsupported-scheme``, ``proxy``, ``over-budget``, ``offline``.
    """

    kind: str
    outcome: Outcome
    detail: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back for one request, after redirects. Credentials never appear in ``url`` or ``redirects``."""

    url: str
    """The address asked first."""
    final_url: str
    status: int | None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Lower-case names; repeated headers joined by ", "."""
    body: bytes = b""
    truncated: bool = False
    redirects: tuple[Hop, ...] = ()
    failure: Failure | None = None
    at: datetime | None = None
    ms: int = 0
    certificate_days: int | None = None


class Web:
    """One owner per host: pace, back-off, once-only; tokens go to their own API host and nowhere else."""

    async def fetch(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        follow: bool = True,
        max_bytes: int = 1_000_000,
    ) -> Reply:
        """One address, with retries, redirects, pace and limits. Never raises for what the network does."""
        raise NotImplementedError

    def each(self, items: Iterable[T], ask: Callable[[T], Awaitable[R]]) -> AsyncIterator[R]:
        """``ask(item)`` for every item, many at once, results as they come; memory stays bounded for long iterables."""
        raise NotImplementedError

    def has_token(self, host: str) -> bool:
        """Whether a token for this API host was given in the environment."""
        raise NotImplementedError
