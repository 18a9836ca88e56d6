"""One work under two keys.

Why it matters
--------------
A work that stands in the file twice is printed twice, and what is corrected in one entry stays wrong in the other. Often the
second is the preprint of the first: then a text cites both as if they were two results.

What to do
----------
Keep the better entry and replace the other's key where it is cited. If a preprint and its published version are both meant,
ignore the finding with a reason; if only one is, cite the published one.

Fix safety
----------
Not mended: only the texts that cite the keys know which of them may go. Entries of one title that differ in DOI, edition,
volume, pages, venue or kind are taken for different works.
"""

from collections.abc import Iterator

from checker.core.finding import Finding, Severity
from checker.core.reference import Reference
from checker.core.rule import Example, Rule
from checker.core.seen import Seen
from checker.core.twins import Likeness, Twin, Twins
from checker.core.writing import position


def check(_: Reference, seen: Seen) -> Iterator[Finding]:
    """Reports each entry whose work an earlier entry describes under another key."""
    for reference, twin in Twins(seen.catalogue):
        yield _finding(reference, twin)


def _finding(reference: Reference, twin: Twin) -> Finding:
    other = f"{twin.other.key or 'an entry without a key'} ({position(twin.other.place)})"
    if twin.likeness in (Likeness.PREPRINT, Likeness.VERSION):
        sure = twin.likeness is Likeness.PREPRINT
        message = (
            f"this and {other} "
            + ("are the preprint and the published version" if sure else "look like two versions")
            + " of one work"
        )
        hint, severity = "cite one of the two, or ignore this with a reason", Severity.INFO
    else:
        message = f"this is the same work as {other}: {twin.likeness} {twin.name}"
        hint, severity = "keep the better entry, and its key where either is cited", None
    if twin.likeness is Likeness.SAME_TITLE:
        message = f"this looks like the same work as {other}: {twin.likeness}"
    return Finding(
        "F005",
        reference.key,
        reference.key_place,
        message,
        subject=twin.name,
        found=twin.other.key,
        hint=hint,
        severity=severity,
    )


RULE = Rule(
    id="F005",
    name="duplicate-work",
    severity=Severity.WARNING,
    finds="one work under two keys (same DOI or arXiv id, or same title and first author)",
    explanation=__doc__ or "",
    check=check,
    whole=True,
    examples=(
        Example(
            title="one DOI in two spellings",
            text="@inproceedings{kwon2023,\n  title = {Efficient Memory Management for Large Language Model Serving},\n"
            "  booktitle = {SOSP},\n  doi = {10.1145/3600006.3613165},\n}\n\n"
            "@inproceedings{vllm,\n  title = {Efficient memory management for large language model serving},\n"
            "  booktitle = {SOSP},\n  doi = {https://doi.org/10.1145/3600006.3613165},\n}\n",
            messages=("this is the same work as kwon2023 (references.bib:1): same DOI 10.1145/3600006.3613165",),
        ),
        Example(
            title="a preprint beside what was published",
            text="@inproceedings{kwon2023,\n  author = {Kwon, Woosuk},\n  year = 2023,\n"
            "  title = {Efficient Memory Management for Large Language Model Serving},\n  booktitle = {SOSP},\n}\n\n"
            "@article{kwon2023arxiv,\n  author = {Woosuk Kwon and others},\n  year = 2023,\n"
            "  title = {Efficient Memory Management for Large Language Model Serving},\n"
            "  journal = {arXiv preprint arXiv:2309.06180},\n}\n",
            messages=("this and kwon2023 (references.bib:1) are the preprint and the published version of one work",),
        ),
        Example(
            title="two editions of a book, and two editorials",
            text="@book{a, author = {Huber}, title = {Robust Statistics of the World}, year = 1981}\n"
            "@book{b, author = {Huber}, title = {Robust Statistics of the World}, year = 2009}\n"
            "@article{c, author = {Huber}, title = {Editorial}, year = 2009}\n"
            "@article{d, author = {Huber}, title = {Editorial}, year = 2009}\n",
        ),
    ),
)
