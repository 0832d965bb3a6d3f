"""The parts of `portalaudit serve` that are there whether or not it is the clock, and the chores of the one that is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from portalaudit.audit.keeping.prune import prune
from portalaudit.schedule import news
from portalaudit.schedule.nights import release_due
from portalaudit.schedule.pulse import Pulses
from portalaudit.schedule.runner import News, Runner
from portalaudit.schedule.serving import Serving
from portalaudit.schedule.telling import tell

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

LOG = structlog.get_logger()


@contextmanager
def runner(serving: Serving, pulses: Pulses) -> Iterator[None]:
    """Audits being made while the block lasts, where this process is to make any; at its end they keep what they have.

    Raises:
        StoreError: the database cannot be used.
    """
    if not serving.runner:
        yield
        return

    def told(what: News) -> None:
        pulses.runner("waits for its database" if what.what == "trouble" else None)
        news.log(what)

    working = Runner(serving.options, serving.terms, told, serving.logging)
    working.start()
    try:
        yield
    finally:
        working.stop()


@dataclass(frozen=True, slots=True)
class Chores:
    """What the one clock does again and again, each called with the current moment; they raise StoreError and ArchiveError."""

    serving: Serving
    engine: "Engine"
    pulses: Pulses

    def nights(self, now: datetime) -> None:
        """Let go what is due."""
        with self.pulses.looking():
            released = release_due(self.engine, now)
        for what, targets in (("due", released.waiting), ("missed", released.missed)):
            if targets:
                some = ", ".join(sorted(targets)[:3]) + (" …" if len(targets) > 3 else "")
                LOG.info(f"{len(targets)} {what}: {some}")

    def telling(self, now: datetime) -> None:
        """Tell people what moved."""
        if self.serving.channels is None:
            return
        told = tell(self.engine, self.serving.channels, now)
        for line in told.lines:
            LOG.warning(line)
        if told.sent or told.confirmed:
            LOG.info("people told", confirmed=told.confirmed, sent=told.sent, waiting=told.waiting)

    def retention(self, now: datetime) -> None:
        """Let go of audits by the rule of retention."""
        done = prune(self.serving.options.db, self.serving.options.archive, now)
        if done.audits or done.segments:
            LOG.info("pruned", audits=done.audits, segments=done.segments, snapshots=done.snapshots, bytes=done.bytes)
