"""Opening a database, and the two ways to use it: reading and writing, each one transaction."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from portalaudit.errors import StoreAway, StoreError, UsageError

BUSY_SECONDS = 30
"""How long a writer waits for another one on SQLite; own choice, longer than the largest audit takes to save."""

WRITES = "portalaudit_writes"
"""The execution option of a connection whose transactions write."""
_PRAGMAS = ("synchronous = NORMAL", "cache_size = -65536", "temp_store = MEMORY")


def open(url: str, *, foreign_keys: bool = True) -> Engine:
    """Open a database; nothing is asked of it yet.

    Args:
        url: `sqlite:///path/to/file` (its folder is made) or `postgresql://…`.
        foreign_keys: off only while a migration rebuilds tables on SQLite.

    Raises:
        UsageError: the URL is none of these.
        StoreError: the folder cannot be made.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        engine = sa.create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})
        _prepare_sqlite(engine, foreign_keys)
    else:
        engine = sa.create_engine(parsed, pool_pre_ping=True, connect_args={"connect_timeout": 10})
        _prepare_postgresql(engine)
    return engine


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as problem:
        raise UsageError("the database URL cannot be read: write sqlite:///FILE or postgresql://USER@HOST/NAME") from problem
    if parsed.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise UsageError(f"no databases of the kind {parsed.drivername!r}: write sqlite:///FILE or postgresql://USER@HOST/NAME")
    if not parsed.database or parsed.database == ":memory:":
        raise UsageError("the database URL names no file: write sqlite:///FILE (four slashes for an absolute path)")
    try:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StoreError(f"the folder of the database {parsed.database} cannot be made: {problem.strerror}") from problem
    return parsed


def _prepare_sqlite(engine: Engine, foreign_keys: bool) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # `begin` below says when a transaction begins
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        _log_ahead(cursor)
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        # A reader that turns writer half-way fails at once where another one writes; who will write says so first.
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _log_ahead(cursor: DBAPICursor) -> None:
    """Turn the file to write-ahead logging. Where two connections do so at once, SQLite fails one of them without waiting."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _prepare_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.close()
        connection.commit()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction that only reads, so that what is read fits together on SQLite.

    Raises:
        StoreError: the database cannot be used; the text says what to do.
    """
    with told(engine), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction that is committed at the end, or undone where an exception leaves the block.

    Raises:
        StoreError: the database cannot be used; the text says what to do.
    """
    with told(engine), engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        yield connection


@contextmanager
def told(engine: Engine) -> Iterator[None]:
    """Turn what the driver raises into one clear line.

    Raises:
        StoreAway: the database is away, busy or full at this moment.
        StoreError: in the place of any other exception of SQLAlchemy or the driver.
    """
    try:
        yield
    except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as problem:
        what, passes = _what(problem)
        kind = StoreAway if passes else StoreError
        raise kind(f"the database at {place(engine)} {what}") from problem


_BUSY = "is in use by another process: try again later"
_FULL = "cannot be written: the disk is full"
_KNOWN = (
    (("no such table", "undefinedtable"), "has no tables yet: run `portalaudit db upgrade`"),
    (("no such column", "has no column", "undefinedcolumn"), "is older than this software: run `portalaudit db upgrade`"),
    (("database is locked", "database table is locked", "locknotavailable"), _BUSY),
    (("unable to open database file",), "cannot be opened: is the path right, and may it be written?"),
    (("readonly database", "insufficientprivilege", "readonlysqltransaction"), "cannot be written: permission denied"),
    (("disk is full", "diskfull"), _FULL),
    (("file is not a database",), "is not a SQLite file"),
    (("malformed",), "is damaged: restore a backup"),
)  # fmt: skip
_AWAY = ("OperationalError", "ConnectionTimeout", "AdminShutdown", "CrashShutdown", "CannotConnectNow")


def _what(problem: BaseException) -> tuple[str, bool]:
    """What is the matter, and whether it may be over by itself."""
    original: BaseException = getattr(problem, "orig", None) or problem
    text = next(iter(str(original).strip().splitlines()), "") or type(original).__name__
    # SQLite says what is wrong in words, PostgreSQL in the class that stands for its SQLSTATE.
    seen = text.lower() if isinstance(original, sqlite3.Error) else type(original).__name__.lower()
    what = next((line for words, line in _KNOWN if any(word in seen for word in words)), None)
    if what is None and type(original).__name__ in _AWAY:
        return f"cannot be reached: {text}", True
    return what or f"refused: {text}", what in (_BUSY, _FULL)


def place(engine: Engine) -> str:
    """Where the database is, without its password."""
    return engine.url.database or "" if engine.dialect.name == "sqlite" else engine.url.render_as_string(hide_password=True)
