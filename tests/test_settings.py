"""The configuration: what every key means, and what a mistake is told."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from checker.core.durations import parse_duration
from checker.core.errors import ConfigurationError
from checker.settings import Settings, find_configuration, load
from checker.settings_keys import HostEntry, IgnoreEntry


def configured(folder: Path, text: str) -> Settings:
    (folder / "refwatch.toml").write_text(text)
    return load(folder)


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load(tmp_path) == Settings(root=tmp_path)


def test_a_whole_file(tmp_path: Path) -> None:
    settings = configured(
        tmp_path,
        """
        paths = ["references.bib", "tools.yaml"]
        exclude = "old/*"
        exclude_url = ["https://intranet.example/*"]
        accept = { "*.acm.org" = [403, 429] }
        patience = { runs = 5, days = 14 }
        quiet-after = "1y"
        mailto = "you@example.org"
        fail-on = "warning"
        max_age = "12h"
        only = ["links"]
        severity = { L005 = "warning" }

        [hosts."example.org"]
        concurrency = 2
        interval = 0.5
        headers = { Accept = "text/html" }

        [[ignore]]
        rule = "L013"
        subject = "https://dl.acm.org/*"
        reason = "the publisher turns bots away; checked by hand"
        until = 2027-06-01
        """,
    )
    assert settings.root == tmp_path
    assert settings.paths == ("references.bib", "tools.yaml")
    assert settings.exclude == ("old/*",)
    assert settings.accept == {"*.acm.org": (403, 429)}
    assert (settings.policy.patience_runs, settings.policy.patience_days) == (5, 14)
    assert settings.policy.quiet_after == timedelta(days=365.25)
    assert settings.fail_on == "warning"
    assert settings.max_age == timedelta(hours=12)
    assert settings.hosts == {"example.org": HostEntry(2, 0.5, None, {"Accept": "text/html"})}
    assert settings.ignores == (
        IgnoreEntry(
            reason="the publisher turns bots away; checked by hand",
            rule="L013",
            subject="https://dl.acm.org/*",
            until=date(2027, 6, 1),
            line=19,
        ),
    )


def test_rules_and_single_findings_are_ignored_under_one_key(tmp_path: Path) -> None:
    settings = configured(tmp_path, 'ignore = ["L005", { key = "vaswani2017attention", reason = "read by hand" }]')
    assert settings.ignore == ("L005",)
    assert settings.ignores == (IgnoreEntry(reason="read by hand", key="vaswani2017attention"),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('pathes = ["a.bib"]', "unknown key 'pathes'; did you mean 'paths'?"),
        ('fail_on = "fatal"', "fail_on: expected one of error, warning, info, never, not 'fatal'"),
        ('max_age = "a week"', "max_age: 'a week' is not a duration; write it like 90s, 30m, 12h, 7d, 2w or 1y"),
        ("concurrency = 0", "concurrency: expected a positive number, not 0"),
        ("timeout = nan", "timeout: expected a positive number, not nan"),
        ("budget = inf", "budget: expected a positive number, not inf"),
        ("max_age = 99999999999999999999999", "is longer than a thousand years; write 1000y or less"),
        ('hosts = { "a.org" = { concurrency = nan } }', "a.org: expected concurrency to be a whole number from 1, not nan"),
        ('hosts = { "a.org" = { interval = -1 } }', "a.org: expected interval to be seconds, 0 or more, not -1"),
        ('hosts = { "a.org" = { headers = { a = 1 } } }', "a.org: expected a string for the header a, not 1"),
        ('hosts = { "a.org" = { headers = { a = "b\\r\\nc: d" } } }', "a.org: the header a has a line break or another"),
        ('hosts = { "a.org" = { headers = { "a b" = "c" } } }', "a.org: 'a b' cannot be the name of a header"),
        ('mailto = "a\\nb@c"', "mailto: expected an e-mail address, not 'a\\nb@c'"),
        ('ignore = [{ rule = 5, reason = "x" }]', "ignore: expected a string for rule, not 5"),
        ('ignore = [{ key = "a", reason = "x", until = "soon" }]', "until must be a date such as 2027-06-01, not 'soon'"),
        ("offline = 1", "offline: expected true or false, not 1"),
        ('ignore = [{ rule = "L013" }]', 'ignore: an ignore needs a reason; add reason = "…"'),
        ('ignore = [{ reason = "x" }]', "ignore: an ignore needs a rule, a subject, a key or a path to match"),
        ('ignore = [{ rule = "L1", reason = "x", untill = 1 }]', "ignore: unknown key 'untill'; did you mean 'until'?"),
        (
            'hosts = { "a.org" = { pace = 1 } }',
            "hosts: unknown key 'pace'; known keys are concurrency, headers, interval, timeout",
        ),
        ("patience = { nights = 3 }", "patience: unknown key 'nights'; known keys are days, runs"),
        ("paths = [", "is not valid TOML"),
    ],
)
def test_a_mistake_is_told_with_the_next_step(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        configured(tmp_path, text)
    assert message in str(raised.value)


def test_an_ignore_may_end_at_a_time_of_day(tmp_path: Path) -> None:
    settings = configured(tmp_path, 'ignore = [{ key = "a", reason = "x", until = 2027-06-01T12:00:00Z }]')
    assert settings.ignores[0].until == date(2027, 6, 1)


def test_the_nearest_file_upwards_is_used_and_a_project_without_our_table_passed_over(tmp_path: Path) -> None:
    (tmp_path / "refwatch.toml").write_text("")
    inner = tmp_path / "docs" / "deep"
    inner.mkdir(parents=True)
    (tmp_path / "docs" / "pyproject.toml").write_text("[tool.other]\nname = 'refwatch'\n")
    assert find_configuration(inner) == tmp_path / "refwatch.toml"
    (inner / "pyproject.toml").write_text("[tool.refwatch]\nquiet = true\n")
    assert find_configuration(inner) == inner / "pyproject.toml"
    assert load(inner).quiet


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("0", timedelta(0)),
        ("90", timedelta(seconds=90)),
        ("1d12h", timedelta(hours=36)),
        ("2 w", timedelta(days=14)),
        ("0.5h", timedelta(minutes=30)),
    ],
)
def test_durations(text: str, duration: timedelta) -> None:
    assert parse_duration(text) == duration
