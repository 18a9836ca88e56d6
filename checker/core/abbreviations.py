"""Words of venue names and their abbreviations, brought down to one form, so that *Proc. Int. Conf. Mach. Learn.* can be read.

The forms follow the List of Title Word Abbreviations (ISO 4) and the habits of BibTeX files.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from checker.core.text import fold

_FORMS = """
conf: conference conferences confs conf
int: international internat intl int
symp: symposium symposia sympos symp
workshop: workshop workshops wkshp wkshps worksh workshp wksp
trans: transactions transaction trans
journal: journal journals jnl journ j
advance: advances advance adv
mach: machine machines mach
learn: learning learn
neural: neural neur
inf: information inf inform info
process: processing process
syst: systems system syst
artif: artificial artif
intell: intelligence intelligent intell
represent: representations representation represent
comput: computer computers computing computation computational comput
vis: vision vis visualization
recognit: recognition recognit recogn recog
anal: analysis anal
nat: natural nat
lang: language languages lang
empir: empirical empir
linguist: linguistics linguistic linguist
assoc: association assoc
knowl: knowledge knowl
discov: discovery discov
min: mining min
eng: engineering engineer eng engrg
softw: software softw
robot: robots robot robotics robotic
autom: automation automated automatic autom
acoust: acoustics acoust acoustic
sci: science sciences sci
res: research res
lett: letters letter lett
rev: reviews review rev
secur: security secur secure
priv: privacy priv
commun: communications communication commun
netw: networks network networking networked netw netws
distrib: distributed distrib
archit: architecture architectures architectural archit
program: programming program programs progr
oper: operating oper
princ: principles principle princ
implement: implementation implement implementations
manag: management manag manage manage
theor: theory theor theoretical
appl: applications application applied appl
technol: technology technologies technol
med: medical medicine med
imag: image images imaging imag
found: foundations foundation found
trend: trends trend
multimed: multimedia multimed multim
hum: human humans hum
interact: interaction interactions interactive interact
stat: statistics statistical statist stat
uncertain: uncertainty uncertain
optim: optimization optimisation optim optimizations
soc: society social soc
natl: national natl
eur: european europe eur
am: american america amer am
eval: evaluation evaluations eval
resour: resources resource resour
retr: retrieval retr
method: methods method meth
archive: archive arch
perform: performance perform
high: high
math: mathematics mathematical math
phys: physics physical phys
biol: biology biological biol
chem: chemistry chemical chem
electron: electronic electronics electron
cybern: cybernetics cybern
signal: signal signals
graph: graphics
""".strip()

_STEMS = {word: stem for line in _FORMS.splitlines() for stem, words in (line.split(": "),) for word in words.split()}

KIND_WORDS = frozenset(
    {"conf", "symp", "workshop", "trans", "journal", "meeting", "lett", "rev", "proceedings", "colloquium", "annals"}
)
"""Forms that say that a text names a venue at all."""

_ORDINAL_WORDS = """
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
sixteenth seventeenth eighteenth nineteenth twentieth twenty thirty thirtieth forty fortieth fifty fiftieth sixty
sixtieth seventy
"""
_NOISE_WORDS = """
of the on in for and a an to at by from with de proceedings proceeding proc annual annu ann biennial ieee acm cvf
usenix ifip rsj ewi sigplan sigops sigact sigart sigai sigsac sigsoft sigarch sigchi sigda sigapp mtg held th ed eds
edition volume vol
"""
NOISE = frozenset(_NOISE_WORDS.split()) | frozenset(_ORDINAL_WORDS.split())
"""Words that names of one venue have or lack at will: small words, sponsors, ordinals."""

_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|d)?")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_NAME_WORD = re.compile(rf"({_WORD.pattern})(\.?)")


class Token(NamedTuple):
    """A word of a venue's name: as written, where it begins and ends, folded, and its form.

    ``noise`` words are those that names of one venue have or lack at will; a word is ``cut`` where a full stop ends it.
    """

    text: str
    start: int
    end: int
    folded: str
    form: str
    noise: bool
    cut: bool

    def matches(self, other: "Token") -> bool:
        """Whether both are one word, perhaps abbreviated."""
        if self.form == other.form:
            return True
        if self.cut and len(self.folded) > 1 and other.folded.startswith(self.folded):
            return True
        return other.cut and len(other.folded) > 1 and self.folded.startswith(other.folded)


def tokens(text: str) -> tuple[Token, ...]:
    """The words of a plain text."""
    return tuple(
        Token(match[0], match.start(), match.end(), *_read(match[0]), text[match.end() : match.end() + 1] == ".")
        for match in _WORD.finditer(text)
    )


def name(text: str) -> tuple[Token, ...]:
    """The words of a plain text that is a name, to look for in texts: they lie nowhere, so that equal words are one token."""
    return tuple(_token(word, stop) for word, stop in _NAME_WORD.findall(text))


def words(text: str) -> list[str]:
    """The words of a plain text as they are written."""
    return _WORD.findall(text)


def first_form(written: Iterable[str]) -> str:
    """The form of the first word of a name: the first one that tells something, where two do."""
    telling, first = "", ""
    for word in written:
        _, form_of_word, noise = _read(word)
        first = first or form_of_word
        if not noise:
            if telling:
                return telling
            telling = form_of_word
    return first


@cache
def _token(word: str, stop: str) -> Token:
    return Token(word, 0, 0, *_read(word), bool(stop))


@lru_cache(maxsize=16384)
def _read(word: str) -> tuple[str, str, bool]:
    folded = fold(word)
    return folded, form(folded), folded in NOISE or bool(_ORDINAL.fullmatch(folded))


def form(folded: str) -> str:
    """The one form of a folded word: its stem where known, else without a plural ``s``."""
    known = _STEMS.get(folded)
    if known is not None:
        return known
    return folded[:-1] if len(folded) > 3 and folded.endswith("s") and not folded.endswith("ss") else folded
