"""One process moves a schema at a time."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

_LOCK = 0x706F7274616C
"""PostgreSQL advisory lock of a migration ("portal"); own choice."""


def locked(connection: Connection) -> None:
    """Wait for whoever moves this database's schema; on SQLite the writing transaction is lock enough."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
