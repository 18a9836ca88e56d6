"""How long reading and judging 20,000 entries takes, beside bibtexparser's bare parse and bibtex-tidy; prints one line each.

python benchmarks/lint.py [--entries 20000]
"""

import argparse
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

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


def bare_parse(text: str) -> float:
    """Seconds that bibtexparser takes to split the text."""
    import bibtexparser

    start = time.process_time()
    bibtexparser.parse_string(text, parse_stack=[])
    return time.process_time() - start


def ours(path: Path) -> tuple[float, float, int, int]:
    """Seconds to read, seconds to judge, how many findings, and the peak memory in bytes."""
    from checker.core.reference import Catalogue
    from checker.core.seen import Seen
    from checker.files import load
    from checker.rules import all_rules

    rules = all_rules()
    start = time.process_time()
    references = load(str(path), path.read_bytes()).references
    read = time.process_time()
    seen = Seen.of(at=datetime(2026, 11, 22, tzinfo=UTC), catalogue=Catalogue(references))
    findings = sum(1 for rule in rules if not rule.whole for each in references for _ in rule.check(each, seen))
    done = time.process_time()
    return read - start, done - read, findings, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def tidy(path: Path) -> float | None:
    """Seconds that bibtex-tidy takes, where it is installed."""
    command = shutil.which("bibtex-tidy")
    if command is None:
        return None
    start = time.perf_counter()
    subprocess.run(
        [command, path, "--output", path.with_suffix(".tidy"), "--quiet", "--duplicates=key,doi,citation"],
        check=False,
        capture_output=True,
    )
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=20_000)
    text = bibliography(parser.parse_args().entries)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "references.bib"
        path.write_text(text, encoding="utf-8")
        read, judged, findings, peak = ours(path)
        bare = bare_parse(text)
        other = tidy(path)
    total = read + judged
    print(f"file                  {len(text) / 1e6:6.2f} MB")
    print(f"bibtexparser, bare    {bare:6.2f} s")
    print(f"refwatch, read        {read:6.2f} s")
    print(f"refwatch, all rules   {judged:6.2f} s   ({findings} findings)")
    print(f"refwatch, together    {total:6.2f} s   = {total / bare:.2f} of bibtexparser's bare parse")
    print(f"refwatch, peak memory {peak / 1e6:6.0f} MB")
    print(
        f"bibtex-tidy           {other:6.2f} s   refwatch takes {total / other:.2f} of it"
        if other
        else "bibtex-tidy           not installed"
    )


if __name__ == "__main__":
    main()
