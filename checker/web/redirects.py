"""One hop of a redirect chain, judged: where it leads, and whether one may go there."""

import base64
import re
from urllib.parse import quote, quote_from_bytes, unquote

import httpx

from checker.core.answer import Outcome
from checker.core.urls import mask
from checker.web.reply import Failure
from checker.web.trip import Got, Step

FOLLOWED = frozenset({300, 301, 302, 303, 307, 308})
_SECRETS = frozenset({"authorization", "cookie", "proxy-authorization", "x-api-key", "private-token"})
_HOST = re.compile(rb"(?=.{1,254}\Z)(?:[A-Za-z0-9_-]{1,63}\.)*[A-Za-z0-9_-]{1,63}\.?\Z")
_ASCII = "".join(map(chr, range(33, 127)))


def parse(url: str) -> httpx.URL | Failure:
    """An address that can be asked, or why it cannot be."""
    text = url.strip()
    scheme = text.partition(":")[0].lower()
    if ":" not in text or scheme not in ("http", "https"):
        words = f"{scheme}: is not asked, only http and https are" if ":" in text else "it is no address"
        return Failure("unsupported-scheme", Outcome.UNASKED, words)
    try:
        parsed = httpx.URL(text)
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        return Failure("malformed-url", Outcome.UNASKED, f"it cannot be an address ({error})")
    fault = _authority_fault(parsed)
    return Failure("malformed-url", Outcome.UNASKED, fault) if fault else parsed


def _authority_fault(url: httpx.URL) -> str | None:
    host = url.raw_host
    if not host.strip(b"."):
        return "it names no host"
    if b":" not in host and not _HOST.match(host):
        return "its host is no host name"
    if url.port is not None and not 0 < url.port < 65536:
        return f"it names port {url.port}, which does not exist"
    return None


def first_step(url: httpx.URL, method: str, body: bytes | None, headers: dict[str, str]) -> Step:
    """The first request of a chain, with the credentials taken out of its address."""
    bare, credentials = _without_credentials(url)
    return Step(bare, method, body, headers, credentials)


def next_step(step: Step, got: Got) -> tuple[Step, str] | Failure:
    """The request that a redirect asks for, and the fragment that it names; or why there is none."""
    target = _target(step.url, got.location or b"")
    if isinstance(target, Failure):
        return target
    bare, credentials = _without_credentials(target)
    same = _origin(bare) == _origin(step.url)
    headers = step.headers if same else {name: value for name, value in step.headers.items() if name.lower() not in _SECRETS}
    becomes_get = (got.status == 303 and step.method != "HEAD") or (got.status in (301, 302) and step.method == "POST")
    method, body = ("GET", None) if becomes_get else (step.method, step.body)
    return Step(bare, method, body, headers, credentials or (step.credentials if same else None)), target.fragment


def _target(base: httpx.URL, location: bytes) -> httpx.URL | Failure:
    text = _text(location)
    if not text:
        return Failure("no-location", Outcome.MISSING, "it redirects without saying where to")
    try:
        target = base.join(text)
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        return Failure("no-location", Outcome.MISSING, f"it redirects to what cannot be an address ({error})")
    if target.scheme not in ("http", "https"):
        return Failure("left-http", Outcome.MISSING, f"it redirects out of the web, to {mask(text)[:200]}")
    if _authority_fault(target):
        return Failure("no-location", Outcome.MISSING, f"it redirects to what cannot be an address: {mask(text)[:200]}")
    return target


def _text(location: bytes) -> str:
    """A Location as text: UTF-8 where it is that, else every byte beyond ASCII percent-encoded as it stands."""
    stripped = location.strip(b" \t")
    try:
        text = stripped.decode("utf-8")
    except UnicodeDecodeError:
        text = quote_from_bytes(stripped, safe=_ASCII)
    return "".join(quote(each) if ord(each) < 33 or ord(each) == 127 else each for each in text)


def _without_credentials(url: httpx.URL) -> tuple[httpx.URL, bytes | None]:
    if not url.userinfo and not url.fragment:
        return url, None
    credentials = None
    if url.userinfo:
        name, _, password = url.userinfo.partition(b":")
        pair = unquote(name.decode("ascii")) + ":" + unquote(password.decode("ascii"))
        credentials = b"Basic " + base64.b64encode(pair.encode())
    return url.copy_with(userinfo=b"", fragment=None), credentials


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def bad_end(kind: str, words: str) -> Failure:
    """A chain that leads nowhere."""
    return Failure(kind, Outcome.MISSING, words)
