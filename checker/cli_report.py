"""``refwatch report``: tells the last run again."""

from typing import Any

import click

from checker.cli_options import common, outputs, settings_from, telling
from checker.core.errors import UsageError
from checker.memory.history import History
from checker.running import publish, status, warner


@click.command()
@click.option("--since", metavar="DATE", help="Tell what has changed since a day (YYYY-MM-DD) as well.")
@telling
@common
@click.pass_context
def report(ctx: click.Context, /, since: str | None, **given: Any) -> None:
    """Tell the last run again, in any format; asks nobody and judges nothing anew."""
    from checker.retelling import retold

    settings = settings_from(given)
    written = outputs(settings)
    with History.open(settings.state, read_only=True, warn=warner()) as history:
        last = history.last_report()
        if last is None:
            raise UsageError(f"no run is recorded in {str(settings.state)!r}; run refwatch check first, or name --state")
        told = retold(last, history, since)
    publish(told, settings, written)
    ctx.exit(status(told, settings.fail_on))
