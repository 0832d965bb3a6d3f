"""Databases that can be hit while they are written: a PostgreSQL server of one's own, a SQLite file and whoever writes it."""

import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.databases import OwnServer, own_server
from tests.faults.crew import PATIENCE, Crew, kill


@dataclass(frozen=True)
class Sqlite:
    """A file. Its server is the process that has its write lock at the moment."""

    url: str
    kind: str = "sqlite"

    def hit(self, crew: Crew, dice: random.Random) -> str:
        """`kill -9` of a process in the midst of a transaction that writes: the first that is seen in one, or a later one."""
        ours, wait = Path(self.url.removeprefix("sqlite:///") + "-shm"), dice.randrange(4)
        until, known = time.monotonic() + 3.0, set(crew.all())
        while time.monotonic() < until:
            holder = _writer(ours)
            if holder is None:
                continue
            if wait > 0:
                wait -= 1
                time.sleep(0.01)
            elif holder in known or holder in crew.all():
                kill(holder)
                return "whoever wrote"
        crew.kill_all()  # nobody wrote for so long
        return "all, as nobody wrote"

    def start(self) -> None:
        """There is no server to be started."""


@dataclass(frozen=True)
class PostgreSQL:
    """A server that is there for one test, with all that makes it durable."""

    server: OwnServer
    kind: str = "postgresql"

    @property
    def url(self) -> str:
        return self.server.url

    def hit(self, crew: Crew, dice: random.Random) -> str:
        """`kill -9` of the whole server, or of the process of one session, after which all others end and it recovers."""
        del crew
        if dice.random() < 0.6:
            self.server.kill()
            return "the server"
        with psycopg.connect(self.url, autocommit=True) as connection:
            sessions = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() ORDER BY pid"
            ).fetchall()
        if sessions:
            kill(dice.choice(sessions)[0])
        return "a session's process"

    def start(self) -> None:
        """Start the server where it is down; what the killed one left running may keep it from starting for a moment."""
        begun = time.monotonic()
        while True:
            try:
                self.server.start()
                with psycopg.connect(self.url):
                    return
            except (subprocess.SubprocessError, psycopg.OperationalError):
                if time.monotonic() - begun > PATIENCE:
                    raise
                time.sleep(0.2)


Base = Sqlite | PostgreSQL


@contextmanager
def base(kind: str, folder: Path) -> Iterator[Base]:
    """An empty database of that kind."""
    if kind == "sqlite":
        yield Sqlite(f"sqlite:///{folder / 'portalaudit.db'}")
        return
    with own_server() as server:
        with psycopg.connect(server.url) as connection:
            durable = [connection.execute(f"SHOW {name}").fetchone() for name in ("fsync", "synchronous_commit")]
        assert durable == [("on",), ("on",)]
        yield PostgreSQL(server)


_WRITE_LOCK = 120
"""The byte of SQLite's `-shm` file whose lock a writer holds (its file format, "WAL locks")."""


def _writer(shared: Path) -> int | None:
    """The process that writes a SQLite file in this moment, as the kernel's list of locks tells."""
    try:
        inode = f":{shared.stat().st_ino}"
        lines = Path("/proc/locks").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    for line in lines:
        words = line.split()
        if len(words) == 8 and (words[1], words[3]) == ("POSIX", "WRITE") and words[5].endswith(inode) and _within(*words[6:]):
            return int(words[4])
    return None


def _within(first: str, last: str) -> bool:
    return int(first) <= _WRITE_LOCK and (last == "EOF" or int(last) >= _WRITE_LOCK)
