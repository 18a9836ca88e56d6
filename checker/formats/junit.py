"""JUnit XML: a suite a file, a case a finding; an entry without one is a case that passes."""

from collections import defaultdict
from collections.abc import Iterable
from xml.etree import ElementTree

from checker.core.display import shown
from checker.core.report import Entry, Report, Told
from checker.formats.json import moment


def render(report: Report) -> str:
    """The document. Errors and warnings fail; infos and what was not verified are skipped cases."""
    suites = [_suite(report, path) for path in _paths(report)]
    totals = _totals(suites)
    del totals["skipped"]  # Jenkins' schema knows it on a suite only
    root = ElementTree.Element("testsuites", {"name": "refwatch", **totals})
    root.extend(suites)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _paths(report: Report) -> list[str]:
    read = [each.reference.place.path for each in report.entries]
    return sorted({*read, *(each.finding.place.path for each in report.findings)})


def _suite(report: Report, path: str) -> ElementTree.Element:
    cases = [_failing(each) for each in report.findings if each.finding.place.path == path]
    cases += [_passing(each) for each in _clean(report.entries, path)]
    suite = ElementTree.Element("testsuite", name=shown(path) or "the run", timestamp=(moment(report.started) or "")[:-1])
    suite.extend(cases)
    seconds = (report.finished - report.started).total_seconds()
    for name, value in (*_totals([suite]).items(), ("time", f"{seconds:.3f}")):
        suite.set(name, value)
    return suite


def _clean(entries: Iterable[Entry], path: str) -> list[Entry]:
    return [each for each in entries if each.reference.place.path == path and not each.findings]


def _failing(told: Told) -> ElementTree.Element:
    each, place = told.finding, told.finding.place
    case = _case(f"{each.key or each.subject or each.field or 'file'}", f"{each.rule} {told.name}")
    tag = "skipped" if told.severity == "info" else "failure"
    result = ElementTree.SubElement(case, tag, message=shown(each.message))
    if tag == "failure":
        where = f"{place.path}:{place.line}:{place.column}: " if place.path else ""
        result.set("type", str(told.severity))
        result.text = "\n".join(shown(part) for part in (where + each.message, each.hint) if part)
    return case


def _passing(entry: Entry) -> ElementTree.Element:
    case = _case(entry.reference.key or "entry", "refwatch")
    if entry.health == "unknown":
        ElementTree.SubElement(case, "skipped", message="could not be verified")
    return case


def _case(name: str, group: str) -> ElementTree.Element:
    """No line stands in it: consumers follow a case by its names, and Jenkins' schema has no room for a place."""
    return ElementTree.Element("testcase", name=shown(name), classname=group, time="0")


def _totals(suites: Iterable[ElementTree.Element]) -> dict[str, str]:
    totals: defaultdict[str, int] = defaultdict(int, tests=0, failures=0, errors=0, skipped=0)
    for suite in suites:
        totals["tests"] += len(suite.findall("testcase"))
        totals["failures"] += len(suite.findall("testcase/failure"))
        totals["skipped"] += len(suite.findall("testcase/skipped"))
    return {name: str(value) for name, value in totals.items()}
