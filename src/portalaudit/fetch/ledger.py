"""The ledger: every request that went out, every byte that came."""

import time
from collections import defaultdict, deque

from portalaudit.model.capture import HostTraffic, Traffic

WINDOW = 0.98
"""Seconds in which requests are counted for `max_per_second`: a little under one, so that the jitter of a timer does not make
two of one request a second."""


class Ledger:
    """Counts by host (with its port where that is not the default). Used in the loop's thread only."""

    def __init__(self) -> None:
        self._starts: dict[str, deque[float]] = defaultdict(deque)
        self._peaks: dict[str, int] = {}
        self._hosts: dict[str, list[int]] = {}
        self._not_modified = 0
        self._first: float | None = None
        self._last = 0.0

    def sending(self, host: str) -> None:
        """A request goes out."""
        now = time.monotonic()
        if self._first is None:
            self._first = now
        starts = self._starts[host]
        starts.append(now)
        while starts[0] <= now - WINDOW:
            starts.popleft()
        self._peaks[host] = max(self._peaks.get(host, 0), len(starts))

    def sent(self, host: str, received: int, *, not_modified: bool = False) -> None:
        """A request is over; `received` counts body bytes as they came over the wire."""
        entry = self._hosts.setdefault(host, [0, 0])
        entry[0] += 1
        entry[1] += received
        self._not_modified += not_modified
        self._last = time.monotonic()

    def traffic(self) -> Traffic:
        """The account so far; seconds run from the first request to the last answer."""
        hosts = tuple(
            HostTraffic(host, count, size, float(self._peaks.get(host, 0))) for host, (count, size) in sorted(self._hosts.items())
        )
        return Traffic(
            requests=sum(host.requests for host in hosts),
            bytes=sum(host.bytes for host in hosts),
            seconds=max(0.0, self._last - self._first) if self._first is not None else 0.0,
            not_modified=self._not_modified,
            by_host=hosts,
        )
