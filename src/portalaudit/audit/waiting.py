"""Waiting for a database that is away."""

import time
from collections.abc import Callable
from typing import TypeVar

from portalaudit.errors import StoreAway

Result = TypeVar("Result")

FIRST, MOST = 1.0, 15.0
"""Seconds between two tries: the first wait, doubled up to the longest (own choice)."""


def patiently(step: Callable[[], Result], seconds: float) -> Result:
    """Do a step; while the database is away, again for so many seconds.

    Raises:
        StoreAway: it is still away.
    """
    until, pause = time.monotonic() + seconds, FIRST
    while True:
        try:
            return step()
        except StoreAway:
            left = until - time.monotonic()
            if left <= 0:
                raise
        time.sleep(min(pause, left))
        pause = min(2 * pause, MOST)
