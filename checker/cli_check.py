"""``refwatch check``: the main job."""

from typing import Any

import click

from checker.cli_options import Duration, Seconds, common, judging, outputs, paths_argument, settings_from, telling
from checker.running import publish, run, status


@click.command()
@paths_argument
@click.option("--offline", is_flag=True, default=None, help="Judge by recorded answers alone; ask nobody.")
@judging
@click.option("--max-age", type=Duration(), help="Do not ask again what was answered within this time (default: 0).")
@click.option("--concurrency", type=click.IntRange(1), help="Requests in flight at once, over all hosts.")
@click.option("--timeout", type=Seconds(), help="Seconds without a byte before a request counts as hanging.")
@click.option("--allow-private", is_flag=True, default=None, help="Ask links into private networks instead of reporting them.")
@telling
@common
@click.pass_context
def check(ctx: click.Context, /, paths: tuple[str, ...], stdin_name: str | None, **given: Any) -> None:
    """Check the references in PATHs: links, repositories, packages and works.

    Without a PATH: the configured paths, else references.bib and tools.yaml in this folder. A folder means every
    file under it that refwatch reads; - reads standard input.
    """
    settings = settings_from(given)
    written = outputs(settings)
    report = run(settings, paths, stdin_name)
    publish(report, settings, written)
    ctx.exit(status(report, settings.fail_on))
