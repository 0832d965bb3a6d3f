"""Criteria as intervals: opened by the audit that first found one to stand so, closed by the one that found it otherwise.

Who moves them: only a complete audit, and only when it is the newest of its target (as with findings). What moves is finding,
strength, or why it is undetermined. And what was not observed moves nothing:

- a criterion that could not be observed (`why` is `gap`) closes no standing that was observed: it stands as it was last seen,
  and `unseen_since` tells since when nobody could look. Seen again, the same standing goes on, or another one follows it;
- unless the rubric's file changed since: the old standing answered another question, so it is closed and the gap is told;
- a criterion that was never observed stands as a gap, which the first observation closes;
- a rubric that the audit was not graded by was not asked: its standings stay. A criterion that the rubric no longer has is closed
  without another in its place.

A night on which nothing moves writes nothing here. Why a criterion moved: `store.causes`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from portalaudit.model.audit import Audit
from portalaudit.model.history import Interval, Move, Moved, Stand
from portalaudit.model.rubric import CriterionResult
from portalaudit.store import tables
from portalaudit.store.bulk import one_at_a_time
from portalaudit.store.causes import Facts, causes_of, facts_now, facts_then
from portalaudit.store.columns import short
from portalaudit.store.engine import reading

_TABLE = tables.standings

Key = tuple[str, str]
"""Rubric and criterion."""


@dataclass(frozen=True, slots=True)
class _Past:
    """Earlier complete audits of the target: asked only where something moved, each once."""

    connection: Connection
    target: str
    before: datetime
    facts: dict[int, Facts | None] = field(default_factory=dict)
    digests: dict[str, str | None] = field(default_factory=dict)

    def graded(self, rubric: str, observed: str | None = None) -> tuple[int, str] | None:
        """The newest that was graded by a rubric, that observed this criterion: its number, and the digest of the rubric file."""
        audit, used, version, said = tables.audits, tables.rubric_results, tables.rubric_versions, tables.criterion_results
        query = (
            sa.select(audit.c.number, version.c.digest)
            .join(used, used.c.audit == audit.c.number)
            .join(version, version.c.id == used.c.rubric)
            .where(audit.c.target == self.target, audit.c.complete, audit.c.state == "done")
            .where(audit.c.taken_at < self.before, version.c.rubric == rubric)
        )
        if observed is not None:
            same = sa.and_(said.c.audit == used.c.audit, said.c.rubric == used.c.position)
            query = query.join(said, same).where(said.c.criterion == observed, said.c.why.is_distinct_from("gap"))
        newest = query.order_by(audit.c.taken_at.desc(), audit.c.number.desc()).limit(1)
        row = self.connection.execute(newest).first()
        return None if row is None else (row[0], row[1])

    def asked_otherwise(self, rubric: str, digest: str) -> bool:
        """Whether the rubric's file is another than when the target was last graded by it."""
        if rubric not in self.digests:
            row = self.graded(rubric)
            self.digests[rubric] = None if row is None else row[1]
        return self.digests[rubric] not in (None, digest)

    def told(self, number: int) -> Facts | None:
        """What an audit rested on."""
        if number not in self.facts:
            self.facts[number] = facts_then(self.connection, number)
        return self.facts[number]


def move_standings(connection: Connection, number: int, audit: Audit, document: bytes) -> int:
    """Move the standings of an audit's target by what it found, where it may.

    Args:
        number: the audit's; its results are written.
        document: its JSON.

    Returns:
        How many standings were opened or closed.
    """
    target = short(audit.target.key)
    if not audit.complete or not audit.rubrics or not _newest(connection, target, number, audit.taken_at):
        return 0
    query = sa.select(_TABLE).where(_TABLE.c.target == target, _TABLE.c.closed_by.is_(None))
    held = {(row.rubric, row.criterion): row for row in connection.execute(query)}
    said = {(graded.id, one.id): (graded.digest, one) for graded in audit.rubrics for one in graded.criteria}
    past = _Past(connection, target, audit.taken_at)
    hidden, moved = [], []
    for key, (digest, one) in said.items():
        row = held.get(key)
        if row is not None and _hidden(row, one) and not past.asked_otherwise(key[0], digest):
            hidden.append(row)
        elif row is None or stand_of(row) != Stand(one.finding, one.strength, one.why):
            moved.append(key)
    asked = {graded.id for graded in audit.rubrics}
    closing = [held[key].id for key in (*moved, *(key for key in held if key[0] in asked and key not in said)) if key in held]
    seen = {row.id for key, row in held.items() if key in said} - {row.id for row in hidden} - set(closing)
    _mark(connection, [row.id for row in hidden if row.unseen_since is None], audit.taken_at)
    _mark(connection, [row.id for row in held.values() if row.id in seen and row.unseen_since is not None], None)
    if closing:
        values = {"closed_by": number, "closed_at": audit.taken_at}
        connection.execute(sa.update(_TABLE).where(_TABLE.c.id.in_(closing)).values(values))
    if moved:
        more = {"target": target, "opened_by": number, "opened_at": audit.taken_at}
        now = facts_now(audit, document) if any(key in held for key in moved) else None
        rows = [_row(past, now, key, said[key], held.get(key)) | more for key in moved]
        connection.execute(sa.insert(_TABLE), rows)
    return len(closing) + len(moved)


def _newest(connection: Connection, target: str, number: int, taken_at: datetime) -> bool:
    """Whether no other complete audit of the target is as new. Others that are being saved wait until this one is."""
    one_at_a_time(connection, target)
    table = tables.audits
    newer = sa.select(table.c.number).where(
        table.c.target == target, table.c.taken_at >= taken_at, table.c.complete, table.c.state == "done",
        table.c.number != number,
    )  # fmt: skip
    return connection.scalar(newer.limit(1)) is None


def _hidden(row: "sa.Row[Any]", one: CriterionResult) -> bool:
    """Observed before and not observed now."""
    return one.why == "gap" and row.why != "gap"


def _mark(connection: Connection, ids: Sequence[int], since: datetime | None) -> None:
    if ids:
        connection.execute(sa.update(_TABLE).where(_TABLE.c.id.in_(ids)).values(unseen_since=since))


def _row(
    past: _Past, now: Facts | None, key: Key, said: tuple[str, CriterionResult], row: "sa.Row[Any] | None"
) -> dict[str, object]:
    digest, one = said
    found: dict[str, object] = {
        "rubric": key[0], "criterion": key[1], "finding": one.finding, "strength": one.strength, "why": one.why, "cause": None,
    }  # fmt: skip
    if row is None or now is None:
        return found
    unseen = row.why == "gap"
    base = past.graded(key[0], None if unseen else key[1])
    causes: tuple[Moved, ...] = ("unknown",)
    if base is not None:
        causes = causes_of(past.told(base[0]), now, key, one.checks, rubric=base[1] != digest, unseen=unseen)
    return found | {"cause": " ".join(causes)}


def stand_of(row: "sa.Row[Any]") -> Stand:
    """Of a row of `standings`."""
    return Stand(row.finding, row.strength, row.why)


def causes_in(text: str | None) -> tuple[Moved, ...]:
    """Of such a row's `cause`."""
    return cast("tuple[Moved, ...]", tuple((text or "").split()))


def moved_by(engine: Engine, audit: str) -> tuple[Move, ...]:
    """Criteria that an audit (by its full id) found to stand otherwise, by rubric and criterion; first standings are no moves."""
    number = sa.select(tables.audits.c.number).where(tables.audits.c.id == audit).scalar_subquery()
    target = sa.select(tables.audits.c.target).where(tables.audits.c.id == audit).scalar_subquery()
    with reading(engine) as connection:
        return _moves(connection, _AFTER.c.target == target, _AFTER.c.opened_by == number)


def moved_since(engine: Engine, moment: datetime, *, target: str | None = None) -> tuple[Move, ...]:
    """Criteria that audits taken at a moment or later found to stand otherwise, by time, target, rubric and criterion; of one
    target where told. An audit may be saved long after it was taken: who must miss none asks `moved_by` of each."""
    chosen = [_BEFORE.c.closed_at >= moment, _AFTER.c.opened_at >= moment]
    if target is not None:
        chosen.append(_AFTER.c.target == short(target))
    with reading(engine) as connection:
        return _moves(connection, *chosen)


_BEFORE, _AFTER = _TABLE.alias("before"), _TABLE.alias("after")


def _moves(connection: Connection, *chosen: "sa.ColumnElement[bool]") -> tuple[Move, ...]:
    same = [_BEFORE.c[name] == _AFTER.c[name] for name in ("target", "rubric", "criterion")]
    names = ("finding", "strength", "why")
    query = (
        sa.select(
            _AFTER.c.target, _AFTER.c.rubric, _AFTER.c.criterion, *(_BEFORE.c[name] for name in names),
            *(_AFTER.c[name] for name in names), _AFTER.c.opened_at, _AFTER.c.cause,
        )
        .join(_BEFORE, sa.and_(*same, _BEFORE.c.closed_by == _AFTER.c.opened_by))
        .where(*chosen)
        .order_by(_AFTER.c.opened_at, _AFTER.c.target, _AFTER.c.rubric, _AFTER.c.criterion)
    )  # fmt: skip
    return tuple(
        Move(row[0], row[1], row[2], Stand(*row[3:6]), Stand(*row[6:9]), row[9], causes_in(row[10]))
        for row in connection.execute(query)
    )


def intervals_of(engine: Engine, target: str, rubric: str, since: datetime) -> tuple[Interval, ...]:
    """How a target's criteria stood from a moment on, by criterion, then by time."""
    query = sa.select(_TABLE).where(
        _TABLE.c.target == short(target), _TABLE.c.rubric == rubric, _TABLE.c.closed_at.is_(None) | (_TABLE.c.closed_at >= since)
    )
    with reading(engine) as connection:
        return tuple(
            Interval(rubric, row.criterion, stand_of(row), row.opened_at, row.closed_at, causes_in(row.cause), row.unseen_since)
            for row in connection.execute(query.order_by(_TABLE.c.criterion, _TABLE.c.opened_at))
        )
