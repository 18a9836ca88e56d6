"""Domains that somebody else took over: where a work once was, gambling, pills or worse are advertised."""

from checker.core.patterns import pattern
from checker.core.urls import host, registrable_domain
from checker.sources.page_html import Page

_TRADES = pattern(
    r"\b(?:casinos?|slot (?:gacor|online|machines?)|slots online|online slots?|judi (?:online|bola)|togel|sbobet|situs slot"
    r"|sports? ?betting|online betting|betting (?:site|odds|tips)|bookmakers?|online poker|poker online|baccarat"
    r"|viagra|cialis|levitra|kamagra|sildenafil|tadalafil|online pharmacy"
    r"|payday loans?|porn|essay writing service)\b"
    r"|казино|букмекер|онлайн-слот|博彩|赌场|娱乐城|真人荷官|カジノ|카지노|토토사이트"
)
"""What such domains advertise, in titles and headings (compared as `plain` does); none of it is what a citation leads to."""


def taken_over(asked: str, final: str, page: Page | None) -> str | None:
    """The word by which an expired and resold domain shows, on a page that another domain's address now leads to.

    Only where the domain is another than the one that was asked: a site that has always been about its trade is no such thing,
    and neither is one whose address names it.
    """
    if page is None:
        return None
    before, after = host(asked), host(final)
    if before == after or registrable_domain(before) == registrable_domain(after):
        return None
    found = _TRADES.search(" . ".join(page.heads))
    word = found.group() if found else ""
    return word if word and word not in asked.casefold() else None
