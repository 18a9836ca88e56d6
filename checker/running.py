"""What the commands have in common: a job from settings, a report from a job, and where the report goes."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker import pipeline
from checker.changing import fingerprint, with_changes
from checker.clock import Clock, SystemClock
from checker.core.errors import StateError, UsageError
from checker.core.finding import Severity
from checker.core.report import Report
from checker.core.seen import Seen
from checker.formats import render
from checker.job import Job
from checker.memory.findings import Verdict
from checker.memory.lock import Lock
from checker.memory.no_history import FILE_NAME, NoHistory
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.memory.history import History
    from checker.web import Web


Door = Callable[[], "Web"]
"""Opens the way to a web: the real one, or a simulated one."""


@contextmanager
def job_of(
    settings: Settings,
    paths: Sequence[str],
    stdin_name: str | None = None,
    *,
    read_only: bool = False,
    clock: Clock | None = None,
) -> Iterator[Job]:
    """A job over the files that a command names, with all that is remembered of them."""
    stdin = sys.stdin.buffer.read() if "-" in paths else b""
    reading = pipeline.read(settings, paths, stdin, stdin_name or settings.stdin_name)
    lock = _lock(settings)
    used = clock or SystemClock()
    _look_for_library(settings)
    with _history(settings.state, used, read_only=read_only) as history:
        yield Job(reading, settings, history, lock, used)


def _lock(settings: Settings) -> Lock:
    """The lock beside the configuration. One that cannot be read ends only what judges or writes from it: who can ask, asks."""
    try:
        return Lock.load(pipeline.lock_path(settings))
    except StateError as error:
        if settings.offline:
            raise
        warner()(f"{error}. This run goes on without what the lock alone remembers: attestations, and other machines' answers")
        return Lock()


def _look_for_library(settings: Settings) -> None:
    """A configuration is shared, and not every machine has the library that it names: that is said, and no reason to stop."""
    if settings.library and not settings.library.is_file():
        path = settings.library
        warner()(f"there is no library at {path}: this run goes without; `refwatch library add FILE --library {path}` makes one")


def _history(state: Path, clock: Clock, *, read_only: bool) -> "History | NoHistory":
    """What the state folder remembers. Where there is nothing to read, pre-commit need not wait for a database to be loaded."""
    if read_only and not os.path.isfile(state / FILE_NAME):  # noqa: PTH113 - false also where it may not be looked at
        return NoHistory()
    from checker.memory.history import History

    return History.open(state, read_only=read_only, clock=clock, warn=warner())


def warner() -> Callable[[str], None]:
    """Says on standard error, once each, what could not be kept."""
    said: set[str] = set()

    def warn(sentence: str) -> None:
        if sentence not in said:
            said.add(sentence)
            click.echo(f"refwatch: {sentence}", err=True)

    return warn


def run(
    settings: Settings,
    paths: Sequence[str] = (),
    stdin_name: str | None = None,
    *,
    clock: Clock | None = None,
    door: Door | None = None,
) -> Report:
    """Reads, asks, judges and tells; an online run is remembered. ``door`` opens another web than the real one."""
    pipeline.rules(settings)
    with job_of(settings, paths, stdin_name, read_only=settings.offline, clock=clock) as job:
        if settings.offline:
            seen = pipeline.consult(job)
        else:
            if job.questions:
                _ask(job, door)
            seen = job.seen()
        told, ignored = pipeline.judge(job, seen)
        report = _compared(job, pipeline.tell(job, seen, told, ignored))
        if job.run:
            _remember(job, seen, report)
        return report


def _compared(job: Job, report: Report) -> Report:
    """The report beside the last run of the same scope."""
    earlier, began = job.history.findings_at(job.started, job.scope), job.history.started_by(job.started, job.scope)
    return with_changes(report, earlier, began, job.history.first_made(job.scope))


def _ask(job: Job, door: Door | None) -> None:
    """Asking alone needs an event loop and a door to the network; an offline run loads neither."""
    from checker.asking_line import shown
    from checker.assembling import web
    from checker.web.loop import run

    async def ask() -> None:
        async with door() if door else web(job.settings, job.clock) as opened:
            await pipeline.ask(job, opened, lambda progress: shown(progress, enabled=not job.settings.quiet))

    run(ask())


def _remember(job: Job, seen: Seen, report: Report) -> None:
    if job.run is None:
        return
    job.run.finish(render("json", report), map(fingerprint, report.findings), verdicts(job, seen))


def verdicts(job: Job, seen: Seen) -> dict[str, Verdict]:
    """The verdict on each work with the digest of the fields that it judged, by key."""
    from checker.core.answer import Topic
    from checker.core.works import assess, digest

    return {
        reference.key: Verdict(assess(reference, seen).verdict, digest(reference), seen.at)
        for reference, subjects in zip(job.reading.catalogue.references, job.subjects, strict=True)
        if reference.key and any(subject.topic is Topic.WORK for subject in subjects)
    }


def publish(report: Report, settings: Settings, outputs: Sequence[tuple[str, Path]]) -> None:
    """Writes the ``--output`` files, and prints to standard output; click takes the colour out where it does not belong."""
    for name, path in outputs:
        from checker.files.atomic import write_atomically

        try:
            write_atomically(path, render(name, report).encode("utf-8"))
        except OSError as error:
            raise UsageError(f"cannot write {str(path)!r}: {error.strerror}; choose another path for --output") from error
    text = render(settings.format, report)
    if settings.format == "text":
        click.echo(text, nl=False, color=_colour())
    else:
        sys.stdout.buffer.write(text.encode("utf-8"))


def _colour() -> bool | None:
    """``NO_COLOR`` first, then ``FORCE_COLOR``, then the terminal (no-color.org); a dumb terminal gets none."""
    from os import environ

    if environ.get("NO_COLOR") or (environ.get("TERM") == "dumb" and not environ.get("FORCE_COLOR")):
        return False
    return True if environ.get("FORCE_COLOR") else None


def status(report: Report, fail_on: str) -> int:
    """The exit status: 1 where something at or above the threshold was found."""
    if fail_on == "never":
        return 0
    return int(any(each.severity.rank <= Severity(fail_on).rank for each in report.findings))
