"""``refwatch demo``: what a newcomer sees in the first minute, with or without a network."""

import tempfile
from pathlib import Path

import click

from checker.core.errors import UsageError
from checker.core.report import Report
from checker.formats import render


@click.command()
@click.option(
    "--output", type=click.Path(path_type=Path, file_okay=False), help="Keep the catalogue and the reports in this folder."
)
def demo(output: Path | None) -> None:
    """Show the whole program in seconds: a small rotten catalogue, a simulated web on this machine, three nights.

    The program is the real one; only the web is simulated. Nothing of yours is touched.
    """
    from checker.demo import play

    if output is not None and output.exists() and any(output.iterdir()):
        raise UsageError(f"{str(output)!r} is not empty; name a folder that is, so that nothing of yours is overwritten")
    with tempfile.TemporaryDirectory() as temporary:
        folder = output or Path(temporary)
        shown = play(folder)
        for number, report in enumerate(shown.reports, 1):
            click.secho(f"Night {number}, {report.started:%Y-%m-%d}: ", bold=True, nl=False)
            click.echo(f"{len(report.findings)} findings")
        click.echo("\nThe third night, as refwatch check tells it:\n")
        click.echo(render("text", shown.reports[-1]))
        click.echo("What refwatch fix --unsafe would write:\n")
        click.echo(shown.mended.diff().decode("utf-8", "replace"))
        if output is not None:
            _keep(output, shown.reports[-1])
        click.echo("The web of this demo was simulated; the program was the real one.", err=True)


def _keep(folder: Path, report: Report) -> None:
    for name, file in (("html", "status.html"), ("json", "report.json"), ("markdown", "report.md"), ("atom", "feed.xml")):
        (folder / file).write_text(render(name, report), encoding="utf-8")
    click.echo(f"The status page is {folder / 'status.html'}.", err=True)
