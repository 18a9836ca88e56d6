"""What makes a finding the same finding when lines move: the rule, the file, the entry and what it is about."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from checker.core.display import masked
from checker.core.report import Told


def fingerprints(told: Iterable[Told]) -> Iterator[tuple[Told, str]]:
    """Each finding with 16 hex digits and a running number for equal ones (``0123456789abcdef:1``).

    Neither lines nor statuses nor messages go in, so that an edit above or another status code does not make a new alert.
    """
    counts: Counter[str] = Counter()
    for each in told:
        found = each.finding
        identity = "\0".join((found.rule, found.place.path, found.key or "", found.field or "", masked(found.subject or "")))
        digest = hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:16]
        counts[digest] += 1
        yield each, f"{digest}:{counts[digest]}"
