"""The prose at the top of a README, whatever its markup: sentences, with the addresses that they link to."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOP = 6_000
"""Characters of prose that count as the top of a README, after badges and code are gone."""

_LONG_HEADING = 6
"""Words; longer ones are sentences."""

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FENCE = re.compile(r"^[ \t]*(```|~~~)[^\n]*\n.*?(?:^[ \t]*\1[^\n]*$|\Z)", re.DOTALL | re.MULTILINE)
_IMAGE = re.compile(r"!\[[^\[\]]*\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])?")
_RST_IMAGE = re.compile(
    r"^[ \t]*\.\. (?:\|[^|\n]*\| )?(?:image|figure)::[^\n]*(?:\n[ \t]+:[^\n]*)*|\|[\w .\-]+\|_?(?=\s|\Z)", re.MULTILINE
)
_EMPTY_LINK = re.compile(r"\[\s*\]\([^()]*\)")
_RST_DIRECTIVE = re.compile(
    r"^[ \t]*\.\. (warning|note|attention|important|caution|danger|deprecated)::", re.MULTILINE | re.IGNORECASE
)
_LINK = re.compile(
    r"""\[(?P<text>[^\[\]]{1,300})\]\(\s*<?(?P<url>[^()\s<>]+(?:\([^()\s]*\)[^()\s<>]*)*)>?(?:\s+["'][^"']*["'])?\s*\)"""
    r"""|<a\s[^<>]*?href\s*=\s*["']?(?P<href>[^"'\s<>]+)[^<>]*>(?P<inner>.{0,300}?)</a>"""
    r"""|`(?P<rst>[^`<>]{1,300}?)\s*<(?P<target>[^<>\s]+)>`_{1,2}"""
    r"""|\[(?P<label>[^\[\]]{1,300})\]\[(?P<reference>[^\[\]]*)\]"""
    r"""|<?(?P<bare>https?://[^\s<>()\[\]"'`|⟦⟧]+[^\s<>()\[\]"'`|⟦⟧.,;:!?*_。，；：！？])>?""",
    re.DOTALL | re.IGNORECASE,
)
_DEFINITION = re.compile(r"^[ ]{0,3}\[([^\[\]]+)\]:\s*<?(\S+?)>?(?:\s.*)?$", re.MULTILINE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|h[1-6]|br|li|ul|ol|tr|td|th|table|blockquote|center|hr|section)\b[^<>]{0,500}>", re.IGNORECASE
)
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s*(.*?)(?:\s+#+)?\s*$")
_HTML_HEADING = re.compile(r"<h([1-6])\b[^<>]{0,300}>(.{0,400}?)</h\1>", re.IGNORECASE | re.DOTALL)
_UNDERLINE = re.compile(r"^\s{0,3}([=\-~*^\"#+`])\1{2,}\s*$")
_MARKER = re.compile(r"^\s*(?:(?:>|[-*+]|\d{1,2}[.)])\s+|>)+")
_ADMONITION = re.compile(r"\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]", re.IGNORECASE)
_EMPHASIS = re.compile(r"\*{1,3}|(?<![\w/])_{1,3}|_{1,3}(?![\w/])|~~|(?<!`)`{1,2}(?!`)")
_SHORTCODE = re.compile(r":[a-z0-9_+\-]{2,40}:")
_END = re.compile(r"(?<=[.!?])[)\"”'*]*\s+(?=[\"“(\[⟦]?[A-Z0-9⟦—–-])|(?<=[。！？])|(?<=\.)\s+(?=https?://)|\s+[—–]\s+(?=[A-Z])")
_PICTURES = re.compile(r"[\U0001F000-\U0001FAFF☀-➿⬀-⯿️‼⁉ℹ]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; ``links`` are (offset in ``text``, address) in order; ``heading`` is its level, 0 for running text."""

    text: str
    links: tuple[tuple[int, str], ...] = ()
    heading: int = 0


def sentences(markup: str, stop_at: re.Pattern[str] | None = None) -> tuple[Sentence, ...]:
    """The sentences at the top of a Markdown, reStructuredText or HTML text.

    Code, badges, pictures and comments are left out. Reading ends after some six thousand characters, and before the first
    heading after the title that ``stop_at`` does not match: what stands under "Usage" or "Changelog" speaks of something else.
    """
    definitions = {name.casefold(): url for name, url in _DEFINITION.findall(markup)}
    found: list[Sentence] = []
    for level, line in _blocks(_without_noise(markup)):
        if _turns_away(level, line, found, stop_at):
            break
        found.extend(_sentences_of(line, level, definitions))
    return tuple(found)


def _turns_away(level: int, line: str, found: list[Sentence], stop_at: re.Pattern[str] | None) -> bool:
    """Whether a heading begins another subject; one that is a sentence itself ("X has moved to …") belongs to the notice."""
    if not level or stop_at is None or stop_at.search(line) or len(line.split()) > _LONG_HEADING:
        return False
    return any(not each.heading for each in found) or (level > 1 and any(each.heading for each in found))


def _without_noise(markup: str) -> str:
    text = markup.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    text = _FENCE.sub("\n", _COMMENT.sub("", text))
    text = _HTML_HEADING.sub(lambda match: f"\n\n{'#' * int(match[1])} {' '.join(match[2].split())}\n\n", text)
    text = re.sub(r"<img\b[^<>]*>|<picture\b.{0,1500}?</picture>", "", text, flags=re.IGNORECASE | re.DOTALL)
    text = _EMPTY_LINK.sub("", _IMAGE.sub("", text))
    text = _RST_DIRECTIVE.sub(r"\n\1:", _RST_IMAGE.sub("", text))
    return _BLOCK_TAG.sub("\n\n", _DEFINITION.sub("", text))[: _TOP * 2]


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Headings with their level, and paragraphs (level 0) with their lines joined; each list item is a paragraph."""
    paragraph: list[str] = []
    lines = text.split("\n")
    for line in lines:
        heading = _HEADING.match(line.lstrip("> "))
        if heading:
            yield from _joined(paragraph)
            paragraph = []
            yield len(heading[1]), heading[2]
        elif _UNDERLINE.match(line):
            title = paragraph.pop() if paragraph and len(paragraph[-1]) < 200 else ""
            yield from _joined(paragraph)
            paragraph = []
            if title:
                yield (1 if line.strip()[0] == "=" else 2), title
        elif not line.strip(" >\t") or re.match(r"\s*>?\s*(?:[-*+]|\d{1,2}[.)])\s", line):
            yield from _joined(paragraph)
            paragraph = [_MARKER.sub("", line)] if line.strip(" >\t") else []
        else:
            paragraph.append(_MARKER.sub("", line))
    yield from _joined(paragraph)


def _joined(lines: list[str]) -> Iterator[tuple[int, str]]:
    text = " ".join(each.strip() for each in lines if each.strip())
    if text:
        yield 0, text


def _sentences_of(line: str, level: int, definitions: dict[str, str]) -> Iterator[Sentence]:
    links: list[str] = []

    def noted(match: re.Match[str]) -> str:
        text = match["text"] or match["inner"] or match["rst"] or match["label"] or match["bare"] or ""
        url = match["url"] or match["href"] or match["target"] or match["bare"] or ""
        if not url:
            url = definitions.get((match["reference"] or match["label"] or "").casefold(), "")
        if not url:
            return text
        links.append(html.unescape(url))
        return f"⟦{len(links) - 1}⟧{text}"

    text = _LINK.sub(noted, line.replace("⟦", "[").replace("⟧", "]"))
    text = _EMPHASIS.sub("", _SHORTCODE.sub(" ", _ADMONITION.sub(" ", _TAG.sub("", text))))
    text = " ".join(_PICTURES.sub(" ", html.unescape(text)).split())
    for piece in _END.split(text):
        if piece.strip(" ⟦⟧0123456789-—–.:*"):
            yield _placed(piece.strip(), links, level)


def _placed(text: str, links: list[str], level: int) -> Sentence:
    """The sentence without the marks that carried its links through the splitting."""
    plain, placed, at = "", [], 0
    for match in re.finditer(r"⟦(\d+)⟧", text):
        plain += text[at : match.start()]
        placed.append((len(plain), links[int(match[1])]))
        at = match.end()
    return Sentence(plain + text[at:], tuple(placed), level)
