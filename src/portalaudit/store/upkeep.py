"""A copy of the database while others use it, and giving back the room that deleted rows left."""

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

from sqlalchemy.engine import Engine

from portalaudit.errors import StoreError, UsageError
from portalaudit.store import tables
from portalaudit.store.engine import told

SQLITE, DUMP = "portalaudit.db", "portalaudit.pgdump"
"""What the copy is called: a SQLite file, or a dump in PostgreSQL's custom format."""


def copy_name(engine: Engine) -> str:
    """The file name of this database's copy."""
    return SQLITE if engine.dialect.name == "sqlite" else DUMP


def copy_database(engine: Engine, target: Path) -> None:
    """Copy the database as it is at one moment into a new file, whoever writes to it meanwhile; the copy is looked over.

    SQLite's online backup in one step (readers and writers go on beside it, thanks to the write-ahead log); PostgreSQL's
    `pg_dump`, from the search path.

    Raises:
        UsageError: `pg_dump` is not installed.
        StoreError: the database cannot be read, or the copy cannot be written.
    """
    if engine.dialect.name == "sqlite":
        _copy_sqlite(engine, target)
    else:
        _dump(engine, target)


def _copy_sqlite(engine: Engine, target: Path) -> None:
    with told(engine):
        source = engine.raw_connection()
        copy = sqlite3.connect(target)
        try:
            assert isinstance(source.driver_connection, sqlite3.Connection)
            source.driver_connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file; whoever opens it turns the log on again
            (said,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        finally:
            copy.close()
            source.close()
    if said != "ok":
        raise StoreError(f"the copy {target} is damaged: {said}")


def _dump(engine: Engine, target: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise UsageError("pg_dump is not installed: it comes with PostgreSQL's client programs (Debian: postgresql-client)")
    # All of the address goes through the environment: an argument can be read by everybody on the machine.
    given = engine.dialect.create_connect_args(engine.url)[1]
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    beside = {names[key]: str(value) for key, value in given.items() if key in names}
    line = [program, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}"]
    done = subprocess.run(line, env={**os.environ, **beside}, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = "; ".join(done.stderr.strip().splitlines()[:2]) or "no word of why"
        raise StoreError(f"pg_dump failed: {said}")


def vacuum(engine: Engine) -> tuple[int, int] | None:
    """Give back the room of deleted rows. SQLite writes the whole file anew: nobody else may write meanwhile, and twice its size
    must be free. PostgreSQL's `VACUUM (ANALYZE)` of our tables lets others work on and keeps the room for new rows.

    Returns:
        Bytes of a SQLite file before and after; None for PostgreSQL.

    Raises:
        StoreError: the disk is too full, or the database cannot be used.
    """
    if engine.dialect.name == "postgresql":
        with told(engine), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for name in sorted(tables.METADATA.tables):
                connection.exec_driver_sql(f"VACUUM (ANALYZE) {name}")
        return None
    path = Path(engine.url.database or "")
    with told(engine):
        source = engine.raw_connection()
        try:
            cursor = source.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            before, free = path.stat().st_size, shutil.disk_usage(path.parent).free
            if free < 2 * before:
                raise StoreError(
                    f"{path.parent} has {free:,} bytes free; vacuum needs twice the {before:,} bytes of {path.name}: make room"
                )
            cursor.execute("PRAGMA temp_store = FILE")  # else the copy is made in memory
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA optimize")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            cursor.execute("PRAGMA temp_store = MEMORY")
        finally:
            source.close()
    return before, path.stat().st_size
