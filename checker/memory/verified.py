"""Whether an entry still is what was verified: a verdict holds for the fields that it judged, and for no others."""

from collections.abc import Mapping

from checker.core.reference import Reference
from checker.memory.findings import Verdict
from checker.memory.lock import Lock


def newest_verdicts(history: Mapping[str, Verdict], lock: Lock) -> dict[str, Verdict]:
    """The last verdict on each entry, whichever of the two remembers it, by key."""
    found = {key: block.verdict for key, block in lock.blocks.items() if block.verdict}
    for key, verdict in history.items():
        if key not in found or found[key].at <= verdict.at:
            found[key] = verdict
    return found


def changed_since(reference: Reference, verdicts: Mapping[str, Verdict]) -> Verdict | None:
    """The verdict that was given before the entry's judged fields changed; ``None`` where it still holds or there is none."""
    from checker.core.works import digest

    last = verdicts.get(reference.key or "")
    return last if last and last.digest != digest(reference) else None
