"""Looking at what audits left behind for what moved; alerts found again.

`observe` may run any number of times, by several processes at once: each target's complete audits are looked at once, in their
order, in one transaction with the note of how far it came.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from portalaudit.data.alerts import whole
from portalaudit.model.alerts import Alert, Facts, Kind, News, State
from portalaudit.store import tables
from portalaudit.store.alert_portals import observe_portals, portals_to_look_at
from portalaudit.store.alert_rows import Look, Moves, Rows, load_rows
from portalaudit.store.alert_values import (
    Judge,
    Values,
    checks_of,
    criteria_of,
    criterion_moved,
    earlier_audits,
    failures_rose,
    last_said,
    mostly_seen,
)  # fmt: skip
from portalaudit.store.bulk import upsert
from portalaudit.store.engine import reading, writing
from portalaudit.store.places import places_of

Place = tuple[datetime, int]
"""When an audit was taken, and its number: audits of a target in their order."""
Read = Callable[[Connection, Sequence[int]], dict[int, Values]]
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def observe(engine: Engine, now: datetime, *, every: bool = False) -> Moves:
    """Look at all complete audits that were not looked at yet, and at portals that do not answer.

    A criterion whose finding or strength is another than in the complete audit before, a check that many more own datasets fail,
    a portal of which nothing was seen: seen. The next observation that says so again confirms it, one that says what was before
    withdraws it. What was not observed says nothing.

    Args:
        every: targets that were not audited for days too; else those of the last days, which costs no look at all the others.

    Raises:
        StoreError: the database cannot be used.
    """
    since = None if every else now - timedelta(days=whole("look", "recent_days"))
    with reading(engine) as connection:
        audited = _to_look_at(connection, since)
        portals = portals_to_look_at(connection, since)
    moves = Moves()
    for target in sorted(audited | portals):
        with writing(engine) as connection:
            if target in audited:
                moves += _observe_audits(connection, target)
            if target in portals:
                rows = load_rows(connection, target)
                observe_portals(rows)
                moves += rows.moves
    return moves


def _to_look_at(connection: Connection, since: datetime | None) -> set[str]:
    """Targets with a complete audit that was not looked at."""
    audit, done = tables.audits, tables.watched
    newest = sa.select(audit.c.target, sa.func.max(audit.c.taken_at).label("newest")).where(audit.c.complete)
    if since is not None:
        newest = newest.where(audit.c.taken_at >= since)
    found = newest.group_by(audit.c.target).subquery()
    query = sa.select(found.c.target).outerjoin(done, done.c.target == found.c.target)
    behind = sa.or_(done.c.target.is_(None), found.c.newest > done.c.taken_at)
    return set(connection.scalars(query.where(behind)))


def _observe_audits(connection: Connection, target: str) -> Moves:
    start = _held(connection, target)
    new = _new_audits(connection, target, start)
    if not new:
        return Moves()
    rows = load_rows(connection, target)
    _walk(rows, "criterion", new, start, criteria_of, criterion_moved)
    _walk(rows, "failures", new, start, checks_of, failures_rose)
    last = new[-1]
    connection.execute(
        sa.update(tables.watched).where(tables.watched.c.target == target).values(audit=last.number, taken_at=last.at)
    )
    return rows.moves


def _held(connection: Connection, target: str) -> Place | None:
    """How far the target was looked at; nobody else looks at it until this transaction ends."""
    table = tables.watched
    nothing = {"target": target, "audit": 0, "taken_at": _NEVER}
    connection.execute(upsert(connection, table).on_conflict_do_nothing(), nothing)
    row = connection.execute(sa.select(table).where(table.c.target == target).with_for_update()).one()
    return (row.taken_at, row.audit) if row.audit else None


def _new_audits(connection: Connection, target: str, start: Place | None) -> list[Look]:
    """Complete audits after that, in their order; of a target that is new the last few."""
    table = tables.audits
    query = sa.select(table.c.id, table.c.number, table.c.taken_at).where(table.c.target == target, table.c.complete)
    if start is None:
        query = query.order_by(table.c.taken_at.desc(), table.c.number.desc()).limit(whole("look", "first"))
        found = list(reversed(connection.execute(query).all()))
    else:
        query = query.where(table.c.taken_at >= start[0]).order_by(table.c.taken_at, table.c.number).limit(whole("look", "most"))
        found = [row for row in connection.execute(query) if (row.taken_at, row.number) > start]
    return [Look(row.id, row.taken_at, row.number) for row in found]


def _walk(rows: Rows, kind: Kind, new: Sequence[Look], start: Place | None, read: Read, judge: Judge) -> None:
    """Lay each audit beside what was last observed before it."""
    said = read(rows.connection, [look.number or 0 for look in new])
    known: Values = {} if start is None else read(rows.connection, [start[1]])[start[1]]
    searched = start is None
    for look in new:
        values = said[look.number or 0]
        if start is not None and not searched and not values.keys() <= known.keys():
            audits, searched = earlier_audits(rows.connection, rows.target, start), True
            known = last_said(read(rows.connection, audits), audits) | known
        for subject, after in values.items():
            _compare(rows, kind, subject, known.get(subject), after, look, judge)
        known.update(values if kind == "criterion" else mostly_seen(values))


def _compare(rows: Rows, kind: Kind, subject: str, before: Facts | None, after: Facts, look: Look, judge: Judge) -> None:
    pending = rows.pending.get((kind, subject))
    if pending is None:
        if before is not None and judge(before, after) == "moved":
            rows.see(kind, subject, before, after, look)
        return
    verdict = judge(pending.before, after)
    if verdict == "same":
        rows.withdraw(kind, subject)
    elif verdict == "moved" and (kind == "failures" or judge(pending.after, after) == "same"):
        rows.confirm(kind, subject, after, look)
    elif verdict == "moved":  # it moved on to a third value, which nobody has seen twice
        rows.see(kind, subject, rows.withdraw(kind, subject).before, after, look)


def list_alerts(
    engine: Engine,
    *,
    states: Collection[State] = ("seen", "confirmed"),
    target: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int | None = None,
) -> tuple[News, ...]:
    """Alerts with whom they are about, the newest first: by when they were confirmed, else first seen.

    Args:
        since: those that were so from this moment on; `until`: before this one.

    Raises:
        StoreError: the database cannot be used.
    """
    table = tables.alerts
    when = sa.func.coalesce(table.c.confirmed_at, table.c.first_at, type_=table.c.first_at.type)
    query = sa.select(table).where(table.c.state.in_(states))
    if target is not None:
        query = query.where(table.c.target == target)
    if since is not None:
        query = query.where(when >= since)
    if until is not None:
        query = query.where(when < until)
    with reading(engine) as connection:
        found = connection.execute(query.order_by(when.desc(), table.c.id.desc()).limit(limit)).all()
        return news_of(connection, found)


def news_of(connection: Connection, rows: "Sequence[sa.Row[tuple[object, ...]]]") -> tuple[News, ...]:
    """Rows of `alerts` as news."""
    alerts = [alert_of(row) for row in rows]
    places = places_of(connection, {alert.target for alert in alerts})
    return tuple(News(alert, places[alert.target]) for alert in alerts)


def alert_of(row: "sa.Row[tuple[object, ...]]") -> Alert:
    """A row of `alerts`."""
    told = row._mapping
    return Alert(
        told["id"], told["target"], told["kind"], told["subject"], told["before"] or {}, told["after"] or {}, told["cause"],
        told["first_by"], told["first_at"], told["confirmed_by"], told["confirmed_at"], told["state"],
    )  # fmt: skip
