"""HALLMARK's references as entries, and the counting of what a checker says of them.

Protocol. Each reference becomes one BibTeX entry with its fields as they are. Everything that an offline or online run of the
program
would ask about it is asked of the sources given; then the rules W001 to W010 and F007 judge it. A reference counts as *flagged*
when one of
them finds an error (first column of figures) or at least a warning (second). It is *covered* when the sources hold what it
takes to
judge it (see `benchmarks.works`); all others are abstained from and counted apart. Gold labels that look wrong are listed in
`DOUBTED_LABELS` with the evidence, and figures are printed both ways.
"""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from checker.core.finding import Finding, Severity
from checker.core.place import Source
from checker.core.reference import Reference
from checker.files.bib import Bib

RULES = ("F007", "L001", "W001", "W002", "W003", "W004", "W005", "W006", "W007", "W008", "W009", "W010")
"""The rules whose findings count: all that say something about the truth of a citation (L001: a DOI that no registry knows)."""

DOUBTED_LABELS: Mapping[str, str] = {
    "f36bff1b0e11": "labelled valid with year 2022; Re2TAL is in CVPR 2023, as its own DOI (10.1109/CVPR52729.2023.01025) says",
    "fa77166308b0": "labelled valid; Imagen (NeurIPS 2022) has 14 authors, none of them named Mahdavi or Raphael Lopes",
    "a24129d1c5e5": "labelled valid; Flamingo (NeurIPS 2022) has 27 authors, of whom 19 are listed, without “and others”",
}
"""``bibtex_key`` of a reference whose label looks wrong, and why."""


@dataclass(frozen=True, slots=True)
class Item:
    """One reference of the benchmark: ``kind`` of the defect, ``""`` for a valid one."""

    key: str
    kind: str
    reference: Reference

    @property
    def valid(self) -> bool:
        """Whether it is labelled as a true citation."""
        return not self.kind


def shared() -> Path:
    """The folder of shared material."""
    return Path(os.environ.get("REFWATCH_SHARED", Path(__file__).resolve().parents[2] / "shared"))


def load(path: Path | None = None) -> list[Item]:
    """The development split, or another file of the same shape."""
    rows = [json.loads(line) for line in (path or shared() / "hallmark" / "dev_public.jsonl").read_text("utf-8").splitlines()]
    text = "\n".join(entry(row["bibtex_key"], row["bibtex_type"], row["fields"]) for row in rows)
    references = Bib().read(Source("hallmark.bib", text))
    if len(references) != len(rows):
        raise SystemExit(f"{len(rows)} rows read back as {len(references)} entries")
    return [
        Item(row["bibtex_key"], "" if row["label"] == "VALID" else row["hallucination_type"], reference)
        for row, reference in zip(rows, references, strict=True)
    ]


def entry(key: str, kind: str, fields: Mapping[str, str]) -> str:
    """A BibTeX entry with these values as they are; one whose braces do not pair, which cannot be written down, loses them."""
    lines = "".join(f"  {name} = {{{_paired(value)}}},\n" for name, value in fields.items() if value)
    return f"@{kind}{{{key},\n{lines}}}\n"


def _paired(value: str) -> str:
    depth = lowest = 0
    for letter in value:
        depth += (letter == "{") - (letter == "}")
        lowest = min(lowest, depth)
    return value if depth == lowest == 0 else value.replace("{", "").replace("}", "")


@dataclass
class Score:
    """Counts, from which the figures follow."""

    counts: Counter[tuple[bool, bool]] = field(default_factory=Counter)
    """By (truly defective, flagged)."""

    @property
    def detection(self) -> float:
        """Share of the defective references that are flagged."""
        return _share(self.counts[True, True], self.counts[True, False])

    @property
    def false_positives(self) -> float:
        """Share of the valid references that are flagged."""
        return _share(self.counts[False, True], self.counts[False, False])

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and detection."""
        right, wrong, missed = self.counts[True, True], self.counts[False, True], self.counts[True, False]
        return 2 * right / (2 * right + wrong + missed) if right else 0.0

    @property
    def line(self) -> str:
        """The figures, for a table."""
        right, missed, wrong, fine = (self.counts[key] for key in ((True, True), (True, False), (False, True), (False, False)))
        return (
            f"detection {self.detection:.3f} ({right}/{right + missed})"
            f"  false positives {self.false_positives:.3f} ({wrong}/{wrong + fine})"
            f"  F1 {self.f1:.3f}"
        )


def _share(part: int, rest: int) -> float:
    return part / (part + rest) if part + rest else 0.0


@dataclass(frozen=True, slots=True)
class Judged:
    """One reference, judged."""

    item: Item
    covered: bool
    findings: Sequence[Finding]
    verdict: str = ""

    def flagged(self, weakest: Severity, defaults: Mapping[str, Severity]) -> bool:
        """Whether a counted rule finds something at least this grave."""
        return any((each.severity or defaults[each.rule]).rank <= weakest.rank for each in self.findings if each.rule in RULES)


def score(
    judged: Iterable[Judged], weakest: Severity, defaults: Mapping[str, Severity], *, correct_labels: bool = False
) -> Score:
    """Counts flags against labels; with ``correct_labels`` the doubted ones are turned round."""
    result = Score()
    for each in judged:
        defective = not each.item.valid
        if correct_labels and each.item.key in DOUBTED_LABELS:
            defective = not defective
        result.counts[defective, each.flagged(weakest, defaults)] += 1
    return result


def by_kind(judged: Iterable[Judged], weakest: Severity, defaults: Mapping[str, Severity]) -> dict[str, tuple[int, int]]:
    """Flagged and all, for each kind of defect."""
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for each in judged:
        if not each.item.valid:
            found[each.item.kind].append(each.flagged(weakest, defaults))
    return {kind: (sum(flags), len(flags)) for kind, flags in sorted(found.items())}
