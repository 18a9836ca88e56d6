"""A DOI, arXiv id, ISBN, ISSN, ORCID or URL that cannot be one.

Why it matters
--------------
An identifier is the one part of a reference that a machine can follow. With a digit wrong it leads nowhere, or to another
work; with its address written into the field (`doi = {https://doi.org/10.…}`) styles print a link that is doubled and dead.
Check digits are checked, as are the month in an arXiv id and the form of everything else.

What to do
----------
Copy the identifier again from the page of the work. Names under 10.5555 are no DOIs: the ACM Digital Library uses them for
what has none; remove the field and keep the address.

Fix safety
----------
Safe, and offered only where one right spelling remains: what stands around the identifier is removed. A digit that is wrong
is left to you. Only the fix for an address without `https://` is unsafe, since nobody has tried it.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from checker.core import identifiers
from checker.core.finding import Change, Finding, Fix, Safety, Severity
from checker.core.patterns import pattern
from checker.core.reference import PAPER, UNREADABLE, Field, Reference
from checker.core.rule import Example, Rule
from checker.core.seen import Seen
from checker.core.subjects import LONE_URLS, field_of
from checker.core.text import plain
from checker.core.urls import find_urls, url_fault

_ARXIV_NAMES = frozenset({"arxiv", "arxivid", "arxiv_id"})
_NONE = frozenset({"", "-", "--", "n/a", "na", "none", "null", "tba", "tbd", "?"})
_DOI_BARE = pattern(r"10\.\d{4,9}/")
_ARXIV_LABELLED = pattern(r"arxiv:\s*(\d{4}\.\d{3,6})(?!\d)", re.IGNORECASE)
_ARXIV_PREFIX = pattern(r"\s*arxiv\b", re.IGNORECASE)
_DOI_BEHIND_HOST = pattern(r"https?://\S+?/(10\.\d{4,9}/\S+)\Z", re.IGNORECASE)
"""Resolvers of publishers and libraries: doi.acm.org, doi.ieeecomputersociety.org, a university's proxy."""
_SHORT_DOI = pattern(r"(?:https?://(?:dx\.)?doi\.org/)?10/[a-z0-9]{3,10}\Z", re.IGNORECASE)
"""https://shortdoi.org gives these out, and doi.org resolves them."""
_TORN = pattern(r"\w+://\S*\w[ \t]+[\w%~-]+(?:[./][\w%~./-]*)\w/?")
"""One address with one space: what stands behind it goes on like an address."""
_ORDINARY_URL = pattern(
    r"https?://(?=[^/]{1,253}(?:/|\Z))(?:[a-z0-9](?:[a-z0-9-]{0,62}+)\.)++[a-z]{2,63}(?:/[\w./?=&%#~+,@!$;()*'-]*)?\Z",
    re.IGNORECASE | re.ASCII,
)
"""Nearly every address; nothing about it has to be looked into."""
_PLAIN_DOI = pattern(r"10\.\d{4,9}(?:\.\d+)*/[A-Za-z0-9._;()/:+-]*[A-Za-z0-9)/]\Z")


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Reports every identifier of the reference that cannot be one, or is spelled so that it cannot be followed."""
    if reference.kind is UNREADABLE:
        return
    paper = reference.kind is PAPER
    for each in reference.fields:
        known = _JUDGES.get(each.name if paper else field_of(each.name))
        if known and not known.fine(each.value) and not each.inherited and each.value.strip().casefold() not in _NONE:
            yield from known.judge(reference, each)


def _finding(reference: Reference, each: Field, what: str, why: str, hint: str = "", fix: Fix | None = None) -> Finding:
    shown = " ".join(each.value.split())
    return Finding(
        "F004",
        reference.key,
        each.place,
        f"“{shown[:120]}” cannot be {what}: {why}",
        field=each.name,
        subject=shown,
        claimed=shown,
        hint=hint or f"copy {what} again from the page of the work",
        fix=fix,
    )


def _respelled(reference: Reference, each: Field, what: str, right: str, severity: Severity = Severity.WARNING) -> Finding:
    """A finding about a right identifier with something around it that does not belong there."""
    fix = Fix(f"write {right}", Safety.SAFE, (Change(each.name, right, each.place),)) if each.whole else None
    shown = " ".join(each.value.split())
    return Finding(
        "F004",
        reference.key,
        each.place,
        f"{each.name} is “{shown[:120]}” where {what} alone belongs, {right}",
        field=each.name,
        subject=shown,
        claimed=shown,
        found=right,
        hint=f"write {right}",
        fix=fix,
        severity=severity,
    )


def _doi(reference: Reference, each: Field) -> Iterator[Finding]:
    value = each.value
    if _SHORT_DOI.match(value.strip()):
        return
    fault = identifiers.doi_fault(value)
    behind_host = _DOI_BEHIND_HOST.match(value.strip()) if fault and "\\" not in value else None
    if behind_host and identifiers.doi_fault(behind_host.group(1)) is None:
        yield _respelled(reference, each, "the DOI", behind_host.group(1))
        return
    if fault:
        yield _finding(reference, each, "a DOI", fault, *_instead_of_doi(each))
        return
    name = identifiers.doi(value)
    if name is None or "\\" in value or (_DOI_BARE.match(value.strip()) and value.strip().casefold() == name):
        return
    at = value.casefold().find(name)
    if at >= 0 and value.strip() != value[at : at + len(name)]:
        behind = value[at + len(name) :].strip()
        yield _respelled(reference, each, "the DOI", value[at : at + len(name)], Severity.ERROR if behind else Severity.WARNING)


def _instead_of_doi(each: Field) -> tuple[str, Fix | None]:
    name = each.value.strip().casefold()
    if identifiers.unresolvable(identifiers.doi(each.value) or name):
        return "remove the field, and keep the address of the page", None
    return "", None


def _eprint(reference: Reference, each: Field) -> Iterator[Finding]:
    archive = reference.value("archiveprefix", "eprinttype").strip().casefold()
    labelled = _ARXIV_PREFIX.match(each.value) or "arxiv.org" in each.value
    if archive == "arxiv" or (not archive and labelled):
        yield from _arxiv(reference, each)


def _arxiv(reference: Reference, each: Field) -> Iterator[Finding]:
    fault = identifiers.arxiv_fault(each.value)
    if fault:
        yield _finding(reference, each, "an arXiv id", fault)
        return
    name, value = identifiers.arxiv(each.value), each.value.strip()
    if name is None or "\\" in value or not (_ARXIV_PREFIX.match(value) or "://" in value or value.startswith("abs/")):
        return
    if each.name == "eprint" or each.name == "arxivid":
        version = identifiers.arxiv_version(value)
        yield _respelled(reference, each, "the arXiv id", f"{name}v{version}" if version else name)


def _labelled(reference: Reference, each: Field) -> Iterator[Finding]:
    """An arXiv id in a journal or a note."""
    for match in _ARXIV_LABELLED.finditer(each.value):
        if fault := identifiers.arxiv_fault(match.group(1)):
            yield _finding(reference, each, "an arXiv id", f"{match.group(1)}: {fault}")


def _isbn(reference: Reference, each: Field) -> Iterator[Finding]:
    # Zotero joins several with a space
    separate = re.sub(r"(?<=\d{3}[\dXx])\s+(?=\d[\d-]{8,})", ", ", plain(each.value))
    if fault := identifiers.isbn_fault(separate):
        fault = "it is an ISSN" if identifiers.issn(each.value) else fault
        yield _finding(reference, each, "an ISBN", fault)


def _issn(reference: Reference, each: Field) -> Iterator[Finding]:
    if fault := identifiers.issn_fault(each.value):
        fault = "it is an ISBN" if identifiers.isbn(each.value) else fault
        yield _finding(reference, each, "an ISSN", fault)


def _orcid(reference: Reference, each: Field) -> Iterator[Finding]:
    if fault := identifiers.orcid_fault(each.value):
        yield _finding(reference, each, "an ORCID", fault)


def _url(reference: Reference, each: Field) -> Iterator[Finding]:
    value = each.value.strip()
    found = find_urls(value, alone=True)
    for link in found:
        if fault := url_fault(link.url):
            yield _finding(reference, each, "an address", fault, "correct the address")
    if len(found) == 1 and field_of(each.name) == "url" and _TORN.fullmatch(value):
        yield _finding(reference, each, "an address", "it has a space inside", "correct the address")
    if found or field_of(each.name) != "url":
        return
    name = identifiers.doi(value)
    if name and value.startswith("10."):
        yield _respelled(reference, each, "an address", f"https://doi.org/{value}", Severity.ERROR)
    elif "\\" not in value and (fault := url_fault(value)):
        yield _finding(reference, each, "an address", fault, "write the whole address, from https:// on", _with_scheme(each))


def _with_scheme(each: Field) -> Fix | None:
    value = each.value.strip()
    if not each.whole or not re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/\S*)?", value, re.IGNORECASE):
        return None
    return Fix(f"write https://{value}", Safety.UNSAFE, (Change(each.name, f"https://{value}", each.place),))


class _Judge(NamedTuple):
    """``fine`` tells at a glance that there is nothing to say of a value, as of nearly all; ``judge`` looks into the others."""

    fine: Callable[[str], object]
    judge: Callable[[Reference, Field], Iterator[Finding]]


def _plain_doi(value: str) -> bool:
    return _PLAIN_DOI.match(value) is not None and not identifiers.unresolvable(value)


def _unlabelled(value: str) -> bool:
    return ":" not in value


def _looked_into(value: str) -> bool:
    return False


_JUDGES = {
    **dict.fromkeys(LONE_URLS, _Judge(_ORDINARY_URL.match, _url)),
    "doi": _Judge(_plain_doi, _doi),
    "eprint": _Judge(_looked_into, _eprint),
    **dict.fromkeys(_ARXIV_NAMES, _Judge(_looked_into, _arxiv)),
    **dict.fromkeys(("journal", "journaltitle", "howpublished", "note", "volume"), _Judge(_unlabelled, _labelled)),
    "isbn": _Judge(_looked_into, _isbn),
    "issn": _Judge(_looked_into, _issn),
    "eissn": _Judge(_looked_into, _issn),
    "orcid": _Judge(_looked_into, _orcid),
}


RULE = Rule(
    id="F004",
    name="malformed-identifier",
    severity=Severity.ERROR,
    finds="a DOI, arXiv id, ISBN, ISSN, ORCID or URL that cannot be one (check digits included)",
    explanation=__doc__ or "",
    check=check,
    examples=(
        Example(
            title="digits that cannot be right",
            text="@book{a,\n  doi = {11.1145/3600006},\n  eprint = {2313.06180},\n  archiveprefix = {arXiv},\n"
            "  isbn = {978-0-13-468599-2},\n  issn = {1532-4436},\n  url = {htp://example.org/a},\n}\n",
            messages=(
                "“11.1145/3600006” cannot be a DOI: a DOI begins with 10. and a registrant's number",
                "“2313.06180” cannot be an arXiv id: an arXiv id begins with year and month, and there is no month 13",
                "“978-0-13-468599-2” cannot be an ISBN: its check digit is 2 and should be 1",
                "“1532-4436” cannot be an ISSN: its check digit is 6 and should be 5",
                "“htp://example.org/a” cannot be an address: htp is no scheme; https is",
            ),
        ),
        Example(
            title="a DOI with its address, and an arXiv id with its label",
            text="@misc{a,\n  doi = {https://doi.org/10.1145/3600006.3613165},\n  eprint = {arXiv:2309.06180},\n}\n",
            messages=(
                "doi is “https://doi.org/10.1145/3600006.3613165” where the DOI alone belongs, 10.1145/3600006.3613165",
                "eprint is “arXiv:2309.06180” where the arXiv id alone belongs, 2309.06180",
            ),
            fixed="@misc{a,\n  doi = {10.1145/3600006.3613165},\n  eprint = {2309.06180},\n}\n",
        ),
        Example(
            title="identifiers as they should be",
            text="@misc{a,\n  doi = {10.1007/978-3-319-10602-1\\_48},\n  eprint = {cs/0112017},\n  archiveprefix = {arXiv},\n"
            "  isbn = {9780134685991, 0-13-468599-7},\n  url = {\\url{https://example.org/a\\_b}},\n}\n",
        ),
    ),
)
