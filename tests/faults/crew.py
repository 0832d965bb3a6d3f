"""The program's own processes: a clock and a runner in one or apart, as an operator starts them and as anything may end them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import Engine

from portalaudit import clock
from portalaudit.model.schedule import Schedule, Wishes
from portalaudit.store.schedules import put_schedules
from tests.cli.commands import bare_environment
from tests.schedule.desk import children

PATIENCE = 180.0
"""Seconds until a test gives up on something that processes do."""
RATE = 12.0
"""Requests a second and host: so slow that an audit lasts seconds, so that there is a budget to be kept."""
SERVES: dict[str, dict[str, tuple[str, ...]]] = {
    "together": {"serve": ("serve", "--tick", "0.2")},
    "apart": {"clock": ("serve", "--no-runner", "--tick", "0.2"), "worker": ("worker",)},
}
"""The processes of each way to run, and the commands they are started by."""
CLOCKS = ("serve", "clock")
"""Those of them that let the night go."""
LEADS = "the clock of"
"""What such a process says once it does."""


def until(reached: Callable[[], object], what: Callable[[], object], meanwhile: Callable[[], object] = lambda: None) -> None:
    """Wait for something, looking after something else meanwhile."""
    begun = time.monotonic()
    while not reached():
        assert time.monotonic() - begun < PATIENCE, what()
        meanwhile()
        time.sleep(0.02)


@dataclass
class Crew:
    """The processes of one database and archive."""

    db: str
    archive: Path
    logs: Path
    way: str
    rate: float = RATE
    at_work: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    since: dict[str, int] = field(default_factory=dict)
    """Where what each of them says begins in its log."""

    def start(self) -> None:
        """Start whatever is not there, and wait until the clock goes."""
        self.supervise()
        (clocks,) = (name for name in SERVES[self.way] if name in CLOCKS)
        until(lambda: LEADS.encode() in self._log(clocks).read_bytes()[self.since[clocks] :], self.said, self.supervise)

    def supervise(self) -> None:
        """Start whatever is not there, as an operator's supervisor does."""
        for name, command in SERVES[self.way].items():
            process = self.at_work.get(name)
            if process is None or process.poll() is not None:
                self.at_work[name] = self._start(name, command)

    def _start(self, name: str, command: Sequence[str]) -> "subprocess.Popen[bytes]":
        asked = () if "--no-runner" in command else ("--rate", f"{self.rate:g}", "--allow-private")
        line = [sys.executable, "-m", "portalaudit", "--db", self.db, "--archive", str(self.archive), *command, *asked]
        with self._log(name).open("ab") as log:
            self.since[name] = log.tell()
            return subprocess.Popen(line, env=bare_environment(), stdout=subprocess.DEVNULL, stderr=log)

    def _log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def said(self) -> str:
        """All that they wrote."""
        return "".join(path.read_text(encoding="utf-8") for path in sorted(self.logs.glob("*.log")))

    def below(self) -> list[int]:
        """All processes that they started, the youngest last."""
        return [child for process in self.at_work.values() if process.poll() is None for child in children(process.pid)]

    def all(self) -> list[int]:
        """They and all below them."""
        return [process.pid for process in self.at_work.values() if process.poll() is None] + self.below()

    def kill(self, name: str) -> None:
        """`kill -9`, and nothing to those below it."""
        kill(self.at_work[name].pid)
        self.at_work[name].wait()

    def kill_all(self) -> None:
        """`kill -9` of all at once."""
        for process in self.all():
            kill(process)
        for one in self.at_work.values():
            one.wait()

    def stop(self) -> dict[str, int]:
        """SIGTERM, as an operator stops them.

        Returns:
            How each ended.
        """
        for process in self.at_work.values():
            process.send_signal(signal.SIGTERM)
        return {name: process.wait(PATIENCE) for name, process in self.at_work.items()}


def scheduled(engine: Engine, urls: Iterable[str], seconds: float) -> datetime:
    """A night of each of these portals is due so many seconds from now, the next one a day later.

    Returns:
        When it is due.
    """
    due = clock.now().replace(microsecond=0) + timedelta(seconds=seconds)
    cron = f"{due.minute} {due.hour} * * *"  # the first one is due to the second, as `next_due` says
    wishes = Wishes(data="none", pages=0)
    put_schedules(engine, [Schedule(url, cron, "UTC", wishes=wishes, next_due=due) for url in urls], clock.now())
    return due


def kill(process: int) -> None:
    """`kill -9` of one process of ours, if it is there still."""
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return


def lives(process: int) -> bool:
    """Whether there is such a process, one that only waits to be buried not among them."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"
