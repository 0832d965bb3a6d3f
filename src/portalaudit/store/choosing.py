"""Which job is next: what people ask for, then the longest due; among those, portals of a service that nobody is at work on.

Portals of one service share its budget (fetch/lanes.py), so a second audit of it hardly goes on while the first one does. It
would hold a place that another portal could have.
"""

from collections import Counter
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portalaudit.model.schedule import SHARED_PLATFORMS
from portalaudit.store.schedule_tables import jobs
from portalaudit.store.tables import audit_portals, audits

ORDER = (jobs.c.priority, jobs.c.not_before, jobs.c.id)
"""Demands, then nights by their time."""
LOOKED = 50
"""Of so many of the longest due one is chosen (own choice: a claim's cost is bounded, however many wait)."""


def due(now: datetime) -> "sa.Select[tuple[int]]":
    """Jobs that may be taken, in their order. Past its window nothing is taken but what has an audit that is to be closed."""
    other = jobs.alias()
    free = ~sa.exists().where(other.c.target == jobs.c.target, other.c.state == "running")
    open_ = (jobs.c.until >= now) | jobs.c.audit.is_not(None)
    waits = (jobs.c.state == "waiting") & (jobs.c.not_before <= now)
    return sa.select(jobs.c.id).where(waits, open_, free).order_by(*ORDER)


def preferred(connection: Connection, now: datetime) -> int | None:
    """The job to be taken; None where the first that is due is."""
    running = sa.select(_platform(jobs.c.target)).where(jobs.c.state == "running")
    crowd = Counter(platform for platform in connection.scalars(running) if platform in SHARED_PLATFORMS)
    if not crowd:
        return None
    # Cut off first, so that nobody looks up what each of thousands was.
    cut = due(now).add_columns(jobs.c.priority, jobs.c.not_before, jobs.c.target).limit(LOOKED).subquery()
    order = (cut.c.priority, cut.c.not_before, cut.c.id)
    query = sa.select(cut.c.id, cut.c.priority, _platform(cut.c.target).label("platform")).order_by(*order)
    best = min(connection.execute(query), key=lambda row: (row.priority, crowd[row.platform]), default=None)
    return None if best is None else best.id


def _platform(target: "sa.ColumnElement[str]") -> "sa.ScalarSelect[Any]":
    """What a target was at its newest audit; a city's first portal stands for it."""
    newest = sa.select(audit_portals.c.platform).join(audits, audits.c.number == audit_portals.c.audit)
    newest = newest.where(audits.c.target == target).order_by(audits.c.taken_at.desc(), audit_portals.c.position)
    return newest.limit(1).scalar_subquery()
