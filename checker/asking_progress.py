"""How far a run is; whoever shows it reads it when it likes."""

from dataclasses import dataclass, field


@dataclass
class Progress:
    """Questions asked and answered."""

    total: int = 0
    done: int = 0
    asking: dict[str, int] = field(default_factory=dict)
    """Questions still open, by source."""

    def begin(self, source: str, count: int) -> None:
        """More questions are on their way to a source."""
        self.total += count
        self.asking[source] = self.asking.get(source, 0) + count

    def answered(self, source: str) -> None:
        """One of them came back."""
        self.done += 1
        self.asking[source] -= 1
