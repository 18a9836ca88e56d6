"""What people read: every command in the docs is one, every link leads somewhere, every snippet means what it says."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from contextlib import chdir
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import click
import pytest
import yaml
from click.testing import CliRunner

from checker import __version__
from checker.cli import refwatch
from checker.core.errors import RefwatchError
from checker.demo import play
from checker.files import dialects
from checker.settings import from_table

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "ARCHITECTURE.md")),
    *sorted(each for each in (ROOT / "docs").rglob("*.md") if each.parent.name not in ("rules", "reference")),
]
NEEDS_MORE = frozenset({"publish", "demo", "init", "library"})
"""Commands with tests of their own, which need GitHub, git, a person or a dump."""


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path, language: str) -> Iterator[str]:
    """The fenced blocks of a language."""
    yield from re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def commands(page: Path) -> Iterator[list[str]]:
    """Every command of ours in a page: in shell blocks, and between backticks."""
    text = page.read_text(encoding="utf-8")
    lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
    inline = [each for each in re.findall(r"`(refwatch [^`]+)`", text) if not re.search(r"[A-Z]{4,}|…|\|", each)]
    for line in (*lines, *inline):
        line = re.sub(r"^cd \S+ && |[>|].*$", "", line.strip())
        if line.startswith("refwatch "):
            yield shlex.split(line)[1:]


ALL = sorted({tuple(each) for page in PAGES for each in commands(page)})


def test_there_are_commands_to_try() -> None:
    assert len(ALL) > 20


@pytest.mark.parametrize("arguments", ALL, ids=" ".join)
def test_every_command_is_one(arguments: tuple[str, ...]) -> None:
    """Names and options are known; nothing is run."""
    context = click.Context(refwatch, info_name="refwatch")
    group, rest = refwatch, list(arguments)
    while isinstance(group, click.Group) and rest and not rest[0].startswith("-"):
        _, command, rest = group.resolve_command(context, rest)
        assert command
        group = command
    try:
        group.make_context("x", list(rest), parent=context, resilient_parsing=False)
    except (click.exceptions.Exit, click.exceptions.NoArgsIsHelpError):
        assert arguments[-1] in ("--version", "--help") or isinstance(group, click.Group)
    except click.MissingParameter:
        assert len(arguments) <= 2  # a command that is spoken of, not shown


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's catalogue after three nights, and an entry that the docs speak of."""
    folder = tmp_path_factory.mktemp("docs") / "demo"
    play(folder)
    with (folder / "references.bib").open("a", encoding="utf-8") as stream:
        stream.write("\n@book{knuth1997art,\n  title = {The Art},\n  author = {Knuth, Donald E.},\n  year = {1997},\n}\n")
    (folder / "paper").mkdir()
    (folder / "paper" / "main.bib").write_text("@book{a, title = {A}, author = {B, C}, publisher = {D}, year = {1999}}\n")
    (folder / "site").mkdir()
    return folder


def shown() -> list[list[str]]:
    """The commands of the shell blocks that can be run as they stand, online ones made offline."""
    lines = [
        shlex.split(re.sub(r"^cd \S+ && |[>|].*$", "", line))
        for page in PAGES
        for block in blocks(page, "sh")
        for line in block.splitlines()
    ]
    ours = [each[1:] for each in lines if each[:1] == ["refwatch"] and each[1] not in NEEDS_MORE]
    return [[*each, "--offline"] if each[0] == "check" else each for each in ours]


def test_every_command_that_is_shown_works(demo: Path) -> None:
    assert len(shown()) > 8
    for arguments in shown():
        with chdir(demo):
            result = CliRunner().invoke(refwatch, arguments, standalone_mode=False)
        assert not isinstance(result.exception, RefwatchError | click.ClickException), (arguments, result.exception)
        assert result.exception is None, (arguments, result.exception)
    assert {each.name for each in (demo / "site").iterdir()} == {"index.html", "feed.xml", "badge.json", "report.json"}
    assert "compared with the title page" in (demo / "references.lock").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL))
    for link in links:
        path, _, fragment = link.partition("#")
        if "://" not in link and path:
            assert (page.parent / path).is_file(), link
        assert not fragment or "://" in link


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_snippet_can_be_read(page: Path, tmp_path: Path) -> None:
    for block in blocks(page, "yaml"):
        yaml.safe_load(block)
    for block in blocks(page, "toml"):
        path = tmp_path / "pyproject.toml"
        path.write_text(block, encoding="utf-8")
        from_table(tomllib.loads(block)["tool"]["refwatch"], path)


def test_inline_settings_are_settings(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "how-to" / "ignoring.md").read_text(encoding="utf-8")
    path = tmp_path / "refwatch.toml"
    for snippet in re.findall(r"`(\w+ = [^`]+)`", text):
        path.write_text(snippet, encoding="utf-8")
        from_table(tomllib.loads(snippet), path)


def test_completion_works_in_every_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = re.findall(r"_REFWATCH_COMPLETE=(\w+)_source", (ROOT / "docs" / "how-to" / "shell-completion.md").read_text())
    assert lines == ["bash", "zsh", "fish"]
    for shell in lines:
        source = CliRunner().invoke(refwatch, prog_name="refwatch", env={"_REFWATCH_COMPLETE": f"{shell}_source"}).output
        assert "_REFWATCH_COMPLETE" in source
    typed = {"_REFWATCH_COMPLETE": "bash_complete", "COMP_WORDS": "refwatch publish s", "COMP_CWORD": "2"}
    assert CliRunner().invoke(refwatch, prog_name="refwatch", env=typed).output == "plain,state\n"


def test_the_citation_is_complete_and_as_the_package_says() -> None:
    """What CFF 1.2.0 requires, and what must not drift; the schema itself is checked by `python3 dev.py lint`."""
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    citation: dict[str, Any] = yaml.safe_load(text)
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert citation["cff-version"] == "1.2.0"
    assert citation["version"] == __version__
    assert date.fromisoformat(citation["date-released"])
    assert f"## [{__version__}] - {citation['date-released']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_our_own_program_finds_nothing_wrong_with_the_citation(tmp_path: Path) -> None:
    copy = tmp_path / "citation.yaml"
    copy.write_bytes((ROOT / "CITATION.cff").read_bytes())
    with chdir(tmp_path):
        result = CliRunner().invoke(
            refwatch, ["check", "--offline", "citation.yaml", "--fail-on", "warning"], standalone_mode=False
        )
    assert result.exception is None
    assert result.return_value in (0, None)
    assert any(each.__class__.__name__ == "Yaml" for each in dialects())


def test_the_pictures_are_small_and_whole() -> None:
    pictures = ROOT / "docs" / "pictures"
    for name in re.findall(r"docs/pictures/(\S+?)\)", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert (pictures / name).stat().st_size < 150_000
    assert ElementTree.parse(pictures / "terminal.svg").getroot().tag == "{http://www.w3.org/2000/svg}svg"
    assert (pictures / "status.png").read_bytes().startswith(b"\x89PNG")


def test_the_figures_are_those_of_the_architecture() -> None:
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    ours = text.partition("Figures, with how they were taken")[2].partition("bibtex-check's own")[0]
    figures = re.findall(r"\d[\d,.]*\d s|\b\d[\d,]*\d\b|\b\d\b", ours)
    measured = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert len(figures) > 7
    assert [each for each in figures if each not in measured] == []
