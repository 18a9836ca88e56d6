"""From an address on paper to a connection: which way, to which checked address, and with which trust."""

import asyncio
import errno
import ssl
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import httpx

from checker.core.errors import ConfigurationError
from checker.web.address import Address
from checker.web.addresses import is_forbidden, parse_address
from checker.web.connection import Connection
from checker.web.faults import ForbiddenAddress, NoRoute, NoSuchName, ProxyRefusal, Refused, of_handshake
from checker.web.http1 import request_head
from checker.web.proxies import Proxy
from checker.web.resolver import Resolver, is_loopback_name
from checker.web.settings import WebSettings
from checker.web.socks import socks5

_INBOX = 64 * 1024
"""Bytes that are received at a time."""
_PORTS = {"http": 80, "https": 443}
_FIRST_TRY = 3.0
"""Seconds for an address when there are others: a broken IPv6 route must not use up the whole time."""


class Route(NamedTuple):
    """Where a connection leads; requests with equal routes may share one."""

    secure: bool
    host: str
    port: int
    proxy: Proxy | None = None

    @property
    def absolute(self) -> bool:
        """Whether the request names the whole address, because a proxy reads it."""
        return self.proxy is not None and not self.secure and not self.proxy.scheme.startswith("socks")


class Dialer:
    """Opens connections. The address that is checked is the address that is used: nothing is resolved twice."""

    def __init__(self, settings: WebSettings, resolver: Resolver) -> None:
        self._settings = settings
        self._resolver = resolver
        self.simulated = settings.dial is not None
        self._inbox = memoryview(bytearray(_INBOX))

    @cached_property
    def trust(self) -> ssl.SSLContext:
        """Whom we trust: SSL_CERT_FILE and SSL_CERT_DIR, else the system's certificates, else Mozilla's (certifi)."""
        settings = self._settings
        try:
            context = ssl.create_default_context(cafile=settings.ca_file, capath=settings.ca_dir)
            if settings.ca_file is None and settings.ca_dir is None and not context.get_ca_certs():
                _trust_mozilla(context)
        except (OSError, ssl.SSLError) as error:
            name = settings.ca_file or settings.ca_dir
            raise ConfigurationError(
                f"SSL_CERT_FILE or SSL_CERT_DIR: {name} holds no certificates that can be read ({error})"
            ) from None
        context.verify_flags &= (
            ~ssl.VERIFY_X509_STRICT
        )  # Python 3.13 turns it on; browsers do not, and nobody calls such sites broken
        context.set_alpn_protocols(["http/1.1"])
        return context

    def route(self, address: Address) -> Route:
        """The way to an address."""
        scheme, host = address.scheme, address.host
        port = address.port or _PORTS[scheme]
        if self.simulated:
            return Route(scheme == "https", host, port)
        return Route(scheme == "https", host, port, self._settings.proxies.of(scheme, host, port))

    def close(self) -> None:
        """Lets the resolver's threads end."""
        self._resolver.close()

    async def connect(self, route: Route, timeout: float) -> Connection:
        """A connection, TLS included. Raises the exceptions of `checker.web.faults`."""
        if self._settings.dial is not None:
            return await self._simulated(route, timeout)
        try:
            async with asyncio.timeout(timeout):
                if route.proxy is None:
                    return await self._direct(route, timeout)
                return await self._proxied(route, route.proxy, timeout)
        except TimeoutError:
            if route.proxy is not None:
                raise httpx.ProxyError("connecting through it took too long") from None
            raise httpx.ConnectTimeout("") from None

    async def _simulated(self, route: Route, timeout: float) -> Connection:
        _check_literal(route.host, allow_private=self._settings.allow_private)
        target = self._settings.dial(route.host, route.port) if self._settings.dial else None
        if target is None:
            raise NoSuchName(route.host)
        return await self._tcp([target[0]], target[1], None, "", timeout)

    async def _direct(self, route: Route, timeout: float) -> Connection:
        addresses = await self._resolver.resolve(route.host)
        if not self._settings.allow_private:
            addresses = _permitted(route.host, addresses)
        return await self._tcp(addresses, route.port, self.trust if route.secure else None, route.host, timeout)

    async def _tcp(self, addresses: list[str], port: int, tls: ssl.SSLContext | None, host: str, timeout: float) -> Connection:
        """The first address that answers; where none does, what the first one did, for it is the one that people get."""
        *others, last = addresses
        faults: list[httpx.TransportError] = []
        for address in others:
            try:
                async with asyncio.timeout(min(_FIRST_TRY, timeout / 2)):
                    return await self._one(address, port, tls, host, timeout)
            except TimeoutError:
                faults.append(httpx.ConnectTimeout(""))
            except Refused as error:
                faults.append(error)
        try:
            return await self._one(last, port, tls, host, timeout)
        except Refused as error:
            raise next((each for each in faults if not isinstance(each, NoRoute)), error) from None

    async def _one(self, address: str, port: int, tls: ssl.SSLContext | None, host: str, timeout: float) -> Connection:
        loop = asyncio.get_running_loop()
        name, patience = (host.rstrip("."), timeout) if tls else (None, None)
        try:
            _, connection = await loop.create_connection(
                lambda: Connection(self._inbox), address, port, ssl=tls, server_hostname=name, ssl_handshake_timeout=patience
            )
        except (ssl.SSLError, ConnectionResetError, ConnectionAbortedError) as error:
            raise of_handshake(error) from None
        except TimeoutError:
            raise
        except OSError as error:
            raise _refusal(error) from None
        return connection

    async def _proxied(self, route: Route, proxy: Proxy, timeout: float) -> Connection:
        _check_literal(route.host, allow_private=self._settings.allow_private)
        connection = await self._to_proxy(proxy, timeout)
        try:
            if proxy.scheme.startswith("socks"):
                await socks5(connection, proxy, route.host, route.port, self._resolver, timeout)
            elif route.secure:
                await _tunnel(connection, proxy, route, timeout)
            if route.secure:
                await self._secure(connection, route.host, timeout)
        except BaseException:
            connection.close()
            raise
        return connection

    async def _to_proxy(self, proxy: Proxy, timeout: float) -> Connection:
        try:
            addresses = await self._resolver.resolve(proxy.host)
            return await self._tcp(addresses, proxy.port, self.trust if proxy.scheme == "https" else None, proxy.host, timeout)
        except httpx.ConnectError as error:
            raise httpx.ProxyError(f"{proxy.host}:{proxy.port}: {error}") from None

    async def _secure(self, connection: Connection, host: str, timeout: float) -> None:
        try:
            await connection.upgrade(self.trust, host.rstrip("."), timeout)
        except TimeoutError:
            raise
        except (ssl.SSLError, OSError) as error:
            raise of_handshake(error) from None


def _check_literal(host: str, *, allow_private: bool) -> None:
    """In front of a proxy: addresses, and the names that are loopback wherever they are looked up (RFC 6761)."""
    literal = parse_address("127.0.0.1" if is_loopback_name(host) else host)
    if literal is not None and is_forbidden(literal) and not allow_private:
        raise ForbiddenAddress(host)


def _permitted(host: str, addresses: list[str]) -> list[str]:
    """The addresses that lead to no private network; a private one is never used, even where a public one stands beside it."""
    permitted = [each for each in addresses if (parsed := parse_address(each)) is not None and not is_forbidden(parsed)]
    if not permitted:
        shown = addresses[0] if host == addresses[0] else f"{host} is {addresses[0]}"
        raise ForbiddenAddress(shown)
    return permitted


async def _tunnel(connection: Connection, proxy: Proxy, route: Route, timeout: float) -> None:
    """CONNECT. A status of the proxy's own is our trouble, never the link's."""
    authority = f"[{route.host}]:{route.port}" if ":" in route.host else f"{route.host}:{route.port}"
    headers = [(b"Host", authority.encode("ascii"))]
    if proxy.authorization:
        headers.append((b"Proxy-Authorization", proxy.authorization))
    connection.limit(timeout, timeout)
    try:
        connection.start(request_head("CONNECT", authority.encode("ascii"), headers))
        head = await connection.head("CONNECT")
    except httpx.TransportError as error:
        raise httpx.ProxyError(f"no answer to CONNECT: {error}") from None
    if not 200 <= head.status < 300:
        hint = "; check the user and password in HTTPS_PROXY" if head.status == 407 else ""
        raise ProxyRefusal(f"it answered CONNECT {authority} with {head.status}{hint}")
    connection.unlimit()


def _trust_mozilla(context: ssl.SSLContext) -> None:
    paths = ssl.get_default_verify_paths()
    if (paths.cafile and Path(paths.cafile).is_file()) or (paths.capath and any(Path(paths.capath).glob("*.0"))):
        return  # OpenSSL reads these on demand
    import certifi

    context.load_verify_locations(certifi.where())


_NO_ROUTE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL})


def _refusal(error: OSError) -> Refused:
    if error.errno in _NO_ROUTE:
        return NoRoute((error.strerror or str(error)).lower())
    return Refused("" if error.errno == errno.ECONNREFUSED else error.strerror or str(error))
