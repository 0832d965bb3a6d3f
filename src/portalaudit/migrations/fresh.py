"""A new database's tables, all at once: what an empty one gets without walking through every revision."""

import sqlalchemy as sa

from portalaudit.migrations.lock import locked
from portalaudit.store import engine as store
from portalaudit.store.tables import METADATA

_VERSION = sa.Table(
    "alembic_version",
    sa.MetaData(),
    sa.Column("version_num", sa.String(32), primary_key=True, nullable=False),
)
"""Alembic's own table, as Alembic makes it."""


def create(url: str, revision: str) -> None:
    """Make the tables of an empty database and note their revision; one that has tables is left as it is.

    A test holds the outcome equal to that of the migrations.

    Raises:
        StoreError: the database cannot be used.
    """
    engine = store.open(url)
    try:
        with store.writing(engine) as connection:
            locked(connection)
            if sa.inspect(connection).has_table(_VERSION.name):
                return
            METADATA.create_all(connection)
            _VERSION.create(connection)
            connection.execute(sa.insert(_VERSION).values(version_num=revision))
    finally:
        engine.dispose()
