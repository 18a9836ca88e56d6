"""One exchange, from a step to what it brought: headers made, httpx's objects handled, exceptions turned into failures."""

from collections.abc import Mapping

import httpx

from checker.core.answer import Outcome
from checker.web.bodies import drain, read_body
from checker.web.faults import failure_of
from checker.web.pacing import HostSettings
from checker.web.redirects import FOLLOWED
from checker.web.reply import Failure
from checker.web.settings import WebSettings
from checker.web.trip import Got, Step, Wish


def request_of(step: Step, cookie: str, settings: WebSettings, manners: HostSettings) -> httpx.Request:
    """The request as httpx has it, with everything that is due to this host and to no other."""
    headers = {"user-agent": settings.user_agent, "accept": "*/*", "accept-encoding": "gzip, deflate"}
    headers.update((name.lower(), value) for name, value in manners.headers.items())
    if step.credentials:
        headers["authorization"] = step.credentials.decode("ascii")
    headers.update(_token(step.url, settings))
    headers.update((name.lower(), value) for name, value in step.headers.items())
    if cookie:
        headers["cookie"] = cookie
    timeout = manners.timeout or settings.timeout
    limits = {"connect": min(settings.connect_timeout, timeout), "read": timeout}
    return httpx.Request(
        step.method, step.url, headers=headers, content=step.body, extensions={"timeout": limits, "deadline": 2 * timeout}
    )


def _token(url: httpx.URL, settings: WebSettings) -> Mapping[str, str]:
    """The token for exactly this API host, over TLS, at its own port."""
    token = settings.tokens.get(url.host)
    if token is None or url.scheme != "https" or url.port not in (None, 443) or not url.path.startswith(token.path):
        return {}
    return {token.header: token.value}


async def exchange(
    transport: httpx.AsyncBaseTransport, request: httpx.Request, wish: Wish, *, follow: bool
) -> tuple[Got, Exception | None]:
    """What came back; the exception, where there was one, for whoever counts outages. Never raises for what the network does."""
    try:
        response = await transport.handle_async_request(request)
    except httpx.TransportError as error:
        return Got(failure=failure_of(error)), error
    except (httpx.InvalidURL, UnicodeError) as error:
        return Got(failure=Failure("malformed-url", Outcome.UNASKED, f"it cannot be asked ({error})")), None
    got = _head(response)
    try:
        return await _with_body(got, response, wish, follow=follow), None
    except httpx.TransportError as error:
        return _but(got, failure=failure_of(error)), error
    finally:
        await response.aclose()


def _head(response: httpx.Response) -> Got:
    headers: dict[str, str] = {}
    location: bytes | None = None
    cookies: list[str] = []
    for raw, value in response.headers.raw:
        name, text = raw.decode("latin-1").lower(), value.decode("utf-8", "replace")
        headers[name] = f"{headers[name]}, {text}" if name in headers else text
        if name == "location" and location is None:
            location = value
        elif name == "set-cookie":
            cookies.append(text)
    days = response.extensions.get("certificate_days")
    return Got(response.status_code, headers, tuple(cookies), location, certificate_days=days)


async def _with_body(got: Got, response: httpx.Response, wish: Wish, *, follow: bool) -> Got:
    onward = follow and got.status in FOLLOWED and got.location is not None
    if onward or not wish.wants(got.status or 0, got.headers):
        skipped = await drain(response)
        return _but(got, truncated=skipped and not onward)
    body, truncated = await read_body(response, wish.max_bytes)
    return _but(got, body=body, truncated=truncated)


def _but(got: Got, *, body: bytes = b"", truncated: bool = False, failure: Failure | None = None) -> Got:
    """The same, with how the body went."""
    return Got(got.status, got.headers, got.cookies, got.location, body, truncated, failure, got.ms, got.certificate_days)
