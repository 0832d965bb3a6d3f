"""How the clock's process is doing, as it says itself: the process writes, health and metrics read."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Pulse:
    """The state of one process."""

    every: float
    """Seconds between two ticks, as it is meant to be."""
    leader: bool = False
    """Whether it is the one clock of its database; otherwise it stands by."""
    ticked: float | None = None
    """`time.monotonic()` of the newest tick, one that failed too: a database that is away is no reason to call a process dead."""
    ticks: int = 0
    failed: int = 0
    runner: str | None = None
    """What ails the runner, in words without paths; None where it works, or none is wanted."""

    def silent(self) -> float | None:
        """Seconds since the newest tick; None before the first."""
        return None if self.ticked is None else max(0.0, time.monotonic() - self.ticked)


class Pulses:
    """The newest pulse; may be written and read by any thread."""

    def __init__(self, every: float = 15.0) -> None:
        self._lock = threading.Lock()
        self._pulse = Pulse(every)

    def ticked(self, *, failed: bool = False) -> None:
        """The process looked what is due, or whether it may be the clock."""
        with self._lock:
            now = self._pulse
            self._pulse = replace(now, ticked=time.monotonic(), ticks=now.ticks + 1, failed=now.failed + failed)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """One tick, which failed where an exception leaves the block."""
        try:
            yield
        except BaseException:
            self.ticked(failed=True)
            raise
        self.ticked()

    def leads(self, leader: bool) -> None:
        """It became the clock, or ceased to be it."""
        with self._lock:
            self._pulse = replace(self._pulse, leader=leader)

    @contextmanager
    def leading(self) -> Iterator[None]:
        """It is the clock while the block lasts."""
        self.leads(True)
        try:
            yield
        finally:
            self.leads(False)

    def runner(self, trouble: str | None) -> None:
        """What ails the runner; None: it works."""
        with self._lock:
            self._pulse = replace(self._pulse, runner=trouble)

    def now(self) -> Pulse:
        """The pulse at this moment."""
        return self._pulse
