"""A person has checked this entry as it stands: recorded in the lock, void as soon as the entry's fields change."""

from datetime import datetime

from checker.core.answer import Answer, Outcome, Topic
from checker.core.errors import UsageError
from checker.core.reference import Reference
from checker.memory.lock import HAND, Lock

CONFIDENCES = ("high", "medium", "low")


def attest(lock: Lock, reference: Reference, note: str, at: datetime, confidence: str = "high") -> Lock:
    """The lock with the attestation; a new one takes the place of an older one.

    Raises `UsageError` for an entry without a key, an empty note, or a confidence that is none of `CONFIDENCES`.
    """
    from checker.core.works import digest

    if not reference.key:
        raise UsageError("only an entry with a key can be attested; give it one")
    if not note.strip():
        raise UsageError("an attestation says what was checked against what; add --note TEXT")
    if confidence not in CONFIDENCES:
        raise UsageError(f"{confidence!r} is no confidence; use one of {', '.join(CONFIDENCES)}")
    facts = {"confidence": confidence, "digest": digest(reference), "note": " ".join(note.split())}
    answer = Answer(HAND, Topic.WORK, subject(reference.key), Outcome.FOUND, at.replace(microsecond=0), facts)
    return lock.with_record(reference.key, answer)


def subject(key: str) -> str:
    """The name under which an entry's attestation is kept, beside the subjects of topic ``work``."""
    return f"entry:{key}"


def attested(lock: Lock, reference: Reference) -> Answer | None:
    """The attestation that holds for an entry as it stands; ``None`` where there is none or the entry has changed since."""
    from checker.core.works import digest

    by_source = lock.timelines([(Topic.WORK, subject(reference.key or ""))])
    timeline = by_source.get((Topic.WORK, subject(reference.key or "")), {}).get(HAND)
    if timeline is None or timeline.latest.facts.get("digest") != digest(reference):
        return None
    return timeline.latest
