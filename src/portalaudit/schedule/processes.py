"""Processes of audits, forked from one that has everything loaded.

The process that forks has one thread and holds no connection, so that forking is safe whatever else runs in the runner's; the
interpreter's own `forkserver` does it. Loading takes seconds, a fork milliseconds.
"""

import multiprocessing
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess

from portalaudit.model.schedule import Ended, Job
from portalaudit.schedule.child import LEFT, Order, Word, begin

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["portalaudit.schedule.preload"])


@dataclass(slots=True)
class Process:
    """One audit at work."""

    job: Job
    process: ForkServerProcess
    said: "Connection[None, Word]"
    begun: float
    """Monotonic seconds, as all moments here."""
    beaten: float
    """When we last told the queue that it lives."""
    word: Word | None = None
    told_to_stop: float | None = None
    lost: bool = False
    """The job is somebody else's meanwhile."""

    def listen(self) -> None:
        """Take its word, if it has come; where it died, what it said before counts."""
        with suppress(EOFError, OSError):
            while self.word is None and self.said.poll():
                self.word = self.said.recv()

    @property
    def age(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.begun

    @property
    def ended(self) -> bool:
        return self.process.exitcode is not None

    @property
    def gave_up(self) -> bool:
        """It saw before us that the job is somebody else's."""
        return self.word is None and self.process.exitcode == LEFT

    def stop(self) -> None:
        """Ask it to keep what it has and end."""
        if self.told_to_stop is None:
            self.told_to_stop = time.monotonic()
            self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it now."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if not self.ended and self.process.pid:
            with suppress(ProcessLookupError):
                if number == signal.SIGKILL:
                    self.process.kill()
                else:
                    self.process.terminate()

    def bury(self) -> None:
        """Let go of what the system keeps of it."""
        self.process.join()
        self.said.close()
        self.process.close()

    def death(self) -> Ended:
        """How it ended without a word, in words."""
        code = self.process.exitcode or 0
        how = f"signal {-code} ({signal.Signals(-code).name})" if code < 0 else f"exit code {code}"
        return Ended("waiting", f"its process ended with {how}", died=True)


def warm() -> None:
    """Have everything loaded before the first job is taken.

    Raises:
        OSError: the system has no process left.
    """
    process = _FORKS.Process(target=_nothing, name="nothing", daemon=True)
    try:
        process.start()
    except EOFError as trouble:
        raise OSError("the process that audits are forked from ended") from trouble
    process.join()


def _nothing() -> None:
    pass


def start(order: Order) -> Process:
    """Start an audit.

    Raises:
        OSError: the system has no process left, or the one that forks just died.
    """
    ours, theirs = _FORKS.Pipe()
    try:
        process = _FORKS.Process(target=begin, args=(order, theirs), name=f"audit of {order.job.target}", daemon=True)
        process.start()
    except EOFError as trouble:
        raise OSError("the process that audits are forked from ended") from trouble
    finally:
        theirs.close()
    now = time.monotonic()
    return Process(order.job, process, ours, now, now)
