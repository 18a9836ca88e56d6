"""The history: what is kept of every answer, what counts for nothing, and what survives."""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checker.core.answer import Answer, Hop, Outcome, Timeline, Topic
from checker.core.failing import failing
from checker.memory.findings import Fingerprint, Verdict
from checker.memory.history import History
from checker.memory.outage import Heard, is_outage, is_silent
from checker.memory.spells import absorb
from checker.memory.store import MIGRATIONS
from checker.memory.story import story
from tests.doubles.clock import Clock

DAY = timedelta(days=1)
URL = "https://example.org/paper"
LINK = (Topic.LINK, URL)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 11, 1, 4, tzinfo=UTC))


@pytest.fixture
def warnings() -> list[str]:
    return []


@pytest.fixture
def history(tmp_path: Path, clock: Clock, warnings: list[str]) -> Iterator[History]:
    with History.open(tmp_path / "state", clock=clock, warn=warnings.append) as opened:
        yield opened


def reply(outcome: Outcome, at: datetime, url: str = URL, **parts: object) -> Answer:
    return Answer("web", Topic.LINK, url, outcome, at, **parts)  # type: ignore[arg-type]


def night(history: History, clock: Clock, *answers: Answer, **asked: object) -> bool:
    run = history.begin(**asked)  # type: ignore[arg-type]
    for answer in answers:
        run.record(answer)
    outage = run.settle()
    run.finish()
    clock.at += DAY
    return outage


def test_answers_that_say_the_same_are_counted_not_repeated(history: History, clock: Clock) -> None:
    for number in range(5):
        facts = {"certificate_days": 90 - number, "title": f"{number} visitors"}
        night(
            history,
            clock,
            reply(Outcome.FOUND, clock.at, status=200, facts=facts, ms=100 + number, validators={"etag": str(number)}),
        )
    (spell,) = history.timelines()[LINK]["web"].spells
    assert (spell.runs, spell.days, spell.since, spell.until) == (5, 5, clock.at - 5 * DAY, clock.at - DAY)
    assert spell.answer == reply(
        Outcome.FOUND,
        clock.at - DAY,
        status=200,
        facts={"certificate_days": 86, "title": "4 visitors"},
        ms=104,
        validators={"etag": "4"},
    )


def test_an_answer_comes_back_whole(history: History, clock: Clock) -> None:
    answer = Answer(
        "web",
        Topic.LINK,
        URL,
        Outcome.MOVED,
        clock.at.replace(microsecond=123456),
        {"fragment": "present", "nested": {"a": [1, 2.5, True]}, "ü": "\ud800"},
        "two hops",
        200,
        "https://example.org/new",
        (Hop(301, URL), Hop(308, "https://example.org/middle")),
        212,
        {"last-modified": "Sun, 01 Nov 2026 00:00:00 GMT"},
    )
    night(history, clock, answer)
    assert history.timelines([LINK]) == {LINK: {"web": Timeline.of([answer])}}


def test_two_looks_within_one_night_are_one_run_and_one_day(history: History, clock: Clock) -> None:
    run = history.begin()
    run.record(reply(Outcome.UNREACHABLE, clock.at))
    run.settle()
    run.record(reply(Outcome.UNREACHABLE, clock.at + timedelta(minutes=5)))
    run.settle()
    (spell,) = history.timelines()[LINK]["web"].spells
    assert (spell.runs, spell.days, spell.until) == (1, 1, clock.at + timedelta(minutes=5))


def test_three_runs_on_one_day_are_one_day(history: History, clock: Clock) -> None:
    for hours in range(3):
        run = history.begin()
        run.record(reply(Outcome.UNREACHABLE, clock.at + timedelta(hours=hours)))
        run.finish()
    (spell,) = history.timelines()[LINK]["web"].spells
    assert (spell.runs, spell.days) == (3, 1)


def test_unchanged_means_what_was_said_before(history: History, clock: Clock) -> None:
    first = reply(Outcome.FOUND, clock.at, status=200, facts={"fragment": "present"}, final_url=URL, validators={"etag": "a"})
    night(history, clock, first)
    night(history, clock, reply(Outcome.UNREACHABLE, clock.at, detail="it did not answer"))
    night(history, clock, reply(Outcome.FOUND, clock.at, status=304, facts={"unchanged": True}))
    timeline = history.timelines()[LINK]["web"]
    assert [spell.answer.outcome for spell in timeline.spells] == [Outcome.FOUND, Outcome.UNREACHABLE, Outcome.FOUND]
    assert (timeline.latest.status, timeline.latest.facts, timeline.latest.final_url) == (200, {"fragment": "present"}, URL)
    meant = history.meant(reply(Outcome.FOUND, clock.at, status=304, facts={"unchanged": True}))
    assert (meant.status, meant.facts, meant.at) == (200, {"fragment": "present"}, clock.at)


def test_answers_can_be_read_before_the_run_is_over(history: History, clock: Clock) -> None:
    night(history, clock, reply(Outcome.FOUND, clock.at))
    run = history.begin()
    run.record(reply(Outcome.MISSING, clock.at, status=404))
    before = history.timelines([LINK])
    run.settle()
    assert history.timelines([LINK]) == before
    assert before[LINK]["web"].latest.outcome is Outcome.MISSING


def test_a_late_answer_of_a_second_run_does_not_become_the_newest(history: History, clock: Clock) -> None:
    slow, quick = history.begin(), history.begin()
    slow.record(reply(Outcome.MISSING, clock.at))
    quick.record(reply(Outcome.FOUND, clock.at + timedelta(minutes=1)))
    quick.finish()
    slow.finish()
    spells = history.timelines()[LINK]["web"].spells
    assert [spell.answer.outcome for spell in spells] == [Outcome.MISSING, Outcome.FOUND]
    extended, extends = absorb(spells[-1], reply(Outcome.FOUND, clock.at - DAY))
    assert extends
    assert (extended.since, extended.until, extended.runs) == (clock.at - DAY, clock.at + timedelta(minutes=1), 2)


def test_passwords_never_reach_the_disk(history: History, clock: Clock, tmp_path: Path) -> None:
    url = "https://me:secret@example.org/"
    night(history, clock, reply(Outcome.MOVED, clock.at, url, final_url=url, redirects=(Hop(301, url),)))
    assert list(history.timelines([(Topic.LINK, url)])) == [(Topic.LINK, url)]
    assert history.find(url) == ((Topic.LINK, "https://***@example.org/"),)
    history.close()
    assert all(b"secret" not in path.read_bytes() for path in (tmp_path / "state").iterdir())


def test_answers_remember_the_settings_of_their_question(history: History, clock: Clock) -> None:
    night(history, clock, reply(Outcome.FOUND, clock.at), asked_with={Topic.LINK: "accept 200"})
    assert LINK in history.timelines([LINK], asked_with={Topic.LINK: "accept 200"})
    assert not history.timelines([LINK], asked_with={Topic.LINK: "accept 403"})[LINK]
    night(history, clock, reply(Outcome.FOUND, clock.at), asked_with={Topic.LINK: "accept 403"})
    assert history.timelines([LINK], asked_with={Topic.LINK: "accept 403"})[LINK]
    assert history.timelines()[LINK]["web"].spells[0].days == 2, "patience does not begin anew"


# An outage of ours


def outage(answers: list[Answer], before: Iterable[Answer] = ()) -> bool:
    """Whether these answers are taken for an outage, after a night on which those were heard."""
    known = {(each.topic, each.subject, each.source): is_silent(each.outcome, each.facts) for each in before}
    return is_outage(_heard(each, known.get((each.topic, each.subject, each.source))) for each in answers)


def _heard(answer: Answer, before: bool | None) -> Heard:
    asked, quiet = answer.outcome is not Outcome.UNASKED, is_silent(answer.outcome, answer.facts)
    return Heard(answer.topic, answer.subject, answer.source, asked, quiet, before)


def world(outcome: Outcome, at: datetime, hosts: int = 6) -> list[Answer]:
    return [reply(outcome, at, f"https://host{number}.org/", facts={}) for number in range(hosts)]


def test_a_night_without_network_counts_for_nothing(history: History, clock: Clock) -> None:
    assert not night(history, clock, *world(Outcome.FOUND, clock.at))
    before = history.timelines()
    for _ in range(3):
        assert night(history, clock, *world(Outcome.UNREACHABLE, clock.at))
    assert history.timelines() == before
    assert not night(history, clock, *world(Outcome.FOUND, clock.at))
    spells = history.timelines()[(Topic.LINK, "https://host0.org/")]["web"].spells
    assert [(spell.answer.outcome, spell.runs) for spell in spells] == [(Outcome.FOUND, 2)]
    assert len(history.outage_nights()) == 3


def test_what_is_recorded_in_an_outage_is_no_evidence_even_while_the_run_goes_on(history: History, clock: Clock) -> None:
    night(history, clock, *world(Outcome.FOUND, clock.at))
    before = history.timelines()
    run = history.begin()
    for answer in world(Outcome.UNREACHABLE, clock.at):
        run.record(answer)
    assert history.timelines() == before


@pytest.mark.parametrize(
    ("quiet", "all_hosts", "ours"),
    [(2, 2, False), (3, 3, True), (3, 6, False), (4, 6, True), (0, 6, False), (1, 1, False)],
)
def test_most_hosts_and_at_least_three(quiet: int, all_hosts: int, ours: bool, clock: Clock) -> None:
    answers = world(Outcome.UNREACHABLE, clock.at, all_hosts)[:quiet] + world(Outcome.FOUND, clock.at, all_hosts)[quiet:]
    assert outage(answers, world(Outcome.FOUND, clock.at - DAY, all_hosts)) is ours


def test_hosts_that_were_silent_before_are_no_witnesses(clock: Clock) -> None:
    answers = world(Outcome.UNREACHABLE, clock.at)
    assert not outage(answers, answers)
    new = [reply(Outcome.UNREACHABLE, clock.at, f"https://new{number}.org/") for number in range(3)]
    assert outage([*answers, *new], answers)


def test_in_a_first_run_one_host_that_answers_shows_that_the_network_is_there(clock: Clock) -> None:
    library = Answer("library", Topic.WORK, "doi:10.1/x", Outcome.FOUND, clock.at)
    assert outage([*world(Outcome.UNREACHABLE, clock.at), library])
    assert not outage([*world(Outcome.UNREACHABLE, clock.at), reply(Outcome.FOUND, clock.at)])


def test_a_resolver_that_denies_every_name_is_an_outage_and_a_wall_is_not(clock: Clock) -> None:
    nothing = [reply(Outcome.MISSING, clock.at, f"https://h{n}.org/", facts={"failure": "dns-no-such-name"}) for n in range(5)]
    assert outage(nothing)
    assert not outage(world(Outcome.REFUSED, clock.at))
    assert not outage(world(Outcome.UNASKED, clock.at))


def test_many_links_of_one_host_are_one_host(clock: Clock) -> None:
    assert not outage([reply(Outcome.UNREACHABLE, clock.at, f"https://one.org/{number}") for number in range(50)])


# Findings, verdicts, reports


def test_a_finding_is_followed_from_the_run_that_first_made_it(history: History, clock: Clock) -> None:
    dead, moved = Fingerprint("L001", "vllm", URL), Fingerprint("L002", None, None)
    days = []
    for found in ([dead], [dead, moved], [moved], [dead, moved]):
        run = history.begin(scope="all")
        run.finish(findings=found)
        days.append(clock.at)
        clock.at += DAY
    assert history.first_made("all") == {dead: days[3], moved: days[1]}
    assert history.findings_at(days[1], "all") == {dead, moved}
    assert history.findings_at(days[2] + DAY / 2, "all") == {moved}
    assert history.findings_at(days[0] - DAY, "all") is None
    assert history.first_made("other paths") == {}


def test_the_last_report_can_be_told_again(history: History) -> None:
    assert history.last_report() is None
    for text in ("first", "second – \ud800"):
        history.begin().finish(text)
    assert history.last_report() == "second – \\ud800"


def test_verdicts_keep_the_digest_that_they_judged(history: History, clock: Clock) -> None:
    history.begin().finish(verdicts={"kwon2023": Verdict("verified", "9f2c", clock.at)})
    history.begin().finish(verdicts={"kwon2023": Verdict("differs", "11ab", clock.at)})
    history.begin().finish(verdicts={"kwon2023": Verdict("unverified", "11ab", clock.at)})
    assert history.verdicts() == {"kwon2023": Verdict("differs", "11ab", clock.at)}
    history.begin().finish(verdicts={"kwon2023": Verdict("unverified", "22cd", clock.at)})
    assert history.verdicts() == {"kwon2023": Verdict("unverified", "22cd", clock.at)}


def test_a_timeline_that_a_person_can_read(history: History, clock: Clock) -> None:
    forge = ("github", Topic.REPOSITORY, "github.com/a/b", Outcome.FOUND)
    for number in range(4):
        answers = [reply(Outcome.FOUND, clock.at, status=200), Answer(*forge, clock.at, {"archived": number == 3})]
        night(history, clock, *answers)
    night(history, clock, *world(Outcome.UNREACHABLE, clock.at))
    for _ in range(2):
        night(history, clock, reply(Outcome.UNREACHABLE, clock.at, detail="it did not answer in time"))
    names = [LINK, (Topic.REPOSITORY, "github.com/a/b")]
    assert story(history.timelines(names), history.outage_nights()) == (
        """\
link https://example.org/paper (web)
  2026-11-01 to 2026-11-04  found (200), 4 times on 4 days
  2026-11-06 to 2026-11-07  not reached, 2 times on 2 days: it did not answer in time
  since 2026-11-06 not reached; last seen alive on 2026-11-04

repository github.com/a/b (github)
  2026-11-01 to 2026-11-03  found, 3 times on 3 days
  2026-11-04                found; archived false → true
  since 2026-11-01 found

Not counted, because our own network was out: 2026-11-05
"""
    )


# What happens to files


def test_a_state_that_cannot_be_written_costs_one_warning(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "state").write_text("a file stands where the folder should be")
    warnings: list[str] = []
    with History.open(tmp_path / "state", clock=clock, warn=warnings.append) as history:
        assert not history.recording
        night(history, clock, reply(Outcome.FOUND, clock.at))
        assert history.timelines()[LINK]["web"].latest.outcome is Outcome.FOUND
    assert len(warnings) == 1
    assert warnings[0].startswith("nothing of this run is recorded: cannot write ")


def test_a_disk_that_fills_up_costs_one_warning_and_no_answer(tmp_path: Path, clock: Clock) -> None:
    warnings: list[str] = []
    with History.open(tmp_path, clock=clock, warn=warnings.append) as history:
        night(history, clock, reply(Outcome.FOUND, clock.at))
        database = history._store._db
        pages = database.execute("PRAGMA page_count").fetchone()[0]
        database.execute(f"PRAGMA max_page_count = {pages + 2}")
        run = history.begin()
        for number in range(200):
            run.record(reply(Outcome.MISSING, clock.at, f"https://example.org/{number}", detail="x" * 100))
        run.finish("report")
        assert len(history.timelines()) == 201
    assert len(warnings) == 1
    assert "database or disk is full" in warnings[0]
    with History.open(tmp_path, clock=clock) as again:
        kept = again.timelines()
    assert kept[LINK]["web"].latest.outcome is Outcome.FOUND
    assert 1 < len(kept) < 201, "what was written before the disk was full is kept"


def test_a_read_only_state_is_read(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    with History.open(tmp_path, clock=clock) as history:
        night(history, clock, reply(Outcome.FOUND, clock.at))
    connect = sqlite3.connect

    def read_only(target: object, **options: object) -> sqlite3.Connection:
        if isinstance(target, Path):
            return connect(f"{target.as_uri()}?mode=ro", uri=True, isolation_level=None)
        return connect(target, **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr("checker.memory.store.sqlite3.connect", read_only)
    warnings: list[str] = []
    with History.open(tmp_path, clock=clock, warn=warnings.append) as history:
        night(history, clock, reply(Outcome.FOUND, clock.at))
        assert history.timelines()[LINK]["web"].spells[0].runs == 2
    assert [each[:36] for each in warnings] == ["from here on nothing is recorded: ca"]


@pytest.mark.parametrize("damage", [b"this is no database at all" * 50, b""])
def test_a_damaged_file_is_put_aside_never_deleted(tmp_path: Path, clock: Clock, damage: bytes) -> None:
    (tmp_path / "history.sqlite3").write_bytes(damage)
    warnings: list[str] = []
    with History.open(tmp_path, clock=clock, warn=warnings.append) as history:
        night(history, clock, reply(Outcome.FOUND, clock.at))
        assert history.recording
    aside = [path for path in tmp_path.iterdir() if "damaged" in path.name]
    if damage:
        assert [path.read_bytes() for path in aside] == [damage]
        assert "file is not a database" in warnings[0]
        assert warnings[0].endswith("it was put aside as history.sqlite3.damaged-20261101T040000Z, and a new one begins")
    else:
        assert (aside, warnings) == ([], [])


def test_a_file_damaged_in_the_middle_is_put_aside_when_it_shows(tmp_path: Path, clock: Clock) -> None:
    with History.open(tmp_path, clock=clock) as history:
        for _ in range(3):
            night(history, clock, *world(Outcome.FOUND, clock.at, 400))
    path = tmp_path / "history.sqlite3"
    data = bytearray(path.read_bytes())
    data[4096 * 4 :] = b"\xff" * (len(data) - 4096 * 4)
    path.write_bytes(data)
    warnings: list[str] = []
    with History.open(tmp_path, clock=clock, warn=warnings.append) as history:
        history.timelines()
        assert not night(history, clock, reply(Outcome.FOUND, clock.at))
        assert LINK in history.timelines()
    assert "is damaged" in warnings[0]
    assert any("damaged" in each.name for each in tmp_path.iterdir())


def test_a_history_of_the_first_version_is_brought_up_to_date(tmp_path: Path, clock: Clock) -> None:
    with History.open(tmp_path, clock=clock) as history:
        night(history, clock, reply(Outcome.FOUND, clock.at))
    with sqlite3.connect(tmp_path / "history.sqlite3") as old:
        old.executescript("DROP TABLE finding; DROP TABLE verdict; PRAGMA user_version = 1")
    old.close()
    with History.open(tmp_path, read_only=True, clock=clock) as reading:
        assert reading.first_made() == {}
        assert LINK in reading.timelines()
    with History.open(tmp_path, clock=clock) as history:
        history.begin().finish(findings=[Fingerprint("L001", None, URL)])
        assert LINK in history.timelines()
        assert len(history.first_made()) == 1
        assert history._store._db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


def test_a_history_of_a_newer_version_is_left_alone(tmp_path: Path, clock: Clock) -> None:
    with History.open(tmp_path, clock=clock) as history:
        night(history, clock, reply(Outcome.FOUND, clock.at))
    with sqlite3.connect(tmp_path / "history.sqlite3") as future:
        future.execute("PRAGMA user_version = 99")
    future.close()
    warnings: list[str] = []
    with History.open(tmp_path, clock=clock, warn=warnings.append) as history:
        night(history, clock, reply(Outcome.FOUND, clock.at))
    assert "written by a newer version of refwatch (schema 99); upgrade refwatch" in warnings[0]
    assert len(warnings) == 1
    with History.open(tmp_path, read_only=True, clock=clock, warn=warnings.append) as history:
        assert history.timelines() == {}
    assert "was written by a newer version of refwatch and is not read; upgrade refwatch" in warnings[1]


def test_reading_only_creates_nothing(tmp_path: Path, clock: Clock) -> None:
    with History.open(tmp_path / "state", read_only=True, clock=clock) as history:
        assert history.timelines() == {}
        assert history.last_report() is None
    assert list(tmp_path.iterdir()) == []


def test_a_state_of_our_own_keeps_itself_out_of_git_and_a_folder_of_the_user_is_left_alone(tmp_path: Path) -> None:
    History.open(tmp_path / "state").close()
    assert (tmp_path / "state" / ".gitignore").read_text() == "*\n"
    History.open(tmp_path).close()
    assert not (tmp_path / ".gitignore").exists()


def test_a_run_whose_process_is_gone_is_settled_by_the_next(tmp_path: Path, clock: Clock) -> None:
    with History.open(tmp_path, clock=clock) as history:
        run = history.begin()
        run.record(reply(Outcome.UNREACHABLE, clock.at))
        history._store.write(lambda db: db.execute("UPDATE run SET owner = 'elsewhere:1'"))
    clock.at += 2 * DAY
    with History.open(tmp_path, clock=clock) as history:
        assert history._store._db.execute("SELECT count(*) FROM pending").fetchone() == (0,)
        night(history, clock, reply(Outcome.UNREACHABLE, clock.at))
        found = failing(history.timelines()[LINK]["web"])
    assert found is not None
    assert found.days == 2
