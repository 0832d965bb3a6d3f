"""Two audits of one target, the later of which is to be held against the earlier."""

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.store import tables
from portalaudit.store.audits import AuditRow, find_audit
from portalaudit.store.columns import short
from portalaudit.store.engine import reading


def complete_of(engine: Engine, target: str, *, before: AuditRow | None = None) -> AuditRow | None:
    """The newest complete audit of a target (`Target.key`) whose results are still there; before another one where told."""
    table = tables.audits
    query = sa.select(table.c.id).where(table.c.target == short(target), table.c.complete, table.c.pruned_at.is_(None))
    if before is not None:
        earlier = sa.and_(table.c.taken_at == before.taken_at, table.c.number < before.number)
        query = query.where(sa.or_(table.c.taken_at < before.taken_at, earlier))
    with reading(engine) as connection:
        found = connection.scalar(query.order_by(table.c.taken_at.desc(), table.c.number.desc()).limit(1))
    return None if found is None else find_audit(engine, found)
