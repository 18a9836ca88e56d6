"""``refwatch fix``: mends what can be mended, by position, from recorded answers."""

import sys
from collections import Counter
from typing import Any

import click

from checker import pipeline
from checker.cli_options import common, judging, paths_argument, settings_from
from checker.core.display import shortened, shown
from checker.core.errors import UsageError
from checker.core.finding import Finding
from checker.mend import Mended, write
from checker.running import job_of


@click.command()
@paths_argument
@click.option("--diff", is_flag=True, help="Show what would change as a patch for git apply; write nothing.")
@click.option("--unsafe", is_flag=True, help="Also make fixes that could be wrong.")
@judging
@common
@click.pass_context
def fix(ctx: click.Context, /, paths: tuple[str, ...], diff: bool, unsafe: bool, stdin_name: str | None, **given: Any) -> None:
    """Mend what can be mended safely in PATHs, in place; everything else in the files stays as it is.

    With --diff, exit status 1 says that something would change.
    """
    settings = settings_from({**given, "offline": True})
    if "-" in paths and not diff:
        raise UsageError("standard input cannot be mended in place; use --diff")
    with job_of(settings, paths, stdin_name, read_only=True) as job:
        mended = pipeline.mend(job, unsafe=unsafe)
    if diff:
        sys.stdout.buffer.write(mended.diff())
    else:
        _write(mended)
    if not settings.quiet:
        click.echo(summary(mended, done=not diff), err=True, nl=False)
    ctx.exit(int(diff and bool(mended.files)))


def _write(mended: Mended) -> None:
    try:
        write(mended)
    except OSError as error:
        raise UsageError(f"cannot write {error.filename!r}: {error.strerror}; nothing else was written after it") from error


def summary(mended: Mended, *, done: bool) -> str:
    """What was done, what was declined and why, what only ``--unsafe`` takes."""
    verb = "mended" if done else "would mend"
    count = Counter(each.place.path for each in mended.applied)
    lines = [f"{verb} {number} in {shown(path)}" for path, number in sorted(count.items())] or ["nothing to mend"]
    lines += [f"declined {_where(each.finding)}: {shortened(shown(each.reason), 200)}" for each in mended.declined]
    if mended.withheld:
        number = len(mended.withheld)
        lines.append(f"{number} more fix{'' if number == 1 else 'es'} could be wrong; look at refwatch fix --unsafe --diff")
    return "".join(f"{line}\n" for line in lines)


def _where(finding: Finding) -> str:
    return f"{shown(finding.place.path)}:{finding.place.line} {finding.rule} {shown(finding.key or '')}".rstrip()
