"""The link rules beyond their examples: what no single answer and no single rule can show."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from checker.core.answer import Answer, Outcome
from checker.core.errors import Declined
from checker.core.examples import entry, link_answer, snapshot_answer
from checker.core.finding import Finding, Safety, Severity
from checker.core.links import cause_of_missing, new_address
from checker.core.reference import Catalogue
from checker.core.seen import Policy, Seen
from checker.files import load
from checker.judging import findings
from checker.rules import rule

MINE = [*(f"L{number:03}" for number in range(1, 14)), "N001", "N002"]
AT = datetime(2026, 11, 22, 4, tzinfo=UTC)


def judged(text: str, answers: Iterable[Answer], *rules: str, at: datetime = AT, policy: Policy | None = None) -> list[Finding]:
    loaded = load("references.bib", text.encode())
    seen = Seen.of(answers, at=at, catalogue=Catalogue.of(loaded.references), policy=policy)
    return list(findings(seen, [rule(each) for each in rules or MINE]))


def ids(found: Iterable[Finding]) -> list[str]:
    return [each.rule for each in found]


URL = "https://example.org/a"


@pytest.mark.parametrize(
    ("facts", "speaks"),
    [
        ({}, "L001"),
        ({"failure": "no-location"}, "L001"),
        ({"failure": "left-http"}, "L001"),
        ({"registered": False}, "L001"),
        ({"soft_404": "not found"}, "L003"),
        ({"front_page": True}, "L003"),
        ({"failure": "dns-no-such-name"}, "L007"),
        ({"failure": "redirect-loop"}, "L009"),
        ({"failure": "too-many-redirects"}, "L009"),
        ({"parked": "sedo.com"}, "L011"),
    ],
)
def test_one_rule_speaks_for_a_missing_link(facts: dict[str, object], speaks: str) -> None:
    answer = link_answer(URL, Outcome.MISSING, **facts)
    assert cause_of_missing(answer) == speaks
    assert ids(judged(entry(URL), [answer])) == [speaks]


@pytest.mark.parametrize("outcome", [Outcome.FOUND, Outcome.UNREACHABLE, Outcome.UNASKED])
def test_what_condemns_nobody(outcome: Outcome) -> None:
    assert judged(entry(URL), [link_answer(URL, outcome, status=200)]) == []


def test_a_link_that_was_never_asked_has_no_finding() -> None:
    assert judged(entry(URL), []) == []


@pytest.mark.parametrize(
    ("old", "final", "new"),
    [
        ("http://a.org/x", "https://a.org/x", "https://a.org/x"),
        ("http://a.org/x#f", "https://a.org/y", "https://a.org/y#f"),
        ("http://a.org/x#f", "https://a.org/y#g", "https://a.org/y#g"),
        ("http://a.org/x?q=1", "https://a.org/y", "https://a.org/y?q=1"),
        ("http://a.org/x?q=1#f", "https://a.org/y?p=2", "https://a.org/y?p=2#f"),
    ],
)
def test_a_fix_keeps_fragment_and_query_unless_the_new_address_brings_its_own(old: str, final: str, new: str) -> None:
    assert new_address(old, final) == new
    (found,) = judged(entry(old), [link_answer(old, Outcome.MOVED, final=final, hops=(301,), status=200)])
    assert found.fix is not None
    assert found.fix.changes[0].value == new


def fix_of(old: str, final: str, text: str | None = None, **facts: object) -> Safety | None:
    (found,) = judged(
        text or entry(old), [link_answer(old, Outcome.MOVED, final=final, hops=(301,), status=200, **facts)], "L002"
    )
    return found.fix.safety if found.fix else None


def test_which_moves_are_safe_to_write() -> None:
    assert fix_of("http://a.org/x", "https://a.org/x") is Safety.SAFE
    assert fix_of("https://a.org/x", "https://b.org/x") is Safety.SAFE
    assert fix_of("https://a.org/x", "http://a.org/y") is Safety.UNSAFE
    assert fix_of("https://a.org/x", "https://b.org/", front_page=True) is Safety.UNSAFE
    assert fix_of("https://a.org/x", "https://a.org/login", login="https://a.org/login") is None
    assert fix_of("https://a.org/x", "https://a.org/consent", consent="https://a.org/consent") is None


def test_a_fix_replaces_the_address_and_nothing_beside_it() -> None:
    text = "@misc{a,\n  note = {See \\url{http://a.org/x}, and http://a.org/y.}\n}\n"
    answer = link_answer("http://a.org/x", Outcome.MOVED, final="https://a.org/x", hops=(308,), status=200)
    (found,) = judged(text, [answer])
    assert found.fix is not None
    loaded = load("references.bib", text.encode())
    fixed = loaded.dialect.edit(loaded.source, loaded.references[0], found.fix.changes)
    assert fixed == "@misc{a,\n  note = {See \\url{https://a.org/x}, and http://a.org/y.}\n}\n"


@pytest.mark.parametrize(
    ("value", "reason"),
    [("base", "the value of url is the string base"), ('"http://a.org" # "/x"', "the value of url is joined from several parts")],
)
def test_an_address_that_a_macro_or_several_parts_hold_is_declined_with_the_reason(value: str, reason: str) -> None:
    text = f'@string{{base = "http://a.org/x"}}\n@misc{{a, url = {value}}}\n'
    answer = link_answer("http://a.org/x", Outcome.MOVED, final="https://a.org/x", hops=(301,), status=200)
    (found,) = judged(text, [answer], "L002")
    assert found.fix is not None
    loaded = load("references.bib", text.encode())
    with pytest.raises(Declined, match=reason):
        loaded.dialect.edit(loaded.source, loaded.references[0], found.fix.changes)


def test_a_password_is_never_shown() -> None:
    url = "https://me:secret@a.org/x"
    (found,) = judged(entry(url), [link_answer(url, Outcome.MISSING, "it is not there (status 404)")])
    assert "secret" not in repr((found.message, found.subject, found.claimed, found.found))
    assert found.subject == "https://***@a.org/x"


@pytest.mark.parametrize(
    "facts", [{}, {"soft_404": "x"}, {"failure": "dns-no-such-name"}, {"failure": "redirect-loop"}, {"parked": "x"}]
)
def test_every_dead_link_is_offered_its_copy(facts: dict[str, object]) -> None:
    copy = "https://web.archive.org/web/2020/https://example.org/a"
    (found,) = judged(entry(URL), [link_answer(URL, Outcome.MISSING, **facts), snapshot_answer(URL, copy, "2020-01-01")])
    assert found.fix is not None
    assert (found.fix.safety, found.fix.changes[0].value) == (Safety.UNSAFE, copy)


def failing(*days: int, before: Iterable[Answer] = (), detail: str = "it did not answer in time") -> list[Answer]:
    return [*before, *(link_answer(URL, Outcome.UNREACHABLE, detail, at=f"2026-11-{day:02}T04:00:00+00:00") for day in days)]


def on(day: int) -> datetime:
    return datetime(2026, 11, day, 4, tzinfo=UTC)


def found_on(day: int, outcome: Outcome = Outcome.FOUND) -> Answer:
    return link_answer(URL, outcome, status=200, at=f"2026-11-{day:02}T04:00:00+00:00")


def rot(answers: list[Answer], day: int, policy: Policy | None = None) -> Severity | None:
    found = judged(entry(URL), answers, "L008", at=on(day), policy=policy)
    return found[0].severity if found else None


def test_patience() -> None:
    assert rot(failing(10), 10) is None
    assert rot(failing(10, 11), 11) is Severity.WARNING
    assert rot(failing(10, 11, 12), 12) is Severity.WARNING
    assert rot(failing(10, 11, 16), 16) is Severity.WARNING
    assert rot(failing(10, 11, 17), 17) is Severity.ERROR
    assert rot(failing(10, 17), 17) is Severity.WARNING
    assert rot(failing(10, 11, 12, 16), 16, Policy(patience_days=5)) is Severity.ERROR
    assert rot(failing(10, 17), 17, Policy(patience_runs=2)) is Severity.ERROR


def test_days_count_from_when_it_was_last_alive() -> None:
    assert rot(failing(10, 11, 12, before=[found_on(5)]), 12) is Severity.ERROR
    assert rot(failing(10, 11, 12, before=[found_on(6)]), 12) is Severity.WARNING
    assert rot(failing(10, 11, 12, before=[found_on(6, Outcome.MOVED)]), 13) is Severity.ERROR


def test_one_sign_of_life_ends_it() -> None:
    alive = [*failing(1, 2, 3, 10), found_on(11)]
    assert rot(alive, 11) is None
    assert rot([*alive, *failing(12)], 12) is None
    assert rot([*alive, *failing(12, 13)], 13) is Severity.WARNING


def test_flapping_is_told() -> None:
    answers = [found_on(1), *failing(2), found_on(3), *failing(4), found_on(5), *failing(6, 7)]
    (found,) = judged(entry(URL), answers, "L008", at=on(7))
    assert "(it has come back 2 times before)" in found.message


def test_walls_never_rot() -> None:
    walls = [found_on(1), *(found_on(day, Outcome.REFUSED) for day in range(2, 20))]
    found = judged(entry(URL), walls, at=on(20))
    assert ids(found) == ["L013"]
    assert found[0].message.endswith("last seen alive on 2026-11-01")
    assert rot([*failing(1, 2, 3), found_on(10, Outcome.REFUSED), *failing(11)], 11) is None


def test_different_failures_are_one_stretch() -> None:
    mixed = [*failing(1), *failing(1, 2, detail="the server failed (status 503)"), *failing(9)]
    (found,) = judged(entry(URL), mixed, "L008", at=on(9))
    assert (found.found, found.severity) == ("it failed on 3 separate days", Severity.ERROR)


def test_not_being_asked_neither_lengthens_nor_ends_it() -> None:
    pause = link_answer(URL, Outcome.UNASKED, at="2026-11-11T04:00:00+00:00")
    assert rot([*failing(10), pause, *failing(12)], 12) is Severity.WARNING
    assert rot([*failing(10), pause], 11) is None


def test_a_conclusive_answer_stands() -> None:
    dead = link_answer(URL, Outcome.MISSING, "it is not there (status 404)", at="2026-11-01T04:00:00+00:00")
    assert ids(judged(entry(URL), [dead, *failing(2, 3, 4)], at=on(15))) == ["L001"]
    assert ids(judged(entry(URL), [dead, found_on(5, Outcome.REFUSED)], at=on(15))) == ["L001"]
    moved = link_answer(URL, Outcome.MOVED, final="https://example.org/b", hops=(301,), at="2026-11-01T04:00:00+00:00")
    assert ids(judged(entry(URL), [moved, *failing(2)], at=on(3))) == ["L002"]
    assert ids(judged(entry(URL), [moved, link_answer(URL, Outcome.MISSING, "it is not there (status 404)")])) == ["L001"]


def test_certificate_days_run_on_without_being_asked() -> None:
    answer = link_answer(URL, Outcome.FOUND, status=200, certificate_days=30)
    assert judged(entry(URL), [answer]) == []
    assert ids(judged(entry(URL), [answer], at=AT + timedelta(days=10))) == ["L010"]
    assert judged(entry(URL), [answer], at=AT + timedelta(days=10), policy=Policy(certificate_days=5)) == []


def test_a_dead_network_is_told_once_and_a_live_one_never() -> None:
    text = entry(URL) + entry("https://example.net/b", "other")
    dead = [link_answer(url, Outcome.UNREACHABLE, failure="dns-failure") for url in (URL, "https://example.net/b")]
    assert ids(judged(text, dead)) == ["N002"]
    assert ids(judged(text, [dead[0], link_answer("https://example.net/b", Outcome.FOUND, status=200)])) == []
    assert ids(judged(text, dead, at=AT + timedelta(days=1))) == []


def test_a_domain_in_other_hands_is_not_written_unless_the_work_is_about_that_trade() -> None:
    def moved(title: str) -> list[Finding]:
        answer = link_answer(URL, Outcome.MOVED, final="https://spins.example/", hops=(301,), status=200, taken_over="casino")
        return judged(f"@misc{{key,\n  title = {{{title}}},\n  url = {{{URL}}},\n}}\n", [answer], "L002")

    (found,) = moved("Attention is all you need")
    assert (found.fix, "“casino”" in found.message, "elsewhere" in (found.hint or "")) == (None, True, True)
    (found,) = moved("Economics of the casino")
    assert (found.fix is not None, "casino" in found.message, found.hint) == (True, False, "Write the new address.")
