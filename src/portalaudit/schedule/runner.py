"""The runner: takes jobs from the queue, makes each audit in a process of its own, says how it ended.

A process that dies costs its own job one try. A runner that dies takes its processes with it; other runners take its jobs back
and go on from what the archive holds. While the database is away the runner holds on to what it has to say.
"""

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Literal, TypeVar, TypeVarTuple

from portalaudit import clock
from portalaudit.audit.options import Options
from portalaudit.audit.registry import open_database
from portalaudit.errors import StoreError
from portalaudit.model.schedule import Ended, Job
from portalaudit.schedule.child import Order, unlogged
from portalaudit.schedule.outcomes import Waits, stopped
from portalaudit.schedule.processes import Process, start
from portalaudit.store import holders
from portalaudit.store.jobs import AFTER_DEATH, Jobs

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

What = Literal["begun", "ended", "lost", "back", "trouble", "well"]
Args = TypeVarTuple("Args")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Terms:
    """How a runner works. Seconds; own choice throughout."""

    jobs: int = 4
    """Audits at once: an audit at one request a second keeps a core busy for a twentieth of its time (docs/runner.md)."""
    lease: float = 120.0
    """So long a job stays ours without a word."""
    beat: float = 30.0
    """Between two words: three may be lost."""
    look: float = 1.0
    """Between two looks into the queue."""
    patience: float = 60.0
    """How long an audit that is told to stop may take to keep what it has."""
    longest: float = 24 * 3600.0
    """An audit that takes longer hangs, and is ended."""
    after_death: float = AFTER_DEATH
    waits: Waits = field(default_factory=Waits)
    save: float = 300.0
    """How long an audit that is made waits for a database that is away."""


@dataclass(frozen=True, slots=True)
class News:
    """Something that a runner tells of its work."""

    what: What
    """begun, ended: a try; lost: the job is somebody else's; back: taken from a runner that died; trouble: of the database; well:
    it answers again."""
    job: Job | None = None
    """As it was claimed; of `back` as it stands now."""
    ended: Ended | None = None
    line: str = ""
    """For people."""
    seconds: float = 0.0
    """Of `ended`: how long the try took."""
    story: str | None = None
    """A traceback, where something unexpected happened."""


def _unheard(news: News) -> None:
    del news


class Runner:
    """One runner. `start` and `stop` it from any thread, or `run` it in one's own."""

    def __init__(
        self, options: Options, terms: Terms | None = None, tell: Callable[[News], None] = _unheard,
        logging: Callable[[], None] = unlogged,
    ) -> None:  # fmt: skip
        """
        Args:
            options: what holds for every audit; a job's wishes go before them. `resume`, `judged_as`, `data`, `pages`, `platform`
                and `max_minutes` are the jobs' to say.
            tell: told of news, in the runner's thread.
            logging: configures the log of an audit's process.

        Raises:
            StoreError: the database cannot be used.
        """
        self.id = holders.me()
        self._terms = terms or Terms()
        self._options = replace(options, store_patience=self._terms.save)
        self._tell, self._logging = tell, logging
        self._engine: Engine = open_database(options.db)
        self._queue = Jobs(self._engine, self._terms.after_death)
        self._at_work: dict[int, Process] = {}
        self._unsaid: dict[int, Ended] = {}
        """How tries ended, until the database has heard."""
        self._stopping = False
        self._quiet_since = time.monotonic() - 2 * self._terms.beat
        """Since when the database has answered."""
        self._seen = self._reaped = self._looked = float("-inf")
        self._wall = clock.now()
        self._ear, self._mouth = os.pipe()
        os.set_blocking(self._mouth, False)
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to work in a thread of its own."""
        self._thread = threading.Thread(target=self.run, name="runner")
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Take nothing more, and tell the audits at work to keep what they have. Returns at once; safe in signal handlers."""
        self._stopping = True
        with suppress(BlockingIOError):
            os.write(self._mouth, b".")

    def stop(self) -> None:
        """Ask to stop, and wait until all is said."""
        self.ask_to_stop()
        if self._thread is not None:
            self._thread.join()

    @property
    def busy(self) -> int:
        """Audits at work."""
        return len(self._at_work)

    def run(self, drain: bool = False, most: int | None = None) -> None:
        """Work until told to stop.

        Args:
            drain: end when nothing is due and nothing at work.
            most: end after so many tries.
        """
        taken, idle = 0, False
        try:
            while not (self._over() or (drain and idle)):
                self._live()
                room = self._terms.jobs - len(self._at_work) - len(self._unsaid)
                idle = not self._at_work and not self._unsaid
                while room > 0 and not self._stopping and (most is None or taken < most):
                    job = self._next()
                    if job is None:
                        break
                    room, taken, idle = room - 1, taken + 1, False
                    self._begin(job)
                if most is not None and taken >= most:
                    idle, drain = not self._at_work and not self._unsaid, True
                if not (drain and idle):
                    self._wait()
                self._look_after()
        finally:
            for process in self._at_work.values():
                process.kill()
            self._ask(holders.left, self._engine, self.id)
            self._engine.dispose()

    def _over(self) -> bool:
        return self._stopping and not self._at_work and (not self._unsaid or self._late())

    def _late(self) -> bool:
        """Where the database stays away while we stop, the leases end by themselves."""
        return time.monotonic() - self._looked > self._terms.patience

    def _live(self) -> None:
        """Say that we live, and take back what runners that died held.

        A database that was away comes back to all at once: those who live get the time to say so first. So do they, we among
        them, after the machine slept, its clock was set forward or this process stood still: then leases of the living are over.
        What we are at work on is ours in any case until others took it.
        """
        now, before, self._wall = time.monotonic(), self._wall, clock.now()
        if (self._wall - before).total_seconds() > self._terms.beat and self._quiet_since < now:
            self._quiet_since = now
        if now - self._seen >= self._terms.beat:
            self._seen = now
            self._ask(holders.seen, self._engine, self.id, "runner")
        if now - self._reaped >= self._terms.look and now - self._quiet_since >= 2 * self._terms.beat and not self._stopping:
            self._reaped = now
            for job in self._ask(self._queue.reap, clock.now(), {*self._at_work, *self._unsaid}) or ():
                self._tell(News("back", job, line=job.line or ""))

    def _next(self) -> Job | None:
        if self._stopping:
            return None
        return self._ask(self._queue.claim, self.id, clock.now(), self._terms.lease)

    def _begin(self, job: Job) -> None:
        try:
            self._at_work[job.id] = start(Order(job, self.id, self._options, self._terms.waits, self._terms.beat, self._logging))
        except OSError as trouble:
            self._say(job, Ended("waiting", f"no process could be started: {trouble}", clock.now()), 0.0)
        else:
            self._tell(News("begun", job))

    def _wait(self) -> None:
        """Until something happens, at most until the next look."""
        signs: list[object] = [self._ear]
        for process in self._at_work.values():
            signs += [process.process.sentinel] if process.word else [process.process.sentinel, process.said]
        if self._ear in wait(signs, self._terms.look):  # type: ignore[arg-type]
            os.read(self._ear, 1024)
        if not self._stopping:
            self._looked = time.monotonic()

    def _look_after(self) -> None:
        now = time.monotonic()
        for process in list(self._at_work.values()):
            process.listen()
            if process.ended:
                self._end(process)
                continue
            if process.word is not None and process.told_to_stop is None:
                process.told_to_stop = now  # all is said: it only has to end
            if now - process.beaten >= self._terms.beat:
                process.beaten = now
                if self._ask(self._queue.still, process.job.id, self.id, self._terms.lease) is False:
                    process.lost = True
            if self._stopping or process.lost or now - process.begun > self._terms.longest:
                process.stop()
            if process.told_to_stop is not None and now - process.told_to_stop > self._terms.patience:
                process.kill()
        for number, ended in list(self._unsaid.items()):
            if self._ask(self._queue.finish, number, self.id, ended, clock.now()) is not None:
                del self._unsaid[number]

    def _end(self, process: Process) -> None:
        """One process has ended: what becomes of its job?"""
        del self._at_work[process.job.id]
        process.listen()
        word, stopping = process.word, self._stopping and process.told_to_stop is not None
        ended = word.ended if word is not None else process.death()
        if process.lost or process.gave_up or ended is None:
            self._tell(News("lost", process.job, line="it was taken from us"))
        elif stopping and (word is None or word.how == "part"):
            self._say(process.job, stopped(clock.now()), process.age)
        else:
            self._say(process.job, ended, process.age, word.story if word else None)
        process.bury()

    def _say(self, job: Job, ended: Ended, seconds: float, story: str | None = None) -> None:
        self._unsaid[job.id] = ended
        self._tell(News("ended", job, ended, ended.line or "", seconds, story))

    def _ask(self, function: Callable[[*Args], Result], *args: *Args) -> Result | None:
        """Ask the database; None where it is away, which is told once."""
        try:
            answer = function(*args)
        except StoreError as trouble:
            if self._quiet_since < time.monotonic():
                self._tell(News("trouble", line=str(trouble)))
            self._quiet_since = float("inf")
            return None
        if self._quiet_since == float("inf"):
            self._quiet_since = time.monotonic()
            self._tell(News("well", line="the database answers again"))
        return answer
