"""A guard against work that does not end, far above what anything takes on a busy machine. Measures are in bench/."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

PROCESSOR_SECONDS = 60
"""Of this process. What grows with the square of an input's length needs many times that for the inputs given here."""
WALL_SECONDS = 300
"""Where others are waited for."""


@contextmanager
def ends(*, waits: bool = False) -> Iterator[None]:
    """Fail what is still going on in here after that time."""
    seconds, clock, sign = PROCESSOR_SECONDS, signal.ITIMER_VIRTUAL, signal.SIGVTALRM
    if waits:
        seconds, clock, sign = WALL_SECONDS, signal.ITIMER_REAL, signal.SIGALRM

    def over(number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"still at it after {seconds} seconds")

    before = signal.signal(sign, over)
    signal.setitimer(clock, seconds)
    try:
        yield
    finally:
        signal.setitimer(clock, 0)
        signal.signal(sign, before)
