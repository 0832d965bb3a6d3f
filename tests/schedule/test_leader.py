"""Being the one clock of a database."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from portalaudit.errors import StoreError
from portalaudit.schedule.leader import leading, lock_file
from portalaudit.store import engine as engines

HOLDS = """
import sys, time
from portalaudit.schedule.leader import leading
from portalaudit.store import engine
with leading(engine.open(sys.argv[1])) as lead:
    print("held" if lead else "not held", flush=True)
    time.sleep(600)
"""


def test_one_at_a_time(engine: Engine) -> None:
    """Another one is refused while the block runs, and comes in after it."""
    with leading(engine) as first, leading(engine) as second:
        assert first is not None and first.held()
        assert second is None
    with leading(engine) as third:
        assert third is not None and third.held()


def test_another_database_has_a_clock_of_its_own(engine: Engine, tmp_path: Path) -> None:
    with leading(engine) as one, leading(engines.open(f"sqlite:///{tmp_path / 'other.db'}")) as other:
        assert one is not None and other is not None


def test_a_process_that_is_killed_leaves_nothing_behind(engine: Engine) -> None:
    """kill -9: the next one is let in as soon as kernel or server noticed."""
    line = [sys.executable, "-c", HOLDS, engine.url.render_as_string(hide_password=False)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with leading(engine) as ours:
            assert ours is None
        process.kill()
    assert free(engine)


def free(engine: Engine) -> bool:
    """Whether the lock is to be had within a few seconds: kernel and server take a moment to notice an end."""
    for _ in range(200):
        with leading(engine) as ours:
            if ours is not None:
                return True
        time.sleep(0.02)
    return False


def test_a_child_does_not_inherit_it(engine: Engine) -> None:
    """A program that the clock started and that outlives it keeps no lock."""
    with leading(engine) as ours:
        assert ours is not None
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, close_fds=False)
    assert free(engine)
    child.communicate(b"\n")


def test_a_lock_that_is_gone_is_noticed(engine: Engine) -> None:
    with leading(engine) as lead:
        assert lead is not None
        if engine.dialect.name == "sqlite":
            lock_file(Path(engine.url.database or "")).unlink()
        else:
            with engine.begin() as connection:
                connection.exec_driver_sql("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
        assert not lead.held()


def test_the_lock_file_names_its_process(tmp_path: Path) -> None:
    database = tmp_path / "some.db"
    with leading(engines.open(f"sqlite:///{database}")):
        assert lock_file(database).read_text(encoding="ascii") == f"{os.getpid()}\n"


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """One line that names the file."""
    engine = engines.open(f"sqlite:///{tmp_path / 'some.db'}")
    lock_file(tmp_path / "some.db").mkdir()
    with pytest.raises(StoreError, match=r"some\.db\.clock cannot be written: Is a directory"), leading(engine):
        pass


def test_no_server_is_told_in_one_line() -> None:
    with pytest.raises(StoreError, match="cannot be reached"), leading(engines.open("postgresql://localhost:1/none")):
        pass
