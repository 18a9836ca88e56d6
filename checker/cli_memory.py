"""``refwatch lock``, ``history`` and ``attest``: what is remembered, for git, for people, and by hand."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from checker import pipeline
from checker.cli_options import common, paths_argument, settings_from
from checker.core import identifiers
from checker.core.answer import Timeline, Topic
from checker.core.errors import UsageError
from checker.core.forges import package, repository, same_repository
from checker.core.reference import Kind
from checker.memory.attest import CONFIDENCES
from checker.memory.attest import attest as attested
from checker.memory.earlier import earlier_names, trace
from checker.memory.history import History
from checker.memory.lock import Lock, Question
from checker.memory.remembered import remembered
from checker.memory.story import story
from checker.running import job_of, warner


@click.command()
@paths_argument
@common
def lock(paths: tuple[str, ...], **given: Any) -> None:
    """Write references.lock from the history: what pre-commit and a fresh clone judge from."""
    settings = settings_from({**given, "offline": True})
    path = pipeline.lock_path(settings)
    with job_of(settings, paths, read_only=True) as job:
        entries = list(zip(job.reading.catalogue.references, job.subjects, strict=True))
        seen = job.seen()
        new = job.lock.update(entries, seen, job.history.verdicts(), whole=not paths)
    _say_written(new, path, quiet=bool(settings.quiet))


def _say_written(new: Lock, path: Path, *, quiet: bool) -> None:
    changed = new.write_if_changed(path)
    if not quiet:
        click.echo(f"{path.name}: {len(new.blocks)} entries, " + ("written" if changed else "nothing has changed"), err=True)


@click.command()
@click.argument("subject")
@common
def history(subject: str, **given: Any) -> None:
    """Show the timeline of a SUBJECT: a key, a URL, a repository (github.com/owner/name) or an identifier (doi:10.…)."""
    settings = settings_from({**given, "offline": True})
    known = Lock.load(pipeline.lock_path(settings))
    with History.open(settings.state, read_only=True, warn=warner()) as past:
        keyed = _of_key(settings, subject)
        found = _told(past, known, keyed or _named(past, subject))
        found = found or ({} if keyed else _told(past, known, past.find(subject)))
        earlier = earlier_names([*keyed, *found], lambda question: _leading(past, known, question))
        found |= _told(past, known, earlier)
        outages = past.outage_nights()
    if not found:
        raise UsageError(f"nothing is recorded about {subject!r}; name a key, a URL, a repository or an identifier")
    click.echo(story(found, outages, earlier), nl=False)


def _leading(past: History, known: Lock, question: Question) -> Mapping[Question, Mapping[str, Timeline]]:
    """What is recorded of the subjects whose answers may lead to this one."""
    topic, text = question[0], trace(question)
    locked = (each for each in known.timelines() if each[0] is topic)
    return _told(past, known, dict.fromkeys([*past.holding(topic, text), *locked])) if text and topic in _RENAMED else {}


_RENAMED = frozenset({Topic.LINK, Topic.REPOSITORY})


def _told(past: History, known: Lock, questions: Iterable[Question]) -> dict[Question, dict[str, Timeline]]:
    """What is recorded about these subjects, without those about which nothing is."""
    return {question: timelines for question, timelines in remembered(past, known, questions).items() if timelines}


def _named(past: History, text: str) -> list[Question]:
    """The subjects that may be recorded of what a text names; repositories in the spelling of their first author."""
    names = [*dict.fromkeys(_meant(text))]
    spelt = [question for name in names for question in past.find(name) if same_repository(question[1], name)]
    return list(dict.fromkeys([*spelt, *((topic, name) for name in names for topic in Topic)]))


def _meant(text: str) -> Iterator[str]:
    """The text itself, and the names of what it leads to as an address or an identifier."""
    yield text
    if found := repository(text):
        yield found.name
    if name := package(text):
        yield name
    for kind, read in _IDENTIFIERS.items():
        if name := read(text):
            yield f"{kind}:{name}"


_IDENTIFIERS: Mapping[str, Callable[[str], str | None]] = {
    "doi": identifiers.doi,
    "arxiv": identifiers.arxiv,
    "acl": identifiers.acl,
    "openreview": identifiers.openreview,
}


def _of_key(settings: Any, key: str) -> list[tuple[Topic, str]]:
    """The subjects of the entry with this key, where the catalogue here has one."""
    try:
        with job_of(settings, (), read_only=True) as job:
            for reference, subjects in zip(job.reading.catalogue.references, job.subjects, strict=True):
                if reference.key == key:
                    return [*(each.question for each in subjects), (Topic.WORK, f"entry:{key}")]
    except UsageError:
        return []
    return []


@click.command()
@click.argument("key")
@click.option("--note", required=True, help="What was checked against what.")
@click.option("--confidence", type=click.Choice(CONFIDENCES), default="high", show_default=True, help="How sure you are.")
@click.option("--path", "paths", multiple=True, help="The file that holds the entry (default: the catalogue).")
@common
def attest(key: str, note: str, confidence: str, paths: tuple[str, ...], **given: Any) -> None:
    """Record in references.lock that a person has checked the entry KEY as it stands.

    It is void as soon as the entry's title, authors, venue, year or identifiers change.
    """
    settings = settings_from({**given, "offline": True})
    with job_of(settings, paths, read_only=True) as job:
        found = [each for each in job.reading.catalogue.same_key(key) if each.kind is not Kind.UNREADABLE]
        if not found:
            raise UsageError(f"no entry has the key {key!r}; check the spelling, or name its file with --path")
        new = attested(job.lock, found[0], note, job.clock.now(), confidence)
    new.write_if_changed(pipeline.lock_path(settings))
    if not settings.quiet:
        click.echo(f"attested {key}", err=True)
