"""The five verbs, one function each: read, ask, judge, tell, mend. Begin reading here.

A `Job` is one run. `ask` adds answers to what it remembers; `judge` and `tell` are pure functions of what it then knows; `mend`
turns findings into edited text.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from checker import __version__, judging, reading, telling
from checker.asking_progress import Progress
from checker.core.report import Ignored, Report, Told
from checker.core.rule import Rule
from checker.core.seen import Seen
from checker.ignoring import judged
from checker.job import Job
from checker.memory.lock import FILE_NAME
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.mend import Mended
    from checker.web import Web

Show = Callable[[Progress], AbstractAsyncContextManager[None]]


def read(settings: Settings, paths: Sequence[str] = (), stdin: bytes = b"", stdin_name: str | None = None) -> reading.Reading:
    """Paths become documents: those given, else those configured, else the usual two. Raises `UsageError`."""
    judged = reading.find(paths, settings.paths, settings.root, settings.exclude)
    beside = reading.context(judged, settings.paths, settings.root, settings.exclude) if paths else []
    return reading.read(judged, beside, stdin, stdin_name)


def lock_path(settings: Settings) -> Path:
    """``references.lock`` lies beside the configuration file that was used, else in the working folder."""
    return settings.root / FILE_NAME


async def ask(job: Job, web: "Web", show: Show = lambda _: nullcontext()) -> None:
    """Subjects become answers, kept as they arrive; an interruption loses none of them."""
    from checker.asking import Asking
    from checker.assembling import asked_with, sources
    from checker.memory.history import History

    if not isinstance(job.history, History):
        raise TypeError("who asks must remember: this job was opened to be read")
    asking = Asking(job, sources(job.settings), web)
    job.run = job.history.begin(asked_with=asked_with(job.settings), scope=job.scope)
    try:
        async with show(asking.progress):
            await asking.everything()
    finally:
        job.requests = dict(web.requests)
        job.outage = job.run.settle()
    if job.outage:
        job.notes.append("Most hosts did not answer: this run counts as an outage of ours, and what was known before stands.")


def consult(job: Job) -> Seen:
    """What an offline run does instead of asking: it looks unsettled works up in the library of this machine."""
    from checker.consulting import look_up

    seen = job.seen()
    answers = list(look_up(job, seen))
    for answer in answers:
        job.keep(answer)
    return job.seen() if answers else seen


def rules(settings: Settings) -> tuple[Rule, ...]:
    """The rules to judge by. Raises `UsageError` for a name that means none, so call it before anything is asked."""
    judging.select((), (*settings.severity, *(each.rule for each in settings.ignores if each.rule and each.rule != "*")))
    return judging.select(settings.select, settings.ignore)


def judge(job: Job, seen: Seen) -> tuple[tuple[Told, ...], tuple[Ignored, ...]]:
    """What is wrong, worst first, and what of it is set aside with a reason."""
    return judged(job, seen, rules(job.settings))


def tell(job: Job, seen: Seen, told: tuple[Told, ...], ignored: tuple[Ignored, ...]) -> Report:
    """Everything that a format needs, and nothing that it has to look up."""
    entries, unverified = telling.entries(job, seen, told)
    return Report(
        started=job.started,
        finished=job.clock.now(),
        offline=job.settings.offline,
        version=__version__,
        entries=entries,
        findings=told,
        unverified=unverified,
        ignored=ignored,
        requests=job.requests,
        notes=(*(each.note for each in job.reading.documents if each.note), *job.notes),
        scope=job.scope,
    )


def mend(job: Job, *, unsafe: bool = False) -> "Mended":
    """The files with the fixes of all findings that no ignore covers, judged again from what is remembered."""
    from checker.mend import mend as mended

    told, _ = judge(job, job.seen())
    return mended((each.finding for each in told), (each.loaded for each in job.reading.documents), unsafe=unsafe)
