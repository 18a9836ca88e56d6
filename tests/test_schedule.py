"""What is due: nothing too young, not everything on one night, young failures first, the rest carried over."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from checker.core.answer import Answer, Outcome, Subject, Timeline, Topic
from checker.memory.schedule import SPREAD, lifetime, plan

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
DAY = timedelta(days=1)


def subject(number: int | str) -> Subject:
    return Subject(Topic.LINK, f"https://example.org/{number}")


def timeline(*answers: tuple[Outcome, timedelta]) -> Timeline:
    return Timeline.of(Answer("web", Topic.LINK, "https://example.org/", outcome, NOW - age) for outcome, age in answers)


def names(subjects: tuple[Subject, ...]) -> list[str]:
    return [each.name.rpartition("/")[2] for each in subjects]


def test_a_plain_run_asks_everything() -> None:
    known = timeline((Outcome.FOUND, timedelta(seconds=1)))
    assert len(plan([subject(1), subject(2)], lambda _: known, NOW).due) == 2


def test_young_answers_are_not_asked_again() -> None:
    ages = {"young": timeline((Outcome.FOUND, timedelta(minutes=59))), "old": timeline((Outcome.FOUND, timedelta(minutes=61)))}
    made = plan(
        [subject("young"), subject("old"), subject("never")], lambda each: ages.get(names((each,))[0]), NOW, max_age=DAY / 24
    )
    assert (names(made.due), names(made.fresh), made.carried) == (["never", "old"], ["young"], ())


def test_the_never_asked_first_then_young_failures_then_the_longest_unasked() -> None:
    known = {
        "long-dead": timeline((Outcome.UNREACHABLE, 60 * DAY), (Outcome.UNREACHABLE, 2 * DAY)),
        "failing-since-yesterday": timeline((Outcome.FOUND, 9 * DAY), (Outcome.UNREACHABLE, DAY)),
        "stale": timeline((Outcome.FOUND, 40 * DAY)),
        "staler": timeline((Outcome.FOUND, 50 * DAY)),
    }
    every = [subject(each) for each in (*known, "new")]
    made = plan(every, lambda each: known.get(names((each,))[0]), NOW, max_age=30 * DAY, budget=3)
    assert names(made.due) == ["new", "failing-since-yesterday", "long-dead"]
    assert names(made.carried) == ["staler", "stale"]


def test_a_failure_is_looked_at_the_next_night_whatever_the_age_allowed() -> None:
    failing = timeline((Outcome.UNREACHABLE, DAY))
    assert len(plan([subject(1)], lambda _: failing, NOW, max_age=30 * DAY).due) == 1
    just_now = timeline((Outcome.UNREACHABLE, timedelta(minutes=5)))
    assert plan([subject(1)], lambda _: just_now, NOW, max_age=DAY / 24).due == ()


@given(st.integers(0, 10**6), st.integers(0, 400))
def test_no_answer_is_asked_again_before_its_age_nor_kept_much_longer(number: int, days: int) -> None:
    age = days * DAY
    life = lifetime(subject(number), NOW, age)
    assert age <= life <= age * (1 + SPREAD)
    assert life == lifetime(subject(number), NOW, age)


def test_what_was_asked_on_one_night_drifts_apart() -> None:
    """Two hundred links, all first asked on one night: after some months no night has more than a small share."""
    every = [subject(number) for number in range(200)]
    known = {each: timeline((Outcome.FOUND, timedelta(0))) for each in every}
    nights = []
    for night in range(1, 241):
        due = plan(every, known.get, NOW + night * DAY, max_age=14 * DAY).due
        for each in due:
            known[each] = timeline((Outcome.FOUND, -night * DAY))
        nights.append(len(due))
    assert max(nights[:30]) > 40
    assert max(nights[-60:]) < 35
    assert sum(nights[-60:]) > 600


def test_the_remainder_of_a_budget_comes_first_the_next_night() -> None:
    known: dict[str, Timeline] = {}
    every = [subject(number) for number in range(10)]
    asked: list[str] = []
    for night in range(2):
        at = NOW + night * DAY
        for each in plan(every, lambda each: known.get(each.name), at, max_age=30 * DAY, budget=5).due:
            asked.append(each.name)
            known[each.name] = Timeline.of([Answer("web", Topic.LINK, each.name, Outcome.FOUND, at)])
    assert sorted(asked) == sorted(each.name for each in every)
