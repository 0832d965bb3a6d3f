"""One clock a database: a lock that ends with its process, however that ends.

On PostgreSQL a session's advisory lock on a connection of its own, on SQLite `flock` on a file beside the database. Nothing that
a clock does is wrong where two of them run for a moment (`store.schedules.release_due`); the lock spares the second one's work.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy.engine import Engine

from portalaudit.errors import StoreError
from portalaudit.store.engine import told

_LOCK = 0x636C6F636B
"""PostgreSQL advisory lock of the clock ("clock"); own choice."""

_CARE: dict[str, object] = {"connect_timeout": 10, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 4}
_WATCHED = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 4"
"""Both ends notice within half a minute that the other is gone without a word (own choice)."""


class Lead(Protocol):
    """Being the one clock."""

    def held(self) -> bool:
        """Whether we still are."""
        ...


@contextmanager
def leading(engine: Engine) -> Iterator[Lead | None]:
    """Be the one clock of a database while the block runs; None where another process is.

    Raises:
        StoreError: the database cannot be used, or the lock file cannot be written.
    """
    with ExitStack() as kept:
        if engine.dialect.name == "postgresql":
            yield _session(engine, kept)
        else:
            yield _file(Path(engine.url.database or ""), kept)


class _Session:
    """An advisory lock, which the server gives back when the connection ends."""

    def __init__(self, connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        self._connection = connection

    def held(self) -> bool:
        """False where the connection ended, and the lock with it."""
        try:
            self._connection.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True


def _session(engine: Engine, kept: ExitStack) -> Lead | None:
    with told(engine):
        arguments, named = engine.dialect.create_connect_args(engine.url)
        connection = psycopg.connect(*arguments, autocommit=True, **{**_CARE, **named})
        kept.callback(connection.close)
        connection.execute(_WATCHED)
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK,)).fetchone()
    return _Session(connection) if row is not None and row[0] else None


class _File:
    """A lock on a file, which the kernel gives back when the process ends."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path, self._descriptor = path, descriptor

    def held(self) -> bool:
        """False where somebody took the file away: another clock would make a new one, and find no lock on it."""
        return _same(self._path, self._descriptor)


def lock_file(database: Path) -> Path:
    """The file beside a SQLite database on which the clock keeps its lock; it holds the clock's process number."""
    return database.with_name(f"{database.name}.clock")


def _file(database: Path, kept: ExitStack) -> Lead | None:
    path = lock_file(database)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        kept.callback(os.close, descriptor)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not _same(path, descriptor):
            return None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    except BlockingIOError:
        return None
    except OSError as problem:
        raise StoreError(f"the clock's lock file {path} cannot be written: {problem.strerror}") from problem
    return _File(path, descriptor)


def _same(path: Path, descriptor: int) -> bool:
    try:
        there, ours = path.stat(), os.fstat(descriptor)
    except OSError:
        return False
    return (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino)
