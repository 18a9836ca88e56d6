"""What each reference makes us ask, and exactly where it says so."""

from pathlib import Path

from checker.core.answer import Subject
from checker.core.reference import Reference
from checker.core.subjects import subjects
from checker.core.subjects_works import search_name
from checker.files import load


def _read(text: str, path: str = "references.bib") -> tuple[Reference, ...]:
    return load(path, text.encode()).references


def _told(text: str, path: str = "references.bib") -> list[str]:
    return [_line(each) for reference in _read(text, path) for each in subjects(reference)]


def _line(subject: Subject) -> str:
    place = subject.place
    where = f"{place.line}:{place.column}" if place else "-"
    covered = f" ({subject.about['covered_by']})" if "covered_by" in subject.about else ""
    return f"{where} {subject.field} {subject.topic} {subject.name}{covered}"


def test_a_paper_is_asked_about_by_all_its_names() -> None:
    assert _told(r"""@inproceedings{kwon2023efficient,
  title     = {Efficient Memory Management for Large Language Model Serving with {PagedAttention}},
  author    = {Kwon, Woosuk and Li, Zhuohan},
  booktitle = {SOSP},
  year      = {2023},
  doi       = {10.1145/3600006.3613165},
  eprint    = {2309.06180},
  archiveprefix = {arXiv},
  url       = {https://dl.acm.org/doi/10.1145/3600006.3613165},
  note      = {Code at \url{https://github.com/vllm-project/vllm}, slides at https://example.org/a\_b.},
}
""") == [
        "9:16 url link https://dl.acm.org/doi/10.1145/3600006.3613165",
        "10:29 note link https://github.com/vllm-project/vllm (repository)",
        "10:78 note link https://example.org/a_b",
        "6:16 doi link https://doi.org/10.1145/3600006.3613165 (work)",
        "7:16 eprint link https://arxiv.org/abs/2309.06180 (work)",
        "10:29 note repository github.com/vllm-project/vllm",
        "6:16 doi work doi:10.1145/3600006.3613165",
        "7:16 eprint work arxiv:2309.06180",
        "2:16 title work search:efficientmemorymanagementforlargelanguagemodelservingwithpagedattention|kwon|2023",
    ]


def test_an_identifier_written_as_a_link_is_not_asked_twice() -> None:
    assert _told("""@misc{a,
  doi = {10.48550/arXiv.1909.08053},
  url = {https://doi.org/10.48550/arXiv.1909.08053},
  ee = {https://arxiv.org/abs/1909.08053v4},
}
""") == [
        "3:10 url link https://doi.org/10.48550/arXiv.1909.08053 (work)",
        "4:9 ee link https://arxiv.org/abs/1909.08053v4 (work)",
        "2:10 doi work doi:10.48550/arxiv.1909.08053",
        "2:10 doi work arxiv:1909.08053",
    ]


def test_preprints_are_known_in_every_disguise() -> None:
    disguises = {
        "journal = {arXiv preprint arXiv:2301.00001}": "arxiv:2301.00001",
        "journal = {CoRR}, volume = {abs/2301.00001}": "arxiv:2301.00001",
        "eprint = {cs/0112017}": "arxiv:cs/0112017",
        "eprint = {2301.00001v3}, eprinttype = {arxiv}": "arxiv:2301.00001",
        "eprint = {2301.00001}, eprinttype = {hal}": None,
        "url = {https://arxiv.org/pdf/2301.00001v2}": "arxiv:2301.00001",
        "doi = {10.48550/arXiv.2301.00001}": "arxiv:2301.00001",
    }
    for written, name in disguises.items():
        works = {each.name for reference in _read(f"@misc{{a, {written}}}") for each in subjects(reference)}
        assert (name in works) if name else not any(each.startswith("arxiv:") for each in works), written


def test_other_kinds_of_names() -> None:
    text = """@inproceedings{a, url = {https://openreview.net/forum?id=mZn2Xyh9Ec}}
@inproceedings{b, doi = {10.18653/v1/N19-1423}}
@inproceedings{c, url = {https://proceedings.mlr.press/v235/liu24ce/liu24ce.pdf}}
@book{d, isbn = {0-306-40615-2}}
@inproceedings{e, isbn = {0-306-40615-2}, doi = {10.5555/3295222.3295349}}
@misc{f, url = {https://pypi.org/project/vllm/}}
"""
    assert [line for line in _told(text) if " link " not in line] == [
        "1:26 url work openreview:mZn2Xyh9Ec",
        "2:26 doi work doi:10.18653/v1/n19-1423",
        "2:26 doi work acl:N19-1423",
        "3:26 url work page:https://proceedings.mlr.press/v235/liu24ce.html",
        "4:18 isbn work isbn:9780306406157",
        "6:17 url package pypi:vllm",
    ]


def test_addresses_in_abstracts_are_not_followed() -> None:
    assert _told("@misc{a, abstract = {See https://example.org}, keywords = {https://example.com}}") == []


def test_inherited_fields_are_asked_about_where_they_stand() -> None:
    text = "@inproceedings{a, crossref = {p}}\n@proceedings{p, url = {https://example.org/}, booktitle = {X}}\n"
    assert [line for line in _told(text) if " link " in line] == ["2:24 url link https://example.org/"]


def test_the_question_for_a_work_is_the_same_however_it_is_written() -> None:
    spellings = [
        r"@misc{a, title = {{QuIP\#}: Even Better}, author = {Ma{\l}y, Jan and others}, year = 2024}",
        r"@misc{b, title = {QuIP\#: even better.}, author = {Jan Mały}, date = {2024-05-01}}",
    ]
    assert {search_name(reference) for text in spellings for reference in _read(text)} == {"search:quip#evenbetter|maly|2024"}


def test_a_tool_of_the_catalogue() -> None:
    assert _told(
        """tools:
  - id: ray-serve
    name: Ray Serve
    repository: ray-project/ray
    documentation: https://docs.ray.io/en/latest/serve/index.html
    packages:
      - registry: pypi
        name: Ray
""",
        "tools.yaml",
    ) == [
        "5:20 documentation link https://docs.ray.io/en/latest/serve/index.html",
        "4:17 repository repository github.com/ray-project/ray",
        "8:15 packages[0].name package pypi:ray",
    ]


def test_a_deep_link_into_a_repository_is_asked_as_a_link_too() -> None:
    lines = _told("@misc{a, url = {https://github.com/o/n/blob/main/README.md#use}}")
    assert lines == [
        "1:17 url link https://github.com/o/n/blob/main/README.md#use",
        "1:17 url repository github.com/o/n",
    ]


def test_every_subject_of_real_files_stands_where_it_says(shared: Path) -> None:
    for file in sorted((shared / "corpora" / "bib" / "llm-systems").rglob("*.bib")):
        loaded = load(file.name, file.read_bytes())
        for reference in loaded.references:
            for subject in subjects(reference):
                if subject.place and subject.topic == "link" and "implied" not in subject.about:
                    assert subject.name.partition("://")[2][:8].lower().strip("/~_%\\ ") in subject.place.text.lower().replace(
                        "\\", ""
                    )
