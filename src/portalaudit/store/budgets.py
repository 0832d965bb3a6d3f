"""Budgets of hosts and back-ends (`model.schedule.Budgets`) as a table: one row a lane, turns leased in slices.

A row says when the next turn of its lane begins, by the database's own clock; what is leased is told as seconds from now, so the
clocks of those who ask need not agree. A lane whose next turn is further ahead than it can be was written before somebody set
the clock back: it begins anew.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from portalaudit.model.schedule import Slice
from portalaudit.store.bulk import upsert
from portalaudit.store.engine import reading, writing
from portalaudit.store.holders import moment
from portalaudit.store.schedule_tables import budgets

AHEAD = 60.0
"""Seconds that turns are leased ahead at most; who wants more asks again (own choice)."""
LONGEST = 30.0
"""Seconds that one slice lasts at most, but for a single turn (own choice)."""
LONGEST_HOLD = 3600.0
"""Seconds that one hold lasts at most (own choice: four times what an audit itself waits, fetch/settings.py)."""


class StoredBudgets:
    """The budgets of one database, for all processes that use it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def lease(self, lane: str, spacing: float, turns: int) -> Slice:
        """See `model.schedule.Budgets`; fewer turns are given where they would last longer than `LONGEST`.

        Raises:
            StoreError: the database cannot be used.
        """
        with writing(self._engine) as connection:
            free_at, held, now = _row(connection, lane)
            if held > 0:
                return Slice(held, 0, held)
            wait = max(0.0, (free_at - now).total_seconds())
            if wait > AHEAD + max(LONGEST, spacing):
                wait = 0.0
            if wait > AHEAD:
                return Slice(wait - AHEAD / 2, 0)
            given = max(1, min(turns, int(LONGEST / spacing))) if spacing > 0 else turns
            values = {"free_at": now + timedelta(seconds=wait + given * spacing)}
            connection.execute(sa.update(budgets).where(budgets.c.lane == lane).values(values))
            return Slice(wait, given)

    def hold(self, lane: str, seconds: float) -> None:
        """See `model.schedule.Budgets`; longer than `LONGEST_HOLD` is that long. A longer hold that stands already stays.

        Raises:
            StoreError: the database cannot be used.
        """
        with writing(self._engine) as connection:
            _, held, now = _row(connection, lane)
            if min(seconds, LONGEST_HOLD) > held:
                values = {"held_until": now + timedelta(seconds=min(seconds, LONGEST_HOLD))}
                connection.execute(sa.update(budgets).where(budgets.c.lane == lane).values(values))

    def held(self, lane: str) -> float:
        """See `model.schedule.Budgets`.

        Raises:
            StoreError: the database cannot be used.
        """
        with reading(self._engine) as connection:
            until = connection.scalar(sa.select(budgets.c.held_until).where(budgets.c.lane == lane))
            return 0.0 if until is None else _left(until, moment(connection))


def _row(connection: Connection, lane: str) -> tuple[datetime, float, datetime]:
    """When a lane is free, how long it is held, and what time it is; its row is ours until the transaction ends."""
    now = moment(connection)
    connection.execute(upsert(connection, budgets).on_conflict_do_nothing(), {"lane": lane, "free_at": now})
    chosen = sa.select(budgets.c.free_at, budgets.c.held_until).where(budgets.c.lane == lane)
    free_at, until = connection.execute(chosen.with_for_update()).one()
    now = moment(connection)
    return free_at, 0.0 if until is None else _left(until, now), now


def _left(until: datetime, now: datetime) -> float:
    """A hold that lasts longer than any can is of before the clock was set back."""
    left = (until - now).total_seconds()
    return left if 0 < left <= LONGEST_HOLD else 0.0
