"""The command line: options in, text out, exit status. Each command is imported only when it is called."""

import gc
import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click

from checker import __version__
from checker.core.display import shown
from checker.core.errors import RefwatchError

COMMANDS = {
    "check": "checker.cli_check",
    "fix": "checker.cli_fix",
    "report": "checker.cli_report",
    "lock": "checker.cli_memory",
    "history": "checker.cli_memory",
    "attest": "checker.cli_memory",
    "library": "checker.cli_library",
    "demo": "checker.cli_demo",
    "init": "checker.cli_init",
    "publish": "checker.cli_publish",
    "explain": "checker.cli_rules",
    "rules": "checker.cli_rules",
    "schema": "checker.cli_rules",
}
"""Command: the module that holds it under its own name."""

JOB_NOT_DONE, INTERRUPTED, TERMINATED = 2, 130, 143


class _Commands(click.Group):
    """Commands by name from the table, so that ``refwatch --help`` is instant and ``check`` loads nothing it does not need."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = getattr(import_module(module), cmd_name)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib

            close = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f"Did you mean {close[0]!r}?" if close else "See refwatch --help."
            raise click.UsageError(f"{error.message.rstrip('.')}. {hint}", ctx) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="refwatch")
def refwatch() -> None:
    """Keep a catalogue of papers and tools true.

    refwatch reads references.bib and tools.yaml, asks who can know, remembers what it saw, and tells what has rotted.
    """


class _TerminatedError(BaseException):
    """SIGTERM, treated like Ctrl-C."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Runs a command and leaves with its exit status; no input of any kind ends in a traceback."""
    gc.disable()  # what is loaded and read stays to the end: searching it for cycles finds none, and costs a tenth of a start
    signal.signal(signal.SIGTERM, _terminate)
    _forgive_encodings()
    try:
        status = refwatch.main(args=arguments, prog_name="refwatch", standalone_mode=False)
    except click.exceptions.Exit as leaving:
        status = leaving.exit_code
    except click.ClickException as error:
        error.show()
        status = JOB_NOT_DONE
    except RefwatchError as error:
        click.echo(f"refwatch: {shown(str(error))}", err=True)
        status = JOB_NOT_DONE
    except (KeyboardInterrupt, click.Abort):
        click.echo("refwatch: interrupted; what had been answered so far is kept", err=True)
        status = INTERRUPTED
    except _TerminatedError:
        click.echo("refwatch: terminated; what had been answered so far is kept", err=True)
        status = TERMINATED
    except BrokenPipeError:
        _silence_standard_output()
        status = 0
    except OSError as error:
        status = _stopped_by(error)
    _leave(status)


def program() -> NoReturn:
    """`main` as a process of its own, which ends at once: taking all apart that was read would cost a sixth of a long run."""
    try:
        main()
    except SystemExit as leaving:
        if _is_measured():  # whoever measures writes down what they saw when the interpreter ends
            raise
        sys.stderr.flush()
        os._exit(leaving.code if isinstance(leaving.code, int) else 0)


def _is_measured() -> bool:
    """Whether a profiler, a tracer or a debugger looks on; from Python 3.12 on they may register as tools (PEP 669)."""
    if sys.getprofile() or sys.gettrace():
        return True
    return sys.version_info >= (3, 12) and any(map(sys.monitoring.get_tool, range(6)))


def _terminate(number: int, frame: FrameType | None) -> NoReturn:
    raise _TerminatedError


def _stopped_by(error: OSError) -> int:
    """What the system refuses and nobody nearer could explain: a full disk behind standard output, above all."""
    where = f" ({error.filename})" if error.filename else ""
    click.echo(
        f"refwatch: stopped by the system: {error.strerror or error}{where}; make room or mend it, and run again", err=True
    )
    return JOB_NOT_DONE


def _forgive_encodings() -> None:
    """A terminal that cannot show a character shows an escape instead of ending the program, and so does none at all."""
    sys.stdout, sys.stderr = (stream or Path(os.devnull).open("w") for stream in (sys.stdout, sys.stderr))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")


def _silence_standard_output() -> None:
    """Whoever read our output has closed it (``refwatch rules | head``); the interpreter must not complain at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _leave(status: object) -> NoReturn:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _silence_standard_output()
    except OSError as error:
        status = _stopped_by(error)
        _silence_standard_output()
    sys.exit(status if isinstance(status, int) else 0)
