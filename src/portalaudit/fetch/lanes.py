"""Politeness: one lane for each host, one for all hosts that share a back-end."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

SHARED_HOSTS: dict[str, str] = {
    "api.us.socrata.com": "socrata",
    "api.eu.socrata.com": "socrata",
    "socrata.com": "socrata",
    "arcgis.com": "arcgis-online",
}
"""Hosts, with their subdomains, that are one service behind: all Socrata portals (Tyler's documentation of throttling) and
ArcGIS Online with its Hub sites."""

SHARED_HEADERS: tuple[tuple[str, str], ...] = (
    ("x-socrata-requestid", "socrata"),
    ("x-socrata-region", "socrata"),
    ("x-ratelimit-limit-portal_search_throttler", "arcgis-online"),
)
"""Response headers that give a shared back-end away behind a city's own host name."""

MAX_CRAWL_DELAY = 30.0
"""Seconds; robots.txt asking for more is obeyed this far (own choice: CKAN's stock file says 10)."""


class Held(Exception):
    """The lane may not be used for longer than the caller can wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the server asked to wait {seconds:.0f} more seconds")
        self.seconds = seconds


class Lane:
    """A token bucket of size one (so requests are spaced evenly) and a number of connections."""

    def __init__(self, rate: float, connections: int) -> None:
        self._spacing = 1.0 / rate if rate > 0 else 0.0
        self._places = asyncio.Semaphore(connections)
        self._turn = asyncio.Lock()
        self._last = float("-inf")
        self._not_before = float("-inf")

    def hold(self, seconds: float) -> None:
        """Nothing starts for that long."""
        self._not_before = max(self._not_before, time.monotonic() + seconds)

    def held(self) -> float:
        """Seconds that a hold still lasts."""
        return max(0.0, self._not_before - time.monotonic())

    @asynccontextmanager
    async def place(self, floor: float, longest: float, rest: "Rest") -> AsyncIterator[None]:
        """Wait for a connection and for one's turn, then hold the connection.

        Args:
            floor: least seconds since the last start, where that is more than the rate asks (a crawl delay).
            longest: seconds that the caller can wait for a hold to end.
            rest: how to sleep so that a stop wakes us.

        Raises:
            Held: the lane is held for longer.
        """
        async with self._places:
            async with self._turn:
                while True:
                    held = self.held()
                    if held > longest:
                        raise Held(held)
                    wait = max(held, self._last + max(self._spacing, floor) - time.monotonic())
                    if wait <= 0:
                        break
                    await rest.sleep(wait)
                self._last = time.monotonic()
            yield


class Lanes:
    """All lanes of a run, made as hosts are met."""

    def __init__(self, rate: float, connections: int) -> None:
        self._rate, self._connections = rate, connections
        self._lanes: dict[str, Lane] = {}
        self._shared: dict[str, str] = {}

    def of(self, host: str) -> Lane:
        """The lane of a host (with its port where that is not the default: another port may be another server)."""
        key = self.key(host)
        if key not in self._lanes:
            self._lanes[key] = Lane(self._rate, self._connections)
        return self._lanes[key]

    def key(self, host: str) -> str:
        if host in self._shared:
            return self._shared[host]
        name = host.rpartition(":")[0] or host
        return next((back for known, back in SHARED_HOSTS.items() if name == known or name.endswith("." + known)), host)

    def share(self, host: str, backend: str) -> None:
        """From now on the host uses the back-end's lane."""
        self._shared[host] = backend

    def learn(self, host: str, names: frozenset[str]) -> None:
        """Look for a shared back-end in the names of response headers, lower case."""
        if host not in self._shared:
            backend = next((back for name, back in SHARED_HEADERS if name in names), None)
            if backend:
                self.share(host, backend)


class Rest:
    """Sleeping that a stop interrupts."""

    def __init__(self) -> None:
        self._stopped = asyncio.Event()

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()

    def stop(self) -> None:
        """End every sleep, now and from now on. Call it in the loop's thread."""
        self._stopped.set()

    async def sleep(self, seconds: float) -> None:
        """Sleep.

        Raises:
            Woken: a stop came.
        """
        if self._stopped.is_set():
            raise Woken
        try:
            async with asyncio.timeout(seconds):
                await self._stopped.wait()
        except TimeoutError:
            return
        raise Woken


class Woken(Exception):
    """A stop came while we waited."""
