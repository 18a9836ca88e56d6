"""Makes the README's pictures from `refwatch demo`: run ``python docs/pictures/make.py`` with Chromium on the PATH.

The terminal is drawn as SVG, so that it stays text; the status page is photographed.
"""

import html
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from checker.demo import play
from checker.formats import render

HERE = Path(__file__).parent
LINES = 34
WIDTH, LINE = 820, 17
COLOURS = {"31": "#ff7b72", "33": "#d9a441", "34": "#79b8ff", "32": "#7ee787", "36": "#76e3ea", "35": "#d2a8ff", "2": "#8b949e"}
CHROMIUM = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --hide-scrollbars "
    "--force-color-profile=srgb --window-size=960,740"
).split()


def spans(line: str) -> Iterator[str]:
    """The pieces of a line, each with the colour and weight that its escapes ask for."""
    colour, bold = "#e6edf3", False
    for piece in re.split(r"(\x1b\[[\d;]*m)", line):
        if piece.startswith("\x1b["):
            for code in piece[2:-1].split(";"):
                colour, bold = (
                    COLOURS.get(code, "#e6edf3" if code in ("", "0", "39") else colour),
                    code == "1" or (bold and code != "0"),
                )
        elif piece:
            weight = ' font-weight="bold"' if bold else ""
            yield f'<tspan fill="{colour}"{weight}>{html.escape(piece)}</tspan>'


def terminal(text: str) -> str:
    """The first lines of a terminal's output as a picture."""
    lines = ["$ refwatch check", *text.split("\n")[: LINES - 1]]
    height = LINE * (len(lines) + 2)
    rows = [
        f'<text x="20" y="{LINE * (number + 2)}" xml:space="preserve">{"".join(spans(line))}</text>'
        for number, line in enumerate(lines)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" role="img">'
        "<title>refwatch check in a terminal</title>"
        f'<rect width="{WIDTH}" height="{height}" rx="10" fill="#0d1117"/>'
        '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13">'
        + "\n".join(rows)
        + "</g></svg>\n"
    )


def main() -> None:
    """Plays the demo once and makes both pictures."""
    browser = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("there is no Chromium on the PATH")
    with tempfile.TemporaryDirectory() as folder:
        report = play(Path(folder) / "demo").reports[-1]
        (HERE / "terminal.svg").write_text(terminal(render("text", report)), encoding="utf-8")
        page = Path(folder) / "status.html"
        page.write_text(render("html", report), encoding="utf-8")
        shot = f"--screenshot={HERE / 'status.png'}"
        subprocess.run([browser, *CHROMIUM, f"--user-data-dir={folder}/profile", shot, page.as_uri()], check=True)  # noqa: S603


if __name__ == "__main__":
    main()
