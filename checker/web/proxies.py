"""Which proxy a request goes through, as the environment says (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY)."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from urllib.parse import unquote, urlsplit

from checker.core.errors import ConfigurationError
from checker.core.urls import mask

_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}


@dataclass(frozen=True, slots=True, repr=False)
class Proxy:
    """One proxy; its user and password are never shown."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"Proxy({self.scheme}://{self.host}:{self.port})"

    @property
    def authorization(self) -> bytes | None:
        """The value of Proxy-Authorization, where there is a user."""
        if not self.user:
            return None
        return b"Basic " + base64.b64encode(f"{self.user}:{self.password}".encode())

    @classmethod
    def parse(cls, text: str, variable: str) -> "Proxy":
        """A proxy as people write it: with or without a scheme, user and port. Raises `ConfigurationError`."""
        url = text if "://" in text else f"http://{text}"
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        scheme = {"socks": "socks5h"}.get(parts.scheme, parts.scheme)
        if scheme not in _PORTS or not parts.hostname:
            raise ConfigurationError(
                f"{variable} is {mask(text)!r}, which is no proxy refwatch can use; write it like http://proxy.example:3128 "
                "(http, https, socks5 and socks5h are understood)"
            )
        return cls(scheme, parts.hostname, port or _PORTS[scheme], unquote(parts.username or ""), unquote(parts.password or ""))


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies by scheme, and the hosts that are asked directly."""

    http: Proxy | None = None
    https: Proxy | None = None
    exceptions: tuple[str, ...] = ()

    def of(self, scheme: str, host: str, port: int) -> Proxy | None:
        """The proxy for a request, or ``None`` where it goes directly."""
        proxy = self.https if scheme == "https" else self.http
        return None if proxy is None or any(_excepts(rule, host, port) for rule in self.exceptions) else proxy

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "Proxies":
        """Lower-case names win, as in curl; HTTP_PROXY in capitals is ignored in a CGI script, where a client sets it."""

        def read(name: str) -> Proxy | None:
            cgi = name == "http_proxy" and "REQUEST_METHOD" in env
            value = env.get(name, "") if cgi else env.get(name, "") or env.get(name.upper(), "")
            return Proxy.parse(value.strip(), name.upper()) if value.strip() else None

        rules = env.get("no_proxy", "") or env.get("NO_PROXY", "")
        others = read("all_proxy")
        return cls(read("http_proxy") or others, read("https_proxy") or others, _rules(rules))


def _rules(text: str) -> tuple[str, ...]:
    return tuple(rule.lower() for rule in text.replace(",", " ").split())


def _excepts(rule: str, host: str, port: int) -> bool:
    """Whether a rule of NO_PROXY covers a host: ``*``, a name and all below it, an address, a network; a port may follow."""
    if rule == "*":
        return True
    name, _, number = rule.rpartition(":")
    if number.isdigit() and ":" not in name.strip("[]").replace("::", "") and name and (name[0] == "[" or ":" not in name):
        if int(number) != port:
            return False
        rule = name
    rule, bare = rule.strip("[]"), host.strip("[]")
    try:
        return ip_address(bare) in ip_network(rule, strict=False)
    except ValueError:
        pass
    suffix = rule.removeprefix("*").lstrip(".")
    return bool(suffix) and (bare == suffix or bare.endswith("." + suffix))
