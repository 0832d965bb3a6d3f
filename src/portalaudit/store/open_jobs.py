"""Audits that wait, run, or were given up until somebody frees them: what an operator looks at in the evening."""

from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.model.schedule import Job, Wishes
from portalaudit.store.engine import reading
from portalaudit.store.schedule_tables import jobs


def open_jobs(engine: Engine) -> tuple[Job, ...]:
    """Jobs that wait, run or are parked, in the order in which they begin."""
    chosen = sa.select(jobs).where(jobs.c.state.in_(("waiting", "running", "parked")))
    with reading(engine) as connection:
        rows = connection.execute(chosen.order_by(jobs.c.priority, jobs.c.not_before, jobs.c.target)).all()
    return tuple(map(_job, rows))


def _job(row: Any) -> Job:
    return Job(
        row.id, row.target, row.kind, row.due_at, row.not_before, row.until, row.state, row.tries, row.deaths,
        msgspec.convert(row.options, Wishes), row.audit, row.runner, row.lease_until, row.began_at, row.ended_at, row.line,
    )  # fmt: skip
