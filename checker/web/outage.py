"""Telling a dead network from dead links: when nobody answers, the trouble is ours."""

_ENOUGH = 8
"""Hosts that could not be reached, and none that could, before we stop trying the others."""


class Outage:
    """Learns from every exchange."""

    def __init__(self) -> None:
        self._reached = False
        self._lost: set[str] = set()
        self._lost_ever = False

    def learn(self, host: str, error: Exception | None) -> None:
        """An exchange with a host ended, with this exception or with none."""
        if self._reached:
            return
        if error is None:
            self._reached = True
            return
        from checker.web.faults import says_nothing_of_the_host

        if says_nothing_of_the_host(error):
            self._lost.add(host)
            self._lost_ever = True
        elif getattr(error, "proves_a_network", True):
            self._reached = True

    @property
    def nothing_reached(self) -> bool:
        """Whether hosts were asked, and not one of them was there to answer."""
        return self._lost_ever and not self._reached

    @property
    def hopeless(self) -> bool:
        """Whether asking further hosts is a waste of time."""
        return not self._reached and len(self._lost) >= _ENOUGH

    def forgive(self) -> None:
        """A new pass: the network may have come back."""
        self._lost.clear()
