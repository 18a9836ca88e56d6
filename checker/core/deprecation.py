"""Does a README, or a forge's description, say that the project itself is dead, and where does it send its users?

Only statements about the project count. "The ``--foo`` option is deprecated", "we removed the deprecated API" and "a maintained
fork of the unmaintained X" say nothing of that kind.
"""

import re
from functools import lru_cache

from checker.core import ending_words as words
from checker.core.declaration import SMELL, Declaration
from checker.core.forges import repository, same_repository
from checker.core.prose import Sentence, sentences


def declared_dead(markup: str, name: str = "") -> Declaration | None:
    """The first statement, in the top of this README, that the project is deprecated, unmaintained, archived or moved.

    ``name`` is the repository's (``github.com/owner/name``): it lets "Tensor2Tensor is deprecated" count, and keeps its own
    address from being taken for the successor's.
    """
    return _first_declaration(sentences(markup, words.STATUS_HEADINGS), name)


@lru_cache(maxsize=4096)
def described_dead(description: str, name: str = "") -> Declaration | None:
    """The same for the one-line description that a forge shows."""
    return _first_declaration(sentences(description), name)


def _first_declaration(top: tuple[Sentence, ...], name: str) -> Declaration | None:
    suspects = [at for at, sentence in enumerate(top) if SMELL.search(sentence.text)]
    own = _own_names(name, top) if suspects else []
    for at in suspects:
        mark = _mark(top[at], own)
        if mark:
            return Declaration(_quoted(top[at].text), mark, _successor(top[at : at + 4], name))
    return None


def _own_names(name: str, top: tuple[Sentence, ...]) -> list[str]:
    """The names by which the text may call the project: the repository's, the title's, a stem with a sign (``QuIP#``)."""
    short = name.rstrip("/").rpartition("/")[2]
    title = next((each.text for each in top if each.heading == 1), "")
    title = "" if SMELL.search(title) else re.split(r"[:(|\[—–]|\s-\s", title)[0].strip()
    stem = re.split(r"[-_.]", short)[0]
    signed = (f"{stem}#", f"{stem}++") if len(stem) > 2 else ()
    spellings = (short, short.replace("-", " "), short.replace("_", " "), title, short.removesuffix(".js"), *signed)
    return sorted({each.lower() for each in spellings if 1 < len(each) < 60}, key=lambda each: (-len(each), each))


def _without_names(text: str, names: list[str]) -> str:
    """The text with the project's names blacked out, at their own length, so that offsets stay."""
    lower = text.lower()
    if len(lower) != len(text):
        return text
    for name in names:
        at = lower.find(name)
        while at >= 0:
            end = at + len(name)
            if not lower[at - 1 : at].isalnum() and not lower[end : end + 1].isalnum():
                lower = lower[:at] + "\0" * len(name) + lower[end:]
                text = text[:at] + "\0" * len(name) + text[end:]
            at = lower.find(name, end)
    return text


def _mark(sentence: Sentence, own: list[str]) -> str:
    """The mark of the sentence, empty where it says nothing of an end."""
    lead = words.LEAD.match(sentence.text)
    text = sentence.text[lead.end() if lead else 0 :].lstrip("-–—:*! ")
    if text.endswith("?") or len(text) > 600:
        return ""
    if chinese := words.CHINESE.search(text):
        return chinese["mark"]
    text = _without_names(text, own)
    begins = len(sentence.text) - len(text)
    links = [at - begins for at, _ in sentence.links]
    return _stated(text) or _moved(text, links) or _bannered(text, sentence.heading)


def _stated(text: str) -> str:
    for match in words.stated().finditer(text):
        if _stands(text, match, mark := words.mark_of(match)):
            return mark
    if words.GIVEN_UP.search(text):
        return "no longer maintained"
    stopped = words.STOPPED.search(text)
    return "development stopped" if stopped and not words.NEGATION.search(text[: stopped.start()]) else ""


def _stands(text: str, match: re.Match[str], mark: str) -> bool:
    """Not negated, not about something else, and not an adjective of another noun ("is a deprecated option")."""
    subject, rest = match["subject"].casefold(), text[match.end() :]
    if words.NEGATION.search(text[: match.start()]) or (mark == "archived" and words.KEPT.match(rest)):
        return False
    if subject in ("it", "this"):
        return not match.start()
    if subject == "and":
        return words.LIST_OF_STATES.search(text) is not None
    return subject != "we" and not words.ADJECTIVE.match(rest)


def _moved(text: str, links: list[int]) -> str:
    """Moving counts with an address to move to: a project may also have moved to a new build tool."""
    match = words.moved_banner().match(text) or words.moved().search(text)
    if match is None or words.NEGATION.search(text[: match.start()]):
        return ""
    has_target = any(at >= match.start() for at in links) or re.search(r"\s[\w.\-]+/[\w.\-]+", text[match.end() :])
    elsewhere = words.ELSEWHERE.search(text[match.start() : match.end() + 40])
    return "moved to" if has_target and not elsewhere else ""


def _bannered(text: str, heading: int) -> str:
    """Banners without a subject: "DEPRECATED", "No longer maintained. Use X", "[Archived] foo", "foo (deprecated)"."""
    if words.NOT_A_BANNER.match(text):
        return ""
    match = words.banner().match(text) or words.tag().match(text)
    if match is None and (heading or len(text) < 90):
        match = words.trailer().search(text)
    return words.mark_of(match) if match else ""


def _successor(nearby: tuple[Sentence, ...], name: str) -> str:
    """The first address after a cue in the sentence itself or in the three that follow; the project's own never counts."""
    for at, sentence in enumerate(nearby):
        cue = words.CUE.search(sentence.text)
        if cue is None:
            continue
        after = [url for offset, url in sentence.links if offset >= cue.start()]
        if not sentence.links and sentence.text.endswith(":") and at + 1 < len(nearby):
            after = _urls(nearby[at + 1])
        found = next((url for url in after or (_urls(sentence) if at == 0 else []) if _may_succeed(url, name)), "")
        if found:
            return found
    return ""


def _urls(sentence: Sentence) -> list[str]:
    return [url for _, url in sentence.links]


def _may_succeed(url: str, name: str) -> bool:
    if not url.lower().startswith(("http://", "https://")) or words.NO_SUCCESSOR.search(url):
        return False
    found = repository(url)
    return found is None or not name or not same_repository(found.name, name)


def _quoted(sentence: str) -> str:
    return sentence if len(sentence) <= 300 else sentence[:299].rstrip() + "…"
