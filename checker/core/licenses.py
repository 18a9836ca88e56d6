"""Licences as people, registries and forges write them, brought to SPDX expressions, and compared."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from checker.core.patterns import pattern

_LISTED = (
    "0BSD AFL-3.0 AGPL-3.0-only AGPL-3.0-or-later Apache-1.1 Apache-2.0 Artistic-1.0 Artistic-2.0 BSD-1-Clause BSD-2-Clause"
    " BSD-2-Clause-Patent BSD-3-Clause BSD-3-Clause-Clear BSD-4-Clause BSL-1.0 BUSL-1.1 CC-BY-3.0 CC-BY-4.0 CC-BY-SA-3.0"
    " CC-BY-SA-4.0"
    " CC-BY-NC-4.0 CC-BY-NC-SA-4.0 CC-BY-NC-ND-4.0 CC-BY-ND-4.0 CC0-1.0 CDDL-1.0 CECILL-2.1 ECL-2.0 EPL-1.0 EPL-2.0"
    " EUPL-1.1 EUPL-1.2"
    " Elastic-2.0 GFDL-1.3 GPL-2.0-only GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later HPND ISC LGPL-2.1-only LGPL-2.1-or-later"
    " LGPL-3.0-only LGPL-3.0-or-later LPPL-1.3c MIT MIT-0 MPL-1.1 MPL-2.0 MS-PL MS-RL MulanPSL-2.0 NCSA ODbL-1.0 OFL-1.1"
    " OSL-3.0"
    " PSF-2.0 PostgreSQL Python-2.0 SSPL-1.0 UPL-1.0 Unlicense Vim W3C WTFPL Zlib ZPL-2.1"
).split()
"""Ids of the SPDX licence list (version 3.27) that repositories and packages really carry; others are known by their shape."""

_SPDX_SHAPE = pattern(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9.]+)*-v?\d[A-Za-z0-9.\-]*\+?\Z")

_NAMES = {
    "apache 2": "Apache-2.0", "apache2": "Apache-2.0", "asl 2": "Apache-2.0", "al 2": "Apache-2.0", "alv2": "Apache-2.0",
    "apache 1 1": "Apache-1.1",
    "mit": "MIT", "expat": "MIT", "mit expat": "MIT", "x11": "MIT", "mit 0": "MIT-0", "mit no attribution": "MIT-0",
    "bsd 2 clause": "BSD-2-Clause", "simplified bsd": "BSD-2-Clause", "bsd 2 clause simplified": "BSD-2-Clause",
    "2 clause bsd": "BSD-2-Clause",
    "freebsd": "BSD-2-Clause", "bsd 2 clause freebsd": "BSD-2-Clause", "bsd2": "BSD-2-Clause", "bsd 2": "BSD-2-Clause",
    "bsd 3 clause": "BSD-3-Clause", "new bsd": "BSD-3-Clause", "modified bsd": "BSD-3-Clause",
    "bsd 3 clause new or revised": "BSD-3-Clause",
    "3 clause bsd": "BSD-3-Clause", "revised bsd": "BSD-3-Clause", "bsd3": "BSD-3-Clause", "bsd 3": "BSD-3-Clause",
    "bsd 3 clause new": "BSD-3-Clause", "bsd 3 clause revised": "BSD-3-Clause",
    "bsd 3 clause clear": "BSD-3-Clause-Clear", "bsd 4 clause": "BSD-4-Clause",
    "bsl 1": "BSL-1.0", "boost": "BSL-1.0", "boost 1": "BSL-1.0", "busl 1 1": "BUSL-1.1", "business source 1 1": "BUSL-1.1",
    "bsl 1 1": "BUSL-1.1",
    "gpl 2": "GPL-2.0", "gplv2": "GPL-2.0", "gnu gpl 2": "GPL-2.0", "gnu general 2": "GPL-2.0", "gnu general gpl 2": "GPL-2.0",
    "gpl 3": "GPL-3.0", "gplv3": "GPL-3.0", "gnu gpl 3": "GPL-3.0", "gnu general 3": "GPL-3.0", "gnu general gpl 3": "GPL-3.0",
    "gnu gplv3": "GPL-3.0", "gnu gplv2": "GPL-2.0", "gnu general gplv3": "GPL-3.0", "gnu general gplv2": "GPL-2.0",
    "lgpl 2 1": "LGPL-2.1", "gnu lesser general 2 1": "LGPL-2.1", "gnu lgpl 2 1": "LGPL-2.1", "lgplv2 1": "LGPL-2.1",
    "lgpl 3": "LGPL-3.0", "gnu lesser general 3": "LGPL-3.0", "lgplv3": "LGPL-3.0", "gnu lesser general lgplv3": "LGPL-3.0",
    "gnu lgpl 3": "LGPL-3.0",
    "agpl 3": "AGPL-3.0", "gnu agpl 3": "AGPL-3.0", "gnu affero general 3": "AGPL-3.0", "agplv3": "AGPL-3.0",
    "gnu agplv3": "AGPL-3.0",
    "gnu affero general agplv3": "AGPL-3.0", "affero gpl 3": "AGPL-3.0",
    "mpl 2": "MPL-2.0", "mozilla 2": "MPL-2.0", "mozilla mpl 2": "MPL-2.0", "mozilla 2 mpl 2": "MPL-2.0", "mpl2": "MPL-2.0",
    "epl 1": "EPL-1.0", "epl 2": "EPL-2.0", "eclipse 1": "EPL-1.0", "eclipse 2": "EPL-2.0",
    "isc": "ISC", "iscl": "ISC", "isc iscl": "ISC", "unlicense": "Unlicense", "wtfpl": "WTFPL", "zlib": "Zlib",
    "zlib libpng": "Zlib",
    "cc0": "CC0-1.0", "cc0 1": "CC0-1.0", "cc0 1 universal": "CC0-1.0", "creative commons zero 1 universal": "CC0-1.0",
    "cc by 4": "CC-BY-4.0", "creative commons attribution 4 international": "CC-BY-4.0",
    "creative commons attribution 4": "CC-BY-4.0",
    "cc by sa 4": "CC-BY-SA-4.0", "cc by nc 4": "CC-BY-NC-4.0", "cc by nc sa 4": "CC-BY-NC-SA-4.0",
    "psf": "PSF-2.0", "psf 2": "PSF-2.0", "psfl": "PSF-2.0", "python": "PSF-2.0", "python foundation": "PSF-2.0",
    "artistic 2": "Artistic-2.0", "ofl 1 1": "OFL-1.1", "sil open font 1 1": "OFL-1.1", "mulan psl 2": "MulanPSL-2.0",
    "mulan permissive 2": "MulanPSL-2.0", "university of illinois ncsa": "NCSA", "universal permissive": "UPL-1.0",
    "upl 1": "UPL-1.0",
    "elastic 2": "Elastic-2.0", "server side 1": "SSPL-1.0", "postgresql": "PostgreSQL",
}  # fmt: skip
"""What is left of a name once `_bare` has taken the words away that all licences share."""

_FAMILIES = {
    "bsd": "BSD", "bsd style": "BSD", "bsd like": "BSD", "apache": "Apache", "gpl": "GPL", "gnu gpl": "GPL",
    "gnu general": "GPL",
    "gnu general gpl": "GPL", "lgpl": "LGPL", "gnu lgpl": "LGPL", "gnu lesser general": "LGPL",
    "gnu lesser general lgpl": "LGPL",
    "agpl": "AGPL", "gnu affero general": "AGPL", "mpl": "MPL", "mozilla": "MPL", "epl": "EPL", "eclipse": "EPL",
    "cc by": "CC", "cc": "CC", "creative commons": "CC", "artistic": "Artistic", "gnu": "GPL", "mit style": "MIT",
    "mit like": "MIT",
    "gnu library or lesser general lgpl": "LGPL",
}  # fmt: skip
"""Names that leave the version open: they can contradict a licence of another family and cannot confirm one of their own."""

_CUSTOM = frozenset(
    {
        *"custom proprietary commercial other noassertion unlicensed nonstandard non-standard private closed".split(),
        *("other/proprietary", "other/proprietary license", "other / proprietary", "all rights reserved", "closed source"),
        *("see license", "see licence", "see license file"),
    }
)
_FILLERS = pattern(
    r"\b(?:the|licen[cs]es?|licen[cs]ed|under|version|software|public|open source|osi approved|terms|of|agreement"
    r"|project)\b|\bv(?=\s?\d)"
)

_OPERATOR = pattern(
    r"\(|\)|\bAND\b|\bOR\b|\bWITH\b|\band\b|\bor\b(?!\s+(?:later|any|revised|lesser|newer))|(?<=\S)/(?=\S)|[,;|&]"
)


class Kinship(StrEnum):
    """How two licences stand to each other."""

    SAME = "same"
    COMPATIBLE = "compatible"
    """They share a licence (one of a dual licence), or one of them leaves the version open: nothing contradicts."""
    DIFFERENT = "different"
    UNCERTAIN = "uncertain"
    """One of them cannot be told (a custom text, an unknown name, nothing at all)."""


class License(NamedTuple):
    """A licence as written, and what it says: SPDX ids, families, ``custom``; ``unknown`` where a name is on no list."""

    text: str
    ids: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()
    custom: bool = False
    unknown: bool = False

    @property
    def named(self) -> bool:
        """Whether it names a licence that others can compare with."""
        return bool(self.ids or self.families)

    @property
    def spdx(self) -> str:
        """The SPDX id, or the expression as written where it has several; empty where it is not wholly of listed licences."""
        if not self.ids or self.families or self.unknown or self.custom:
            return ""
        return next(iter(self.ids)) if len(self.ids) == 1 and "WITH" not in self.text else self.text

    @property
    def shown(self) -> str:
        """For messages: what is unknown or custom is said as such."""
        if self.custom and not self.named:
            return (
                "a custom licence"
                if self.text.upper() in {"NOASSERTION", "OTHER", "CUSTOM"}
                else f"{self.text}, a custom licence"
            )
        return f"{self.text}, which is no SPDX licence" if self.unknown and not self.named else self.text


@lru_cache(maxsize=4096)
def license_of(text: str) -> License:
    """The licence that a text means: an SPDX expression, a registry's classifier, or any of the usual names."""
    text = " ".join(text.split())
    if not text or len(text) > 300:
        return License(text[:80], unknown=bool(text))
    whole = _atom(text.removeprefix("License :: ").removeprefix("OSI Approved :: "))
    atoms = [whole] if whole.named or whole.custom else [_atom(part) for part in _parts(text)] or [whole]
    return License(
        text,
        frozenset().union(*(each.ids for each in atoms)),
        frozenset().union(*(each.families for each in atoms)),
        any(each.custom for each in atoms),
        any(each.unknown for each in atoms),
    )


def _parts(text: str) -> list[str]:
    """The licences of an expression; an exception (``WITH …``) belongs to the one before it and changes nothing for us."""
    without_exceptions = re.sub(r"\bWITH\s+[\w.\-]+", "", text)
    return [part.strip() for part in _OPERATOR.split(without_exceptions) if part.strip()]


_BY_LOWER = {each.lower(): each for each in _LISTED}


def _atom(text: str) -> License:
    lower = text.lower().strip(" ().")
    if lower in _CUSTOM or lower.startswith(("licenseref-", "see license in", "noassertion")):
        return License(text, custom=True)
    generous = re.sub(r"-(?:only|or-later)\Z|\+\Z", "", lower)
    for candidate in (lower, generous + "-only", generous):
        if candidate in _BY_LOWER:
            return License(text, ids=frozenset({_key(_BY_LOWER[candidate])}))
    bare = _bare(lower)
    if bare in _NAMES:
        return License(text, ids=frozenset({_key(_NAMES[bare])}))
    if bare in _FAMILIES:
        return License(text, families=frozenset({_FAMILIES[bare]}))
    if _SPDX_SHAPE.match(text):
        return License(text, ids=frozenset({_key(text)}))
    return License(text, unknown=True)


def _bare(lower: str) -> str:
    """Without the words that all licences share, versions as plain numbers: ``Apache License, Version 2.0`` is ``apache 2``."""
    text = re.sub(r"\bor\s+(?:\(?at your option\)?\s*)?(?:later|any later|newer)\b.*|[-+]or-later|\s*\+\Z|-only\b", "", lower)
    text = _FILLERS.sub(" ", re.sub(r"[\"'“”]", "", text))
    text = re.sub(r"(\d)\.0\b", r"\1", text)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text).split())


def _key(spdx: str) -> str:
    """Forges do not tell ``-only`` from ``-or-later`` by the licence's text, so neither do we."""
    return re.sub(r"-(?:only|or-later)\Z|\+\Z", "", spdx)


def compare(claim: str, found: str) -> Kinship:
    """How a claimed licence stands to one that was found; what cannot be told is ``UNCERTAIN``, never a contradiction.

    A claim on no list against a licence on the list contradicts it; a found licence on no list contradicts nothing.
    """
    one, other = license_of(claim), license_of(found)
    if one.text.casefold() == other.text.casefold() and one.text:
        return Kinship.SAME
    if not one.text or not other.text:
        return Kinship.UNCERTAIN
    if not other.named:
        return Kinship.COMPATIBLE if other.custom and not one.named else Kinship.UNCERTAIN
    if not one.named:
        return Kinship.DIFFERENT
    return _kinship_of_named(one, other)


def _kinship_of_named(one: License, other: License) -> Kinship:
    if one.ids == other.ids and one.families == other.families:
        return Kinship.SAME
    if one.ids & other.ids or _family_meets(one, other) or _family_meets(other, one):
        return Kinship.COMPATIBLE
    return Kinship.UNCERTAIN if one.unknown or other.unknown else Kinship.DIFFERENT


def _family_meets(open_ended: License, exact: License) -> bool:
    return any(
        each == family or each.startswith(family + "-") for family in open_ended.families for each in exact.ids | exact.families
    )
