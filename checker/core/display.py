"""Making text from outside safe to show: no control characters, no hidden direction marks, no credentials."""

from checker.core.patterns import pattern

# C0 and C1 controls (terminal escapes begin there), line and paragraph separators, bidirectional overrides and isolates
# (they make text read as what it is not), zero-width and byte order marks, lone surrogates (no encoding can hold them)
# and non-characters (XML has no room for them).
_UNSAFE = pattern(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_CREDENTIALS = pattern(r"(?<=://)[^/?#\s]*@")


def clean(text: str) -> str:
    """The text on one line, every unsafe character shown as U+FFFD; white space controls become a space."""
    if text.isprintable():
        return text
    return _UNSAFE.sub(lambda found: " " if found[0] in "\t\n\r\x0b\x0c\x85\u2028\u2029" else "\ufffd", text)


def masked(text: str) -> str:
    """The text with the credentials of every URL in it as ``***`` (contract, section 8)."""
    return _CREDENTIALS.sub("***@", text) if "@" in text else text


def shown(text: str) -> str:
    """What may stand in a report: cleaned and masked."""
    return masked(clean(text))


def shortened(text: str, width: int) -> str:
    """The text, its middle left out where it is longer than ``width`` characters."""
    if len(text) <= width:
        return text
    head = (width - 1) * 2 // 3
    return f"{text[:head]}…{text[len(text) - (width - 1 - head) :]}"
