"""Schedules: what is audited again and again, and the one transaction that lets its nights go.

Nothing is kept in memory between two calls: what another process changed counts from the next call on.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from portalaudit.model.schedule import Move, Night, Released, Schedule, Wishes
from portalaudit.store.bulk import upsert
from portalaudit.store.engine import reading, writing
from portalaudit.store.schedule_tables import jobs, schedules

NIGHT = 10
"""Priority of a night; what people ask for now has a smaller number and goes first (own choice)."""

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Past:
    """How the newest night that ended ended."""

    due_at: datetime
    state: str
    ended_at: datetime | None
    audit: str | None
    line: str | None


def put_schedules(engine: Engine, given: Sequence[Schedule], now: datetime) -> None:
    """Add schedules, or put each in the place of the one of its target; all of them or none.

    What stands of a target goes on: it stays paused, its last night stays its last, and a night that is due already, or is due
    at the same times as before, is not lost.

    Args:
        given: with `next_due` after `now`.
    """
    with writing(engine) as connection:
        there = {one.target: one for one in _locked(connection, [one.target for one in given])}
        rows = [row_of(_over(there.get(one.target), one, now), now) for one in given]
        insert = upsert(connection, schedules)
        fresh = {name: insert.excluded[name] for name in (rows[0] if rows else {}) if name != "target"}
        if rows:
            connection.execute(insert.on_conflict_do_update(index_elements=["target"], set_=fresh), rows)


def _over(old: Schedule | None, new: Schedule, now: datetime) -> Schedule:
    if old is None:
        return new
    if old.paused:
        return replace(new, paused=True, next_due=None, last_due=old.last_due)
    same = (old.cron, old.zone) == (new.cron, new.zone)
    waits = old.next_due is not None and (same or old.next_due <= now)
    return replace(new, next_due=old.next_due if waits else new.next_due, last_due=old.last_due)


def list_schedules(engine: Engine) -> tuple[Schedule, ...]:
    """All schedules, by target."""
    with reading(engine) as connection:
        rows = connection.execute(sa.select(schedules).order_by(schedules.c.target)).all()
    return tuple(map(_schedule, rows))


def find_schedule(engine: Engine, target: str) -> Schedule | None:
    """One target's schedule, None where it has none."""
    with reading(engine) as connection:
        row = connection.execute(sa.select(schedules).where(schedules.c.target == target)).first()
    return None if row is None else _schedule(row)


def pause_schedules(engine: Engine, targets: Collection[str], now: datetime) -> None:
    """Let no more nights go. One that waits and has not begun counts as missed; one that has begun goes on."""
    with writing(engine) as connection:
        for one in _locked(connection, targets):
            values = {"paused": True, "next_due": None, "edited_at": now}
            connection.execute(sa.update(schedules).where(schedules.c.target == one.target).values(values))
        _not_begun(connection, targets, now, "its schedule was paused before it began")


def resume_schedules(engine: Engine, next_due: Mapping[str, datetime], now: datetime) -> None:
    """Go on with paused schedules. Nights of the pause are not caught up; one that is not paused stays as it is.

    Args:
        next_due: when each target is due next.
    """
    with writing(engine) as connection:
        for one in _locked(connection, next_due):
            if one.paused:
                values = {"paused": False, "next_due": next_due[one.target], "edited_at": now}
                connection.execute(sa.update(schedules).where(schedules.c.target == one.target).values(values))


def remove_schedules(engine: Engine, targets: Collection[str], now: datetime) -> None:
    """Forget schedules; what was audited stays. A night that waits and has not begun counts as missed."""
    with writing(engine) as connection:
        for one in _locked(connection, targets):
            connection.execute(sa.delete(schedules).where(schedules.c.target == one.target))
        _not_begun(connection, targets, now, "its schedule was removed before it began")


def _not_begun(connection: Connection, targets: Collection[str], now: datetime, line: str) -> None:
    waits = (jobs.c.kind == "night") & (jobs.c.state == "waiting") & (jobs.c.tries == 0)
    for some in _chunks(targets):
        ended = {"state": "missed", "ended_at": now, "line": line}
        connection.execute(sa.update(jobs).where(waits, jobs.c.target.in_(some)).values(ended))


def release_due(engine: Engine, now: datetime, moved: Callable[[Schedule, datetime], Move | None]) -> Released:
    """Let the nights go that are due, in one transaction: their rows stand in `jobs` and the schedules have moved on, or neither.

    Two clocks at once do no harm: on PostgreSQL a schedule that one of them has in hand is passed over by the other, on SQLite
    one waits for the other; and a night (target, kind, time) is a row once. A night that was called missed and is let go after
    all, because the machine's clock had run ahead, waits from then on.

    Args:
        moved: how a schedule goes on (`schedule.nights`); None where it stays as it is.
    """
    due = ~schedules.c.paused & ((schedules.c.next_due <= now) | (schedules.c.last_due > now))
    with reading(engine) as connection:  # most ticks find nothing, and need not wait for who writes
        if connection.scalar(sa.select(schedules.c.id).where(due).limit(1)) is None:
            return Released()
    with writing(engine) as connection:
        rows = connection.execute(sa.select(schedules).where(due).with_for_update(skip_locked=True)).all()
        moves = [(row, move) for row in rows if (move := moved(_schedule(row), now)) is not None]
        if not moves:
            return Released()
        nights = [_job(row, night, now) for row, move in moves for night in move.nights]
        told = _insert(connection, nights)
        connection.execute(
            sa.update(schedules).where(schedules.c.id == sa.bindparam("which")).values(
                next_due=sa.bindparam("next"), last_due=sa.bindparam("last"), paused=sa.bindparam("stops")
            ),
            [{"which": row.id, "next": move.next_due, "last": move.last_due, "stops": move.paused} for row, move in moves],
        )  # fmt: skip
    return Released(*(tuple(target for target, state in told if state == which) for which in ("waiting", "missed")))


def _insert(connection: Connection, nights: Sequence[dict[str, Any]]) -> Sequence[tuple[str, str]]:
    """Target and state of each night that was not there yet."""
    if not nights:
        return ()
    insert = upsert(connection, jobs)
    fresh = {name: insert.excluded[name] for name in ("not_before", "until", "state", "ended_at", "options", "line")}
    again = (jobs.c.state == "missed") & (jobs.c.tries == 0) & (insert.excluded.state == "waiting")
    insert = insert.on_conflict_do_update(index_elements=["target", "kind", "due_at"], set_=fresh, where=again)
    return [(row.target, row.state) for row in connection.execute(insert.returning(jobs.c.target, jobs.c.state), nights)]


def _job(row: Any, night: Night, now: datetime) -> dict[str, Any]:
    return {
        "target": row.target, "kind": "night", "due_at": night.due_at, "not_before": night.not_before, "until": night.until,
        "priority": NIGHT, "state": night.state, "tries": 0, "deaths": 0, "options": row.options,
        "ended_at": now if night.state == "missed" else None, "line": night.line,
    }  # fmt: skip


def last_nights(engine: Engine) -> Mapping[str, Past]:
    """How the newest ended night of each scheduled target ended."""
    one = jobs.alias()
    newest = (
        sa.select(one.c.id)
        .where(one.c.target == schedules.c.target, one.c.kind == "night", one.c.state.not_in(("waiting", "running")))
        .order_by(one.c.due_at.desc()).limit(1).scalar_subquery()
    )  # fmt: skip
    columns = (jobs.c.target, jobs.c.due_at, jobs.c.state, jobs.c.ended_at, jobs.c.audit, jobs.c.line)
    with reading(engine) as connection:
        rows = connection.execute(sa.select(*columns).select_from(schedules).join(jobs, jobs.c.id == newest)).all()
    return {row.target: Past(*row[1:]) for row in rows}


def _locked(connection: Connection, targets: Collection[str]) -> list[Schedule]:
    """Schedules of these targets, which nobody else changes until this transaction ends."""
    found: list[Schedule] = []
    for some in _chunks(targets):
        chosen = sa.select(schedules).where(schedules.c.target.in_(some)).order_by(schedules.c.id).with_for_update()
        found += map(_schedule, connection.execute(chosen))
    return found


def _chunks(targets: Collection[str]) -> list[list[str]]:
    names = sorted(targets)
    return [names[start : start + _CHUNK] for start in range(0, len(names), _CHUNK)]


def row_of(one: Schedule, now: datetime) -> dict[str, Any]:
    """A schedule as a row that was edited now."""
    return {
        "target": one.target, "cron": one.cron, "zone": one.zone, "jitter": one.jitter, "window": one.window, "grace": one.grace,
        "paused": one.paused, "options": one.wishes, "next_due": one.next_due, "last_due": one.last_due, "edited_at": now,
    }  # fmt: skip


def _schedule(row: Any) -> Schedule:
    return Schedule(
        row.target, row.cron, row.zone, row.jitter, row.window, row.grace, row.paused,
        msgspec.convert(row.options, Wishes), row.next_due, row.last_due, row.edited_at,
    )  # fmt: skip
