"""Audits that retention may not take: handed to somebody, or marked by a person."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.errors import NotFound
from portalaudit.store import tables
from portalaudit.store.audits import find_audit
from portalaudit.store.bulk import upsert
from portalaudit.store.engine import reading, writing

EXPORTED, MARKED = "exported", "marked"


@dataclass(frozen=True, slots=True)
class Keep:
    """One reason to keep an audit."""

    audit: str
    taken_at: datetime
    target: str
    why: str
    """EXPORTED or MARKED."""
    kept_at: datetime


def keep_audit(engine: Engine, ref: str, why: str, at: datetime) -> str:
    """Keep an audit, from now on; once is enough.

    Returns:
        Its id.

    Raises:
        NotFound: no such audit, or retention took it already.
        StoreError: the database cannot be written.
    """
    row = find_audit(engine, ref)
    with writing(engine) as connection:
        # Held, so that retention either sees the mark or has taken the audit.
        held = sa.select(tables.audits.c.pruned_at).where(tables.audits.c.number == row.number).with_for_update()
        if connection.scalar(held) is not None:
            raise NotFound(f"audit {row.id}: retention took it just now")
        insert = upsert(connection, tables.keeps).on_conflict_do_nothing()
        connection.execute(insert, {"audit": row.number, "why": why, "kept_at": at})
    return row.id


def release_audit(engine: Engine, ref: str) -> tuple[str, tuple[str, ...]]:
    """Take all marks from an audit: what it was kept for is over.

    Returns:
        Its id, and why it was kept.

    Raises:
        NotFound: no such audit.
    """
    row = find_audit(engine, ref)
    table = tables.keeps
    with writing(engine) as connection:
        gone = sa.delete(table).where(table.c.audit == row.number).returning(table.c.why)
        return row.id, tuple(sorted(connection.scalars(gone)))


def list_keeps(engine: Engine) -> tuple[Keep, ...]:
    """All of them, by the moment."""
    table, audit = tables.keeps, tables.audits
    query = sa.select(audit.c.id, audit.c.taken_at, audit.c.target, table.c.why, table.c.kept_at)
    query = query.join(audit, audit.c.number == table.c.audit).order_by(table.c.kept_at, audit.c.id, table.c.why)
    with reading(engine) as connection:
        return tuple(Keep(*row) for row in connection.execute(query))
