"""``refwatch init``: writes what a repository needs to be watched, after showing it; never writes over anything."""

import sys
from pathlib import Path

import click

from checker.core.errors import UsageError
from checker.init import Planned, plan, repository_above


@click.command()
@click.option("-y", "--yes", is_flag=True, help="Write without asking.")
def init(yes: bool) -> None:
    """Write the configuration, the pre-commit entry and the nightly workflow into this folder, after showing them.

    What is there already is never touched; what could be added to it is shown.
    """
    folder = Path.cwd()
    top = repository_above(folder)
    if top is not None:
        raise UsageError(
            f"this is a folder inside the repository {str(top)!r}; run refwatch init there, where git and GitHub look"
        )
    planned = plan(folder)
    for each in planned:
        _show(each)
    new = [each for each in planned if not each.exists]
    if not new:
        click.echo("Nothing to write: all of it is there already.")
        return
    if not yes and not sys.stdin.isatty():
        raise UsageError("nothing was written, since nobody can be asked here; run refwatch init --yes to write what is shown")
    if not yes and not click.confirm(f"Write {', '.join(each.path for each in new)}?"):
        click.echo("Nothing was written.")
        return
    for each in new:
        _write(folder, each)
    click.echo(
        "Next: refwatch check, then refwatch lock, and commit what is new. The workflow needs, in the repository's settings"
    )
    click.echo('under Actions, General: "Allow GitHub Actions to create and approve pull requests".')


def _show(each: Planned) -> None:
    if not each.exists:
        click.secho(f"── {each.path}", bold=True)
    elif each.text:
        click.secho(f"── {each.path} is there already; add this to it by hand:", bold=True)
    else:
        click.secho(f"── {each.path} is there already, and stays as it is.", bold=True)
    click.echo(each.text)


def _write(folder: Path, each: Planned) -> None:
    path = folder / each.path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(each.text)
    except OSError as error:
        raise UsageError(f"cannot write {each.path!r}: {error.strerror}; nothing else was written after it") from error
    click.echo(f"wrote {each.path}")
