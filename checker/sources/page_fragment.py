"""Whether a page has the place that an address points into (contract, section 8, "Fragments")."""

import re
from urllib.parse import unquote

from checker.sources.page_html import Page

_ACCEPTED = re.compile(
    r"(?:top|.*:~:.*"
    r"|L\d+(?:C\d+)?(?:[-:,]L?\d+(?:C\d+)?)*|lines?-\d+(?:[:,-]\d+)*|line=\d+(?:,\d+)?|l\d+|n\d+"
    r"|(?:t|xywh|track|id|npt|page|zoom|nameddest|search|view|viewrect|toolbar|navpanes|pagemode|char)=.*"
    r"|issuecomment-\d+|discussion_r\d+|diff-[0-9a-f]+.*|pullrequestreview-\d+|commitcomment-\d+|discussioncomment-\d+|note_\d+)\Z"
)
_ROUTE = re.compile(r"[/!?]|.*[=&]")
"""A fragment that a script reads as a route or as state: only the script knows whether it leads anywhere."""


def judge_fragment(fragment: str, page: Page | None, *, truncated: bool = False, filled_by_script: bool = False) -> str:
    """``present``, ``absent`` or ``unjudged``. ``page`` is ``None`` for what is no HTML."""
    wanted = unquote(fragment)
    if not wanted or _ACCEPTED.match(wanted) or wanted.lower() == "top":
        return "present"
    if page is None:
        return "unjudged"
    names = {wanted, fragment, "user-content-" + wanted, "user-content-" + fragment}
    if page.has_place(names):
        return "present"
    unsure = truncated or filled_by_script or page.script_filled or _ROUTE.match(wanted)
    return "unjudged" if unsure else "absent"
