"""Corners of the contract, sentence by sentence, through the command line: what a person types and a script reads."""

import json
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from checker import cli
from checker.core.answer import Answer, Outcome, Topic
from checker.formats import render
from checker.memory.history import History
from checker.running import run
from checker.settings import load
from tests.doubles.clock import Clock

ENTRY = "@misc{{{key},\n  title = {{Title {key} of Things}},\n  author = {{Ann Bee}},\n  year = {{2020}},\n  {rest}\n}}\n"


@dataclass
class Told:
    """What one command gave back."""

    status: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(self.out)
        return loaded

    @property
    def findings(self) -> list[tuple[str, str | None, int | None]]:
        """Rule, key and line of each finding."""
        return [(each["rule"], each["key"], each["line"]) for each in self.report["findings"]]

    @property
    def outcomes(self) -> dict[str, str]:
        """The outcome of every link by its address."""
        listed = (subject for each in self.report["references"] for subject in each["subjects"])
        return {subject["name"]: subject["outcome"] for subject in listed if subject["topic"] == "link"}


@dataclass
class Folder:
    """A working folder and the command line in it."""

    path: Path
    capture: pytest.CaptureFixture[str]

    def write(self, name: str, text: str) -> None:
        (self.path / name).write_text(text, encoding="utf-8")

    def refwatch(self, *arguments: str) -> Told:
        self.capture.readouterr()
        with pytest.raises(SystemExit) as left:
            cli.main(list(arguments))
        told = self.capture.readouterr()
        return Told(int(left.value.code or 0), told.out, told.err)

    def check(self, *arguments: str) -> Told:
        return self.refwatch("check", "--offline", "--format", "json", *arguments)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Folder:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(cli, "_leave", sys.exit)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    return Folder(tmp_path, capsys)


def entry(key: str, rest: str = "") -> str:
    return ENTRY.format(key=key, rest=rest)


def test_addresses_without_a_host_are_listed_as_unasked_and_are_no_faults(folder: Folder) -> None:
    addresses = ["mailto:ann@example.org", "ftp://ftp.example.org/x", "tel:+49301234", "data:text/plain,hello"]
    folder.write("references.bib", "".join(entry(f"k{at}", f"url = {{{each}}},") for at, each in enumerate(addresses)))
    folder.write("tools.yaml", "tools:\n  - id: t\n    name: T\n    url: mailto:bob@example.org\n")
    told = folder.check("--only", "links")
    assert told.outcomes == dict.fromkeys([*addresses, "mailto:bob@example.org"], "unasked")
    assert told.findings == []
    assert [each["name"] for each in told.report["unverified"]] == [*addresses, "mailto:bob@example.org"]


def test_an_address_that_the_user_left_out_is_listed_as_unasked(folder: Folder) -> None:
    folder.write("references.bib", entry("a", "url = {https://example.org/a},"))
    folder.write("refwatch.toml", 'exclude_url = ["https://example.org/*"]\n')
    told = folder.refwatch("check", "--only", "links", "--format", "json")
    assert told.outcomes == {"https://example.org/a": "unasked"}
    assert told.report["unverified"] == [
        {
            "key": "a",
            "topic": "link",
            "name": "https://example.org/a",
            "reason": "left out by exclude_url (https://example.org/*)",
        }
    ]
    assert told.report["run"]["requests"] == {}


def test_an_address_with_a_space_inside_cannot_be_one(folder: Folder) -> None:
    folder.write(
        "references.bib", entry("a", "url = {https://exa mple.org/x},") + entry("b", "url = {https://example.org/ (2020)},")
    )
    assert folder.check("--select", "F004").findings == [("F004", "a", 5)]


def test_two_entries_of_one_doi_are_one_work_whatever_their_titles(folder: Folder) -> None:
    folder.write(
        "references.bib", entry("a", "doi = {10.1145/3600006.3613165},") + entry("b", "doi = {10.1145/3600006.3613165},")
    )
    assert folder.check("--select", "F005").findings == [("F005", "b", 7)]


def test_a_year_that_is_an_undefined_string_is_said_once(folder: Folder) -> None:
    folder.write("references.bib", "@misc{a,\n  title = {T},\n  author = {A},\n  year = thisyear,\n}\n")
    assert folder.check("--select", "F").findings == [("F009", "a", 4)]


def test_a_control_character_before_an_entry_does_not_hide_it(folder: Folder) -> None:
    folder.write("references.bib", "\0" + entry("a") + "\0\0" + entry("b"))
    assert [each["key"] for each in folder.check().report["references"]] == ["a", "b"]


@pytest.mark.parametrize("text", ["tools: 5\n", "tools: {a: b}\n", "tools:\n  - [x]\n"])
def test_a_catalogue_of_another_shape_is_unreadable_by_its_name(folder: Folder, text: str) -> None:
    folder.write("tools.yaml", text)
    told = folder.check()
    assert (told.status, [rule for rule, _, _ in told.findings]) == (1, ["F001"])


WRONG = {
    'format = "xml"': "expected one of ",
    '[[ignore]]\nrule = "L999"\nreason = "x"': "there is no rule 'L999'",
    '[severity]\nL999 = "info"': "there is no rule 'L999'",
    '[tool.refwatch]\npathz = ["x"]': "unknown key 'pathz'; did you mean 'paths'?",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_configuration_that_means_nothing_is_status_2_before_anything_is_done(folder: Folder, text: str) -> None:
    folder.write("references.bib", entry("a"))
    folder.write("refwatch.toml", text)
    told = folder.refwatch("check", "--offline")
    assert (told.status, told.out) == (2, "")
    assert WRONG[text] in told.err


def test_refwatch_toml_may_name_its_table_as_pyproject_does(folder: Folder) -> None:
    folder.write("other.bib", entry("a").replace("2020", "20x0"))
    folder.write("refwatch.toml", '[tool.refwatch]\npaths = ["other.bib"]\n')
    assert folder.check("--select", "F007").findings == [("F007", "a", 4)]


def test_an_ignore_that_cannot_work_is_told_of(folder: Folder) -> None:
    folder.write(
        "references.bib", "% refwatch: ignore F007\n" + entry("a") + "% refwatch: ignore F777 – no such rule\n" + entry("b")
    )
    told = folder.check()
    assert [(each["rule"], each["line"], each["message"]) for each in told.report["findings"] if each["rule"] == "N004"] == [
        ("N004", 1, "this ignore gives no reason, and so it sets nothing aside"),
        ("N004", 8, "the ignore of F777 matches nothing (no such rule)"),
    ]


@dataclass
class Site:
    """A web site whose pages answer as told: a status, or the address that they have moved to."""

    port: int
    pages: dict[str, int | str] = field(default_factory=dict)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@pytest.fixture
def site() -> Iterator[Site]:
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = here.pages.get(self.path, 200)
            body = f"<title>Page {self.path}</title><p>{'Words about things. ' * 40}".encode()
            self.send_response(answer if isinstance(answer, int) else 301)
            if isinstance(answer, str):
                self.send_header("Location", answer)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    here = Site(server.server_address[1])
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield here
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_ignore_that_matches_nothing_is_told_by_a_run_of_links_alone(folder: Folder, site: Site) -> None:
    folder.write("references.bib", entry("a", f"url = {{{site.url('/a')}}},"))
    folder.write("refwatch.toml", '[[ignore]]\nrule = "L001"\nsubject = "https://gone.example/*"\nreason = "known"\n')
    told = folder.refwatch("check", "--only", "links", "--allow-private", "--format", "json")
    assert told.findings == [("N004", None, 1)]


def night(day: float) -> dict[str, Any]:
    settings = load(Path.cwd()).override(only=("links",), allow_private=True)
    at = datetime(2026, 3, 1, 4, tzinfo=UTC) + timedelta(days=day)
    loaded: dict[str, Any] = json.loads(render("json", run(settings, clock=Clock(at))))
    return loaded


def rot(report: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["rule"], each["severity"]) for each in report["findings"]]


def test_the_clock_of_a_run_holds_for_its_answers_and_patience_counts_days(folder: Folder, site: Site) -> None:
    """Nightly runs never begin at the same second: on the seventh day it has been seven days, a few minutes early or late."""
    folder.write("references.bib", entry("a", f"url = {{{site.url('/a')}}},") + entry("b", f"url = {{{site.url('/b')}}},"))
    (first,) = {subject["at"][:10] for each in night(0)["references"] for subject in each["subjects"]}
    assert first == "2026-03-01"
    site.pages["/a"] = 500
    assert rot(night(1)) == []
    assert rot(night(2)) == [("L008", "warning")]
    assert rot(night(6)) == [("L008", "warning")]
    assert rot(night(6.99)) == [("L008", "error")]
    site.pages["/a"] = 200
    assert rot(night(8)) == []


def test_a_moved_link_whose_new_address_dies_is_dead_and_stays_so(folder: Folder, site: Site) -> None:
    folder.write("references.bib", entry("a", f"url = {{{site.url('/a')}}},") + entry("b", f"url = {{{site.url('/b')}}},"))
    site.pages["/a"] = site.url("/new")
    assert rot(night(0)) == [("L002", "warning")]
    site.pages["/new"] = 404
    assert rot(night(1)) == [("L001", "error")]
    site.pages["/a"] = 503
    report = night(2)
    assert rot(report) == [("L001", "error")]
    assert report["summary"]["outcomes"]["unreachable"] == 1


def test_the_publication_that_a_preprints_record_names_is_judged_from_history_and_lock(folder: Folder) -> None:
    """The record of the published work is nobody's own question: it is asked because the preprint's record names it."""
    preprint = {"title": "Title a of Things", "authors": ["Ann Bee"], "year": 2020, "years": {"posted": 2020}, "venue": "arXiv"}
    published = {"title": "Title a of Things", "authors": ["Bee, Ann"], "year": 2021, "venue": "Journal of Things"}
    folder.write("references.bib", entry("a", "eprint = {2001.01234},\n  archiveprefix = {arXiv},"))
    at = datetime(2026, 3, 1, 4, tzinfo=UTC)
    facts = {
        ("arxiv", "arxiv:2001.01234"): {**preprint, "type": "preprint", "arxiv": "2001.01234", "published_doi": "10.1000/a"},
        ("crossref", "doi:10.1000/a"): {**published, "type": "article", "doi": "10.1000/a"},
    }
    with History.open(folder.path / ".refwatch", clock=Clock(at)) as history:
        history_run = history.begin()
        for (source, subject), told in facts.items():
            history_run.record(Answer(source, Topic.WORK, subject, Outcome.FOUND, at, told))
        history_run.finish("{}", [], {})
    assert folder.check("--select", "W005").findings == [("W005", "a", 2)]
    folder.refwatch("lock")
    assert folder.check("--select", "W005", "--state", "none").findings == [("W005", "a", 2)]
