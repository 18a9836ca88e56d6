"""What comes back through the door: a reply, or the reason why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from checker.core.answer import Hop, Outcome


@dataclass(frozen=True, slots=True)
class Failure:
    """Why no usable response came: an outcome of `unreachable`, `missing`, `insecure`, `unasked` or `refused`.

    ``kind`` is one of ``dns-no-such-name``, ``dns-failure``, ``connect-refused``, ``connect-timeout``, ``reset``,
    ``read-timeout``, ``deadline``, ``tls-handshake``, ``certificate-expired``, ``certificate-self-signed``,
    ``certificate-untrusted``, ``certificate-wrong-name``, ``redirect-loop``, ``too-many-redirects``, ``no-location``,
    ``left-http``, ``forbidden-address``, ``malformed-response``, ``malformed-url``, ``unsupported-scheme``, ``proxy``,
    ``over-budget``, ``robots``, ``offline``. ``detail`` is a sentence for a person, without credentials.
    """

    kind: str
    outcome: Outcome
    detail: str

    @property
    def transient(self) -> bool:
        """Whether asking again could end better."""
        return self.kind in _TRANSIENT


_TRANSIENT = frozenset({"dns-failure", "connect-refused", "connect-timeout", "reset", "read-timeout", "deadline", "proxy"})


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back for one request, after redirects. Credentials never appear in ``url`` or ``redirects``."""

    url: str
    """The address asked first."""
    final_url: str
    status: int | None
    """The last status that arrived; it stands beside a ``failure`` where the body broke off or a redirect led nowhere."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Lower-case names; repeated headers joined by ", "."""
    body: bytes = b""
    """Decompressed, and no longer than was asked for."""
    truncated: bool = False
    redirects: tuple[Hop, ...] = ()
    """Each redirect that was followed: the status, and the address that answered with it."""
    failure: Failure | None = None
    at: datetime | None = None
    ms: int = 0
    """The time that the exchanges themselves took, without waiting for the host's turn."""
    certificate_days: int | None = None
    """Days that the certificate of ``final_url`` remains valid."""
    attempts: int = 1
    """How many requests the last hop took."""

    @property
    def transient(self) -> bool:
        """Whether asking again later could end better: what the second pass at the end of a run is for."""
        return self.failure.transient if self.failure else is_transient(self.status, self.headers)


TRANSIENT_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})
"""RFC 9110's and RFC 6585's transient classes, and what Cloudflare and others add for an origin in trouble."""


def is_transient(status: int | None, headers: Mapping[str, str]) -> bool:
    """Whether a status is worth another attempt: a transient class, or a 403 that is a spent limit (GitHub answers so).

    A challenge page of a bot wall is no such thing, whatever its status.
    """
    if status is None or "cf-mitigated" in headers or "x-amzn-waf-action" in headers:
        return False
    spent = status == 403 and (headers.get("x-ratelimit-remaining") == "0" or "retry-after" in headers)
    return status in TRANSIENT_STATUSES or spent
