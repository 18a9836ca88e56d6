"""Setting findings aside: the ignores of the configuration and of the files' comments, applied to what the rules found."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from checker import judging
from checker.core.ignores import Applied, Ignore, apply_ignores, in_place, put_before_rules
from checker.core.place import Place, Source
from checker.core.report import Ignored, Told
from checker.core.rule import Rule
from checker.core.seen import Seen
from checker.job import Job
from checker.rules import all_rules, rule
from checker.settings import Settings

_TOPICS = {
    "L": frozenset({"links"}),
    "R": frozenset({"links", "repositories", "packages"}),
    "W": frozenset({"works"}),
}
"""What a run must have looked at to find everything that a family of rules tells."""


def judged(job: Job, seen: Seen, rules: Sequence[Rule]) -> tuple[tuple[Told, ...], tuple[Ignored, ...]]:
    """What these rules find, and what of it is set aside; rules about ignores have the last word."""
    ordinary = [each for each in rules if each.tags.get("after") != "ignores"]
    last = [each for each in rules if each.tags.get("after") == "ignores"]
    ignores = (*of_settings(job.settings), *in_place(seen.catalogue))
    applied = apply_ignores(
        judging.findings(seen, ordinary),
        ignores,
        seen.at.date(),
        name_of=lambda identifier: rule(identifier).name,
        judged=lambda ignore: _could_be_judged(ignore, job, rules),
    )
    put_before_rules(seen.catalogue, ignores, applied.unused)
    kept = judging.told([*applied.kept, *judging.findings(seen, last)], job.settings.severity)
    return kept, _set_aside(applied, job.settings)


def _set_aside(applied: Applied, settings: Settings) -> tuple[Ignored, ...]:
    by_finding = {id(finding): ignore for finding, ignore in applied.ignored}
    told = judging.told((finding for finding, _ in applied.ignored), settings.severity)
    return tuple(Ignored(each, by_finding[id(each.finding)].reason, by_finding[id(each.finding)].until) for each in told)


def of_settings(settings: Settings) -> tuple[Ignore, ...]:
    """The ignores of the configuration file, each with the place of its table."""
    if not settings.ignores or settings.config is None:
        return ()
    source = Source(_shown(settings.config), settings.config.read_text(encoding="utf-8-sig"))
    return tuple(
        Ignore(each.reason, _line(source, each.line), each.rule, each.subject, each.key, each.path, each.until)
        for each in settings.ignores
    )


def _shown(path: Path) -> str:
    """The path as seen from the working folder, where it lies below it."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _line(source: Source, number: int) -> Place:
    lines = source.text.split("\n")
    start = sum(len(line) + 1 for line in lines[: number - 1])
    return Place(source, start, start + len(lines[number - 1].rstrip("\r")))


def _could_be_judged(ignore: Ignore, job: Job, rules: Iterable[Rule]) -> bool:
    """Whether this run could have found what an ignore means; one that had no chance to match is not unused."""
    if ignore.rule not in (None, "*") and not any(judging.matches(each, ignore.rule or "") for each in all_rules()):
        return True
    chosen = [each for each in rules if ignore.rule is None or judging.matches(each, ignore.rule)]
    if not chosen or job.settings.select or job.settings.ignore:
        return False
    if ignore.scope is None and job.reading.context:
        return False
    if all(each.family == "F" for each in chosen):
        return True
    asked = not job.settings.only or all(_TOPICS.get(each.family, frozenset()) <= set(job.settings.only) for each in chosen)
    return asked and not (job.settings.offline or job.outage)
