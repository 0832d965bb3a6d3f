"""What becomes of a job after one try of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from portalaudit.model.schedule import Ended, Job

How = Literal["whole", "part", "nothing", "trouble"]
"""whole: saved complete; part: a budget or a signal ended it; nothing: no part of it was observed; trouble: ours, not the
target's: the disk is full, the database is away."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds until a job is tried again. Own choice throughout."""

    nothing: float = 600.0
    """After a target that did not answer; doubled each time."""
    part: float = 300.0
    """After a budget was spent, so that others have their turn."""
    trouble: float = 60.0
    """After a full disk or a database that was away; doubled each time."""
    most: float = 3600.0
    """The longest of them."""
    closing: float = 24 * 3600.0
    """After its window a job that only has to be closed is tried for so long, should the disk stay full."""


@dataclass(frozen=True, slots=True)
class Try:
    """One try as it ended."""

    how: How
    line: str | None = None
    observed: bool = False
    """Any part of it, in this try or an earlier one."""
    anew: bool = False
    """What came cannot be gone on with: it is an answer, and would be taken for one."""


def after(job: Job, made: Try, now: datetime, waits: Waits) -> Ended:
    """How a job goes on.

    What was not observed in its window is unavailable, what was observed in part is incomplete; either keeps its evidence and
    moves no finding.
    """
    if made.how == "whole":
        return Ended("done")
    later = now + timedelta(seconds=_wait(job, made.how, waits))
    trouble = made.how == "trouble"
    if later <= job.until or (trouble and job.audit and later <= job.until + timedelta(seconds=waits.closing)):
        return Ended("waiting", made.line, later, anew=made.anew)
    if made.how == "nothing" or (made.how == "part" and not made.observed):
        why = made.line if made.how == "nothing" else job.line or made.line
        return Ended("unavailable", f"nothing of it could be observed in {_tries(job)} ({why})")
    return Ended(
        "incomplete", f"its window ended ({made.line})" if trouble else f"its window ended with a part of it; {made.line}"
    )


def stopped(now: datetime) -> Ended:
    """Its runner was told to stop: another one goes on at once."""
    return Ended("waiting", "its runner was stopped", now)


def _wait(job: Job, how: How, waits: Waits) -> float:
    if how == "part":
        return min(waits.part, waits.most)
    first = waits.nothing if how == "nothing" else waits.trouble
    return float(min(waits.most, first * 2 ** min(max(job.tries - 1, 0), 20)))


def _tries(job: Job) -> str:
    return "1 try" if job.tries == 1 else f"{job.tries} tries"
