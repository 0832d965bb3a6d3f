"""One try of one job, in a process of its own: whatever happens to it happens to nobody else."""

import ctypes
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import NoReturn

import structlog

from portalaudit import clock
from portalaudit.archive.index import rebuild_index
from portalaudit.audit.atwork import at_work, said
from portalaudit.audit.cities import resolve
from portalaudit.audit.crawl import observed
from portalaudit.audit.options import Options
from portalaudit.audit.registry import wished_out
from portalaudit.audit.results import Result
from portalaudit.audit.run import OPTED_OUT, Ready, audit_one, new_id, ready
from portalaudit.errors import ArchiveError, NotFound, RubricError, StopRequested, StoreAway, StoreError, UsageError
from portalaudit.fetch.replay import settled
from portalaudit.model.audit import Target
from portalaudit.model.schedule import Ended, Job
from portalaudit.schedule.outcomes import How, Try, Waits, after, stopped
from portalaudit.store.audits import AuditRow, find_audit
from portalaudit.store.jobs import Jobs

CLOSING = 1e-7
"""Minutes of a try that only closes what earlier ones left: not one request."""
LEFT = 70
"""Exit code of a process whose runner is gone, or whose job is another runner's."""
_PR_SET_PDEATHSIG = 1


def unlogged() -> None:
    """No log."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a process is to do."""

    job: Job
    runner: str
    options: Options
    """Of the runner; the job's wishes go before them."""
    waits: Waits
    beat: float = 30.0
    """Seconds between two looks whether the job is still the runner's."""
    logging: Callable[[], None] = unlogged
    """Configures the log of the process; of a module's own, so that it can be handed over."""


@dataclass(frozen=True, slots=True)
class Word:
    """What it says at its end."""

    ended: Ended | None
    """None where the job was somebody else's meanwhile."""
    how: How | None = None
    """How the audit itself ended, where there was one."""
    story: str | None = None
    """A traceback, where something unexpected happened."""


class Unwatched:
    """Nobody watches."""

    def assets(self, seen: int, declared: int | None) -> None:
        """See `audit.watch.Watch`."""

    def traffic(self, requests: int, received: int) -> None:
        """See `audit.watch.Watch`."""

    def say(self, line: str) -> None:
        """See `audit.watch.Watch`."""


class _Stop:
    """Whether SIGTERM came. During a crawl `audit.interrupt` listens to it; what is judged and saved is not interrupted."""

    def __init__(self) -> None:
        self.asked = False
        signal.signal(signal.SIGTERM, self._ask)

    def _ask(self, *_: object) -> None:
        self.asked = True


def begin(order: Order, connection: "Connection[Word, None]") -> None:
    """The process: one try, then one word.

    It dies with its runner, at once and whatever it does: what it gathered is in the archive.
    """
    with suppress(OSError):
        os.setsid()  # Ctrl-C is the runner's to hear, who tells us
    stop = _Stop()
    _die_with(connection)
    order.logging()
    structlog.contextvars.bind_contextvars(job=order.job.id, target=order.job.target)
    try:
        word = _attempt(order, stop)
    except StopRequested:
        word = Word(stopped(clock.now()))
    except (ArchiveError, StoreError) as trouble:
        word = Word(after(order.job, Try("trouble", str(trouble)), clock.now(), order.waits))
    except (UsageError, RubricError) as wrong:
        word = Word(Ended("dropped", str(wrong)))
    except Exception as bug:  # noqa: BLE001 - the runner: a bug costs this job a try, and says so
        line = " ".join(f"unexpected {type(bug).__name__}: {bug}".split())[:300]
        word = Word(Ended("waiting", line, died=True), story=traceback.format_exc())
    connection.send(word)
    connection.close()


def _die_with(connection: "Connection[Word, None]") -> None:
    with suppress(OSError, AttributeError):  # Linux: the kernel does it, whatever we are busy with
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=_watch, args=(connection,), name="runner", daemon=True).start()


def _watch(connection: "Connection[Word, None]") -> NoReturn:
    """The runner never says anything; where its end closes, it is gone."""
    with suppress(EOFError, OSError):
        connection.recv()
    os._exit(LEFT)


def _die_without(queue: Jobs, order: Order) -> None:
    """Where the runner stands still its lease ends, and another one takes the job over; we go on by ourselves, and are not to."""

    def watch() -> None:
        while True:
            time.sleep(order.beat)
            with suppress(StoreError):  # away: who is cut off for long stops asking by itself (fetch/turns.py)
                if not queue.holds(order.job.id, order.runner):
                    os._exit(LEFT)

    threading.Thread(target=watch, name="job", daemon=True).start()


def _attempt(order: Order, stop: _Stop) -> Word:
    """One try.

    Raises:
        UsageError, RubricError: the job means nothing, or is asked for what there is not.
        ArchiveError, StoreError: disk or database fail us before there is anything to keep.
        StopRequested: a stop came while it was judged.
    """
    job, options = order.job, _options(order)
    have = ready(options)
    target = resolve(job.target, have.cities, None)
    if wished_out(target, have.opted_out):
        return Word(Ended("dropped", OPTED_OUT))
    before = _before(have, job, target)
    if before is not None and before.complete:
        return Word(Ended("done"))
    name = before.id if before else new_id(clock.now())
    if name != job.audit and not Jobs(have.engine).named(job.id, order.runner, name):
        return Word(None)
    _die_without(Jobs(have.engine), order)
    job = replace(job, audit=name)
    closing = clock.now() > job.until
    options = replace(options, resume=before.id if before else None, max_minutes=CLOSING if closing else options.max_minutes)
    try:
        with _alone(have, job, target):
            if stop.asked:
                return Word(stopped(clock.now()))
            made = _made(options, job, name, audit_one(options, target, have, Unwatched(), name))
    except (ArchiveError, StoreError) as trouble:
        made = Try("trouble", str(trouble))
    return Word(after(job, made, clock.now(), order.waits), made.how)


def _options(order: Order) -> Options:
    wishes = order.job.wishes
    rate = order.options.rate if wishes.rate is None else wishes.rate
    return replace(
        order.options, rubrics=wishes.rubrics or order.options.rubrics, data=wishes.data, pages=wishes.pages, rate=rate,
        max_minutes=wishes.max_minutes, platform=wishes.platform, resume=None,
    )  # fmt: skip


def _before(have: Ready, job: Job, target: Target) -> AuditRow | None:
    """What an earlier try of the job left to go on from."""
    if job.audit is None:
        return None
    try:
        row = find_audit(have.engine, job.audit)
    except NotFound:  # it ended before it began
        return None
    return row if row.target.urls == target.urls else None


@contextmanager
def _alone(have: Ready, job: Job, target: Target) -> Iterator[None]:
    """The job keeps others from what it is called by; a portal's address keeps them from its city too.

    Raises:
        StoreAway: somebody is at work on the city.
    """

    def busy(other: Job) -> None:
        raise StoreAway(f"{target.key} {said(other)}")

    if target.key == job.target:
        yield
        return
    with at_work(have.engine, target.key, busy):
        yield


def _made(options: Options, job: Job, name: str, result: Result) -> Try:
    if result.code == 0:
        return Try("whole")
    if result.code == 3:
        # An error page that says 200 would be taken for the portal's answer by whoever goes on from it.
        return Try("nothing", result.line, anew=any(map(settled, rebuild_index(options.archive, name))))
    line = f"what was gathered is kept as audit {name}; `portalaudit audit {job.target} --resume {name}` goes on with it"
    return Try("part", line, any(observed(part.snapshot) for part in result.whole().portals))
