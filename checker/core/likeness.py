"""Whether two names can be one person's: initials, diminutives, double names, orders, transliterations, and misspellings."""

from enum import StrEnum
from functools import lru_cache

from checker.core.names import Name, Words, name_words

_DIMINUTIVES = """
robert rob bob bobby, william will bill billy, richard rick dick, james jim jimmy, john jack johnny jon jonathan,
michael mike mick michal, thomas tom tommy, anthony tony, edward ed ted eddie, theodore ted theo, katherine catherine
kate kathy cathy katie kathryn, elizabeth liz beth betty eliza, margaret peggy maggie meg, alexander alex sasha sandy
xander, mikhail misha, vladimir vova volodymyr, dmitry dmitri dmitriy dima dmitrii, andrew andy drew andrey andrei,
jeffrey geoffrey jeff geoff, stephen steven steve, charles charlie chuck, henry harry hank, joseph joe, lawrence
laurence larry, gerald jerry jerome, david dave, kenneth ken, raymond ray, nicholas nicolas nick nikolaos, patrick pat
patricia, susan sue, cynthia cindy, rebecca becky, frederick fred frederic, matthew matt, jennifer jen jenny, sergey
sergei serge, alexey aleksei alexei alyosha, yuri yury iurii, mohammad mohammed muhammad mohamed mohamad, evgeny
evgenii eugene zhenya yevgeny, gregory greg, samuel sam, benjamin ben, christopher chris, peter pete, ronald ron,
timothy tim, abigail abby, nathan nathaniel nate, zachary zach zack, joshua josh, leonard len leo, philip phil
phillip, alfred fred, douglas doug, eleanor ellie, ekaterina katya katerina, natalia natasha, maria masha mary,
ioannis yannis yiannis giannis, georgios george giorgos, konstantinos kostas, dimitrios dimitris, antonio tony,
francisco paco, jose pepe, aleksander alexander aleksandr alexandre oleksandr, pavel paul, jaroslav yaroslav
"""
"""Given names that stand for one another, separated by commas."""

_CIRCLES: dict[str, set[int]] = {}
for _number, _names in enumerate(_DIMINUTIVES.split(",")):
    for _each in _names.split():
        _CIRCLES.setdefault(_each, set()).add(_number)

_NEARLY = 0.75
"""From this likeness on, two family names beside fitting given names are one name misspelt."""


class Likeness(StrEnum):
    """How two names relate."""

    SAME = "same"
    COMPATIBLE = "compatible"
    """Initials, a dropped middle name, a diminutive, a half of a double family name."""
    GIVEN = "given-name"
    """The family name is the same, and the given names contradict each other."""
    FAMILY = "family-name"
    """The given names fit, and the family names are nearly the same."""
    SCRIPT = "script"
    """Written in different scripts: not comparable."""
    DIFFERENT = "different"

    @property
    def fits(self) -> bool:
        """Whether both can be one person's name as it stands."""
        return self in (Likeness.SAME, Likeness.COMPATIBLE)


@lru_cache(maxsize=65536)
def likeness(one: Name, other: Name) -> Likeness:
    """How two names relate; symmetric."""
    mine, yours = name_words(one), name_words(other)
    if mine.joined == yours.joined or sorted(mine.all) == sorted(yours.all):
        return Likeness.SAME
    if mine.latin != yours.latin:
        return Likeness.SCRIPT
    if one.group or other.group:
        return _groups(mine, yours)
    if "".join(mine.all) == "".join(yours.all) or _swapped(mine, yours) or _swapped(yours, mine):
        return Likeness.SAME
    same_family = _same_family(mine, yours)
    if same_family and given_names_fit(mine.given, yours.given):
        return Likeness.COMPATIBLE
    if _in_order(mine.all, yours.all) or _in_order(yours.all, mine.all):
        return Likeness.COMPATIBLE
    if same_family:
        return Likeness.GIVEN
    if _other_order(mine, yours):
        return Likeness.COMPATIBLE
    return _misspelt(mine, yours)


def _groups(mine: Words, yours: Words) -> Likeness:
    shorter, longer = sorted((mine.all, yours.all), key=len)
    filler = {"team", "the", "collaboration", "group", "consortium", "ai", "research"}
    return Likeness.COMPATIBLE if shorter and set(shorter) - filler == set(longer) - filler else Likeness.DIFFERENT


def _swapped(mine: Words, yours: Words) -> bool:
    """``Kim Jung-Hoon`` and ``Junghoon Kim``: the family name first."""
    return "".join(mine.family + mine.given) == "".join(yours.all)


def _same_family(mine: Words, yours: Words) -> bool:
    if "".join(mine.family) == "".join(yours.family):
        return True
    shorter, longer = sorted((mine.family, yours.family), key=len)
    if len(shorter) == 1 < len(longer) and shorter[0] in (longer[0], longer[-1]) and len(shorter[0]) > 2:
        return True
    return mine.joined.endswith("".join(yours.family)) and yours.joined.endswith("".join(mine.family)) and len(shorter[-1]) > 2


def given_names_fit(mine: tuple[str, ...], yours: tuple[str, ...]) -> bool:
    """Whether given names can be one person's: all of the shorter list found in the longer, in order; none says nothing."""
    if not mine or not yours or "".join(mine) == "".join(yours):
        return True
    shorter, longer = sorted((mine, yours), key=len)
    if all(len(token) == 1 for token in shorter) and shorter[0] != longer[0][0]:
        return False
    joined_short, joined_long = sorted(("".join(mine), "".join(yours)), key=len)
    if len(joined_short) > 2 and joined_long.startswith(joined_short):
        return True
    return _subsequence(shorter, longer) or _spelt_out(shorter, longer)


def _spelt_out(shorter: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    """``Xiaoming`` and ``X M``: initials of a name that others write as one word."""
    return len(shorter) == 1 and all(len(token) == 1 for token in longer) and shorter[0].startswith(longer[0])


def _subsequence(shorter: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    """The shorter list inside the longer; behind a first name that is another, only names written out count."""
    first_fits = _token_fits(shorter[0], longer[0])
    at = 0
    for token in longer:
        if at < len(shorter) and _token_fits(shorter[at], token) and (first_fits or min(len(shorter[at]), len(token)) > 1):
            at += 1
    return at == len(shorter)


def _token_fits(one: str, other: str) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) != 2 and (one.startswith(other) or other.startswith(one)):
        return True  # an initial, or the beginning of a name: ``Dan`` and ``Daniel``; two letters are too common to tell
    return not _CIRCLES.get(one, set()).isdisjoint(_CIRCLES.get(other, set()))


def _in_order(shorter: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    """All words of one name in the other, in order, with two of them written out and the first among them."""
    if not 2 <= len(shorter) <= len(longer) or not _token_fits(shorter[0], longer[0]):
        return False
    written_out = [token for token in shorter if len(token) > 1]
    if len(set(written_out) & set(longer)) < max(2, len(set(written_out))):
        return False
    return _subsequence(shorter, longer)


def _other_order(mine: Words, yours: Words) -> bool:
    """One of the two gives the family name first without saying so: ``Wang Wei`` and ``W. Wang``.

    Names whose family name is an initial (``Rajalakshmi S``) are likened by all their initials.
    """
    for one, other in ((mine, yours), (yours, mine)):
        if len(one.given) == 1 and len(one.family) == 1 and len(one.given[0]) > 1 and one.given == other.family:
            return given_names_fit(one.family, other.given)
    if all(len(token) == 1 for token in mine.family) or all(len(token) == 1 for token in yours.family):
        return sorted(token[0] for token in mine.all) == sorted(token[0] for token in yours.all)
    return False


def _misspelt(mine: Words, yours: Words) -> Likeness:
    from rapidfuzz.fuzz import ratio

    families = ratio("".join(mine.family), "".join(yours.family)) / 100
    if families >= _NEARLY and mine.given and yours.given and given_names_fit(mine.given, yours.given):
        return Likeness.FAMILY
    if ratio(mine.joined, yours.joined) / 100 >= 0.88:
        return Likeness.FAMILY
    return Likeness.DIFFERENT
