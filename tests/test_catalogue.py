"""Our own catalogue, the chapter's data that it corrects, and the schema that both are checked against."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from checker.core.place import Source
from checker.core.reference import Kind, Reference
from checker.core.subjects import subjects
from checker.files import load
from checker.files.yaml import Yaml
from checker.files.yaml_schema import SCHEMA

ROOT = Path(__file__).resolve().parents[1]
SHAPE = json.loads(SCHEMA.read_text(encoding="utf-8"))
VALIDATOR = Draft7Validator(SHAPE)


def _references(*paths: str) -> tuple[Reference, ...]:
    return tuple(each for path in paths for each in load(path, (ROOT / path).read_bytes()).references)


OURS = _references("references.bib", "tools.yaml")
CHAPTER = _references("tests/data/chapter8.bib", "tests/data/chapter8.yaml")


def _dangling(references: tuple[Reference, ...]) -> list[str]:
    keys = {each.key for each in references}
    return [mention.value for each in references for mention in each.mentions if mention.value not in keys]


def test_ours_reads_without_a_word() -> None:
    assert [problem.message for each in OURS for problem in each.problems] == []
    assert _dangling(OURS) == []
    assert len({each.key for each in OURS}) == len(OURS) == 64


def test_all_papers_are_there_and_complete() -> None:
    papers = [each for each in OURS if each.kind is Kind.PAPER]
    assert len(papers) == 21
    needed = ("title", "author", "year", "url", "section", "contribution")
    assert [(each.key, name) for each in papers for name in needed if not each.value(name)] == []
    assert [each.key for each in papers if "others" in each.value("author")] == []
    preprints = {"shoeybi2019megatron", "ma2024era", "jiang2024mixtral"}
    assert {each.key for each in papers if not each.value("booktitle", "journal")} == preprints
    without_preprint = {each.key for each in papers if not each.value("eprint")}
    assert without_preprint == {"yu2022orca"}


def test_no_guide_recommends_what_is_no_longer_developed() -> None:
    dead = {each.key for each in OURS if each.value("status.state") in {"archived", "deprecated", "inactive"}}
    assert dead == {"tgi", "autogptq", "autoawq", "quip-sharp"}
    recommended = {mention.value for each in OURS if each.kind is Kind.GUIDE for mention in each.mentions}
    assert recommended & dead == set()
    assert {each.key for each in OURS if each.key in dead and not each.value("status.successor[0]")} == set()


def test_every_tool_is_asked_about_as_a_repository() -> None:
    tools = [each for each in OURS if each.kind is Kind.TOOL]
    repositories = {each.key: [name.name for name in subjects(each) if name.topic == "repository"] for each in tools}
    assert [key for key, names in repositories.items() if len(names) != 1] == []
    assert repositories["llama-cpp"] == ["github.com/ggml-org/llama.cpp"]
    assert repositories["bitsandbytes"] == ["github.com/bitsandbytes-foundation/bitsandbytes"]


def test_the_catalogue_agrees_with_the_facts(shared: Path) -> None:
    facts = yaml.safe_load((shared / "seed" / "facts.yaml").read_text(encoding="utf-8"))
    papers = {each.key: each for each in OURS}
    for fact in facts["papers"]:
        ours, truth = papers[fact["key"]], fact["truth"]
        assert _plain(ours.value("title")) == truth["title"]["value"]
        assert " ".join(ours.value("author").split()).split(" and ") == truth["authors"]["value"]
        assert int(ours.value("year")) == truth["year"]["value"]
        assert ours.value("eprint") == ((truth["arxiv"]["value"] or {}).get("id", ""))
        assert ours.value("doi") == (truth["doi"]["value"] or "")
        assert ours.value("url") == truth["url"]["value"]


def _plain(title: str) -> str:
    return " ".join(title.split()).replace("\\", "").replace("{", "").replace("}", "")


def test_the_chapter_deserves_its_findings() -> None:
    assert len(CHAPTER) == 55
    assert [problem.message for each in CHAPTER for problem in each.problems] == []
    assert _dangling(CHAPTER) == ["grafana", "tensorrt", "optimum", "openvino", "onnx-runtime", "fp8", "mixture-of-depths"]
    papers = [each for each in CHAPTER if each.kind is Kind.PAPER]
    assert len([each for each in papers if not each.value("booktitle", "journal")]) == 9
    assert all("and others" in each.value("author") for each in papers)


def _told(text: str) -> list[str]:
    return [
        f"{problem.place.line}:{problem.place.column} {problem.trouble} | {problem.message} | {problem.hint}"
        for reference in Yaml().read(Source("tools.yaml", text))
        for problem in reference.problems
    ]


def test_what_the_schema_does_not_allow_is_told_where_it_stands() -> None:
    text = """\
tools:
  - id: vllm
    name: vLLM
    licence: MIT
    section: 8.2
    status: {state: dead}
    packages:
      - registry: pypi
    features: []
    homepage: vllm.ai
    x-mine: anything
  - id: nameless
  - plain
guides:
  - id: g
    name: A need
    recommends: [vllm, vllm]
trend: []
"""
    states = "active, maintenance, inactive, deprecated, archived"
    assert _told(text) == [
        "4:5 unknown-field | the catalogue knows no field licence | Did you mean license?",
        "5:14 wrong-value | section should be text, and is a number | Put it in quotes.",
        f"6:21 wrong-value | status.state is 'dead', which is none of {states} | None",
        "8:9 missing-field | the field packages[0].name is missing | Add name: its name there.",
        "9:15 wrong-value | features is an empty list | Remove the key, or list something.",
        "10:15 wrong-value | homepage cannot be 'vllm.ai' | Write it as in https://docs.vllm.ai/en/latest/.",
        "12:5 missing-field | the field name is missing | Add name: the name as its makers spell it.",
        "13:5 wrong-value | the entry should be a mapping, and is text | None",
        "17:24 wrong-value | recommends lists vllm twice | Remove one of the two.",
        "18:1 unknown-field | the catalogue knows no field trend | Did you mean trends?",
    ]


def test_what_is_short_may_be_written_short() -> None:
    text = "tools:\n- id: a\n  name: A\n  status: archived\n  packages: [pypi:A_b]\n  features: fast\n  implements: p\n"
    assert _told(text) == []
    (read,) = Yaml().read(Source("tools.yaml", text))
    assert [each.name for each in subjects(read)] == ["pypi:a-b"]
    assert [each.value for each in read.mentions] == ["p"]
    assert _told(text.replace("implements: p", "implements: {p: q}")) == [
        "7:15 wrong-value | implements should be text or a list, and is a mapping | None"
    ]


def test_other_keys_at_the_top_are_still_read() -> None:
    text = "tools:\n  - {id: a, name: A}\nx-more:\n  - name: Other\n    url: https://example.org/\n"
    read = Yaml().read(Source("tools.yaml", text))
    assert [(each.kind, each.key) for each in read] == [(Kind.TOOL, "a"), (Kind.LINK, "Other")]
    assert _told(text) == []


def test_an_item_that_cannot_be_read_leaves_the_others() -> None:
    text = "tools:\n- id: a\n  name: A\n- id: b\n  name: [B\n- id: c\n  name: C\n"
    read = Yaml().read(Source("tools.yaml", text))
    assert [(each.kind, each.key, each.place.line) for each in read] == [
        (Kind.TOOL, "a", 2),
        (Kind.UNREADABLE, "b", 5),
        (Kind.TOOL, "c", 6),
    ]


def test_the_schema_is_a_schema_and_its_examples_are_valid() -> None:
    Draft7Validator.check_schema(SHAPE)
    for name, part in SHAPE["definitions"].items():
        for example in part.get("examples", ()):
            assert Draft7Validator({**SHAPE, "required": [], "$ref": f"#/definitions/{name}"}).is_valid(example), name
    described = [part for part in _parts(SHAPE) if "type" in part and "properties" in part]
    assert all("description" in part for part in described)


def _parts(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
        for each in part.values():
            yield from _parts(each)


@pytest.mark.parametrize("path", ["tools.yaml", "tests/data/chapter8.yaml"])
def test_our_files_are_valid_by_jsonschema_too(path: str) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(yaml.safe_load((ROOT / path).read_text(encoding="utf-8")))] == []


WHOLE: dict[str, Any] = {
    "tools": [
        {
            "id": "a",
            "name": "A",
            "section": "8.2.1",
            "repository": "https://github.com/o/n",
            "packages": [{"registry": "pypi", "name": "a"}],
            "license": "MIT",
            "status": {"state": "active", "since": "2025-04", "successor": ["b"]},
            "features": ["x", "y"],
            "implements": ["p"],
        }
    ],
    "resources": [{"id": "r", "name": "R", "kind": "blog", "url": "https://example.org/", "feed": "https://example.org/feed"}],
    "guides": [{"id": "g", "name": "G", "recommends": ["a"]}],
    "trends": [{"id": "t", "name": "T", "mentions": ["a"]}],
}
STRANGE = st.sampled_from(
    [
        "active",
        "pypi:a",
        {"registry": "npm", "name": "b"},
        {"state": "archived"},
        None,
        True,
        3,
        8.2,
        "",
        "x",
        "2025",
        "not a url",
        "https://example.org/",
        [],
        ["x", "x"],
        ["x"],
        [3],
        {},
        {"x-y": 1},
    ]
)


def _paths(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    children = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, each in children:
        yield from _paths(each, (*path, key))


PATHS = [path for path in _paths(WHOLE) if len(path) > 2]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(PATHS),
            st.sampled_from(["set", "delete", "add"]),
            STRANGE,
            st.sampled_from(["x-k", "nam", "url", "use"]),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_our_validator_agrees_with_jsonschema(changes: list[tuple[tuple[Any, ...], str, Any, str]]) -> None:
    data = copy.deepcopy(WHOLE)
    for path, action, value, name in changes:
        _apply(data, path, action, copy.deepcopy(value), name)
    text = yaml.safe_dump(data, sort_keys=False)
    if not any(isinstance(item, dict) and {"id", "name"} & item.keys() for item in data["tools"]):
        return
    assert (not _told(text)) == VALIDATOR.is_valid(data), text


def _apply(data: Any, path: tuple[Any, ...], action: str, value: Any, name: str) -> None:
    *ahead, last = path
    for step in ahead:
        if not isinstance(data, dict | list) or (isinstance(data, list) and (not isinstance(step, int) or step >= len(data))):
            return
        data = data.get(step) if isinstance(data, dict) else data[step]
    if isinstance(data, dict) and action == "add":
        data[name] = value
    elif isinstance(data, dict) and last in data:
        data.update({last: value}) if action == "set" else data.pop(last)
    elif isinstance(data, list) and isinstance(last, int) and last < len(data) and action == "set":
        data[last] = value
