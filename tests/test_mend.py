"""Mending: which fixes are made, which are not and why, and that nothing else in a file ever changes."""

import random
import subprocess
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.core.answer import Answer, Hop, Outcome, Topic
from checker.core.errors import Declined
from checker.core.finding import Change, Finding, Fix, Safety
from checker.core.reference import Catalogue, Kind
from checker.core.rule import Example, Rule
from checker.core.seen import Seen
from checker.core.subjects import subjects
from checker.core.urls import mask
from checker.files import Loaded, load
from checker.files.diff import unified_diff
from checker.mend import Mended, mend, write
from checker.rules import all_rules, rule

NIGHT = datetime(2026, 11, 22, 4, tzinfo=UTC)
BIB = """\
% our papers
@string{acm = "ACM"}
@article{kwon2023,
  title     = "Efficient Memory Management",   % the vLLM paper
  url       = {http://example.org/old},
  year      = 2022,
  publisher = acm,
}

@misc{other, url = "http://example.org/other", note = {see \\url{http://example.org/old}}}
"""


def fix(loaded: Loaded, key: str, *changes: Change, rule: str = "L002", safety: Safety = Safety.SAFE) -> Finding:
    reference = next(each for each in loaded.references if each.key == key)
    made = Fix(f"write {changes[0].value}", safety, changes)
    return Finding(rule, key, reference.place, "it is wrong", fix=made)


def mended(loaded: Loaded, *findings: Finding, unsafe: bool = False) -> Mended:
    return mend(findings, [loaded], unsafe=unsafe)


def told(result: Mended) -> list[tuple[str, str]]:
    return [(each.finding.rule, each.reason) for each in result.declined]


def test_several_fixes_of_one_file_in_one_pass_and_every_other_byte_as_it_was() -> None:
    loaded = load("references.bib", BIB.encode())
    result = mended(
        loaded,
        fix(loaded, "kwon2023", Change("url", "https://example.org/new")),
        fix(loaded, "kwon2023", Change("year", "2023"), rule="W001"),
        fix(loaded, "other", Change("url", "https://example.org/another"), rule="L005"),
    )
    (file,) = result.files
    expected = BIB.replace("{http://example.org/old},", "{https://example.org/new},").replace("2022", "2023")
    assert file.new.decode() == expected.replace('"http://example.org/other"', '"https://example.org/another"')
    assert (len(result.applied), result.declined, result.withheld) == (3, (), ())


def test_a_fix_that_could_be_wrong_waits_to_be_asked_for() -> None:
    loaded = load("references.bib", BIB.encode())
    finding = fix(loaded, "kwon2023", Change("year", "2023"), rule="W001", safety=Safety.UNSAFE)
    assert mended(loaded, finding) == Mended(withheld=(finding,))
    assert mended(loaded, finding, unsafe=True).applied == (finding,)


def test_of_two_fixes_for_one_text_the_safer_is_made() -> None:
    loaded = load("references.bib", BIB.encode())
    snapshot = fix(loaded, "kwon2023", Change("url", "https://web.archive.org/x"), rule="L001", safety=Safety.UNSAFE)
    moved = fix(loaded, "kwon2023", Change("url", "https://example.org/new"))
    result = mended(loaded, snapshot, moved, unsafe=True)
    assert result.applied == (moved,)
    assert told(result) == [("L001", "L002 changes the same text: it would write https://example.org/new")]


def test_of_two_safe_fixes_the_more_specific_is_made_and_equal_ones_are_one() -> None:
    loaded = load("references.bib", BIB.encode())
    moved = fix(loaded, "kwon2023", Change("url", "https://github.com/new/name/"))
    renamed = fix(loaded, "kwon2023", Change("url", "https://github.com/new/name"), rule="R002")
    again = fix(loaded, "kwon2023", Change("url", "https://github.com/new/name"), rule="R002")
    result = mended(loaded, moved, renamed, again)
    assert result.applied == (renamed, again)
    assert told(result) == [("L002", "R002 changes the same text: it would write https://github.com/new/name")]


def test_what_cannot_be_made_exactly_is_declined_and_costs_no_other_fix() -> None:
    loaded = load("references.bib", BIB.encode())
    result = mended(
        loaded,
        fix(loaded, "kwon2023", Change("publisher", "Association for Computing Machinery"), rule="W002"),
        fix(loaded, "kwon2023", Change("year", "2023"), rule="W001"),
    )
    assert [each.rule for each in result.applied] == ["W001"]
    assert told(result) == [("W002", "the value of publisher is the string acm")]


def test_a_finding_without_an_entry_or_a_file_is_declined() -> None:
    loaded = load("references.bib", BIB.encode())
    elsewhere = load("other.bib", BIB.encode())
    result = mended(loaded, fix(elsewhere, "kwon2023", Change("year", "2023")))
    assert told(result) == [("L002", "its file is not among those to mend")]


def test_characters_that_the_encoding_lacks_are_latex_in_bibtex_and_declined_elsewhere() -> None:
    bib = load("references.bib", "@article{a, title = {Straße}, author = {M\xfcller}}".encode("latin-1"))
    (file,) = mended(bib, fix(bib, "a", Change("author", "Müller and Erdős"), rule="W004")).files
    assert file.new.decode("latin-1") == "@article{a, title = {Straße}, author = {Müller and Erd{\\H{o}}s}}"
    yaml = load("tools.yaml", "tools:\n  - id: a\n    name: Stra\xdfe\n    note: x\n".encode("latin-1"))
    result = mended(yaml, fix(yaml, "a", Change("name", "Erdős")), fix(yaml, "a", Change("note", "y")))
    assert told(result) == [("L002", "the file's encoding has no 'ő'")]
    assert [each.new for each in result.files] == ["tools:\n  - id: a\n    name: Stra\xdfe\n    note: y\n".encode("latin-1")]


def test_writing_keeps_mode_and_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "references.bib"
    path.write_bytes(b"\xef\xbb\xbf" + BIB.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    loaded = load("references.bib", path.read_bytes())
    result = mended(loaded, fix(loaded, "kwon2023", Change("year", "2023")))
    write(result, tmp_path)
    assert path.read_bytes() == b"\xef\xbb\xbf" + BIB.replace("2022", "2023").replace("\n", "\r\n").encode()
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_dialect_that_only_reads_and_edits_is_enough() -> None:
    class Plain:
        name = "plain"
        suffixes = frozenset({".bib"})

        def __init__(self) -> None:
            self.read, self.edit = loaded.dialect.read, loaded.dialect.edit

    loaded = load("references.bib", BIB.encode())
    plain = Loaded(loaded.decoded, loaded.source, loaded.references, Plain())
    changes = [
        fix(loaded, "kwon2023", Change("url", "https://example.org/new")),
        fix(loaded, "kwon2023", Change("publisher", "x"), rule="W002"),
        fix(loaded, "other", Change("url", "https://example.org/another")),
    ]
    assert mended(plain, *changes) == mended(loaded, *changes)


def test_an_edit_that_does_not_read_back_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dialect's own proof finds the culprit among many edits of one file."""
    from checker.files import yaml_edit

    prove = yaml_edit._prove

    def strict(text: str, expected: dict[tuple[int, str, int], str]) -> None:
        if "cursed" in text:
            raise Declined("the new value would read back as something else")
        prove(text, expected)

    monkeypatch.setattr(yaml_edit, "_prove", strict)
    loaded = load("tools.yaml", b"tools:\n- {id: a, name: A}\n- {id: b, name: B}\n- {id: c, name: C}\n")
    result = mended(loaded, *(fix(loaded, key, Change("name", new)) for key, new in (("a", "X"), ("b", "cursed"), ("c", "Z"))))
    assert [each.new for each in result.files] == [b"tools:\n- {id: a, name: X}\n- {id: b, name: B}\n- {id: c, name: Z}\n"]
    assert told(result) == [("L002", "the new value would read back as something else")]


MENDING = [
    pytest.param(each, example, id=f"{each.id}-{example.title}")
    for each in all_rules()
    for example in each.examples
    if example.fixed is not None
]


@pytest.mark.parametrize(("one", "example"), MENDING)
def test_the_examples_of_the_rules_are_mended_as_promised(one: Rule, example: Example) -> None:
    loaded = load(example.path, example.text.encode())
    seen = Seen.of(example.answers, at=datetime.fromisoformat(example.at), catalogue=Catalogue(loaded.references))
    result = mend([each for ref in loaded.references for each in one.check(ref, seen)], [loaded], unsafe=True)
    assert (result.declined, [each.new.decode() for each in result.files]) == ((), [example.fixed])
    again = load(example.path, result.files[0].new)
    seen = Seen.of(example.answers, at=seen.at, catalogue=Catalogue(again.references))
    left = [each for ref in again.references for each in one.check(ref, seen)]
    assert mend(left, [again], unsafe=True).files == (), "mending twice changes nothing more"


# Diffs


def git_apply(folder: Path, files: dict[str, bytes], patch: bytes) -> dict[str, bytes]:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "apply", "--whitespace=nowarn", "-"], cwd=folder, input=patch, check=True, capture_output=True)
    return {name: (folder / name).read_bytes() for name in files}


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("references.bib", b"a\nb\n", b"a\nB\n"),
        ("no newline at the end.bib", b"a\nb", b"a\nB"),
        ("gains/a newline.bib", b"a\nb", b"a\nb\n"),
        ("crlf.bib", b"a\r\nb\r\nc\r\n", b"a\r\nB\r\nc\r\n"),
        ("bom.bib", b"\xef\xbb\xbfa\n", b"\xef\xbb\xbfA\n"),
        ("latin.bib", b"\xfc\n\xe4\n", b"\xfc\n\xe5\n"),
        ("far.bib", b"x\n" * 30, b"y\n" + b"x\n" * 28 + b"y\n"),
        ("near.bib", b"1\n2\n3\n4\n5\n6\n7\n8\n", b"1\nb\n3\n4\n5\n6\n7\nh\n"),
        ("longer.bib", b"a\n" * 4, b"a\n" * 9),
        ("shorter.bib", b"a\nb\nc\n" * 9, b"a\nb\nc\n" * 2),
        ("Bücher „neu“\t.bib", b"a\n", b"b\n"),
        ("cr.bib", b"a\rb\r", b"a\rB\r"),
    ],
)
def test_git_takes_the_patch(tmp_path: Path, name: str, old: bytes, new: bytes) -> None:
    assert git_apply(tmp_path, {name: old}, unified_diff(name, old, new)) == {name: new}


def test_a_patch_reads_as_everybody_knows_it() -> None:
    assert unified_diff("a b.bib", b"1\n2\n3\n4\n5\n", b"1\n2\n3\n4\nV").decode() == (
        """\
--- a/a b.bib\t
+++ b/a b.bib\t
@@ -2,4 +2,4 @@
 2
 3
 4
-5
+V
\\ No newline at end of file
"""
    )
    assert unified_diff("same.bib", b"1\n", b"1\n") == b""


def test_a_line_between_two_changed_ones_is_no_change() -> None:
    assert unified_diff("a.bib", b"1\n}\n3\n", b"I\n}\nIII\n").decode() == (
        "--- a/a.bib\n+++ b/a.bib\n@@ -1,3 +1,3 @@\n-1\n+I\n }\n-3\n+III\n"
    )


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from([b"a", b"b", b"{", b"}", b"", b"\r"]), max_size=25),
    st.lists(st.sampled_from([b"a", b"b", b"{", b"}", b"", b"\r"]), max_size=25),
)
def test_git_takes_any_patch(tmp_path_factory: pytest.TempPathFactory, old: list[bytes], new: list[bytes]) -> None:
    before, after = b"\n".join([b"1", *old]), b"\n".join([b"1", *new])
    if before != after:
        patch = unified_diff("x.bib", before, after)
        assert git_apply(tmp_path_factory.mktemp("git"), {"x.bib": before}, patch) == {"x.bib": after}


def test_the_patch_of_many_files(tmp_path: Path) -> None:
    files = {"a.bib": BIB.encode(), "sub/b.bib": BIB.replace("\n", "\r\n").encode().rstrip()}
    loaded = [load(name, data) for name, data in files.items()]
    findings = [fix(each, "kwon2023", Change("year", "2023"), Change("doi", "10.1/x")) for each in loaded]
    result = mend(findings, loaded)
    assert git_apply(tmp_path, files, result.diff()) == {each.path: each.new for each in result.files}


# Moved links, in every file that we have


def moved_links(loaded: Loaded, chance: random.Random, share: float) -> list[Answer]:
    names = {each.name for reference in loaded.references for each in subjects(reference) if each.topic is Topic.LINK}
    chosen = [name for name in sorted(names) if chance.random() < share]
    return [
        Answer(
            "web", Topic.LINK, name, Outcome.MOVED, NIGHT, status=200, final_url=new_home(name), redirects=(Hop(301, mask(name)),)
        )
        for name in chosen
    ]


def new_home(url: str) -> str:
    """An address that has nothing which would need escaping."""
    return f"https://moved.example/{sum(map(ord, url))}"


def judged(loaded: Loaded, answers: Iterable[Answer]) -> list[Finding]:
    seen = Seen.of(answers, at=NIGHT, catalogue=Catalogue(loaded.references))
    return [each for reference in loaded.references for each in rule("L002").check(reference, seen)]


def check_moves(path: str, data: bytes, chance: random.Random, share: float) -> int:
    """Injects moves, mends, and compares with what must come out: those spans and no others."""
    loaded = load(path, data)
    answers = moved_links(loaded, chance, share)
    findings = judged(loaded, answers)
    result = mend(findings, [loaded], unsafe=True)
    text = loaded.source.text
    spans = {
        (change.place.start, change.place.end): change.value
        for each in result.applied
        if each.fix
        for change in each.fix.changes
        if change.place and change.value
    }
    for (start, end), value in sorted(spans.items(), reverse=True):
        text = text[:start] + value + text[end:]
    new = result.files[0].new if result.files else data
    assert load(path, new).source.text == text
    after = load(path, new)
    assert [(each.key, each.type) for each in after.references] == [(each.key, each.type) for each in loaded.references]
    assert not mend(judged(after, answers), [after], unsafe=True).files, "mending twice changes nothing more"
    broken = sum(each.kind is Kind.UNREADABLE for each in loaded.references)
    assert sum(each.kind is Kind.UNREADABLE for each in after.references) == broken
    if not answers:
        assert not result.files
    return len(result.applied)


EXAMPLES = {
    "references.bib": BIB,
    "quoted.bib": '@misc{a, url="http://a.example/x_y%20z", note = "See http://b.example/~me (and \\url{http://c.example/\\_q})."}\n',
    "twice.bib": "@misc(a, howpublished = {\\url{http://a.example/}}, url = {http://a.example/})",
    "tools.yaml": (
        "# tools\ntools:\n  - id: a\n    name: A\n    url: http://a.example/ # the site\n"
        "    links: ['http://b.example/x', \"http://c.example/\"]\n    note: >-\n      See http://d.example/y\n      for more.\n"
    ),
    "other.yml": "- &one {url: http://a.example/x}\n- *one\n- plain: see http://b.example/, or http://b.example/z.\r\n",
}


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_moved_links_change_their_own_spans_and_nothing_else(name: str, ending: str) -> None:
    data = EXAMPLES[name].replace("\r\n", "\n").replace("\n", ending).encode()
    for seed in range(8):
        check_moves(name, data, random.Random(seed), 0.5)
    assert check_moves(name, data, random.Random(0), 1.0) > 0
    check_moves(name, data, random.Random(0), 0.0)


def corpus(shared: Path) -> Sequence[Path]:
    files = [path for kind in ("bib", "yaml") for path in sorted((shared / "corpora" / kind).rglob("*")) if path.is_file()]
    return [path for path in files if path.suffix in (".bib", ".yaml", ".yml") and path.stat().st_size < 60_000]


@pytest.mark.parametrize("part", range(4))
def test_moved_links_in_files_of_the_world(shared: Path, part: int) -> None:
    chance, applied = random.Random(part), 0
    for path in corpus(shared)[part::4]:
        applied += check_moves(path.name, path.read_bytes(), chance, chance.choice([0.0, 0.2, 1.0]))
    assert applied > 10
