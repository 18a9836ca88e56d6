"""How a project ended, and who succeeds it: what the forge says, what its README says, what the catalogue claims."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from checker.core import forges
from checker.core.answer import Answer, Outcome, Topic
from checker.core.declaration import SMELL, Declaration
from checker.core.known import day
from checker.core.reference import Field, Kind, Reference
from checker.core.repositories import Described, facts_of, known_packages, known_repositories, missing
from checker.core.seen import Seen
from checker.core.subjects import field_of, subjects

_ENDED_WORDS = (
    "archived deprecated unmaintained inactive abandoned discontinued retired obsolete dead eol end-of-life superseded moved"
)
ENDED = frozenset(_ENDED_WORDS.split())
"""States by which a catalogue itself says that a project is at its end; who says so is told nothing new."""
RESTING = ENDED | {"maintenance", "maintenance mode", "maintenance-mode", "frozen", "feature-complete", "finished", "stable"}
"""States by which a catalogue says that no news is to be expected."""


@dataclass(frozen=True, slots=True)
class End:
    """A project's end: ``words`` complete "X …" ("was archived on 2026-03-21"); ``successor`` is an address or a name, if any."""

    how: str
    """``archived``, ``declared`` (its README), ``described`` (the forge's line), ``missing``, ``dead`` or ``claimed``."""
    words: str
    because: tuple[Answer, ...] = ()
    successor: str = ""
    named_by: str = ""
    """Who names the successor: ``the catalogue``, ``its README`` or ``its description``."""
    mark: str = ""


def claimed_state(reference: Reference) -> Field | None:
    """The field in which a reference says how alive its project is."""
    return reference.first("status.state", "status", "state")


def claims(reference: Reference, states: frozenset[str]) -> bool:
    """Whether a reference itself says that its project is in one of these states."""
    state = claimed_state(reference)
    return state is not None and state.value.strip().casefold() in states


def claimed_successors(reference: Reference) -> tuple[Field, ...]:
    """The fields in which a reference names its project's successors, best first."""
    return tuple(
        each
        for each in reference.fields
        if field_of(each.name) in ("successor", "successors", "replaced_by") and each.value.strip()
    )


def end_of_repository(known: Described, seen: Seen) -> End | None:
    """How a repository ended, by its forge's flag, else by its README, else by the forge's line about it."""
    said, answer = _declaration(known, seen)
    if known.alive and known.facts.get("archived") is True:
        at = day(known.facts.get("archived_at"))
        words = f"was archived on {at}" if at else "is archived"
        told = known.told_by(seen, "archived") or known.standing
        return _with_successor(End("archived", words, (told,)), said, answer)
    if said is None or not known.alive:
        return None
    how, whose = ("declared", "README") if answer else ("described", "description")
    end = End(how, f"says in its {whose}: “{said.sentence}”", (known.standing,), mark=said.mark)
    return _with_successor(end, said, answer)


def _declaration(known: Described, seen: Seen) -> tuple[Declaration | None, Answer | None]:
    """What the README says, with the answer that holds it, else what the description says."""
    answer = seen.answer(Topic.README, known.subject.name) if known.facts.get("has_readme") is not False else None
    if answer and answer.outcome is Outcome.FOUND and isinstance(answer.facts.get("sentence"), str):
        facts, successor = answer.facts, str(answer.facts.get("successor", ""))
        successor = "" if _is_itself(successor, known) else successor
        return Declaration(str(facts["sentence"]), str(facts.get("mark", "")), successor), answer
    return _described(str(known.facts.get("description") or ""), known.subject.name), None


def _described(description: str, name: str) -> Declaration | None:
    if not SMELL.search(description):
        return None
    from checker.core.deprecation import described_dead

    return described_dead(description, name)


def _is_itself(address: str, known: Described) -> bool:
    """Whether an address leads to the repository itself, under its present or its former name."""
    target = forges.repository(address)
    host = known.subject.name.partition("/")[0]
    own = {known.subject.name.casefold(), f"{host}/{known.full_name}".casefold()}
    return target is not None and target.name.casefold() in own


def _with_successor(end: End, said: Declaration | None, answer: Answer | None) -> End:
    if said is None:
        return end
    if answer and (said.successor or end.how == "declared"):
        end = replace(end, because=(*end.because, answer))
    if not said.successor:
        return end
    return replace(end, successor=said.successor, named_by="its README" if answer else "its description")


def own_repositories(reference: Reference, seen: Seen) -> Iterator[Described]:
    """The repositories that a reference names as its own."""
    return (known for known in known_repositories(reference, seen) if known.own)


def end_of(reference: Reference, seen: Seen) -> End | None:
    """How a reference's project ended, from everything known: its repositories, packages, address, and its own claim.

    The catalogue's own word on the successor comes before all others.
    """
    end = _observed_end(reference, seen) or _claimed_end(reference)
    successors = claimed_successors(reference)
    return replace(end, successor=successors[0].value.strip(), named_by="the catalogue") if end and successors else end


def _observed_end(reference: Reference, seen: Seen) -> End | None:
    repositories = list(own_repositories(reference, seen))
    for known in repositories:
        if missing(known):
            return End("missing", f"is no longer at {known.subject.name}", (known.standing,))
        end = end_of_repository(known, seen)
        if end and end.mark != "maintenance mode":
            return end
    packages = list(known_packages(reference, seen))
    if packages and not repositories and all(missing(each) for each in packages):
        return End("missing", f"has no package {packages[0].subject.name} any more", tuple(each.standing for each in packages))
    return None if repositories or packages else _dead_address(reference, seen)


def _dead_address(reference: Reference, seen: Seen) -> End | None:
    """Where nothing but an address is known of it, the address speaks."""
    for subject in subjects(reference):
        if subject.topic is Topic.LINK and subject.field in ("url", "homepage"):
            answer = seen.answer(Topic.LINK, subject.name)
            if answer and answer.outcome is Outcome.MISSING:
                return End("dead", f"is no longer at {subject.name}", (answer,))
    return None


def _claimed_end(reference: Reference) -> End | None:
    state = claimed_state(reference)
    if state is None or state.value.strip().casefold() not in ENDED:
        return None
    since = reference.value("status.since")
    return End("claimed", f"is listed as {state.value.strip()}" + (f" since {since}" if since else ""))


def shown_successor(end: End, seen: Seen) -> str:
    """``; its README sends its users to https://…``, and whether the successor has itself ended; empty where none is named."""
    if not end.successor:
        return ""
    rotten = successor_end(end.successor, seen)
    warning = f", which itself {rotten.words}" if rotten else ""
    target = successor_name(end.successor, seen)
    verb = "names" if end.named_by == "the catalogue" else "sends its users to"
    return f"; {end.named_by} {verb} {target}{' as its successor' if verb == 'names' else ''}{warning}"


def successor_name(successor: str, seen: Seen) -> str:
    """How to call a successor: by its name in the catalogue where it has an entry, else as given."""
    entry = entry_of(successor, seen)
    return (entry.value("name") or entry.key or successor) if entry else successor


def entry_of(successor: str, seen: Seen) -> Reference | None:
    """The catalogue's entry for a successor, by id or by the repository that an address leads to."""
    if found := next((each for each in seen.catalogue.same_key(successor) if each.kind is not Kind.PAPER), None):
        return found
    target = forges.repository(successor) if "://" in successor else None
    return _tools_by_repository(seen).get(target.name.casefold()) if target else None


def _tools_by_repository(seen: Seen) -> dict[str, Reference]:
    def build(_: object) -> dict[str, Reference]:
        index: dict[str, Reference] = {}
        for reference in seen.catalogue.references:
            if reference.kind is Kind.TOOL:
                for subject in subjects(reference):
                    if subject.topic is Topic.REPOSITORY:
                        index.setdefault(subject.name.casefold(), reference)
        return index

    return seen.derived("tools by repository", build)


def successor_end(successor: str, seen: Seen) -> End | None:
    """How a successor has itself ended, if it has."""
    if entry := entry_of(successor, seen):
        return _observed_end(entry, seen) or _claimed_end(entry)
    target = forges.repository(successor) or forges.github_slug(successor)
    facts = facts_of(seen, Topic.REPOSITORY, target.name) if target else {}
    if not facts.get("archived"):
        return None
    at = day(facts.get("archived_at"))
    return End("archived", f"was archived on {at}" if at else "is archived")
