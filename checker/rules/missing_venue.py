"""A published work cited without any venue.

Why it matters
--------------
Without a journal, a conference or a preprint server the reader does not know how far the work has been reviewed, and has
only the title to search with. Nor can anybody check the year, which depends on the venue.

What to do
----------
Add `booktitle` for a paper in proceedings, `journal` for an article. For a preprint give its identifier (`eprint`,
`archiveprefix`), for a web page its `url`, for a report its `institution`: then nothing is missing.

Fix safety
----------
Not mended here: where the work was published has to come from a record of it. The rules about works offer such records.
"""

import re
from collections.abc import Iterator

from checker.core.bibfields import VENUE_FIELDS
from checker.core.finding import Finding, Severity
from checker.core.patterns import pattern
from checker.core.reference import PAPER, Reference
from checker.core.rule import Example, Rule
from checker.core.seen import Seen

_PUBLISHED = {"inproceedings": "booktitle", "conference": "booktitle", "incollection": "booktitle", "article": "journal"}
"""Types that claim publication, and the field that should say where."""
_ELSEWHERE = ("howpublished", "series", "venue", "crossref", "xdata")
_SOMEWHERE = (*VENUE_FIELDS, *_ELSEWHERE)
_WHEREABOUTS = (
    "url",
    "eprint",
    "doi",
    "publisher",
    "school",
    "institution",
    "note",
    "isbn",
    "number",
    "version",
    "type",
    "pubstate",
)
"""What makes a `@misc` findable: an address, an identifier, or whoever issued it."""
_PREPRINT = pattern(r"arxiv|10\.48550/|biorxiv|10\.1101/|ssrn|10\.2139/", re.IGNORECASE)


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Articles and papers in proceedings without a venue, and works of kind `misc` that say nothing about where they are."""
    if reference.kind is not PAPER or not reference.value("title") or reference.first(*_SOMEWHERE):
        return
    wanted = _PUBLISHED.get(reference.type)
    if wanted is None and not _bare(reference):
        return
    if wanted == "journal" and _is_preprint(reference):
        return
    if wanted:
        message = f"this @{reference.type} names no {wanted}, nor any other venue"
        hint = f"Add {wanted}, or make it a @misc with eprint if it is a preprint."
    else:
        message = "this work has no venue, and nothing else that says where it appeared"
        hint = "Add booktitle or journal, or eprint if it is a preprint."
    yield Finding("W012", reference.key, reference.key_place, message, field=wanted, hint=hint)


def _bare(reference: Reference) -> bool:
    """A `@misc` with author, title and year, cited like a paper, and no word of where."""
    named = reference.first("author") and reference.first("year", "date")
    return reference.type == "misc" and bool(named) and not reference.first(*_WHEREABOUTS)


def _is_preprint(reference: Reference) -> bool:
    return bool(reference.first("eprint")) or any(_PREPRINT.search(each.value) for each in reference.all("doi", "url", "note"))


RULE = Rule(
    id="W012",
    name="missing-venue",
    severity=Severity.INFO,
    finds="a published work cited without any venue",
    explanation=__doc__ or "",
    check=check,
    examples=(
        Example(
            "A paper in nameless proceedings",
            "@inproceedings{kwon,\n  author = {Woosuk Kwon},\n  title = {Paging},\n  year = {2023}\n}\n",
            messages=("this @inproceedings names no booktitle, nor any other venue",),
        ),
        Example(
            "A paper without anything that says where it is",
            "@misc{dao,\n  author = {Tri Dao},\n  title = {FlashAttention},\n  year = {2022}\n}\n",
            messages=("this work has no venue, and nothing else that says where it appeared",),
        ),
        Example(
            "A preprint",
            "@misc{ma,\n  author = {Shuming Ma},\n  title = {1.58 Bits},\n  year = {2024},\n  eprint = {2402.17764},\n  "
            "archiveprefix = {arXiv}\n}\n",
        ),
        Example(
            "An article that names its journal",
            "@article{fedus,\n  title = {Switch},\n  journaltitle = {J. Mach. Learn. Res.},\n  date = {2022}\n}\n",
        ),
    ),
)
