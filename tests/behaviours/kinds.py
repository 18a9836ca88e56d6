"""What a behaviour is: a host that does something, the outcome that its link has, and the rules that speak."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from checker.simulation import Host, Request, Response
from tests.servers.raw import Say

Raw = Callable[[Say], Awaitable[None]]


@dataclass(frozen=True)
class Behaviour:
    """One way in which a host may answer.

    ``says`` answers for ``<name>.test`` and everything below it; ``raw`` does so with bytes; neither means that there is no
    such host. ``others`` are further hosts. ``url`` is the link, ``{host}`` stands for the host.
    """

    name: str
    outcome: str
    rules: tuple[str, ...] = ()
    says: Host | Response | None = None
    raw: Raw | None = None
    url: str = "https://{host}/papers/1"
    others: Mapping[str, Host | Response | None] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    """Facts that the answer must hold."""
    slow: bool = False
    """Whether it ends by a time-out: those run with little patience, so that the others can have much."""
    fix: str | None = None
    """The address that a safe fix writes."""

    @property
    def host(self) -> str:
        """The host that it is about."""
        return f"{self.name}.test"

    @property
    def link(self) -> str:
        """The address that is asked."""
        return self.url.replace("{host}", self.host)


WORDS = "A paper says what was tried, how it was measured and what came of it, and lists those who did it first. "


def page(title: str = "A paper", body: str = f"<h1>A paper</h1><p>{WORDS * 8}</p>", head: str = "") -> str:
    """An ordinary page."""
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def html(body: str = "", status: int = 200, **headers: str) -> Response:
    """A page as a response; further headers by keyword."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, body or page(), {"content-type": "text/html; charset=utf-8", **named})


def paths(answers: Mapping[str, Response | Host], otherwise: Response | None = None) -> Host:
    """A host that answers by path; what is not listed has a real 404."""

    def answer(request: Request) -> Response | Awaitable[Response]:
        found = answers.get(request.path, otherwise or html(page("404 Not Found", "<h1>404 Not Found</h1>"), 404))
        return found if isinstance(found, Response) else found(request)

    return answer


def to(location: str, status: int = 301, **headers: str) -> Response:
    """A redirect."""
    return Response(status, b"", {"location": location, **{name.replace("_", "-"): value for name, value in headers.items()}})
