"""``refwatch library``: bibliographic records on this machine, as one more source."""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from checker.core.display import shown
from checker.core.errors import RefwatchError, StateError

if TYPE_CHECKING:
    from checker.sources.library.store import Library

F = TypeVar("F", bound=Callable[..., Any])

_file: Callable[[F], F] = click.option(
    "--library", "path", type=click.Path(path_type=Path), metavar="FILE", help="The library file (default: the user's own)."
)
_WORDS_SHOWN = 10
"""Records shown where nothing has such a title, and these share its words."""
_REDRAW = 0.2
"""Seconds between two pictures of the progress line."""


@click.group()
def library() -> None:
    """Keep bibliographic records on this machine: no network, milliseconds a reference.

    Dumps that are read: BibTeX (DBLP, the ACL Anthology, one's own), dblp.xml, CSL-JSON, OpenAlex and Crossref JSON lines,
    Retraction
    Watch's CSV; compressed with xz, gzip, bzip2 or zstd, or not. The format is told by content.
    """


@library.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@_file
def add(files: tuple[Path, ...], path: Path | None) -> None:
    """Add the records of each FILE; a file that was added before is taken again and changes nothing."""
    from checker.sources.library.loading import load
    from checker.sources.library.store import Library

    with Library(_path(path), writable=True) as records:
        for file in files:
            began = time.monotonic()
            before = len(records)
            count = load(records, file, datetime.now(UTC), _Line(file.name))
            fresh = len(records) - before
            taken = records.snapshots()[-1].taken if records.snapshots() else ""
            click.echo(
                f"{shown(file.name)}: {count:,} records, {fresh:,} of them new, as of {taken}, "
                f"in {time.monotonic() - began:.1f} s"
            )


@library.command()
@click.argument("text", nargs=-1, required=True, metavar="TEXT...")
@click.option("--author", default="", help="The first author, to choose among works of one title.")
@_file
def search(text: tuple[str, ...], author: str, path: Path | None) -> None:
    """Show the records that a title, a DOI or an arXiv id finds."""
    with _opened(path) as records:
        found = _found(records, " ".join(text), author)
    for each in found:
        click.echo(_told(each))
    if not found:
        raise StateError("nothing in the library is like that; `refwatch library info` says what it holds")


@library.command()
@_file
def info(path: Path | None) -> None:
    """Say where the library lies, what it holds, and of which day."""
    with _opened(path) as records:
        size = records.path.stat().st_size / 1e6
        click.echo(f"{shown(str(records.path))}\n{len(records):,} records, {size:,.0f} MB")
        click.echo("  ".join(f"{source} {count:,}" for source, count in records.sources().items()))
        volumes, whole = records.counts()
        click.echo(f"{volumes:,} volumes, {whole:,} of them whole")
        for each in records.snapshots():
            click.echo(f"{each.taken}  {shown(each.file)} ({each.format}, {each.records:,} records, added {each.added:%Y-%m-%d})")


class _Line:
    """The number of records read so far, on a terminal only."""

    def __init__(self, name: str) -> None:
        self._name = shown(name)
        self._drawn = 0.0

    def __call__(self, count: int) -> None:
        if sys.stderr.isatty() and time.monotonic() - self._drawn > _REDRAW:
            self._drawn = time.monotonic()
            click.echo(f"\r\x1b[2K{self._name}: {count:,} records", err=True, nl=False)


def _path(given: Path | None) -> Path:
    """The file named, else the configured one, else the user's own."""
    if given:
        return given
    from checker.settings import load
    from checker.sources.library import default_path

    try:
        configured = load(Path.cwd(), None).library
    except RefwatchError as error:
        click.echo(f"the configuration is not used: {error}", err=True)
        configured = None
    return configured or default_path()


def _opened(given: Path | None) -> "Library":
    from checker.sources.library.store import Library

    return Library(_path(given))


def _found(records: "Library", text: str, author: str) -> list[dict[str, Any]]:
    from checker.core import identifiers
    from checker.sources.library.search import candidates

    for kind, name in (("doi", identifiers.doi(text)), ("arxiv", identifiers.arxiv(text)), ("acl", identifiers.acl(text))):
        if name and (found := records.by_identifier(kind, name)):
            return found
    return candidates(records, text, author) or records.by_ids(records.alike(text)[:_WORDS_SHOWN])


def _told(record: dict[str, Any]) -> str:
    """Two lines for one record: the title, and below it who, where, when and under which names."""
    people = record.get("authors", [])
    who = ", ".join(people[:3]) + (f" and {len(people) - 3} more" if len(people) > 3 else "")
    names = [f"{kind}:{record[kind]}" for kind in ("doi", "arxiv", "acl") if record.get(kind)]
    parts = [
        who,
        record.get("venue", ""),
        str(record.get("year", "")),
        *names,
        f"{record['source']} {record.get('key', '')}".strip(),
    ]
    return shown(record["title"]) + "\n    " + shown(" · ".join(part for part in parts if part))
