"""Does a README, or a forge's description, say that the project itself is dead, and where does it send its users?

Only statements about the project count. "The ``--foo`` option is deprecated", "we removed the deprecated API" and "a maintained fork of
the unmaintained X" say nothing of that kind.
"""

import re
from dataclasses import dataclass

from checker.core.forges import repository, same_repository
from checker.core.prose import Sentence, sentences

_WORDS = {
    "deprecated": r"(?:officially |now |fully |formally )*deprecated",
    "unmaintained": r"(?:now |currently |effectively |completely )*(?:unmaintained|unsupported)",
    "no longer maintained": (
        r"(?:no longer|not|no more|not any ?more|never) (?:be |being |been |currently |actively |officially |really |fully |under |in )*"
        r"(?:maintained|developed|supported|updated|worked on|(?:active(?:ly)? )?(?:development|maintenance|maintained))"
    ),
    "archived": r"(?:now |officially )*archived",
    "abandoned": r"(?:now )?(?:abandoned|abandonware)",
    "discontinued": r"(?:now |officially )*(?:discontinued|retired|sunset(?:ted)?|end[- ]of[- ]life|eol|obsolete|defunct|dead)",
    "maintenance mode": r"(?:now )?in (?:a )?maintenance(?:[- ]only)? mode|(?:now )?feature[- ](?:complete and )?frozen",
    "superseded by": r"(?:now |been )*(?:superseded|replaced|succeeded|obsoleted) (?:by|with)",
}
_MOVED = (
    r"(?:has |have |was |were |been |is |are |permanently |recently |now |officially )*"
    r"(?:moved|renamed|migrated|relocated|transferred|merged|folded|integrated) (?:over )?(?:in)?to"
    r"|now (?:lives?|resides?|continues|is (?:hosted|maintained|developed|located)) (?:at|in|on|under)"
    r"|(?:is|are) (?:now )?(?:hosted|maintained|developed|located|continued) (?:at|in|under|on) (?=[^.]{0,80}https?://|https?://)"
)
_STOPPED = (
    r"(?:all |active |its |the |further |[\w#+.\-]+(?:'s|’s)? )?(?:development|maintenance|support|work)"
    r"(?: (?:on|of|for) (?:this|the) (?:project|repo(?:sitory)?|library|package))?"
    r" (?:has |have |is |was |were )?(?:been )?(?:now )?(?:stopped|ceased|ended|discontinued|halted|suspended|frozen)"
)
_THING = (
    r"(?:project|repo(?:sitory)?|package|library|code ?base|code|module|tool|toolkit|plugin|plug-in|crate|framework|gem|extension|app(?:lication)?"
    r"|software|fork|program|sdk|client|implementation|provider|action|bot|image|organi[sz]ation|dataset|model)"
)
_WHOLE = r"(?:project|repo(?:sitory)?|package|library|framework|plugin|crate|gem|extension)"
_ADVERBS = r"(?:(?:now|also|therefore|hereby|currently|unfortunately|officially|already|effectively|thus) |(?:\([^()]{0,60}\) ?))*"
_BE = r"(?:(?:is|are|was|were|has been|have been|had been|will be|is being|has|have|will|gets?|got|became|becomes|'s|’s)(?: now| currently)? )"
_ALSO = r"(?:[\w\-]+(?: [\w\-]+){0,2} and (?:has been |is |was |are |will be )?)?"
_NEGATION = re.compile(r"\b(?:not|never|n't|n’t|isn|aren|neither|whether|if|unless|before|when|once)\W+(?:\w+\W+){0,2}\Z", re.IGNORECASE)
_BANNER_END = (
    r"(?=\s*(?:\Z|[.!:;,)\]\-–—|/*]|in favou?r|since|as of|by\b|and\b|please|use\b|see\b|now\b|repo|project\b|package\b|library\b|notice|warning"
    r"|because|due to|on \d|https?:|this\b|we\b|instead|for\b(?! (?:a|the) (?:new|next))|after\b|\())"
)
_CHINESE = re.compile(
    r"(?:本|该|此)?(?:项目|仓库|代码库|工具|库)[^，。,]{0,12}?(?P<mark>(?:已经?|现已)?(?:停止|终止|不再|暂停)(?:继续)?(?:进行)?(?:维护|更新|开发|支持)"
    r"|已(?:经)?(?:被)?(?:废弃|弃用|归档|存档|迁移|移至|转移))"
)
STATUS_HEADINGS = re.compile(
    r"deprecat|maintain|maintenance|archiv|abandon|discontinu|status|notice|warning|important|attention|caution|announce|news|moved|migrat"
    r"|successor|superseded|obsolete|end[- ]of[- ]life|\beol\b|sunset|unsupported|no longer|read ?me first|heads[- ]up|停止|不再|废弃|弃用|归档|迁移|公告",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"\b(?:use|using|see|visit|check out|switch(?:ing)? to|migrat(?:e|ing|ed) to|mov(?:e|ed|ing) (?:over )?(?:in)?to|transferred to|successors?|superseded"
    r"|replac(?:ed|ement)|succeeded by|alternatives?|recommend(?:ed)?|in favou?r of|adopted by|instead|continu(?:e|es|ed|ing)|lives?|refer to|go to|head"
    r"|consider|try|merged (?:in)?to|relocated|hosted|maintained at|developed at|forked|fork|encourage|point to|found (?:at|in|here)|drop-in"
    r"|new (?:home|repo(?:sitory)?|version|location|project))\b|请|使用|迁移|移至|替代|改用",
    re.IGNORECASE,
)
_ADDRESS_OF_SOMETHING_ELSE = re.compile(
    r"(?:shields\.io|badge|/actions/|/issues(?:/|\Z)|/pulls?/|/discussions|/releases|/wiki|discord\.|slack\.|twitter\.com|//x\.com|travis-ci"
    r"|\.(?:png|svg|gif|jpe?g)\Z|/LICENSE|/blob/|opencollective|paypal|/compare/|/commit/)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a project says about its own end: the sentence as evidence, the mark in it, the successor's address where given."""

    sentence: str
    mark: str
    successor: str = ""


def declared_dead(markup: str, name: str = "") -> Declaration | None:
    """The first statement, in the top of this README, that the project is deprecated, unmaintained, archived or moved.

    ``name`` is the repository's (``github.com/owner/name``): it lets "Tensor2Tensor is deprecated" count, and keeps its own
    address from being taken for the successor's.
    """
    return _first_declaration(sentences(markup, STATUS_HEADINGS), name)


def described_dead(description: str, name: str = "") -> Declaration | None:
    """The same for the one-line description that a forge shows."""
    return _first_declaration(sentences(description), name)


def _first_declaration(top: tuple[Sentence, ...], name: str) -> Declaration | None:
    own = _own_names(name, top)
    for at, sentence in enumerate(top):
        mark = _mark(sentence, own)
        if mark:
            return Declaration(_quoted(sentence.text), mark, _successor(top[at : at + 4], name))
    return None


def _own_names(name: str, top: tuple[Sentence, ...]) -> str:
    """A pattern for the names under which the text may speak of the project: the repository's, and its title's."""
    short = name.rstrip("/").rpartition("/")[2]
    title = next((each.text for each in top if each.heading == 1), "")
    title = re.split(r"[:(|\[—–]|\s-\s", title)[0].strip()
    names = {each for each in (short, short.replace("-", " "), short.replace("_", " "), title, short.removesuffix(".js")) if 1 < len(each) < 60}
    stem = re.split(r"[-_.]", short)[0]
    loose = [rf"(?:(?<=^)|(?<=\W)){re.escape(stem)}[#+]+(?!\w)"] if len(stem) > 2 else []
    return "|".join([re.escape(each) for each in sorted(names, key=len, reverse=True)] + loose) or r"(?!)"


def _mark(sentence: Sentence, own: str) -> str:
    text = _lead(sentence.text)
    if text.endswith("?") or len(text) > 600:
        return ""
    if chinese := _CHINESE.search(text):
        return chinese["mark"]
    subject = (
        rf"(?:\b(?:this|our)(?: [\w\-]+){{0,2}}? {_THING}|\bthe {_WHOLE}|\b(?:the )?(?:{own})(?: (?:itself|{_THING}))?"
        r"|^it|\band|\bthis|^we|^development(?: of \S+)?)"
    )
    return _stated(text, subject) or _moved(sentence, text, subject) or _bannered(text, own, sentence.heading)


def _stated(text: str, subject: str) -> str:
    for mark, words in _WORDS.items():
        for match in re.finditer(rf"(?P<subject>{subject})(?: [\w()]+,)? ?{_ADVERBS}{_BE}{_ADVERBS}{_ALSO}(?P<mark>{words})\b", text, re.IGNORECASE):
            if _stands(text, match, mark):
                return mark
    stopped = re.search(rf"(?:^|[,;:]\s|\b(?:that|but|and)\s){_STOPPED}\b", text, re.IGNORECASE)
    return "development stopped" if stopped and not _NEGATION.search(text[: stopped.start()]) else ""


def _stands(text: str, match: re.Match[str], mark: str) -> bool:
    """Not negated, not about something else, and not an adjective of another noun ("is a deprecated option")."""
    subject = match["subject"].casefold()
    if _NEGATION.search(text[: match.start()]):
        return False
    if mark == "archived" and _KEPT.match(text[match.end() :]):
        return False
    if subject in {"and", "this", "it", "we"}:
        return subject == "it" or (subject == "this" and not match.start()) or (subject == "and" and bool(_LIST_OF_STATES.search(text)))
    return not re.match(r"[- ](?:features?|options?|apis?|functions?|methods?|python|versions?)\b", text[match.end() :], re.IGNORECASE)


_KEPT = re.compile(r" (?:at|in|on|under|with|by) (?:the )?(?:zenodo|figshare|wayback|internet archive|software heritage|doi|https?:)", re.IGNORECASE)
"""A release kept by an archive is the opposite of a dead project."""
_LIST_OF_STATES = re.compile(r"\b(?:deprecated|archived|unmaintained|discontinued|retired)\b.{0,60}\band\b", re.IGNORECASE)


def _moved(sentence: Sentence, text: str, subject: str) -> str:
    """"Moved" counts with an address to move to: a project may also have moved to a new build tool."""
    if not sentence.links and not re.search(r"\b[\w.\-]+/[\w.\-]+\b", text):
        return ""
    banner = re.search(rf"^(?:(?:{_THING}) )?(?:{_MOVED})\b", text, re.IGNORECASE)
    match = banner or re.search(rf"(?:{subject}) ?{_ADVERBS}(?:{_MOVED})(?!\w)", text, re.IGNORECASE)
    if not match or _NEGATION.search(text[: match.start()]):
        return ""
    if any(at >= match.start() for at, _ in sentence.links) or re.search(r"\s[\w.\-]+/[\w.\-]+", text[match.end() :]):
        return "" if _ELSEWHERE.search(text[match.start() : match.end() + 40]) else "moved to"
    return ""


_ELSEWHERE = re.compile(
    r"\b(?:documentation|docs|wiki|issues?|discussions?|chat|forum|mailing list|slack|discord|website|ci|download|the past|actively maintained)\b", re.I
)


def _bannered(text: str, own: str, heading: int) -> str:
    """Banners without a subject: "DEPRECATED", "No longer maintained. Use X", "[Archived] foo", "foo (deprecated)"."""
    for mark, words in _WORDS.items():
        if mark == "superseded by" and not re.match(rf"{words}\b", text, re.IGNORECASE):
            continue
        if re.match(rf"(?:{words}){_BANNER_END}", text, re.IGNORECASE):
            return "" if _NOT_A_BANNER.match(text) else mark
        if mark == "maintenance mode" or mark == "superseded by":
            continue
        if re.search(rf"^(?:(?:the )?(?:{own})\W{{1,4}})?[\[(*]+\s*(?:{words})\s*[\])*!.:]", text, re.IGNORECASE):
            return mark
        if (heading or len(text) < 90) and re.search(rf"(?:[\[(]|\s[-–—:]\s)\s*(?:{words})\s*[!.]?[\])]?\s*\Z", text, re.IGNORECASE):
            return "" if _NOT_A_BANNER.match(text) else mark
    return ""


_NOT_A_BANNER = re.compile(
    r"(?:deprecated|archived|unmaintained|unsupported|obsolete|dead|discontinued|retired)\W+(?:and (?:removed|new|legacy|experimental)|features?|apis?"
    r"|options?|docs?|versions?|since v?\d[\d.]*\b(?=.{0,40}\b(?:use|option|flag|param))|for removal|code\b)|removed|changed|fixed|added|v?\d+\.\d",
    re.IGNORECASE,
)


def _lead(text: str) -> str:
    """Without what announces a notice: "Warning:", "Important Notice:", "Update (2023-04-01):", "**NOTE**"."""
    return re.sub(
        r"^(?:\W*(?:important|warning|note|notice|attention|caution|announcement|update|status|project status|maintenance status|danger|disclaimer"
        r"|heads[- ]up|please note(?: that)?|important (?:notice|note|update)|deprecation (?:notice|warning)|psa|edit|tl;dr)"
        r"(?:\s*\([^()]*\))?\s*[:!.\-–—]*\s+)+",
        "",
        text,
        flags=re.IGNORECASE,
    ).lstrip("-–—:*! ")


def _successor(nearby: tuple[Sentence, ...], name: str) -> str:
    """The first address after a cue in the sentence itself or in the three that follow; the project's own never counts."""
    for at, sentence in enumerate(nearby):
        cue = _CUE.search(sentence.text)
        if cue is None:
            continue
        after = [url for offset, url in sentence.links if offset >= cue.start()] or ([url for _, url in sentence.links] if at == 0 else [])
        for url in after:
            if _may_succeed(url, name):
                return url
    return ""


def _may_succeed(url: str, name: str) -> bool:
    if not url.lower().startswith(("http://", "https://")) or _ADDRESS_OF_SOMETHING_ELSE.search(url):
        return False
    found = repository(url)
    return found is None or not name or not same_repository(found.name, name)


def _quoted(sentence: str) -> str:
    return sentence if len(sentence) <= 300 else sentence[:299].rstrip() + "…"
