"""Pages that say "not found" with status 200, and deep links that land on their own site's front page."""

import json
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from checker.core.urls import host, registrable_domain
from checker.sources.page_html import Page, parts_of_title, plain

_NOUN = (
    r"(?:page|file|document|article|url|resource|content|item|paper|post|site|website|link|address|entry|record|story|project|"
    r"repository|product|publication|object|dataset|model|profile|user|topic|event|job|video|web ?page|web ?site|location)"
)
_WHICH = r"(?:the|this|that|your|our|requested|such|following|specified|web|desired) "
_LOST = r"(?:(?:was|is|were|could|can|has|have|does|do|did|may)(?:n't| not)?|cannot|can't|couldn't|isn't|wasn't|doesn't) ?(?:be |been |longer )?"
_GONE = r"(?:found|exists?|available|located|removed|deleted|missing|gone|moved)"
_ENGLISH = (
    rf"(?:sorry,? |oops,? |(?:http )?(?:error|status):? )?(?:{_WHICH})*{_NOUN}(?: you(?:'re| are|'ve| have)? [^.!?]{{1,60}})? (?:{_LOST}|not |no longer )?(?:not |no longer )?{_GONE}"
    rf"|not found|nothing (?:was )?found(?: here)?|nothing here|no such {_NOUN}|does not exist"
    rf"|(?:{_WHICH})*{_NOUN} (?:does not|doesn't|no longer) exists?"
    rf"|we (?:can't|cannot|couldn't|could not|can not|were unable to|are unable to) (?:seem to )?find (?:that|the|this|your|what) ?[^.!?]{{0,60}}"
    rf"|unknown {_NOUN}|invalid {_NOUN}|missing {_NOUN}|dead link|lost\?|{_NOUN} unavailable|this is not the (?:web )?page you are looking for"
)
_OTHERS = (
    # German, Dutch, Swedish, Danish and Norwegian, Finnish
    r"(?:die (?:angeforderte |gesuchte |gewünschte )?)?(?:seite|datei)(?: wurde| konnte| existiert)?(?: leider)? nicht (?:gefunden(?: werden)?|mehr verfügbar|verfügbar|vorhanden|existent)|(?:die )?seite existiert nicht(?: mehr)?|nicht gefunden"
    r"|(?:de )?(?:opgevraagde )?pagina (?:is |kon |werd )?niet (?:gevonden|beschikbaar)(?: worden)?|(?:deze )?pagina bestaat niet(?: meer)?|niet gevonden"
    r"|sidan (?:kunde inte hittas|hittades inte|finns inte)|side(?:n|r)? (?:ikke fundet|blev ikke fundet|ikke funnet|ble ikke funnet|finnes ikke|findes ikke)"
    r"|sivua ei (?:löydy|löytynyt)"
    # French, Spanish, Portuguese, Catalan, Italian, Romanian
    r"|(?:cette |la |désolé,? )*(?:page|ressource)(?: demandée| que vous [^.!?]{1,50})?(?: est)?(?: n'existe (?:pas|plus)| introuvable| non trouvée| n'a pas été trouvée| inexistante)|introuvable"
    r"|(?:la )?página(?: solicitada| que [^.!?]{1,40})? no (?:encontrada|existe|disponible|se encuentra|se ha encontrado|fue encontrada)|no se (?:ha )?encontr(?:ó|ado|a) la página|no encontrado"
    r"|(?:a )?página(?: solicitada)? não (?:encontrada|existe|disponível|foi encontrada)|não encontrad[oa]|pàgina no trobada"
    r"|(?:la )?pagina(?: richiesta)? (?:non (?:trovata|esiste|disponibile|è stata trovata)|inesistente)|pagina nu (?:a fost găsită|există)"
    # Polish, Czech, Slovak, Hungarian, Turkish, Greek, Indonesian, Vietnamese
    r"|(?:nie znaleziono (?:strony|pliku)|strona nie (?:została znaleziona|istnieje)|nie znaleziono)"
    r"|(?:stránka (?:nebyla nalezena|nenalezena|neexistuje|nebola nájdená|sa nenašla))|(?:az )?oldal nem található"
    r"|(?:aradığınız )?sayfa bulunamadı|η σελίδα δεν βρέθηκε|halaman tidak ditemukan|không tìm thấy trang|trang không tồn tại"
    # Russian, Ukrainian, Bulgarian
    r"|(?:запрашиваемая |извините,? )?страница (?:не найдена|не существует|была удалена|удалена)|сторінк[ау] не знайдено|страницата не е намерена|не найдено"
    # Chinese, Japanese, Korean, Arabic, Hebrew, Persian, Thai
    r"|(?:抱歉[,，]?)?(?:您访问的|你访问的|您要找的|您请求的)?(?:页面|网页|頁面|網頁|文件|内容|文章)(?:不存在|未找到|找不到|已删除|已被删除|已失效|不見了|走丢了)[^。]{0,12}|(?:找不到|未找到)(?:该|此|您要的|相关)?(?:页面|网页|頁面|網頁)"
    r"|(?:お探しの|指定された|ご指定の)?(?:ページ|ファイル)(?:が|は)(?:見つかりません(?:でした)?|存在しません)[。]?"
    r"|(?:요청하신 )?페이지를 찾을 수 없습니다[.]?|존재하지 않는 페이지(?:입니다)?[.]?"
    r"|الصفحة غير موجودة|لم يتم العثور على الصفحة|הדף לא נמצא|העמוד לא נמצא|صفحه (?:مورد نظر )?(?:یافت نشد|پیدا نشد)|ไม่พบหน้า(?:ที่ต้องการ|นี้)?"
)
_BEFORE = r"(?:(?:oops|whoops|sorry|hmm|uh[ -]?oh|oh no|ooops|error|fehler|erreur|http|404|410|#404)[\s!.,:;–—…()-]*)*"
_AFTER = r"[\s!.,:;–—…()?-]*(?:(?:error|fehler|404|410|page|sorry|:\(|:-\()[\s!.,:;()?-]*)*"
_SAYS = re.compile(rf"{_BEFORE}(?:{_ENGLISH}|{_OTHERS}){_AFTER}\Z")
_NUMBER = re.compile(
    r"(?:(?:http|error|err|code|status|fehler|erreur|page|oops|sorry|#)[\s!.:-]*)*(?:404|410)(?:[\s!.:-]*(?:error|fehler|page|oops|sorry))*\Z"
)
_SENTENCE = re.compile(
    rf"(?:{_WHICH})+{_NOUN}(?: you(?:'re| are|'ve| have|r)? [^.!?]{{1,60}}?)?(?: at this address)? "
    rf"(?:(?:was|is|could|can|has|does|may|might)(?:n't| not| no longer)?(?: have)?(?: be| been| no longer)?|cannot be|couldn't be|no longer|doesn't|does not) "
    rf"(?:found|exist|exists|available|located|removed|deleted|moved)"
    rf"|we (?:can't|cannot|couldn't|could not|were unable to|are unable to) (?:seem to )?find (?:the|that|this) {_NOUN}"
    rf"|requested url [^ ]{{1,200}} was not found|\b404[ :-]+(?:page )?not found|{_OTHERS}"
)
_ABOUT = re.compile(
    r"status codes?|response codes?|error codes?|http/\d|\brfc ?\d{4}|how to|tutorial|in this (?:article|post|guide|chapter|section)|web servers?|"
    r"client error|we (?:describe|explain|discuss)|developers?\b|apache|nginx"
)
_SHORT = 120
"""Words of prose: error pages say little; articles about errors say more."""
_VERY_SHORT = 45
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
    heads = [*parts_of_title(page.title)][:6] + [plain(each) for each in page.headings[:4]]
    said = next((each for each in heads if len(each) < 140 and _SAYS.match(each)), None)
    short = page.words <= _SHORT and not _ABOUT.search(page.prose)
    if said:
        return Gone(said, short)
    number = next((each for each in heads if _NUMBER.match(each)), None)
    sentence = _SENTENCE.search(page.prose) if page.words <= _SHORT else None
    if number:
        return Gone(sentence.group() if sentence else number, bool(sentence) and short)
    if sentence:
        return Gone(sentence.group(), page.words <= _VERY_SHORT and short)
    return None


def plain_text_says_gone(text: str) -> Gone | None:
    """The same for a body that is no page: ``404 page not found``, or an API's ``{"message": "Not Found"}``."""
    if len(text) > 600:
        return None
    said = _message(text) or text
    words = plain(said)
    if len(words) < 140 and (_SAYS.match(words) or _NUMBER.match(words)):
        return Gone(words, bool(_SAYS.match(words)))
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
    """``own`` or ``other`` where a deep link was led to a front page, of its own site or of another one.

    The own site is the same host with or without ``www.``, and the bare registrable domain above it; ``docs.example.org`` is a
    site of its own, to which ``example.org/docs`` may well have moved.
    """
    landing = urlsplit(final)
    if is_front(asked) or not is_front(final) or (landing.fragment and landing.fragment != urlsplit(asked).fragment):
        return None
    before, after = host(asked).removeprefix("www."), host(final).removeprefix("www.")
    if after in (before, registrable_domain(before)):
        return "own"
    return "other"
