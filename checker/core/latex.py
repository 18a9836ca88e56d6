r"""LaTeX in bibliographic values, read as Unicode: accents, letters, symbols, mathematics, and commands that only style.

Our own decoder knows what stands in bibliographies and takes microseconds; a command that it does not know is looked up in
pylatexenc's table once. Nothing raises: what cannot be read stays as plain letters.
"""

import re
import unicodedata
from functools import lru_cache

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307", '"': "\u0308",
    "h": "\u0309", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328", "b": "\u0331",
    "t": "\u0361", "textcommabelow": "\u0326", "grave": "\u0300", "acute": "\u0301", "hat": "\u0302", "widehat": "\u0302",
    "tilde": "\u0303",
    "widetilde": "\u0303", "bar": "\u0304", "overline": "\u0304", "breve": "\u0306", "dot": "\u0307", "ddot": "\u0308",
    "mathring": "\u030a", "check": "\u030c",
    "vec": "\u20d7",
}  # fmt: skip

_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega"
)
_GREEK = dict(zip(_GREEK_NAMES.split(), "αβγδεζηθικλμνξοπρστυφχψω", strict=True))

_SYMBOLS = {
    "ss": "ß", "SS": "ẞ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "aa": "å", "AA": "Å", "ae": "æ", "AE": "Æ",
    "oe": "œ", "OE": "Œ", "dh": "ð", "DH": "Ð", "dj": "đ", "DJ": "Đ", "th": "þ", "TH": "Þ", "ng": "ŋ", "NG": "Ŋ",
    "imath": "ı", "jmath": "ȷ", "ell": "ℓ", "infty": "∞", "times": "×", "cdot": "·", "pm": "±", "leq": "≤", "le": "≤", "geq": "≥",
    "ge": "≥", "neq": "≠", "ne": "≠", "approx": "≈", "sim": "∼", "to": "→", "rightarrow": "→", "leftarrow": "←",
    "Rightarrow": "⇒",
    "leftrightarrow": "↔", "in": "∈", "nabla": "∇", "partial": "∂", "sum": "∑", "prod": "∏", "int": "∫", "forall": "∀",
    "exists": "∃", "star": "⋆", "ast": "*", "circ": "∘", "dots": "…", "ldots": "…", "cdots": "…", "textellipsis": "…",
    "varepsilon": "ε", "vartheta": "θ", "varphi": "φ", "varrho": "ρ", "varsigma": "ς", "varpi": "π",
    "textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘", "textquotesingle": "'",
    "textquotedblleft": "“", "textquotedblright": "”", "textasciitilde": "~", "textasciicircum": "^", "textbackslash": "\\",
    "textunderscore": "_", "textbar": "|", "textless": "<", "textgreater": ">", "textdollar": "$", "textregistered": "®",
    "texttrademark": "™", "copyright": "©", "textcopyright": "©", "S": "§", "P": "¶", "pounds": "£", "textdegree": "°",
    "texttimes": "×", "surd": "√", "sharp": "#", "vert": "|", "Vert": "‖", "backslash": "\\", "lbrace": "{", "rbrace": "}",
    "not": "",
    "TeX": "TeX", "LaTeX": "LaTeX", "BibTeX": "BibTeX", "slash": "/", "lq": "‘", "rq": "’", "quad": " ", "qquad": " ",
    "space": " ", "newline": " ", "nobreakspace": " ", "prime": "′",
    **_GREEK, **{name.capitalize(): letter.upper() for name, letter in _GREEK.items()},
}  # fmt: skip

_MARKS = {
    "&": "&", "%": "%", "$": "$", "#": "#", "_": "_", "{": "{", "}": "}", " ": " ", "\n": " ", "\t": " ", ",": " ", ";": " ",
    ":": " ", "\\": " ", "!": "", "-": "", "/": "", "@": "", "(": "", ")": "", "[": "", "]": "", "|": "|", ">": " ", "*": "",
}  # fmt: skip

_SILENT = frozenset({"label", "cite", "citep", "citet", "footnote", "thanks", "vspace", "hspace", "noopsort", "phantom"})
"""Commands whose argument is not printed as part of the text."""

_SECOND = frozenset({"href", "textcolor", "texorpdfstring", "colorbox", "foreignlanguage", "raisebox"})
"""Commands of two arguments, the second of which is the text."""

_STYLES = """
emph textit textbf textsc texttt textrm textsf textsl textup textmd textnormal text it bf sc tt rm sf sl em mathrm
mathbf mathit mathcal mathbb mathsf mathtt mathfrak mathscr boldsymbol bm operatorname mbox hbox ensuremath url path
nolinkurl bibinfo natexlab left right big Big bigl bigr displaystyle textstyle scshape itshape bfseries upshape protect
relax uppercase lowercase MakeUppercase MakeLowercase textsuperscript textsubscript enquote underline limits nolimits
mathop ifmmode else fi small large Large
"""
_PLAIN = frozenset(_STYLES.split())
"""Commands that only style: the command goes, its text stays."""

_TOKEN = re.compile(r"\\([A-Za-z]+)\*?[ \t\n\r]*|\\(.)|([{}$~])|(---?|``|'')|([\^_])|([^\\{}$~^_`'-]+|.)", re.DOTALL)

_WORD, _MARK, _SPECIAL, _LIGATURE, _SCRIPT, _TEXT = range(1, 7)

_LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”"}


def decode(value: str) -> str:
    """The text that LaTeX would print for ``value``, as NFC Unicode; braces that only group are gone."""
    return unicodedata.normalize("NFC", _Decoder(value).text())


class _Decoder:
    """One pass over the tokens of one value; linear in its length, whatever it holds."""

    def __init__(self, value: str) -> None:
        self._tokens = [(match.lastindex or 0, match[match.lastindex or 0]) for match in _TOKEN.finditer(value)]
        self._at = 0
        self._math = False
        self._depth = 0

    def text(self) -> str:
        out: list[str] = []
        while self._at < len(self._tokens):
            self._step(out)
        return "".join(out)

    def _step(self, out: list[str]) -> None:
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == _TEXT:
            out.append(text)
        elif kind == _WORD:
            self._command(text, out)
        elif kind == _MARK:
            out.append(_accented(self._argument(), _ACCENTS[text]) if text in _ACCENTS else _MARKS.get(text, text))
        elif kind == _SPECIAL:
            self._math ^= text == "$"
            out.append(" " if text == "~" else "")
        elif kind == _LIGATURE:
            out.append(text if self._math else _LIGATURES[text])
        elif not self._math:
            out.append(text)

    def _command(self, word: str, out: list[str]) -> None:
        if word in _ACCENTS:
            out.append(_accented(self._argument(), _ACCENTS[word]))
        elif word in _SYMBOLS:
            out.append(_SYMBOLS[word])
        elif word in _SILENT:
            self._argument()
        elif word in _SECOND:
            self._argument()
            out.append(self._argument())
        elif word == "unicode":
            out.append(_numbered(self._argument()))
        elif word == "frac":
            out.append(f"{self._argument()}/{self._argument()}")
        elif word not in _PLAIN:
            out.append(_looked_up(word))

    def _argument(self) -> str:
        """The next group, command or character, decoded; beyond a sane depth nothing, and the text comes out unstyled."""
        while self._at < len(self._tokens) and self._tokens[self._at][0] == _TEXT and not self._tokens[self._at][1].strip():
            self._at += 1
        if self._at >= len(self._tokens) or self._depth > 40:
            return ""
        kind, text = self._tokens[self._at]
        if kind == _TEXT:
            text = text.lstrip()
            self._tokens[self._at] = (_TEXT, text[1:])
            return text[:1]
        self._depth += 1
        out: list[str] = []
        if (kind, text) == (_SPECIAL, "{"):
            self._group(out)
        else:
            self._step(out)
        self._depth -= 1
        return "".join(out)

    def _group(self, out: list[str]) -> None:
        self._at += 1
        level = 1
        while self._at < len(self._tokens):
            kind, text = self._tokens[self._at]
            if kind == _SPECIAL:
                level += (text == "{") - (text == "}")
            if level == 0:
                self._at += 1
                return
            self._step(out)


def _numbered(code: str) -> str:
    r"""The character of ``\unicode{8211}`` or ``\unicode{x2013}``, as DBLP writes what BibTeX cannot."""
    try:
        number = int(code[1:], 16) if code[:1].casefold() == "x" else int(code)
        return chr(number) if 31 < number < 0xD800 or 0xDFFF < number < 0x110000 else ""
    except ValueError:
        return code


def _accented(letters: str, accent: str) -> str:
    if not letters:
        return ""
    first = {"ı": "i", "ȷ": "j"}.get(letters[0], letters[0])
    return first + accent + letters[1:]


@lru_cache(maxsize=1024)
def _looked_up(word: str) -> str:
    """What pylatexenc's table prints for a command that is not in ours; names of functions (``log``) stay letters."""
    from pylatexenc.latex2text import LatexNodes2Text

    try:
        found = str(LatexNodes2Text(strict_latex_spaces=True).latex_to_text(f"\\{word}{{}}")).strip()
    except Exception:  # a library's trouble with one odd command must not cost the value
        return ""
    return found if len(found) == 1 or found == word else ""
