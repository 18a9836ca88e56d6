"""Manners per host: how many requests at once and how far apart, for everyone and for the services that we know."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class HostSettings:
    """Manners towards one host; ``None`` leaves a setting to the default.

    The default of 10 at once and 20 a second is lychee's, which many sites have got used to.
    """

    concurrency: int | None = None
    interval: float | None = None
    """Seconds from one request to the next."""
    timeout: float | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    shared: str | None = None
    """Hosts that name the same word here are one service and share their limits."""

    def over(self, other: "HostSettings") -> "HostSettings":
        """These settings, with the gaps filled from another row."""
        return HostSettings(
            self.concurrency or other.concurrency,
            other.interval if self.interval is None else self.interval,
            self.timeout or other.timeout,
            {**other.headers, **self.headers},
            self.shared or other.shared,
        )


CONCURRENCY = 10
INTERVAL = 0.05


def _pace(per_second: float, concurrency: int, shared: str | None = None) -> HostSettings:
    return HostSettings(concurrency, round(1 / per_second, 3), shared=shared)


PACES: Mapping[str, HostSettings] = {
    "api.github.com": _pace(5, 4),  # secondary limit: 100 at once, 900 points a minute
    "gitlab.com": _pace(3, 4),
    "codeberg.org": _pace(1, 2),
    "api.bitbucket.org": _pace(1, 1),  # 60 an hour without an account
    "pypi.org": _pace(2, 1),
    "registry.npmjs.org": _pace(2, 1),
    "crates.io": _pace(1, 1),  # its crawler policy: one request a second, and a contact
    "huggingface.co": _pace(1.5, 2),  # 500 in five minutes
    "doi.org": _pace(5, 3),
    "api.crossref.org": _pace(1, 1),  # since July 2026 lists: 1 a second for strangers, 3 for those who leave an address
    "api.datacite.org": _pace(3, 2),
    "export.arxiv.org": _pace(1 / 3, 1, "arxiv-api"),  # "no more than one request every three seconds", all API hosts together
    "oaipmh.arxiv.org": _pace(1 / 3, 1, "arxiv-api"),
    "dblp.org": _pace(1 / 2, 1),
    "api.openalex.org": _pace(8, 4),
    "api.semanticscholar.org": _pace(1, 1),
    "api.openreview.net": _pace(1, 1),
    "api2.openreview.net": _pace(1, 1),
    "web.archive.org": _pace(0.4, 1),  # 24 a minute
    "archive.org": _pace(0.1, 1),  # the availability API: 6 a minute
}
"""Documented or reported limits of the services that sources ask, each with a margin."""

KNOWN = frozenset(PACES) | {row.shared for row in PACES.values() if row.shared}
"""The names of their owners."""
