"""Text of pages: decoded whatever it claims to be, squeezed, and made comparable."""

import re
from collections.abc import Iterator
from html import unescape

_CJK = re.compile(r"[぀-ヿ㐀-鿿가-힯฀-๿]")
_SPACE = re.compile(r"\s+")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_NO_CHARSETS = frozenset({"punycode", "idna", "utf_7", "unicode_escape", "raw_unicode_escape", "undefined"})
"""Codecs of Python that no page is written in; some take quadratic time."""
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode(body: bytes, content_type: str) -> str:
    """The text of a body: byte order mark, then the header's charset, then the page's own, then UTF-8; never raises."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace")
    declared = _HEADER_CHARSET.search(content_type)
    inside = None if declared else _CHARSET.search(body[:2048])
    name = declared.group(1) if declared else inside.group(1).decode("ascii") if inside else "utf-8"
    if name.lower().replace("-", "_") in _NO_CHARSETS:
        name = "utf-8"
    try:
        return body.decode(name, "replace")
    except (LookupError, ValueError):
        return body.decode("utf-8", "replace")


def squeeze(text: str) -> str:
    """Entities resolved, white space collapsed."""
    return _SPACE.sub(" ", unescape(text)).strip()


def plain(text: str) -> str:
    """For comparing with phrases: squeezed, without case, with the simple apostrophe."""
    return squeeze(text).casefold().replace("’", "'").replace("`", "'")


def count_words(text: str) -> int:
    """Words; in scripts without spaces two characters are taken for one."""
    return len(text.split()) + len(_CJK.findall(text)) // 2


def parts_of_title(title: str) -> Iterator[str]:
    """The parts that sites put together in a title, each as `plain` gives it: ``Not found | Example`` has two."""
    if not title:
        return
    for part in re.split(r"\s+[|–—·•»«:/-]+\s+|\s*[|·•»«]\s*|:\s+|\s*::\s*|\s[–—]|\s-\s", title):
        if part and part.strip():
            yield plain(part)
