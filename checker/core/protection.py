r"""Braces that keep capitals in print: many styles set ``PagedAttention`` in lower case, and ``{PagedAttention}`` as it stands.

A title that is put right keeps the braces that its author set, wherever what they hold is still there.
"""

import re
from collections.abc import Iterator

from checker.core.patterns import pattern
from checker.core.text import plain

_LONGEST = 2000
"""Longer values are no titles; their braces are not looked for."""
_LAYERS = 3
"""Pairs of braces around a whole title; more are a slip, and no style asks for them."""
_TOKEN = pattern(r"\\.|.", re.DOTALL)
_SIMPLE = pattern(r"(?:[^\\$~^_&#%]|\\[&%$#_])+\Z")
r"""Text and braces without commands: those of ``\emph{…}`` and ``{\'e}`` protect nothing."""
_GROUP = pattern(r"(?<![\w}])\{([^{}]+)\}(?![\w{])")
_AROUND = ".,:;!?()[]\"'`-–—…/"


def protected_like(old: str, new: str) -> str:
    """``new`` (raw LaTeX) with the braces of ``old``: those around the whole of it, and those around what both have.

    What a reader sees of the result is what is seen of ``new``, and its braces balance as those of ``new`` do.
    """
    if "{" not in old or max(len(old), len(new)) > _LONGEST:
        return new
    layers = 0
    while layers < _LAYERS and _is_one_group(old):
        old, layers = old[1:-1].strip(), layers + 1
    found = "{" * layers + _within(old, new) + "}" * layers
    return found if plain(found) == plain(new) else new


def _is_one_group(raw: str) -> bool:
    """Whether one pair of braces holds all of it; BibTeX takes one that begins with a command for a single letter."""
    if not raw.startswith("{") or raw.startswith("{\\"):
        return False
    depth = 0
    for match in _TOKEN.finditer(raw):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if depth == 0:
            return match.end() == len(raw)
    return False


def _within(old: str, new: str) -> str:
    braced = dict(_units(old))
    if not braced:
        return new
    longest_first = "|".join(re.escape(each) for each in sorted(braced, key=len, reverse=True))
    return re.sub(rf"(?<![\w{{\\])(?:{longest_first})(?![\w}}])", lambda match: braced[match.group()], new)


def _units(old: str) -> Iterator[tuple[str, str]]:
    """What is protected, without its braces and with them: single words of a group, whole groups, words with their parts."""
    chunks = [each for each in _chunks(old) if "{" in each and _SIMPLE.match(each)]
    groups = [each for chunk in chunks for each in _GROUP.findall(chunk)]
    words = [word.strip(_AROUND) for group in groups for word in group.split()]
    named = [word for word in words if word != word.lower()]
    for raw in [*(f"{{{each}}}" for each in [*named, *groups]), *(chunk.strip(_AROUND) for chunk in chunks)]:
        bare = raw.replace("{", "").replace("}", "")
        if any(each.isalnum() for each in bare):
            yield bare, raw


def _chunks(raw: str) -> Iterator[str]:
    """The words of a value, spaces single; what stands in braces is not divided. Nothing where the braces do not balance."""
    words, word, depth = [], "", 0
    for match in _TOKEN.finditer(" ".join(raw.split())):
        piece = match.group()
        depth += {"{": 1, "}": -1}.get(piece, 0)
        if depth < 0:
            return
        if piece == " " and depth == 0:
            words.append(word)
            word = ""
        else:
            word += piece
    if depth == 0:
        yield from filter(None, [*words, word])
