"""SOCKS version 5 (RFC 1928, 1929): the greeting, a user and password where there are any, and one CONNECT."""

from ipaddress import ip_address

import httpx

from checker.web.connection import Connection
from checker.web.faults import ProxyRefusal
from checker.web.proxies import Proxy
from checker.web.resolver import Resolver

_REFUSALS = {
    1: "general failure",
    2: "not allowed",
    3: "network unreachable",
    4: "host unreachable",
    5: "connection refused",
    6: "time expired",
    7: "command not supported",
    8: "address type not supported",
}


async def socks5(connection: Connection, proxy: Proxy, host: str, port: int, resolver: Resolver, timeout: float) -> None:
    """Asks the proxy for a connection; ``socks5h`` leaves the name to the proxy. Raises `httpx.ProxyError`."""
    if proxy.scheme == "socks5":
        host = (await resolver.resolve(host))[0]
    connection.limit(timeout, timeout)
    try:
        await _greet(connection, proxy)
        connection.start(b"\x05\x01\x00" + _address(host) + port.to_bytes(2, "big"))
        await _granted(connection)
    except (httpx.ReadError, httpx.WriteError, httpx.TimeoutException, httpx.RemoteProtocolError) as error:
        raise httpx.ProxyError(f"it does not speak SOCKS 5: {error}") from None
    connection.unlimit()


async def _greet(connection: Connection, proxy: Proxy) -> None:
    connection.start(b"\x05\x02\x00\x02" if proxy.user else b"\x05\x01\x00")
    version, method = await connection.exactly(2)
    if version != 5 or method not in (0, 2) or (method == 2 and not proxy.user):
        raise httpx.ProxyError("it accepts no way of logging in that we have")
    if method == 2:
        user, password = proxy.user.encode()[:255], proxy.password.encode()[:255]
        connection.start(b"\x01" + bytes([len(user)]) + user + bytes([len(password)]) + password)
        if (await connection.exactly(2))[1] != 0:
            raise httpx.ProxyError("it does not accept the user and password")


async def _granted(connection: Connection) -> None:
    _, code, _, kind = await connection.exactly(4)
    if code:
        raise ProxyRefusal(_REFUSALS.get(code, f"code {code}"))
    length = {1: 4, 4: 16}.get(kind) or (await connection.exactly(1))[0]
    await connection.exactly(length + 2)


def _address(host: str) -> bytes:
    try:
        address = ip_address(host)
    except ValueError:
        name = host.encode("ascii")[:255]
        return b"\x03" + bytes([len(name)]) + name
    return (b"\x01" if address.version == 4 else b"\x04") + address.packed
