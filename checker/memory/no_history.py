"""What is remembered in a folder that holds no history: nothing; and no database is loaded to find that out."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Self

from checker.core.answer import Answer, Timeline, Topic
from checker.memory.findings import Fingerprint, Verdict
from checker.memory.lock import Question
from checker.memory.spells import resolve

FILE_NAME = "history.sqlite3"


class NoHistory:
    """The reading side of `History` where nothing has ever been recorded."""

    recording = False
    blank = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """There is nothing to close."""

    def timelines(
        self, questions: Iterable[Question] | None = None, *, asked_with: Mapping[Topic, str] | None = None
    ) -> dict[Question, dict[str, Timeline]]:
        """Nobody was asked."""
        return {}

    def meant(self, answer: Answer) -> Answer:
        """An answer stands for itself."""
        return resolve(answer, None)

    def verdicts(self) -> dict[str, Verdict]:
        """Nothing was judged."""
        return {}

    def first_made(self, scope: str = "") -> Mapping[Fingerprint, datetime]:
        """No finding was made before."""
        return {}

    def findings_at(self, moment: datetime, scope: str = "") -> frozenset[Fingerprint] | None:
        """No run was made before."""
        return None

    def started_by(self, moment: datetime, scope: str = "") -> datetime | None:
        """No run was made before."""
        return None
