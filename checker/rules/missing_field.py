"""A field that the entry's kind needs.

Why it matters
--------------
Without author, title, year and the place of publication nobody can find the work, and bibliography styles print gaps or
warnings. Only what identifies a work is asked for: the names of BibTeX and of biblatex count alike (`date` for `year`,
`journaltitle` for `journal`), inherited fields count, and a web page or a program needs little more than a title.

What to do
----------
Add the field. If the entry cannot have it (a preprint has no journal), it is of another kind: `@misc` with `eprint`, for
example.

Fix safety
----------
Not mended here: what is missing has to come from somewhere. Records that the sources hold are offered by the rules about
works.
"""

from collections.abc import Iterator

from checker.core.finding import Finding, Severity
from checker.core.reference import PAPER, Reference, Trouble
from checker.core.rule import Example, Rule
from checker.core.seen import Seen
from checker.core.writing import problems, told

_AUTHOR = ("author", "editor")
_YEAR = ("year", "date", "eventdate", "pubstate", "origdate")
_JOURNAL = ("journal", "journaltitle", "eprint", "booktitle", "howpublished")
_BOOK = ("booktitle", "maintitle", "eventtitle", "venue", "journal", "journaltitle", "series")
_SCHOOL = ("school", "institution", "publisher", "organization", "type")
_HOUSE = ("institution", "organization", "school", "publisher", "number", "eprint", "howpublished", "url")
_TITLE = ("title", "booktitle", "maintitle")
_ANYTHING = ("title", "howpublished", "note", "url", "doi", "eprint", "author", "key")

_PAPER = (("author", _AUTHOR), ("title", ("title",)), ("year", _YEAR))
_THESIS = (*_PAPER, ("school", _SCHOOL))
_VOLUME = (("author", (*_AUTHOR, "organization", "publisher", "institution")), ("title", _TITLE), ("year", _YEAR))
_PART = (*_PAPER, ("booktitle", _BOOK))

NEEDED: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "article": (*_PAPER, ("journal", _JOURNAL)),
    "inproceedings": _PART,
    "conference": _PART,
    "incollection": _PART,
    "inbook": (("author", _AUTHOR), ("title", _TITLE), ("year", _YEAR)),
    "book": _VOLUME,
    "mvbook": _VOLUME,
    "collection": _VOLUME,
    "proceedings": (("title", _TITLE), ("year", _YEAR)),
    "periodical": (("title", ("title", "journaltitle", "journal")), ("year", _YEAR)),
    "phdthesis": _THESIS,
    "mastersthesis": _THESIS,
    "thesis": _THESIS,
    "techreport": (*_PAPER, ("institution", _HOUSE)),
    "report": (*_PAPER, ("institution", _HOUSE)),
    "unpublished": (("author", _AUTHOR), ("title", ("title",))),
    "booklet": (("title", _TITLE),),
    "manual": (("title", _TITLE),),
    "online": (("title", _ANYTHING),),
    "electronic": (("title", _ANYTHING),),
    "www": (("title", _ANYTHING),),
    "misc": (("title", _ANYTHING),),
    "software": (("title", _ANYTHING),),
    "dataset": (("title", _ANYTHING),),
}
"""By type: the field that is asked for, and all fields that will do; not what only styles want (publisher, pages, chapter).

Source: btxdoc, section 3.1; the biblatex manual, section 2.1."""
_SPEAKS_OF = frozenset({Trouble.MISSING_FIELD})


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Reports each field that the entry's type needs and that neither it nor its parents have."""
    for problem in problems(reference, _SPEAKS_OF):
        yield told("F003", reference, problem)
    needed = NEEDED.get(reference.type) if reference.kind is PAPER else None
    if needed is None or _parent_unknown(reference, seen):
        return
    present = {each.name for each in reference.fields if each.value.strip()}
    if not present and not reference.problems:
        yield Finding("F003", reference.key, reference.key_place, f"this @{reference.type} has no fields", hint="add its fields")
        return
    for name, enough in needed:
        if not present.isdisjoint(enough):
            continue
        empty = " (it stands there empty)" if reference.all(name) else ""
        others = ", ".join(each for each in enough if each != name)
        yield Finding(
            "F003",
            reference.key,
            reference.key_place,
            f"{_article(reference.type)} @{reference.type} needs the field {name}, and this one lacks it{empty}",
            field=name,
            hint=f"add {name}" + (f" (or {others})" if others and name in ("year", "journal") else ""),
        )


def _parent_unknown(reference: Reference, seen: Seen) -> bool:
    """Whether fields may come from an entry that was not read with this one (a dangling mention is reported by F008)."""
    inherits = reference.mentions and any(each.name in ("crossref", "xdata") for each in reference.mentions)
    return bool(inherits) and not any(each.inherited for each in reference.fields)


def _article(type_: str) -> str:
    return "an" if type_[:1] in "aeiou" else "a"


RULE = Rule(
    id="F003",
    name="missing-field",
    severity=Severity.WARNING,
    finds="a field that the entry's kind needs",
    explanation=__doc__ or "",
    check=check,
    examples=(
        Example(
            title="an article without journal and year",
            text="@article{kwon2023,\n  author = {Kwon, Woosuk},\n  title = {Efficient Memory Management},\n}\n",
            messages=(
                "an @article needs the field year, and this one lacks it",
                "an @article needs the field journal, and this one lacks it",
            ),
        ),
        Example(
            title="the names of biblatex, and what is inherited, count",
            text="@inproceedings{kwon2023,\n  author = {Kwon, Woosuk},\n  title = {Efficient Memory Management},\n"
            "  crossref = {sosp2023},\n}\n\n@proceedings{sosp2023,\n  title = {Proceedings of SOSP},\n  date = {2023-10},\n}\n",
        ),
    ),
)
