"""What counts as a project's word on its own end, where it sends its users, and what only looks like it."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.core.deprecation import declared_dead, described_dead

AWQ = """\
# AutoAWQ

<p align="center"><img src="logo.png"></p>

> [!WARNING]
> **Important Notice:**
> - AutoAWQ is officially deprecated and will no longer be maintained.
> - The last tested configuration used Torch 2.6.0 and Transformers 4.51.3.
> - Alternative: AutoAWQ has been adopted by the [vLLM Project](https://github.com/vllm-project/llm-compressor).
"""
GPTQ = """\
<h1 align="center">AutoGPTQ</h1>
<p align="center"><a href="https://github.com/AutoGPTQ/AutoGPTQ/releases"><img src="https://img.shields.io/github/release/x.svg"></a></p>
<h3>🚨 AutoGPTQ development has stopped. Please switch to <a href="https://github.com/ModelCloud/GPTQModel">GPTQModel</a> as
drop-in replacement. 🚨</h3>
"""
T2T = """\
# Tensor2Tensor

[![PyPI
version](https://badge.fury.io/py/tensor2tensor.svg)](https://badge.fury.io/py/tensor2tensor)

[Tensor2Tensor](https://github.com/tensorflow/tensor2tensor), or T2T for short, is a library of deep learning models.
It is now deprecated &mdash; we keep it running and welcome bug-fixes, but encourage users to use the successor library
[Trax](https://github.com/google/trax).
"""

DEAD = [
    (AWQ, "casper-hansen/AutoAWQ", "deprecated", "https://github.com/vllm-project/llm-compressor"),
    (GPTQ, "AutoGPTQ/AutoGPTQ", "development stopped", "https://github.com/ModelCloud/GPTQModel"),
    (T2T, "tensorflow/tensor2tensor", "deprecated", "https://github.com/google/trax"),
    (
        "> [!CAUTION]\n> text-generation-inference is now in maintenance mode.\n> We recommend [vLLM](https://github.com/vllm-project/vllm).",
        "huggingface/text-generation-inference",
        "maintenance mode",
        "https://github.com/vllm-project/vllm",
    ),
    (
        "## QuIP# is no longer under active development. See [QTIP](https://github.com/Cornell-RelaxML/qtip) for newer work.",
        "Cornell-RelaxML/quip-sharp",
        "no longer maintained",
        "https://github.com/Cornell-RelaxML/qtip",
    ),
    ("# DEPRECATED\nfoo", "", "deprecated", ""),
    ("# foo (deprecated)", "x/foo", "deprecated", ""),
    ("# [UNMAINTAINED] foo", "x/foo", "unmaintained", ""),
    ("**NOT MAINTAINED**", "", "no longer maintained", ""),
    ("**This project is no longer maintained.**", "", "no longer maintained", ""),
    ("No longer maintained. Use bar.", "", "no longer maintained", ""),
    ("## ⚠️ This project is not actively maintained", "", "no longer maintained", ""),
    ("This repository has been archived. Please use https://github.com/a/b instead.", "", "archived", "https://github.com/a/b"),
    ("This repository is now read-only and has been archived.", "", "archived", ""),
    ("Archived: see https://github.com/a/b", "", "archived", "https://github.com/a/b"),
    ("This repo has moved to [a/b](https://github.com/a/b).", "", "moved to", "https://github.com/a/b"),
    ("Moved to https://gitlab.com/a/b", "", "moved to", "https://gitlab.com/a/b"),
    ("We have moved to https://codeberg.org/a/b!", "", "moved to", "https://codeberg.org/a/b"),
    ("This package is superseded by [bar][1].\n\n[1]: https://github.com/x/bar", "", "superseded by", "https://github.com/x/bar"),
    ("This project has been replaced by [y](https://github.com/q/y).", "", "superseded by", "https://github.com/q/y"),
    ("# foo\n\nfoo is nice.\n\n## Project status\n\nThis project is unmaintained.", "x/foo", "unmaintained", ""),
    (
        "foo\n===\n\n.. warning::\n\n   This project has been deprecated in favour of `bar <https://github.com/x/bar>`_.\n",
        "x/foo",
        "deprecated",
        "https://github.com/x/bar",
    ),
    ("## Deprecated: use [ruff](https://github.com/astral-sh/ruff)", "", "deprecated", "https://github.com/astral-sh/ruff"),
    ("This library is abandoned.", "", "abandoned", ""),
    ("This fork is discontinued", "", "discontinued", ""),
    ("Development of this project has stopped", "", "development stopped", ""),
    ("**Update:** This repository is no longer being maintained, development continues at https://github.com/q/y", "",
     "no longer maintained", "https://github.com/q/y"),
    ("Deprecated now. See https://github.com/lilianweng/lilianweng.github.io", "lilianweng/lil-log", "deprecated",
     "https://github.com/lilianweng/lilianweng.github.io"),
    ("We are no longer maintaining this project.", "", "no longer maintained", ""),
    ("I no longer maintain this library; see [succ](https://github.com/o/succ).", "", "no longer maintained", "https://github.com/o/succ"),
    ("This project has reached its end of life.", "", "discontinued", ""),
    ("foo will no longer receive updates.", "x/foo", "no longer maintained", ""),
    ("Status: Archive (code is provided as it is, no updates are to be expected)", "", "archived", ""),
    ("As of 2008, development of the code has moved to [there](https://example.org/code).", "", "moved to", "https://example.org/code"),
    ("This repository has been archived. All of it was migrated to:\n\n[succ](https://github.com/o/succ)", "", "archived",
     "https://github.com/o/succ"),
    ("# NOTICE:\n\n## This repository has been archived and is not supported.", "", "no longer maintained", ""),
    ("| :exclamation: This project is deprecated.<br>Its parts are in the core. |\n|---|", "", "deprecated", ""),
    ("# This project is deprecated\n# Try https://github.com/o/succ instead!", "", "deprecated", "https://github.com/o/succ"),
    ("本项目已停止维护，请使用 https://github.com/a/b", "", "已停止维护", "https://github.com/a/b"),
]  # fmt: skip


@pytest.mark.parametrize(("readme", "name", "mark", "successor"), DEAD, ids=[f"{each[2]} {each[1]}" for each in DEAD])
def test_a_projects_own_word_on_its_end(readme: str, name: str, mark: str, successor: str) -> None:
    said = declared_dead(readme, f"github.com/{name}" if name else "")
    assert said
    assert (said.mark, said.successor) == (mark, successor)


def test_the_sentence_is_quoted_as_a_reader_sees_it() -> None:
    said = declared_dead(T2T, "github.com/tensorflow/tensor2tensor")
    assert said
    assert said.sentence == (
        "It is now deprecated — we keep it running and welcome bug-fixes, but encourage users to use the successor library Trax."
    )


ALIVE = [
    "The `--bar` option is deprecated.",
    "This option is deprecated.",
    "- deprecated API removed in v2",
    "Deprecated features are listed in [the manual](https://x.example).",
    "Python 2 support is deprecated.",
    "Support for Python 3.7 has ended",
    "v1 is no longer maintained; use v2.",
    "The v1 branch is no longer supported.",
    "The model is no longer supported in v3 of the API",
    "foo is a maintained fork of the unmaintained bar.",
    "A drop-in replacement for the deprecated requests library",
    "foo supersedes [bar](https://x.example) which is no longer maintained.",
    "foo is actively maintained",
    "foo is now part of the [Foundation](https://x.example).",
    "We no longer support Windows XP.",
    "The first of its kind, bar, was a fork of baz and is no longer maintained. foo is written from scratch.",
    "The web app of old, built with bar, is no longer maintained, but it is kept on a branch.",
    "This API is planned for deprecation. The kernel beneath is no longer maintained.",
    "Programs that no longer receive updates are listed.",
    "This project is not deprecated.",
    "Is this project deprecated? No!",
    "foo finds packages that are deprecated or unmaintained.",
    "This tool warns if a package is deprecated.",
    "A linter that finds deprecated code",
    "This library handles archived repositories",
    "The code is archived on Zenodo: https://zenodo.org/1",
    "This project archives web pages. It is archived at Zenodo.",
    "Our documentation has moved to https://docs.foo.example",
    "The Docker image has moved to https://ghcr.io/x/y",
    "The project has moved to a monthly release cadence.",
    "A list of tools. Projects that are no longer maintained are marked.",
    "- [2024/01] foo has joined https://x.example",
    "## News\n- v2: The old tokenizer is deprecated",
    "## Changelog\n\nThis project is deprecated.",
    "## Usage\n\nThis module is deprecated.",
    "```\nThis project is deprecated\n```",
    "<!-- this project is deprecated -->",
    "![deprecated](https://img.shields.io/badge/deprecated-red)",
    "[![Project Status: Unmaintained](https://x.example/unmaintained.svg)](https://www.repostatus.org/#unmaintained)",
]


@pytest.mark.parametrize("text", ALIVE)
def test_what_is_said_of_something_else_is_no_end(text: str) -> None:
    assert declared_dead(f"# foo\n\n{text}\n", "github.com/x/foo") is None


@pytest.mark.parametrize(
    ("description", "mark"),
    [
        ("[DEPRECATED] A nice tool", "deprecated"),
        ("A nice tool (archived)", "archived"),
        ("Moved to https://github.com/a/b", "moved to"),
        ("A nice tool for deprecated code", None),
        ("Finds unmaintained packages", None),
        ("", None),
    ],
)
def test_descriptions(description: str, mark: str | None) -> None:
    said = described_dead(description, "github.com/x/foo")
    assert (said.mark if said else None) == mark


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=30))
def test_any_text_is_survived(text: str, name: str) -> None:
    declared_dead(text, name)


NASTY = ["a", "[", "[a](", "![a](b", "<a href=x>", "<h1>", "<picture>", "`a <", "|a ", "> ", "# ", "a\n===\n", "[a]:", "(a) ",
         "is ",
         "this project is now ", "deprecated (", "moved to ", "A. ", "⟦0⟧", "<!--", "```\n", "http://a.b/ "]  # fmt: skip


@pytest.mark.parametrize("unit", NASTY)
def test_hostile_text_takes_no_longer_than_it_is_long(unit: str) -> None:
    began = time.process_time()
    declared_dead("# foo\n\n" + unit * (65_536 // len(unit)), "github.com/x/foo")
    assert time.process_time() - began < 5


def test_real_lists_and_guides_say_nothing_of_their_own_end(shared: Path) -> None:
    for path in sorted((shared / "corpora" / "md").rglob("*.md")):
        assert declared_dead(path.read_text(errors="replace")[:65_536], "github.com/x/" + path.parent.name) is None, path
