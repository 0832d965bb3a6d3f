"""Which captures of other audits an audit goes on with: what retention must leave beside the audit's own."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection

from portalaudit.store import tables

_CHUNK = 500


def write_uses(connection: Connection, audit: int, names: Collection[str]) -> None:
    """Note what an audit (its number) uses. Its own captures and names that are not on record are left out: a replay makes up a
    name for what was never asked, and what people handed over is kept in any case."""
    column, ordered = tables.captures.c, sorted(names)
    found: list[str] = []
    for start in range(0, len(ordered), _CHUNK):
        chunk = ordered[start : start + _CHUNK]
        found += connection.scalars(sa.select(column.id).where(column.id.in_(chunk), column.audit != audit))
    if found:
        connection.execute(sa.insert(tables.audit_uses), {"audit": audit, "captures": sorted(found)})


def used_by(connection: Connection, audits: "sa.ColumnElement[bool]") -> "sa.Select[str]":
    """The ids of the captures that some audits use, as they repeat; `audits` says which, in terms of the table `audits`."""
    uses = tables.audit_uses
    if connection.dialect.name == "postgresql":
        each = sa.func.jsonb_array_elements_text(
            sa.cast(sa.type_coerce(uses.c.captures, sa.Text), postgresql.JSONB)
        ).table_valued("value")
    else:
        each = sa.func.json_each(sa.type_coerce(uses.c.captures, sa.Text)).table_valued("value")
    joined = uses.join(tables.audits, tables.audits.c.number == uses.c.audit).join(each, sa.true())
    return sa.select(each.c.value).select_from(joined).where(audits)
