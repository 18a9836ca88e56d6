"""Addresses in text: where exactly they stand, what they are once LaTeX is undone, and how to show one without its password."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import SplitResult, urlsplit

from checker.core.collecting import make
from checker.core.display import masked
from checker.core.patterns import pattern

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_ESCAPED = (
    r"\{\\textasciitilde ?(?:\{\})? ?\}|\\textasciitilde(?:\{\}|\s)?|\\string~|\$\\sim\$|\{\\~(?:\{ ?\})?\}|\\~(?:\{ ?\})?"
    r"|\{\\textunderscore ?\}|\\textunderscore(?:\{\}|\s)?|\\string_|\$\\?_\$"
    r"|\{\\text(?:less|greater) ?(?:\{\})?\}|\\text(?:less|greater)(?:\{\}|\s)?|\$[<>]\$"
    r"|\{\\[_%&#$]\}|\\[_%&#$^{}/-](?:\{\})?|\{[_%&#~=?+-]\}|\\slash(?:\{\}|\s)?|\\(?:allowbreak|linebreak)(?:\{\}|\s)?"
)
_STOP = "，。；：、！？（）【】《》「」"
_SICI = r"<[A-Z]?\d+:[\w:.\-]*>"
"""What a DOI made of an ANSI Z39.56 identifier holds: ``10.1175/1520-0469(1963)020<0130:DNF>2.0.CO;2``."""
_BODY = rf"(?>{_ESCAPED}|{_SICI}|[^\s<>\"{{}}\\,;`{_STOP}]|[,;](?!(?:https?|ftp)://|www\.))"
_SCHEME = r"[A-Za-z][A-Za-z0-9+.\-]{1,15}:(?://|\\?/\\?/)"
_URL = pattern(rf"(?:(?<![A-Za-z0-9+.\-]){_SCHEME}|(?<![\w@./\-])[Ww]{{3}}\.(?=[A-Za-z0-9])){_BODY}+")
_COMMAND = pattern(r"\\(?:url|nolinkurl|path|href)\s*\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}")
_BROKEN_LINE = rf"{_SCHEME}{_BODY}++(?:\s++{_BODY}++)+"
_UNDO = pattern(_ESCAPED)
_HOSTLESS = pattern(
    r"\s*(?:mailto:[^\s@]+@[^\s@]+|(?:tel|sms|callto|fax):[+\d][\d().;=+\-]*|data:[\w/+.\-]*[;,]\S*|news:[\w.@\-]+|urn:[\w\-]+:\S+|magnet:\?\S+"
    r"|(?:xmpp|sips?):\S+@\S+|geo:[\d.,\-]+)\s*\Z",
    re.IGNORECASE,
)
"""Addresses without a host: they are addresses, and nothing that can be asked over HTTP (contract, section 8)."""
_HOSTLESS_SIGN = pattern(r"(?:mailto|tel|sms|callto|fax|data|news|urn|magnet|xmpp|sips?|geo):\S", re.IGNORECASE)
_WHITE = pattern(r"\s+")
_PAIRS = {")": "(", "]": "["}
_TRAILING = ".,;:!?'’”|*"
_PLAIN = pattern(r"https?://[A-Za-z0-9.~/%=+&?#_\-]*[A-Za-z0-9/]\Z")
"""An ordinary address and nothing else: as written is what it means."""
_PLAIN_HOST = pattern(r"[a-z0-9\-]+(?:\.[a-z0-9\-]+)+\Z")
_HOST_LABEL = pattern(r"(?!-)[^\s.\x00-\x20\"<>\\^`{|}%,;:!$&'()*+=~]{1,63}(?<!-)\Z")
_KNOWN_SCHEMES = frozenset(
    {"http", "https", "ftp", "ftps", "git", "ssh", "svn", "file", "gopher", "s3", "gs", "doi", "urn", "ws", "wss"}
)


class Found(NamedTuple):
    """An address in a text: ``text[start:end]`` is how it is written, ``url`` what it means."""

    start: int
    end: int
    url: str


def unescape(text: str) -> str:
    r"""An address with its LaTeX undone: ``\_``, ``\%``, ``{\textasciitilde}``, ``\~{}``, ``$\sim$``, ``{-}`` and their like."""
    if "\\" not in text and "{" not in text and "$" not in text:
        return text
    return _UNDO.sub(lambda match: _undone(match.group()), text)


def _undone(escaped: str) -> str:
    if "tilde" in escaped or "~" in escaped or "sim" in escaped:
        return "~"
    if "underscore" in escaped or "_" in escaped:
        return "_"
    if "less" in escaped or "<" in escaped:
        return "<"
    if "greater" in escaped or ">" in escaped:
        return ">"
    if "slash" in escaped:
        return "/"
    bare = escaped.removesuffix("{}")
    if bare.startswith("\\"):
        return "" if "break" in bare or bare[1] == "-" else bare[1]
    return bare.strip("{}").removeprefix("\\")


def find_urls(text: str, *, alone: bool = False) -> tuple[Found, ...]:
    r"""Every address in a text, in order, none overlapping.

    ``alone`` is for fields that are meant to hold nothing but an address: there a line break inside one is taken out. A line
    break or a space inside ``\url{…}`` always is, as TeX does. What begins with ``www.`` is taken for https.
    """
    if _PLAIN.match(text) and len(text) > len("https://"):
        return (make(Found, (0, len(text), text)),)
    return _found(text, alone)


@lru_cache(maxsize=2048)
def _found(text: str, alone: bool) -> tuple[Found, ...]:
    """What is more than one ordinary address."""
    if ":" in text and _HOSTLESS_SIGN.search(text) and (hostless := tuple(_hostless(text))):
        return hostless if len(hostless[0].url) == len(text.strip()) else (*hostless, *_with_hosts(text, alone))
    return _with_hosts(text, alone)


def _with_hosts(text: str, alone: bool) -> tuple[Found, ...]:
    if "://" not in text and "www." not in text and "WWW." not in text and "/\\/" not in text:
        return ()
    if alone and re.search(r"[\r\n]", text.strip()) and (broken := _broken(text.strip())):
        start = text.index(broken[0])
        return (Found(start, start + len(broken), unescape(_WHITE.sub("", broken))),)
    if "\\" not in text:
        return tuple(_bare(text, 0, len(text)))
    return tuple(_with_commands(text))


def may_hold_url(text: str) -> bool:
    """Whether it is worth looking for addresses in a text: quick, and never wrong about a no."""
    if "/" in text and ("//" in text or "/\\" in text):
        return True
    if "." in text and ("ww." in text or "WW." in text):
        return True
    return ":" in text and _HOSTLESS_SIGN.search(text) is not None


def is_hostless(url: str) -> bool:
    """Whether this is an address such as ``mailto:`` or ``tel:``, which names no host."""
    return _HOSTLESS.match(url) is not None


def _hostless(text: str) -> Iterator[Found]:
    """Addresses without a host are only taken for such where they are the whole text, or stand in a command of their own."""
    if is_hostless(text):
        start = len(text) - len(text.lstrip())
        yield Found(start, start + len(text.strip()), text.strip())
        return
    for match in _COMMAND.finditer(text):
        inner = match.group(1)
        if is_hostless(inner):
            start = match.start(1) + len(inner) - len(inner.lstrip())
            yield Found(start, start + len(inner.strip()), unescape(inner.strip()))


def _broken(text: str) -> str | None:
    """The text where it is one address with line breaks, and no other white space, inside."""
    gaps = [gap for gap in _WHITE.findall(text) if "\n" not in gap and "\r" not in gap]
    return text if not gaps and text.count("://") == 1 and re.fullmatch(_BROKEN_LINE, text) else None


def _with_commands(text: str) -> Iterator[Found]:
    at = 0
    for match in _COMMAND.finditer(text):
        inner = _WHITE.sub("", match.group(1))
        if re.match(rf"{_SCHEME}|www\.", inner, re.IGNORECASE):
            yield from _bare(text, at, match.start())
            start = match.end(1) - len(match.group(1).lstrip())
            yield Found(start, start + len(match.group(1).strip()), _with_scheme(unescape(inner)))
            at = match.end()
    yield from _bare(text, at, len(text))


def _bare(text: str, start: int, end: int) -> Iterator[Found]:
    for match in _URL.finditer(text, start, end):
        written = _without_trailing(match.group())
        if len(url := _with_scheme(unescape(written))) > len("https://"):
            yield Found(match.start(), match.start() + len(written), url)


def _without_trailing(written: str) -> str:
    """Without the punctuation of the sentence around it: a closing bracket stays where its opening one is inside."""
    surplus = {closing: written.count(closing) - written.count(opening) for closing, opening in _PAIRS.items()}
    end = len(written)
    while end:
        last = written[end - 1]
        if last not in _TRAILING and surplus.get(last, 0) <= 0:
            break
        if last in surplus:
            surplus[last] -= 1
        end -= 2 if end > 1 and written[end - 2] == "\\" else 1
    return written[:end]


def _with_scheme(url: str) -> str:
    return url if "://" in url else "https://" + url


@lru_cache(maxsize=2048)
def split(url: str) -> SplitResult | None:
    """The parts of an address, or ``None`` where it has no scheme, no host, or cannot be taken apart."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme and parts.hostname else None


def host(url: str) -> str:
    """The host in lower case, without a final dot; empty where there is none."""
    scheme, _, rest = url.partition("://")
    name = rest.partition("/")[0]
    if scheme in ("https", "http") and _PLAIN_HOST.match(name):
        return name
    parts = split(url)
    return (parts.hostname or "").rstrip(".").lower() if parts else ""


def normalise(url: str) -> str:
    """One spelling for comparing: scheme and host in lower case, no default port, a path of at least ``/``, no empty fragment."""
    parts = split(url)
    if parts is None:
        return url
    default = {"http": 80, "https": 443, "ftp": 21}.get(parts.scheme)
    name = (parts.hostname or "").rstrip(".").lower()
    name = f"[{name}]" if ":" in name else name
    user = parts.netloc.rpartition("@")[0]
    netloc = (f"{user}@" if user else "") + name + (f":{parts.port}" if parts.port not in (None, default) else "")
    return parts._replace(netloc=netloc, path=parts.path or "/").geturl()


def mask(url: str) -> str:
    """The address with its user name and password replaced, fit for reports, state and errors."""
    return masked(url) if "@" in url else url


@cache
def _suffixes() -> "PublicSuffixList":
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


def registrable_domain(name: str) -> str:
    """The part of a host name that one registers (``example.co.uk``); the name itself for addresses and bare suffixes."""
    name = name.rstrip(".").lower()
    if ":" in name or name.replace(".", "").isdigit():
        return name
    return _suffixes().privatesuffix(name) or name


def url_fault(text: str) -> str | None:
    """Why this cannot be an address, in words that complete "…: "; ``None`` where it can be one."""
    url = unescape(text.strip())
    if not url:
        return "it is empty"
    if any(ord(each) < 32 or ord(each) == 127 for each in url):
        return "it has a control character or a line break inside"
    if " " in url:
        return "it has a space inside"
    if "\\" in url or "{" in url or "}" in url:
        return "it has LaTeX inside that no browser understands"
    return _scheme_fault(url) or _authority_fault(url)


def _scheme_fault(url: str) -> str | None:
    scheme, colon, rest = url.partition(":")
    if not colon or not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.\-]*", scheme):
        return "it has no scheme such as https://"
    if not rest.startswith("//"):
        if is_hostless(url):
            return None
        return (
            f"{scheme}: is not followed by //"
            if scheme.lower() in {"http", "https", "ftp"}
            else "it has no scheme such as https://"
        )
    if scheme.lower() not in _KNOWN_SCHEMES and re.fullmatch(r"h+t+p*s*|http[a-z]|ttps?", scheme.lower()):
        return f"{scheme} is no scheme; https is"
    if re.match(r"//(?:https?:?/|https?:)", rest, re.IGNORECASE):
        return "it has two schemes"
    return None


def _authority_fault(url: str) -> str | None:
    if is_hostless(url):
        return None
    try:
        parts = urlsplit(url)
        name, port = parts.hostname, parts.port
    except ValueError as error:
        return f"its host or port cannot be read ({error})"
    if not name:
        return "it has no host" if parts.scheme != "file" else None
    if ":" in name:
        return None
    if port == 0:
        return "its port is 0"
    if len(name.rstrip(".")) > 253:
        return "its host name is longer than any can be"
    bad = next((label for label in name.rstrip(".").split(".") if not _HOST_LABEL.match(label)), None)
    if bad is None:
        return None
    return f"{name} has a part without letters" if not bad else f"{name} is no host name: {bad[:40]} cannot be part of one"
