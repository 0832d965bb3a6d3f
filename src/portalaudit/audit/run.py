"""The run: targets one after the other, each crawled, judged, saved.

What is fetched is in the archive before anyone reads it. A run that is stopped reads what the archive holds so far, judges that,
saves it as incomplete and says how to go on.
"""

import asyncio
import gc
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from portalaudit import __version__, clock
from portalaudit.archive.index import rebuild_events, rebuild_index
from portalaudit.archive.segments import adopt_orphans
from portalaudit.archive.snapshots import save
from portalaudit.archive.writer import SegmentWriter
from portalaudit.audit.atwork import at_work, said
from portalaudit.audit.cities import resolve
from portalaudit.audit.crawl import observed
from portalaudit.audit.interrupt import stoppable
from portalaudit.audit.judgement import Criteria, Origin, Seen, judged
from portalaudit.audit.logged import ended, logged
from portalaudit.audit.options import Options
from portalaudit.audit.people import told
from portalaudit.audit.portal import Crawled, Run, crawl_portal
from portalaudit.audit.registry import all_cities, open_database, opted_out_hosts, wished_out
from portalaudit.audit.results import Result
from portalaudit.audit.stamps import item_stamps
from portalaudit.audit.submissions import handed_over
from portalaudit.audit.waiting import patiently
from portalaudit.audit.wanted import uses
from portalaudit.audit.watch import Watch
from portalaudit.checks.run import discover
from portalaudit.clock import timed
from portalaudit.connectors.registry import connectors
from portalaudit.errors import ArchiveError, StopRequested, StoreError, UsageError
from portalaudit.export.document import document, encode
from portalaudit.model.audit import Audit, Target
from portalaudit.model.capture import Capture, Event
from portalaudit.model.portal import City
from portalaudit.model.schedule import Job
from portalaudit.rubrics.load import load, source
from portalaudit.store import audits
from portalaudit.store.past import save_stamps

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

Watching = Callable[[str], AbstractContextManager[Watch]]

YOUNG = 1_000_000
"""Allocations between two looks of the garbage collector: a page of a catalogue makes a million objects and no cycles."""
TURN = 0.000_5
"""Seconds after which a thread at work lets another one in: the one that receives pages waits for the one that reads them, and
at Python's 5 ms the network stands still meanwhile (measured: a twentieth of an audit)."""


@dataclass(frozen=True, slots=True)
class _Start:
    """Where an audit begins: anew, or from what an incomplete one left."""

    audit: str
    taken_at: datetime
    kept: tuple[Capture, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Ready:
    """What audits of one process share."""

    engine: "Engine"
    cities: Mapping[str, City]
    criteria: Criteria
    opted_out: frozenset[str]


def ready(options: Options) -> Ready:
    """Open the database and load what is judged by; the process is tuned for audits.

    Raises:
        UsageError: a rubric is unknown, or a check cannot be loaded.
        StoreError: the database cannot be used.
    """
    gc.freeze()
    gc.set_threshold(YOUNG, 50, 100)
    sys.setswitchinterval(TURN)
    engine = open_database(options.db)
    cities = all_cities(engine)
    checks = discover()
    criteria = Criteria(checks, tuple(load(name, [check.id for check in checks]) for name in options.rubrics))
    return Ready(engine, cities, criteria, opted_out_hosts(cities) | set(options.opt_out))


OPTED_OUT = "is on the opt-out list: it asked not to be audited, so nothing was asked of it"


def run_all(
    options: Options, names: Sequence[str], watching: Watching, busy: Callable[[str, str], None] | None = None
) -> Iterator[tuple[str, Result]]:
    """Audit targets in turn; every result is saved before it is handed out. A stop ends the rest too.

    Args:
        busy: told of a target that somebody else is at work on, and of who; it is waited for.

    Raises:
        UsageError: a target means nothing, or a rubric is unknown; nothing was asked of anyone.
        StoreError: the database cannot be used.
    """
    have = ready(options)
    targets = [resolve(name, have.cities, options.judged_as) for name in names]
    if options.resume and len(targets) > 1:
        raise UsageError("--resume goes on with one target")
    for name, target in zip(names, targets, strict=True):
        if wished_out(target, have.opted_out):
            yield name, Result(b"", 3, OPTED_OUT)
            continue
        told = partial(_busy, busy, name)
        with at_work(have.engine, target.key, told), watching(name) as watch:
            result = audit_one(options, target, have, watch)
        yield name, result
        if result.code == 4:
            return


def _busy(busy: Callable[[str, str], None] | None, name: str, job: Job) -> None:
    if busy is not None:
        busy(name, said(job))


def new_id(taken_at: datetime) -> str:
    """An audit's id; `taken_at` in whole seconds."""
    return f"{taken_at:%Y%m%d}-{secrets.token_hex(4)}"


def audit_one(options: Options, target: Target, have: Ready, watch: Watch, name: str | None = None) -> Result:
    """Crawl, judge and save one target.

    Args:
        name: the id that a new audit gets.

    Raises:
        UsageError: what the audit is to go on from cannot be gone on from.
        StopRequested: a second stop came, or one while it was judged.
        ArchiveError: the archive cannot be written, e.g. because the disk is full.
        StoreError: the database cannot be written.
    """
    engine, criteria = have.engine, have.criteria
    with clock.laps() as laps, logged(target) as began:
        start = _start(options, target, engine, name)
        began(start.audit, options.resume is not None)
        kept = f"what was gathered is kept as audit {start.audit}; go on with the same command and --resume {start.audit}"
        try:
            crawled, audit, printed = _audit(options, start, target, have, watch)
            printed = told(engine, audit, printed, criteria.rubrics)
        except (KeyboardInterrupt, asyncio.CancelledError):
            # It may have come when all was saved: then there is nothing to go on with.
            whole = audits.find_audit(engine, start.audit).complete
            raise StopRequested(saved(start.audit) if whole else f"stopped; {kept}") from None
        except (ArchiveError, StoreError) as trouble:
            raise type(trouble)(f"{trouble}; {kept}") from trouble
        ended(crawled, audit.complete)
        watch.say("phases " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in sorted(laps.items())))
    if _stopped(crawled, target):
        return Result(printed, 4, f"stopped; {kept}", lambda: audit)
    if not audit.complete:
        return Result(printed, 3, _why(crawled, options), lambda: audit)
    return Result(printed, 0, None, lambda: audit)


def saved(audit: str) -> str:
    """What to say to whoever interrupts an audit that is saved whole."""
    return f"interrupted; the audit is whole and saved: `portalaudit show {audit}`"


def _audit(options: Options, start: _Start, target: Target, have: Ready, watch: Watch) -> tuple[list[Crawled], Audit, bytes]:
    """The three steps, and the document as it was saved."""
    engine = have.engine
    with SegmentWriter(options.archive, start.audit) as writer, timed("crawl"):
        run = Run(
            options, target, start.audit, start.taken_at, writer, engine, have.opted_out, connectors(), watch,
            start.kept, start.events, handed_over(engine, target),
        )  # fmt: skip
        crawled = asyncio.run(_crawl_all(run, target))
    audit = _judge(options, start, target, crawled, have.criteria)
    with timed("save"):
        printed = encode(document(audit))
        sources = {load(name).digest: source(name) for name in options.rubrics}
        patiently(partial(_save, engine, audit, printed, sources), options.store_patience)
        for part, url in zip(crawled, target.urls, strict=False):
            patiently(partial(save_stamps, engine, url, item_stamps(part.events, url, start.taken_at)), options.store_patience)
    return crawled, audit, printed


def _save(engine: "Engine", audit: Audit, printed: bytes, sources: Mapping[str, str]) -> None:
    """Save an audit, unless it is: the database may have gone away when all was saved, before it said so."""
    if not audits.find_audit(engine, audit.id).complete:
        audits.save_audit(engine, audit, printed, sources=sources, uses=uses(audit))


def _start(options: Options, target: Target, engine: "Engine", name: str | None) -> _Start:
    """Put the audit on record before its first capture.

    Raises:
        UsageError: the audit to go on from is complete, or is another target's.
    """
    if options.resume is None:
        taken_at = clock.now().replace(microsecond=0)
        start = _Start(name or new_id(taken_at), taken_at)
        audits.begin_audit(engine, start.audit, taken_at, __version__, target, options.on_record())
        return start
    row = audits.find_audit(engine, options.resume)
    if row.complete or row.target.urls != target.urls:
        why = "it is complete" if row.complete else f"it is an audit of {' '.join(row.target.urls)}"
        raise UsageError(f"--resume {row.id}: {why}")
    adopt_orphans(options.archive)
    kept, events = tuple(rebuild_index(options.archive, row.id)), tuple(rebuild_events(options.archive, row.id))
    return _Start(row.id, row.taken_at, kept, events)


def _judge(options: Options, start: _Start, target: Target, crawled: Sequence[Crawled], criteria: Criteria) -> Audit:
    """Judge what was read, while the snapshots are written: both leave most of their time to Arrow, which needs no lock."""
    # An audit that saw nothing is kept as evidence, and stands in no other's place: `last` is the newest that saw something.
    complete = not _stopped(crawled, target) and any(observed(part.snapshot) for part in crawled)
    events = tuple(event for part in crawled for event in part.events)
    captures = tuple({capture.id: capture for part in crawled for capture in part.captures}.values())
    origin = Origin(start.audit, start.taken_at, target, complete, events, captures)
    with ThreadPoolExecutor(1) as pool:
        written = [pool.submit(save, options.archive, part.snapshot) for part in crawled]
        audit = judged(origin, [Seen(part.snapshot, "", part.traffic) for part in crawled], criteria)
        with timed("save"):
            digests = [future.result() for future in written]
    portals = tuple(replace(portal, digest=name) for portal, name in zip(audit.portals, digests, strict=True))
    return replace(audit, portals=portals)


def _stopped(crawled: Sequence[Crawled], target: Target) -> bool:
    """True where a budget or a signal ended the crawl."""
    return len(crawled) < len(target.urls) or any(part.stopped for part in crawled)


async def _crawl_all(run: Run, target: Target) -> list[Crawled]:
    """The target's portals in turn, until one of them is stopped."""
    crawled: list[Crawled] = []
    async with stoppable() as stop:
        for url in target.urls:
            crawled.append(await crawl_portal(run, url, stop))
            if crawled[-1].stopped:
                break
    return crawled


def _why(crawled: Sequence[Crawled], options: Options) -> str:
    gaps = [gap for part in crawled for gap in part.snapshot.gaps]
    said = ", ".join(dict.fromkeys(f"{gap.part}: {gap.reason}" for gap in gaps)) or "nothing answered as an open-data portal does"
    if not options.allow_private and any(gap.reason == "address-refused" for gap in gaps):
        said += "; --allow-private allows targets on your own machine or network"
    return f"could not be audited, nothing of it was observed ({said})"
