"""How a target, a department or a criterion fared over time, from intervals: at the ends of months, and now."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from portalaudit.model.history import Count, Score, Tally, Unit
from portalaudit.model.rubric import FindingWord
from portalaudit.model.stamps import micros_of, moment_of
from portalaudit.model.subject import PORTAL
from portalaudit.store import tables
from portalaudit.store.bulk import Numbers, among
from portalaudit.store.columns import short
from portalaudit.store.engine import reading
from portalaudit.store.status_queries import arrays, as_array, as_micros

_AUDITS, _FOUND, _SUBJECTS, _UNITS = tables.audits, tables.findings, tables.subjects, tables.organisations


def month_ends(since: datetime, until: datetime) -> tuple[datetime, ...]:
    """The last moment of each month of UTC between two, and the later of the two."""
    found: list[datetime] = []
    start = since.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    while True:
        start = (start + timedelta(days=32)).replace(day=1)
        last = start - timedelta(microseconds=1)
        if last >= until:
            return (*found, until)
        found.append(last)


def scores_of(engine: Engine, target: str, rubric: str, since: datetime) -> tuple[Score, ...]:
    """What a scored rubric came to, by time: the newest complete audit of each month of UTC."""
    used, version = tables.rubric_results, tables.rubric_versions
    # No arrays here: SQLite writes numbers into JSON with 15 digits.
    query = (
        sa.select(as_micros(engine.dialect.name, _AUDITS.c.taken_at), used.c.score, used.c.decided)
        .join(used, used.c.audit == _AUDITS.c.number)
        .join(version, version.c.id == used.c.rubric)
        .where(_AUDITS.c.target == short(target), _AUDITS.c.taken_at >= since, _AUDITS.c.complete, version.c.rubric == rubric)
        .order_by(_AUDITS.c.taken_at, _AUDITS.c.number)
    )
    by_month: dict[tuple[int, int], Score] = {}
    with reading(engine) as connection:
        for micros, score, decided in connection.execute(query):
            taken_at = moment_of(micros)
            by_month[taken_at.year, taken_at.month] = Score(taken_at, score, decided)
    return tuple(by_month.values())


def units_of(engine: Engine, target: str, limit: int | None = None) -> tuple[Unit, ...]:
    """Departments, else publishers, of a target's portals with open findings, most first. Findings of a portal as a whole are
    nobody's and are left out."""
    with reading(engine) as connection:
        numbers = _portals(connection, target)
        # Counted by subject first, from the index alone; three joins for each finding take four times as long.
        each = (
            sa.select(_FOUND.c.portal, _FOUND.c.subject, sa.func.count().label("open"))
            .where(among(connection, _FOUND.c.portal, numbers), _FOUND.c.closed_by.is_(None))
            .group_by(_FOUND.c.portal, _FOUND.c.subject)
            .subquery()
        )
        found = sa.func.sum(each.c.open)
        query = (
            sa.select(_UNITS.c.name, tables.portals.c.url, sa.cast(found, sa.Integer), sa.func.count())
            .select_from(each)
            .join(_SUBJECTS, _SUBJECTS.c.id == each.c.subject)
            .join(tables.portals, tables.portals.c.id == each.c.portal)
            .outerjoin(_UNITS, _UNITS.c.id == _SUBJECTS.c.organisation)
            .where(_SUBJECTS.c.name != PORTAL)
            .group_by(_UNITS.c.name, tables.portals.c.url)
            .order_by(found.desc(), _UNITS.c.name, tables.portals.c.url)
        )
        return tuple(Unit(*row) for row in connection.execute(query.limit(limit)))


def names_unit(engine: Engine, target: str, organisation: str) -> bool:
    """Whether any asset of a target's portals ever named a department."""
    with reading(engine) as connection:
        return len(_units(connection, _portals(connection, target), organisation)) > 0


def open_counts(
    engine: Engine, target: str, moments: Sequence[datetime], *, organisation: str | None = None
) -> tuple[Count, ...]:
    """Open findings of a target's portals at moments, ascending; of the assets of one department, as it is today, where told.
    Moments before the target was first seen are left out: nobody knows of them."""
    first = sa.select(sa.func.min(_AUDITS.c.taken_at)).where(_AUDITS.c.target == short(target), _AUDITS.c.complete)
    with reading(engine) as connection:
        seen = connection.scalar(first)
        moments = [moment for moment in moments if seen is not None and moment >= seen]
        numbers = _portals(connection, target)
        chosen = [among(connection, _FOUND.c.portal, numbers)]
        if organisation is not None:
            units = _units(connection, numbers, organisation)
            mine = sa.select(_SUBJECTS.c.id).where(among(connection, _SUBJECTS.c.organisation, units))
            chosen.append(_FOUND.c.subject.in_(mine))
        opened = _steps(connection, _FOUND.c.opened_by, _FOUND.c.opened_at, chosen)
        closed = _steps(connection, _FOUND.c.closed_by, _FOUND.c.closed_at, [*chosen, _FOUND.c.closed_by.is_not(None)])
    return tuple(Count(moment, _until(opened, moment) - _until(closed, moment)) for moment in moments)


def criterion_tally(engine: Engine, rubric: str, criterion: str, moments: Sequence[datetime]) -> tuple[Tally, ...]:
    """Over all targets, how many stood how at moments; what nobody could observe then counts as it was last seen."""
    table = tables.standings
    query = sa.select(table.c.finding, table.c.opened_at, table.c.closed_at).where(
        table.c.rubric == rubric, table.c.criterion == criterion
    )
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    return tuple(Tally(moment, _counted(rows, moment)) for moment in moments)


def _counted(rows: Iterable[Any], moment: datetime) -> dict[FindingWord, int]:
    counts: dict[FindingWord, int] = {"met": 0, "partly": 0, "not_met": 0, "undetermined": 0}
    for finding, opened_at, closed_at in rows:
        if opened_at <= moment and (closed_at is None or closed_at > moment):
            counts[finding] += 1
    return counts


def _portals(connection: Connection, target: str) -> Numbers:
    """Portals of the target's newest complete audit."""
    newest = (
        sa.select(_AUDITS.c.number)
        .where(_AUDITS.c.target == short(target), _AUDITS.c.complete, _AUDITS.c.state == "done")
        .order_by(_AUDITS.c.taken_at.desc(), _AUDITS.c.number.desc())
        .limit(1)
    )
    part = tables.audit_portals
    query = sa.select(part.c.portal).where(part.c.audit == newest.scalar_subquery())
    return np.array(connection.scalars(query).all(), np.int64)


def _units(connection: Connection, portals: Numbers, organisation: str) -> Numbers:
    query = sa.select(_UNITS.c.id).where(among(connection, _UNITS.c.portal, portals), _UNITS.c.name == short(organisation))
    return np.array(connection.scalars(query).all(), np.int64)


_Steps = tuple[list[int], list[int]]
"""Moments in microseconds, and how many there were until each."""


def _steps(
    connection: Connection, number: "sa.Column[Any]", moment: "sa.Column[Any]", chosen: Sequence["sa.ColumnElement[bool]"]
) -> _Steps:
    """One row an audit that moved any."""
    dialect = connection.dialect.name
    each = (
        sa.select(sa.func.min(moment).label("moment"), sa.func.count().label("moved")).where(*chosen).group_by(number).subquery()
    )
    query = sa.select(as_array(dialect, as_micros(dialect, each.c.moment)), as_array(dialect, each.c.moved))
    rows = sorted(arrays(connection, query, {}))
    return [row[0] for row in rows], list(accumulate(row[1] for row in rows))


def _until(steps: _Steps, moment: datetime) -> int:
    place = bisect_right(steps[0], micros_of(moment))
    return steps[1][place - 1] if place else 0
