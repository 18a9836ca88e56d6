"""One hop of a redirect chain, judged: where it leads, and whether one may go there."""

import base64
from collections.abc import Mapping
from urllib.parse import quote, quote_from_bytes

from checker.core.answer import Outcome
from checker.core.urls import mask
from checker.web.address import Address, BadAddressError, Parsed, join, parse, plain_address, user_and_password
from checker.web.reply import Failure
from checker.web.trip import Got, Step

FOLLOWED = frozenset({300, 301, 302, 303, 307, 308})
_SECRETS = frozenset({"authorization", "cookie", "proxy-authorization", "x-api-key", "private-token"})
_ASCII = "".join(map(chr, range(33, 127)))


def first_step(url: str, method: str, body: bytes | None, headers: Mapping[str, str]) -> Step | Failure:
    """The first request of a chain, with the credentials taken out of its address; or why it cannot be asked."""
    text = url.strip()
    if (plain := plain_address(text)) is not None:
        return Step(plain, method, body, headers)
    scheme = text.partition(":")[0].lower()
    if ":" not in text:
        return Failure("unsupported-scheme", Outcome.UNASKED, "it is no address")
    if scheme not in ("http", "https"):
        return Failure("unsupported-scheme", Outcome.UNASKED, f"{scheme}: is not asked, only http and https are")
    try:
        parsed = parse(text)
    except BadAddressError as error:
        return Failure("malformed-url", Outcome.UNASKED, f"it {error}")
    return Step(parsed.address, method, body, headers, _credentials(parsed))


def next_step(step: Step, got: Got) -> tuple[Step, str] | Failure:
    """The request that a redirect asks for, and the fragment that it names; or why there is none."""
    target = _target(step.url, got.location or b"")
    if isinstance(target, Failure):
        return target
    same = target.address.origin == step.url.origin
    headers = step.headers if same else {name: value for name, value in step.headers.items() if name.lower() not in _SECRETS}
    becomes_get = (got.status == 303 and step.method != "HEAD") or (got.status in (301, 302) and step.method == "POST")
    method, body = ("GET", None) if becomes_get else (step.method, step.body)
    credentials = _credentials(target) or (step.credentials if same else None)
    return Step(target.address, method, body, headers, credentials), target.fragment


def _target(base: Address, location: bytes) -> Parsed | Failure:
    text = _text(location)
    if not text:
        return Failure("no-location", Outcome.MISSING, "it redirects without saying where to")
    try:
        target = join(base, text)
        if target.scheme not in ("http", "https"):
            return Failure("left-http", Outcome.MISSING, f"it redirects out of the web, to {mask(text)[:200]}")
        return parse(str(target))
    except BadAddressError:
        return Failure("no-location", Outcome.MISSING, f"it redirects to what cannot be an address: {mask(text)[:200]}")


def _text(location: bytes) -> str:
    """A Location as text: UTF-8 where it is that, else every byte beyond ASCII percent-encoded as it stands."""
    stripped = location.strip(b" \t")
    try:
        text = stripped.decode("utf-8")
    except UnicodeDecodeError:
        text = quote_from_bytes(stripped, safe=_ASCII)
    return "".join(quote(each) if ord(each) < 33 or ord(each) == 127 else each for each in text)


def _credentials(parsed: Parsed) -> bytes | None:
    return b"Basic " + base64.b64encode(user_and_password(parsed.userinfo)) if parsed.userinfo else None


def bad_end(kind: str, words: str) -> Failure:
    """A chain that leads nowhere."""
    return Failure(kind, Outcome.MISSING, words)
