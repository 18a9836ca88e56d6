"""A project's own word that it is at its end, and the cheap test for whether a text may hold one.

The patterns that read such a statement (`ending_words`) take long to compile, so only a text that smells of an end loads them.
"""

import re
from typing import NamedTuple

from checker.core.patterns import pattern


class Declaration(NamedTuple):
    """What a project says about its own end: the sentence as evidence, the mark in it, the successor's address where given."""

    sentence: str
    mark: str
    successor: str = ""


SMELL = pattern(
    r"deprecat|maintain|maintenance|support|develop|archiv|abandon|discontinu|retired|sunset|end[- ]of[- ]life|\beol\b|obsolete"
    r"|defunct|\bdead\b|frozen|supersede|replaced|succeeded|obsoleted|moved|renamed|migrated|relocated|transferred|merged"
    r"|folded|integrated|\blive|resid|continue|hosted|located|worked on|updat|stopped|ceased|halted|suspended"
    r"|停|终止|不再|废弃|弃用|归档|存档|迁移|移至|转移",
    re.IGNORECASE,
)
"""Without one of these words nothing else needs to be looked for."""
