"""The clock: it only ticks. What is due, and what was done, stands in the database; a clock that ends loses nothing.

APScheduler calls each chore again and again; nothing of it is stored. The machine's clock may be set while we run: then every
chore is called at once, as APScheduler itself would wait until the old time comes round again.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from portalaudit import clock
from portalaudit.errors import PortalauditError

Say = Callable[[str], None]
"""Takes a line for the log."""

SET = timedelta(seconds=5)
"""The machine's clock counts as set when it is so far from where it would have run to (own choice: more than what NTP slews away
in a minute, less than a tick)."""
THREADS = 4
"""Chores at once (own choice: a slow one, such as mail, must not hold up the nights)."""

_PAUSE = 1.0
"""Seconds between two looks at the machine's clock."""


@dataclass(frozen=True, slots=True)
class Chore:
    """Something that the clock does again and again; one that takes longer than its interval is not begun a second time."""

    name: str
    """For the log."""
    every_seconds: float
    run: Callable[[datetime], object]
    """Called with the current moment."""


Moment = tuple[datetime, float]
"""The machine's clock, and the seconds that no setting of it moves."""


def moment() -> Moment:
    """Now, by both."""
    return clock.now(), time.monotonic()


@contextmanager
def ticking(chores: Sequence[Chore], say: Say, begun: Moment | None = None) -> Iterator["Ticks"]:
    """Call each chore now and at its interval while the block runs; what is at work at its end is waited for.

    Args:
        begun: from when on a setting of the machine's clock is noticed; from now on unless told.
    """
    begun = begun or moment()
    # APScheduler says again what we say in one line, and that a chore takes longer than its interval.
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    scheduler = BackgroundScheduler(
        timezone=UTC, jobstores={"default": MemoryJobStore()}, executors={"default": ThreadPoolExecutor(THREADS)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )  # fmt: skip
    for chore in chores:
        trigger = IntervalTrigger(seconds=chore.every_seconds, timezone=UTC)
        scheduler.add_job(_Told(chore, say), trigger, id=chore.name, next_run_time=clock.now())
    scheduler.start()
    try:
        yield Ticks(scheduler, say, begun)
    finally:
        scheduler.shutdown(wait=True)


class Ticks:
    """Chores being called; see to it that they go on when the machine's clock is set."""

    def __init__(self, scheduler: BackgroundScheduler, say: Say, begun: Moment) -> None:
        self._scheduler, self._say = scheduler, say
        self._at, self._counted = begun

    def wait(self, stop: threading.Event) -> bool:
        """Wait a moment; True once a stop is asked for."""
        stopped = stop.wait(_PAUSE)
        now, counted = moment()
        jump = now - self._at - timedelta(seconds=counted - self._counted)
        self._at, self._counted = now, counted
        if abs(jump) > SET:
            self._say(f"the machine's clock was set {'forward' if jump > timedelta(0) else 'back'} by {abs(jump)}".split(".")[0])
            for job in self._scheduler.get_jobs():
                # Both the next time and the trigger's start lie where the clock had been.
                trigger = IntervalTrigger(seconds=job.trigger.interval_length, start_date=now, timezone=UTC)
                job.modify(trigger=trigger, next_run_time=now)
        return stopped


class _Told:
    """A chore that never ends the clock: trouble is told once, and again when it is over."""

    def __init__(self, chore: Chore, say: Say) -> None:
        self._chore, self._say = chore, say
        self._trouble: str | None = None

    def __call__(self) -> None:
        name, trouble = self._chore.name, None
        try:
            self._chore.run(clock.now())
        except PortalauditError as problem:
            trouble = str(problem)
        except Exception as problem:  # noqa: BLE001 - one chore's bug must not stop the nights
            trouble = f"unexpected {type(problem).__name__}: {problem}"
        if trouble is not None and self._trouble is None:
            self._say(f"{name}: {trouble}; tried again every {self._chore.every_seconds:g} s")
        elif trouble is None and self._trouble is not None:
            self._say(f"{name}: works again")
        self._trouble = trouble
