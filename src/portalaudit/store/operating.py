"""What an operator watches, in figures: a few questions that stay small however long the history grows.

Each is answered from an index and bounded in rows; on PostgreSQL each also in time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from portalaudit.store import tables
from portalaudit.store.engine import reading

DAY = timedelta(days=1)
LATE = timedelta(minutes=15)
"""A night that still waits so long after its time is late; a schedule whose time passed so long ago has no clock (own choice:
longer than a restart or a few ticks)."""
HEARD = timedelta(minutes=2)
"""A process that was heard of so lately is at work (own choice: four of its signs of life)."""
MOST_TARGETS = 500
"""Targets that are told one by one (own choice: a Prometheus server takes thousands of series from one process with ease, and a
programme has hundreds of cities)."""
MOST_PORTALS = 20_000
"""Portals of one day whose traffic is added up (own choice: twice the largest night that is planned for)."""
PATIENCE_MS = 2_000
"""Milliseconds that PostgreSQL may take for one question (own choice: a fifth of Prometheus' usual patience)."""

Counts = Mapping[tuple[str, ...], int]
"""How many, by the values that each field names."""

_OPEN = ("waiting", "running", "parked")


@dataclass(frozen=True, slots=True)
class Figures:
    """The state of nights, audits and messages at one moment; counts of the last day are of 24 hours."""

    schema: str
    """The database's revision."""
    schedules: Mapping[str, int]
    """active and paused."""
    overdue: int
    """Schedules whose time passed and that nobody moved on: no clock is at work."""
    jobs: Counts
    """(state, kind) of those that are not over: waiting, running, parked."""
    jobs_ended: Counts
    """(state, kind) of those that ended in the last day."""
    oldest_waiting: datetime | None
    """When the job should have begun that waits longest of those whose time has come."""
    nights_late: int
    leases_expired: int
    """Running jobs whose runner is not heard of any more."""
    processes: Mapping[str, int]
    """By role."""
    audits: Mapping[str, int]
    """complete, incomplete and unfinished ones that began in the last day."""
    requests: int
    received: int
    """Bytes that portals sent in the last day, as they came over the wire."""
    targets: Mapping[str, datetime | None]
    """Scheduled targets with the moment of their newest complete audit, by name, no more than `MOST_TARGETS`."""
    targets_untold: int
    deliveries: Counts
    """(channel, state) of messages that wait, or that failed in the last day."""
    oldest_delivery: datetime | None
    """When the message was made that waits longest."""


def figures(engine: Engine, now: datetime) -> Figures:
    """Read them all in one transaction.

    Raises:
        StoreError: the database cannot be used, or takes too long.
    """
    since = now - DAY
    with reading(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = {PATIENCE_MS}")
        schema = connection.scalar(sa.select(sa.column("version_num")).select_from(sa.table("alembic_version"))) or ""
        schedules, overdue = _schedules(connection, now)
        jobs, ended, oldest, late, expired = _jobs(connection, now, since)
        requests, received = _traffic(connection, since)
        targets = _targets(connection)
        deliveries, oldest_delivery = _deliveries(connection, since)
        return Figures(
            schema, schedules, overdue, jobs, ended, oldest, late, expired, _processes(connection, now),
            _audits(connection, since), requests, received, targets, sum(schedules.values()) - len(targets),
            deliveries, oldest_delivery,
        )  # fmt: skip


def _schedules(connection: Connection, now: datetime) -> tuple[dict[str, int], int]:
    table = tables.schedules
    counted = connection.execute(sa.select(table.c.paused, sa.func.count()).group_by(table.c.paused))
    counts: dict[bool, int] = {paused: count for paused, count in counted}  # noqa: C416 - a row is no pair to mypy
    overdue = sa.select(sa.func.count()).where(~table.c.paused, table.c.next_due < now - LATE)
    return {"active": counts.get(False, 0), "paused": counts.get(True, 0)}, connection.scalar(overdue) or 0


def _jobs(connection: Connection, now: datetime, since: datetime) -> tuple[Counts, Counts, datetime | None, int, int]:
    table = tables.jobs
    counted = sa.select(table.c.state, table.c.kind, sa.func.count()).group_by(table.c.state, table.c.kind)
    alive = connection.execute(counted.where(table.c.state.in_(_OPEN))).all()
    ended = connection.execute(counted.where(table.c.ended_at >= since, table.c.state.not_in(_OPEN))).all()
    waits = table.c.state == "waiting"
    oldest = connection.scalar(sa.select(sa.func.min(table.c.not_before)).where(waits, table.c.not_before <= now))
    late = sa.select(sa.func.count()).where(waits, table.c.kind == "night", table.c.not_before < now - LATE)
    expired = sa.select(sa.func.count()).where(table.c.state == "running", table.c.lease_until < now)
    return (
        {(state, kind): count for state, kind, count in alive}, {(state, kind): count for state, kind, count in ended},
        oldest, connection.scalar(late) or 0, connection.scalar(expired) or 0,
    )  # fmt: skip


def _processes(connection: Connection, now: datetime) -> dict[str, int]:
    table = tables.runners
    heard = sa.select(table.c.role, sa.func.count()).where(table.c.seen_at >= now - HEARD).group_by(table.c.role)
    return {role: count for role, count in connection.execute(heard)}  # noqa: C416 - a row is no pair to mypy


def _audits(connection: Connection, since: datetime) -> dict[str, int]:
    table = tables.audits
    grouped = sa.select(table.c.state, table.c.complete, sa.func.count()).where(table.c.taken_at >= since)
    found = {"complete": 0, "incomplete": 0, "unfinished": 0}
    for state, complete, count in connection.execute(grouped.group_by(table.c.state, table.c.complete)):
        found["unfinished" if state == "running" else "complete" if complete else "incomplete"] += count
    return found


def _traffic(connection: Connection, since: datetime) -> tuple[int, int]:
    # Added up here: the ledger is JSON as text, which the two databases read in different ways.
    audit, portal = tables.audits, tables.audit_portals
    rows = connection.scalars(
        sa.select(portal.c.traffic).join(audit, audit.c.number == portal.c.audit).where(audit.c.taken_at >= since)
        .limit(MOST_PORTALS)
    ).all()  # fmt: skip
    return sum(int(row.get("requests", 0)) for row in rows), sum(int(row.get("bytes", 0)) for row in rows)


def _targets(connection: Connection) -> dict[str, datetime | None]:
    schedule, audit = tables.schedules, tables.audits
    chosen = sa.select(schedule.c.target).order_by(schedule.c.target).limit(MOST_TARGETS).subquery()
    newest = (
        sa.select(audit.c.taken_at).where(audit.c.target == chosen.c.target, audit.c.complete)
        .order_by(audit.c.taken_at.desc()).limit(1).correlate(chosen).scalar_subquery()
    )  # fmt: skip
    return {row.target: row.newest for row in connection.execute(sa.select(chosen.c.target, newest.label("newest")))}


def _deliveries(connection: Connection, since: datetime) -> tuple[Counts, datetime | None]:
    table = tables.deliveries
    told = (table.c.state == "waiting") | ((table.c.state == "failed") & (table.c.not_before >= since))
    counted = sa.select(table.c.channel, table.c.state, sa.func.count()).where(told).group_by(table.c.channel, table.c.state)
    oldest = connection.scalar(sa.select(sa.func.min(table.c.made_at)).where(table.c.state == "waiting"))
    return {(channel, state): count for channel, state, count in connection.execute(counted)}, oldest
