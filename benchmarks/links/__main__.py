"""The table: each scenario once with refwatch and once with lychee, against the same server."""

import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Scenario:
    """What is asked, and whether manners are laid aside on both sides."""

    letter: str
    words: str
    urls: Callable[[int], list[str]]
    raw: bool = False


def host(number: int) -> str:
    return f"127.{1 + number // 62_500}.{number // 250 % 250}.{1 + number % 250}"


def even(urls: int, hosts: int, ms: int) -> Callable[[int], list[str]]:
    return lambda port: [f"http://{host(each % hosts)}:{port}/{ms}/{each}" for each in range(urls)]


def spread(urls: int, hosts: int, dead: float) -> Callable[[int], list[str]]:
    """Log-normal latencies from 50 to 800 ms, one per host; of the dead, half refuse and half break off."""

    def made(port: int) -> list[str]:
        dice = random.Random(3)
        latency = [round(min(800, max(50, dice.lognormvariate(5.2, 0.7)))) for _ in range(hosts)]
        lost = {number: dice.random() < 0.5 for number in dice.sample(range(hosts), round(hosts * dead))}
        return [_one(each % hosts, each, port, latency, lost) for each in range(urls)]

    return made


def _one(number: int, each: int, port: int, latency: list[int], lost: dict[int, bool]) -> str:
    if number in lost:
        return f"http://{host(number)}:1/{each}" if lost[number] else f"http://{host(number)}:{port}/reset/{each}"
    return f"http://{host(number)}:{port}/{latency[number]}/{each}"


SCENARIOS = (
    Scenario("a", "1,000 URLs, 200 hosts, 200 ms", even(1_000, 200, 200)),
    Scenario("b", "5,000 URLs, 1,000 hosts, 50–800 ms, 1 % dead", spread(5_000, 1_000, 0.01)),
    Scenario("c", "300 URLs, one host, 200 ms", even(300, 1, 200)),
    Scenario("d", "20,000 URLs, 100 hosts, raw", even(20_000, 100, 0), raw=True),
    Scenario("e", "100,000 URLs, 10,000 hosts, raw", even(100_000, 10_000, 0), raw=True),
)


def stats(port: int) -> dict[str, int]:
    """What the server has seen since it was last asked."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/stats") as answer:
        return dict(json.load(answer))


@dataclass(frozen=True)
class Run:
    """One tool's run: seconds on the wall, seconds of CPU, the most memory (MB), and what it counted."""

    wall: float
    cpu: float
    memory: int
    said: str


def refwatch(file: Path, raw: bool) -> Run:
    """Through the door: a GET each, retries and the second pass included."""
    wall, cpu, out = timed([sys.executable, "-m", "benchmarks.links.client", str(file), *(["raw"] if raw else [])])
    said = json.loads(out)
    return Run(wall, cpu, said["megabytes"], json.dumps(said["kinds"]))


def lychee(file: Path, raw: bool) -> Run:
    """As it comes, except in the raw scenarios."""
    program = shutil.which("lychee") or str(Path(sys.executable).with_name("lychee"))
    manners = ["--host-request-interval", "0ms", "--host-concurrency", "256", "--max-concurrency", "256"] if raw else []
    wall, cpu, out = timed([program, "--no-progress", "--format", "json", *manners, str(file)])
    said = json.loads(out)
    counts = {name: said[name] for name in ("total", "successful", "errors", "timeouts") if said.get(name)}
    return Run(wall, cpu, 0, json.dumps(counts))


def timed(command: list[str]) -> tuple[float, float, str]:
    """Wall time, CPU time and output of a command, its start included."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    out = subprocess.run(command, capture_output=True, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - began, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, out


def main() -> None:
    """``python -m benchmarks.links [LETTERS] [refwatch|lychee]``."""
    letters = next((each for each in sys.argv[1:] if each not in ("refwatch", "lychee")), "abcde")
    tools = [tool for tool in (refwatch, lychee) if len({"refwatch", "lychee"} & set(sys.argv)) != 1 or tool.__name__ in sys.argv]
    server = subprocess.Popen([sys.executable, "-m", "benchmarks.links.server"], stdout=subprocess.PIPE, text=True)
    assert server.stdout
    port = int(server.stdout.readline())
    print(f"{'':50} {'tool':9} {'seconds':>8} {'of CPU':>7} {'MB':>5} {'sent':>7} {'at once':>8} {'to one':>7} {'a second':>9}")
    try:
        for scenario in SCENARIOS:
            if scenario.letter in letters:
                _print(scenario, port, tools)
    finally:
        server.terminate()
        server.wait()


def _print(scenario: Scenario, port: int, tools: list[Callable[[Path, bool], Run]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "urls.txt"
        file.write_text("\n".join(scenario.urls(port)))
        for tool in tools:
            run = tool(file, scenario.raw)
            seen = stats(port)
            cells = f"{run.wall:8.2f} {run.cpu:7.2f} {run.memory or '':>5} {seen['requests']:7} {seen['most']:8}"
            cells += f" {seen['most_by_host']:7} {seen['most_per_second']:9}  {run.said}"
            print(f"({scenario.letter}) {scenario.words:46} {tool.__name__:9} {cells}", flush=True)


if __name__ == "__main__":
    main()
