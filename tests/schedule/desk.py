"""A desk with a queue: what is to be audited, runners in this process and in others, and what came of it."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portalaudit import clock, migrations
from portalaudit.audit.options import Options
from portalaudit.fetch.settings import FetchSettings
from portalaudit.model.schedule import Job, Wishes
from portalaudit.schedule.outcomes import Waits
from portalaudit.schedule.runner import News, Runner, Terms
from portalaudit.store import engine as engines
from portalaudit.store.jobs import Jobs, list_jobs
from portalaudit.store.schedule_tables import jobs
from tests.cli.commands import Said, bare_environment, say

PATIENCE = 120.0
"""Seconds until a test gives up."""
TERMS = Terms(
    jobs=2, lease=20.0, beat=0.5, look=0.05, patience=60.0, after_death=0.3, save=60.0,
    waits=Waits(nothing=0.3, part=0.1, trouble=0.3, most=1.0, closing=60.0),
)  # fmt: skip
"""Short waits; all else as it is."""


@dataclass
class Desk:
    """A database with its tables, an archive, and runners on them."""

    db: str
    archive: Path
    news: list[News] = field(default_factory=list)

    def __post_init__(self) -> None:
        migrations.upgrade(self.db)
        self.engine = engines.open(self.db)

    def ask(self, *urls: str, window: float = 3600.0, **wishes: Any) -> None:
        """Demand audits; without the look for documents and questions about rows unless told."""
        now = clock.now()
        wanted = Wishes(**{"data": "none", "pages": 0, **wishes})
        for url in urls:
            Jobs(self.engine).demand(url, wanted, now, now + timedelta(seconds=window))

    @property
    def options(self) -> Options:
        quick = FetchSettings(backoff_base=0.01, attempts=2)
        return Options(db=self.db, archive=self.archive, rate=0, allow_private=True, patience=quick)

    def runner(self, terms: Terms = TERMS) -> Runner:
        """One in this process."""
        return Runner(self.options, terms, self.news.append)

    def drain(self, terms: Terms = TERMS, options: Options | None = None) -> None:
        """Work in this process until nothing waits any more, whenever it is due."""
        until = time.monotonic() + PATIENCE
        runner = Runner(options or self.options, terms, self.news.append)
        runner.start()
        while self.jobs("waiting", "running"):
            assert time.monotonic() < until, (self.jobs(), self.news)
            time.sleep(0.05)
        runner.stop()

    @contextmanager
    def elsewhere(self, terms: Terms = TERMS, largest_file: int = resource.RLIM_INFINITY) -> Iterator["subprocess.Popen[str]"]:
        """A runner in a process of its own, which ends with the block."""
        order = json.dumps({"db": self.db, "archive": str(self.archive), "jobs": terms.jobs, "lease": terms.lease})
        limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (largest_file, largest_file))
        line = [sys.executable, "-m", "tests.schedule.working", order]
        with subprocess.Popen(line, env=bare_environment(), text=True, stderr=subprocess.PIPE, preexec_fn=limit) as process:
            try:
                yield process
            finally:
                process.kill()

    def jobs(self, *states: Any) -> tuple[Job, ...]:
        return list_jobs(self.engine, states=states)

    def job(self, target: str) -> Job:
        (found,) = list_jobs(self.engine, target=target)
        return found

    def job_now(self, target: str) -> Job:
        """The job of a target that is not over, or the newest one."""
        return list_jobs(self.engine, target=target)[0]

    def close_window(self, target: str) -> None:
        """A job's window ends now."""
        with self.engine.begin() as connection:
            mine = (jobs.c.target == target) & jobs.c.state.in_(("waiting", "running"))
            connection.execute(sa.update(jobs).where(mine).values(until=clock.now()))

    def hurry(self) -> None:
        """Let the wait until a next try pass."""
        with self.engine.begin() as connection:
            waits = (jobs.c.state == "waiting") & (jobs.c.not_before > clock.now())
            connection.execute(sa.update(jobs).where(waits).values(not_before=clock.now()))

    def say(self, *arguments: str) -> Said:
        return say("--db", self.db, "--archive", str(self.archive), *arguments)

    def document(self, audit: str) -> Any:
        said = self.say("show", audit, "--output", "json")
        assert said.code == 0, said.err
        return json.loads(said.out)

    def assert_consistent(self) -> None:
        """Database and archive fit together, and no process holds a piece of either."""
        checked = self.say("db", "check")
        assert (checked.code, checked.out) == (0, "consistent\n")
        assert not self.jobs("running")


def until(reached: Callable[[], object], what: str = "") -> None:
    """Wait for a moment."""
    begun = time.monotonic()
    while not reached():
        assert time.monotonic() - begun < PATIENCE, what
        time.sleep(0.01)


def children(of: int) -> list[int]:
    """Processes below one, however deep, the deepest last."""
    found: list[int] = []
    waiting = [of]
    while waiting:
        tasks = Path(f"/proc/{waiting.pop()}/task").glob("*/children")
        below = [int(word) for task in tasks for word in _read(task).split()]
        found += below
        waiting += below
    return found


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return ""


def with_jobs(jobs: int) -> Terms:
    return replace(TERMS, jobs=jobs)


def targets(job: Sequence[Job]) -> set[str]:
    return {one.target for one in job}
