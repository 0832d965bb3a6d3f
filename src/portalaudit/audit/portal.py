"""One portal crawled: the fetcher and the journal put together, and what is left when the crawl is stopped."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from portalaudit.archive.index import MemoryIndex, rebuild_events, rebuild_index
from portalaudit.archive.reader import ArchiveReader
from portalaudit.archive.writer import SegmentWriter
from portalaudit.audit.crawl import crawl
from portalaudit.audit.interrupt import Stop
from portalaudit.audit.options import Options
from portalaudit.audit.rowpast import wanted_rows
from portalaudit.audit.second import keeping, named, second_for
from portalaudit.audit.settings import fetch_settings
from portalaudit.audit.unarchived import without
from portalaudit.audit.watch import Watch
from portalaudit.errors import StopRequested
from portalaudit.fetch.fetcher import Fetcher
from portalaudit.fetch.journal import RecordingJournal, ReplayJournal
from portalaudit.fetch.lanes import Lanes
from portalaudit.fetch.replay import NOT_ARCHIVED, Replay
from portalaudit.fetch.resume import Resumed
from portalaudit.model.audit import Target
from portalaudit.model.capture import Capture, Event, Traffic
from portalaudit.model.policy import Submission
from portalaudit.model.ports import CaptureIndex, Connector, Fetch, Journal
from portalaudit.model.snapshot import Snapshot
from portalaudit.store.budgets import StoredBudgets
from portalaudit.store.captures import StoredCaptures
from portalaudit.store.past import StoredValidators, load_past

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Run:
    """What all portals of one audit share."""

    options: Options
    target: Target
    audit: str
    taken_at: datetime
    writer: SegmentWriter
    engine: "Engine"
    opted_out: frozenset[str]
    connectors: Mapping[str, Connector]
    watch: Watch
    kept: tuple[Capture, ...] = ()
    """Captures of the incomplete audit that this one goes on from."""
    events: tuple[Event, ...] = ()
    """Its choices."""
    handed: Sequence[Submission] = ()
    """Documents that people handed over for this city."""
    started: float = field(default_factory=time.monotonic)

    def minutes_left(self) -> float | None:
        """What is left of the run's budget; never 0, so that a fetcher stops by itself."""
        if self.options.max_minutes is None:
            return None
        return max(self.options.max_minutes - (time.monotonic() - self.started) / 60, 1e-6)


@dataclass(frozen=True, slots=True, repr=False)
class Crawled:
    """One portal as far as it was read. Without a repr, for `asyncio.run` puts its result into words four times, unseen, when it
    gives SIGINT back: a fifth of a small audit's time."""

    snapshot: Snapshot
    traffic: Traffic
    events: tuple[Event, ...]
    captures: tuple[Capture, ...]
    stopped: bool
    """A budget or a signal ended it."""


class PortalJournal:
    """The audit's journal, names prefixed with the portal, so that two portals' choices stay apart."""

    def __init__(self, journal: Journal, url: str) -> None:
        self._journal = journal
        self._prefix = urlsplit(url).netloc

    @staticmethod
    def of(events: Iterable[Event], url: str) -> tuple[Event, ...]:
        """The choices that were made for one portal."""
        return tuple(event for event in events if event.name.startswith(f"{urlsplit(url).netloc} "))

    def choose(self, name: str, make: Callable[[], T]) -> T:
        """See `model.ports.Journal`."""
        return self._journal.choose(f"{self._prefix} {name}", make)


async def crawl_portal(run: Run, url: str, stop: Stop) -> Crawled:
    """Crawl one portal. Where a budget or a signal ends it, what the archive holds so far is read instead.

    Raises:
        ArchiveError: the archive cannot be written.
    """
    captures: list[Capture] = list(run.kept)
    received = 0

    def told(capture: Capture) -> None:
        nonlocal received
        captures.append(capture)
        received += capture.length
        run.watch.traffic(len(captures), received)

    past = load_past(run.engine, url)
    reader = ArchiveReader(run.options.archive, StoredCaptures(run.engine))
    journal = RecordingJournal(run.writer, run.events)
    settings = fetch_settings(run.options, url, run.opted_out, run.minutes_left())
    fetcher = Fetcher(
        settings,
        run.writer,
        validators=StoredValidators(run.engine),
        reader=reader,
        on_capture=told,
        lanes=Lanes(settings.rate, settings.connections, StoredBudgets(run.engine)),
    )
    async with fetcher:
        source: Fetch = Resumed(Replay(run.kept, reader), fetcher) if run.kept else fetcher
        task = asyncio.ensure_future(
            crawl(
                url, source, PortalJournal(journal, url), run.taken_at, run.connectors,
                progress=run.watch, platform=run.options.platform, past=past,
                second=second_for(
                    run.target, url, run.options.pages, keeping(run.writer, told, run.kept), run.handed, reader,
                    wanted_rows(run.options, run.target, url, run.engine, reader),
                ),
            )
        )  # fmt: skip
        stop.guard(task)
        try:
            snapshot = await task
            stopped = any(gap.reason == "budget" for gap in snapshot.gaps)
        except (StopRequested, asyncio.CancelledError):
            fetcher.stop()
            stopped = True
            snapshot = None
        traffic, events = fetcher.traffic(), journal.events
    if snapshot is None:
        # What is on record, not what we were told: an exchange may just have been written when the stop came, and a choice
        # that an earlier run made may not have come up again.
        captures = list(rebuild_index(run.options.archive, run.audit))
        events = PortalJournal.of(rebuild_events(run.options.archive, run.audit), url)
        reader = reader_for(run.options, captures, run.engine)
        snapshot = await reread_portal(
            url, run.taken_at, captures, events, reader, run.connectors, run.options.platform, run.target
        )
    return Crawled(snapshot, traffic, events, tuple(captures), stopped)


def reader_for(options: Options, captures: list[Capture], engine: "Engine") -> ArchiveReader:
    """A reader that finds the captures at hand first, then those on record."""
    return ArchiveReader(options.archive, _Both(MemoryIndex(captures), StoredCaptures(engine)))


class _Both:
    def __init__(self, first: CaptureIndex, second: CaptureIndex) -> None:
        self._first, self._second = first, second

    def find(self, capture_id: str) -> Capture | None:
        return self._first.find(capture_id) or self._second.find(capture_id)


async def reread_portal(
    url: str,
    taken_at: datetime,
    captures: list[Capture],
    events: tuple[Event, ...],
    reader: ArchiveReader,
    connectors: Mapping[str, Connector],
    platform: str | None,
    target: Target,
    complete: bool = False,
) -> Snapshot:
    """Read a portal from the archive alone; what is not there is a gap, which no capture shows.

    Args:
        complete: whether the audit ended by itself; else what is missing was not asked because it was stopped (`budget`).
    """
    journal = PortalJournal(ReplayJournal(events), url)
    source = Replay(captures, reader, NOT_ARCHIVED if complete else "budget")
    second = second_for(target, url, 0, named, (), reader)
    snapshot = await crawl(url, source, journal, taken_at, connectors, platform=platform, second=second)
    return without(snapshot, source.missing)
