"""Whether a cited year is a year of a record, which may have several: printed, online first, preprint, conference, volume."""

import re
from collections.abc import Mapping
from functools import lru_cache

from checker.core.compare import Agreement, Comparison
from checker.core.text import plain

_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d|21\d\d)(?!\d)")

PUBLISHED = ("print", "published", "conference", "volume", "issued")
"""Years of publication. ``conference`` is when it was held, ``volume`` what the volume says."""
ONLINE = ("online",)
"""Online first; a citation may give it, or that of the volume."""
POSTED = ("preprint", "posted", "submitted")
"""When a preprint appeared: the year of a citation of the preprint, not of the published work."""
IGNORED = ("created", "deposited", "indexed", "updated", "created_date")
"""When a record was made; Crossref's ``created`` is often years after the work, and says nothing about it."""


@lru_cache(maxsize=1024)
def parse_year(raw: str) -> int | None:
    """The one year that a value names (``{2023}``, ``2023-11-02``, ``Nov. 2023``); ``None`` for none or several."""
    found = {int(year) for year in _YEAR.findall(plain(raw))}
    return found.pop() if len(found) == 1 else None


def compare_years(
    claimed: int | str | None, found: int | str | Mapping[str, int | None] | None, *, published_claim: bool = True
) -> Comparison:
    """Compares a claimed year with a record's one year, or its years by sense (``print``, ``online``, ``preprint`` …).

    ``published_claim`` says that the entry names a venue; only then is the preprint's year a wrong one. Kinds that agree:
    ``identical``,
    ``online`` (online first), ``preprint`` (the entry cites the preprint). That differ: ``preprint-year`` (the preprint's
    year beside a venue), ``near`` (off by one), ``different``. Not comparable: ``missing-claim``, ``missing-record``,
    ``preprint-only`` (the record knows only when the preprint appeared), ``published-only`` (the entry cites the preprint, and
    the record knows only when the work was published), ``online-only`` (off by one from the only year known, which is that of
    online publication).
    """
    ours = parse_year(claimed) if isinstance(claimed, str) else claimed
    senses = _senses(found)
    text = _listed(senses)
    if ours is None or not senses:
        return _told(Agreement.NOT_COMPARABLE, "missing-record" if ours else "missing-claim", ours, text, 0.0)
    published, online, posted = (_years(senses, group) for group in (PUBLISHED, ONLINE, POSTED))
    if ours in published:
        return _told(Agreement.AGREES, "identical", ours, text)
    if ours in online:
        return _told(Agreement.AGREES, "online", ours, text)
    if ours in posted and (not published_claim):
        return _told(Agreement.AGREES, "preprint", ours, text)
    if not published_claim and not posted and ours <= max(published | online) + 1:
        return _told(Agreement.NOT_COMPARABLE, "published-only", ours, text, 0.5)
    return _differing(ours, text, published, online, posted)


def _differing(ours: int, text: str, published: set[int], online: set[int], posted: set[int]) -> Comparison:
    if not published and not online:
        return _told(Agreement.NOT_COMPARABLE, "preprint-only", ours, text, 0.5)
    known = published or online
    nearest = min(known, key=lambda year: abs(year - ours))
    if not published and abs(nearest - ours) == 1:
        return _told(Agreement.NOT_COMPARABLE, "online-only", ours, text, 0.8)
    if ours in posted:
        return _told(Agreement.DIFFERS, "preprint-year", ours, text, 0.8, f"{ours} is the year of the preprint")
    if abs(nearest - ours) == 1:
        return _told(Agreement.DIFFERS, "near", ours, text, 0.8)
    return _told(Agreement.DIFFERS, "different", ours, text, 0.0)


def _senses(found: int | str | Mapping[str, int | None] | None) -> dict[str, int]:
    if isinstance(found, Mapping):
        return {sense: year for sense, year in found.items() if year is not None and sense not in IGNORED}
    year = parse_year(found) if isinstance(found, str) else found
    return {} if year is None else {"published": year}


def _years(senses: Mapping[str, int], group: tuple[str, ...]) -> set[int]:
    return {year for sense, year in senses.items() if sense in group}


def _listed(senses: Mapping[str, int]) -> str:
    years = sorted(set(senses.values()))
    if len(years) <= 1:
        return str(years[0]) if years else ""
    return ", ".join(f"{year} ({'/'.join(sense for sense in senses if senses[sense] == year)})" for year in years)


def _told(value: Agreement, kind: str, ours: int | None, text: str, score: float = 1.0, detail: str = "") -> Comparison:
    return Comparison("year", value, kind, "" if ours is None else str(ours), text, score, detail)
