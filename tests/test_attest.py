"""What a person has checked: recorded in the lock with a note, and void as soon as the entry changes."""

from datetime import UTC, datetime

import pytest

from checker.core.errors import UsageError
from checker.core.reference import Reference
from checker.core.seen import Seen
from checker.core.subjects import subjects
from checker.core.works import digest
from checker.files import load
from checker.memory.attest import attest, attested
from checker.memory.findings import Verdict
from checker.memory.lock import Lock
from checker.memory.story import story
from checker.memory.verified import changed_since, newest_verdicts

NIGHT = datetime(2026, 11, 22, 4, 0, 0, 123, tzinfo=UTC)
BIB = """\
@inproceedings{{kwon2023,
  title = {{{title}}},
  author = {{Kwon, Woosuk}},
  year = {{2023}},
  note = {{{note}}},
}}
"""


def entry(title: str = "Efficient Memory Management", note: str = "read it") -> Reference:
    return load("references.bib", BIB.format(title=title, note=note).encode()).references[0]


def test_an_attestation_reads_like_a_note() -> None:
    lock = attest(Lock(), entry(), "compared with the\n  PDF of the proceedings", NIGHT, "medium")
    assert lock.text().partition("[kwon2023]\n")[2] == (
        f"""
[kwon2023."work entry:kwon2023".hand]
outcome = "found"
confidence = "medium"
digest = "{digest(entry())}"
note = "compared with the PDF of the proceedings"
since = 2026-11-22T04:00:00Z
"""
    )


def test_it_holds_for_the_entry_as_it_stands_and_no_other() -> None:
    lock = Lock.parse(attest(Lock(), entry(), "compared with the PDF", NIGHT).text())
    held = attested(lock, entry())
    assert held is not None
    assert (held.source, held.facts["note"], held.facts["confidence"]) == ("hand", "compared with the PDF", "high")
    assert attested(lock, entry(note="another note")), "what is not judged may change"
    assert attested(lock, entry(title="Efficient Memory Managment")) is None
    assert attested(Lock(), entry()) is None


def test_it_survives_the_next_runs_and_leaves_with_its_entry() -> None:
    lock = attest(Lock(), entry(), "compared with the PDF", NIGHT)
    seen = Seen.of([], at=NIGHT)
    assert lock.update([(entry(), subjects(entry()))], seen) == lock
    assert lock.update([], seen) == Lock()


def test_its_timeline_tells_who_said_what() -> None:
    assert story(attest(Lock(), entry(), "compared with the PDF", NIGHT).timelines()) == (
        """\
work entry:kwon2023 (hand)
  2026-11-22                attested (high): compared with the PDF
  void as soon as the entry changes
"""
    )


@pytest.mark.parametrize(
    ("note", "confidence", "message"),
    [
        (" ", "high", "an attestation says what was checked against what; add --note TEXT"),
        ("seen", "sure", "'sure' is no confidence; use one of high, medium, low"),
    ],
)
def test_an_attestation_that_says_nothing_is_refused(note: str, confidence: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        attest(Lock(), entry(), note, NIGHT, confidence)
    assert str(raised.value) == message


def test_a_verdict_holds_for_the_fields_that_it_judged() -> None:
    old, new = Verdict("verified", digest(entry()), NIGHT), Verdict("differs", "0" * 32, NIGHT.replace(year=2027))
    lock = Lock().update([(entry(), ())], Seen.of([], at=NIGHT), {"kwon2023": old})
    assert changed_since(entry(note="x"), newest_verdicts({}, lock)) is None
    assert changed_since(entry("Another Title"), newest_verdicts({}, lock)) == lock.verdict("kwon2023")
    assert newest_verdicts({"kwon2023": new}, lock) == {"kwon2023": new}
