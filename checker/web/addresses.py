"""Which addresses are nobody's business: loopback, private, link-local, metadata, in every way of writing them."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address

_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)\Z")
_NAT64 = ip_network("64:ff9b::/96")
_LOCAL_NAT64 = ip_network("64:ff9b:1::/48")
_SHARED = ip_network("100.64.0.0/10")
"""Carrier-grade NAT (RFC 6598): no private address by name, but someone's inner network all the same."""
_METADATA = frozenset({ip_address("168.63.129.16"), ip_address("fd00:ec2::254"), ip_address("169.254.169.254")})
_SITE_LOCAL = ip_network("fec0::/10")


def parse_address(host: str) -> Address | None:
    """The address that a host part is, or ``None`` where it is a name.

    Reads what ``inet_aton`` and browsers read: ``127.1``, ``2130706433``, ``0x7f.1``, ``0177.0.0.1``, and IPv6 with or without
    brackets and zone. Such forms are how a link hides where it leads.
    """
    bare = host.strip("[]").partition("%")[0].rstrip(".")
    try:
        return ip_address(bare)
    except ValueError:
        return _by_parts(bare)


def _by_parts(text: str) -> IPv4Address | None:
    parts = text.split(".")
    if not 1 <= len(parts) <= 4 or not all(_NUMBER.match(part) for part in parts):
        return None
    try:
        numbers = [_number(part) for part in parts]
    except ValueError:
        return None
    *high, low = numbers
    if any(number > 255 for number in high) or low >= 256 ** (5 - len(numbers)):
        return None
    return IPv4Address(sum(number << (24 - 8 * at) for at, number in enumerate(high)) + low)


def _number(text: str) -> int:
    if text[:2].lower() == "0x":
        return int(text[2:] or "0", 16)
    return int(text, 8) if text[0] == "0" and len(text) > 1 else int(text)


def is_forbidden(address: Address) -> bool:
    """Whether an address leads into a private, loopback, link-local or otherwise special network."""
    inner = _inner(address)
    if inner is not None:
        return is_forbidden(inner)
    if address in _METADATA or not address.is_global or address.is_multicast:
        return True
    return address in (_SHARED if address.version == 4 else _SITE_LOCAL)


def _inner(address: Address) -> IPv4Address | None:
    """The IPv4 address inside an IPv6 one: mapped, compatible, 6to4, Teredo or NAT64."""
    if not isinstance(address, IPv6Address):
        return None
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.sixtofour:
        return address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if address in _NAT64 or address in _LOCAL_NAT64 or (1 < int(address) < 1 << 32):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None
