"""A guide or an entry that names a tool or a paper which no file holds.

Why it matters
--------------
A key that leads nowhere is a broken promise inside the catalogue: a guide recommends something that has no entry, so that
nobody notices when it dies, or an entry inherits its book title from an entry that is not there, so that it is printed
without.

What to do
----------
Add the missing entry, or correct the key. Keys are compared without case.

Fix safety
----------
Not mended: the name that was meant is only guessed at in the hint.
"""

from collections.abc import Iterator

from checker.core.finding import Finding, Severity
from checker.core.reference import Catalogue, Kind, Reference
from checker.core.rule import Example, Rule
from checker.core.seen import Seen


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Reports each mention of a key that no file has, not even in an entry that could not be read."""
    for each in reference.mentions:
        key = each.value.strip()
        if not key or seen.catalogue.holds(key) or key.casefold() in seen.derived("F008 others", _other_keys):
            continue
        yield Finding(
            "F008",
            reference.key,
            each.place,
            f"{each.name} names {key}, and no file has an entry of that key",
            field=each.name,
            claimed=key,
            hint=_hint(key, seen),
        )


def _other_keys(catalogue: Catalogue) -> frozenset[str]:
    """Keys of entries that could not be read (F001 speaks of them), and further keys that biblatex's ``ids`` gives an entry."""
    everything = (*catalogue.references, *catalogue.context)
    unreadable = {each.key.casefold() for each in everything if each.key and each.kind is Kind.UNREADABLE}
    aliases = {key.strip().casefold() for each in everything for field in each.all("ids") for key in field.value.split(",")}
    return frozenset(unreadable | aliases)


def _keys(catalogue: Catalogue) -> list[str]:
    return [each.key for each in (*catalogue.references, *catalogue.context) if each.key]


def _hint(key: str, seen: Seen) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key, seen.derived("F008 keys", _keys), n=1, cutoff=0.8)
    return f"add an entry {key}, or write {near[0]} if that is meant" if near else f"add an entry {key}, or correct the key"


RULE = Rule(
    id="F008",
    name="dangling-mention",
    severity=Severity.ERROR,
    finds="a guide or an entry that names a tool or a paper which no file holds",
    explanation=__doc__ or "",
    check=check,
    examples=(
        Example(
            title="a paper that inherits from proceedings that are not there",
            text=(
                "@inproceedings{kwon2023,\n  title = {Efficient Memory Management},\n  crossref = {sosp23},\n}\n\n"
                "@proceedings{sosp2023,\n  title = {SOSP},\n}\n"
            ),
            messages=("crossref names sosp23, and no file has an entry of that key",),
        ),
        Example(
            title="the proceedings are there",
            text=(
                "@inproceedings{kwon2023,\n  title = {Efficient Memory Management},\n  crossref = {SOSP2023},\n}\n\n"
                "@proceedings{sosp2023,\n  title = {SOSP},\n}\n"
            ),
        ),
    ),
)
