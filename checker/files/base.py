"""What a kind of file must be able to do: be read into references, and be edited by position."""

from collections.abc import Sequence
from typing import Protocol

from checker.core.finding import Change
from checker.core.place import Source
from checker.core.reference import Reference


class Dialect(Protocol):
    """A kind of file."""

    name: str
    suffixes: frozenset[str]
    """File name endings, lower case, with the dot."""

    def read(self, source: Source) -> tuple[Reference, ...]:
        """Every reference of the text; what cannot be read comes as references of kind ``unreadable``. Never raises."""

    def edit(self, source: Source, reference: Reference, changes: Sequence[Change]) -> str:
        """The text after the changes to one reference, every other character as it was.

        Raises `Declined` with the reason where that cannot be done exactly (a macro, a concatenation, a value that the
        new text would not read back as).
        """
