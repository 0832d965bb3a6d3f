"""A queue for tests: nights and demands in a line, and what many processes do with it."""

import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.model.schedule import Wishes
from portalaudit.store.engine import writing
from portalaudit.store.schedule_tables import jobs

NOW = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def a_night(engine: Engine, target: str, at: datetime = NOW, **changes: object) -> int:
    """Put a night among the jobs, as the clock does; its window is six hours long."""
    row = {
        "target": target, "kind": "night", "due_at": at, "not_before": at, "until": at + 6 * HOUR, "priority": 10,
        "state": "waiting", "tries": 0, "deaths": 0, "options": Wishes(), **changes,
    }  # fmt: skip
    with writing(engine) as connection:
        number: int = connection.scalars(sa.insert(jobs).values(row).returning(jobs.c.id)).one()
        return number


def changed(engine: Engine, number: int, **values: object) -> None:
    """Change a job behind everybody's back."""
    with writing(engine) as connection:
        connection.execute(sa.update(jobs).where(jobs.c.id == number).values(values))


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


_BEGIN = """
import sys
from portalaudit.store import budgets, engine as engines, jobs
engine = engines.open(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
"""


def at_once(program: str, engine: Engine, count: int, *arguments: str) -> list[list[str]]:
    """The lines that each of several processes prints; they begin together, once all have loaded."""
    line = [sys.executable, "-c", _BEGIN + program, url_of(engine), *arguments]
    pipe = subprocess.PIPE
    started = [subprocess.Popen(line, stdin=pipe, stdout=pipe, text=True) for _ in range(count)]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=120)[0].splitlines() for process in started]
    assert [process.returncode for process in started] == [0] * count
    return said


def flat(said: Sequence[Sequence[str]]) -> list[str]:
    return [line for lines in said for line in lines]
