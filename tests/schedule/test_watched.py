"""The processes of an operator's evening as they are watched: `serve` answers and logs, and so does each audit of a `worker`."""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from portalaudit import clock
from portalaudit.demo.generate import generate
from portalaudit.demo.server import serve
from tests.cli.commands import bare_environment, spawn
from tests.databases import engine as engine
from tests.schedule.serving import Desk, until
from tests.schedule.watched import add_job, get

SECRET = "aVeryS3cretT0ken0fMine"


@pytest.fixture
def desk(engine: Engine, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, engine.url.render_as_string(hide_password=False))
    yield made
    made.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def records(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_clock_and_its_standby(desk: Desk) -> None:
    """Both answer; one leads; when it ends the other one does."""
    ports = free_port(), free_port()
    first = desk.serve("--listen", f"127.0.0.1:{ports[0]}", "--log-format", "json").says("the clock of")
    second = desk.serve("--listen", f"127.0.0.1:{ports[1]}", "--standby").says("standing by")

    def leads(port: int) -> bool:
        return b"portalaudit_clock_leader 1.0" in get(port, "/metrics")[2]

    until(lambda: get(ports[0], "/readyz")[0] == 200, lambda: str(get(ports[0], "/readyz")))
    assert get(ports[1], "/healthz")[0] == 200
    assert (leads(ports[0]), leads(ports[1])) == (True, False)
    assert re.search(rb"portalaudit_clock_ticks_total [1-9]", get(ports[0], "/metrics")[2])
    ended = first.end(signal.SIGTERM)
    assert ended.code == 0
    assert {line["level"] for line in records(ended.err)} == {"info"}
    until(lambda: leads(ports[1]), second.said)


def test_an_address_that_is_taken_ends_it_with_one_line(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = spawn("--db", desk.db, "serve", "--no-runner", "--listen", f"127.0.0.1:{taken.getsockname()[1]}")

    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert "choose another port" in said.err


@pytest.mark.parametrize("form", ["json", "text"])
def test_each_line_of_a_workers_audit_tells_whose_it_is(engine: Engine, tmp_path: Path, form: str) -> None:
    """In the runner's process and in the audit's; nothing goes to standard output, no secret anywhere."""
    with serve(generate("ckan", 20, 1)) as portal:
        add_job(engine, portal.url, "waiting", clock.now())
        line = [
            sys.executable, "-m", "portalaudit", "--db", engine.url.render_as_string(hide_password=False),
            "--archive", str(tmp_path / "archive"), "--log-format", form, "worker", "--drain", "--allow-private", "--rate", "0",
        ]  # fmt: skip
        environment = {**bare_environment(), "PORTALAUDIT_SOCRATA_TOKEN": SECRET}
        done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False, timeout=120)

    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert SECRET not in done.stderr
    events = ["job begun", "audit began", "audit saved", "job ended"]
    if form == "text":
        assert [word for text in done.stderr.splitlines() for word in events if f" {word}  " in text] == events
        return
    told = records(done.stderr)
    assert [one["event"] for one in told] == events
    assert {(one["job"], one["target"]) for one in told} == {(1, portal.url)}
    assert told[1]["audit"] == told[2]["audit"] is not None
    assert told[3]["state"] == "done"
