"""Clean references are left in peace: records of the library, each written out in six styles, and judged offline."""

import random
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from benchmarks import hallmark
from benchmarks.works_desk import DEFAULTS, Desk
from checker.core.finding import Severity
from checker.core.place import Source
from checker.files.bib import Bib


def _initials(record: Mapping[str, Any]) -> str:
    return " and ".join(" ".join([*(f"{part[0]}." for part in given.split()), family]) for given, family in _names(record))


def _family_first(record: Mapping[str, Any]) -> str:
    return " and ".join(f"{family}, {given}" if given else family for given, family in _names(record))


def _names(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    from checker.core.names import parse_name

    for name in record["authors"]:
        parsed = parse_name(name)
        yield parsed.given, " ".join(filter(None, (parsed.family, parsed.suffix)))


_ACCENTS = {
    "\u0301": "'",
    "\u0300": "`",
    "\u0302": "^",
    "\u0308": '"',
    "\u0303": "~",
    "\u030c": "v ",
    "\u0327": "c ",
    "\u0328": "k ",
    "\u0304": "=",
    "\u0307": ".",
}


def _latex(text: str) -> str:
    pieces = []
    for letter in text:
        spread = unicodedata.normalize("NFD", letter)
        if len(spread) == 2 and spread[1] in _ACCENTS:
            pieces.append("{\\" + _ACCENTS[spread[1]].strip() + "{" + spread[0] + "}}")
        else:
            pieces.append(
                {"ł": "{\\l}", "ø": "{\\o}", "ß": "{\\ss}", "&": "\\&", "%": "\\%", "#": "\\#", "_": "\\_"}.get(letter, letter)
            )
    return "".join(pieces)


def plain_authors(record: Mapping[str, Any]) -> str:
    return " and ".join(record["authors"])


def _short_venue(record: Mapping[str, Any]) -> str:
    from checker.core.venues import parse_venue

    claim = parse_venue(record["venue"])
    if claim.venue is None or claim.workshop or claim.track:
        return str(record["venue"])
    acronyms = [alias.text for alias in claim.venue.aliases if " " not in alias.text]
    return acronyms[0] if acronyms else str(record["venue"])


def written(record: Mapping[str, Any], author: str, venue: str, **fields: str) -> str:
    kind = record["type"] if record["type"] in ("article", "inproceedings") else "misc"
    place = {"article": "journal", "inproceedings": "booktitle"}.get(kind, "note")
    shown = {
        "title": fields.pop("title", record["title"]),
        "author": author,
        place: venue,
        "year": str(record.get("year", "")),
        **fields,
    }
    return hallmark.entry("k", kind, shown)


STYLES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "initials": lambda record: written(record, _initials(record), record["venue"]),
    "family, given": lambda record: written(record, _family_first(record), record["venue"]),
    "latex accents": lambda record: written(
        record, _latex(plain_authors(record)), _latex(record["venue"]), title=_latex(record["title"])
    ),
    "dblp venue": lambda record: written(
        record, plain_authors(record), record["venue"], **({"doi": record["doi"]} if record.get("doi") else {})
    ),
    "abbreviated venue": lambda record: written(record, plain_authors(record), _short_venue(record)),
    "preprint": lambda record: hallmark.entry(
        "k",
        "article",
        {
            "title": record["title"],
            "author": plain_authors(record),
            "journal": "arXiv preprint",
            "year": str(record.get("year", "")),
        },
    ),
}


def _sample(desk: Desk, count: int) -> Iterator[dict[str, Any]]:
    total = len(desk.library)
    chosen = random.Random(20261122).sample(range(1, total + 1), min(total, count * 2))
    found = 0
    for number in chosen:
        for record in desk.library.by_ids([number]):
            if record.get("authors") and record.get("venue") and record["type"] in ("article", "inproceedings") and found < count:
                found += 1
                yield record


def run_clean(desk: Desk, show: bool, count: int = 5000) -> None:
    records = list(_sample(desk, count))
    worst = 0.0
    for name, style in STYLES.items():
        found: Counter[str] = Counter()
        for record in records:
            (reference,) = Bib().read(Source("clean.bib", style(record)))
            findings, verdict, _ = desk.judged(reference)
            severities = [each.severity or DEFAULTS[each.rule] for each in findings]
            found["errors"] += Severity.ERROR in severities
            found["warnings"] += Severity.WARNING in severities
            found[verdict] += 1
            if show and Severity.ERROR in severities:
                print(f"  {name}: {record['key']} {[(each.rule, each.message) for each in findings]}")
        share = found["errors"] / max(len(records), 1)
        worst = max(worst, share)
        rest = {key: value for key, value in found.items() if key not in ("errors", "warnings")}
        print(
            f"clean, {name:18} errors on {share:.2%}, warnings on {found['warnings'] / len(records):.2%}"
            f" of {len(records)}; {rest}"
        )
    print(f"clean: worst {worst:.2%}")
