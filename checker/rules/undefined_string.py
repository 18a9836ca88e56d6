"""An `@string` name that is used and never defined.

Why it matters
--------------
A value without braces or quotes is the name of a string. Where nobody defines it, BibTeX warns and prints nothing in its
place: the journal or the month is simply gone.

What to do
----------
Define it (`@string{jmlr = {Journal of Machine Learning Research}}`), or put the value in braces if it was meant as it stands.
The months `jan` to `dec` and the journals of the standard styles are known.

Fix safety
----------
Not mended: whether the braces or the definition was forgotten is for the author to say.
"""

import re
from collections.abc import Iterator

from checker.core.finding import Finding, Severity
from checker.core.patterns import pattern
from checker.core.reference import Catalogue, Reference, Trouble
from checker.core.rule import Example, Rule
from checker.core.seen import Seen
from checker.core.writing import problems, told

_DEFINITION = pattern(r"@\s*string\s*[{(]\s*([^\s=,{}\"#%()]+)\s*=", re.IGNORECASE)
_SHIPPED = pattern(r"ieee_\w+\Z", re.IGNORECASE)
"""Defined in IEEEabrv.bib and IEEEfull.bib, which TeX distributions bring along."""

_SPEAKS_OF = frozenset({Trouble.UNDEFINED_STRING})


def check(reference: Reference, seen: Seen) -> Iterator[Finding]:
    """Reports names that no file of the catalogue defines."""
    for each in problems(reference, _SPEAKS_OF):
        name = each.place.text
        if not _SHIPPED.match(name) and name.lower() not in seen.derived("F009 strings", _defined):
            hint = f"define it with @string{{{name} = {{…}}}}, or put the value in braces"
            yield told("F009", reference, each, hint=hint)


def _defined(catalogue: Catalogue) -> frozenset[str]:
    """The strings of every file that was read; files may be given to BibTeX together."""
    texts = {id(each.place.source): each.place.source.text for each in (*catalogue.references, *catalogue.context)}
    return frozenset(name.lower() for text in texts.values() for name in _DEFINITION.findall(text))


RULE = Rule(
    id="F009",
    name="undefined-string",
    severity=Severity.ERROR,
    finds="an `@string` name used and never defined",
    explanation=__doc__ or "",
    check=check,
    examples=(
        Example(
            title="a journal's abbreviation that nobody defines",
            text="@article{li2024,\n  journal = jmlr,\n  month = mar,\n}\n",
            messages=("the string jmlr is used and never defined",),
        ),
        Example(
            title="a string with its definition, and a month",
            text=(
                "@string{jmlr = {Journal of Machine Learning Research}}\n\n@article{li2024,\n  journal = JMLR,\n"
                "  month = mar # { 3},\n}\n"
            ),
        ),
    ),
)
