"""Every rule is listed, named like its file, explained under the three headings, and proved by its own examples."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

import checker.rules
from checker.core.finding import Change, Finding
from checker.core.place import NOWHERE
from checker.core.reference import Catalogue, Kind, Reference
from checker.core.rule import Example, Rule
from checker.core.seen import Seen
from checker.files import Loaded, load
from checker.files.splice import edit_many
from checker.rules import RULES, all_rules

FOLDER = Path(checker.rules.__file__).parent
HEADINGS = ("Why it matters", "What to do", "Fix safety")
RUN = Reference(None, Kind.UNREADABLE, "", (), NOWHERE, NOWHERE)
"""What a rule about the whole run is called with: a reference that belongs to no file."""

EXAMPLES = [pytest.param(rule, each, id=f"{rule.id}-{each.title}") for rule in all_rules() for each in rule.examples]
PARAMETERS = [pytest.param(rule, id=rule.id) for rule in all_rules()]


def judged(rule: Rule, example: Example) -> tuple[Loaded, list[Finding]]:
    """The findings of one rule alone on its example."""
    loaded = load(example.path, example.text.encode("utf-8"))
    seen = Seen.of(example.answers, at=datetime.fromisoformat(example.at), catalogue=Catalogue(loaded.references))
    judged = (RUN,) if rule.whole else loaded.references
    return loaded, [finding for reference in judged for finding in rule.check(reference, seen)]


def mended(loaded: Loaded, findings: Sequence[Finding]) -> str:
    """The text after all fixes, unsafe ones included; no change may be declined."""
    wanted: list[tuple[Reference, list[Change]]] = []
    for reference in loaded.references:
        changes = [
            change
            for finding in findings
            if finding.fix and finding.key == reference.key and _within(finding, reference)
            for change in finding.fix.changes
        ]
        if changes:
            wanted.append((reference, list(dict.fromkeys(changes))))
    if not hasattr(loaded.dialect, "plan"):  # a kind of file that is edited reference by reference
        text = loaded.source.text
        for reference, changes in wanted:
            assert text == loaded.source.text, "an example mends one reference of such a file"
            text = loaded.dialect.edit(loaded.source, reference, changes)
        return text
    result = edit_many(loaded.dialect, loaded.source, wanted)
    assert result.declined == ()
    return result.text


def _within(finding: Finding, reference: Reference) -> bool:
    return finding.place.path != reference.place.path or reference.place.start <= finding.place.start <= reference.place.end


def test_every_file_of_the_folder_is_in_the_table() -> None:
    assert sorted(RULES.values()) == sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")


def test_the_table_is_in_the_order_of_the_ids() -> None:
    order = "FLRWN"
    assert list(RULES) == sorted(RULES, key=lambda identifier: (order.index(identifier[0]), identifier))


@pytest.mark.parametrize("rule", PARAMETERS)
def test_a_rule_is_named_like_its_file(rule: Rule) -> None:
    assert RULES[rule.id] == rule.name.replace("-", "_")
    assert rule.finds


@pytest.mark.parametrize("rule", PARAMETERS)
def test_a_rule_is_explained(rule: Rule) -> None:
    opening = rule.explanation.strip().splitlines()[0]
    assert opening.endswith(".")
    for heading in HEADINGS:
        assert f"\n\n{heading}\n{'-' * len(heading)}\n" in rule.explanation
    sections = re.split(r"\n\n[A-Z][a-z ]+\n-+\n", rule.explanation)
    assert len(sections) == 4
    assert all(section.strip() for section in sections)


@pytest.mark.parametrize("rule", PARAMETERS)
def test_a_rule_has_an_example_that_fires_and_one_that_stays_silent(rule: Rule) -> None:
    assert any(each.messages for each in rule.examples)
    assert any(not each.messages for each in rule.examples)


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_gives_exactly_its_messages(rule: Rule, example: Example) -> None:
    _, findings = judged(rule, example)
    assert tuple(each.message for each in findings) == example.messages
    assert {each.rule for each in findings} <= {rule.id}


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_reads_as_promised_after_its_fixes(rule: Rule, example: Example) -> None:
    loaded, findings = judged(rule, example)
    assert mended(loaded, findings) == (example.text if example.fixed is None else example.fixed)


@pytest.mark.parametrize("rule", [pytest.param(each, id=each.id) for each in all_rules() if each.hears])
def test_a_rule_that_hears_answers_has_nothing_to_say_where_there_are_none(rule: Rule) -> None:
    """A run without answers on its topics leaves it out."""
    for example in (each for other in all_rules() for each in other.examples):
        assert judged(rule, example._replace(answers=()))[1] == []


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_a_rule_is_called_wherever_its_examples_have_answers(rule: Rule, example: Example) -> None:
    assert not rule.hears or not example.messages or {each.topic for each in example.answers} & rule.hears
