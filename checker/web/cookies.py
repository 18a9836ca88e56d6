"""The cookies of one chain of redirects: some sites redirect in circles until theirs come back. Thrown away afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass

from checker.core.urls import registrable_domain
from checker.web.address import Address

_MOST = 50
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class _Cookie:
    name: str
    value: str
    domain: str
    path: str
    exact: bool
    secure: bool

    def fits(self, url: Address) -> bool:
        below = not self.exact and url.host.endswith("." + self.domain)
        inside = url.path == self.path or url.path.startswith(self.path.rstrip("/") + "/")
        return (url.host == self.domain or below) and inside and (not self.secure or url.scheme == "https")


class CookieJar:
    """RFC 6265 as far as one chain needs it."""

    def __init__(self) -> None:
        self._cookies: dict[tuple[str, str, str], _Cookie] = {}

    def keep(self, url: Address, fields: Iterable[str]) -> None:
        """Remembers what a response set."""
        for field in fields:
            cookie, ends = _parse(url, field)
            if cookie is None:
                continue
            key = cookie.domain, cookie.path, cookie.name
            if ends:
                self._cookies.pop(key, None)
            elif len(self._cookies) < _MOST:
                self._cookies[key] = cookie

    def header(self, url: Address) -> str:
        """The Cookie header for a request; empty where there is none."""
        if not self._cookies:
            return ""
        fitting = [cookie for cookie in self._cookies.values() if cookie.fits(url)]
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in sorted(fitting, key=lambda each: -len(each.path)))


def _parse(url: Address, field: str) -> tuple[_Cookie | None, bool]:
    pair, *attributes = field[:_LONGEST].split(";")
    name, equals, value = (part.strip() for part in pair.partition("="))
    named = {key.strip().lower(): said.strip() for key, _, said in (each.partition("=") for each in attributes)}
    domain = named.get("domain", "").lower().lstrip(".")
    if not equals or not name or not pair.isprintable() or not pair.isascii() or (domain and not _may_set(url.host, domain)):
        return None, False
    path = named.get("path", "")
    path = path if path.startswith("/") else url.path.rpartition("/")[0] or "/"
    ends = named.get("max-age", "").startswith(("0", "-"))
    return _Cookie(name, value, domain or url.host, path, not domain, "secure" in named), ends


def _may_set(host: str, domain: str) -> bool:
    return host == domain or (host.endswith("." + domain) and domain.endswith(registrable_domain(host)))
