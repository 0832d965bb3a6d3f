"""One audit of a target at a time: whoever audits says so in the database, and others wait or go elsewhere."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from portalaudit.errors import StoreError
from portalaudit.model.schedule import Job
from portalaudit.store import holders
from portalaudit.store.jobs import Jobs, hold, release

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

LEASE = 120.0
"""Seconds that a target stays ours without a word, should this machine go away (own choice)."""
BEAT = 30.0
"""Seconds between two words (own choice: three may be lost)."""
LOOK = 1.0
"""Seconds between two looks whether a target that somebody else is at work on is free (own choice)."""


@contextmanager
def at_work(engine: "Engine", target: str, busy: Callable[[Job], None]) -> Iterator[None]:
    """Keep others from a target while the block runs.

    Args:
        target: `model.audit.Target.key`.
        busy: told once of who is at work on it; we wait for them unless it raises. Whoever died on this machine is not waited
            for, whoever died on another one until the lease is over.

    Raises:
        StoreError: the database cannot be used.
    """
    holder, told = holders.me(), False
    while (held := hold(engine, target, holder, LEASE)).runner != holder:
        if not told:
            busy(held)
        told = True
        time.sleep(LOOK)
    over = threading.Event()
    beat = threading.Thread(target=_beat, args=(engine, held.id, target, holder, over), name="at work", daemon=True)
    beat.start()
    try:
        yield
    finally:
        over.set()
        beat.join(LOOK)
        with suppress(StoreError):  # the lease ends by itself
            release(engine, held.id, holder)


def _beat(engine: "Engine", number: int, target: str, holder: str, over: threading.Event) -> None:
    """Say that we are still at work; where our lease was over, e.g. because the machine slept, take it again if it is free."""
    while not over.wait(BEAT):
        with suppress(StoreError):
            if not Jobs(engine).still(number, holder, LEASE):
                again = hold(engine, target, holder, LEASE)
                number = again.id if again.runner == holder else number


def said(job: Job) -> str:
    """Who is at work on a target, for people."""
    since = f" since {job.began_at:%H:%M} UTC" if job.began_at else ""
    return f"is being audited by {holders.where(job.runner or '?')}{since}"
