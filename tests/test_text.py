"""One normaliser for both sides: LaTeX and HTML to plain Unicode, folding, and keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.core.text import fold, plain, title_key, words

PLAIN = [
    (r"Sch{\"o}lkopf, Bernhard", "Schölkopf, Bernhard"),
    (r"Sch\"{o}lkopf", "Schölkopf"),
    (r"Andr\'{e} \v{S}imi\'c", "André Šimić"),
    (r"{\O}yvind {\L}ukasz", "Øyvind Łukasz"),
    (r"{\"{\i}} \'\i{} Na{\"\i}ve", "ï í Naïve"),
    (r"\o rsted and \ss{} and \aa", "ørsted and ß and å"),
    (r"Stra\ss e", "Straße"),
    (r"{\H u}j \c{c} \k{a} \u{g}", "űj ç ą ğ"),
    (r"$\alpha$-VAE -- a ``test''", "α-VAE – a “test”"),
    (r"The $L_2^{2}$ norm", "The L22 norm"),
    (r"{\textdollar}k{\textdollar}-means", "k-means"),
    (r"Costs of \$5 to \$10", "Costs of $5 to $10"),
    (r"AT\&T &amp; B", "AT&T & B"),
    ("d&apos;Amore", "d'Amore"),
    ("&amp;lt;i&amp;gt;x&lt;/i&gt; H<sub>2</sub>O", "x H2O"),
    ("p < 0.05 and q > 1", "p < 0.05 and q > 1"),
    (r"\textsc{Foo}bar \emph{x} \href{http://example.org}{here}", "Foobar x here"),
    (r"A~B  \n".replace(r"\n", "\n"), "A B"),
    (r"\unicode{8211}\unicode{x2013}", "––"),
    ("plain text stays", "plain text stays"),
    ("{{B}{E}{R}{T}}", "BERT"),
    ("\\", "\\"),
    ("", ""),
]


@pytest.mark.parametrize(("value", "expected"), PLAIN)
def test_latex_and_html_are_read_as_text(value: str, expected: str) -> None:
    assert plain(value) == expected


FOLDED = [
    ("Müller", "muller"),
    ("Łukasz Đorđe Ærø œuvre Straße", "lukasz dorde aero oeuvre strasse"),
    ("x² ½ ﬁne", "x2 1⁄2 fine"),
    ("が 한국 Й Ünï", "が 한국 и uni"),
    ("王伟", "王伟"),
    ("don’t — stop", "don't - stop"),
]


@pytest.mark.parametrize(("value", "expected"), FOLDED)
def test_folding_drops_case_and_diacritics_and_keeps_scripts(value: str, expected: str) -> None:
    assert fold(value) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Attention Is All You Need", "attention is all you need."),
        ("{GPTA:} {A} Model", "GPTA: A model"),
        ("Pre-training", "Pretraining"),
        ("Foo & Bar", r"Foo \& Bar"),
        ("Foo and Bar", "Foo &amp; Bar"),
        (r"$\beta$-VAE", "beta-VAE"),
        ("CD$^2$", "CD²"),
        ("𝒩-WL", "N-WL"),
        ("L∞ norm", "L-infinity norm"),
    ],
)
def test_spellings_of_one_title_share_a_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("GPT-3", "GPT-4"), ("CIFAR-10", "CIFAR-100"), ("QuIP", r"QuIP\#"), ("UNet", "UNet++"), ("中文", "日本"), ("Łódź", "Lodge")],
)
def test_titles_of_different_works_do_not(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


def test_words_keep_numbers_and_joined_signs() -> None:
    assert words(r"C++ and {GPT}-3: a don't & more") == ["c++", "and", "gpt", "3", "a", "don't", "and", "more"]


@given(st.text(alphabet=st.sampled_from(r"""\{}$~&<>^_'"`-% abcéÜ中1;#""" + "\n"), max_size=80))
def test_nothing_raises_and_no_space_is_doubled(value: str) -> None:
    shown = plain(value)
    assert shown == " ".join(shown.split())
    title_key(value)


@given(st.text(alphabet=st.characters(categories=("L", "N", "Zs")), max_size=60))
def test_text_without_markup_is_left_alone_and_keys_are_stable(value: str) -> None:
    assert plain(value) == " ".join(value.split())
    assert title_key(plain(value)) == title_key(value)


@given(st.text(alphabet=st.sampled_from("abC1#+{}~`'-\"., :\n&"), max_size=40))
def test_groups_quotes_and_dashes_never_reach_a_key(value: str) -> None:
    bare = "".join(each for each in value if each.isalnum() or each in "#+&")
    assert title_key(value) == bare.lower().replace("&", "and")


@pytest.mark.parametrize("value", ["{" * 50_000, r"\'" * 20_000, r"\'{" * 20_000, "$" * 50_000, "&" * 50_000, "<" * 50_000])
def test_hostile_values_take_no_time(value: str) -> None:
    plain(value)
