"""Bot walls by their marks: a page that asks who is reading, instead of the page that was cited.

The marks and the statuses they come with are from the vendors' documentation and from recorded pages. A mark counts only
where ordinary pages of the vendor's customers do not carry it too: half of the web loads a script from Cloudflare, sends a
``x-datadome`` header or mentions a captcha, and is no wall.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from checker.core.urls import host
from checker.sources.page_html import Page
from checker.sources.page_text import plain

_SHORT = 150
"""Words of prose: a challenge says little more than that it is one."""


UNNAMED = "unknown"
"""A wall that does not name its maker."""


@dataclass(frozen=True, slots=True)
class Wall:
    """One vendor's marks. Any header alone is enough; any other mark is, on a page that has little to say itself."""

    who: str
    headers: Mapping[str, str] = field(default_factory=dict)
    """Header name to a pattern of its whole value."""
    titles: tuple[str, ...] = ()
    """Parts of a title or a heading, as `plain` gives them."""
    scripts: tuple[str, ...] = ()
    """Pieces of inline scripts and of the addresses of scripts, frames and forms."""
    ids: tuple[str, ...] = ()
    prose: tuple[str, ...] = ()
    """Pieces of what the page says."""


WALLS = (
    Wall("ddos-guard", titles=("ddos-guard",), scripts=("check.ddos-guard.net", "/.well-known/ddos-guard/")),
    Wall(
        "cloudflare",
        headers={"cf-mitigated": "challenge|block|captcha"},
        titles=("just a moment...", "attention required!", "checking your browser before accessing"),
        scripts=("_cf_chl_opt", "_cf_chl_ctx", "/cdn-cgi/challenge-platform/h/", "/cdn-cgi/l/chk_", "cf_chl_prog"),
        ids=("challenge-error-text", "challenge-running", "cf-challenge-running", "cf-please-wait"),
        prose=(
            "checking your browser before accessing",
            "verify you are human by completing the action below",
            "has banned you temporarily from accessing this website",
            "is using a security service to protect itself from online attacks",
        ),
    ),
    Wall(
        "aws",
        headers={"x-amzn-waf-action": "challenge|captcha|block"},
        scripts=(
            "window.gokuprops",
            "awswafcookiedomainlist",
            "awswafintegration.gettoken",
            "awswafintegration.checkforcerefresh",
        ),
    ),
    Wall(
        "anubis",
        titles=("making sure you're not a bot!",),
        scripts=("/.within.website/x/cmd/anubis/",),
        ids=("anubis_challenge", "anubis_version"),
        prose=("protected by anubis",),
    ),
    Wall("go-away", titles=("checking you are not a bot",), scripts=("/.well-known/.git.gammaspectra.live/git/go-away/",)),
    Wall(
        "datadome",
        headers={"x-dd-b": r".+"},
        scripts=("captcha-delivery.com", "var dd={'rt'", "var dd={'cid'", 'var dd={"rt"', "dd={'rt':'c'"),
    ),
    Wall(
        "perimeterx",
        titles=("access to this page has been denied", "access to this page has been denied."),
        scripts=("captcha.px-cdn.net", "captcha.px-cloud.net", "/px/captcha/", "window._pxuuid"),
        ids=("px-captcha", "px-captcha-wrapper"),
        prose=("press & hold to confirm you are", "press and hold to confirm you are"),
    ),
    Wall(
        "akamai",
        scripts=("/_sec/cp_challenge/", "bm-verify="),
        ids=("sec-if-cpt-container", "sec-cpt-if", "sec-container"),
        prose=("errors.edgesuite.net", "you don't have permission to access \"http"),
    ),
    Wall(
        "imperva",
        titles=("pardon our interruption", "pardon our interruption..."),
        scripts=("/_incapsula_resource?swudnsai", "incident_id=", "/distil_r_captcha"),
        prose=("request unsuccessful. incapsula incident id", "powered by imperva"),
    ),
    Wall("kasada", scripts=("window.kpsdk", "/ips.js?")),
    Wall("vercel", headers={"x-vercel-mitigated": "challenge|deny"}, titles=("vercel security checkpoint",)),
    Wall(
        "sucuri",
        headers={"x-sucuri-block": r".+"},
        titles=("sucuri website firewall", "sucuri website firewall - access denied"),
        scripts=("sucuri_cloudproxy_js",),
    ),
    Wall("f5", titles=("request rejected",), prose=("the requested url was rejected. please consult with your administrator",)),
    Wall(
        "radware",
        titles=("radware captcha page", "radware bot manager captcha"),
        scripts=("validate.perfdrive.com", "captcha.perfdrive.com"),
    ),
    Wall("reblaze", scripts=("window.rbzns", "rbzid=")),
    Wall("siteground", headers={"sg-captcha": "challenge"}, scripts=("/.well-known/sgcaptcha/",)),
    Wall("rimon", headers={"rimon": "rwc_block"}),
    Wall("fastly", titles=("client challenge",), scripts=("/_fs-ch-",)),
    Wall("google", titles=("sorry...",), prose=("our systems have detected unusual traffic from your computer network",)),
    Wall("silverchair", titles=("validate user",), scripts=("/validateuser",)),
    Wall("wordfence", prose=("generated by wordfence", "your access to this site has been limited by the site owner")),
    Wall("cloudfront", titles=("error: the request could not be satisfied",), prose=("generated by cloudfront (cloudfront)",)),
    Wall("ddg-shield", prose=("checking the site connection security",)),
)

_ASKS = re.compile(
    r"(?:(?:please )?(?:verify|confirm|prove)(?:ing)? (?:that )?you(?:'re| are) (?:a )?(?:human|not a (?:ro)?bot)"
    r"|verifying you are human.{0,20}"
    r"|are you (?:a )?(?:human|(?:ro)?bot)\?*|(?:ro)?bot or human\??|human or (?:ro)?bot\??|i'm not a robot"
    r"|human verification|bot verification|captcha (?:check|required|challenge)|security (?:check|checkpoint"
    r"|verification|challenge)"
    r"|(?:making sure|checking(?: if| that)?) you(?:'re| are) not a (?:ro)?bot!?|one moment,? please\.*"
    r"|please wait\.\.\.|ddos protection(?: by .*)?"
    r"|checking your browser\.*|browser check|just a moment\.*|einen moment(?:,? bitte)?\.*|un instant\.*"
    r"|un momento\.*|请稍候\.*|しばらくお待ちください\.*"
    r"|access denied\.?|access (?:to this page )?(?:has been )?(?:denied|blocked)\.?|(?:sorry, )?you have been blocked"
    r"|request (?:blocked|rejected|access)|unusual (?:traffic|activity) detected|automated access(?: denied)?"
    r"|challenge (?:required|validation))\Z"
)
_DENIES = re.compile(
    r"(?:blocked|forbidden|captcha|too many requests|rate limit(?: exceeded|ed)?|403 (?:- )?forbidden|403 error"
    r"|error 403|(?:not|un)[ -]?authori[sz]ed"
    r"|access (?:restricted|forbidden)|you are (?:a )?(?:ro)?bot)\Z"
)
"""What counts only beside a status that is no success: ordinary pages have such titles."""
_ASKS_PROSE = re.compile(
    r"enable javascript and cookies to continue|verify (?:that )?you(?:'re| are) (?:a )?(?:human|not a (?:ro)?bot)"
    r"|(?:complete|solve|pass) (?:the|this|a) (?:captcha|security check|challenge)[^.]{0,20} (?:to|and) (?:continue"
    r"|proceed|access|view|see)"
    r"|your (?:request|ip(?: address)?|access) (?:has been|was|is) (?:temporarily )?(?:blocked|denied"
    r"|rate[- ]limited)|unusual traffic from your"
    r"|we need to (?:make sure|verify|check) (?:that )?you(?:'re| are) (?:a )?(?:human|not a (?:ro)?bot)"
)


def wall_of_headers(headers: Mapping[str, str]) -> str | None:
    """Who blocks, as far as the headers alone say so."""
    for name, pattern, who in _BY_HEADER:
        if name in headers and pattern.fullmatch(headers[name].strip().lower()):
            return who
    return None


def wall_of_server(status: int, headers: Mapping[str, str]) -> str | None:
    """Whose firewall sent a refusal, where the page itself does not tell; only for statuses that refuse."""
    server = headers.get("server", "").lower()
    if status == 403 and "akamaighost" in server:
        return "akamai"
    if status == 403 and "ak_p" in headers.get("server-timing", ""):
        return "akamai"
    if status in (403, 429) and server == "cloudflare":
        return "cloudflare"
    if status == 403 and server.startswith("awselb"):
        return "aws"
    if status == 403 and server == "cloudfront":
        return "cloudfront"
    if status == 403 and "x-datadome" in headers:
        return "datadome"
    return "linkedin" if status == 999 else None


_WALL_HOSTS = (
    ("validate.perfdrive.com", "radware"),
    ("captcha-delivery.com", "datadome"),
    ("captcha.px-cloud.net", "perimeterx"),
    ("unblock.federalregister.gov", UNNAMED),
)
_WALL_PATH = re.compile(
    r"/(?:captcha|re?captcha|sorry/index|robot-?check|bot-?(?:check|detected|detection|verification|manager)|(?:are-you-|verify-?)human"
    r"|human-?verification|access-?denied|validate-?user|errors?/validatecaptcha|blocked|browser-?check|cdn-cgi/challenge-platform"
    r"|\.within\.website/x/cmd/anubis|challenge)(?:\.\w{2,5})?(?:/|\Z)",
    re.IGNORECASE,
)


def wall_of_address(asked: str, final: str) -> str | None:
    """Whose wall a redirect leads to, where its address says so and the one asked does not."""
    where = host(final)
    known = next((who for name, who in _WALL_HOSTS if where == name or where.endswith("." + name)), None)
    if known and host(asked) != where:
        return known
    return UNNAMED if _WALL_PATH.search(urlsplit(final).path) and not _WALL_PATH.search(urlsplit(asked).path) else None


def wall_of_page(page: Page, status: int) -> str | None:
    """Who blocks, as the page itself shows, or `UNNAMED`.

    Not-found pages are left to their status unless a vendor's own mark says otherwise.
    """
    if page.says_much or page.words > _SHORT:
        return None
    heads = {*page.names, *page.heads}
    code = "\n".join((page.scripts, *page.sources, page.meta("refresh"))).casefold()
    if who := _named(page, heads, code):
        return who
    return UNNAMED if status not in (404, 410) and _asks(page, status) else None


def _asks(page: Page, status: int) -> bool:
    heads = set(page.heads)
    if not page.headings:
        heads.update(page.names)
    if any(len(head) < 80 and (_ASKS.match(head) or (status >= 400 and _DENIES.match(head))) for head in heads):
        return True
    return page.visible_words < 70 and bool(_ASKS_PROSE.search(f"{page.prose} {plain(page.noscript)}"))


def _named(page: Page, heads: set[str], code: str) -> str | None:
    """The vendor whose mark shows, the surest kind of mark first."""
    if known := next((_BY_TITLE[head] for head in heads if head in _BY_TITLE), None):
        return known
    if known := next((_BY_ID[each] for each in page.ids & _BY_ID.keys()), None):
        return known
    if code and (known := next((who for piece, who in _BY_SCRIPT if piece in code), None)):
        return known
    return next((who for piece, who in _BY_PROSE if piece in page.prose), None) if page.prose else None


_BY_TITLE = {title: wall.who for wall in WALLS for title in wall.titles}
_BY_ID = {each: wall.who for wall in WALLS for each in wall.ids}
_BY_SCRIPT = tuple((piece.casefold(), wall.who) for wall in WALLS for piece in wall.scripts)
_BY_PROSE = tuple((piece, wall.who) for wall in WALLS for piece in wall.prose)
_BY_HEADER = tuple((name, re.compile(pattern), wall.who) for wall in WALLS for name, pattern in wall.headers.items())
