"""``refwatch publish``: what a nightly run leaves behind on GitHub. Each command can be run twice without harm."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from checker import pipeline
from checker.cli_options import common, settings_from
from checker.core.errors import UsageError
from checker.core.report import Report
from checker.publishing import LABEL, Provenance, Standing, standing, steps
from checker.publishing_git import LOCK_BRANCH, STATE_BRANCH, Git, base_branch, pull_state, push_lock, push_state
from checker.publishing_github import GitHub, Target, open_web
from checker.publishing_lock import wanted
from checker.running import job_of, status, warner
from checker.settings import Settings
from checker.settings_keys import SEVERITIES

T = TypeVar("T")

_ROOMY = 50_000_000
"""GitHub warns of files above 50 MB and refuses those above 100 MB."""


@click.group()
def publish() -> None:
    """Leave the last run's results on GitHub: one issue, one pull request, the history on a branch.

    Reads GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_API_URL, as GitHub Actions sets them. Run any of them twice: the second
    time nothing happens.
    """


dry = click.option("--dry-run", is_flag=True, help="Say what would be done; change nothing.")


@publish.command()
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="What makes an issue worth opening (default: error).")
@click.option("--label", default=LABEL, show_default=True, help="The label that the issue is found by.")
@dry
@common
def issue(label: str, dry_run: bool, **given: Any) -> None:
    """Open, edit, close or reopen the one issue about what is broken.

    A night on which our own network failed only moves the line that says when was last looked.
    """
    settings = settings_from(given)
    report, state = _last_run(settings)
    provenance = Provenance.from_environment(report.finished, os.environ)

    async def work(github: GitHub) -> list[str]:
        existing = await github.issue(label)
        planned = steps(existing, state, report, provenance)
        for step in planned if not dry_run else ():
            existing = await github.do(step, existing, label)
        where = f" {existing.url}" if existing else ""
        would = "would " if dry_run else ""
        return [f"{would}{step.verb}{where}" for step in planned] or ["nothing to do"]

    for done in _on_github(work):
        click.echo(f"issue: {done} ({state.value})")


@publish.command()
@click.option("--branch", help="The branch that the pull request is for (default: the one that is checked out).")
@dry
@common
def lock(branch: str | None, dry_run: bool, **given: Any) -> None:
    """Propose references.lock by one pull request, where what is known now differs from what is checked out.

    No file here changes. A proposal stands until the truth changes: another night that saw the same adds no commit.
    """
    settings = settings_from({**given, "offline": True})
    path = pipeline.lock_path(settings)
    git = Git.here(path.parent)
    with job_of(settings, (), read_only=True) as job:
        proposal = push_lock(git, path, partial(wanted, job), dry_run=dry_run)
    if proposal is None or dry_run:
        click.echo("lock: nothing to do" if proposal is None else f"lock: would be proposed on {LOCK_BRANCH}")
        return

    async def work(github: GitHub) -> str:
        known = await github.pull_request(LOCK_BRANCH, proposal.commit)
        return known or await github.propose(LOCK_BRANCH, branch or base_branch(git, os.environ), _TITLE, _TEXT)

    click.echo(f"lock: {'pushed, ' if proposal.pushed else 'as proposed before, '}{_on_github(work)}")


_TITLE = "Record what refwatch has verified"
_TEXT = """\
refwatch has verified more, or something else, than `references.lock` records. Pre-commit and a fresh clone judge from that file;
merge this to bring them up to date. While this is open, later runs replace what is proposed here.
"""


@publish.command()
@click.option("--pull", "direction", flag_value="pull", help="Bring the history back from its branch.")
@click.option("--push", "direction", flag_value="push", help="Keep the history on its branch, as the only commit there.")
@common
def state(direction: str | None, **given: Any) -> None:
    """Keep the history on the branch refwatch-state between runs, as one commit that is replaced."""
    if direction is None:
        raise UsageError("publish state wants --pull (before a check) or --push (after it)")
    settings = settings_from(given)
    git = Git.here(Path.cwd())
    if direction == "pull":
        click.echo(f"state: {'restored' if pull_state(git, settings.state) else 'none yet; this is the first run'}")
        return
    size = push_state(git, settings.state)
    click.echo(f"state: {size:,} bytes kept on {STATE_BRANCH}")
    if size > _ROOMY:
        click.echo("refwatch: the history is large for a git branch; keep it as an artifact instead", err=True)


def _last_run(settings: Settings) -> tuple[Report, Standing]:
    from checker.memory.history import History
    from checker.retelling import retold

    with History.open(settings.state, read_only=True, warn=warner()) as history:
        last = history.last_report()
        if last is None:
            raise UsageError(f"no run is recorded in {str(settings.state)!r}; run refwatch check first, or name --state")
        report = retold(last, history, None)
        failed = bool(status(report, settings.fail_on))
        return report, standing(report, history.outage_nights(), failed=failed)


def _on_github(work: Callable[[GitHub], Awaitable[T]]) -> T:
    async def run() -> T:
        target = Target.from_environment(os.environ)
        async with open_web(target) as web:
            return await work(GitHub(web, target))

    return asyncio.run(run())
