"""Politeness: one lane for each host, one for all hosts that share a back-end."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from portalaudit.fetch.turns import ALONE, Alone, Contact, Turns
from portalaudit.model.schedule import Budgets

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


CUT_OFF = "the database has been away for so long that others may be at work on it"
"""Why a run ends that does not reach the others."""


class Held(Exception):
    """The lane may not be used for longer than the caller can wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the server asked to wait {seconds:.0f} more seconds")
        self.seconds = seconds


class Lane:
    """A token bucket of size one (so requests are spaced evenly) and a number of connections."""

    def __init__(self, rate: float, connections: int, turns: Turns | None = None) -> None:
        """`turns` are leased where other processes share the lane; connections are counted in this process."""
        self._spacing = 1.0 / rate if rate > 0 else 0.0
        self._places = asyncio.Semaphore(connections)
        self._turn = asyncio.Lock()
        self._last = float("-inf")
        self._not_before = float("-inf")
        self._turns = turns

    async def hold(self, seconds: float) -> None:
        """Nothing starts for that long, in other processes neither."""
        self._not_before = max(self._not_before, time.monotonic() + seconds)
        if self._turns is not None:
            await self._turns.hold(seconds)

    def follow(self, other: "Lane") -> None:
        """The next request is a turn, and what is left of a hold, after the last one of another lane."""
        self._last = max(self._last, other._last)
        self._not_before = max(self._not_before, other._not_before)

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
            Woken: a stop came, or the database is away for too long, which stops the run.
        """
        async with self._places:
            async with self._turn:
                while True:
                    held = self.held()
                    if held > longest:
                        raise Held(held)
                    spacing = max(self._spacing, floor)
                    wait = max(held, self._last + spacing - time.monotonic())
                    if wait <= 0 and self._turns is not None:
                        try:
                            wait, held = await self._turns.next(spacing)
                        except Alone:
                            rest.stop(CUT_OFF)
                            raise Woken from None
                        if held > 0:
                            self._not_before = max(self._not_before, time.monotonic() + held)
                            continue
                    if wait <= 0:
                        break
                    await rest.sleep(wait)
                self._last = time.monotonic()
            yield


class Lanes:
    """All lanes of a run, made as hosts are met."""

    def __init__(self, rate: float, connections: int, leases: Budgets | None = None, alone: float = ALONE) -> None:
        """`leases` are the budgets that this process shares with others; without a limit (rate 0) none are asked for. A run that
        does not reach them for `alone` seconds ends."""
        self._contact, self._alone = Contact(), alone
        self._rate, self._connections, self._leases = rate, connections, leases if rate > 0 else None
        self._lanes: dict[str, Lane] = {}
        self._shared: dict[str, str] = {}

    def of(self, host: str) -> Lane:
        """The lane of a host (with its port where that is not the default: another port may be another server)."""
        key = self.key(host)
        if key not in self._lanes:
            turns = None if self._leases is None else Turns(self._leases, key, self._contact, self._alone)
            self._lanes[key] = Lane(self._rate, self._connections, turns)
        return self._lanes[key]

    @asynccontextmanager
    async def place(self, host: str, floor: float, longest: float, rest: "Rest") -> AsyncIterator[None]:
        """See `Lane.place`. A host that turns out to belong to a shared back-end while we wait is waited for there."""
        while True:
            lane = self.of(host)
            async with lane.place(floor, longest, rest):
                if lane is self.of(host):
                    yield
                    return

    def key(self, host: str) -> str:
        """The name of a host's lane."""
        if host in self._shared:
            return self._shared[host]
        name = host.rpartition(":")[0] or host
        return next((back for known, back in SHARED_HOSTS.items() if name == known or name.endswith("." + known)), host)

    def share(self, host: str, backend: str) -> None:
        """From now on the host uses the back-end's lane; what it was just asked counts there too."""
        before = self.of(host)
        self._shared[host] = backend
        self.of(host).follow(before)

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
        self.why = ""

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()

    def stop(self, why: str = "stopped") -> None:
        """End every sleep, now and from now on; the first reason stays. Call it in the loop's thread."""
        self.why = self.why or why
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
