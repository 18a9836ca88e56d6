"""Titles: the same, the same in another spelling, cut short, altered, or another work's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.core.titles import compare_titles, title_heads

CASES = [
    # claimed, found, value, kind, detail
    ("Attention is All you Need", "Attention is All you Need", "agrees", "identical", ""),
    ("Attention is all you need.", "{A}ttention {I}s {A}ll {Y}ou {N}eed", "agrees", "punctuation", ""),
    ("Sparse $k$-means & more", "Sparse K-Means and More", "agrees", "punctuation", ""),
    ("On Paging (Extended Abstract)", "On Paging", "agrees", "addition", ""),
    ("Sur le voisement", "Sur le voisement [in French]", "agrees", "addition", ""),
    ("Modelling the Behaviour of Optimisers", "Modeling the Behavior of Optimizers", "agrees", "spelling", ""),
    ("Attention is what you need", "Attention Is All You Need", "differs", "words", "“All” became “what”"),
    ("Language Models and GPT-3", "Language Models and GPT-4", "differs", "number", "“GPT-4” became “GPT-3”"),
    ("Learning to Rank Neural Network", "Learning to Rank Neural Networks", "differs", "words", "“Networks” became “Network”"),
    (
        "AWQ",
        "AWQ: Activation-aware Weight Quantization",
        "differs",
        "truncated",
        "“Activation-aware Weight Quantization” is left out",
    ),
    ("A Distributed Serving System", "Orca: A Distributed Serving System", "differs", "truncated", "“Orca” is left out"),
    (
        "Efficient memory management for…",
        "Efficient Memory Management for Large Models",
        "differs",
        "truncated",
        "“Large Models” is left out",
    ),
    (
        "The Era of 1-bit LLMs: All Models are in 1.58 Bits",
        "The Era of 1-bit LLMs",
        "not-comparable",
        "record-truncated",
        "the record lacks “All Models are in 1.58 Bits”",
    ),
    ("Something entirely different", "Attention Is All You Need", "differs", "different", ""),
    ("", "Attention Is All You Need", "not-comparable", "missing", ""),
]


@pytest.mark.parametrize(("claimed", "found", "value", "kind", "detail"), CASES)
def test_titles(claimed: str, found: str, value: str, kind: str, detail: str) -> None:
    compared = compare_titles(claimed, found)
    assert (compared.value.value, compared.kind, compared.detail) == (value, kind, detail)


def test_the_heads_under_which_a_source_may_hold_a_title() -> None:
    assert title_heads("Orca: A Serving System (Extended Abstract)") == (
        "orcaaservingsystemextendedabstract",
        "orcaaservingsystem",
        "orca",
    )


WORDS = st.lists(
    st.sampled_from("deep learning of graphs with sparse 3 attention models in memory".split()), min_size=3, max_size=8
)


@given(
    WORDS, st.sampled_from(["{}", "{{{}}}", "{}.", "  {} ", r"\emph{{{}}}"]), st.sampled_from([str.upper, str.title, str.lower])
)
def test_case_braces_and_commands_never_change_the_verdict(title: list[str], wrapped: str, cased: object) -> None:
    text = " ".join(title)
    assert compare_titles(wrapped.format(cased(text)), text).agrees  # type: ignore[operator]


@given(WORDS, st.integers(0, 7), st.sampled_from(["quantum", "bananas", "4"]))
def test_one_content_word_changed_is_always_found(title: list[str], at: int, word: str) -> None:
    changed = list(title)
    changed[at % len(title)] = word
    assert compare_titles(" ".join(changed), " ".join(title)).differs
