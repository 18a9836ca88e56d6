"""Asks the addresses of a file through the door, and prints what came of it: one JSON object."""

import json
import resource
import sys
import time
from collections import Counter
from pathlib import Path

from checker.web import HostSettings, Reply, Web, WebSettings, loop


async def run(urls: list[str], settings: WebSettings) -> Counter[str]:
    """The kinds of replies."""
    kinds: Counter[str] = Counter()

    async with Web(settings) as web:

        async def ask(url: str) -> Reply:
            return await web.fetch(url, max_bytes=0)

        async for reply in web.each(urls, ask, again=lambda reply: reply.transient):
            kinds[reply.failure.kind if reply.failure else str(reply.status)] += 1
    return kinds


def main() -> None:
    """``client.py FILE [raw]``."""
    urls = Path(sys.argv[1]).read_text().split()
    raw = "raw" in sys.argv
    manners = HostSettings(concurrency=256, interval=0) if raw else HostSettings()
    settings = WebSettings(allow_private=True, per_host=manners)
    began, used = time.perf_counter(), time.process_time()
    kinds = loop.run(run(urls, settings))
    print(
        json.dumps(
            {
                "seconds": round(time.perf_counter() - began, 2),
                "cpu": round(time.process_time() - used, 2),
                "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "kinds": kinds,
            }
        )
    )


if __name__ == "__main__":
    main()
