"""Which lock is proposed: what is proposed already, as long as it holds."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from checker.demo import FIRST_NIGHT, Nights, play
from checker.job import Job
from checker.memory.attest import attest
from checker.memory.lock import Lock
from checker.publishing_lock import wanted
from checker.running import job_of
from checker.settings import Settings


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lock") / "demo"
    play(folder)
    return folder


@contextmanager
def job(folder: Path) -> Iterator[Job]:
    clock = Nights(FIRST_NIGHT + timedelta(days=3))
    settings = Settings(root=folder, state=folder / ".refwatch", library=folder / "library.sqlite3", offline=True)
    paths = [str(folder / name) for name in ("references.bib", "tools.yaml")]
    with job_of(settings, paths, read_only=True, clock=clock) as opened:
        yield opened


def test_what_holds_is_kept_although_it_was_seen_again(played: Path) -> None:
    with job(played) as opened:
        new = wanted(opened, None)
        assert new.startswith(b"# What refwatch last knew")
        assert wanted(opened, new) == new
        yesterday = re.sub(rb"(since = 2026-11-20\S+\nseen = )2026-11-22T", rb"\g<1>2026-11-21T", new)
        assert yesterday != new
        assert wanted(opened, yesterday) == yesterday


@pytest.mark.parametrize("proposed", [b"\xff\xfe", b"", b"not toml [", b'format = "refwatch-lock/99"\n'])
def test_what_cannot_be_read_is_replaced(played: Path, proposed: bytes) -> None:
    with job(played) as opened:
        assert wanted(opened, proposed) == wanted(opened, None)


def test_what_no_longer_holds_is_replaced(played: Path) -> None:
    with job(played) as opened:
        new = wanted(opened, None)
        older = new.replace(b'outcome = "missing"', b'outcome = "found"')
        assert older != new
        assert wanted(opened, older) == new


def test_what_a_person_attested_meanwhile_is_not_lost(played: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(played, folder)
    with job(folder) as opened:
        proposed = wanted(opened, None)
        reference = opened.reading.catalogue.same_key("moreau2021tides")[0]
        attested = attest(Lock(), reference, "compared with the PDF", opened.clock.now())
    attested.write_if_changed(folder / "references.lock")
    with job(folder) as opened:
        assert b"compared with the PDF" in wanted(opened, proposed)


def test_a_lock_that_is_up_to_date_here_is_wanted_whatever_was_proposed(played: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(played, folder)
    with job(folder) as opened:
        new = wanted(opened, None)
    (folder / "references.lock").write_bytes(new)
    yesterday = re.sub(rb"(since = 2026-11-20\S+\nseen = )2026-11-22T", rb"\g<1>2026-11-21T", new)
    with job(folder) as opened:
        assert wanted(opened, yesterday) == new


def test_nothing_known_is_nothing_proposed(tmp_path: Path) -> None:
    for name in ("references.bib", "tools.yaml"):
        (tmp_path / name).touch()
    with job(tmp_path) as opened:
        assert wanted(opened, None) == b""
