"""An outage of ours counts for nothing, however long; a night on which most hosts really die is believed in time."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.core.answer import Answer, Outcome, Topic
from checker.core.failing import Failing, failing
from checker.memory.history import History
from tests.doubles.clock import Clock

DAY = timedelta(days=1)
FIRST = datetime(2026, 1, 1, 4, tzinfo=UTC)
HOSTS = 10
ALL = frozenset(range(HOSTS))
REASONS = ("read-timeout", "reset", "connect-timeout")


class Past:
    """Nights on which some hosts are silent: which nights counted for nothing, and what is known of each host after each."""

    def __init__(self, silent: Sequence[Collection[int]], *, gone: bool = False) -> None:
        self.gone = gone
        self.outages: list[int] = []
        self.failing: list[dict[int, Failing]] = []
        clock = Clock(FIRST)
        with TemporaryDirectory() as name, History.open(Path(name), clock=clock) as history:
            for night, quiet in enumerate(silent):
                clock.at = FIRST + night * DAY
                run = history.begin()
                for host in range(HOSTS):
                    run.record(self._answer(host, night, clock.at, quiet=host in quiet))
                if run.settle():
                    self.outages.append(night)
                run.finish()
                self.failing.append(dict(self._failing(history)))

    def _answer(self, host: int, night: int, at: datetime, *, quiet: bool) -> Answer:
        url = f"https://host{host}.example/"
        if not quiet:
            return Answer("web", Topic.LINK, url, Outcome.FOUND, at, {}, status=200)
        if self.gone:
            return Answer("web", Topic.LINK, url, Outcome.MISSING, at, {"failure": "dns-no-such-name"})
        return Answer("web", Topic.LINK, url, Outcome.UNREACHABLE, at, {"failure": REASONS[(night + host) % 3]})

    def _failing(self, history: History) -> Sequence[tuple[int, Failing]]:
        known = history.timelines()
        hosts = {host: known.get((Topic.LINK, f"https://host{host}.example/"), {}).get("web") for host in range(HOSTS)}
        return [(host, found) for host, each in hosts.items() if each and (found := failing(each))]

    def warned(self, host: int) -> list[int]:
        """The nights of an L008."""
        return [night for night, found in enumerate(self.failing) if host in found and found[host].days >= 2]

    def convicted(self, host: int) -> int | None:
        """The first night of an L008 that is an error: 3 failing days, and 7 days since it was last seen alive."""
        nights = (
            night
            for night, found in enumerate(self.failing)
            if host in found and found[host].days >= 3 and found[host].lasted(FIRST + night * DAY) >= 7
        )
        return next(nights, None)


def test_when_most_hosts_die_on_one_night_every_death_is_found_within_the_patience() -> None:
    dead = {0, 1, 2, 3, 4, 5, 6}
    past = Past([set()] * 5 + [dead] * 12)
    assert past.outages == [5, 6, 7], "three days are taken for an outage of ours"
    assert {past.convicted(host) for host in dead} == {4 + 7}, "last seen alive on night 4; no later than if one had died alone"
    assert [past.warned(host) for host in ALL - dead] == [[]] * 3


def test_when_most_names_vanish_on_one_night_they_are_believed_from_the_fourth() -> None:
    past = Past([set()] * 5 + [{0, 1, 2, 3, 4, 5, 6}] * 5, gone=True)
    assert past.outages == [5, 6, 7]


@pytest.mark.parametrize("nights", [1, 3, 12, 40])
def test_a_night_on_which_nobody_answers_never_counts(nights: int) -> None:
    past = Past([set(), set(), *[ALL] * nights, set()])
    assert past.outages == list(range(2, 2 + nights))
    assert not any(past.failing)


def test_an_outage_that_leaves_a_few_hosts_is_forgotten_when_it_ends() -> None:
    past = Past([set(), set(), *[ALL - {0, 1}] * 3, set(), set(), *[ALL - {0, 1}] * 3, set()])
    assert past.outages == [2, 3, 4, 7, 8, 9], "the second one is doubted as long as the first"
    assert not any(past.failing)


def test_an_outage_of_ours_each_time_of_other_hosts_is_not_believed() -> None:
    past = Past([set(), *[ALL - {night % HOSTS, (night + 1) % HOSTS} for night in range(8)], set()])
    assert not any(past.warned(host) for host in ALL)


def test_nights_without_any_network_among_those_of_a_great_dying_put_it_off_by_themselves_alone() -> None:
    dead = {0, 1, 2, 3, 4, 5, 6}
    past = Past([set()] * 5 + [dead, dead, ALL, ALL, *[dead] * 12])
    assert past.outages == [5, 6, 7, 8, 9]
    assert {past.convicted(host) for host in dead} == {12}
    assert [past.warned(host) for host in ALL - dead] == [[]] * 3


_NETWORK = st.lists(st.sampled_from([True, True, True, False]), min_size=30, max_size=30)
_DEATHS = st.lists(st.integers(0, 3) | st.integers(1, 29) | st.none(), min_size=HOSTS, max_size=HOSTS)


@settings(deadline=None, max_examples=25)
@given(_NETWORK, _DEATHS, st.integers(5, 15))
def test_every_death_is_found_and_nothing_that_lives_is_accused(
    network: list[bool], deaths: list[int | None], great: int
) -> None:
    """Deaths of single hosts and one great dying, over a network that is out on every fourth night.

    Three live on: of fewer, nothing could be said when they fall silent with the dead.
    """
    turns = [None if each is None else (great if each < 4 else each) for each in deaths]
    turns[:3] = [None] * 3
    nights = [
        {host for host, turn in enumerate(turns) if turn is not None and night >= turn} if up or night == 0 else set(ALL)
        for night, up in enumerate(network)
    ]
    past = Past(nights)
    for host, turn in enumerate(turns):
        if turn is None:
            assert not any(host in found for found in past.failing)
            continue
        seen = [night for night in range(turn, len(network)) if network[night]]
        in_time = [night for night in seen[11:] if night - turn >= 7]
        assert not in_time or (past.convicted(host) or 99) <= in_time[0]
