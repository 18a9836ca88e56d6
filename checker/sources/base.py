"""What a source must be able to do: know its subjects, and answer questions about them."""

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Protocol

from checker.core.answer import Answer, Subject, Topic

if TYPE_CHECKING:
    from checker.web import Web


class Source(Protocol):
    """A service that answers questions; it reports facts and never has an opinion."""

    name: str
    topics: frozenset[Topic]

    def knows(self, subject: Subject) -> bool:
        """Whether this source is the one (or one of those) to ask about the subject. Pure and instant."""

    def ask(self, subjects: Sequence[Subject], web: "Web") -> AsyncIterator[Answer]:
        """Answers as they arrive, exactly one for each subject, in any order.

        Never raises for what the network or the service does: that is an answer (`refused`, `unreachable`, `unasked`).
        Batches wherever the service can. A programming error does raise.
        """
