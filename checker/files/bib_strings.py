"""The names that BibTeX values may use without quotes: months, the journals of the standard styles, and ``@string``."""

import re
from collections.abc import Iterable, Mapping

from checker.core.patterns import pattern
from checker.files.bib_entry import Block
from checker.files.bib_values import Piece

MONTHS = {
    "jan": "January",
    "feb": "February",
    "mar": "March",
    "apr": "April",
    "may": "May",
    "jun": "June",
    "jul": "July",
    "aug": "August",
    "sep": "September",
    "oct": "October",
    "nov": "November",
    "dec": "December",
}

STYLE_STRINGS = {
    "acmcs": "ACM Computing Surveys",
    "acta": "Acta Informatica",
    "cacm": "Communications of the ACM",
    "ibmjrd": "IBM Journal of Research and Development",
    "ibmsj": "IBM Systems Journal",
    "ieeese": "IEEE Transactions on Software Engineering",
    "ieeetc": "IEEE Transactions on Computers",
    "ieeetcad": "IEEE Transactions on Computer-Aided Design of Integrated Circuits",
    "ipl": "Information Processing Letters",
    "jacm": "Journal of the ACM",
    "jcss": "Journal of Computer and System Sciences",
    "scp": "Science of Computer Programming",
    "sicomp": "SIAM Journal on Computing",
    "tocs": "ACM Transactions on Computer Systems",
    "tods": "ACM Transactions on Database Systems",
    "tog": "ACM Transactions on Graphics",
    "toms": "ACM Transactions on Mathematical Software",
    "toois": "ACM Transactions on Office Information Systems",
    "toplas": "ACM Transactions on Programming Languages and Systems",
    "tcs": "Theoretical Computer Science",
}
"""What ``plain.bst`` and its siblings define."""

_STRING = pattern(r"@[ \t]*string", re.IGNORECASE)
_LONGEST = 100_000
"""Characters of a joined value: strings made of strings can double without end."""
_PREDEFINED = {**STYLE_STRINGS, **MONTHS}


def may_define_strings(text: str) -> bool:
    """Whether a text may hold an ``@string``: quick, and never wrong about a no."""
    return _STRING.search(text) is not None


def defined_strings(text: str, blocks: Iterable[Block]) -> dict[str, str]:
    """The predefined names and those of the file's ``@string`` blocks, in lower case, with their values."""
    strings = dict(_PREDEFINED)
    for block in blocks:
        if block.type == "string":
            for name_start, name_end, pieces, _ in block.values:
                strings[text[name_start:name_end].lower()] = resolved(text, pieces, strings)
    return strings


def resolved(text: str, pieces: Iterable[Piece], strings: Mapping[str, str]) -> str:
    """The value with names replaced and parts joined; a name that nobody defined stands for itself."""
    parts: list[str] = []
    length = 0
    for kind, start, end in pieces:
        part = text[start:end]
        part = strings.get(part.lower(), part) if kind == "a" else part
        length += len(part)
        if length > _LONGEST:
            break
        parts.append(part)
    return "".join(parts)
