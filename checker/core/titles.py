"""Whether a cited title is a record's: the same, the same in another spelling, cut short, altered, or another work's."""

import re

from checker.core.compare import Agreement, Comparison
from checker.core.patterns import pattern
from checker.core.text import fold, plain, title_key, words

SAME_WORK = 0.72
"""Below this likeness two titles are taken for those of different works; above it, for one title altered."""

_LONGEST = 2000
"""Longer titles, which are none, are compared without looking for what was cut or added."""

_ADDITION = pattern(
    r"""\s*(?:
        [(\[]\s*(?:(?:extended|student|short|long|poster|demo|invited|industry|position|doctoral|research)\s+)?
            (?:abstract|paper|version|demo(?:nstration)?|poster|talk|keynote|tutorial|consortium|track|track\s+paper|preprint)s?\s*[)\]]
      | [(\[]\s*in\s+[a-z]+\s*[)\]]
      | [:.\-–—]\s*extended\s+(?:abstract|version)
      | \s[(\[]?v\d{1,2}[)\]]?
      | [(\[]\s*(?:arxiv|preprint)[^)\]]*[)\]]
    )\s*\.?\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_ELLIPSIS = pattern(r"\s*(?:…|\.\.\.)\s*$")
_BREAK = pattern(r"\s*[:;?!.(\[–—]+\s*|\s+-+\s+|\s*,\s+or,?\s+", re.IGNORECASE)

_BRITISH = (
    (pattern(r"([a-z]{2})is(e[sdr]?|ing|ations?|able|ers)\b"), r"\1iz\2"),
    (pattern(r"([a-z]{2})ys(e[sdr]?|ing|ers)\b"), r"\1yz\2"),
    (pattern(r"(col|vig|hum|harb|lab|fav|behavi|neighb)our"), r"\1or"),
    (pattern(r"(cent|fib|lit|met)re(s?)\b"), r"\1er\2"),
    (pattern(r"([aeiou])ll(ed|ing|ers?)\b"), r"\1l\2"),
    (pattern(r"(catal|anal|dial)ogue"), r"\1og"),
    (pattern(r"\bgrey"), "gray"),
)
"""Applied to both sides alike, so that over-reaching ("promise") does no harm."""


def compare_titles(claimed: str, found: str) -> Comparison:
    """Compares two titles, raw or plain.

    Kinds that agree: ``identical``, ``punctuation`` (case, accents, markup, hyphens, ``&``), ``addition`` (one says "(extended
    abstract)" or the like), ``spelling`` (British and American). That differ: ``truncated`` (the claim lacks the end of the
    title, or a part of it before a colon), ``beheaded`` (it lacks the first words of a sentence: the rest is often a title of its
    own, of another work), ``number``, ``words`` (some words changed, added or left out), ``different`` (another work's). Not
    comparable: ``missing`` (one is empty), ``record-truncated`` (the record lacks a subtitle that the claim has; some sources
    keep it elsewhere).
    """
    ours, theirs = plain(claimed), plain(found)
    our_key, their_key = title_key(ours), title_key(theirs)
    if not our_key or not their_key:
        return _result(Agreement.NOT_COMPARABLE, "missing", ours, theirs, 0.0)
    if our_key == their_key:
        return _result(Agreement.AGREES, "identical" if ours == theirs else "punctuation", ours, theirs)
    if max(len(ours), len(theirs)) > _LONGEST:
        return _altered(ours[:_LONGEST], theirs[:_LONGEST])
    return _with_additions(ours, theirs) or _cut(ours, theirs) or _altered(ours, theirs)


def title_heads(title: str) -> tuple[str, ...]:
    """The keys under which a source may hold this title: whole, without additions, and up to its first subtitle."""
    text = plain(title)
    bare = without_additions(text)
    breaks = [match.start() for match in _BREAK.finditer(bare) if match.start() > 0]
    candidates = [text, bare, *(bare[:at] for at in breaks[:1])]
    return tuple(dict.fromkeys(key for key in map(title_key, candidates) if key))


def without_additions(title: str) -> str:
    """A plain title without "(extended abstract)", "[in French]", a version, and the like, at its end."""
    text = _ELLIPSIS.sub("", title)
    while (shorter := _ADDITION.sub("", text)) != text and shorter.strip():
        text = shorter
    return text


def _with_additions(ours: str, theirs: str) -> Comparison | None:
    if _ELLIPSIS.search(ours):
        return None
    bare_ours, bare_theirs = without_additions(ours), without_additions(theirs)
    if title_key(bare_ours) == title_key(bare_theirs):
        return _result(Agreement.AGREES, "addition", ours, theirs, 0.99)
    if _american(bare_ours) == _american(bare_theirs):
        return _result(Agreement.AGREES, "spelling", ours, theirs, 0.98)
    return None


def _american(title: str) -> str:
    text = " ".join(words(title))
    for british, american in _BRITISH:
        text = british.sub(american, text)
    return text.replace(" ", "")


def _cut(ours: str, theirs: str) -> Comparison | None:
    """One title is the beginning, or the end, of the other."""
    ours_bare, theirs_bare = without_additions(ours), without_additions(theirs)
    our_key, their_key = title_key(ours_bare), title_key(theirs_bare)
    score = _likeness(our_key, their_key)
    if lost := _lost(our_key, theirs_bare):
        kind = "beheaded" if _begins(theirs_bare, lost) and not _BREAK.search(theirs_bare, len(lost)) else "truncated"
        return _result(Agreement.DIFFERS, kind, ours, theirs, max(score, 0.8), f"“{lost}” is left out")
    if lost := _lost(their_key, ours_bare, only_subtitles=True):
        return _result(Agreement.NOT_COMPARABLE, "record-truncated", ours, theirs, max(score, 0.8), f"the record lacks “{lost}”")
    return None


def _begins(whole: str, lost: str) -> bool:
    return whole.lstrip().startswith(lost)


def _lost(part: str, whole: str, *, only_subtitles: bool = False) -> str:
    """What ``whole`` has before or after ``part`` (a key), where the cut falls between words; empty where it does not."""
    ends = [(match.start(), match.end()) for match in _BREAK.finditer(whole) if match.start() > 0]
    if not only_subtitles and len(part) >= 12:
        ends += [(match.start(), match.end()) for match in re.finditer(r"\s+", whole)]
    for start, end in ends:
        if whole[end:].strip() and title_key(whole[:start]) == part:
            return whole[end:].strip(" )]")
        if title_key(whole[end:]) == part and (len(part) >= 12 or only_subtitles):
            return whole[:start].strip()
    return ""


def _altered(ours: str, theirs: str) -> Comparison:
    our_key, their_key = title_key(ours), title_key(theirs)
    score = _likeness(our_key, their_key)
    our_words, their_words = words(ours), words(theirs)
    shared = len(set(our_words) & set(their_words)) / max(len(set(our_words)), len(set(their_words)), 1)
    if score < SAME_WORK and shared < SAME_WORK:
        return _result(Agreement.DIFFERS, "different", ours, theirs, score)
    kind = "number" if _numbers(our_words) != _numbers(their_words) else "words"
    return _result(Agreement.DIFFERS, kind, ours, theirs, min(score, 0.99), _changes(ours, theirs))


def _likeness(one: str, other: str) -> float:
    from rapidfuzz.fuzz import ratio

    return float(ratio(one, other)) / 100


def _numbers(tokens: list[str]) -> list[str]:
    return sorted(number for token in tokens for number in re.findall(r"\d+", token))


def _changes(ours: str, theirs: str) -> str:
    """The first few stretches of words in which the titles differ, as the record has them and as the claim has them."""
    mine, yours = ours.split(), theirs.split()
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, [_bare(word) for word in mine], [_bare(word) for word in yours], autojunk=False)
    told = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "replace":
            told.append(f"“{' '.join(yours[j1:j2])}” became “{' '.join(mine[i1:i2])}”")
        elif tag == "delete":
            told.append(f"“{' '.join(mine[i1:i2])}” was added")
        elif tag == "insert":
            told.append(f"“{' '.join(yours[j1:j2])}” is left out")
    return ", ".join(told[:3])


def _bare(word: str) -> str:
    return fold(word).strip(".,:;!?()[]\"'")


def _result(value: Agreement, kind: str, claimed: str, found: str, score: float = 1.0, detail: str = "") -> Comparison:
    return Comparison("title", value, kind, claimed, found, round(score, 3), detail)
