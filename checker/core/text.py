r"""One normaliser for both sides of every comparison: LaTeX and HTML to plain Unicode, folding, and keys.

Three steps, each of which includes the one before: `plain` is what a person reads, `fold` drops case and
diacritics, and `title_key` drops spaces and punctuation too. Digits are never dropped (GPT-3 is not GPT-4), nor are scripts
without an ASCII form.
"""

import re
import unicodedata
from functools import lru_cache

from checker.core.latex import decode
from checker.core.patterns import pattern

_LATEX = pattern(r"[\\$]")
_ESCAPED_MATH = pattern(r"\$[^$\s](?:[^$]{0,80}[^$\s])?\$(?!\d)")
"""Mathematics whose dollars were themselves escaped, as in DBLP's ``{\textdollar}k{\textdollar}-means``."""
_ENTITY = pattern(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG = pattern(
    r"</?(?:[a-z]{1,5}:[a-z]+|i|b|u|em|strong|sub|sup|inf|sc|scp|tt|span|font|small|italic|bold|math|m[a-z]{1,7})(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)

_LETTERS = {
    "ß": "ss", "ẞ": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th",
    "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ı": "i", "ȷ": "j", "ħ": "h", "Ħ": "h", "ŧ": "t", "Ŧ": "t", "ŋ": "ng", "Ŋ": "ng",
    "ʼ": "'", "’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "",
    "\u2060": "", "\ufeff": "", "×": "x",
}  # fmt: skip
_FOLDING = str.maketrans(_LETTERS)

_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu "
    "nu xi omicron pi rho sigma sigma tau upsilon phi chi psi omega"
)
_GREEK = str.maketrans(dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", _GREEK_NAMES.split(), strict=True)) | {"∞": "infinity"})

_NOISE = bytes(code for code in range(128) if not chr(code).isalnum() and chr(code) not in "+#")
"""What no key holds; bytes, for they are taken out of bytes a dozen times as fast as out of a string."""
_NOT_ALNUM = pattern(r"[^\w+#]|_")


def plain(value: str) -> str:
    r"""What a person would read: LaTeX, HTML entities and tags resolved, white space collapsed.

    Never raises.
    """
    if value.isalnum():
        return value
    return " ".join((_decoded(value) if _coded(value) else _ungrouped(value)).split())


def _coded(value: str) -> bool:
    """Whether there may be LaTeX or HTML to decode; grouping and dashes apart, all of either begins with one of these."""
    return "\\" in value or "$" in value or "&" in value or "<" in value


@lru_cache(maxsize=8192)
def _decoded(value: str) -> str:
    if "&" in value:
        value = _ENTITY.sub(_unescaped, value)
        value = _ENTITY.sub(_unescaped, value)  # sources that escape twice: ``&amp;lt;``
    if "<" in value:
        value = _TAG.sub("", value)
    if not _LATEX.search(value):
        return _ungrouped(value)
    value = decode(value)
    return decode(value) if _ESCAPED_MATH.search(value) else value


def _ungrouped(value: str) -> str:
    value = value.replace("{", "").replace("}", "").replace("~", " ")
    return value.replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”")


def _unescaped(match: re.Match[str]) -> str:
    from html import unescape

    return unescape(match[0])


def fold(text: str) -> str:
    """``text`` (already plain) without case and diacritics: ``Müller`` is ``muller``, ``Łukasz`` ``lukasz``, ``x²`` ``x2``.

    Compatibility forms are resolved (NFKD); letters of scripts without an ASCII form stay themselves.
    """
    if text.isascii():
        return text.casefold()
    return _folded(text)


@lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text.translate(_FOLDING))
    bare = "".join(each for each in spread if not "\u0300" <= each <= "\u036f" and not "\u20d0" <= each <= "\u20ff")
    return unicodedata.normalize("NFC", bare.translate(_FOLDING).casefold())


def title_key(text: str) -> str:
    """The exact key of a title, raw or plain: equal for titles that differ only in case, accents, spaces, punctuation or markup.

    ``&`` is ``and``, Greek letters are their names, ``+`` and ``#`` stay (QuIP# is not QuIP). Two different works may share a
    key; two spellings of one title rarely differ in it.
    """
    if text.isascii() and not _coded(text):  # then grouping, quotes and dashes are all that `plain` would change: noise
        return _without_noise(text.lower())
    folded = fold(plain(text))
    if folded.isascii():
        return _without_noise(folded.replace("&", "and"))
    return _NOT_ALNUM.sub("", folded.translate(_GREEK).replace("&", "and"))


def _without_noise(text: str) -> str:
    return text.encode("ascii").translate(None, _NOISE).decode("ascii")


def words(text: str) -> list[str]:
    """The folded words of a raw or plain text, numbers included: runs of letters and digits."""
    return _WORDS.findall(fold(plain(text)).translate(_GREEK).replace("&", " and "))


_WORDS = pattern(r"[^\W_]+(?:['’][^\W_]+)*[+#]*")
