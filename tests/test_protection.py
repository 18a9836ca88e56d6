"""The braces of a title that is put right: what its author protected stays protected, and nothing else changes."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.core.examples import work_answer, work_entry
from checker.core.finding import Change
from checker.core.place import Source
from checker.core.protection import protected_like
from checker.core.reference import Catalogue
from checker.core.seen import Seen
from checker.core.text import plain
from checker.files.bib import Bib
from checker.files.bib_latex import escaped
from checker.files.splice import edit_many
from checker.rules import rule


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Managing Pages with {PagedAttention}", "Managed Pages with PagedAttention", "Managed Pages with {PagedAttention}"),
        ("{{AWQ}: Weights of {LLM}s}", "AWQ: Weights of Small LLMs", "{{AWQ}: Weights of Small {LLM}s}"),
        ("{AWQ: Weights for LLMs}", "AWQ: Weights for Small LLMs", "{AWQ: Weights for Small LLMs}"),
        ("{{{GPTQ}}}", "GPTQ Again", "{{{GPTQ Again}}}"),
        ("{A}ttention of {Q}ueens", "Attention of the Queens", "{A}ttention of the {Q}ueens"),
        ("{Large Language Models} of Lean", "Some Large Language Models", "Some {Large Language Models}"),
        ("{Swift Turing Machines} of Lean", "Slow Turing Machines", "Slow {Turing} {Machines}"),
        ("{GPT}-4 as {AI}: a View", "The View: AI is GPT-4 is GPT", "The View: {AI} is {GPT}-4 is {GPT}"),
        (r"{R\&D} in {K}yoto", r"R\&D of Kyoto", r"{R\&D} of {K}yoto"),
        (r"\emph{Foo} Caf{\'e} {\LaTeX}", "Foo Café LaTeX Again", "Foo Café LaTeX Again"),
        ("{VLLM} Served", "vLLM Served", "vLLM Served"),
        ("Open {AI", "Open AI Again", "Open AI Again"),
        ("{I} think", "I think, in VI parts", "{I} think, in VI parts"),
    ],
)  # fmt: skip
def test_braces_stay_around_what_stays(old: str, new: str, expected: str) -> None:
    assert protected_like(old, new) == expected


RAW = st.lists(
    st.sampled_from(["{", "}", " ", "AWQ", "x", "ł", "4", "-", ":", "\\", "$", r"\&", r"{\'e}", "&amp;", "<i>", "``", "i"])
).map("".join)
TITLES = st.lists(st.sampled_from(["AWQ", "x", "ł", "4", "-", ":", " ", "&", "amp;", "<i>", "$", "_", "i", "`", "'", "\\"])).map(
    "".join
)


@given(RAW, TITLES)
def test_a_reader_sees_the_new_title_whatever_the_old_one_was(old: str, title: str) -> None:
    new = escaped(title)
    kept = protected_like(old, new)
    assert plain(kept) == plain(new)
    assert kept.replace("{", "").replace("}", "") == new.replace("{", "").replace("}", "")
    depths = [kept[: at + 1].count("{") - kept[: at + 1].count("}") for at in range(len(kept))]
    assert min(depths, default=0) >= 0
    assert kept.count("{") == kept.count("}")


@pytest.mark.parametrize("old", ["{" * 9000, "{" * 900 + "A" + "}" * 900, "{A} " * 490, "{" + "A " * 900 + "}"])
def test_hostile_braces_cost_no_time(old: str) -> None:
    began = time.process_time()
    assert plain(protected_like(old, "A B " * 400)) == plain("A B " * 400)
    assert time.process_time() - began < 0.5


def test_the_fix_of_a_wrong_title_keeps_its_braces() -> None:
    text = work_entry(title="{P}ooling {Larger Pools} of Wine by {AWQ}", doi="10.1000/pool")
    reference = Bib().read(Source("references.bib", text))[0]
    answer = work_answer("doi:10.1000/pool", title="Pooling Larger Pools of Water by AWQ")
    seen = Seen.of((answer,), at=answer.at, catalogue=Catalogue((reference,)))
    (found,) = rule("W003").check(reference, seen)
    assert found.fix
    assert found.fix.changes == (Change("title", "Pooling Larger Pools of Water by AWQ"),)
    edited = edit_many(Bib(), Source("references.bib", text), [(reference, found.fix.changes)])
    assert "title = {{P}ooling {Larger Pools} of Water by {AWQ}}," in edited.text
