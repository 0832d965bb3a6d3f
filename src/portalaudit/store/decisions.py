"""Assessors' decisions on criteria: only ever added to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from portalaudit.errors import NotFound
from portalaudit.model.assessment import Decision
from portalaudit.model.rubric import FindingWord, Strength
from portalaudit.store import tables
from portalaudit.store.bulk import upsert
from portalaudit.store.engine import reading, writing

_TABLE = tables.decisions


@dataclass(frozen=True, slots=True)
class Graded:
    """What the machine found of one criterion in a stored audit."""

    rubric: str
    version: str
    criterion: str
    finding: FindingWord
    strength: Strength | None


def graded_criteria(engine: Engine, audit: str) -> tuple[Graded, ...]:
    """All criteria that an audit was graded by, in its order; empty for an audit that is not stored."""
    with reading(engine) as connection:
        return _graded(connection, audit)


def save_decisions(engine: Engine, decisions: Sequence[Decision]) -> int:
    """Put decisions on record, all or none. One that stands there already is not added again.

    Returns:
        How many are new.

    Raises:
        NotFound: an audit is not stored, or was not graded by the criterion, or found something else; nothing was written.
    """
    if not decisions:
        return 0
    with writing(engine) as connection:
        numbers = {audit: _decided_on(connection, audit, decisions) for audit in sorted({one.audit for one in decisions})}
        rows = [
            {
                "digest": one.id, "audit": numbers[one.audit], "rubric": one.rubric, "version": one.version,
                "criterion": one.criterion, "finding": one.finding, "strength": one.strength, "decision": one.decision,
                "author": one.by, "decided_at": one.decided_at, "why": one.why,
            }
            for one in decisions
        ]  # fmt: skip
        insert = upsert(connection, _TABLE).on_conflict_do_nothing(index_elements=["digest"]).returning(_TABLE.c.id)
        return sum(connection.scalar(insert.values(row)) is not None for row in rows)


def list_decisions(engine: Engine, *, audit: str | None = None, city: str | None = None) -> tuple[Decision, ...]:
    """Decisions in the order in which they were made, what was superseded among them; of one audit, or of one city's audits."""
    audits = tables.audits
    columns: tuple[sa.Column[Any], ...] = (
        audits.c.id, _TABLE.c.rubric, _TABLE.c.version, _TABLE.c.criterion, _TABLE.c.finding, _TABLE.c.strength,
        _TABLE.c.decision, _TABLE.c.author, _TABLE.c.decided_at, _TABLE.c.why,
    )  # fmt: skip
    query = sa.select(*columns).join(audits, audits.c.number == _TABLE.c.audit)
    if audit is not None:
        query = query.where(audits.c.id == audit)
    if city is not None:
        query = query.where(audits.c.city == city)
    with reading(engine) as connection:
        return tuple(Decision(*row) for row in connection.execute(query.order_by(_TABLE.c.decided_at, _TABLE.c.digest)))


def _decided_on(connection: Connection, audit: str, decisions: Sequence[Decision]) -> int:
    """The audit's number, once every decision on it is seen to be on what it says."""
    number: int | None = connection.scalar(
        # Held, so that retention either sees the decision or has taken the audit.
        sa.select(tables.audits.c.number)
        .where(tables.audits.c.id == audit, tables.audits.c.pruned_at.is_(None))
        .with_for_update()
    )
    if number is None:
        raise NotFound(f"no audit {audit!r} is stored: a decision stands beside the audit that it is on")
    found = {(one.rubric, one.version, one.criterion): one.finding for one in _graded(connection, audit)}
    for one in decisions:
        if one.audit != audit:
            continue
        name = f"{one.rubric} {one.version}, {one.criterion}"
        if (one.rubric, one.version, one.criterion) not in found:
            raise NotFound(f"audit {audit} was not graded by {name}")
        if found[one.rubric, one.version, one.criterion] != one.finding:
            raise NotFound(
                f"audit {audit} found {found[one.rubric, one.version, one.criterion]} of {name}, not {one.finding}: "
                "the decision is on something else"
            )
    return number


def _graded(connection: Connection, audit: str) -> tuple[Graded, ...]:
    said, used, version = tables.criterion_results, tables.rubric_results, tables.rubric_versions
    query = (
        sa.select(version.c.rubric, version.c.version, said.c.criterion, said.c.finding, said.c.strength)
        .join(used, sa.and_(used.c.audit == said.c.audit, used.c.position == said.c.rubric))
        .join(version, version.c.id == used.c.rubric)
        .join(tables.audits, tables.audits.c.number == said.c.audit)
        .where(tables.audits.c.id == audit)
        .order_by(said.c.rubric, said.c.position)
    )
    return tuple(
        Graded(row[0], row[1], row[2], cast(FindingWord, row[3]), cast("Strength | None", row[4]))
        for row in connection.execute(query)
    )
