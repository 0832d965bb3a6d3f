"""The statements behind `store.status`, each made once: of all targets, or of the one that `:only` names.

Where there is a row a target and criterion, columns come as JSON arrays, several times faster than as rows (as in `store.bulk`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection

from portalaudit.store import tables
from portalaudit.store.columns import Moment, Text

_AUDITS, _STANDINGS = tables.audits, tables.standings
_OTHER = _AUDITS.alias()
_ONLY = sa.bindparam("only", type_=Text)
_RUBRIC = sa.bindparam("rubric", type_=Text)
OVER = ("done", "incomplete", "unavailable", "parked", "missed")
"""States of jobs that are over."""

Select = sa.Select[Any]


@dataclass(frozen=True, slots=True)
class Queries:
    """Statements by what they tell."""

    last: Select
    """Of each target its newest audit; `whole` where that is complete."""
    newest: Select
    """Of each target its newest complete audit."""
    schedules: Select
    portals: Select
    """`:newest`: of these audits."""
    scores: Select
    """`:newest`, `:rubric`: by audit."""
    jobs: Select
    """The newest of each target and kind that is over."""
    standings: Select
    """`:rubric`: one row of arrays, as OPEN names them: open ones, with when those that are unseen were seen last; moments in
    microseconds since 1970."""
    before: Select
    """`:rubric`, `:since`: those that were closed since, oldest first."""
    evidence: Select
    """`:newest`, `:rubric`: one row of arrays: audit, criterion, and how many places the audit shows for it."""


OPEN = ("target", "criterion", "finding", "strength", "why", "cause", "opened_at", "unseen_since")
"""Columns of open standings; behind them when what is unseen was seen last."""


@lru_cache
def queries(dialect: str, one: bool) -> Queries:
    """The statements of all targets, or of one."""
    each, whole = _each(one), sa.and_(_AUDITS.c.complete, _AUDITS.c.state == "done")
    part, plan, job = tables.audit_portals, tables.schedules, tables.jobs
    said, used, version = tables.criterion_results, tables.rubric_results, tables.rubric_versions
    graded = used.join(version, version.c.id == used.c.rubric)
    mine = sa.and_(_newest(dialect, used.c.audit), version.c.rubric == _RUBRIC)
    same = sa.and_(said.c.audit == used.c.audit, said.c.rubric == used.c.position)
    facts = [_AUDITS.c[name] for name in ("number", "id", "target", "name", "urls", "taken_at", "state")]
    return Queries(
        last=_latest(sa.select(*facts, whole.label("whole")), each),
        newest=_latest(sa.select(*facts), each, _OTHER.c.complete, _OTHER.c.state == "done"),
        schedules=_of(sa.select(plan.c.target, plan.c.next_due, plan.c.paused), plan, one),
        portals=sa.select(part.c.audit, part.c.assets, part.c.own_datasets, part.c.gaps).where(_newest(dialect, part.c.audit)),
        scores=sa.select(used.c.audit, used.c.score, used.c.decided).select_from(graded).where(mine),
        jobs=_jobs(job, plan, one),
        standings=_of(_open(dialect), _STANDINGS, one),
        before=_of(_before(), _STANDINGS, one).order_by(_STANDINGS.c.opened_at),
        evidence=sa.select(*(as_array(dialect, said.c[name]) for name in ("audit", "criterion", "evidence")))
        .select_from(graded.join(said, same))
        .where(mine),
    )


def numbers(dialect: str, given: Sequence[int]) -> object:
    """The value of `:newest`."""
    return list(given) if dialect == "postgresql" else msgspec.json.encode(given).decode()


def _newest(dialect: str, column: "sa.ColumnElement[int]") -> "sa.ColumnElement[bool]":
    if dialect == "postgresql":
        return column == sa.func.any(sa.bindparam("newest", type_=postgresql.ARRAY(sa.Integer)))
    each = sa.func.json_each(sa.bindparam("newest", type_=sa.Text)).table_valued("value")
    return column.in_(sa.select(each.c.value))


def as_array(dialect: str, column: "sa.ColumnElement[Any]") -> "sa.ColumnElement[Any]":
    if dialect == "postgresql":
        return sa.cast(sa.func.json_agg(column), sa.Text)
    return sa.func.json_group_array(column, type_=sa.Text)


def arrays(connection: Connection, query: Select, told: Mapping[str, object]) -> Iterable[tuple[Any, ...]]:
    """Rows out of one row of JSON arrays."""
    return zip(*(msgspec.json.decode(text or "[]") for text in connection.execute(query, told).one()), strict=True)


def as_micros(dialect: str, column: "sa.ColumnElement[Any]") -> "sa.ColumnElement[int]":
    """A moment as a number; SQLite keeps it as one."""
    if dialect == "postgresql":
        # A double holds microseconds until the year 2242; `extract` counts in numeric, three times as slow.
        return sa.cast(sa.func.date_part("epoch", column) * sa.literal(1e6, sa.Double), sa.BigInteger)
    return sa.type_coerce(column, sa.BigInteger)


def graded_at() -> Select:
    """`:only`, `:rubric`: when a target was last graded by a rubric."""
    used, version = tables.rubric_results, tables.rubric_versions
    return (
        sa.select(_AUDITS.c.taken_at)
        .join(used, used.c.audit == _AUDITS.c.number)
        .join(version, version.c.id == used.c.rubric)
        .where(_AUDITS.c.target == _ONLY, _AUDITS.c.complete, version.c.rubric == _RUBRIC)
        .order_by(_AUDITS.c.taken_at.desc())
        .limit(1)
    )


def _of(query: Select, table: sa.Table, one: bool) -> Select:
    return query.where(table.c.target == _ONLY) if one else query


def _each(one: bool) -> sa.CTE:
    """Targets of audits, and one null at their end: one look into the index for each."""
    if one:
        return sa.select(_AUDITS.c.target).where(_AUDITS.c.target == _ONLY).limit(1).cte("each")
    first = sa.select(sa.func.min(_AUDITS.c.target).label("target")).cte("each", recursive=True)
    following = sa.select(sa.func.min(_AUDITS.c.target)).where(_AUDITS.c.target > first.c.target).scalar_subquery()
    return first.union_all(sa.select(following).where(first.c.target.is_not(None)))


def _latest(query: Select, each: sa.CTE, *chosen: "sa.ColumnElement[bool]") -> Select:
    """Of audits, the newest of each target among some."""
    newest = (
        sa.select(_OTHER.c.number)
        .where(_OTHER.c.target == each.c.target, *chosen)
        .order_by(_OTHER.c.taken_at.desc(), _OTHER.c.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    return query.select_from(each).join(_AUDITS, _AUDITS.c.number == newest).where(each.c.target.is_not(None))


def _jobs(job: sa.Table, plan: sa.Table, one: bool) -> Select:
    named = sa.select(_ONLY.label("target")) if one else sa.select(_each(one).c.target).union(sa.select(plan.c.target))
    each = named.cte("named")
    ids = [
        sa.select(job.c.id)
        .where(job.c.target == each.c.target, job.c.kind == kind, job.c.state.in_(OVER))
        .order_by(job.c.due_at.desc())
        .limit(1)
        .scalar_subquery()
        for kind in ("night", "demand")
    ]
    columns = [job.c[name] for name in ("target", "state", "line", "due_at", "ended_at")]
    return sa.select(*columns).where(job.c.id.in_(sa.union_all(*(sa.select(found).select_from(each) for found in ids))))


def _open(dialect: str) -> Select:
    seen = (
        sa.select(_AUDITS.c.taken_at)
        .where(_AUDITS.c.target == _STANDINGS.c.target, _AUDITS.c.taken_at < _STANDINGS.c.unseen_since, _AUDITS.c.complete)
        .order_by(_AUDITS.c.taken_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    # Without the condition an index is looked into for each of those that were seen tonight, for nothing.
    seen_at = sa.case((_STANDINGS.c.unseen_since.is_not(None), seen), else_=None)
    moments = [as_micros(dialect, column) for column in (_STANDINGS.c.opened_at, _STANDINGS.c.unseen_since, seen_at)]
    columns = [*(_STANDINGS.c[name] for name in OPEN[:-2]), *moments]
    query = sa.select(*(as_array(dialect, column) for column in columns))
    return query.where(_STANDINGS.c.rubric == _RUBRIC, _STANDINGS.c.closed_by.is_(None))


def _before() -> Select:
    names = ("target", "criterion", "finding", "strength", "why")
    since = sa.bindparam("since", type_=Moment)
    return sa.select(*(_STANDINGS.c[name] for name in names)).where(
        _STANDINGS.c.rubric == _RUBRIC, _STANDINGS.c.closed_at >= since
    )
