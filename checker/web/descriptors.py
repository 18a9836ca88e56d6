"""How many connections the operating system lets us hold."""

from functools import cache

_WANTED = 4096
_SPARE = 96
"""For files, the history, standard streams and what libraries open."""


@cache
def connections() -> int:
    """How many sockets may be open at once. Raises the soft limit where that is allowed (macOS begins with 256)."""
    try:
        import resource
    except ImportError:  # Windows: its sockets are no file descriptors
        return 512
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _WANTED if hard == resource.RLIM_INFINITY else min(_WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
        except (OSError, ValueError):
            pass
    return max(16, (_WANTED if soft == resource.RLIM_INFINITY else min(soft, _WANTED)) - _SPARE)
