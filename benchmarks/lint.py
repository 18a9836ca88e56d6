"""How long linting 20,000 entries takes, as whole processes: refwatch, bibtexparser's bare parse, bibtex-tidy; a line each.

python benchmarks/lint.py [--entries 20000] [--runs 5]

Figures are medians, and ratios are taken run by run before that: a machine's speed drifts, and what other work adds
hits one program and not the other.
"""

import argparse
import gc
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

BARE = "import sys, bibtexparser; bibtexparser.parse_string(open(sys.argv[1], encoding='utf-8').read(), parse_stack=[])"
DUPLICATES = "--duplicates=key,doi,citation"
WORDS = (
    "efficient memory management large language model serving paged attention quantization activation aware weight "
    "training inference sparse distributed scalable learning transformer system graph kernel cache compiler pipeline"
).split()
FAMILIES = (
    "Kwon Li Zhuang Sheng Zheng Yu Gonzalez Zhang Stoica Dao Fu Ermon Rudra Lin Tang Dang Han Frantar Alistarh Müller".split()
)


def entry(number: int, chance: random.Random) -> str:
    """One article or conference paper of about 475 characters, as reference managers write them."""
    title = " ".join(chance.choices(WORDS, k=9)).capitalize()
    authors = " and ".join(f"{chance.choice(FAMILIES)}, {chr(65 + chance.randrange(26))}ona" for _ in range(5))
    year = chance.randrange(1998, 2026)
    venue = (
        "journal = {Journal of Machine Learning Research}"
        if number % 2
        else "booktitle = {Advances in Neural Information Processing Systems}"
    )
    kind = "article" if number % 2 else "inproceedings"
    return (
        f"@{kind}{{key{year}n{number},\n  title     = {{{{{title}}} and {{GPU}}s {number}}},\n  author    = {{{authors}}},\n"
        f"  {venue},\n  year      = {{{year}}},\n  volume    = {{{number % 90 + 1}}},\n"
        f"  pages     = {{{number}--{number + 14}}},\n"
        f"  publisher = {{Association for Computing Machinery}},\n  doi       = {{10.1145/{3000000 + number}.{number}}},\n"
        f"  url       = {{https://doi.org/10.1145/{3000000 + number}.{number}}}\n}}\n\n"
    )


def bibliography(entries: int) -> str:
    """The same file every time."""
    chance = random.Random(8)
    return "".join(entry(number, chance) for number in range(entries))


class Cost(NamedTuple):
    """What one whole process took: seconds by the clock, seconds of processor, bytes of memory at its peak."""

    wall: float
    cpu: float
    memory: int

    @classmethod
    def middle(cls, runs: Iterable["Cost"]) -> "Cost":
        """The median of each figure."""
        return cls(*map(median, zip(*runs, strict=True)))


def whole(command: Sequence[str | Path], folder: Path) -> Cost:
    """One run of a command, as the operating system accounts for it; Python compiled its modules in an earlier one."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment(folder)
    )
    _, _, usage = os.wait4(process.pid, 0)
    return Cost(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def _environment(folder: Path) -> dict[str, str]:
    """Without a library of this machine, which would be looked into."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(folder)}


def in_turn(commands: Mapping[str, Sequence[str | Path]], folder: Path, runs: int) -> dict[str, list[Cost]]:
    """What each command took in each round, after one that does not count."""
    rounds = [{name: whole(command, folder) for name, command in commands.items()} for _ in range(runs + 1)][1:]
    return {name: [each[name] for each in rounds] for name in commands}


def ratios(ours: Sequence[Cost], theirs: Sequence[Cost]) -> str:
    """The medians of both ratios, round by round."""
    wall = median(one.wall / other.wall for one, other in zip(ours, theirs, strict=True))
    cpu = median(one.cpu / other.cpu for one, other in zip(ours, theirs, strict=True))
    return f"refwatch takes {wall:.2f} of its wall time, {cpu:.2f} of its CPU time"


def commands(path: Path) -> Iterator[tuple[str, Sequence[str | Path]]]:
    """Ours, and beside it what is installed of the others."""
    yield "refwatch check --offline", (sys.executable, "-m", "checker", "check", "--offline", path)
    yield "bibtexparser, bare parse", (sys.executable, "-c", BARE, path)
    if tidy := shutil.which("bibtex-tidy"):
        yield "bibtex-tidy", (tidy, path, "--output", path.with_name("tidy.bib"), "--quiet")
        yield "bibtex-tidy with duplicates", (tidy, path, "--output", path.with_name("tidy.bib"), "--quiet", DUPLICATES)
    else:
        print("bibtex-tidy is not installed (npm install bibtex-tidy)")


def stages(path: Path) -> Iterator[tuple[str, float]]:
    """Seconds of processor for reading, for what each entry asks about, and for all rules; the collector is off, as in a run."""
    from checker.core.reference import Catalogue
    from checker.core.seen import Seen
    from checker.core.subjects import subjects
    from checker.files import load
    from checker.judging import findings
    from checker.rules import all_rules

    rules = all_rules()
    gc.disable()
    start = time.process_time()
    references = load(str(path), path.read_bytes()).references
    yield "read", time.process_time() - start
    start = time.process_time()
    for each in references:
        subjects(each)
    yield "subjects", time.process_time() - start
    start = time.process_time()
    found = list(findings(Seen.of(at=datetime(2026, 11, 22, tzinfo=UTC), catalogue=Catalogue(references)), rules))
    yield f"rules, {len(found)} findings", time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "references.bib"
        path.write_text(bibliography(given.entries), encoding="utf-8")
        print(f"{given.entries} entries, {path.stat().st_size / 1e6:.2f} MB; medians of {given.runs} runs of each, in turn")
        for stage, seconds in stages(path):
            print(f"    {stage:<42} {seconds:6.2f} s of CPU")
        taken = in_turn(dict(commands(path)), folder, given.runs)
        ours = next(iter(taken.values()))
        for command, costs in taken.items():
            cost, beside = Cost.middle(costs), f"   {ratios(ours, costs)}" if costs is not ours else ""
            print(f"{command:<28} {cost.wall:6.2f} s, {cost.cpu:6.2f} s of CPU, {cost.memory / 1e6:4.0f} MB{beside}")


if __name__ == "__main__":
    main()
