"""What is known, wherever it is kept: the history of this machine, with the lock before and after it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from checker.core.answer import Timeline
from checker.memory.lock import Lock, Question
from checker.memory.no_history import NoHistory
from checker.memory.spells import combined

if TYPE_CHECKING:
    from checker.memory.history import History


def remembered(
    history: "History | NoHistory", lock: Lock, questions: Iterable[Question] | None = None
) -> dict[Question, dict[str, Timeline]]:
    """What each source has said about these subjects (all, where none are given): what every judgement starts from.

    Where nothing is remembered the subjects are not even gone through: who only reads a file need not work them out for this.
    """
    if history.blank and not lock.blocks:
        return {}
    wanted = None if questions is None else list(questions)
    found = history.timelines(wanted)
    for question, by_source in lock.timelines(wanted).items():
        here = found.setdefault(question, {})
        for source, timeline in by_source.items():
            both = combined(here.get(source), timeline)
            if both is not None:
                here[source] = both
    return found
