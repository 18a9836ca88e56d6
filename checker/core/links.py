"""What the link rules share: the links of a reference with what is known of them, and who speaks for a missing one."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from checker.core import identifiers, known
from checker.core.answer import Answer, Outcome, Subject, Topic
from checker.core.finding import Change, Finding, Fix, Safety
from checker.core.known import Known
from checker.core.reference import Reference
from checker.core.seen import Seen
from checker.core.subjects import subjects
from checker.core.urls import mask, unescape


def known_links(reference: Reference, seen: Seen) -> Iterator[Known]:
    """The links of a reference that somebody has answered for."""
    for subject in subjects(reference):
        if subject.topic is not Topic.LINK:
            continue
        timeline = seen.timeline(Topic.LINK, subject.name)
        if timeline is not None:
            yield Known(subject, timeline)


def with_outcome(outcome: Outcome, reference: Reference, seen: Seen) -> Iterator[Known]:
    """The links whose standing answer has this outcome."""
    return (link for link in known_links(reference, seen) if link.standing.outcome is outcome)


def missing_because_of(rule: str, reference: Reference, seen: Seen) -> Iterator[Known]:
    """The missing links for which this rule speaks."""
    return (link for link in with_outcome(Outcome.MISSING, reference, seen) if cause_of_missing(link.standing) == rule)


def unregistered(reference: Reference, seen: Seen) -> Iterator[Known]:
    """The addresses of DOIs and arXiv ids that their registries do not know.

    A run that looks at works asks registries about identifiers and not about the links that these stand for.
    """
    for subject in subjects(reference):
        if subject.topic is not Topic.LINK or subject.about.get("covered_by") != "work":
            continue
        name, registry = _registered_name(subject.name)
        timeline = seen.by_source(Topic.WORK, name).get(registry)
        asked = seen.answer(Topic.LINK, subject.name)
        if timeline and timeline.standing.outcome is Outcome.MISSING and not (asked and asked.outcome.conclusive):
            yield Known(subject, timeline)


def _registered_name(url: str) -> tuple[str, str]:
    """The subject that answers for an address, and the source that has the last word on it."""
    if arxiv := identifiers.arxiv(url):
        return f"arxiv:{arxiv}", "arxiv"
    return f"doi:{identifiers.doi(url)}", "doi"


def cause_of_missing(answer: Answer) -> str:
    """The rule that speaks for a missing link: the most specific one that explains it (contract, section 8)."""
    facts = answer.facts
    failure = facts.get("failure")
    if facts.get("parked"):
        return "L011"
    if facts.get("soft_404") or facts.get("front_page"):
        return "L003"
    if failure == "dns-no-such-name":
        return "L007"
    return "L009" if failure in ("redirect-loop", "too-many-redirects") else "L001"


def finding(
    rule: str,
    reference: Reference,
    link: Known,
    message: str,
    *,
    found: str,
    hint: str,
    fix: Fix | None = None,
    because: Answer | None = None,
) -> Finding:
    """A finding about a link, which is what the entry claims."""
    return known.finding(
        rule,
        reference,
        link,
        message,
        claimed=link.shown,
        found=found,
        hint=hint,
        fix=fix,
        because=(because,) if because else (),
    )


def rewrite(reference: Reference, subject: Subject, address: str, safety: Safety, title: str | None = None) -> Fix | None:
    """The fix that writes another address in this one's place; ``None`` where it does not stand there word for word.

    An address that a DOI or an arXiv id stands for is written nowhere, and one with a password cannot be rewritten without
    touching more than itself. One that a macro or several parts hold is wanted all the same: who mends says why it cannot be.
    """
    if subject.field is None or subject.place is None or "implied" in subject.about or "***@" in address:
        return None
    written = unescape(subject.place.text)
    if written != subject.name and f"https://{written}" != subject.name and not _is_composed(reference, subject):
        return None
    return Fix(title or f"write {mask(address)}", safety, (Change(subject.field, address, subject.place),))


def _is_composed(reference: Reference, subject: Subject) -> bool:
    """Whether the address is all of a value that stands in the file as a macro or in several parts."""
    return any(not each.whole and each.place == subject.place and each.value == subject.name for each in reference.fields)


def snapshot_fix(reference: Reference, link: Known, seen: Seen) -> Fix | None:
    """The fix that cites an archived copy instead; unsafe, because only a person can tell whether it shows what was cited."""
    copy = seen.answer(Topic.SNAPSHOT, link.subject.name)
    if copy is None or copy.outcome is not Outcome.FOUND or not isinstance(copy.facts.get("url"), str):
        return None
    title = f"write the archived copy of {copy.facts.get('at', 'an unknown day')}, {copy.facts['url']}"
    return rewrite(reference, link.subject, copy.facts["url"], Safety.UNSAFE, title)


def new_address(old: str, final: str) -> str:
    """Where a moved link leads: the old fragment and query are kept unless the new address brings its own."""
    before, after = urlsplit(old), urlsplit(final)
    return after._replace(query=after.query or before.query, fragment=after.fragment or before.fragment).geturl()
