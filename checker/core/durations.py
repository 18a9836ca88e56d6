"""Durations as people write them: ``90s``, ``30m``, ``12h``, ``7d``, ``2w``, ``1y``, ``1d12h``, ``0``."""

import re
from datetime import timedelta

from checker.core.patterns import pattern

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "y": 31_557_600}
_WHOLE = pattern(r"(?:\d+(?:\.\d+)?[smhdwy])+")
_PART = pattern(r"(\d+(?:\.\d+)?)([smhdwy])")


_LONGEST = 1000 * _UNITS["y"]
"""Calendars end soon after."""


def parse_duration(text: str) -> timedelta:
    """The duration; a bare number counts seconds, a year has 365.25 days. Raises `ValueError` with the forms allowed."""
    seconds = _seconds(text)
    if seconds > _LONGEST:
        raise ValueError(f"{text!r} is longer than a thousand years; write 1000y or less")
    return timedelta(seconds=seconds)


def _seconds(text: str) -> float:
    squeezed = re.sub(r"\s+", "", text).lower()
    if re.fullmatch(r"\d+(?:\.\d+)?", squeezed):
        return float(squeezed)
    if not _WHOLE.fullmatch(squeezed):
        raise ValueError(f"{text!r} is not a duration; write it like 90s, 30m, 12h, 7d, 2w or 1y")
    return sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(squeezed))
