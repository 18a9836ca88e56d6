"""Plain text written as the LaTeX of a BibTeX value: special characters, and characters that an encoding lacks."""

import re
import unicodedata

VERBATIM_FIELDS = frozenset(
    "archiveurl biburl code doi ee eprint file github html link openreview pdf repository url urlraw video website".split()
)
"""Fields whose values are addresses or identifiers: written as they are."""

_SPECIAL = {"&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_SPECIAL_IN_URLS = re.compile(r"(?<!\\)[_%&#$]")
_ESCAPED = re.compile(r"\\[_%&#$~]")
_TEXT_SPECIAL = re.compile(r"[&%$#_~^\\]")
_BACKSLASH = r"\textbackslash{}"

_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".", "\u0308": '"',
    "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d", "\u0327": "c", "\u0328": "k",
}  # fmt: skip
_LETTERS = {
    "ß": r"{\ss}", "æ": r"{\ae}", "Æ": r"{\AE}", "œ": r"{\oe}", "Œ": r"{\OE}", "ø": r"{\o}", "Ø": r"{\O}", "ł": r"{\l}",
    "Ł": r"{\L}", "ı": r"{\i}", "å": r"{\aa}", "Å": r"{\AA}", "–": "--", "—": "---", "“": "``", "”": "''", "‘": "`", "’": "'",
    "…": r"\ldots{}", "\u00a0": "~", "™": r"\texttrademark{}", "©": r"\copyright{}",
}  # fmt: skip


def escaped(text: str, *, lacking: frozenset[str] = frozenset()) -> str:
    """Text as LaTeX: special characters escaped, balanced braces kept, ``lacking`` characters as commands."""
    written = _TEXT_SPECIAL.sub(lambda match: _SPECIAL.get(match.group(), _BACKSLASH), text)
    return "".join(command(character) if character in lacking else character for character in written)


def escaped_url(text: str) -> str:
    r"""An address with the ``\_ \% \& \# \$`` that the text of a note needs, or that its author used before."""
    return _SPECIAL_IN_URLS.sub(lambda match: "\\" + match.group(), text)


def is_escaped(text: str) -> bool:
    r"""Whether an address is written with ``\_``, ``\%`` and the like."""
    return _ESCAPED.search(text) is not None


def has_special(text: str) -> bool:
    """Whether an address holds a character that could have been escaped and is not."""
    return _SPECIAL_IN_URLS.search(text) is not None


def command(character: str) -> str:
    """The LaTeX command of a character; the character itself where there is none that is known."""
    if character in _LETTERS:
        return _LETTERS[character]
    base, mark = unicodedata.normalize("NFD", character)[:1], unicodedata.normalize("NFD", character)[1:]
    if mark in _ACCENTS:
        letter = {"i": r"\i", "j": r"\j"}.get(base, base)
        accent = _ACCENTS[mark]
        return f"{{\\{accent}{letter}}}" if not accent.isalpha() else f"{{\\{accent}{{{letter}}}}}"
    return _looked_up(character)


def _looked_up(character: str) -> str:
    from pylatexenc.latexencode import UnicodeToLatexEncoder

    encoder = UnicodeToLatexEncoder(unknown_char_policy="keep", unknown_char_warning=False)
    return str(encoder.unicode_to_latex(character))
