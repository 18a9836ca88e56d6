"""What is asked, what one exchange brought, and the way that a chain of redirects has come."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from checker.core.answer import Hop, Outcome
from checker.web.reply import Failure, is_transient

if TYPE_CHECKING:
    from checker.web.address import Address

WantsBody = Callable[[int, Mapping[str, str]], bool]


class Question(NamedTuple):
    """What makes two requests the same: the second is answered from the first's reply."""

    method: str
    url: str
    """Without the fragment."""
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    follow: bool


class Wish(NamedTuple):
    """How much of the body is wanted."""

    max_bytes: int
    wants_body: WantsBody | None = None

    def wants(self, status: int, headers: Mapping[str, str]) -> bool:
        """Whether to read the body of such an answer."""
        return self.max_bytes > 0 and (self.wants_body is None or self.wants_body(status, headers))


@dataclass(slots=True)
class Got:
    """What one exchange with one host brought."""

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()
    location: bytes | None = None
    body: bytes = b""
    truncated: bool = False
    failure: Failure | None = None
    certificate_days: int | None = None
    final: bool = False
    """The host says that trying again soon is of no use."""

    @property
    def asked(self) -> bool:
        """Whether there was an exchange at all."""
        return self.status is not None or self.failure is None or self.failure.outcome is not Outcome.UNASKED

    @property
    def transient(self) -> bool:
        """Whether another attempt could end better."""
        return self.failure.transient if self.failure else is_transient(self.status, self.headers)


@dataclass(slots=True)
class Step:
    """The next request of a chain."""

    url: "Address"
    method: str
    body: bytes | None
    headers: Mapping[str, str]
    credentials: bytes | None = None
    """Basic credentials that the address itself carried."""


@dataclass(slots=True)
class Way:
    """How far a chain has come."""

    hops: list[Hop] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)
    ms: float = 0.0
    attempts: int = 1
    fragment: str = ""
    """The newest Location's own."""
