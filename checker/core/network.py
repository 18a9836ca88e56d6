"""Whether a run had a network at all: what the rules about the run as a whole share."""

from checker.core.answer import Answer
from checker.core.seen import Seen
from checker.core.urls import host

_DECLINED = frozenset({"unsupported-scheme", "forbidden-address", "malformed-url", "robots", "over-budget"})
"""What this program did not even try says nothing about the network."""
_OURS = frozenset({"dns-failure", "connect-timeout", "connect-refused", "proxy", "offline"})
"""Failures that may as well be our own network's. A reset or a broken handshake comes from somebody."""
_FEW = 3


def cut_off(seen: Seen) -> tuple[Answer, ...]:
    """The answers of this run, where every question failed before anybody answered it; none where somebody was reached."""
    answers = tuple(answer for answer in seen.of_this_run() if answer.facts.get("failure") not in _DECLINED)
    if not all(_cut_off(answer) for answer in answers) or _everyone_refused(answers):
        return ()
    return answers


def _cut_off(answer: Answer) -> bool:
    return not answer.outcome.conclusive and answer.status is None and answer.facts.get("failure") in _OURS


def _everyone_refused(answers: tuple[Answer, ...]) -> bool:
    """A refused connection shows that the host, or something near it, is there; many of them may be a firewall of ours."""
    refused = all(answer.facts.get("failure") == "connect-refused" and "rout" not in answer.detail for answer in answers)
    return refused and len({host(answer.subject) for answer in answers}) < _FEW
