"""The lock: what it keeps, how it reads in a diff, and that judging from it alone finds the same."""

import contextlib
import json
import os
import subprocess
import sys
import time
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.core.answer import Answer, Hop, Outcome, Spell, Subject, Timeline, Topic
from checker.core.errors import StateError
from checker.core.failing import failing
from checker.core.finding import Finding
from checker.core.reference import Catalogue
from checker.core.seen import Seen
from checker.core.subjects import subjects
from checker.files import load
from checker.memory import lock_text
from checker.memory.condense import condense, same_in_substance
from checker.memory.findings import Verdict
from checker.memory.lock import Lock
from checker.memory.spells import combined
from checker.rules import all_rules

NIGHT = datetime(2026, 11, 22, 4, tzinfo=UTC)
DAY = timedelta(days=1)
URL = "https://example.org/paper"
CATALOGUE = b"""\
tools:
  - id: vllm
    name: vLLM
    homepage: https://example.org/paper
    repository: https://github.com/vllm-project/vllm
"""


def link(outcome: Outcome, at: datetime, **parts: object) -> Answer:
    return Answer("web", Topic.LINK, URL, outcome, at, **parts)  # type: ignore[arg-type]


def forge(at: datetime, **facts: object) -> Answer:
    return Answer("github", Topic.REPOSITORY, "github.com/vllm-project/vllm", Outcome.FOUND, at, facts)


def locked(answers: Sequence[Answer], before: Lock | None = None, *, at: datetime = NIGHT, **options: object) -> Lock:
    reading = load("tools.yaml", CATALOGUE)
    seen = Seen.of(answers, at=at, catalogue=Catalogue(reading.references))
    entries = [(each, subjects(each)) for each in reading.references]
    return (before or Lock()).update(entries, seen, **options)  # type: ignore[arg-type]


def test_the_whole_file_for_one_tool() -> None:
    answers = (
        link(Outcome.FOUND, NIGHT - 9 * DAY, status=200, final_url=URL, facts={"title": "3 new papers", "certificate_days": 90}),
        link(Outcome.UNREACHABLE, NIGHT - DAY, facts={"failure": "read-timeout"}, detail="it did not answer in time"),
        link(Outcome.UNREACHABLE, NIGHT, facts={"failure": "read-timeout"}, detail="it did not answer in time"),
        forge(NIGHT, archived=False, full_name="vllm-project/vllm", stars=60_000, pushed_at="2026-11-21T10:00:00Z"),
    )
    verdicts = {"vllm": Verdict("verified", "9f2c", NIGHT)}
    assert locked(answers, verdicts=verdicts).text() == (
        """\
# What refwatch last knew for certain of each reference. Commit it; an offline run judges from it.
# Written by refwatch, sorted, one fact a line: take either side of a merge, then run `refwatch lock`.
format = "refwatch-lock/1"

[vllm]
verdict = "verified"
judged = "9f2c"
at = 2026-11-22T04:00:00Z

[vllm."link https://example.org/paper".web]
outcome = "found"
http = 200
certificate_until = "2027-02-11"
since = 2026-11-13T04:00:00Z

[[vllm."link https://example.org/paper".web.then]]
outcome = "unreachable"
detail = "it did not answer in time"
failure = "read-timeout"
runs = 2
days = 2
since = 2026-11-21T04:00:00Z
seen = 2026-11-22T04:00:00Z

[vllm."repository github.com/vllm-project/vllm".github]
outcome = "found"
archived = false
full_name = "vllm-project/vllm"
pushed_at = "2026-11-21T10:00:00Z"
since = 2026-11-22T04:00:00Z
"""
    )


def test_a_repository_that_is_archived_reads_as_one_changed_fact(tmp_path: Path) -> None:
    before = locked([forge(NIGHT, archived=False)])
    after = locked([forge(NIGHT, archived=False), forge(NIGHT + DAY, archived=True)], before)
    assert changed_lines(before, after) == ["-archived = false", "+archived = true", "+seen = 2026-11-23T04:00:00Z"]


def changed_lines(before: Lock, after: Lock) -> list[str]:
    import difflib

    lines = difflib.unified_diff(before.text().splitlines(), after.text().splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def test_nights_on_which_nothing_changes_leave_the_file_alone(tmp_path: Path) -> None:
    lock = Lock()
    path = tmp_path / "references.lock"
    answers: list[Answer] = []
    written = []
    for night in range(60):
        at = NIGHT + night * DAY
        push = (at - DAY).isoformat()
        answers += [
            link(Outcome.FOUND, at, status=200, facts={"certificate_days": 90 - night % 60, "title": f"{night} visitors"}),
            forge(at, archived=False, stars=night, pushed_at=push),
        ]
        lock = locked(answers, lock, at=at)
        written.append(lock.write_if_changed(path))
    assert sum(written) == 2, "once at first, and once after thirty days so that it never lags further"


def test_a_young_failure_is_followed_every_night_and_an_old_one_rarely(tmp_path: Path) -> None:
    lock, path, written = Lock(), tmp_path / "references.lock", []
    answers = [link(Outcome.FOUND, NIGHT - DAY, status=200)]
    for night in range(80):
        answers.append(link(Outcome.UNREACHABLE, NIGHT + night * DAY, facts={"failure": "reset"}))
        lock = locked(answers, lock, at=NIGHT + night * DAY)
        written.append(lock.write_if_changed(path))
    assert all(written[:30])
    assert sum(written[30:]) <= 2


def test_entries_that_are_gone_leave_with_a_whole_run_only() -> None:
    lock = locked([forge(NIGHT, archived=False)])
    other = Lock({"gone": lock.blocks["vllm"]})
    assert list(locked([], other).blocks) == []
    assert list(locked([forge(NIGHT, archived=False)], other, whole=False).blocks) == ["gone", "vllm"]


def test_a_verdict_stays_until_another_run_gives_one() -> None:
    first = locked([forge(NIGHT)], verdicts={"vllm": Verdict("verified", "9f2c", NIGHT)})
    assert locked([forge(NIGHT)], first).verdict("vllm") == Verdict("verified", "9f2c", NIGHT)
    later = Verdict("verified", "9f2c", NIGHT + DAY)
    assert locked([forge(NIGHT)], first, verdicts={"vllm": later}).verdict("vllm") == Verdict("verified", "9f2c", NIGHT)
    older = Verdict("differs", "77aa", NIGHT - DAY)
    assert locked([forge(NIGHT)], first, verdicts={"vllm": older}).verdict("vllm") == Verdict("verified", "9f2c", NIGHT)
    other = Verdict("verified", "77aa", NIGHT + DAY)
    assert locked([forge(NIGHT)], first, verdicts={"vllm": other}).verdict("vllm") == other


def test_passwords_stay_out_and_the_question_is_answered_under_its_own_name() -> None:
    url = "https://me:secret@example.org/"
    answer = Answer("web", Topic.LINK, url, Outcome.FOUND, NIGHT, status=200, final_url=url, redirects=(Hop(301, url),))
    reading = load("tools.yaml", f"tools:\n  - id: a\n    name: A\n    url: {url}\n".encode())
    lock = Lock().update([(reading.references[0], [Subject(Topic.LINK, url)])], Seen.of([answer], at=NIGHT))
    assert "secret" not in lock.text()
    assert list(lock.timelines([(Topic.LINK, url)])) == [(Topic.LINK, url)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'format = "refwatch-lock/2"\n',
            "references.lock: its format is 'refwatch-lock/2', and this version reads refwatch-lock/1; upgrade refwatch",
        ),
        (
            "",
            "references.lock: its format is None, and this version reads refwatch-lock/1;"
            " restore the file, or delete it and run `refwatch lock`",
        ),
        (
            'format = "refwatch-lock/1"\n<<<<<<< HEAD\n[a]\n=======\n[b]\n>>>>>>> other\n',
            "references.lock, line 2: a merge left its marks here; take either side, then run `refwatch lock`",
        ),
        (
            'format = "refwatch-lock/1"\n[a]\n[a]\n',
            "references.lock, line 3: cannot be read (a second table of this name);"
            " restore the file, or delete it and run `refwatch lock`",
        ),
        (
            'format = "refwatch-lock/1"\n[a]\nverdict\n',
            "references.lock, line 3: cannot be read (neither a table nor a fact);"
            " restore the file, or delete it and run `refwatch lock`",
        ),
        (
            'format = "refwatch-lock/1"\n[a."link https://x.org/".web]\noutcome = "found"\n',
            "references.lock: cannot make sense of [a.link https://x.org/.web] ('since'); delete that table,"
            " then run `refwatch lock`",
        ),
    ],
)
def test_a_lock_that_cannot_be_read_says_where_and_what_to_do(text: str, message: str) -> None:
    with pytest.raises(StateError) as raised:
        Lock.parse(text)
    assert str(raised.value) == message


@given(st.text(), st.text())
def test_hostile_text_is_an_error_for_the_user_or_a_lock(head: str, body: str) -> None:
    text = f'{head}\nformat = "refwatch-lock/1"\n[a]\n{body}\n'
    with contextlib.suppress(StateError):
        Lock.parse(text)


def test_two_branches_merge_without_conflict(tmp_path: Path) -> None:
    """Two people check two entries at once; git merges the blocks."""

    def block(key: str, archived: bool) -> Lock:
        return Lock({key: locked([forge(NIGHT, archived=archived)]).blocks["vllm"]})

    both = Lock({**block("alpha", False).blocks, **block("omega", False).blocks})
    ours = Lock({**both.blocks, **block("alpha", True).blocks})
    theirs = Lock({**both.blocks, **block("omega", True).blocks})
    for name, lock in (("base", both), ("ours", ours), ("theirs", theirs)):
        lock.write_if_changed(tmp_path / name)
    merged = subprocess.run(["git", "merge-file", "-p", "ours", "base", "theirs"], cwd=tmp_path, capture_output=True, check=True)
    assert Lock.parse(merged.stdout.decode()) == Lock({**block("alpha", True).blocks, **block("omega", True).blocks})


def test_writing_replaces_the_whole_file_and_keeps_an_empty_folder_empty(tmp_path: Path) -> None:
    path = tmp_path / "references.lock"
    assert not Lock().write_if_changed(path)
    assert not path.exists()
    lock = locked([forge(NIGHT)])
    assert lock.write_if_changed(path)
    assert not lock.write_if_changed(path)
    assert Lock.load(path) == lock
    assert [each.name for each in tmp_path.iterdir()] == ["references.lock"]
    with pytest.raises(StateError, match="cannot write"):
        lock.write_if_changed(tmp_path / "absent" / "references.lock")


def test_what_a_killed_writer_left_beside_the_lock_is_cleared_away_and_nothing_else(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    hour, long_ago = 3600, time.time() - 2 * 3600
    names = {
        f".references.lock.{dead.pid}-abcdefgh.tmp": long_ago,
        f".references.lock.{dead.pid}-recently.tmp": long_ago + 2 * hour,
        f".references.lock.{os.getpid()}-stillhe0.tmp": long_ago,
        f".references.lock.{dead.pid}-abcdefgh.tmp.bak": long_ago,
        f".references.lock.{dead.pid}-TOOLONG_0.tmp": long_ago,
        ".references.lock.mine.tmp": long_ago,
        f".other.lock.{dead.pid}-abcdefgh.tmp": long_ago,
    }
    for name, at in names.items():
        (tmp_path / name).write_bytes(b"half")
        os.utime(tmp_path / name, (at, at))
    (tmp_path / f".references.lock.{dead.pid}-afolder0.tmp").mkdir()
    locked([link(Outcome.FOUND, NIGHT)]).write_if_changed(tmp_path / "references.lock")
    left = {each.name for each in tmp_path.iterdir()}
    assert set(names) - left == {f".references.lock.{dead.pid}-abcdefgh.tmp"}
    assert f".references.lock.{dead.pid}-afolder0.tmp" in left


KILLED_WHILE_WRITING = """
import os, sys
from pathlib import Path
from checker.files.atomic import write_atomically
os.fsync = lambda _: os._exit(9)
write_atomically(Path(sys.argv[1]), b"new")
"""


def test_killed_in_the_middle_of_writing_the_old_lock_stands_and_the_next_writer_clears_up(tmp_path: Path) -> None:
    path = tmp_path / "references.lock"
    path.write_bytes(b"old")
    command = [sys.executable, "-c", KILLED_WHILE_WRITING, str(path)]
    subprocess.run(command, check=False, cwd=Path(__file__).resolve().parents[1])
    (half,) = (each for each in tmp_path.iterdir() if each != path)
    assert path.read_bytes() == b"old"
    os.utime(half, (0, 0))
    locked([link(Outcome.FOUND, NIGHT)]).write_if_changed(path)
    assert list(tmp_path.iterdir()) == [path]


# What follows holds for any past.

_MOMENTS = st.integers(min_value=1, max_value=40 * 24).map(lambda hours: timedelta(hours=hours))
_PLAIN = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.integers(-(2**53), 2**53) | st.booleans()
_FACTS = st.dictionaries(
    st.sampled_from(["failure", "status", "at", "since", "then", "seen_", "soft_404", "fragment", "wall", "a b", "ü"]),
    _PLAIN | st.lists(_PLAIN, max_size=3) | st.dictionaries(st.text(max_size=4), _PLAIN, max_size=2),
    max_size=3,
)
_REPLIES = st.builds(
    lambda outcome, wait, facts, detail, status: (outcome, wait, facts, detail, status),
    st.sampled_from(list(Outcome)),
    _MOMENTS,
    _FACTS,
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.none() | st.sampled_from([200, 404, 503]),
)
_PASTS = st.lists(_REPLIES, min_size=1, max_size=12)


def past(replies: Sequence[tuple[Outcome, timedelta, dict[str, object], str, int | None]]) -> tuple[list[Answer], datetime]:
    at, answers = datetime(2026, 1, 1, tzinfo=UTC), []
    for outcome, wait, facts, detail, status in replies:
        at += wait
        answers.append(link(outcome, at, facts=facts, detail=detail, status=status))
    return answers, at


@settings(deadline=None)
@given(_PASTS)
def test_what_is_written_is_read_back_and_any_toml_parser_agrees(replies: list[tuple]) -> None:  # type: ignore[type-arg]
    answers, at = past(replies)
    lock = locked(answers, at=at)
    assert Lock.parse(lock.text()) == lock
    assert Lock.parse(lock.text()).text() == lock.text()
    tomllib.loads(lock.text())


@settings(deadline=None)
@given(_PASTS)
def test_condensing_twice_changes_nothing(replies: list[tuple]) -> None:  # type: ignore[type-arg]
    answers, _ = past(replies)
    once = condense(Timeline.of(answers))
    if once:
        assert condense(once) == once
        assert same_in_substance(once, once)


def test_a_move_that_was_taken_back_after_a_failure_is_not_taken_for_what_stands() -> None:
    outcomes = (Outcome.UNREACHABLE, Outcome.MOVED, Outcome.FOUND, Outcome.UNREACHABLE)
    lock = locked([link(outcome, NIGHT + number * DAY, status=200) for number, outcome in enumerate(outcomes)], at=NIGHT)
    (timeline,) = lock.blocks["vllm"].records.values()
    standing = [spell.since for spell in timeline.spells if spell.answer.outcome is Outcome.FOUND]
    assert standing == [NIGHT + 2 * DAY], "found since the third night, not since it came back"
    assert Lock.parse(lock.text()) == lock
    assert condense(timeline) == timeline


@settings(deadline=None)
@given(_PASTS)
def test_what_the_rules_read_of_a_timeline_survives(replies: list[tuple]) -> None:  # type: ignore[type-arg]
    answers, _ = past([each for each in replies if each[0] is not Outcome.UNASKED] or [(Outcome.FOUND, DAY, {}, "", 200)])
    whole = Timeline.of(answers)
    kept = condense(whole)
    assert kept is not None
    assert kept.latest.outcome is whole.latest.outcome
    assert kept.since == whole.since
    assert kept.last_found == whole.last_found
    assert kept.standing.outcome is whole.standing.outcome
    one, other = failing(kept), failing(whole)
    assert (one and one._replace(times=0)) == (other and other._replace(times=0))


def findings(seen: Seen) -> list[Finding]:
    found = []
    for rule in all_rules():
        if rule.family in "LR" and not rule.whole:
            found += [
                replace(each, because=()) for reference in seen.catalogue.references for each in rule.check(reference, seen)
            ]
    return found


@settings(max_examples=70, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["found", "moved", "missing", "refused", "timeout", "reset", "soft", "parked", "expired", "gone"]),
            st.integers(1, 60),
        ),
        min_size=1,
        max_size=10,
    ),
    st.booleans(),
)
def test_a_fresh_clone_finds_offline_what_the_writing_machine_finds(story: list[tuple[str, int]], archived: bool) -> None:
    answers, at = [], NIGHT
    for kind, days in story:
        at += days * DAY
        answers.append(told(kind, at))
    answers.append(forge(at, archived=archived, full_name="vllm-project/vllm", pushed_at="2024-01-01T00:00:00Z"))
    catalogue = Catalogue(load("tools.yaml", CATALOGUE).references)
    here = Seen.of(answers, at=at, catalogue=catalogue)
    clone = Lock.parse(locked(answers, at=at).text())
    there = Seen(at, catalogue, clone.timelines())
    assert findings(there) == findings(here)


def told(kind: str, at: datetime) -> Answer:
    silent = {"timeout": "it did not answer in time", "reset": "the connection was reset"}
    if kind in silent:
        return link(Outcome.UNREACHABLE, at, facts={"failure": kind}, detail=silent[kind])
    outcome = {"found": Outcome.FOUND, "moved": Outcome.MOVED, "refused": Outcome.REFUSED, "expired": Outcome.INSECURE}
    facts = {
        "soft": {"soft_404": "page not found"},
        "parked": {"parked": "this domain is for sale"},
        "gone": {"failure": "dns-no-such-name"},
        "expired": {"failure": "certificate-expired"},
        "found": {"certificate_days": 10},
        "refused": {"wall": "cloudflare"},
    }
    status = {"found": 200, "moved": 200, "missing": 404, "refused": 403, "soft": 200, "parked": 200}
    final = "https://example.org/new" if kind == "moved" else URL if kind in status else None
    hops = (Hop(301, URL),) if kind == "moved" else ()
    return link(
        outcome.get(kind, Outcome.MISSING),
        at,
        facts=facts.get(kind, {}),
        detail=f"it said {kind}",
        status=status.get(kind),
        final_url=final,
        redirects=hops,
    )


# Where history and lock meet.


def spell(outcome: Outcome, since: int, until: int, days: int) -> Spell:
    return Spell(link(outcome, NIGHT + until * DAY), NIGHT + since * DAY, NIGHT + until * DAY, days, days)


def test_a_clone_goes_on_counting_where_the_lock_stopped() -> None:
    before = Timeline((spell(Outcome.FOUND, -9, -3, 7), spell(Outcome.UNREACHABLE, -2, -1, 2)))
    tonight = Timeline((spell(Outcome.UNREACHABLE, 0, 0, 1),))
    both = combined(tonight, before)
    assert both is not None
    found = failing(both)
    assert found is not None
    assert (found.days, found.since, found.alive) == (3, NIGHT - 2 * DAY, NIGHT - 3 * DAY)


def test_days_that_both_remember_are_counted_once() -> None:
    lock = Timeline((spell(Outcome.UNREACHABLE, -5, 0, 6),))
    here = Timeline((spell(Outcome.UNREACHABLE, -2, 0, 3),))
    both = combined(here, lock)
    assert both is not None
    found = failing(both)
    assert found is not None
    assert found.days == 6


def test_a_newer_word_of_another_machine_is_heard() -> None:
    here = Timeline((spell(Outcome.FOUND, -30, -20, 5),))
    lock = Timeline((spell(Outcome.FOUND, -30, -3, 9), spell(Outcome.MISSING, -2, -2, 1)))
    both = combined(here, lock)
    assert both is not None
    assert both.standing.outcome is Outcome.MISSING


def test_facts_come_back_as_they_were() -> None:
    facts = json.loads(
        '{"title": "A \\"quoted\\" title\\u007f\\n", "authors": ["Kwon, W.", "Li, Z."], "years": {"print": 2023},'
        ' "updates": [{"type": "retraction", "doi": "10.1/x"}], "reliable": true, "score": 0.5}'
    )
    answer = Answer("crossref", Topic.WORK, "doi:10.1/x", Outcome.FOUND, NIGHT, facts)
    lock = Lock().with_record("kwon2023", answer)
    assert Lock.parse(lock.text()).timelines()[(Topic.WORK, "doi:10.1/x")]["crossref"].latest.facts == facts


@pytest.mark.parametrize(
    "written",
    [
        '"plain"', '"µ-Bench: Prüfung"', '""', r'"a \"quoted\" word"', r'"C:\\path"', '"a\u00a0space that does not break"',
        "{print = 2023}", "{online = 2022, print = 2023}", "{print = 2023, other = true}", "{}", '{a = "b"}',
        "17", "-1.5", "true", '["a", "b"]', "2026-11-22T04:00:00Z", "'literal'", "0x10",
    ],
)  # fmt: skip
def test_a_value_is_what_any_toml_parser_says_it_is(written: str) -> None:
    assert list(lock_text.parse(f"x = {written}", "references.lock")) == [((), tomllib.loads(f"x = {written}"))]


@pytest.mark.parametrize("written", ['"', '"a" "b"', '"a"b', "{print = 2023, print = 2022}", "{print = 0123}", "{print = 2023"])
def test_what_no_toml_parser_reads_is_refused(written: str) -> None:
    with pytest.raises(StateError, match="line 1: cannot be read"):
        list(lock_text.parse(f"x = {written}", "references.lock"))
