"""What is remembered of a run's judgement: which findings stood, and what was thought of each work."""

from datetime import datetime
from typing import NamedTuple


class Fingerprint(NamedTuple):
    """What makes a finding the same from one run to the next: the rule, the entry, and what it is about."""

    rule: str
    key: str | None
    subject: str | None


class Verdict(NamedTuple):
    """What was thought of a work, and the digest of the fields that were judged."""

    verdict: str
    digest: str
    at: datetime
