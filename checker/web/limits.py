"""What hosts say about their limits, in every dialect: Retry-After, RateLimit (IETF, old and new), X-RateLimit."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_EPOCH = 1_000_000_000
"""A reset above this is a moment (GitHub, GitLab), below it a number of seconds (OpenAlex, the IETF drafts)."""
_ITEM = re.compile(r'\s*(?:"[^"]*"|[A-Za-z*][\w.*/-]*)((?:\s*;\s*[a-z*][a-z0-9_.*-]*(?:=(?:-?\d+|"[^"]*"|[\w:+/=.-]+))?)+)\s*\Z')
_PARAMETER = re.compile(r";\s*([rt])=(\d+)(?![\w.])")
_OLD_ITEM = re.compile(r"\s*(limit|remaining|reset)\s*=\s*(\d+)\s*\Z")
_FAMILIES = ("x-ratelimit", "ratelimit", "x-rate-limit")
_SAYING = frozenset({"ratelimit", *(f"{family}-remaining" for family in _FAMILIES)})


def says_nothing(status: int, headers: Mapping[str, str]) -> bool:
    """Whether an answer is a welcome without a word about limits, as most are."""
    return status < 400 and _SAYING.isdisjoint(headers)


def pause(status: int, headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that a host asks us to stay away, or ``None``. Retry-After wins; a spent allowance counts on any status."""
    if status >= 400 and (said := retry_after(headers.get("retry-after", ""), now)) is not None:
        return said
    if _SAYING.isdisjoint(headers):
        return None
    waits = [_by_family(headers, family, now) for family in _FAMILIES]
    waits.append(_structured(headers.get("ratelimit", "")))
    return max((wait for wait in waits if wait is not None), default=None)


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds from a Retry-After: a number, or a date in one of HTTP's three forms; a past or garbled one says nothing."""
    value = value.strip()
    if re.fullmatch(r"\d{1,9}(?:\.\d+)?", value):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    seconds = (moment - now).total_seconds()
    return seconds if seconds > 0 else None


def _by_family(headers: Mapping[str, str], family: str, now: datetime) -> float | None:
    if headers.get(f"{family}-remaining", "").partition(",")[0].strip() != "0":
        return None
    reset = headers.get(f"{family}-reset", "").partition(";")[0].strip()
    return _until(float(reset), now) if re.fullmatch(r"\d{1,13}(?:\.\d+)?", reset) else retry_after(reset, now)


def _until(reset: float, now: datetime) -> float | None:
    if reset > _EPOCH * 1000:
        reset /= 1000
    seconds = reset - now.timestamp() if reset > _EPOCH else reset
    return seconds if seconds > 0 else None


def _structured(value: str) -> float | None:
    """The IETF header: ``"burst";r=0;t=30`` (2025), or ``limit=9, remaining=0, reset=30`` (before). One bad item voids all."""
    if not value:
        return None
    items = value.split(",")
    if all(_OLD_ITEM.match(item) for item in items):
        old = {match[1]: match[2] for item in items if (match := _OLD_ITEM.match(item))}
        return float(old["reset"]) if old.get("remaining") == "0" and "reset" in old else None
    if not all(_ITEM.match(item) for item in items):
        return None
    policies = [dict(_PARAMETER.findall(item)) for item in items]
    return max((float(each["t"]) for each in policies if each.get("r") == "0" and "t" in each), default=None)
