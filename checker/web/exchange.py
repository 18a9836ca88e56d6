"""One exchange, from a step to what it brought: headers made, bodies read, exceptions turned into failures."""

from collections.abc import Mapping
from functools import cache

import httpx

from checker.web.address import Address
from checker.web.bodies import drain, read_body
from checker.web.faults import failure_of
from checker.web.pacing import HostSettings
from checker.web.redirects import FOLLOWED
from checker.web.settings import WebSettings
from checker.web.trip import Got, Step, Wish
from checker.web.wire import Carrier, Incoming, Sent


def request_of(step: Step, cookie: str, settings: WebSettings, manners: HostSettings) -> Sent:
    """The request with everything that is due to this host and to no other."""
    special = _special(step, cookie, settings, manners)
    usual = _usual(settings.user_agent)
    if special:
        named = {b"Host": step.url.netloc.encode("utf-8"), **dict(usual)}
        named.update((_written(name), value.encode("utf-8")) for name, value in special.items())
        fields = list(named.items())
    else:
        fields = [(b"Host", step.url.netloc.encode("utf-8")), *usual]
    timeout = manners.timeout or settings.timeout
    return Sent(step.method, step.url, fields, step.body or b"", min(settings.connect_timeout, timeout), timeout, 2 * timeout)


@cache
def _usual(user_agent: str) -> tuple[tuple[bytes, bytes], ...]:
    """What every request says."""
    return (b"User-Agent", user_agent.encode("utf-8")), (b"Accept", b"*/*"), (b"Accept-Encoding", b"gzip, deflate")


def _special(step: Step, cookie: str, settings: WebSettings, manners: HostSettings) -> dict[str, str]:
    """What only this request says, or says otherwise; names in lower case."""
    headers = {name.lower(): value for name, value in manners.headers.items()} if manners.headers else {}
    if step.credentials:
        headers["authorization"] = step.credentials.decode("ascii")
    if settings.tokens:
        headers.update(_token(step.url, settings))
    headers.update((name.lower(), value) for name, value in step.headers.items())
    if cookie:
        headers["cookie"] = cookie
    if step.body is not None:
        headers["content-length"] = str(len(step.body))
    return headers


@cache
def _written(name: str) -> bytes:
    """As browsers write it; a few old servers look for no other way."""
    return name.title().encode("latin-1")


def _token(address: Address, settings: WebSettings) -> Mapping[str, str]:
    """The token for exactly this API host, over TLS, at its own port."""
    token = settings.tokens.get(address.host)
    if token is None or address.scheme != "https" or address.port is not None or not address.path.startswith(token.path):
        return {}
    return {token.header: token.value}


async def exchange(carrier: Carrier, sent: Sent, wish: Wish, *, follow: bool) -> tuple[Got, Exception | None]:
    """What came back; the exception, where there was one, for whoever counts outages. Never raises for what the network does."""
    try:
        incoming = await carrier.send(sent)
    except httpx.TransportError as error:
        return Got(failure=failure_of(error)), error
    got = _head(incoming)
    try:
        await _with_body(got, incoming, wish, follow=follow)
        return got, None
    except httpx.TransportError as error:
        got.failure = failure_of(error)
        return got, error
    finally:
        await incoming.release()


def _head(incoming: Incoming) -> Got:
    headers: dict[str, str] = {}
    for raw, value in incoming.headers:
        name, text = raw.decode("latin-1"), value.decode("utf-8", "replace")
        headers[name] = f"{headers[name]}, {text}" if name in headers else text
    got = Got(incoming.status, headers, certificate_days=incoming.certificate_days)
    if "location" in headers:
        got.location = next(value for raw, value in incoming.headers if raw == b"location")
    if "set-cookie" in headers:
        got.cookies = tuple(value.decode("utf-8", "replace") for raw, value in incoming.headers if raw == b"set-cookie")
    return got


async def _with_body(got: Got, incoming: Incoming, wish: Wish, *, follow: bool) -> None:
    onward = follow and got.status in FOLLOWED and got.location is not None
    if onward or not wish.wants(got.status or 0, got.headers):
        got.truncated = await drain(incoming, got.headers) and not onward
    else:
        got.body, got.truncated = await read_body(incoming, got.headers, wish.max_bytes)
