"""The options that several commands share, and how they become settings."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from checker.core.durations import parse_duration
from checker.core.errors import UsageError
from checker.formats import FORMATS
from checker.settings import Settings, load
from checker.settings_keys import SEVERITIES, TOPICS

F = TypeVar("F", bound=Callable[..., Any])


class Duration(click.ParamType[Any]):
    """A duration such as 12h or 7d."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """A `timedelta`."""
        if not isinstance(value, str):
            return value
        try:
            return parse_duration(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Seconds(click.ParamType[Any]):
    """A time to wait: from a tenth of a second up to some days; what floats hold besides (nan, inf) is none."""

    name = "seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """A number of seconds."""
        try:
            seconds = float(value)
        except ValueError:
            seconds = 0.0
        if not 0.1 <= seconds <= 1_000_000:
            self.fail(f"{value!r} is no number of seconds from 0.1 on", param, ctx)
        return seconds


def _all(*options: Callable[[F], F]) -> Callable[[F], F]:
    def decorate(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


paths_argument: Callable[[F], F] = click.argument("paths", nargs=-1, metavar="[PATH]...")

common: Callable[[F], F] = _all(
    click.option("--config", type=click.Path(path_type=Path), help="A configuration file, instead of the nearest one upwards."),
    click.option("--state", type=click.Path(path_type=Path), help="The folder of the history (default: .refwatch)."),
    click.option("--library", type=click.Path(path_type=Path), help="The local library (default: the user's own)."),
    click.option("-q", "--quiet", is_flag=True, default=None, help="Print no progress and no notes."),
    click.option("-v", "--verbose", is_flag=True, default=None, help="Say more about what is asked."),
)

judging: Callable[[F], F] = _all(
    click.option("--only", multiple=True, type=click.Choice(TOPICS), help="Look at these alone (repeatable)."),
    click.option("--select", multiple=True, metavar="RULE", help="Judge by these rules alone: id, name or family letter."),
    click.option("--ignore", multiple=True, metavar="RULE", help="Leave these rules out: id, name or family letter."),
    click.option("--stdin-name", metavar="NAME", help="What to call standard input, given as the path -."),
)

telling: Callable[[F], F] = _all(
    click.option(
        "--format", "format", type=click.Choice(sorted(FORMATS)), help="The format for standard output (default: text)."
    ),
    click.option("--output", multiple=True, metavar="FORMAT=PATH", help="Write the report in a format to a file (repeatable)."),
    click.option("--fail-on", type=click.Choice([*SEVERITIES, "never"]), help="What makes the exit status 1 (default: error)."),
)


def settings_from(given: dict[str, Any]) -> Settings:
    """The settings of the working folder with what the command line gave."""
    config = given.pop("config", None)
    if config is not None and not config.is_file():
        raise UsageError(f"there is no configuration file {str(config)!r}; check --config")
    settings = load(Path.cwd(), config)
    known = {name: value for name, value in given.items() if value not in (None, ())}
    if "ignore" in known:
        known["ignore"] = (*settings.ignore, *known["ignore"])
    if "state" not in known and not settings.state.is_absolute() and settings.config:
        known["state"] = settings.root / settings.state
    return settings.override(**known)


def outputs(settings: Settings) -> tuple[tuple[str, Path], ...]:
    """The ``FORMAT=PATH`` pairs, proved writable before anything is asked (contract, section 8). Raises `UsageError`."""
    pairs = tuple(_output(each) for each in settings.output)
    for _, path in pairs:
        _prove_writable(path)
    return pairs


def _output(text: str) -> tuple[str, Path]:
    name, equals, path = text.partition("=")
    if not equals or not path:
        raise UsageError(f"--output wants FORMAT=PATH, not {text!r}")
    if name not in FORMATS:
        raise UsageError(f"--output {text}: there is no format {name!r}; choose one of {', '.join(sorted(FORMATS))}")
    return name, Path(path)


def _prove_writable(path: Path) -> None:
    """Opens the file for appending, which changes nothing of one that exists, and leaves no new one behind."""
    existed = path.exists()
    try:
        with path.open("ab"):
            pass
    except OSError as error:
        raise UsageError(f"cannot write {str(path)!r}: {error.strerror}; choose another path for --output") from error
    if not existed:
        path.unlink()
