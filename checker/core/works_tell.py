"""Findings about works: what the rules W001 to W009 share in saying what was claimed, what was found, and how sure that is."""

from collections.abc import Mapping
from typing import Any

from checker.core.answer import Answer
from checker.core.finding import Change, Finding, Fix, Safety, Severity
from checker.core.names import as_authors
from checker.core.reference import Field, Reference
from checker.core.works import Assessment, Contradiction
from checker.core.works_match import Match

_SOURCES = {
    "library": "the local library", "crossref": "Crossref", "datacite": "DataCite", "arxiv": "arXiv", "openalex": "OpenAlex",
    "semantic_scholar": "Semantic Scholar", "dblp": "DBLP", "openreview": "OpenReview", "anthology": "the ACL Anthology",
    "web": "the page itself", "page": "the proceedings page", "doi": "doi.org", "acl": "the ACL Anthology",
    "retraction-watch": "Retraction Watch", "bibtex": "a BibTeX file", "csl": "a CSL-JSON file",
}  # fmt: skip

_PLACES = {"article": "journal", "inproceedings": "booktitle", "chapter": "booktitle"}
LEAD = "; one search hit alone says so"


def source_name(source: str) -> str:
    """A source's name as a person writes it."""
    return _SOURCES.get(source, source)


def recorded_by(match: Match) -> str:
    """Who says so: ``Crossref (10.1145/…)``, ``DBLP (conf/nips/X) in the local library``."""
    facts = match.witness.facts
    label = str(facts.get("doi") or facts.get("key") or facts.get("arxiv") or "")
    by = source_name(match.witness.origin) + (f" ({label})" if label else "")
    return f"{by} in the local library" if match.witness.source == "library" else by


def contradicted(
    rule: str,
    reference: Reference,
    assessment: Assessment,
    contradiction: Contradiction,
    fields: tuple[str, ...],
    message: str,
    hint: str,
    fix: Fix | None = None,
) -> Finding:
    """A finding about one field that the record contradicts; one step lower where a search hit alone stands behind it."""
    field = reference.first(*fields)
    return Finding(
        rule=rule,
        key=reference.key,
        place=field.place if field and not field.inherited else reference.key_place,
        message=message if contradiction.anchored else message + LEAD,
        field=field.name if field else None,
        subject=_subject(assessment),
        claimed=contradiction.comparison.claimed,
        found=contradiction.comparison.found,
        hint=hint,
        because=contradiction.because,
        fix=fix,
        severity=None if contradiction.anchored else Severity.ERROR.milder,
    )


def about_work(
    rule: str,
    reference: Reference,
    message: str,
    hint: str,
    because: tuple[Answer, ...],
    severity: Severity | None = None,
    **more: Any,
) -> Finding:
    """A finding about the work as a whole; it stands at the title, or at the key where there is none."""
    title = reference.first("title")
    place = title.place if title and not title.inherited else reference.key_place
    subject = because[0].subject if because else None
    return Finding(
        rule,
        reference.key,
        place,
        message,
        "title" if title else None,
        subject,
        hint=hint,
        because=because,
        severity=severity,
        **more,
    )


def _subject(assessment: Assessment) -> str | None:
    return assessment.match.witness.via if assessment.match else None


def rewritable(field: Field | None) -> bool:
    """Whether a fix may write this field: it stands in this entry, as a value of its own."""
    return field is not None and field.whole and not field.inherited


def unsafe(title: str, *changes: Change) -> Fix:
    """A fix that could be wrong: the record may be, or it may be another version's."""
    return Fix(title, Safety.UNSAFE, changes)


def venue_field(record: Mapping[str, Any]) -> str | None:
    """The field that holds the venue of a record of this type; ``None`` for types that have none."""
    return _PLACES.get(str(record.get("type")))


def written_authors(record: Mapping[str, Any]) -> str | None:
    """The record's authors as a BibTeX value; ``None`` where a group is among them, which needs braces."""
    authors = as_authors(list(record.get("authors") or ()))
    if not len(authors) or any(name.group for name in authors.names):
        return None
    names = [", ".join(part for part in (name.family, name.suffix, name.given) if part) for name in authors.names]
    return " and ".join([*names, "others"] if authors.others else names)


def quoted(text: str) -> str:
    """A title in typographic quotes."""
    return f"“{text}”"
