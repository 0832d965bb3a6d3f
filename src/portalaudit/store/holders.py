"""Who holds a job: a process, named so that others on the same machine can see whether it still lives."""

import os
import secrets
import socket
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from portalaudit import __version__, clock
from portalaudit.store.bulk import upsert
from portalaudit.store.engine import reading, writing
from portalaudit.store.schedule_tables import runners

Role = Literal["clock", "runner"]


@dataclass(frozen=True, slots=True)
class Runner:
    """A process that looks for work, or the clock."""

    id: str
    role: Role
    software: str
    began_at: datetime
    seen_at: datetime


def me() -> str:
    """A name for this process, or for one of several that hold something in it: `host:process:start#mark`.

    `host` is the machine's name with a mark of its boot and of its process namespace, so that the process of another container,
    or of before a restart, is never taken for one of ours; `start` tells it from a later process of the same number.
    """
    return f"{_host()}:{os.getpid()}:{_start(os.getpid()) or 0}#{secrets.token_hex(3)}"


def gone(holder: str) -> bool:
    """True where the holder was a process of this machine and certainly ended; False where it lives or nobody can tell."""
    host, _, rest = holder.partition("#")[0].partition(":")
    process, _, start = rest.partition(":")
    if host != _host() or start == "0" or not process.isdigit():
        return False
    return _start(int(process)) != start


def where(holder: str) -> str:
    """A holder in words."""
    host, _, rest = holder.partition("#")[0].partition(":")
    return f"process {rest.partition(':')[0]} on {host.rpartition('.')[0] or host}"


@lru_cache(maxsize=1)
def _host() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
        space = Path("/proc/self/ns/pid").readlink()
    except OSError:  # no Linux: leases alone tell
        return socket.gethostname()
    return f"{socket.gethostname()}.{sha256(f'{boot}{space}'.encode()).hexdigest()[:8]}"


def _start(process: int) -> str | None:
    """When a process began, in ticks since the machine did; None where there is none, or it only waits to be buried."""
    try:
        state, *rest = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except (OSError, ValueError):
        return None
    return None if state in ("Z", "X") else rest[18]


def moment(connection: Connection) -> datetime:
    """What time it is by the clock that all who use this database share: the server's own; SQLite's is the machine's."""
    if connection.dialect.name == "postgresql":
        told: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
        return told
    return clock.now()


def seen(engine: Engine, runner: str, role: Role) -> None:
    """Note that a runner or the clock lives; those that have certainly ended are forgotten.

    Raises:
        StoreError: the database cannot be used.
    """
    with writing(engine) as connection:
        now = moment(connection)
        row = {"id": runner, "role": role, "software": __version__, "began_at": now, "seen_at": now}
        insert = upsert(connection, runners)
        connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_={"seen_at": insert.excluded.seen_at}), row)
        for other in connection.scalars(sa.select(runners.c.id).where(runners.c.id != runner)).all():
            if gone(other):
                connection.execute(sa.delete(runners).where(runners.c.id == other))


def left(engine: Engine, runner: str) -> None:
    """A runner ends.

    Raises:
        StoreError: the database cannot be used.
    """
    with writing(engine) as connection:
        connection.execute(sa.delete(runners).where(runners.c.id == runner))


def list_runners(engine: Engine) -> tuple[Runner, ...]:
    """Who was seen, the oldest first.

    Raises:
        StoreError: the database cannot be used.
    """
    with reading(engine) as connection:
        rows = connection.execute(sa.select(runners).order_by(runners.c.began_at, runners.c.id))
        return tuple(Runner(row.id, row.role, row.software, row.began_at, row.seen_at) for row in rows)
