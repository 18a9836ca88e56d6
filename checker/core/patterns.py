"""Regular expressions that are compiled when they are first used.

A run uses few of the hundred and more that the program is made of, and Python compiles each in a third of a millisecond: all of
them would cost pre-commit a fifth of the time that it is promised.
"""

import re
from typing import Any, cast


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` returns, but for the moment at which it is compiled."""
    return cast(re.Pattern[str], _Pattern(text, flags))


class _Pattern:
    """Stands in for a pattern. A method that has been asked for once is an attribute from then on, and costs nothing more."""

    def __init__(self, text: str, flags: int) -> None:
        self.pattern, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self.pattern, self._flags), name)
        setattr(self, name, found)
        return found
