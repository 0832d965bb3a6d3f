"""What is watched, as tests have it: rows of nights, and a process with its server."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.schedule.http import HttpServer
from portalaudit.schedule.metrics import Metrics
from portalaudit.schedule.pulse import Pulses
from portalaudit.schedule.watching import Watched
from portalaudit.store import tables
from portalaudit.store.engine import writing

EVERYTHING = "text/plain"


def a_schedule(target: str, next_due: datetime | None, *, paused: bool = False) -> dict[str, object]:
    return {
        "target": target, "cron": "30 2 * * *", "zone": "UTC", "jitter": 0, "window": 21_600, "grace": 43_200, "paused": paused,
        "options": {}, "next_due": next_due, "edited_at": datetime.fromisoformat("2026-11-01T00:00:00Z"),
    }  # fmt: skip


def add_schedule(engine: Engine, target: str, next_due: datetime | None, *, paused: bool = False) -> None:
    with writing(engine) as connection:
        connection.execute(sa.insert(tables.schedules), a_schedule(target, next_due, paused=paused))


def add_job(engine: Engine, target: str, state: str, due: datetime, **more: object) -> None:
    row = {
        "target": target, "kind": "night", "due_at": due, "not_before": due, "until": due + timedelta(hours=6), "priority": 10,
        "state": state, "tries": 0, "deaths": 0, "options": {}, **more,
    }  # fmt: skip
    with writing(engine) as connection:
        connection.execute(sa.insert(tables.jobs), row)


def add_delivery(engine: Engine, key: str, channel: str, state: str, made: datetime) -> None:
    row = {
        "key": key, "channel": channel, "kind": "digest", "payload": {}, "made_at": made, "not_before": made, "tries": 1,
        "state": state,
    }  # fmt: skip
    with writing(engine) as connection:
        connection.execute(sa.insert(tables.deliveries), row)


def add_runner(engine: Engine, name: str, role: str, seen: datetime) -> None:
    row = {"id": name, "role": role, "software": "0", "began_at": seen, "seen_at": seen}
    with writing(engine) as connection:
        connection.execute(sa.insert(tables.runners), row)


@contextmanager
def process(engine: Engine, archive: Path, pulses: Pulses) -> Iterator[HttpServer]:
    """What `serve` starts, on a port of its own."""
    watched = Watched(engine, archive, pulses.now)
    with HttpServer(("127.0.0.1", 0), watched.health, watched.readiness, Metrics(watched).exposition) as server:
        yield server


def ask(port: int, request: str, timeout: float = 30.0) -> tuple[int, dict[str, str], bytes]:
    """Send bytes as they are; status, headers and body of the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout) as connection:
        connection.sendall(request.encode("latin-1"))
        return answer(connection)


def get(port: int, path: str, *, method: str = "GET", accept: str = "*/*") -> tuple[int, dict[str, str], bytes]:
    return ask(port, f"{method} {path} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\n\r\n")


def answer(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """Read until the server closes."""
    received = b""
    while piece := connection.recv(65_536):
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    return (
        int(first.split()[1]),
        {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)},
        body,
    )
