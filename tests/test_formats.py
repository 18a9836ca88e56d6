"""Every format: what it looks like, that real readers take it, and that nothing hostile gets through."""

import json
import re
import textwrap
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import junitparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from checker import running
from checker.core.answer import Answer, Hop, Outcome, Topic
from checker.core.report import Report
from checker.formats import FORMATS, json_reading, render
from checker.formats.html import policy
from checker.formats.text import _wrapped
from checker.memory.history import History
from checker.settings import Settings
from tests.doubles.clock import Clock

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)

EVIL = "<script>alert(1)</script>\x1b[31m::error::owned]]>`|=cmd()|@everyone\u202e"
NASTY = f"""\
@misc{{evil-{{}},
  title = {{x}},
}}

@misc{{evil<b>,
  title = {{{EVIL}}},
  author = {{=HYPERLINK("https://evil.example"), Eve}},
  year  = {{2O23}},
  doi   = {{<img src=x onerror=alert(1)>}},
  url   = {{https://me:secret@example.org/a|b?x=%0A::warning::`"<script>}},
  howpublished = {{javascript:alert(1)}},
}}
"""


class Offline(Clock):
    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nothing waits offline")


def told(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str, *answers: Answer, at: datetime = AT) -> Report:
    """The report of an offline run over a text, after these answers."""
    monkeypatch.chdir(folder)
    (folder / "references.bib").write_text(text, encoding="utf-8")
    with History.open(folder / ".refwatch", clock=Offline(AT)) as history:
        run = history.begin()
        for answer in answers:
            run.record(answer)
        run.finish()
    return running.run(Settings(root=folder, offline=True, library=folder / "none"), clock=Offline(at))


def link(url: str, outcome: Outcome, detail: str = "", **more: object) -> Answer:
    return Answer("web", Topic.LINK, url, outcome, AT - timedelta(hours=1), detail=detail, **more)  # type: ignore[arg-type]


@pytest.fixture
def nasty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    url = 'https://me:secret@example.org/a|b?x=%0A::warning::`"<script>'
    return told(
        tmp_path, monkeypatch, NASTY, link(url, Outcome.MISSING, EVIL, redirects=(Hop(301, "https://evil.example/" + EVIL),))
    )


class Collector(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.scripts = 0
        self.links: list[str] = []
        self.attributes: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self.attributes += [name for name, _ in attrs]
        self.links += [value or "" for name, value in attrs if tag == "a" and name == "href"]
        self.loads += [value or "" for name, value in attrs if name in ("src", "data", "action", "formaction")]
        if tag == "link":
            self.loads += [value or "" for name, value in attrs if name == "href" and not (value or "").startswith("data:")]


def test_nothing_hostile_gets_through_any_format(nasty: Report) -> None:
    for name in FORMATS:
        text = render(name, nasty)
        assert "secret" not in text, name
        assert "\u202e" not in text or name == "json", name
        assert name == "text" or "\x1b" not in text, name
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]", text), name


def test_the_page_holds_one_script_and_loads_nothing(nasty: Report) -> None:
    page = Collector()
    page.feed(render("html", nasty))
    assert page.scripts == 1
    assert page.loads == []
    assert not [name for name in page.attributes if name.startswith("on") or name == "style"]
    assert all(href.startswith(("https://", "http://", "#")) for href in page.links)


def test_the_page_s_policy_names_its_own_style_and_script_only() -> None:
    assert policy("a", "b") == (
        "default-src 'none'; style-src 'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='; "
        "script-src 'sha256-PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0='; img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_a_workflow_command_cannot_be_smuggled_in(nasty: Report) -> None:
    lines = render("github", nasty).rstrip("\n").split("\n")
    assert all(re.match(r"::(error|warning|notice) [^\r\n]*::", line) for line in lines)
    assert len(lines) == len([each for each in nasty.findings if each.severity != "info"]) + 1


def test_markdown_holds_no_markup_from_outside(nasty: Report) -> None:
    text = render("markdown", nasty)
    outside_code = re.sub(r"`[^`\n]*`", "", text)
    assert "<script" not in outside_code
    assert "@everyone" not in outside_code
    rows = [line for line in text.split("\n") if line.startswith("| ")]
    for row in rows:
        cells = re.split(r"(?<!\\)\|", re.sub(r"`[^`]*`", "", row))
        assert len(cells) in (6, 7), row


def test_the_json_report_fits_the_schema_that_ships(nasty: Report) -> None:
    schema = json.loads((Path(running.__file__).parent / "data" / "report.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.Draft7Validator(schema).validate(json.loads(render("json", nasty)))


def test_a_report_read_back_is_told_the_same(nasty: Report) -> None:
    text = render("json", nasty)
    assert render("json", json_reading.read(text)) == text
    again = json_reading.read(text)
    for name in ("sarif", "github", "gitlab", "badge", "markdown"):
        assert render(name, again) == render(name, nasty), name


def test_junit_is_read_by_a_real_reader(nasty: Report) -> None:
    suites = junitparser.JUnitXml.fromstring(render("junit", nasty).encode())
    cases = [case for suite in suites for case in suite]
    assert len(cases) == suites.tests
    assert suites.failures == len([each for each in nasty.findings if each.severity != "info"])


def test_junit_fits_the_schema_of_jenkins(nasty: Report, shared: Path) -> None:
    schema = etree.XMLSchema(etree.parse(str(shared / "specs" / "junit" / "jenkins-junit-10.xsd")))
    schema.assertValid(etree.fromstring(render("junit", nasty).encode()))


def test_sarif_fits_its_schema(nasty: Report, shared: Path) -> None:
    schema = json.loads((shared / "specs" / "sarif" / "sarif-schema-2.1.0.json").read_text())
    jsonschema.Draft4Validator(schema).validate(json.loads(render("sarif", nasty)))


def test_a_sarif_result_is_the_same_when_lines_move(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "https://example.org/gone"
    entry = f"@misc{{a, title = {{T}}, year = 2020, url = {{{url}}}}}\n"
    marks = []
    for number, text in enumerate((entry, "% moved\n\n\n" + entry)):
        folder = tmp_path / str(number)
        folder.mkdir()
        run = json.loads(render("sarif", told(folder, monkeypatch, text, link(url, Outcome.MISSING, status=404))))["runs"][0]
        result = next(each for each in run["results"] if each["ruleId"] == "L001")
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "L001"
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region == {"startLine": 1 + 3 * number, "startColumn": 43, "endLine": 1 + 3 * number, "endColumn": 67}
        marks.append(result["partialFingerprints"])
    assert marks[0] == marks[1]


def test_gitlab_s_fingerprints_are_all_different(nasty: Report) -> None:
    issues = json.loads(render("gitlab", nasty))
    assert len({each["fingerprint"] for each in issues}) == len(issues) > 0
    assert {each["severity"] for each in issues} <= {"info", "minor", "major", "critical", "blocker"}


def test_the_feed_has_what_atom_asks_of_it(nasty: Report) -> None:
    space = {"a": "http://www.w3.org/2005/Atom"}
    feed = ElementTree.fromstring(render("atom", nasty))
    for each in (feed, *feed.findall("a:entry", space)):
        for name in ("id", "title", "updated"):
            assert (each.findtext(f"a:{name}", namespaces=space) or "").strip(), name
    identities = [each.text for each in feed.iter("{http://www.w3.org/2005/Atom}id")]
    assert len(set(identities)) == len(identities)
    assert feed.findtext("a:author/a:name", namespaces=space) == "refwatch"


def test_the_text_report_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = """\
@inproceedings{kwon2023,
  title     = {Efficient Memory Management},
  author    = {Kwon, Woosuk},
  booktitle = {SOSP},
  year      = {2022},
  url       = {https://example.org/gone},
}
"""
    report = told(
        tmp_path, monkeypatch, text, link("https://example.org/gone", Outcome.MISSING, "it is not there (status 404)", status=404)
    )
    assert (
        re.sub(r"\x1b\[[0-9;]*m", "", render("text", report))
        == """\
references.bib
  references.bib:5:16: error   W010 impossible-venue-year kwon2023
    SOSP 2022 is claimed, but SOSP was held 1967 to 2023 every second year,
    since 2024
    → Look the work up, and correct the year or the venue.
  references.bib:6:16: error   L001 dead-link kwon2023
    https://example.org/gone leads nowhere: it is not there (status 404)
    → Find the page's new address, or cite an archived copy.

not verified (1)
  1 work: nobody was asked for its title (kwon2023)

2 errors · 1 reference checked offline · 1 not verified
"""
    )


@given(st.text("ab -\u00a0\u3000\t\n“é", max_size=40))
def test_what_fits_its_line_is_wrapped_as_all_else_is(text: str) -> None:
    assert _wrapped(text, 20) == textwrap.wrap(text, 20, break_long_words=False, break_on_hyphens=False)


def test_the_badge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = told(tmp_path, monkeypatch, "@misc{a, title = {T}, year = 2020, url = {https://example.org/}}\n")
    assert json.loads(render("badge", report)) == {
        "schemaVersion": 1,
        "label": "references",
        "message": "0 of 1 verified",
        "color": "lightgrey",
        "isError": False,
    }


def test_markdown_leaves_out_whole_rows_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = "".join(f"@misc{{key{n}, title = {{Title {n}}}, year = {{20x{n}}}, doi = {{nonsense {n}}}}}\n" for n in range(900))
    text = render("markdown", told(tmp_path, monkeypatch, entries))
    assert len(text) <= 65_536
    assert re.search(r"\*\d+ more rows are left out here; the JSON report has them all\.\*", text)
    assert all(line.endswith("|") for line in text.split("\n") if line.startswith("| "))
