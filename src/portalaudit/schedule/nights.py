"""Which nights a schedule lets go now: none is lost in silence, none comes twice, of many missed ones one is caught up."""

import hashlib
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy.engine import Engine

from portalaudit.errors import UsageError
from portalaudit.model.schedule import Move, Night, Released, Schedule
from portalaudit.schedule.cron import next_after, occurrences
from portalaudit.store import schedules

LATE = timedelta(minutes=15)
"""A night that is let go later than this was missed and is caught up: its window counts from now (own choice: longer than a tick,
a restart, or a database that was gone for a minute)."""
COUNTED = 1_000
"""Missed nights are counted up to here (own choice)."""


def release_due(engine: Engine, now: datetime) -> Released:
    """Move every schedule on whose time has come.

    Raises:
        StoreError: the database cannot be used; nothing was changed.
    """
    return schedules.release_due(engine, now, moved)


def moved(schedule: Schedule, now: datetime) -> Move | None:
    """What becomes of a schedule at this moment; None where it stays as it is.

    One that can no longer be read (its time zone left the IANA database, somebody wrote into the table) is paused with a line
    that says so, so that the others go on.
    """
    try:
        return _moved(schedule, now)
    except UsageError as problem:
        due = schedule.next_due or now
        line = f"its schedule is paused: {problem}"
        return Move(None, schedule.last_due, (Night(due, due, due, "missed", line),), paused=True)


def _moved(schedule: Schedule, now: datetime) -> Move | None:
    if schedule.paused or schedule.next_due is None:
        return None
    following = next_after(schedule.cron, schedule.zone, now)
    if schedule.next_due > now:
        # A night was let go that lies ahead of us: the machine's clock was set back. Nights before it are still to come; those
        # that were let go already stand among the jobs, where a night is a night once.
        ahead = schedule.last_due is not None and schedule.last_due > now
        return Move(following, None) if ahead and following < (schedule.last_due or now) else None
    newest = _newest(schedule, now)
    nights = [] if newest is None else [_night(schedule, newest, following, now)]
    if newest != schedule.next_due:
        nights.insert(0, _missed(schedule, newest, now))
    return Move(following, nights[-1].due_at, tuple(nights))


def _newest(schedule: Schedule, now: datetime) -> datetime | None:
    """The newest night that is due and still within the grace period."""
    assert schedule.next_due is not None
    earliest = now - timedelta(seconds=schedule.grace)
    newest = schedule.next_due if schedule.next_due >= earliest else None
    for due in occurrences(schedule.cron, schedule.zone, max(schedule.next_due, earliest - timedelta(seconds=1))):
        if due > now:
            break
        newest = due if due >= earliest else newest
    return newest


def _night(schedule: Schedule, due: datetime, following: datetime, now: datetime) -> Night:
    late, window = now - due > LATE, timedelta(seconds=schedule.window)
    # A window never reaches into the next one, so that of a target at most one night is to be tried; half of it at least is left.
    begins = due + jitter(schedule.target, due, min(timedelta(seconds=schedule.jitter), min(window, following - due) / 2))
    until = min((now if late else due) + window, following)
    return Night(due, begins, until, "waiting", f"caught up {_length(now - due)} late" if late else None)


def _missed(schedule: Schedule, caught_up: datetime | None, now: datetime) -> Night:
    """One row for all nights that nobody let go in time and that are not caught up, under the first one's time."""
    first = schedule.next_due
    assert first is not None
    end = now if caught_up is None else caught_up - timedelta(seconds=1)
    more = occurrences(schedule.cron, schedule.zone, first)
    count = 1 + sum(1 for due in islice(more, COUNTED) if due <= end) if first < end else 1
    what = "missed" if count == 1 else f"missed, with the {count - 1}{' or more' if count > COUNTED else ''} nights after it"
    why = "no clock ran when it was due"
    then = (
        "the night after was caught up" if caught_up else f"later than the {_length(timedelta(seconds=schedule.grace))} of grace"
    )
    return Night(first, first, first, "missed", f"{what}: {why}; {then}")


def jitter(target: str, due: datetime, most: timedelta) -> timedelta:
    """How much later a night starts: whole seconds up to `most`, which its target and time decide.

    So the cities of one zone don't all begin in the same second, and whoever asks twice is told the same.
    """
    digest = hashlib.sha256(f"{target}\n{due:%Y-%m-%dT%H:%M:%SZ}".encode()).digest()
    return timedelta(seconds=int.from_bytes(digest[:8]) % (int(most.total_seconds()) + 1))


def _length(span: timedelta) -> str:
    minutes = int(span.total_seconds()) // 60
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.0f} h" if minutes < 2880 else f"{minutes / 1440:.0f} days"
