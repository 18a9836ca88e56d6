"""The words in which projects announce their end, as patterns; `deprecation` says how they are put together.

In every pattern a run of NUL characters stands for the project's own name. The big ones are made when they are first needed.
"""

import re
from functools import cache

MARKS = {
    "deprecated": r"(?:officially |now |fully |formally )*deprecated",
    "unmaintained": r"(?:now |currently |effectively |completely )*(?:unmaintained|unsupported)",
    "no longer maintained": (
        r"(?:no longer|not|no more|not any ?more|never) "
        r"(?:be |being |been |currently |actively |officially |really |fully |under |in )*"
        r"(?:maintained|developed|supported|updated|worked on|(?:active(?:ly)? )?(?:development|maintenance|maintained)"
        r"|receiv(?:e|ing) (?:any )?(?:further )?(?:updates|support|maintenance))"
    ),
    "archived": r"(?:now |officially )*archived|archive(?= \(code)",
    "abandoned": r"(?:now )?(?:abandoned|abandonware)",
    "discontinued": (
        r"(?:now |officially )*(?:discontinued|retired|sunset(?:ted)?|end[- ]of[- ]life|eol|obsolete|defunct|dead"
        r"|reached (?:its |the )?(?:end[- ]of[- ](?:life|support)|end of its life))"
    ),
    "maintenance mode": r"(?:now )?in (?:a )?maintenance(?:[- ]only)? mode|(?:now )?feature[- ](?:complete and )?frozen",
    "superseded by": r"(?:now |been )*(?:superseded|replaced|succeeded|obsoleted) (?:by|with)",
}
"""What a project may be, by the mark under which it is told."""

OWN = r"\x00+"
_MOVED = (
    r"(?:has |have |was |were |been |is |are |permanently |recently |now |officially )*"
    r"(?:moved|renamed|migrated|relocated|transferred|merged|folded|integrated) (?:over )?(?:in)?to"
    r"|now (?:lives?|resides?|continues|is (?:hosted|maintained|developed|located)) (?:at|in|on|under)"
    r"|(?:is|are) (?:now )?(?:hosted|maintained|developed|located|continued) (?:at|in|under|on) (?=[^.]{0,80}https?://)"
)
_THING = (
    r"(?:project|repo(?:sitory)?|package|library|code ?base|code|module|tool|toolkit|plugin|plug-in|crate|framework|gem"
    r"|extension"
    r"|app(?:lication)?|software|fork|program|sdk|client|implementation|provider|action|bot|image|organi[sz]ation|dataset"
    r"|model)"
)
_WHOLE = r"(?:project|repo(?:sitory)?|package|library|framework|plugin|crate|gem|extension)"
_SUBJECT = (
    rf"(?:\b(?:this|our)(?: [\w\-]+){{0,2}}? {_THING}|\bthe {_WHOLE}|(?:\bthe )?{OWN}(?: (?:itself|{_THING}))?"
    r"|^it|\band|\bthis|^we|^development(?: of \S+)?)"
)
_WORK = r"\bdevelopment(?: of (?:this|the) [\w ]{1,30}?)?"
_ADVERBS = (
    r"(?:(?:now|also|therefore|hereby|currently|unfortunately|officially|already|effectively|thus) |(?:\([^()]{0,60}\) ?))*"
)
_BE = (
    r"(?:(?:is|are|was|were|has been|have been|had been|will be|is being|has|have|will|gets?|got|became|becomes|'s|’s)"
    r"(?: now| currently)? )"
)
_ALSO = r"(?:[\w\-]+(?: [\w\-]+){0,2} and (?:has been |is |was |are |will be )?)?"
_BANNER_END = (
    r"(?=\s*(?:\Z|[.!:;,)\]\-–—|/*]|in favou?r|since|as of|by\b|and\b|please|use\b|see\b|now\b|repo|project\b|package\b"
    r"|library\b"
    r"|notice|warning|because|due to|on \d|https?:|this\b|we\b|instead|for\b(?! (?:a|the) (?:new|next))|after\b|\())"
)

_NUMBERED = [rf"(?P<m{at}>{words})" for at, words in enumerate(MARKS.values())]
_STATES = "|".join(_NUMBERED[:-2])
"""All marks but the last two, which only whole statements can hold."""
_NAMES = tuple(MARKS)


def mark_of(match: re.Match[str]) -> str:
    """Which mark a match of `stated`, `banner`, `tag` or `trailer` found."""
    return next(_NAMES[int(name[1:])] for name, found in match.groupdict().items() if found and name[1:].isdigit())


@cache
def stated() -> re.Pattern[str]:
    """``X is deprecated``."""
    marks = "|".join(_NUMBERED)
    return re.compile(rf"(?P<subject>{_SUBJECT})(?: [\w()]+,)? ?{_ADVERBS}{_BE}{_ADVERBS}{_ALSO}(?:{marks})\b", re.IGNORECASE)


@cache
def banner() -> re.Pattern[str]:
    """``Deprecated: use X``."""
    return re.compile(rf"(?:{_STATES}|{_NUMBERED[-2]}){_BANNER_END}|{_NUMBERED[-1]}", re.IGNORECASE)


@cache
def tag() -> re.Pattern[str]:
    """``[Deprecated] X``."""
    return re.compile(rf"(?:(?:the )?{OWN}\W{{1,4}})?[\[(*]+\s*(?:{_STATES})\s*[\])*!.:]", re.IGNORECASE)


@cache
def trailer() -> re.Pattern[str]:
    """``X (deprecated)``."""
    return re.compile(rf"(?:[\[(]|\s[-–—:]\s)\s*(?:{_STATES})\s*[!.]?[\])]?\s*\Z", re.IGNORECASE)


@cache
def moved_banner() -> re.Pattern[str]:
    """``Moved to X``."""
    return re.compile(rf"(?:{_THING} )?(?:{_MOVED})(?!\w)", re.IGNORECASE)


@cache
def moved() -> re.Pattern[str]:
    """``X has moved to Y``."""
    return re.compile(rf"(?:{_SUBJECT}|{_WORK}) ?{_ADVERBS}(?:{_MOVED})(?!\w)", re.IGNORECASE)


STOPPED = re.compile(
    r"(?:^|[,;:]\s|\b(?:that|but|and)\s)(?:all |active |its |the |further |\x00+(?:'s|’s)? |[\w#+.\-]+(?:'s|’s)? )?"
    r"(?:development|maintenance|support|work)(?: (?:on|of|for) (?:(?:this|the) (?:project|repo(?:sitory)?|library"
    r"|package)|\x00+))?"
    r" (?:has |have |is |was |were )?(?:been )?(?:now )?(?:stopped|ceased|ended|discontinued|halted|suspended|frozen)\b",
    re.IGNORECASE,
)
GIVEN_UP = re.compile(
    r"\b(?:we|i)(?: are| am|'re|'m|’re|’m)? (?:no longer|not) (?:actively |currently )*(?:maintain|develop|support"
    r"|work on|working on)"
    rf"(?:ing)? (?:(?:this|the) {_WHOLE}|it\b|{OWN})",
    re.IGNORECASE,
)
"""``We no longer maintain X``."""
CHINESE = re.compile(
    r"(?:本|该|此)?(?:项目|仓库|代码库|工具|库)[^，。,]{0,12}?"
    r"(?P<mark>(?:已经?|现已)?(?:停止|终止|不再|暂停)(?:继续)?(?:进行)?(?:维护|更新|开发|支持)"
    r"|已(?:经)?(?:被)?(?:废弃|弃用|归档|存档|迁移|移至|转移))"
)

NEGATION = re.compile(
    r"\b(?:not|never|n't|n’t|isn|aren|neither|whether|if|unless|before|when|once)\W+(?:\w+\W+){0,2}\Z", re.IGNORECASE
)
KEPT = re.compile(
    r" (?:at|in|on|under|with|by) (?:the )?(?:zenodo|figshare|wayback|internet archive|software heritage|doi|https?:)",
    re.IGNORECASE,
)
"""A release kept by an archive is the opposite of a dead project."""
ADJECTIVE = re.compile(r"[- ](?:features?|options?|apis?|functions?|methods?|python|versions?)\b", re.IGNORECASE)
LIST_OF_STATES = re.compile(r"\b(?:deprecated|archived|unmaintained|discontinued|retired)\b.{0,60}\band\b", re.IGNORECASE)
ELSEWHERE = re.compile(
    r"\b(?:documentation|docs|wiki|issues?|discussions?|chat|forum|mailing list|slack|discord|website|ci|download|the past"
    r"|actively maintained)\b",
    re.IGNORECASE,
)
"""What moves without the project."""
NOT_A_BANNER = re.compile(
    r"(?:deprecated|archived|unmaintained|unsupported|obsolete|dead|discontinued|retired)\W+"
    r"(?:and (?:removed|new|legacy|experimental)|features?|apis?|options?|docs?|versions?"
    r"|since v?\d[\d.]*\b(?=.{0,40}\b(?:use|option|flag|param))|for removal|code\b)"
    r"|removed|changed|fixed|added|v?\d+\.\d",
    re.IGNORECASE,
)
LEAD = re.compile(
    r"(?:\W*(?:important|warning|note|notice|attention|caution|announcement|update|status|project status|maintenance status"
    r"|danger|disclaimer|heads[- ]up|please note(?: that)?|important (?:notice|note|update)|deprecation (?:notice"
    r"|warning)|psa|edit|tl;dr)"
    r"(?:\s*\([^()]*\))?\s*[:!.\-–—]*\s+)+",
    re.IGNORECASE,
)
"""What announces a notice: "Warning:", "Important Notice:", "Update (2023-04-01):"."""

STATUS_HEADINGS = re.compile(
    r"deprecat|maintain|maintenance|archiv|abandon|discontinu|status|notice|warning|important|attention|caution|announce|news"
    r"|moved|migrat|successor|superseded|obsolete|end[- ]of[- ]life|\beol\b|sunset|unsupported|no longer|read ?me first"
    r"|heads[- ]up"
    r"|stopped|停止|不再|废弃|弃用|归档|迁移|公告",
    re.IGNORECASE,
)
"""Headings under which a project speaks of its own state."""
CUE = re.compile(
    r"\b(?:use|using|see|visit|check out|switch(?:ing)? to|migrat(?:e|ing|ed) to|mov(?:e|ed|ing) (?:over )?(?:in)?to"
    r"|transferred to|successors?|superseded|replac(?:ed|ement)|succeeded by|alternatives?|recommend(?:ed)?|in favou?r of"
    r"|adopted by|instead"
    r"|continu(?:e|es|ed|ing)|lives?|refer(?: to)?|go to|head|consider|try|merged (?:in)?to|relocated|renamed|hosted"
    r"|maintained at"
    r"|developed at|forked|fork|encourage|point to|found (?:at|in|here)|drop-in"
    r"|new (?:home|repo(?:sitory)?|version|location|project))\b|请|使用|迁移|移至|替代|改用",
    re.IGNORECASE,
)
"""Words before the address of a successor."""
NO_SUCCESSOR = re.compile(
    r"(?:shields\.io|badge|/actions/|/issues(?:/|\Z)|/pulls?/|/discussions|/releases|/wiki|discord\.|slack\.|twitter\.com"
    r"|//x\.com|travis-ci|\.(?:png|svg|gif|jpe?g)\Z|/LICENSE|/blob/|opencollective|paypal|/compare/|/commit/)",
    re.IGNORECASE,
)
"""Addresses that stand in such sentences and lead to no other project."""
