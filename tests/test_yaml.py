"""YAML of any shape: what is found in it and where, what breaks in it, and what a change to it touches."""

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.core.errors import Declined
from checker.core.finding import Change
from checker.core.place import Source
from checker.core.reference import Kind, Reference, Trouble
from checker.core.subjects import subjects
from checker.files.yaml import Yaml

LANDSCAPE = """\
# A landscape
landscape:
  - category:
    name: Inference
    items:
      - item:
        name: vLLM
        homepage_url: https://vllm.ai
        repo_url: https://github.com/vllm-project/vllm   # here
        extra:
          blog_url: 'https://vllm.ai/blog'
      - item:
        name: Paged
        github_id: vllm-project/paged
        pypi_id: Paged_LLM
        description: >-
          A long text about
          https://example.org/paged and more.
links:
  - https://example.org/a
  - "https://example.org/b"
version: 3
"""


def _read(text: str, path: str = "list.yaml") -> tuple[Reference, ...]:
    return Yaml().read(Source(path, text))


def _told(references: tuple[Reference, ...]) -> list[str]:
    lines = []
    for reference in references:
        lines.append(f"{reference.place.line}-{reference.place.end_line} {reference.kind} {reference.key}")
        for each in reference.problems:
            message = each.message.partition(":")[0]  # what the parser says behind the colon is its own
            lines.append(f"  {each.trouble} {each.place.line}:{each.place.column} {message}")
        for subject in subjects(reference):
            assert subject.place
            lines.append(f"  {subject.place.line}:{subject.place.column} {subject.field} {subject.topic} {subject.name}")
    return lines


def test_every_mapping_with_something_to_ask_about_is_a_reference() -> None:
    assert _told(_read(LANDSCAPE)) == [
        "2-22 link None",
        "  20:5 links[0] link https://example.org/a",
        "  21:6 links[1] link https://example.org/b",
        "6-11 tool vLLM",
        "  8:23 homepage_url link https://vllm.ai",
        "  9:19 repo_url link https://github.com/vllm-project/vllm",
        "  11:22 extra.blog_url link https://vllm.ai/blog",
        "  9:19 repo_url repository github.com/vllm-project/vllm",
        "12-18 tool Paged",
        "  18:11 description link https://example.org/paged",
        "  14:20 github_id repository github.com/vllm-project/paged",
        "  15:18 pypi_id package pypi:paged-llm",
    ]


def test_an_address_without_a_host_is_an_address_too() -> None:
    text = "- name: Ann\n  mail: mailto:ann@example.org\n- name: Bob\n  phone: tel:+4930123456\n- name: Eve\n  say: hello\n"
    assert [each.key for each in _read(text)] == ["Ann", "Bob"]


def test_an_address_may_be_a_key() -> None:
    assert _told(_read("mirrors:\n  https://example.org/a: first\n  'https://example.org/b': {size: 1}\n")) == [
        "2-3 link None",
        "  2:3 https://example.org/a link https://example.org/a",
        "  3:4 https://example.org/b link https://example.org/b",
    ]


def test_anchors_and_merges_are_asked_about_where_they_stand() -> None:
    text = """\
base: &base
  url: https://example.org/base
items:
  - <<: *base
    name: One
    docs: https://example.org/one
  - *base
"""
    assert _told(_read(text)) == [
        "2-2 link None",
        "  2:8 url link https://example.org/base",
        "4-6 link One",
        "  6:11 docs link https://example.org/one",
    ]
    assert [(field.name, field.inherited) for field in _read(text)[1].fields] == [("url", True), ("name", False), ("docs", False)]


def test_a_billion_laughs_are_laughed_once() -> None:
    lines = ["a0: &a0 [https://example.org/]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    assert len(_read("\n".join(lines))) == 1
    merges = ["m0: &m0 {url: https://example.org/}"]
    merges += [f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 9)}]}}" for n in range(1, 40)]
    assert len([each for each in _read("\n".join(merges)) if each.key is None]) >= 1


def test_recursion_and_depth_are_survived() -> None:
    assert len(_read("a: &a [*a, https://example.org/]")) == 1
    for deep in ("[" * 30_000, "- " * 30_000, "{a: " * 30_000):
        (reference,) = _read(deep)
        assert reference.problems[0].trouble is Trouble.UNREADABLE


def test_tags_are_never_obeyed() -> None:
    (reference,) = _read("x: !!python/object/apply:os.system ['echo https://example.org/']\n")
    assert reference.fields[0].value == "echo https://example.org/"


def test_a_syntax_error_costs_no_more_than_itself() -> None:
    text = """\
projects:
  - name: One
    url: https://example.org/1
  - name: Two
\turl: https://example.org/2
  - name: Three
    url: https://example.org/3
other:
  name: Four: five
last:
  url: https://example.org/5
"""
    assert _told(_read(text)) == [
        "2-3 link One",
        "  3:10 url link https://example.org/1",
        "5-5 unreadable Two",
        "  unreadable 5:1 this is not YAML",
        "6-7 link Three",
        "  7:10 url link https://example.org/3",
        "9-9 unreadable Four",
        "  unreadable 9:13 this is not YAML",
        "11-11 link None",
        "  11:8 url link https://example.org/5",
    ]


def test_one_broken_document_leaves_the_others() -> None:
    text = "url: https://example.org/1\n---\nurl: [\n---\nurl: https://example.org/3\n"
    assert [(each.kind, each.place.line) for each in _read(text)] == [(Kind.LINK, 1), (Kind.UNREADABLE, 3), (Kind.LINK, 5)]


def test_a_key_that_stands_twice_is_told_and_both_are_read() -> None:
    assert _told(_read("name: A\nurl: https://example.org/1\nurl: https://example.org/2\n")) == [
        "1-3 link A",
        "  repeated-field 3:1 the key url stands twice in one mapping; the first is on line 2",
        "  2:6 url link https://example.org/1",
        "  3:6 url link https://example.org/2",
    ]


def test_places_survive_line_ends_marks_and_wide_characters() -> None:
    for text in ("\ufeff# ü\r\nurl: 'https://example.org/😀'  \r\n", "# ü\rurl: 'https://example.org/😀'\r"):
        (reference,) = _read(text)
        place = reference.fields[0].place
        assert (place.line, place.column, place.text) == (2, 7, "https://example.org/😀")
    joined = _read("a: https://example.org/1\n\ufeffb: https://example.org/2\n")
    assert [each.fields[0].place.text for each in joined] == ["https://example.org/1", "https://example.org/2"]


def test_nothing_to_read_is_nothing_to_say() -> None:
    for text in ("", "# only a comment\n", "---\n", "a: 1\n", "plain text", "- 1\n- 2\n"):
        assert _read(text) == ()


def _edited(text: str, *changes: Change, at: int = 0, path: str = "list.yaml") -> str:
    return Yaml().edit(Source(path, text), _read(text, path)[at], changes)


def test_only_the_value_changes_and_its_quotes_stay() -> None:
    text = """\
- name: One   # first
  url:  "https://example.org/a"   # keep me
  repo: 'https://github.com/o/n'
  docs: https://example.org/docs
"""
    assert (
        _edited(
            text,
            Change("url", 'https://example.org/b"c'),
            Change("repo", "https://github.com/o/it's"),
            Change("docs", "https://example.org/docs #1: new"),
            Change("license", "MIT"),
        )
        == """\
- name: One   # first
  url:  "https://example.org/b\\"c"   # keep me
  repo: 'https://github.com/o/it''s'
  docs: "https://example.org/docs #1: new"
  license: MIT
"""
    )


def test_one_address_in_a_text_changes_and_the_text_stays() -> None:
    text = "- name: One\n  note: |\n    First https://example.org/a,\n    then https://example.org/b.\n  size: 3\n"
    (reference,) = _read(text)
    second = subjects(reference)[1]
    changed = Yaml().edit(Source("list.yaml", text), reference, [Change("note", "https://example.com/c", second.place)])
    assert changed == text.replace("https://example.org/b", "https://example.com/c")


def test_an_empty_field_gets_a_value() -> None:
    text = "- name: One\n  url: https://example.org/a\n  license:\n  size: 3\n"
    assert _edited(text, Change("license", "MIT")) == text.replace("license:", "license: MIT")


def test_a_field_goes_with_its_line() -> None:
    text = "- name: One\n  url: https://example.org/a # why\n  size: 3\n"
    assert _edited(text, Change("url", None)) == "- name: One\n  size: 3\n"


def test_line_ends_are_kept() -> None:
    text = "- name: One\r\n  url: https://example.org/a\r\n"
    assert _edited(text, Change("license", "MIT")) == "- name: One\r\n  url: https://example.org/a\r\n  license: MIT\r\n"


DECLINED = {
    "- {name: One, url: https://example.org/a}\n": (Change("license", "MIT"), "the entry is written on one line, in braces"),
    "- name: One\n  url: >-\n    https://example.org/a\n    b\n": (Change("url", "x"), "the value is folded over several lines"),
    "- name: One\n  url: https://example.org/a\n": (
        Change("url", "x\ny"),
        "the new value has a line break or a control character inside",
    ),
    "- url: https://example.org/a\n": (Change("url", None), "the field does not have its line for itself"),
}


@pytest.mark.parametrize(("text", "change", "reason"), [(text, *rest) for text, rest in DECLINED.items()])
def test_what_cannot_be_done_exactly_is_declined(text: str, change: Change, reason: str) -> None:
    with pytest.raises(Declined, match=f"^{re.escape(reason)}$"):
        _edited(text, change)


def test_an_inherited_value_is_declined() -> None:
    text = "- name: A\n  url: &u https://example.org/\n- name: B\n  docs: https://example.org/docs\n  url: *u\n"
    with pytest.raises(Declined, match=r"^the value comes from an anchor elsewhere in the file$"):
        _edited(text, Change("url", "https://example.com/"), at=1)
    assert _edited(text, Change("url", "https://example.com/")) == text.replace("example.org/\n- ", "example.com/\n- ")


VALUES = st.one_of(
    st.sampled_from(
        ["yes", "null", "1.0", "2025-04", "a: b", "# x", "- a", "", " x ", "'", '"', "\\", "[a", "é😀", "https://x.org/a?b=c#d"]
    ),
    st.text(st.characters(blacklist_categories=("Cs",)), max_size=20),
)


@settings(max_examples=60, deadline=None)
@given(value=VALUES, style=st.sampled_from(["{}", "'{}'", '"{}"']), flow=st.booleans())
def test_a_changed_value_reads_back_as_itself_or_is_declined(value: str, style: str, flow: bool) -> None:
    old = style.format("https://example.org/old")
    text = f"- {{name: A, url: {old}, size: 1}}\n" if flow else f"- name: A\n  url: {old}  # why\n  size: 1\n"
    try:
        changed = _edited(text, Change("url", value))
    except Declined:
        return
    before, after = yaml.safe_load(text), yaml.safe_load(changed)
    assert after == [{**before[0], "url": value}]
    assert changed.endswith(text[text.index(old) + len(old) :])


@settings(max_examples=150, deadline=None)
@given(
    at=st.integers(0, len(LANDSCAPE)),
    junk=st.sampled_from(
        ["\t", "'", '"', "{", "}", "[", "]", ": ", "- ", "&a ", "*a ", "\n", "\r", "---\n", "\x00", "\ufeff", "%", "? ", "|\n"]
    ),
    cut=st.integers(0, 9),
)
def test_broken_text_never_crashes_and_places_stay_inside(at: int, junk: str, cut: int) -> None:
    text = LANDSCAPE[:at] + junk + LANDSCAPE[at + cut :]
    for reference in _read(text):
        assert 0 <= reference.place.start <= reference.place.end <= len(text)
        for field in reference.fields:
            assert 0 <= field.place.start <= field.place.end <= len(text)
        subjects(reference)


def _corpus(shared: Path) -> list[Path]:
    return sorted(file for file in (shared / "corpora" / "yaml").rglob("*") if file.suffix in {".yml", ".yaml"})


def test_real_files_are_read_whole(shared: Path) -> None:
    counts = {}
    for file in _corpus(shared):
        text = file.read_bytes().decode()
        references = _read(text, file.name)
        links = [each for reference in references for each in subjects(reference) if each.topic == "link"]
        assert all(each.place and each.place.text == each.name for each in links)
        assert not [problem for reference in references for problem in reference.problems]
        counts[file.name] = (len(references), sum(reference.kind is Kind.TOOL for reference in references))
    assert counts["projects.yaml"] == (398, 397)
    assert counts["data.yml"] == (202, 202)
    assert counts["landscape.yml"] == (472, 366)


def test_a_repository_in_a_real_file_changes_and_nothing_else(shared: Path) -> None:
    for file in _corpus(shared):
        text = file.read_bytes().decode()
        source = Source(file.name, text)
        for reference in Yaml().read(source)[:40:13]:
            field = reference.first("repo_url", "github_id")
            if field:
                changed = Yaml().edit(source, reference, [Change(field.name, "https://github.com/new/home")])
                assert changed == text[: field.place.start] + "https://github.com/new/home" + text[field.place.end :]
