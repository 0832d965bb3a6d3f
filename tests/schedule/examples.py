"""Schedules and what became of them, in a line."""

from dataclasses import replace
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.model.schedule import Schedule
from portalaudit.store.engine import reading
from portalaudit.store.schedule_tables import jobs


def utc(text: str) -> datetime:
    """`2026-11-03 02:30` in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def a_schedule(target: str = "example-ex", due: str | None = "2026-11-03 02:30", **changes: object) -> Schedule:
    """Every night at 02:30 UTC, without jitter."""
    made = Schedule(target, "30 2 * * *", "UTC", next_due=None if due is None else utc(due))
    return replace(made, **changes)  # type: ignore[arg-type]


def nights(engine: Engine) -> list[tuple[str, str, str]]:
    """Target, time and state of every row of `jobs`, by time and target."""
    with reading(engine) as connection:
        rows = connection.execute(sa.select(jobs).order_by(jobs.c.due_at, jobs.c.target)).all()
    return [(row.target, f"{row.due_at:%Y-%m-%d %H:%M}", row.state) for row in rows]
