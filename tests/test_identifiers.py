"""Identifiers, forges, packages and addresses in all the spellings that people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.core import forges, identifiers, proceedings, urls

DOIS = {
    "10.1145/3600006.3613165": "10.1145/3600006.3613165",
    "10.1109/SC41404.2022.00051": "10.1109/sc41404.2022.00051",
    "doi:10.1109/SC41404.2022.00051": "10.1109/sc41404.2022.00051",
    "DOI 10.1000/182.": "10.1000/182",
    "https://doi.org/10.1145/3600006.3613165": "10.1145/3600006.3613165",
    "http://dx.doi.org/10.1145/3600006.3613165": "10.1145/3600006.3613165",
    "doi.org/10.1145/3600006.3613165": "10.1145/3600006.3613165",
    "https://doi.org/doi:10.1000/182": "10.1000/182",
    "https://www.doi.org/10.1000/182": "10.1000/182",
    "http://doi.acm.org/10.1145/1137627.1137631": "10.1145/1137627.1137631",
    r"10.1162/tacl\_a\_00051": "10.1162/tacl_a_00051",
    r"10.1007/978-3-030-58452-8{\_}13": "10.1007/978-3-030-58452-8_13",
    r"\url{https://doi.org/10.1162/tacl_a_00051}": "10.1162/tacl_a_00051",
    "https://doi.org/10.1002%2Fcpe.1234": "10.1002/cpe.1234",
    "10.1016/0004-3702(95)00045-5": "10.1016/0004-3702(95)00045-5",
    "(10.1016/j.x.2020.01.001)": None,
    "10.1002/(SICI)1097(199806)49:8<693::AID-ASI4>3.0.CO;2-O": "10.1002/(sici)1097(199806)49:8<693::aid-asi4>3.0.co;2-o",
    "10.1175/1520-0469(1963)020$<$0130:DNF$>$2.0.CO;2": "10.1175/1520-0469(1963)020<0130:dnf>2.0.co;2",
    r"10.1175/1520-0469(1963)020\textless{}0130:DNF{\textgreater}2.0.CO;2": "10.1175/1520-0469(1963)020<0130:dnf>2.0.co;2",
    "10.1175/1520-0469(1963)020&lt;0130:DNF&amp;gt;2.0.CO;2": "10.1175/1520-0469(1963)020<0130:dnf>2.0.co;2",
    "https://dl.acm.org/doi/10.1145/3600006.3613165": "10.1145/3600006.3613165",
    "https://dl.acm.org/doi/pdf/10.1145/3600006.3613165?casa_token=x": "10.1145/3600006.3613165",
    "https://link.springer.com/content/pdf/10.1007/s11263-015-0816-y.pdf": "10.1007/s11263-015-0816-y",
    "https://onlinelibrary.wiley.com/doi/abs/10.1002/cpe.1234": "10.1002/cpe.1234",
    "https://www.biorxiv.org/content/10.1101/2020.01.30.927871v1.full.pdf": "10.1101/2020.01.30.927871",
    "10.48550/arXiv.1909.08053": "10.48550/arxiv.1909.08053",
    "11.1145/3600006": None,
    "10.1145": None,
    "https://example.org/10.1145/3600006.3613165": None,
    "": None,
}


@pytest.mark.parametrize(("text", "name"), DOIS.items())
def test_a_doi_has_one_name_in_every_spelling(text: str, name: str | None) -> None:
    assert identifiers.doi(text) == name


DOI_FAULTS = {
    "10.1145/3600006.3613165": None,
    "": "it is empty",
    "10.1145": "a DOI has a slash behind its registrant's number",
    "1145/3600006": "a DOI begins with 10. and a registrant's number",
    "10.12/3600006": "the registrant's number behind 10. has four to nine digits",
    "10.1145/3600 006": "it has a space inside",
    "10.1145/": "nothing stands behind its slash",
    "2309.06180": "it is an arXiv id, not a DOI",
    "10.5555/3295222.3295349": identifiers.UNRESOLVABLE["10.5555"],
    "10.65215/2q58a426": identifiers.UNRESOLVABLE["10.65215"],
}


@pytest.mark.parametrize(("text", "fault"), DOI_FAULTS.items())
def test_a_doi_that_cannot_be_one_says_why(text: str, fault: str | None) -> None:
    assert identifiers.doi_fault(text) == fault


ARXIVS = {
    "2309.06180": "2309.06180",
    "2309.06180v2": "2309.06180",
    "arXiv:2309.06180v2": "2309.06180",
    "arXiv: 2309.06180 [cs.LG]": "2309.06180",
    "arXiv:1409.0473": "1409.0473",
    "cs/0112017": "cs/0112017",
    "math.GT/0309136": "math/0309136",
    "hep-th/9711200v3": "hep-th/9711200",
    "abs/2301.00001": "2301.00001",
    "https://arxiv.org/abs/2309.06180": "2309.06180",
    "http://arxiv.org/pdf/2309.06180v1.pdf": "2309.06180",
    "https://arxiv.org/pdf/2309.06180": "2309.06180",
    "https://arxiv.org/html/2309.06180v1": "2309.06180",
    "https://arxiv.org/abs/cs/0112017": "cs/0112017",
    "https://ar5iv.labs.arxiv.org/html/2309.06180": "2309.06180",
    "10.48550/arXiv.2309.06180": "2309.06180",
    "https://doi.org/10.48550/arXiv.2309.06180": "2309.06180",
    r"\url{https://arxiv.org/abs/2309.06180}": "2309.06180",
    "2313.06180": None,
    "2309.6180": None,
    "https://example.org/abs/2309.06180": None,
    "https://arxiv.org/list/cs.LG/recent": None,
    "hal-01234567": None,
}


@pytest.mark.parametrize(("text", "name"), ARXIVS.items())
def test_an_arxiv_id_has_one_name_in_every_spelling(text: str, name: str | None) -> None:
    assert identifiers.arxiv(text) == name


def test_an_arxiv_id_is_found_where_a_text_names_it_as_one() -> None:
    assert identifiers.arxiv_in("arXiv preprint arXiv:2301.00001") == "2301.00001"
    assert identifiers.arxiv_in("ArXiv e-prints, arXiv:1409.0473v7") == "1409.0473"
    assert identifiers.arxiv_in("abs/2301.00001") == "2301.00001"
    assert identifiers.arxiv_in("Room 2301.00001") is None
    assert identifiers.arxiv_version("arXiv:2301.00001v12") == 12
    assert identifiers.arxiv_version("2301.00001") is None


def test_an_arxiv_id_that_cannot_be_one_says_why() -> None:
    assert identifiers.arxiv_fault("2309.06180") is None
    assert identifiers.arxiv_fault("2313.06180") == "an arXiv id begins with year and month, and there is no month 13"
    assert identifiers.arxiv_fault("2309.6180") == "ids of 2309 have 5 digits behind the dot, not 4"
    assert identifiers.arxiv_fault("1401.00012") == "ids of 1401 have 4 digits behind the dot, not 5"
    assert identifiers.arxiv_fault("PagedAttention") == "an arXiv id looks like 2309.06180 or cs/0112017"


def test_openreview_and_acl_ids() -> None:
    assert identifiers.openreview("https://openreview.net/forum?id=mZn2Xyh9Ec") == "mZn2Xyh9Ec"
    assert identifiers.openreview("https://openreview.net/pdf?id=tcbBPnfwxS#page=2") == "tcbBPnfwxS"
    assert identifiers.openreview("https://openreview.net/forum?noteId=abcdefgh&id=mZn2Xyh9Ec") == "mZn2Xyh9Ec"
    assert identifiers.openreview("https://openreview.net/group?id=ICLR.cc/2024") is None
    assert identifiers.acl("https://aclanthology.org/P18-1001/") == "P18-1001"
    assert identifiers.acl("https://www.aclweb.org/anthology/2020.acl-main.1.pdf") == "2020.acl-main.1"
    assert identifiers.acl("https://www.aclweb.org/anthology/papers/N/N19/N19-1423/") == "N19-1423"
    assert identifiers.acl("10.18653/v1/N19-1423") == "N19-1423"
    assert identifiers.acl("https://doi.org/10.18653/v1/2020.acl-main.1") == "2020.acl-main.1"
    assert identifiers.acl("10.1145/3600006.3613165") is None


def test_numbers_check_themselves() -> None:
    assert identifiers.isbn("978-3-16-148410-0 (print)") == "9783161484100"
    assert identifiers.isbn("0-306-40615-2") == "9780306406157"
    assert identifiers.isbn_fault("978-3-16-148410-0, 0-306-40615-2") is None
    assert identifiers.isbn_fault("978-3-16-148410-1") == "its check digit is 1 and should be 0"
    assert identifiers.isbn_fault("12345") == "an ISBN has 10 or 13 digits, not 5"
    assert identifiers.issn("0378-5955") == "0378-5955"
    assert identifiers.issn("2434561x") == "2434-561X"
    assert identifiers.issn_fault("0378-5954") == "its check digit is 4 and should be 5"
    assert identifiers.orcid("https://orcid.org/0000-0002-1825-0097") == "0000-0002-1825-0097"
    assert identifiers.orcid_fault("0000-0002-1825-0098") == "its check digit is 8 and should be 7"
    assert identifiers.orcid_fault("0000-0002") == "an ORCID has four groups of four digits"


REPOSITORIES = {
    "https://github.com/vllm-project/vllm": ("github.com/vllm-project/vllm", ""),
    "http://www.github.com/NVIDIA/TensorRT-LLM.git": ("github.com/NVIDIA/TensorRT-LLM", ""),
    "github.com/vllm-project/vllm/": ("github.com/vllm-project/vllm", ""),
    "git@github.com:vllm-project/vllm.git": ("github.com/vllm-project/vllm", ""),
    "git+https://github.com/vllm-project/vllm@main": None,
    "https://github.com/o/n/tree/main/docs#use": ("github.com/o/n", "/tree/main/docs#use"),
    "https://raw.githubusercontent.com/o/n/main/README.md": ("github.com/o/n", "/main/README.md"),
    "https://gitlab.com/group/sub/name/-/blob/main/a.py": ("gitlab.com/group/sub/name", "/-/blob/main/a.py"),
    "https://gitlab.inria.fr/team/tool": ("gitlab.inria.fr/team/tool", ""),
    "https://codeberg.org/forgejo/forgejo": ("codeberg.org/forgejo/forgejo", ""),
    "https://bitbucket.org/owner/name/src/main": ("bitbucket.org/owner/name", "/src/main"),
    "https://huggingface.co/meta-llama/Llama-2-7b": ("huggingface.co/meta-llama/Llama-2-7b", ""),
    "https://huggingface.co/datasets/squad": ("huggingface.co/datasets/squad", ""),
    "https://huggingface.co/datasets/allenai/c4/tree/main": ("huggingface.co/datasets/allenai/c4", "/tree/main"),
    "https://huggingface.co/spaces/owner/demo": ("huggingface.co/spaces/owner/demo", ""),
    "https://huggingface.co/blog/llama2": None,
    "https://huggingface.co/docs/transformers": None,
    "https://github.com/vllm-project": None,
    "https://github.com/new/name": ("github.com/new/name", ""),
    "https://github.com/features/actions": None,
    "https://github.com/orgs/vllm-project/repositories": None,
    "https://github.com/sponsors/someone": None,
    "https://github.com/topics/llm": None,
    "https://gist.github.com/owner/123abc": None,
    "https://owner.github.io/name": None,
    "https://user:secret@github.com/o/n": ("github.com/o/n", ""),
    "https://example.org/o/n": None,
}


@pytest.mark.parametrize(("url", "expected"), REPOSITORIES.items())
def test_a_repository_is_known_by_its_address(url: str, expected: tuple[str, str] | None) -> None:
    found = forges.repository(url)
    assert (found and (found.name, found.tail)) == expected


def test_a_slug_means_github() -> None:
    assert forges.github_slug("vllm-project/vllm") == forges.Repository("github.com/vllm-project/vllm", "github")
    assert forges.github_slug("not a slug/at all") is None
    assert forges.same_repository("github.com/ggml-org/llama.cpp", "github.com/GGML-org/llama.cpp")


def test_packages() -> None:
    assert forges.package("https://pypi.org/project/Tensorrt_LLM/0.9.0/") == "pypi:tensorrt-llm"
    assert forges.package("https://pypi.python.org/pypi/ray") == "pypi:ray"
    assert forges.package("https://www.npmjs.com/package/@scope/name") == "npm:@scope/name"
    assert forges.package("https://crates.io/crates/serde/1.0.0") == "crates:serde"
    assert forges.package("https://pypi.org/help/") is None
    assert forges.package_name("PyPI", "ray[serve]>=2") == "pypi:ray"
    assert forges.package_name("conda", "vllm") is None


def test_pages_of_proceedings() -> None:
    assert (
        proceedings.page("http://proceedings.mlr.press/v235/liu24ce/liu24ce.pdf")
        == "https://proceedings.mlr.press/v235/liu24ce.html"
    )
    assert (
        proceedings.page("https://proceedings.neurips.cc/paper/2017/file/3f5ee243547dee91fbd053c1c4a845aa-Paper.pdf")
        == "https://proceedings.neurips.cc/paper_files/paper/2017/hash/3f5ee243547dee91fbd053c1c4a845aa-Abstract.html"
    )
    assert (
        proceedings.page("https://www.usenix.org/conference/osdi22/presentation/yu")
        == "https://www.usenix.org/conference/osdi22/presentation/yu"
    )
    assert (
        proceedings.page("https://www.jmlr.org/papers/volume23/21-0998/21-0998.pdf") == "https://jmlr.org/papers/v23/21-0998.html"
    )
    assert (
        proceedings.page("https://openaccess.thecvf.com/content/CVPR2021/papers/Ding_RepVGG_CVPR_2021_paper.pdf")
        == "https://openaccess.thecvf.com/content/CVPR2021/html/Ding_RepVGG_CVPR_2021_paper.html"
    )
    assert proceedings.page("https://www.usenix.org/conference/osdi22") is None


ADDRESSES = {
    "https://doi.org/10.1175/1520-0469(1963)020<0130:DNF>2.0.CO;2": [
        "https://doi.org/10.1175/1520-0469(1963)020<0130:DNF>2.0.CO;2"
    ],
    r"https://doi.org/10.1175/1520-0469(1963)020{\textless}0130:DNF$>$2.0.CO;2": [
        "https://doi.org/10.1175/1520-0469(1963)020<0130:DNF>2.0.CO;2"
    ],
    "see https://example.org/a_(b), and (https://example.org/c).": ["https://example.org/a_(b)", "https://example.org/c"],
    r"\url{https://example.org/a\_b\%20c\&d\#e}": ["https://example.org/a_b%20c&d#e"],
    r"\href{https://example.org/x}{the page}": ["https://example.org/x"],
    r"https://example.org/{\textasciitilde}me/": ["https://example.org/~me/"],
    r"https://example.org/\~{}me": ["https://example.org/~me"],
    r"http://example.org/$\sim$me/": ["http://example.org/~me/"],
    "www.example.org/page; http://b.example": ["https://www.example.org/page", "http://b.example"],
    "\\url{https://example.org/a\n  b}": ["https://example.org/ab"],
    "<https://example.org>": ["https://example.org"],
    "参见https://example.org/页。下": ["https://example.org/页"],
    "https://example.org/a,b;c,https://example.com/d;www.example.net": [
        "https://example.org/a,b;c",
        "https://example.com/d",
        "https://www.example.net",
    ],
    "[text](https://example.org/a), `https://example.org/b`, **https://example.org/c**": [
        "https://example.org/a",
        "https://example.org/b",
        "https://example.org/c",
    ],
    "https://web.archive.org/web/2020/https://example.org/x": ["https://web.archive.org/web/2020/https://example.org/x"],
    "mail me@www.example.org": [],
    "no address here": [],
}


@pytest.mark.parametrize(("text", "expected"), ADDRESSES.items())
def test_addresses_are_found_in_text(text: str, expected: list[str]) -> None:
    assert [found.url for found in urls.find_urls(text)] == expected


def test_an_address_knows_where_it_stands() -> None:
    text = r"Code: \url{https://example.org/a\_b}, data: https://example.org/d."
    assert [text[found.start : found.end] for found in urls.find_urls(text)] == [
        r"https://example.org/a\_b",
        "https://example.org/d",
    ]


def test_a_field_of_one_address_may_break_its_line() -> None:
    text = "https://example.org/one/\n    two"
    assert [found.url for found in urls.find_urls(text, alone=True)] == ["https://example.org/one/two"]
    assert [found.url for found in urls.find_urls(text)] == ["https://example.org/one/"]


def test_credentials_are_masked() -> None:
    assert urls.mask("https://user:pass@example.org/x?mail=a@b.c") == "https://***@example.org/x?mail=a@b.c"
    assert urls.mask("https://user:p@ss@example.org/") == "https://***@example.org/"
    assert urls.mask("https://example.org/@user") == "https://example.org/@user"


def test_parts_of_addresses() -> None:
    assert urls.normalise("HTTPS://Example.ORG:443") == "https://example.org/"
    assert urls.registrable_domain("www.example.co.uk") == "example.co.uk"
    assert urls.registrable_domain("owner.github.io") == "owner.github.io"
    assert urls.registrable_domain("127.0.0.1") == "127.0.0.1"
    assert urls.host("https://[::1]:8000/") == "::1"
    assert urls.split("https://example.org:abc/") is None


URL_FAULTS = {
    "https://example.org/a?b#c": None,
    "https://localhost:8000/": None,
    "https://例え.jp/": None,
    "": "it is empty",
    "example.org/page": "it has no scheme such as https://",
    "https:/example.org": "https: is not followed by //",
    "htp://example.org": "htp is no scheme; https is",
    "https://https://example.org": "it has two schemes",
    "https:///path": "it has no host",
    "https://example.org/a b": "it has a space inside",
    "https://exa mple.org": "it has a space inside",
    "https://-bad-.org": "-bad-.org is no host name: -bad- cannot be part of one",
    "https://a..b/": "a..b has a part without letters",
    "https://example.org:0/": "its port is 0",
    "https://"
    + "sixty-letters-and-more-would-not-fit-into-a-label-of-the-dns." * 5
    + "org/": "its host name is longer than any can be",
}


@pytest.mark.parametrize(("text", "fault"), URL_FAULTS.items())
def test_an_address_that_cannot_be_one_says_why(text: str, fault: str | None) -> None:
    assert urls.url_fault(text) == fault


@given(st.text(max_size=80))
def test_nothing_that_a_person_can_write_crashes(text: str) -> None:
    for read in (identifiers.doi, identifiers.arxiv, identifiers.acl, identifiers.openreview, identifiers.isbn, identifiers.issn):
        read(text)
    for read_url in (forges.repository, forges.package, proceedings.page, urls.url_fault, urls.normalise, urls.host):
        read_url("https://" + text)
    for found in urls.find_urls("https://" + text, alone=True):
        assert 0 <= found.start < found.end <= len(text) + 8


@given(st.from_regex(r"10\.[0-9]{4,9}/[a-z0-9][a-z0-9._()-]{0,20}[a-z0-9]", fullmatch=True))
def test_every_spelling_of_a_doi_is_the_same_doi(name: str) -> None:
    if identifiers.doi(name) == name:
        for written in (f"https://doi.org/{name}", f"doi:{name.upper()}", f" {name}. ", name.replace("_", r"\_")):
            assert identifiers.doi(written) == name
