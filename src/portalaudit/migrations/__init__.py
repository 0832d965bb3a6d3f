"""The database's schema, revision by revision (Alembic), for SQLite and PostgreSQL.

Every function takes the database's URL and needs no file beside the package. A migration is one transaction: it is there
whole or not at all, and two processes that begin one wait for each other.
"""

from types import ModuleType

import sqlalchemy as sa

from portalaudit.store import engine as store

HEAD = "0005"
"""The newest revision in `versions/`."""


def _moving() -> ModuleType:
    # Alembic is loaded where a schema is moved: every night asks for the revision, few nights move it.
    from portalaudit.migrations import moving

    return moving


def head() -> str:
    """The newest revision that this software knows."""
    return HEAD


def current(url: str) -> str | None:
    """The database's revision, None where it has no tables.

    Raises:
        StoreError: the database cannot be used.
    """
    engine = store.open(url)
    try:
        with store.reading(engine) as connection:
            if not sa.inspect(connection).has_table("alembic_version"):
                return None
            return connection.scalar(sa.select(sa.column("version_num")).select_from(sa.table("alembic_version")))
    finally:
        engine.dispose()


def create(url: str) -> None:
    """Make an empty database's tables, those of the newest revision; one that has tables is left as it is.

    Raises:
        StoreError: the database cannot be used.
    """
    from portalaudit.migrations import fresh

    fresh.create(url, HEAD)


def upgrade(url: str, revision: str = "head") -> None:
    """Bring a database up to a revision; an empty one gets all tables. There already: nothing happens.

    Raises:
        UsageError: no such revision.
        StoreError: the database cannot be used, or is of a newer version of portalaudit.
    """
    _moving().run(url, revision, up=True)


def downgrade(url: str, revision: str) -> None:
    """Bring a database down to a revision; `base` takes all tables away.

    Raises:
        UsageError: no such revision.
        StoreError: the database cannot be used, or is of a newer version of portalaudit.
    """
    _moving().run(url, revision, up=False)


def move(url: str, revision: str = "head") -> None:
    """Bring a database to a revision, up or down.

    Raises:
        UsageError: no such revision.
        StoreError: the database cannot be used, or is of a newer version of portalaudit.
    """
    _moving().run(url, revision, up=None)
