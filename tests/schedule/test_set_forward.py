"""The machine's clock is set forward while an audit is at work, as after a sleep: its lease is over, its runner is not."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from portalaudit import clock
from portalaudit.demo.generate import generate
from portalaudit.demo.server import Options, serve
from tests.cli.commands import bare_environment
from tests.schedule.conftest import Make
from tests.schedule.desk import until
from tests.schedule.serving import Wall

SLOW = generate("ckan", 60, 1).with_options(rows_max=4)  # type: ignore[attr-defined]


@pytest.mark.slow
def test_nobody_died(desk_on: Make, tmp_path: Path) -> None:
    """The runner doesn't take its own audit for a dead one's: it goes on and ends in one try. (PostgreSQL tells leases by the
    server's clock.)"""
    desk = desk_on("sqlite")
    wall = Wall(tmp_path / "wall")
    wall.set(clock.now())
    line = [sys.executable, "-m", "portalaudit", "--db", desk.db, "--archive", str(desk.archive)]
    line += ["worker", "--allow-private", "--rate", "0", "--once"]
    with serve(SLOW, options=Options(latency=0.5)) as server:
        desk.ask(server.url)
        environment = {**bare_environment(), **wall.environment()}
        with subprocess.Popen(line, env=environment, text=True, stderr=subprocess.PIPE) as runner:
            try:
                until(lambda: len(server.log) > 3)
                wall.set(clock.now() + timedelta(minutes=10))
                _, said = runner.communicate(timeout=120)
            finally:
                runner.kill()
    job = desk.job(server.url)
    assert (job.state, job.tries, job.deaths) == ("done", 1, 0), said
    assert "taken back" not in said
    desk.assert_consistent()
