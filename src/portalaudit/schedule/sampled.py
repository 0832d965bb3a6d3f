"""A value that is read again when somebody asks and it is old; nobody waits for it longer than told."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from portalaudit.errors import PortalauditError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sample(Generic[T]):
    """What a reading gave."""

    value: T | None
    trouble: str | None
    """Why there is no value, in one line; it may name paths and hosts, so it is for the log alone."""
    seconds: float
    """How long the reading took."""


class Sampled(Generic[T]):
    """Readings of one source, never two at once: a source that hangs holds one thread, whoever asks and how often."""

    def __init__(self, read: Callable[[], T], *, keep: float, patience: float, stale: bool = False) -> None:
        """Nothing is read yet.

        Args:
            read: gives the value, in a thread of its own.
            keep: seconds for which a reading, or its failure, counts.
            patience: seconds that whoever asks waits for a new reading.
            stale: give the last value while a new one is awaited; otherwise there is none.
        """
        self._read, self._keep, self._patience, self._stale = read, keep, patience, stale
        self._changed = threading.Condition()
        self._running = False
        self._until = 0.0
        self._last: Sample[T] = Sample(None, "not read yet", 0.0)

    def get(self) -> Sample[T]:
        """The value as it was at most `keep` seconds ago."""
        with self._changed:
            if time.monotonic() < self._until and not self._running:
                return self._last
            if not self._running:
                self._running = True
                threading.Thread(target=self._work, daemon=True, name="sample").start()
            if self._changed.wait_for(lambda: not self._running, self._patience) or self._stale:
                return self._last
            return Sample(None, f"no answer within {self._patience:g} s", self._patience)

    def _work(self) -> None:
        began = time.monotonic()
        value, trouble = None, None
        try:
            value = self._read()
        except PortalauditError as problem:
            trouble = str(problem)
        except Exception as problem:  # noqa: BLE001 - whoever watches must not end what is watched
            trouble = f"unexpected {type(problem).__name__}: {problem}"
        now = time.monotonic()
        with self._changed:
            self._last = Sample(value, trouble, now - began)
            self._until = now + self._keep
            self._running = False
            self._changed.notify_all()
