"""robots.txt as RFC 9309 has it, for those who set ``respect_robots``: groups, the longest rule, ``*`` and ``$``."""

from dataclasses import dataclass
from urllib.parse import unquote

from checker.web.reply import Reply

PRODUCT = "refwatch"
_MOST_RULES = 2_000


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules that apply to us; (pattern, allowed), as written."""

    rules: tuple[tuple[str, bool], ...] = ()

    def allows(self, target: str) -> bool:
        """Whether a path and query may be asked: the longest matching rule decides, on a tie the one that allows."""
        path = _plain(target)
        if path == "/robots.txt":
            return True
        matching = [(len(pattern), allowed) for pattern, allowed in self.rules if _matches(_plain(pattern), path)]
        return max(matching)[1] if matching else True


EVERYTHING = Robots()
NOTHING = Robots((("/", False),))


def robots_of(reply: Reply) -> Robots:
    """What a reply to the question for /robots.txt means: 4xx allows everything, 5xx and silence forbid everything."""
    if reply.status is not None and 400 <= reply.status < 500:
        return EVERYTHING
    if reply.failure or reply.status is None or reply.status >= 500:
        return NOTHING
    return parse_robots(reply.body.decode("utf-8", "replace")) if reply.status == 200 else EVERYTHING


def parse_robots(text: str, product: str = PRODUCT) -> Robots:
    """The rules of all groups that name the product; else of those for everyone."""
    groups: dict[str, list[tuple[str, bool]]] = {}
    names: list[str] = []
    in_rules = False
    for line in text.lstrip("\ufeff").splitlines():
        key, _, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        key = key.lower()
        if key == "user-agent":
            names = [*([] if in_rules else names), value.lower()]
            in_rules = False
            groups.setdefault(value.lower(), [])
        elif key in ("allow", "disallow"):
            in_rules = True
            for name in names:
                if value and len(groups[name]) < _MOST_RULES:
                    groups[name].append((value, key == "allow"))
    return Robots(tuple(groups.get(product, groups.get("*", []))))


def _plain(path: str) -> str:
    return unquote(path, errors="replace")


def _matches(pattern: str, path: str) -> bool:
    """Without backtracking: a hostile pattern must not take long. Each part is looked for behind the one before."""
    ends = pattern.endswith("$")
    first, *parts = pattern.removesuffix("$").split("*") if ends else pattern.split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    last = parts.pop() if ends and parts else None
    for part in parts:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    if not ends:
        return True
    return at == len(path) if last is None else len(path) - at >= len(last) and path.endswith(last)
