"""Domains that a seller or a registrar fills: parked, expired, for sale."""

import re

from checker.core.urls import host
from checker.sources.page_html import Page

SELLERS = tuple(
    (
        "afternic.com atom.com brandbucket.com buydomains.com dan.com domainmarket.com domainnamesales.com dropcatch.com efty.com"
        " expireddomains.com forsale.godaddy.com hugedomains.com namejet.com parkingcrew.net parklogic.com sav.com"
        " searchhounds.com sedo.com sedoparking.com squadhelp.com undeveloped.com uniregistry.com"
    ).split()
)
"""Hosts whose pages stand where a site once was."""

_LOADED = re.compile(
    r"(?:^|[/.@])(?:parkingcrew\.net|sedoparking\.com|img\.sedoparking\.com|bodis\.com|parking\.bodiscdn\.com"
    r"|parklogic\.com|above\.com"
    r"|cashparking\.com|domainsponsor\.com|smartname\.com|voodoo\.com|skenzo\.com|trafficz\.com|rookmedia\.net"
    r"|dsnextgen\.com|ztomy\.com"
    r"|d38psrni17bvxu\.cloudfront\.net|d1lxhc4jvstzrp\.cloudfront\.net|parked-content\.godaddy\.com"
    r"|img1\.wsimg\.com/parking-lander"
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
_THIS = r"\b(?:this|the|your|our) (?:premium )?(?:domain(?: ?name)?|web ?address)"
_SAYS = re.compile(
    "|".join(
        (
            rf"{_THIS}(?: name)?[^.!?]{{0,50}} (?:is|may be|might be|could be|has been|was)(?: currently| now| still| probably)? "
            r"(?:for sale|available for (?:purchase|sale)|on sale|parked|listed for sale|not (?:yet )?connected to a website)",
            rf"{_THIS}(?: name)? (?:has|have) expired|{_THIS} expired on|expired domain name\b",
            r"\bdomain(?: name)? (?:is )?(?:for sale|parked)\b|\bdomain(?: name)? parking\b|\bparked domain",
            rf"\b(?:buy|purchase|get|acquire|make an offer (?:on|for)|inquire about|enquire about|own) {_THIS}\b",
            rf"{_THIS} was (?:recently )?registered (?:at|with|by) |\bparked (?:free|for free|page|by)\b|courtesy of godaddy",
            r"domain (?:[^ ]{1,60} ){0,2}(?:steht zum verkauf|ist (?:zu verkaufen|geparkt|käuflich))"
            r"|this domain steht zum verkauf",
            r"\bdomaine (?:[^ ]{1,60} ){0,2}est (?:à vendre|en vente|parqué)",
            r"\bdom[ií]ni[oa] (?:[^ ]{1,60} ){0,2}(?:está |è )?(?:en venta|à venda|in vendita)",
            r"\bдомен (?:[^ ]{1,60} ){0,2}(?:продаётся|продается|припаркован)",
            r"(?:该|此|本)?域名(?:正在)?(?:出售|转让|待售)|このドメインは(?:販売中|お名前\.com)",
            r"future home of something quite cool|sponsored listings",
        )
    )
)
"""What such a page says; the site's own name counts as "this domain"."""
_SHORT = 220
_VERY_SHORT = 90


def parked(asked: str, final: str, page: Page | None) -> str | None:
    """The mark by which a parked domain shows: the seller that it leads to, the network that fills it, or what it says."""
    where = host(final)
    seller = next((each for each in SELLERS if where == each or where.endswith("." + each)), None)
    if seller and seller not in host(asked):
        return seller
    if page is None or page.says_much or page.words > _SHORT:
        return None
    code = "\n".join((page.scripts, *page.sources))
    if loaded := next((match.group().strip("/.@") for each in page.sources if (match := _LOADED.search(each))), None):
        return loaded
    if mark := next((each for each in _CODE if each in code), None):
        return mark
    return _said(page, host(asked).removeprefix("www."))


def _said(page: Page, own: str) -> str | None:
    def this(text: str) -> str:
        return text.replace(f"www.{own}", own).replace(own, "this domain") if own else text

    heads = this(" . ".join(page.heads))
    found = _SAYS.search(heads) or (_SAYS.search(this(page.prose)) if page.words <= _VERY_SHORT else None)
    return found.group()[:80] if found else None
