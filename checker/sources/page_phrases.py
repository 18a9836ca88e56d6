"""How error pages say that something is not there, in the languages of the web; patterns over text as `plain` gives it."""

import re

_NOUN = (
    r"(?:page|file|document|article|url|resource|content|item|paper|post|site|website|link|address|entry|record|story|project|"
    r"repository|note|product|publication|object|dataset|model|profile|user|topic|event|job|video|web ?page|web ?site|location)"
)
_WHICH = r"(?:the|this|that|your|our|requested|such|following|specified|web|desired) "
_NOT = (
    r"(?:(?:was|is|were|could|can|has|have|does|do|did|may)(?:n't| not)?|cannot|can't|couldn't|isn't|wasn't|doesn't) ?"
    r"(?:be |been |longer )?"
)
_GONE = r"(?:found|exists?|available|located|removed|deleted|missing|gone)"
_YOU = r"(?: you(?:'re| are|'ve| have|r)? [^.!?]{1,60}?)?"
_CANNOT_FIND = r"we (?:can't|cannot|couldn't|could not|can not|were unable to|are unable to) (?:seem to )?find"

_ENGLISH = (
    rf"(?:sorry,? |oops,? |(?:http )?(?:error|status):? )?(?:{_WHICH})*{_NOUN}{_YOU} (?:{_NOT}|not "
    rf"|no longer )?(?:not |no longer )?{_GONE}",
    rf"not found|nothing (?:was )?found(?: here)?|nothing here|no such {_NOUN}|does not exist",
    rf"(?:{_WHICH})*{_NOUN} (?:does not|doesn't|no longer) exists?",
    rf"{_CANNOT_FIND} (?:that|the|this|your|what) ?[^.!?]{{0,60}}",
    rf"(?:{_WHICH})*{_NOUN}{_YOU} (?:isn't|is not|is no longer) (?:here|there|online|live|up)",
    rf"410[\s:.–—-]*gone|unknown {_NOUN}|invalid {_NOUN}|missing {_NOUN}|dead link|{_NOUN} unavailable",
    r"this is not the (?:web )?page you are looking for",
)
_OTHERS = (
    # German
    r"(?:die (?:angeforderte |gesuchte |gewünschte )?)?(?:seite|datei)(?: wurde| konnte| existiert)?(?: leider)? nicht "
    r"(?:gefunden(?: werden)?|mehr verfügbar|verfügbar|vorhanden|existent)",
    r"(?:die )?seite existiert nicht(?: mehr)?|nicht gefunden",
    # Dutch
    r"(?:de )?(?:opgevraagde )?pagina (?:is |kon |werd )?niet (?:gevonden|beschikbaar)(?: worden)?",
    r"(?:deze )?pagina bestaat niet(?: meer)?|niet gevonden",
    # Swedish, Danish, Norwegian, Finnish
    r"sidan (?:kunde inte hittas|hittades inte|finns inte)|sivua ei (?:löydy|löytynyt)",
    r"side(?:n|r)? (?:ikke fundet|blev ikke fundet|ikke funnet|ble ikke funnet|finnes ikke|findes ikke)",
    # French
    r"(?:cette |la |désolé,? )*(?:page|ressource)(?: demandée| que vous [^.!?]{1,50})?(?: est)?"
    r"(?: n'existe (?:pas|plus)| introuvable| non trouvée| n'a pas été trouvée| inexistante)",
    r"introuvable",
    # Spanish, Catalan
    r"(?:la )?página(?: solicitada| que [^.!?]{1,40})? no (?:encontrada|existe|disponible|se encuentra"
    r"|se ha encontrado|fue encontrada)",
    r"no se (?:ha )?encontr(?:ó|ado|a) la página|no encontrado|pàgina no trobada",
    # Portuguese
    r"(?:a )?página(?: solicitada| que [^.!?]{1,40})? não (?:encontrada|existe|disponível|foi encontrada)|não encontrad[oa]",
    # Italian, Romanian
    r"(?:la )?pagina(?: richiesta)? (?:non (?:trovata|esiste|disponibile|è stata trovata)|inesistente)",
    r"pagina nu (?:a fost găsită|există)",
    # Polish, Czech, Slovak, Hungarian
    r"nie znaleziono (?:strony|pliku)|strona nie (?:została znaleziona|istnieje)|nie znaleziono",
    r"stránka (?:nebyla nalezena|nenalezena|neexistuje|nebola nájdená|sa nenašla)|(?:az )?oldal nem található",
    # Croatian, Serbian, Slovene, Estonian, Latvian, Lithuanian
    r"(?:tražena )?stranica (?:nije pronađena|ne postoji)|страница није пронађена|stran (?:ni (?:bila )?najdena|ne obstaja)",
    r"(?:lehte|lehekülge) ei leitud|(?:lapa|lappuse) nav atrasta|puslapis nerastas",
    # Turkish, Greek, Indonesian, Vietnamese
    r"(?:aradığınız )?sayfa bulunamadı|η σελίδα δεν βρέθηκε|halaman tidak ditemukan|không tìm thấy trang|trang không tồn tại",
    # Russian, Ukrainian, Bulgarian
    r"(?:запрашиваемая |извините,? )?страница (?:не найдена|не существует|была удалена|удалена)|не найдено",
    r"сторінк[ау] не знайдено|страницата не е намерена",
    # Chinese
    r"(?:抱歉[,，]?)?(?:您访问的|你访问的|您要找的|您请求的)?(?:页面|网页|頁面|網頁|文件|内容|文章)"
    r"(?:不存在|未找到|找不到|已删除|已被删除|已失效|不見了|走丢了)[^。]{0,12}",
    r"(?:找不到|未找到)(?:该|此|您要的|相关)?(?:页面|网页|頁面|網頁)",
    # Japanese, Korean
    r"(?:お探しの|指定された|ご指定の)?(?:ページ|ファイル)(?:が|は)(?:見つかりません(?:でした)?|存在しません)。?",
    r"(?:요청하신 )?페이지를 찾을 수 없습니다\.?|존재하지 않는 페이지(?:입니다)?\.?",
    # Arabic, Hebrew, Persian, Thai, Hindi
    r"(?:पृष्ठ|पेज) नहीं मिला",
    r"الصفحة غير موجودة|لم يتم العثور على الصفحة|הדף לא נמצא|העמוד לא נמצא",
    r"صفحه (?:مورد نظر )?(?:یافت نشد|پیدا نشد)|ไม่พบหน้า(?:ที่ต้องการ|นี้)?",
)
_BEFORE = (
    r"(?:(?:(?:we're|we are|i'm) sorry|oops|whoops|sorry|hmm|uh[ -]?oh|oh no|ooops|error|fehler|erreur|http|404|410|#404)"
    r"[\s!.,:;–—…()-]*)*"
)
_AFTER = r"[\s!.,:;–—…()?-]*(?:(?:error|fehler|404|410|page|sorry|:\(|:-\()[\s!.,:;()?-]*)*"
_AROUND = r"(?:http|error|err|code|status|fehler|erreur|page|oops|sorry|#)"

HEADING = re.compile(rf"{_BEFORE}(?:{'|'.join((*_ENGLISH, *_OTHERS))}){_AFTER}\Z")
"""A whole title or heading that says nothing else."""

NUMBER = re.compile(rf"(?:{_AROUND}[\s!.:-]*)*(?:404|410)(?:[\s!.:-]*{_AROUND})*\Z")
"""A whole title or heading that is nothing but the number."""

SENTENCE = re.compile(
    "|".join(
        (
            rf"(?:{_WHICH})+{_NOUN}{_YOU}(?: at this address)? "
            r"(?:(?:was|is|could|can|has|does|may|might)(?:n't| not| no longer)?(?: have)?(?: be| been| no longer)?"
            r"|cannot be|couldn't be|no longer|doesn't|does not) (?:found|exist|exists|available|located|removed|deleted)",
            rf"(?:{_WHICH})+{_NOUN}{_YOU} (?:may|might|could) have been (?:re)?moved",
            rf"{_CANNOT_FIND} (?:the|that|this) {_NOUN}",
            r"requested url [^ ]{1,200} was not found|\b(?:page|file|document) not found(?=\s*(?:[.!|]|\Z))",
            rf"\bthe {_NOUN} [\w.-]{{1,60}} (?:was not found|does not exist)",
            *_OTHERS,
        )
    )
)
"""A sentence that says so, anywhere in a text."""

OF_PAGES = re.compile(
    rf"requested|you(?:'re| are|r)? (?:looking|trying|were)|{_CANNOT_FIND}"
    r"|(?:this|that|the|your) (?:page|url|web ?page|file|link|address)\b|(?:page|file|document) not found"
)
"""What such a sentence is about, where it can only be the page itself: items and articles may be missing inside a page."""

ABOUT = re.compile(
    r"status codes?|response codes?|error codes?|http/\d|\brfc ?\d{4}|how to|tutorial|in this (?:article|post|guide"
    r"|chapter|section)"
    r"|web servers?|client error|we (?:describe|explain|discuss)|developers?\b"
)
"""Words of texts that are about errors instead of being one."""
