"""Pages that say "not found" with status 200, and deep links that land on their own site's front page."""

import json
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from checker.core.urls import host, registrable_domain
from checker.sources.page_html import Page
from checker.sources.page_phrases import ABOUT, HEADING, NUMBER, OF_PAGES, SENTENCE
from checker.sources.page_text import plain

_SHORT = 120
"""Words of prose: error pages say little; articles about errors say more."""
_VERY_SHORT = 45
_FEW = 12
_GONE_PATH = re.compile(
    r"(?:\A(?:/(?:[a-z]{2}(?:-[a-z]{2})?|errors?|err|status|pages?|static|public|web)){0,2}/(?:error|errors|err)?[_-]?(?:404|410)(?:[_-]?(?:error|page))?"
    r"|/(?:page|file|document)?[_-]?not[_-]?found)(?:\.[a-z]{2,5})?/?\Z",
    re.IGNORECASE,
)
_GONE_QUERY = re.compile(
    r"(?:^|&)(?:error|status|code|err|e|msg|message|reason)=(?:404|not[_-]?found|page[_-]?not[_-]?found)(?:&|\Z)", re.IGNORECASE
)
_FRONT = re.compile(
    r"(?:index|default|home|homepage|start|startpage|welcome|main|portal)(?:\.(?:html?|php\d?|aspx?|jsp|cfm|shtml|do|action))?\Z",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(
    r"(?:ar|bg|bn|ca|cn|cs|da|de|el|en|es|et|eu|fa|fi|fr|ga|gl|he|hi|hr|hu|id|is|it|ja|jp|ko|kr|lt|lv|ms|nb|nl|nn|no|pl|pt|ro|ru|sk|sl|sr"
    r"|sv|th|tr|tw|ua|uk|us|gb|vi|zh)(?:[-_][a-z]{2,4})?\Z",
    re.IGNORECASE,
)
_TRACKING = re.compile(
    r"(?:utm_\w+|gclid|fbclid|ref|source|mc_cid|mc_eid|_ga|lang|locale|hl|language|from|redirected|redirect|src)\Z", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Gone:
    """What a page with status 200 says about not being there; ``sure`` is false where only a sibling can tell."""

    words: str
    sure: bool


def says_gone(page: Page) -> Gone | None:
    """Whether a page says that it is not there.

    A heading alone convicts nobody (articles about error pages have such titles), nor does a sentence in a long text: it takes
    a title or heading that says nothing else *and* a text too short to be anything else.
    """
    heads = [*page.names[:6], *page.heads[1:]]
    if not page.says_much and page.words <= _FEW:
        heads.append(page.prose)
    said = next((each for each in heads if len(each) < 140 and HEADING.match(each)), None)
    if page.says_much and not said:
        return None
    short = page.words <= _SHORT and not ABOUT.search(page.prose)
    if said:
        return Gone(said, short)
    number = next((each for each in heads if NUMBER.match(each)), None)
    sentence = SENTENCE.search(page.prose) if page.words <= _SHORT else None
    if number:
        return Gone(sentence.group() if sentence else number, bool(sentence) and short)
    if sentence:
        itself = bool(OF_PAGES.search(sentence.group())) or not sentence.group().isascii()
        return Gone(sentence.group(), page.words <= _VERY_SHORT and short and itself)
    return None


def plain_text_says_gone(text: str) -> Gone | None:
    """The same for a body that is no page: ``404 page not found``, or an API's ``{"message": "Not Found"}``."""
    if len(text) > 600:
        return None
    said = _message(text) or text
    words = plain(said)
    if len(words) < 140 and (HEADING.match(words) or NUMBER.match(words)):
        return Gone(words, bool(HEADING.match(words)))
    return None


def _message(text: str) -> str:
    try:
        data = json.loads(text)
    except ValueError:
        return ""
    if not isinstance(data, dict):
        return ""
    values = [data.get(key) for key in ("error", "message", "detail", "title", "reason")]
    return next((each for each in values if isinstance(each, str) and each), "")


def leads_to_error_page(asked: str, final: str) -> str | None:
    """The address that says so itself: a redirect to ``/404`` or ``/not-found`` from an address that does not."""
    before, after = urlsplit(asked), urlsplit(final)
    if _GONE_PATH.search(after.path) and not _GONE_PATH.search(before.path):
        return after.path
    if _GONE_QUERY.search(after.query) and not _GONE_QUERY.search(before.query):
        return f"?{after.query}"
    return None


def is_front(url: str) -> bool:
    """Whether an address is a site's front page: no path, an index file, a language, and no query that selects something."""
    parts = urlsplit(url)
    segments = [each for each in unquote(parts.path).split(";")[0].split("/") if each]
    if parts.fragment.startswith(("/", "!")) or len(segments) > 2:
        return False
    if any(not _TRACKING.match(name) for name, _ in parse_qsl(parts.query, keep_blank_values=True)) or _bare_query(parts.query):
        return False
    if segments and _LANGUAGE.match(segments[0]):
        segments = segments[1:]
    return not segments or (len(segments) == 1 and bool(_FRONT.match(segments[0])))


def _bare_query(query: str) -> bool:
    return bool(query) and "=" not in query and not _TRACKING.match(query)


def lands_on_front(asked: str, final: str) -> str | None:
    """``own`` where a deep link was led to its own site's front page, ``other`` where any link was led to another site's.

    The own site is the same host with or without ``www.``, and the bare registrable domain above it; ``docs.example.org`` is a
    site of its own, to which ``example.org/docs`` may well have moved.
    """
    landing = urlsplit(final)
    if not is_front(final) or (landing.fragment and landing.fragment != urlsplit(asked).fragment):
        return None
    before, after = _site(asked), _site(final)
    domain = registrable_domain(before)
    if is_front(asked):
        return "other" if registrable_domain(after) != domain else None
    return "own" if after in (before, domain) else "other"


def _site(url: str) -> str:
    """The host without ``www.``; a machine without a domain keeps its port, behind which another site may live."""
    name = host(url).removeprefix("www.")
    if name.replace(".", "").isdigit() or ":" in name or "." not in name:
        return f"{name}:{urlsplit(url).port or ''}"
    return name
