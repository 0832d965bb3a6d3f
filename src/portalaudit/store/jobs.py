"""The queue of audits (`model.schedule.Queue`) as a table: claimed, kept, ended, taken back.

What is *due* goes by the caller's clock, as the clock's nights do: a minute more or less only begins an audit a minute off. What
is *leased* goes by the database's own clock (`holders.moment`), so that machines whose clocks disagree take no jobs from each
other.
A job that was taken back waits for at least `AFTER_DEATH`: longer than a runner needs to notice that it lost it.
"""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from portalaudit.errors import StoreAway
from portalaudit.model.schedule import DEATHS, Ended, Job, State, Wishes
from portalaudit.store.bulk import one_at_a_time, upsert
from portalaudit.store.choosing import ORDER, due, preferred
from portalaudit.store.engine import reading, writing
from portalaudit.store.holders import gone, moment
from portalaudit.store.schedule_tables import jobs

DEMAND = 0
"""Priority of what people ask for now; nights have a larger number (own choice)."""
AFTER_DEATH = 60.0
"""Seconds until a job whose process died is tried again, four times as long after each further death (own choice)."""
_RACES = 20
"""A claim that loses so many races in a row comes back another time."""


class Jobs:
    """The queue of one database. Several runners may use it, on several machines where it is PostgreSQL."""

    def __init__(self, engine: Engine, after_death: float = AFTER_DEATH) -> None:
        self._engine, self._after_death = engine, after_death

    def demand(self, target: str, wishes: Wishes, now: datetime, until: datetime) -> Job:
        """See `model.schedule.Queue`.

        Raises:
            StoreError: the database cannot be used.
        """
        with writing(self._engine) as connection:
            one_at_a_time(connection, f"demand of {target}")  # no row is there yet that could be locked
            waits = (jobs.c.target == target) & (jobs.c.kind == "demand") & (jobs.c.state == "waiting")
            row = connection.execute(sa.select(jobs).where(waits).order_by(jobs.c.id).limit(1).with_for_update()).first()
            changes = {"options": wishes, "not_before": now, "until": until}
            if row is not None:
                return _one(connection, sa.update(jobs).where(jobs.c.id == row.id).values(changes))
            new = {
                "target": target, "kind": "demand", "due_at": now, "priority": DEMAND, "state": "waiting", "tries": 0,
                "deaths": 0, **changes,
            }  # fmt: skip
            return _one(connection, sa.insert(jobs).values(new))

    def claim(self, runner: str, now: datetime, lease: float) -> Job | None:
        """See `model.schedule.Queue`.

        Raises:
            StoreError: the database cannot be used.
        """
        with reading(self._engine) as connection:  # most looks find nothing, and need not wait for who writes
            if connection.scalar(due(now).limit(1)) is None:
                return None
        with writing(self._engine) as connection:
            for _ in range(_RACES):
                with suppress(IntegrityError), connection.begin_nested():
                    return _claim(connection, runner, now, lease)
                # Another runner took another job of the same target at the same moment: now we see its row, and take another one.
        return None

    def still(self, job: int, runner: str, lease: float) -> bool:
        """See `model.schedule.Queue`.

        Raises:
            StoreError: the database cannot be used.
        """
        with writing(self._engine) as connection:
            until = moment(connection) + timedelta(seconds=lease)
            return connection.execute(_ours(job, runner).values(lease_until=until)).rowcount == 1

    def holds(self, job: int, runner: str) -> bool:
        """See `model.schedule.Queue`.

        Raises:
            StoreError: the database cannot be used.
        """
        mine = sa.exists().where(jobs.c.id == job, jobs.c.runner == runner, jobs.c.state == "running")
        with reading(self._engine) as connection:
            return bool(connection.scalar(sa.select(mine)))

    def named(self, job: int, runner: str, audit: str) -> bool:
        """See `model.schedule.Queue`.

        Raises:
            StoreError: the database cannot be used.
        """
        with writing(self._engine) as connection:
            return connection.execute(_ours(job, runner).values(audit=audit)).rowcount == 1

    def finish(self, job: int, runner: str, ended: Ended, now: datetime) -> bool:
        """See `model.schedule.Queue`.

        Raises:
            StoreError: the database cannot be used.
        """
        with writing(self._engine) as connection:
            held = sa.select(jobs).where(jobs.c.id == job, jobs.c.state == "running", jobs.c.runner == runner)
            row = connection.execute(held.with_for_update()).first()
            if row is None:
                return False
            values = self._dead(_job(row), ended.line, now) if ended.died else _ended(ended, now)
            connection.execute(sa.update(jobs).where(jobs.c.id == job).values(values))
            return True

    def reap(self, now: datetime, held: Collection[int] = ()) -> tuple[Job, ...]:
        """See `model.schedule.Queue`. A runner of this machine that has ended is known at once, another one by its lease.

        Raises:
            StoreError: the database cannot be used.
        """
        with reading(self._engine) as connection:
            if not _dead_rows(connection, held) and connection.execute(_too_late(now).limit(1)).first() is None:
                return ()
        with writing(self._engine) as connection:
            back: list[Job] = []
            for row in _dead_rows(connection, held, lock=True):
                if row.kind == "command":
                    connection.execute(sa.delete(jobs).where(jobs.c.id == row.id))
                    continue
                values = self._dead(_job(row), "its runner ended without a word", now)
                back.append(_one(connection, sa.update(jobs).where(jobs.c.id == row.id).values(values)))
            for row in connection.execute(_too_late(now).with_for_update(skip_locked=True)).all():
                tried = f"its window ended before an audit of it could begin: {row.line}"
                line = tried if row.tries else "no runner was free in its window"
                values = {"state": "missed", "ended_at": now, "line": line}
                back.append(_one(connection, sa.update(jobs).where(jobs.c.id == row.id).values(values)))
            return tuple(back)

    def _dead(self, job: Job, line: str | None, now: datetime) -> dict[str, object]:
        deaths, why = job.deaths + 1, line or "its process ended without a word"
        let_go: dict[str, object] = {"deaths": deaths, "runner": None, "lease_until": None}
        if deaths >= DEATHS:
            kept = f"what was gathered is kept as audit {job.audit}; " if job.audit else ""
            return {**let_go, "state": "parked", "ended_at": now, "line": (
                f"parked: its process died {deaths} times ({why}); {kept}look into the log, then"
                f" `portalaudit schedule now {job.target}` tries it anew"
            )}  # fmt: skip
        wait = timedelta(seconds=self._after_death * 4 ** (deaths - 1))
        return {**let_go, "state": "waiting", "not_before": now + wait, "line": why}


def hold(engine: Engine, target: str, holder: str, lease: float) -> Job:
    """Keep others from a target while we are at work on it without a job of the queue: somebody's `portalaudit audit`.

    Returns:
        Our hold, whose `runner` is `holder`; or the job of whoever is at work on the target. A holder that has certainly ended,
        or whose lease is over, is no hindrance: the job of a runner that died waits again.

    Raises:
        StoreError: the database cannot be used.
    """
    for _ in range(_RACES):
        with writing(engine) as connection:
            now = moment(connection)
            new = {
                "target": target, "kind": "command", "due_at": now, "not_before": now, "until": now, "priority": DEMAND,
                "state": "running", "tries": 1, "deaths": 0, "options": Wishes(), "runner": holder, "began_at": now,
                "lease_until": now + timedelta(seconds=lease),
            }  # fmt: skip
            row = connection.execute(upsert(connection, jobs).on_conflict_do_nothing().returning(*jobs.c), new).first()
            if row is not None:
                return _job(row)
        Jobs(engine).reap(now)  # is whoever has it alive?
        with reading(engine) as connection:
            row = connection.execute(sa.select(jobs).where(jobs.c.target == target, jobs.c.state == "running")).first()
        if row is not None:
            return _job(row)
    raise StoreAway(f"{target} is taken and let go of too quickly to be taken by us: try again later")


def release(engine: Engine, hold: int, holder: str) -> None:
    """Let go of a hold.

    Raises:
        StoreError: the database cannot be used.
    """
    mine = (jobs.c.id == hold) & (jobs.c.kind == "command") & (jobs.c.runner == holder)
    with writing(engine) as connection:
        connection.execute(sa.delete(jobs).where(mine))


def list_jobs(
    engine: Engine, *, states: Sequence[State] = (), target: str | None = None, limit: int | None = None
) -> tuple[Job, ...]:
    """Jobs: what runs and waits in the order in which it is taken, then what ended, the newest first.

    Raises:
        StoreError: the database cannot be used.
    """
    rank = sa.case((jobs.c.state == "running", 0), (jobs.c.state == "waiting", 1), else_=2)
    order = (rank, jobs.c.ended_at.desc(), *ORDER)
    query = sa.select(jobs).order_by(*order).limit(limit)
    if states:
        query = query.where(jobs.c.state.in_(states))
    if target is not None:
        query = query.where(jobs.c.target == target)
    with reading(engine) as connection:
        return tuple(map(_job, connection.execute(query)))


def _claim(connection: Connection, runner: str, now: datetime, lease: float) -> Job | None:
    first = preferred(connection, now)
    number = None if first is None else connection.scalar(_locked(due(now).where(jobs.c.id == first)))
    if number is None:  # nothing is preferred, or another runner took it at this moment
        number = connection.scalar(_locked(due(now)))
    if number is None:
        return None
    begun = moment(connection)
    values = {
        "state": "running", "runner": runner, "lease_until": begun + timedelta(seconds=lease), "tries": jobs.c.tries + 1,
        "began_at": sa.func.coalesce(jobs.c.began_at, sa.literal(now, jobs.c.began_at.type)),
    }  # fmt: skip
    return _one(connection, sa.update(jobs).where(jobs.c.id == number).values(values))


def _locked(query: "sa.Select[tuple[int]]") -> "sa.Select[tuple[int]]":
    return query.limit(1).with_for_update(of=jobs, skip_locked=True)


def _ours(job: int, runner: str) -> sa.Update:
    return sa.update(jobs).where(jobs.c.id == job, jobs.c.runner == runner, jobs.c.state == "running")


def _too_late(now: datetime) -> "sa.Select[tuple[object, ...]]":
    """Its window is over and no try of it has an audit."""
    return sa.select(jobs).where(jobs.c.state == "waiting", jobs.c.until < now, jobs.c.audit.is_(None)).order_by(jobs.c.id)


def _dead_rows(connection: Connection, held: Collection[int], lock: bool = False) -> list[Any]:
    query = sa.select(jobs).where(jobs.c.state == "running", jobs.c.id.not_in(held)).order_by(jobs.c.id)
    rows = connection.execute(query.with_for_update(skip_locked=True) if lock else query).all()
    now = moment(connection)
    return [row for row in rows if row.lease_until is None or row.lease_until < now or gone(row.runner or "")]


def _ended(ended: Ended, now: datetime) -> dict[str, object]:
    values: dict[str, object] = {"state": ended.state, "line": ended.line, "runner": None, "lease_until": None}
    if ended.anew:
        values["audit"] = None
    if ended.state == "waiting":
        return {**values, "not_before": ended.not_before or now}
    return {**values, "ended_at": now}


def _one(connection: Connection, statement: "sa.Insert | sa.Update") -> Job:
    return _job(connection.execute(statement.returning(*jobs.c)).one())


def _job(row: Any) -> Job:
    return Job(
        row.id, row.target, row.kind, row.due_at, row.not_before, row.until, row.state, row.tries, row.deaths,
        msgspec.convert(row.options, Wishes), row.audit, row.runner, row.lease_until, row.began_at, row.ended_at, row.line,
    )  # fmt: skip
