"""What comparing one field of a citation with a record says: it agrees, it differs, or the two cannot be compared."""

from enum import StrEnum
from typing import NamedTuple


class Agreement(StrEnum):
    """The three values of a comparison; the third is not a weak form of the other two."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_COMPARABLE = "not-comparable"


class Comparison(NamedTuple):
    """One field, compared.

    ``field`` is ``title``, ``author``, ``year`` or ``venue``. ``kind`` says in what way it agrees, differs or cannot be
    compared (each comparing function lists its kinds). ``claimed`` and ``found`` are plain text for a person. ``score`` is a
    likeness from 0 to 1. ``detail`` completes a sentence on what exactly differs, and is empty where nothing is to be said.
    """

    field: str
    value: Agreement
    kind: str
    claimed: str
    found: str
    score: float = 1.0
    detail: str = ""

    @property
    def agrees(self) -> bool:
        """Whether the record confirms the claim."""
        return self.value is Agreement.AGREES

    @property
    def differs(self) -> bool:
        """Whether the record contradicts the claim."""
        return self.value is Agreement.DIFFERS

    @property
    def comparable(self) -> bool:
        """Whether the two could be compared at all."""
        return self.value is not Agreement.NOT_COMPARABLE
