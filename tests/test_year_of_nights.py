"""A year of nights over a changing world: every death is found within the patience, and nothing is called dead that lives."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.year import DAY, FIRST, OUTAGE, Life, Nights, answers, repository, world
from checker.core.finding import Finding, Severity
from checker.core.reference import Catalogue
from checker.core.seen import Seen
from checker.core.subjects import subjects
from checker.files import load
from checker.judging import told
from checker.memory.history import History
from checker.memory.lock import Lock
from checker.rules import rule

LINKS = 20
NIGHTS = 365
ARCHIVED = {"github.com/someone/early": 100, "github.com/someone/late": 300, "github.com/someone/never": 10_000}
RULES = ("L001", "L002", "L007", "L008", "L013", "R001")


@dataclass
class Diary:
    """What was said of each subject, night by night: the worst severity of each rule."""

    said: dict[str, dict[int, dict[str, Severity]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(dict)))

    def write(self, night: int, findings: Iterable[Finding]) -> None:
        for each in told(findings, {}):
            self.said[each.finding.subject or ""][night][each.finding.rule] = each.severity

    def nights(self, subject: str, rule: str, severity: Severity | None = None) -> list[int]:
        return [night for night, said in self.said[subject].items() if rule in said and severity in (None, said[rule])]


def catalogue(links: list[Life]) -> Catalogue:
    tools = [f"  - id: tool{number}\n    name: Tool\n    url: {life.url}\n" for number, life in enumerate(links)]
    tools += [f"  - id: {name.rpartition('/')[2]}\n    name: Tool\n    repository: https://{name}\n" for name in ARCHIVED]
    return Catalogue(load("tools.yaml", ("tools:\n" + "".join(tools)).encode()).references)


def one_night(history: History, links: list[Life], night: int, clock: Nights) -> bool:
    run = history.begin()
    for answer in answers(links, night, clock.at):
        run.record(answer)
    for name, archived in ARCHIVED.items():
        if night not in OUTAGE:
            run.record(repository(name, night, archived, clock.at))
    outage = run.settle()
    run.finish()
    return outage


def a_year(tmp_path: Path, links: list[Life]) -> tuple[Diary, list[int], int]:
    """The diary, the nights that counted as outages of ours, and how often the lock was written."""
    clock, diary, outages, lock, written = Nights(), Diary(), [], Lock(), 0
    known = catalogue(links)
    entries = [(each, subjects(each)) for each in known.references]
    with History.open(tmp_path / "state", clock=clock) as history:
        for night in range(NIGHTS):
            clock.at = FIRST + night * DAY
            if one_night(history, links, night, clock):
                outages.append(night)
            seen = Seen(clock.at, known, history.timelines())
            findings = [each for identifier in RULES for ref in known.references for each in rule(identifier).check(ref, seen)]
            diary.write(night, findings)
            if night % 5 == 0:
                lock = lock.update(entries, seen)
                written += lock.write_if_changed(tmp_path / "references.lock")
    return diary, outages, written


def test_a_year_of_nights(tmp_path: Path) -> None:
    links = world(LINKS)
    diary, outages, written = a_year(tmp_path, links)
    assert outages == sorted(OUTAGE)
    for life in links:
        check_one(life, diary)
    for name, archived in ARCHIVED.items():
        first = archived if archived not in OUTAGE else max(OUTAGE) + 1
        assert diary.nights(name, "R001") == list(range(first, NIGHTS))
    for night in OUTAGE:
        before = {subject: said[199] for subject, said in diary.said.items() if 199 in said}
        assert {subject: said[night] for subject, said in diary.said.items() if night in said} == before
    assert written < NIGHTS / 5, "there are nights after which there is nothing to commit"


def check_one(life: Life, diary: Diary) -> None:
    """What was said of one link, against what was true of it."""
    gone, moved, rot = (diary.nights(life.url, identifier) for identifier in ("L001", "L002", "L008"))
    errors = [*diary.nights(life.url, "L008", Severity.ERROR), *diary.nights(life.url, "L001", Severity.ERROR)]
    turn = next(night for night in range(life.turn, NIGHTS) if night not in OUTAGE)
    if life.kind == "gone":
        assert gone == list(range(turn, NIGHTS)), "a page that answers 404 is dead at once and stays dead"
    elif life.kind == "silent":
        counted = [night for night in range(life.turn, NIGHTS) if night not in OUTAGE]
        assert rot[0] == counted[1], "a warning on the second failing day"
        patience = next(night for night in counted[2:] if night >= life.turn - 1 + 7)
        assert errors == list(range(patience, NIGHTS)), "an error once the patience is over, and not before"
    elif life.kind == "moving":
        assert moved == list(range(turn, NIGHTS))
    if life.kind not in ("gone", "silent"):
        assert errors == [], "nothing is called dead that lives"
        assert all(night in life.odd or night in OUTAGE for night in rot), "what came back is not called rotting any more"
    if life.kind == "walled":
        assert set(diary.nights(life.url, "L013")) <= set(diary.nights(life.url, "L013", Severity.INFO))
        assert diary.nights(life.url, "L013")
