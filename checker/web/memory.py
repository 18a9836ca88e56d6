"""The run's own memory of replies: two references to one address ask once. Bounded, so that long runs stay small."""

from collections import OrderedDict
from typing import NamedTuple

from checker.web.reply import Reply
from checker.web.trip import Question, Wish

_MOST_REPLIES = 10_000
_MOST_BYTES = 48 * 1024 * 1024


class _Entry(NamedTuple):
    reply: Reply
    read: int
    """The bound up to which the body was read."""
    number: int
    """The pass in which it came."""

    def serves(self, wish: Wish, number: int) -> bool:
        reply = self.reply
        if reply.transient and self.number < number:
            return False
        return not reply.truncated or self.read >= wish.max_bytes or not wish.wants(reply.status or 0, reply.headers)


class RunMemory:
    """The newest replies, the least recently used forgotten first."""

    def __init__(self) -> None:
        self._entries: OrderedDict[Question, _Entry] = OrderedDict()
        self._bytes = 0

    def get(self, question: Question, wish: Wish, number: int) -> Reply | None:
        """A reply that is good enough for the wish; what failed in an earlier pass is not."""
        entry = self._entries.get(question)
        if entry is None or not entry.serves(wish, number):
            return None
        self._entries.move_to_end(question)
        return entry.reply

    def put(self, question: Question, reply: Reply, wish: Wish, number: int) -> None:
        """Remembers a reply."""
        if question in self._entries:
            self._forget(question)
        read = wish.max_bytes if wish.wants(reply.status or 0, reply.headers) else 0
        self._entries[question] = _Entry(reply, read, number)
        self._bytes += len(reply.body)
        while len(self._entries) > _MOST_REPLIES or (self._bytes > _MOST_BYTES and len(self._entries) > 1):
            self._forget(next(iter(self._entries)))

    def _forget(self, question: Question) -> None:
        entry = self._entries.pop(question, None)
        if entry:
            self._bytes -= len(entry.reply.body)
