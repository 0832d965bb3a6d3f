"""Health, readiness and metrics of a process: what they say of databases, archive and clock, over real sockets."""

import json
import re
import socket
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families as parse
from sqlalchemy.engine import Engine

from portalaudit import migrations
from portalaudit.schedule.listening import listening
from portalaudit.schedule.pulse import Pulse, Pulses
from portalaudit.schedule.sampled import Sampled
from portalaudit.schedule.watching import Watched
from portalaudit.store import engine as store
from tests.databases import engine as engine
from tests.schedule.watched import get, process


@pytest.fixture
def pulses() -> Pulses:
    beating = Pulses(15)
    beating.ticked()
    return beating


def parts(port: int, path: str) -> tuple[int, str, dict[str, tuple[bool, str]]]:
    status, headers, body = get(port, path)
    assert headers["content-type"] == "application/json"
    told = json.loads(body)
    return status, told["status"], {name: (part["ok"], part["is"]) for name, part in told["parts"].items()}


def test_all_is_well(engine: Engine, tmp_path: Path, pulses: Pulses) -> None:
    """On both databases, leading or standing by."""
    schema = f"schema {migrations.head()}"
    with process(engine, tmp_path / "archive", pulses) as served:
        assert parts(served.port, "/healthz") == (200, "ok", {"clock": (True, "stands by")})
        pulses.leads(True)
        assert parts(served.port, "/readyz") == (
            200, "ok",
            {"clock": (True, "leads"), "database": (True, schema), "archive": (True, "writable"), "runner": (True, "works")},
        )  # fmt: skip
        status, headers, body = get(served.port, "/metrics")
    assert (status, headers["content-length"]) == (200, str(len(body)))
    assert "portalaudit_database_up 1.0" in body.decode()
    assert len(list(parse(body.decode()))) > 25
    assert list((tmp_path / "archive").iterdir()) == []


def test_a_database_that_is_away(tmp_path: Path, pulses: Pulses) -> None:
    """The process lives, is not ready, and names neither host nor password."""
    away = store.open("postgresql://me:S3cret@127.0.0.1:1/nothing")
    with process(away, tmp_path, pulses) as served:
        assert parts(served.port, "/healthz")[0] == 200
        status, _, body = get(served.port, "/readyz")
        assert json.loads(body)["parts"]["database"] == {"ok": False, "is": "cannot be used"}
        assert status == 503
        assert not re.search(rb"S3cret|127\.0|nothing", body)
        assert b"portalaudit_database_up 0.0" in get(served.port, "/metrics")[2]


def test_a_database_that_hangs(tmp_path: Path, pulses: Pulses) -> None:
    """A server that takes the connection and never answers: every watcher is answered, by one thread that waits."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hanging = store.open(f"postgresql://me@127.0.0.1:{silent.getsockname()[1]}/x")
        with process(hanging, tmp_path, pulses) as served:
            assert [get(served.port, "/readyz")[0] for _ in range(2)] == [503, 503]
            assert b"portalaudit_database_up 0.0" in get(served.port, "/metrics")[2]
            assert sum(thread.name == "sample" for thread in threading.enumerate()) == 1


def test_another_schema_is_not_ready(engine: Engine, tmp_path: Path, pulses: Pulses) -> None:
    """After an upgrade of the software without one of the database, or the other way round."""
    with store.writing(engine) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    with process(engine, tmp_path, pulses) as served:
        status, _, found = parts(served.port, "/readyz")
    assert (status, found["database"]) == (503, (False, f"schema 0001, this software wants {migrations.head()}"))


def test_an_archive_that_cannot_be_written(engine: Engine, tmp_path: Path, pulses: Pulses) -> None:
    (tmp_path / "file").write_text("")
    with process(engine, tmp_path / "file", pulses) as served:
        status, _, found = parts(served.port, "/readyz")
    assert (status, found["archive"]) == (503, (False, "cannot be written"))


@pytest.mark.parametrize(
    ("every", "silent", "good", "said"),
    [
        (15, None, False, "has not ticked yet"),
        (15, 5, True, "stands by"),
        (15, 5_000, False, "has not ticked for"),
        (3600, 5_000, True, "stands by"),
    ],
    ids=["begins", "ticks", "stuck", "slow by intent"],
)
def test_the_clock_ticks(tmp_path: Path, every: float, silent: float | None, good: bool, said: str) -> None:
    """A tick that failed is one too: a database that is away is no reason to start the process again."""
    pulse = Pulse(every, ticked=None if silent is None else time.monotonic() - silent, ticks=9, failed=9)
    part = Watched(store.open(f"sqlite:///{tmp_path / 'x'}"), tmp_path, lambda: pulse).health()["clock"]

    assert part.good == good
    assert part.said.startswith(said)


def test_a_runner_that_ails(engine: Engine, tmp_path: Path, pulses: Pulses) -> None:
    pulses.runner("has no process left")
    with process(engine, tmp_path, pulses) as served:
        status, _, found = parts(served.port, "/readyz")
    assert (status, found["runner"]) == (503, (False, "has no process left"))


def test_watchers_at_once(engine: Engine, tmp_path: Path, pulses: Pulses) -> None:
    """They share a reading of the database, and all are answered."""
    asked: list[str] = []

    @sa.event.listens_for(engine, "before_cursor_execute")
    def note(connection: object, cursor: object, statement: str, *more: object) -> None:
        asked.append(statement)

    with process(engine, tmp_path, pulses) as served:
        get(served.port, "/metrics")
        once = len(asked)
        found: list[int] = []
        threads = [threading.Thread(target=lambda: found.append(get(served.port, "/metrics")[0])) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [200] * 10
    assert len(asked) == once > 0


def test_a_failing_reading_harms_nobody() -> None:
    """A bug in what is watched is told as its trouble."""

    def broken() -> int:
        raise ZeroDivisionError("x")

    sampled = Sampled(broken, keep=60, patience=30)

    assert (sampled.get().value, sampled.get().trouble) == (None, "unexpected ZeroDivisionError: x")


def test_listening(engine: Engine, tmp_path: Path, pulses: Pulses) -> None:
    """What `serve` starts: connections of its own to the same database, and nothing left when the block ends."""
    with listening("127.0.0.1:0", engine.url.render_as_string(hide_password=False), tmp_path, pulses.now) as served:
        port = served.port
        assert get(port, "/readyz")[0] == 200
    with pytest.raises(ConnectionRefusedError):
        get(port, "/readyz")


def test_a_database_that_comes_back(tmp_path: Path, pulses: Pulses) -> None:
    """Seen to be there within seconds, without a restart."""
    with listening("127.0.0.1:0", f"sqlite:///{tmp_path / 'x.db'}", tmp_path, pulses.now) as served:
        assert b"portalaudit_database_up 0.0" in get(served.port, "/metrics")[2]
        migrations.create(f"sqlite:///{tmp_path / 'x.db'}")
        while b"portalaudit_database_up 0.0" in get(served.port, "/metrics")[2]:
            time.sleep(1)
