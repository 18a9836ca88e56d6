"""Domains that a seller or a registrar fills: parked, expired, for sale."""

import re

from checker.core.urls import host
from checker.sources.page_html import Page, plain

SELLERS = (
    "afternic.com", "atom.com", "brandbucket.com", "buydomains.com", "dan.com", "domainmarket.com", "domainnamesales.com", "dropcatch.com",
    "efty.com", "forsale.godaddy.com", "hugedomains.com", "namejet.com", "parkingcrew.net", "sedo.com", "sedoparking.com", "squadhelp.com",
    "undeveloped.com", "uniregistry.com", "domains.atom.com", "sav.com", "expireddomains.com", "searchhounds.com", "parklogic.com",
)  # fmt: skip
"""Hosts whose pages stand where a site once was."""

_LOADED = re.compile(
    r"(?:^|[/.@])(?:parkingcrew\.net|sedoparking\.com|img\.sedoparking\.com|bodis\.com|parking\.bodiscdn\.com|parklogic\.com|above\.com"
    r"|cashparking\.com|domainsponsor\.com|smartname\.com|voodoo\.com|skenzo\.com|trafficz\.com|rookmedia\.net|dsnextgen\.com|ztomy\.com"
    r"|d38psrni17bvxu\.cloudfront\.net|d1lxhc4jvstzrp\.cloudfront\.net|parked-content\.godaddy\.com|img1\.wsimg\.com/parking-lander"
    r"|parkingpage\.namecheap\.com|parking\.reg\.ru|parking-page\.|cdn\.parkingcrew|sedoparking)",
    re.IGNORECASE,
)
_CODE = (
    "window.park =",
    "window.park=",
    "parking-lander",
    'window.location.href="/lander"',
    "window.location.href='/lander'",
    "_parked_",
    "sedoparking",
)
_DOMAIN = r"(?:(?:this|the|your|our) )?(?:premium )?(?:domain(?: ?name)?|web ?address|[a-z0-9-]+(?:\.[a-z0-9-]+)+)"
_SAYS = re.compile(
    rf"{_DOMAIN}[^.!?]{{0,50}} (?:is|may be|might be|could be|has been|was)(?: currently| now| still| probably)? "
    rf"(?:for sale|available for (?:purchase|sale)|on sale|parked|listed for sale|not (?:yet )?(?:configured|connected to a website))"
    rf"|{_DOMAIN} (?:name )?(?:has|have) expired|{_DOMAIN} expired on|expired domain(?: name)?\b|domain (?:name )?(?:registration|parking|is parked|parked)"
    rf"|(?:buy|purchase|get|acquire|make an offer (?:on|for)|inquire about|enquire about|own) {_DOMAIN}(?: (?:today|now|name))?\b"
    rf"|{_DOMAIN} was (?:recently )?registered (?:at|with|by) |parked (?:free|domain|page|by|at|with)\b|courtesy of godaddy"
    rf"|domain (?:steht|ist) zu(?:m)? (?:verkauf|verkaufen)|(?:diese |die )?domain (?:[^ ]{{1,60}} )?(?:steht zum verkauf|ist (?:zu verkaufen|geparkt|käuflich))"
    rf"|(?:ce |le )?(?:nom de )?domaine (?:[^ ]{{1,60}} )?est (?:à vendre|en vente|parqué)|(?:este )?dominio (?:[^ ]{{1,60}} )?(?:está )?(?:en venta|à venda|in vendita|è in vendita)"
    rf"|(?:этот )?домен (?:[^ ]{{1,60}} )?(?:продаётся|продается|припаркован)|(?:该|此|本)?域名(?:正在)?(?:出售|转让|待售)|このドメインは(?:販売中|お名前\.com)"
    rf"|future home of something quite cool|website coming soon.{{0,40}}registrar|related searches.{{0,80}}(?:privacy policy|sponsored listings)|sponsored listings"
)
_SHORT = 220


def parked(asked: str, final: str, page: Page | None) -> str | None:
    """The mark by which a parked domain shows: the seller that it leads to, the network that fills it, or what it says."""
    where = host(final)
    seller = next((each for each in SELLERS if where == each or where.endswith("." + each)), None)
    if seller and seller not in host(asked):
        return seller
    if page is None or page.words > _SHORT:
        return None
    code = "\n".join((page.scripts, *page.sources))
    if loaded := next((match.group().strip("/.@") for each in page.sources if (match := _LOADED.search(each))), None):
        return loaded
    if mark := next((each for each in _CODE if each in code), None):
        return mark
    return _said(page)


def _said(page: Page) -> str | None:
    heads = " . ".join([plain(page.title), *(plain(each) for each in page.headings[:4])])
    found = _SAYS.search(heads) or (_SAYS.search(page.prose) if page.words <= 90 else None)
    return found.group()[:80] if found else None
