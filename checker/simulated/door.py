"""A door that opens onto a simulated web, and closes it with itself."""

from types import TracebackType
from typing import Self

from checker.clock import Clock
from checker.simulation import SimulatedWeb
from checker.web import HostSettings, Web, WebSettings


class SimulatedDoor(Web):
    """A `Web` whose every connection goes to the simulation; it keeps no distance between requests and retries nothing."""

    def __init__(self, simulated: SimulatedWeb, clock: Clock | None = None) -> None:
        super().__init__(WebSettings(dial=simulated.dial, hosts={"*": HostSettings(interval=0)}, retries=0), clock=clock)
        self._simulated = simulated

    async def __aenter__(self) -> Self:
        await self._simulated.__aenter__()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await super().__aexit__(kind, error, trace)
        await self._simulated.__aexit__(kind, error, trace)
