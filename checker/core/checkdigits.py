"""Numbers that check themselves: ISBN, ISSN and ORCID, each with its canonical form or the reason why it is none."""

import re

from checker.core.patterns import pattern

_ISBN = pattern(r"97[89][\d\- ‐–]{10,16}[\dX]|\d[\d\- ‐–]{8,13}[\dXx]")
_ISSN = pattern(r"\d{4}[-‐–]?\d{3}[\dXx]\Z")
_ORCID = pattern(r"(?:https?://(?:www\.)?orcid\.org/)?(\d{4}-?\d{4}-?\d{4}-?\d{3}[\dXx])/?\Z")


def isbns(text: str) -> tuple[str, ...]:
    """Every valid ISBN in a text, as 13 digits."""
    return tuple(name for written in _ISBN.findall(text) if (name := _isbn13(_digits(written))))


def isbn(text: str) -> str | None:
    """The first valid ISBN in a text, as 13 digits, or ``None``."""
    return next(iter(isbns(text)), None)


def isbn_fault(text: str) -> str | None:
    """Why no part of the text is a valid ISBN, or ``None`` where every part is one; several may stand in one field."""
    written = [
        _digits(each) for each in re.split(r"[,;/]|\band\b|\s{2,}|\([^)]*\)", _without_latex(text)) if re.search(r"\d", each)
    ]
    if not written:
        return "it has no digits"
    return next((fault for each in written if (fault := _isbn_fault(each))), None)


def _isbn_fault(digits: str) -> str | None:
    if isinstance(_isbn13(digits), str):
        return None
    if len(digits) == 13 and digits.isdigit():
        return (
            f"its check digit is {digits[-1]} and should be {_check13(digits)}"
            if digits[:3] in {"978", "979"}
            else "it begins with neither 978 nor 979"
        )
    if len(digits) == 10 and digits[:9].isdigit():
        return f"its check digit is {digits[-1]} and should be {_check10(digits)}"
    if len(digits) == 13 and digits.endswith("X"):
        return "only an ISBN of 10 digits ends in X"
    return f"an ISBN has 10 or 13 digits, not {len(digits)}"


def _isbn13(digits: str) -> str | None:
    if len(digits) == 13 and digits.isdigit() and digits[:3] in {"978", "979"} and _check13(digits) == digits[-1]:
        return digits
    if len(digits) == 10 and digits[:9].isdigit() and _check10(digits) == digits[-1]:
        stem = "978" + digits[:9]
        return stem + _check13(stem + "0")
    return None


def _digits(text: str) -> str:
    return "".join(
        each
        for each in re.sub(r"^\s*(?:ISBN|ISSN)(?:-1[03])?\s*:?", "", text, flags=re.IGNORECASE).upper()
        if each.isdigit() or each == "X"
    )


def _check13(digits: str) -> str:
    return str(-sum(int(each) * (3 if at % 2 else 1) for at, each in enumerate(digits[:12])) % 10)


def _check10(digits: str) -> str:
    """ISO 2108: weights 10 to 2, modulo 11, X for ten."""
    rest = -sum(int(each) * (10 - at) for at, each in enumerate(digits[:9])) % 11
    return "X" if rest == 10 else str(rest)


def issn(text: str) -> str | None:
    """The ISSN as ``1234-567X``, or ``None`` where it is none."""
    digits = _digits(text)
    return f"{digits[:4]}-{digits[4:]}" if issn_fault(text) is None and len(digits) == 8 else None


def issn_fault(text: str) -> str | None:
    """Why a part of the text is no valid ISSN, or ``None`` where every part is one."""
    parts = [each.strip() for each in re.split(r"[,;/]|\band\b|\s+|\([^)]*\)", _without_latex(text)) if re.search(r"\d", each)]
    if not parts:
        return "it has no digits"
    for part in parts:
        digits = _digits(part)
        if not _ISSN.match(part.strip()) and len(digits) != 8:
            return f"an ISSN has 8 digits, not {len(digits)}"
        expected = -sum(int(each) * (8 - at) for at, each in enumerate(digits[:7]) if each.isdigit()) % 11
        check = "X" if expected == 10 else str(expected)
        if digits[-1] != check:
            return f"its check digit is {digits[-1]} and should be {check}"
    return None


def orcid(text: str) -> str | None:
    """The ORCID as ``0000-0002-1825-0097``, or ``None`` where it is none."""
    match = _ORCID.match(_without_latex(text))
    digits = match.group(1).replace("-", "").upper() if match else ""
    return "-".join(digits[at : at + 4] for at in range(0, 16, 4)) if digits and orcid_fault(text) is None else None


def orcid_fault(text: str) -> str | None:
    """Why the text cannot be an ORCID, or ``None`` where it is one (ISO 7064, modulo 11-2)."""
    match = _ORCID.match(_without_latex(text))
    if match is None:
        return "an ORCID has four groups of four digits"
    digits, total = match.group(1).replace("-", "").upper(), 0
    for each in digits[:15]:
        total = (total + int(each)) * 2
    expected = (12 - total % 11) % 11
    check = "X" if expected == 10 else str(expected)
    return None if digits[-1] == check else f"its check digit is {digits[-1]} and should be {check}"


def _without_latex(text: str) -> str:
    return re.sub(r"\\[A-Za-z]+\s*|[{}\\]", "", text).strip()
