"""An address that can be asked: httpx reads it, except where it is so plain that nothing needs to be read."""

import re
from typing import NamedTuple
from urllib.parse import quote_from_bytes, unquote_to_bytes

import httpx

_PLAIN = re.compile(
    r"(https?)://([a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::([1-9]\d{0,4}))?((?:[/?](?:[\w.~!$&'()*+,;=:@/?-]++|%[0-9A-Fa-f]{2})*+)?)\Z",
    re.ASCII,
)
"""Half of all links, and all that nothing is to be encoded, decoded or lowered in; `httpx.URL` takes 40 µs for one."""
_HOST = re.compile(r"(?=.{1,254}\Z)(?:[A-Za-z0-9_-]{1,63}\.)*[A-Za-z0-9_-]{1,63}\.?\Z", re.ASCII)
_NO_HOST = re.compile(r"\s*https?:/*(?:[?#]|\s*\Z)", re.IGNORECASE)
_DEFAULT = {"http": 80, "https": 443}


class Address(NamedTuple):
    """What a request needs of a URL: no credentials, no fragment, everything as it goes over the wire."""

    scheme: str
    host: str
    """In lower case, IDNA-encoded, without brackets."""
    port: int | None
    """``None`` for the scheme's own."""
    target: str
    """Path and query, percent-encoded."""

    @property
    def netloc(self) -> str:
        """The value of the Host header."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port is None else f"{name}:{self.port}"

    @property
    def path(self) -> str:
        """The target without the query."""
        return self.target.partition("?")[0]

    @property
    def origin(self) -> tuple[str, str, int | None]:
        """What may share secrets."""
        return self.scheme, self.host, self.port

    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc}{self.target}"


class Parsed(NamedTuple):
    """An address, and what a URL carried besides."""

    address: Address
    userinfo: bytes = b""
    fragment: str = ""


class BadAddressError(ValueError):
    """What cannot be asked; the message completes "it …"."""


def parse(text: str) -> Parsed:
    """Reads a URL with http or https. Raises `BadAddressError`."""
    plain = plain_address(text)
    if plain is not None:
        return Parsed(plain)
    try:
        return _thorough(httpx.URL(text))
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        if isinstance(error, BadAddressError):
            raise
        raise BadAddressError(f"cannot be an address ({error})") from None


def plain_address(text: str) -> Address | None:
    """The address, where it is so plain that it says nothing else; ``None`` where it takes more to read it."""
    match = _PLAIN.match(text)
    if match is None or "/." in text:
        return None
    scheme, host, digits, target = match.groups()
    port = int(digits) if digits else None
    if len(host) > 63 or (port is not None and port > 65535):
        return None
    target = target if target.startswith("/") else "/" + target
    return Address(scheme, host, None if port == _DEFAULT[scheme] else port, target)


def _thorough(url: httpx.URL) -> Parsed:
    host = url.raw_host.decode("ascii")
    if not host.strip("."):
        raise BadAddressError("names no host")
    if ":" not in host and not _HOST.match(host):
        raise BadAddressError("has a host that is no host name")
    if url.port is not None and not 0 < url.port < 65536:
        raise BadAddressError(f"names port {url.port}, which does not exist")
    target = quote_from_bytes(url.raw_path, safe=_WIRE)
    return Parsed(Address(url.scheme, host, url.port, target or "/"), url.userinfo, url.fragment)


_WIRE = "".join(map(chr, range(33, 127)))


def join(base: Address, location: str) -> httpx.URL:
    """Where a Location leads from an address. Raises `BadAddressError`."""
    if _NO_HOST.match(location):
        raise BadAddressError("names no host")
    try:
        return httpx.URL(str(base)).join(location)
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise BadAddressError(f"cannot be an address ({error})") from None


def user_and_password(userinfo: bytes) -> bytes:
    """``user:password`` as Basic authentication wants it."""
    name, _, password = userinfo.partition(b":")
    return unquote_to_bytes(name) + b":" + unquote_to_bytes(password)
