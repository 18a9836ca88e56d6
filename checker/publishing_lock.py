"""Which lock to propose: what is proposed already, as long as it holds, so that a pull request changes only with the truth."""

from checker.core.errors import StateError
from checker.job import Job
from checker.memory.lock import HAND, Lock


def wanted(job: Job, proposed: bytes | None) -> bytes:
    """The lock that should be in the repository; empty where nothing is known.

    That is the one which is there, where it is up to date; else the one which is proposed, where that is; else a new one.
    """
    new = _renewed(job, job.lock)
    up_to_date = new.text() == job.lock.text()
    if not up_to_date and proposed is not None and _holds(job, proposed):
        return proposed
    return new.text().encode("utf-8") if new.blocks else b""


def _holds(job: Job, proposed: bytes) -> bool:
    """Whether bringing the proposal up to date changes nothing, and people have attested nothing else meanwhile."""
    try:
        lock = Lock.parse(proposed.decode("utf-8"))
    except (StateError, UnicodeDecodeError):
        return False
    return _attested(lock) == _attested(job.lock) and _renewed(job, lock).text().encode("utf-8") == proposed


def _renewed(job: Job, lock: Lock) -> Lock:
    entries = zip(job.reading.catalogue.references, job.subjects, strict=True)
    return lock.update(entries, job.seen(), job.history.verdicts())


def _attested(lock: Lock) -> dict[tuple[str, str], object]:
    return {
        (key, subject): timeline
        for key, block in lock.blocks.items()
        for (_, subject, source), timeline in block.records.items()
        if source == HAND
    }
