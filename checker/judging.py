"""Judge: references and everything ever answered become findings. Pure, deterministic, instant."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, repeat

from checker.core.errors import UsageError
from checker.core.finding import Finding, Severity
from checker.core.place import NOWHERE
from checker.core.reference import Kind, Reference
from checker.core.report import Told
from checker.core.rule import Rule
from checker.core.seen import Seen
from checker.rules import all_rules

THE_RUN = Reference(None, Kind.LINK, "run", (), NOWHERE, NOWHERE)
"""What rules about the run or the catalogue as a whole are called with: a reference that belongs to no file."""
_ROUND = 50
"""References that each rule looks at before the next one does: a processor's caches hold one rule, or these, and not all."""


def findings(seen: Seen, rules: Iterable[Rule]) -> Iterator[Finding]:
    """What these rules say of the catalogue, in no particular order."""
    speaking = [rule for rule in rules if not rule.hears or rule.hears & seen.topics]
    for rule in speaking:
        if rule.whole:
            yield from rule.check(THE_RUN, seen)
    checks = [rule.check for rule in speaking if not rule.whole]
    references = seen.catalogue.references
    for first in range(0, len(references), _ROUND):
        for check in checks:
            yield from chain.from_iterable(map(check, references[first : first + _ROUND], repeat(seen)))


def told(found: Iterable[Finding], severities: Mapping[str, str]) -> tuple[Told, ...]:
    """The findings with names and severities, sorted: by path, worst first, then by place.

    ``severities`` (rule id or name to severity) is the user's word and beats the evidence's.
    """
    by_id = {rule.id: rule for rule in all_rules()}
    wanted = {_resolve(token, by_id.values())[0].id: Severity(value) for token, value in severities.items()}
    listed = [_told(each, by_id[each.rule], wanted.get(each.rule)) for each in found]
    return tuple(sorted(listed, key=_order))


def _told(found: Finding, rule: Rule, wanted: Severity | None) -> Told:
    return Told(found, rule.name, wanted or found.severity or rule.severity)


def _order(each: Told) -> tuple[object, ...]:
    place = each.finding.place
    return (
        place.path == "",
        place.path,
        each.severity.rank,
        place.start,
        each.finding.rule,
        each.finding.subject or "",
        each.finding.message,
    )


def select(select_tokens: Iterable[str], ignore_tokens: Iterable[str]) -> tuple[Rule, ...]:
    """The rules to run: all, or those selected, less those ignored. Tokens are ids, names or family letters.

    Raises `UsageError` for a token that names nothing.
    """
    rules = all_rules()
    wanted = {rule.id for token in select_tokens for rule in _resolve(token, rules)} or {rule.id for rule in rules}
    unwanted = {rule.id for token in ignore_tokens for rule in _resolve(token, rules)}
    return tuple(rule for rule in rules if rule.id in wanted and rule.id not in unwanted)


def _resolve(token: str, rules: Iterable[Rule]) -> list[Rule]:
    wanted = token.strip()
    listed = list(rules)
    found = [rule for rule in listed if matches(rule, wanted)]
    if not found:
        names = [name for rule in listed for name in (rule.id, rule.name)]
        from difflib import get_close_matches

        close = get_close_matches(wanted, names, n=1)
        hint = f"did you mean {close[0]}?" if close else "`refwatch rules` lists them all"
        raise UsageError(f"there is no rule {wanted!r}; {hint}")
    return found


def matches(rule: Rule, word: str) -> bool:
    """Whether a word (an id, a name, a family letter) means a rule."""
    return word == "*" or word.upper() in (rule.id, rule.family) or word.lower() == rule.name
