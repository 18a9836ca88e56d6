"""Whether a cited venue is a record's: by the calendar where it knows both, by their words where it does not."""

from checker.core.abbreviations import KIND_WORDS, Token, tokens
from checker.core.calendar import Venue
from checker.core.compare import Agreement, Comparison
from checker.core.venues import VenueClaim, parse_venue

_ALIKE = 0.8
_UNLIKE = 0.34


def compare_venues(claimed: str | VenueClaim, found: str | VenueClaim) -> Comparison:
    """Compares a claimed venue with a record's.

    Kinds that agree: ``identical``, ``alias`` (another spelling or name), ``track`` (one names a track of it),
    ``proceedings`` (the journal
    that prints the conference's papers), ``joint`` (events held jointly), ``spelling`` (venues unknown to the calendar whose
    words agree).
    That differ: ``different``, ``workshop`` (a workshop is not the conference where it is held), ``track`` (Findings are not
    the main
    conference), ``unknown-venue`` (a name spelt out that has nothing of the record's). Not comparable: ``missing-claim``,
    ``missing-record``, ``preprint``, ``preprint-record``, ``series`` (a book series or a publisher), ``unsure``.
    """
    ours = claimed if isinstance(claimed, VenueClaim) else parse_venue(claimed)
    theirs = found if isinstance(found, VenueClaim) else parse_venue(found)
    reason = _incomparable(ours, theirs)
    if reason:
        return _told(Agreement.NOT_COMPARABLE, reason, ours, theirs, 0.0)
    if ours.workshop or theirs.workshop:
        return _workshops(ours, theirs)
    if ours.venue and theirs.venue:
        return _known(ours, theirs, ours.venue, theirs.venue)
    if ours.venue or theirs.venue:
        return _half_known(ours, theirs)
    return _unknown(ours, theirs)


def _incomparable(ours: VenueClaim, theirs: VenueClaim) -> str:
    if not ours.text:
        return "missing-claim"
    if not theirs.text:
        return "missing-record"
    if ours.kind == "preprint":
        return "preprint"
    if theirs.kind == "preprint":
        return "preprint-record"
    return "" if ours.comparable and theirs.comparable else "series"


def _known(ours: VenueClaim, theirs: VenueClaim, mine: Venue, yours: Venue) -> Comparison:
    if mine is yours:
        return _same(ours, theirs)
    if set(ours.joint) & set(theirs.joint):
        return _told(Agreement.AGREES, "joint", ours, theirs, 0.95)
    if yours.id in mine.publishes or mine.id in yours.publishes:
        return _told(Agreement.AGREES, "proceedings", ours, theirs, 0.95)
    return _told(Agreement.DIFFERS, "different", ours, theirs, 0.0)


def _same(ours: VenueClaim, theirs: VenueClaim) -> Comparison:
    if (ours.track == "findings") != (theirs.track == "findings"):
        where = "the Findings" if theirs.track == "findings" else "the main conference"
        return _told(Agreement.DIFFERS, "track", ours, theirs, 0.5, f"it appeared in {where}")
    if ours.track != theirs.track:
        return _told(Agreement.AGREES, "track", ours, theirs, 0.95)
    return _told(Agreement.AGREES, "identical" if ours.text == theirs.text else "alias", ours, theirs)


def _workshops(ours: VenueClaim, theirs: VenueClaim) -> Comparison:
    if ours.workshop and theirs.workshop:
        if ours.venue and theirs.venue:
            if ours.venue is theirs.venue:
                return _told(Agreement.AGREES, "alias", ours, theirs, 0.9)
            return _told(Agreement.DIFFERS, "different", ours, theirs, 0.0)
        return _unknown(ours, theirs)
    main = theirs if ours.workshop else ours
    if main.venue is None:
        return _told(Agreement.NOT_COMPARABLE, "unsure", ours, theirs, 0.5)
    if main.venue.kind == "workshop-series":
        return _half_known(ours, theirs)
    which = "a workshop" if theirs.workshop else "the main venue"
    return _told(Agreement.DIFFERS, "workshop", ours, theirs, 0.3, f"it appeared at {which}")


def _half_known(ours: VenueClaim, theirs: VenueClaim) -> Comparison:
    """One is known; the other is another venue if it is spelt out and shares next to nothing with it."""
    known, unknown = (ours, theirs) if ours.venue else (theirs, ours)
    venue = known.venue
    if venue is None:
        return _unknown(ours, theirs)
    names = [known.text, *(alias.text for alias in venue.aliases)]
    score = max(_overlap(_telling(name), _telling(unknown.text)) for name in names)
    spelt_out = _spelt_out(unknown.text)
    if unknown is ours and spelt_out and (score < 0.6 or _other_kind(ours, venue) or _has_more(ours, names)):
        return _told(Agreement.DIFFERS, "unknown-venue", ours, theirs, min(score, 0.5))
    if spelt_out and score <= _UNLIKE:
        return _told(Agreement.DIFFERS, "different", ours, theirs, score)
    return _told(Agreement.NOT_COMPARABLE, "unsure", ours, theirs, score)


def _other_kind(claim: VenueClaim, venue: Venue) -> bool:
    """A journal claimed where the record has a conference."""
    forms = {token.form for token in tokens(claim.text)}
    return venue.kind == "conference" and bool(forms & {"journal", "trans"}) and not forms & {"conf", "symp", "proceedings"}


def _has_more(claim: VenueClaim, names: list[str]) -> bool:
    """A word inside the claimed name that no name of the venue has: *Conference on Quantum Machine Learning*."""
    known = [token for name in names for token in _telling(name)]
    telling = _telling(claim.text)
    shared = [any(token.matches(other) for other in known) for token in telling]
    return True in shared and False in shared[: len(shared) - shared[::-1].index(True)]


def _unknown(ours: VenueClaim, theirs: VenueClaim) -> Comparison:
    mine, yours = _telling(ours.text), _telling(theirs.text)
    score = _overlap(mine, yours)
    if score >= _ALIKE or _initials_of(ours.text, yours) or _initials_of(theirs.text, mine):
        return _told(Agreement.AGREES, "spelling", ours, theirs, max(score, _ALIKE))
    if score <= 0.2 and _spelt_out(ours.text) and _spelt_out(theirs.text):
        return _told(Agreement.DIFFERS, "different", ours, theirs, score)
    return _told(Agreement.NOT_COMPARABLE, "unsure", ours, theirs, score)


def _telling(text: str) -> list[Token]:
    """The words that tell a venue from others: not those of its kind, nor sponsors, ordinals and years."""
    return [
        token
        for token in tokens(text)
        if not token.noise
        and token.form not in KIND_WORDS
        and token.form not in ("int", "advance")
        and not token.folded.isdigit()
    ]


def _overlap(mine: list[Token], yours: list[Token]) -> float:
    """How much of the shorter list of words is in the longer, abbreviations allowed, weighed down where lengths differ much."""
    shorter, longer = sorted((mine, yours), key=len)
    if not shorter:
        return 0.0
    rest = list(longer)
    for token in shorter:
        twin = next((other for other in rest if token.matches(other)), None)
        if twin is not None:
            rest.remove(twin)
    shared = len(longer) - len(rest)
    return 2 * shared / (len(shorter) + len(longer))


def _spelt_out(text: str) -> bool:
    """Whether a text says what kind of venue it is, and about what: *Symposium on …*, *Journal of …*."""
    every = tokens(text)
    kind = any(token.form in KIND_WORDS or token.folded in KIND_WORDS for token in every)
    return kind and len(_telling(text)) >= 2


def _initials_of(short: str, words: list[Token]) -> bool:
    """Whether ``short`` is an acronym made of the first letters of the other's words."""
    letters = "".join(each.text for each in tokens(short) if not each.folded.isdigit() and not each.noise)
    return (
        len(letters) >= 3
        and letters.isupper()
        and "".join(word.text[:1] for word in words).upper() in (letters, letters[2:], letters[1:])
    )


def _told(value: Agreement, kind: str, ours: VenueClaim, theirs: VenueClaim, score: float = 1.0, detail: str = "") -> Comparison:
    return Comparison("venue", value, kind, ours.text, theirs.text, round(score, 3), detail)
