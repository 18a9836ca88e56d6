"""Names and lists of authors: what is one person's name, and what is not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.core.authors import alphabetised, compare_authors
from checker.core.likeness import likeness
from checker.core.names import as_authors, family_key, parse_authors, parse_name

LIKENESS = [
    (r"van den Oord, A{\"a}ron", "Aäron van den Oord", "same"),
    ("Oord, Aaron van den", "A. van den Oord", "compatible"),
    ("LeCun, Yann", "Yann Le Cun", "same"),
    ("Van Gool, L.", "Luc Van Gool", "compatible"),
    (r"Schr{\"o}der, J.", "Jan Schroeder", "compatible"),
    ("Åström, Karl", "Karl J. Aastrom", "compatible"),
    ("Wei Wang 0001", "Wang, Wei", "same"),
    ("Wang Wei", "W. Wang", "compatible"),
    ("Xiaoming Li", "Xiao-Ming Li", "same"),
    ("Li, X. M.", "Xiaoming Li", "compatible"),
    ("Kim Jung-Hoon", "Junghoon Kim", "same"),
    ("Fei-Fei Li", "Li, Fei-Fei", "same"),
    ("Kwon WJ", "Woosuk Kwon", "compatible"),
    ("Bob Smith", "Robert Smith", "compatible"),
    ("Dan Roth", "Daniel Roth", "compatible"),
    ("Robert Dan Roth", "Dan Roth", "compatible"),
    ("Garcia Marquez, G.", "Gabriel Garcia Marquez", "compatible"),
    ("Quoc V. Le", "Le, Quoc", "compatible"),
    ("King Jr., Martin", "Martin L. King", "compatible"),
    ("King, Jr., Martin Luther", "Martin Luther King, Jr.", "same"),
    ("JL Godard", "Jean-Luc Godard", "compatible"),
    ("O'Neil, Cathy", "Cathy O’Neil", "same"),
    ("d'Amore, M.", "Marco D'Amore", "compatible"),
    ("{OpenAI}", "OpenAI", "same"),
    ("{ATLAS Collaboration}", "The ATLAS Collaboration", "compatible"),
    ("王伟", "Wei Wang", "script"),
    ("Alexander Mussgnug", "Anna Maria Mussgnug", "given-name"),
    ("Jonh Smith", "John Smith", "given-name"),
    ("Jacob Devlim", "Jacob Devlin", "family-name"),
    ("Anna Smith", "Anna Jones", "different"),
]


@pytest.mark.parametrize(("one", "other", "expected"), LIKENESS)
def test_names_are_likened_alike_in_both_directions(one: str, other: str, expected: str) -> None:
    assert likeness(parse_name(one), parse_name(other)) == expected
    assert likeness(parse_name(other), parse_name(one)) == expected


LISTS = [
    ("Knuth, Donald E. and Leslie Lamport", ["Donald E. Knuth", "Leslie Lamport"], False),
    ("Jane Doe and others", ["Jane Doe"], True),
    ("Doe, Jane et al.", ["Jane Doe"], True),
    ("{Barnes and Noble} and Doe, Jane", ["Barnes and Noble", "Jane Doe"], False),
    ("Doe, Jane; Roe, Rick", ["Jane Doe", "Rick Roe"], False),
    ("A. Smith, B. Jones, C. Doe", ["A. Smith", "B. Jones", "C. Doe"], False),
    ("Doe, Jr., John AND\n  Roe,  Rick", ["John Doe Jr.", "Rick Roe"], False),
    ("", [], False),
]


@pytest.mark.parametrize(("raw", "names", "others"), LISTS)
def test_lists_are_taken_apart(raw: str, names: list[str], others: bool) -> None:
    parsed = parse_authors(raw)
    assert ([name.short for name in parsed.names], parsed.others) == (names, others)


VLLM = ["Woosuk Kwon", "Zhuohan Li", "Siyuan Zhuang", "Ying Sheng", "Lianmin Zheng"]
COMPARED = [
    (" and ".join(VLLM), VLLM, "agrees", "identical", ""),
    ("Kwon, W. and Li, Z. and Zhuang, S. and Sheng, Y. and Zheng, L.", VLLM, "agrees", "spelling", ""),
    ("Kwon, Woosuk and others", VLLM, "agrees", "prefix", ""),
    ("Li, Z. and others", VLLM, "differs", "missing", "Woosuk Kwon is left out"),
    ("Kwon, W. and Li, Z.", VLLM, "differs", "missing", "Siyuan Zhuang, Ying Sheng, Lianmin Zheng are left out"),
    (" and ".join([*VLLM, "Jane Doe"]), VLLM, "differs", "added", "Jane Doe is not among the authors"),
    (" and ".join([*VLLM[:4], "Jane Doe"]), VLLM, "differs", "substituted", "Jane Doe here, Lianmin Zheng in the record"),
    (
        " and ".join([VLLM[0], VLLM[2], VLLM[1], *VLLM[3:]]),
        VLLM,
        "differs",
        "order",
        "author 2 is Zhuohan Li, and Siyuan Zhuang is author 3",
    ),
    (" and ".join(["Wonsik Kwon", *VLLM[1:]]), VLLM, "differs", "given-name", "author 1 is Woosuk Kwon, not Wonsik Kwon"),
    (" and ".join(["Woosuk Kwan", *VLLM[1:]]), VLLM, "differs", "family-name", "author 1 is Woosuk Kwon, not Woosuk Kwan"),
    ("Gerganov, Georgi et al.", ["Georgi Gerganov"], "differs", "et-al", "the work has a single author"),
    ("Doe, Jane and Roe, Rick", VLLM, "differs", "different", "no author in common"),
    ("{OpenAI}", VLLM, "not-comparable", "group", ""),
    ("{DeepSeek-AI} and Daya Guo", ["Daya Guo"], "agrees", "identical", ""),
    ("王伟", ["Wei Wang"], "not-comparable", "script", ""),
    ("", VLLM, "not-comparable", "missing-claim", ""),
    ("Woosuk Kwon and Zhuohan Li", ["Woosuk Kwon", "et al."], "agrees", "record-prefix", ""),
]


@pytest.mark.parametrize(("claimed", "found", "value", "kind", "detail"), COMPARED)
def test_author_lists(claimed: str, found: list[str], value: str, kind: str, detail: str) -> None:
    compared = compare_authors(claimed, found)
    assert (compared.value.value, compared.kind, compared.detail) == (value, kind, detail)


def test_the_order_of_a_source_that_sorts_is_not_believed() -> None:
    record = ["Ada Byron", "Bob Cray", "Carl Dahl", "Eve Fox"]
    claimed = " and ".join(reversed(record))
    assert compare_authors(claimed, record).differs
    assert compare_authors(claimed, record, order_reliable=False).kind == "alphabetised"
    assert alphabetised(as_authors(record))


def test_the_key_of_a_family_name_is_without_particles() -> None:
    assert [family_key(parse_name(name)) for name in ("van den Oord, A.", r"G{\"o}del, K.", "{Open AI Team}")] == [
        "oord",
        "godel",
        "openaiteam",
    ]


GIVEN = ["Jörg", "Ana Maria", "Jean-Luc", "Wei", "Łukasz", "John F."]
FAMILY = ["Müller", "van den Berg", "García Márquez", "Li", "O'Brien", "Søndergaard", "Smith-Jones"]
PEOPLE = st.lists(
    st.tuples(st.sampled_from(GIVEN), st.sampled_from(FAMILY)), min_size=1, max_size=5, unique_by=lambda name: name[1]
)
LATEX = str.maketrans({"ö": r"{\"o}", "ü": r"\"{u}", "á": r"\'a", "í": r"{\'\i}", "Ł": r"{\L}", "ø": r"{\o}"})


def _initials(given: str) -> str:
    return " ".join(part[0] + "." for part in given.replace("-", " ").split())


STYLES = {
    "given first": lambda given, family: f"{given} {family}",
    "family first": lambda given, family: f"{family}, {given}",
    "initials": lambda given, family: f"{family}, {_initials(given)}",
    "initials first": lambda given, family: f"{_initials(given)} {family}",
    "LaTeX": lambda given, family: f"{family}, {given}".translate(LATEX),
    "capitals": lambda given, family: f"{family}, {given}".upper(),
    "braces": lambda given, family: f"{{{family}}}, {given}",
    "no diacritics": lambda given, family: f"{family}, {given}".translate(str.maketrans("öüáíŁø", "ouaiLo")),
    "spelt out": lambda given, family: f"{family}, {given}".replace("ü", "ue").replace("ö", "oe").replace("ø", "oe"),
    "DBLP": lambda given, family: f"{given} {family} 0002",
}


@given(PEOPLE, st.sampled_from(sorted(STYLES)), st.sampled_from(["given first", "family first"]))
def test_the_way_of_writing_never_changes_the_verdict(people: list[tuple[str, str]], style: str, record: str) -> None:
    claimed = " and ".join(STYLES[style](*person) for person in people)
    found = [STYLES[record](*person) for person in people]
    assert compare_authors(claimed, found).agrees
    assert compare_authors(found, claimed).agrees


@settings(max_examples=50)
@given(PEOPLE, st.sampled_from(sorted(STYLES)), st.data())
def test_a_left_out_author_is_found_in_every_style(people: list[tuple[str, str]], style: str, data: st.DataObject) -> None:
    record = [f"{given} {family}" for given, family in [*people, ("Grace", "Hopper")]]
    gone = data.draw(st.integers(0, len(record) - 1))
    left = [person for index, person in enumerate([*people, ("Grace", "Hopper")]) if index != gone]
    assert compare_authors(" and ".join(STYLES[style](*person) for person in left), record).differs


def test_two_names_with_initials_in_front_are_two_people_whatever_stands_between() -> None:
    assert compare_authors("R. Parks, S. Neill", ["Rosa Parks", "Sam Neill"]).agrees
    assert compare_authors("R. Parks, S. T. O'Neill and A. Tarn", ["Rosa Parks", "Sam O'Neill", "Ada Tarn"]).agrees
    assert compare_authors("Parks, R. S.", ["R. S. Parks"]).agrees


@pytest.mark.parametrize("nobody", ["{}", "\\vZ", "--", "\u200b", "."])
def test_what_holds_no_letter_is_nobody(nobody: str) -> None:
    assert compare_authors(f"Ada Tarn and {nobody} and Otto Bach", ["Ada Tarn", "Otto Bach"]).agrees
    assert compare_authors("Ada Tarn and Otto Bach", ["Ada Tarn", nobody, "Otto Bach"]).agrees
    assert not compare_authors(nobody, ["Ada Tarn"]).comparable


@given(st.text(alphabet=st.sampled_from("{}\\,;. andAö0'\n"), max_size=60))
def test_no_list_of_authors_raises(raw: str) -> None:
    compare_authors(raw, VLLM)
