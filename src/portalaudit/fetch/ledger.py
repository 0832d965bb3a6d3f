"""The ledger: every request that went out, every byte that came."""

import time

from portalaudit.model.capture import HostTraffic, Traffic


class Ledger:
    """Counts by host (with its port where that is not the default). Used in the loop's thread only."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._hosts: dict[str, list[int]] = {}
        self._not_modified = 0
        self._first: float | None = None
        self._last = 0.0

    def sending(self) -> None:
        """A request goes out."""
        if self._first is None:
            self._first = time.monotonic()

    def sent(self, host: str, received: int, *, not_modified: bool = False) -> None:
        """A request is over; `received` counts body bytes as they came over the wire."""
        entry = self._hosts.setdefault(host, [0, 0])
        entry[0] += 1
        entry[1] += received
        self._not_modified += not_modified
        self._last = time.monotonic()

    def traffic(self) -> Traffic:
        """The account so far; seconds run from the first request to the last answer."""
        hosts = tuple(HostTraffic(host, count, size, self._rate) for host, (count, size) in sorted(self._hosts.items()))
        return Traffic(
            requests=sum(host.requests for host in hosts),
            bytes=sum(host.bytes for host in hosts),
            seconds=max(0.0, self._last - self._first) if self._first is not None else 0.0,
            not_modified=self._not_modified,
            by_host=hosts,
        )
