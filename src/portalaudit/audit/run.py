"""The run: targets one after the other, each crawled, judged, saved.

What is fetched is in the archive before anyone reads it. A run that is stopped reads what the archive holds so far, judges that,
saves it as incomplete and says how to go on.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from portalaudit import __version__, clock
from portalaudit.archive.snapshots import save as save_snapshot
from portalaudit.archive.writer import SegmentWriter
from portalaudit.audit.cities import resolve
from portalaudit.audit.crawl import observed
from portalaudit.audit.interrupt import stoppable
from portalaudit.audit.judgement import Criteria, Origin, Seen, judged
from portalaudit.audit.options import Options
from portalaudit.audit.portal import Crawled, Run, crawl_portal
from portalaudit.audit.registry import known_cities, open_database, opted_out_hosts
from portalaudit.audit.results import Result
from portalaudit.audit.watch import Watch
from portalaudit.checks.run import discover
from portalaudit.clock import timed
from portalaudit.connectors.registry import connectors
from portalaudit.export.document import document, encode
from portalaudit.model.audit import Target
from portalaudit.model.portal import City
from portalaudit.rubrics.load import load, source
from portalaudit.store import audits

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

Watching = Callable[[str], AbstractContextManager[Watch]]


def run_all(options: Options, names: Sequence[str], watching: Watching) -> Iterator[tuple[str, Result]]:
    """Audit targets in turn; every result is saved before it is handed out. A stop ends the rest too.

    Raises:
        UsageError: a target means nothing, or a rubric is unknown; nothing was asked of anyone.
        StoreError: the database cannot be used.
    """
    cities = known_cities(options.db)
    targets = [resolve(name, cities, options.judged_as) for name in names]
    criteria = Criteria(discover(), tuple(load(name) for name in options.rubrics))
    engine = open_database(options.db)
    for name, target in zip(names, targets, strict=True):
        with watching(name) as watch:
            result = audit_one(options, target, cities, criteria, engine, watch)
        yield name, result
        if result.code == 4:
            return


def audit_one(
    options: Options, target: Target, cities: Mapping[str, City], criteria: Criteria, engine: "Engine", watch: Watch
) -> Result:
    """Crawl, judge and save one target."""
    with clock.laps() as laps:
        taken_at = clock.now().replace(microsecond=0)
        audit_id = f"{taken_at:%Y%m%d}-{secrets.token_hex(4)}"
        audits.begin_audit(engine, audit_id, taken_at, __version__, target, options.on_record())
        with SegmentWriter(options.archive, audit_id) as writer:
            run = Run(
                options, audit_id, taken_at, writer, engine, opted_out_hosts(cities), connectors(), watch
            )
            crawled = asyncio.run(_crawl_all(run, target))
        with timed("save"):
            seen = [Seen(part.snapshot, save_snapshot(options.archive, part.snapshot), part.traffic) for part in crawled]
        complete = not any(part.stopped for part in crawled) and len(crawled) == len(target.urls)
        events = tuple(event for part in crawled for event in part.events)
        captures = tuple(capture for part in crawled for capture in part.captures)
        audit = judged(Origin(audit_id, taken_at, target, complete, events, captures), seen, criteria)
        with timed("save"):
            printed = encode(document(audit))
            audits.save_audit(engine, audit, printed, sources=sources(options.rubrics))
    watch.say("phases " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in sorted(laps.items())))
    if not complete:
        line = f"stopped; kept as incomplete audit {audit_id}. Go on with: portalaudit audit … --resume {audit_id}"
        return Result(printed, 4, line, lambda: audit)
    if not any(observed(part.snapshot) for part in crawled):
        return Result(printed, 3, _why(crawled), lambda: audit)
    return Result(printed, 0, None, lambda: audit)


def sources(rubrics: Sequence[str]) -> dict[str, str]:
    """The TOML text of rubrics by digest, as it is kept with an audit."""
    return {load(name).digest: source(name) for name in rubrics}


async def _crawl_all(run: Run, target: Target) -> list[Crawled]:
    """The target's portals in turn, until one of them is stopped."""
    crawled: list[Crawled] = []
    async with stoppable() as stop:
        for url in target.urls:
            crawled.append(await crawl_portal(run, url, stop))
            if crawled[-1].stopped:
                break
    return crawled


def _why(crawled: Sequence[Crawled]) -> str:
    gaps = [gap for part in crawled for gap in part.snapshot.gaps]
    said = ", ".join(dict.fromkeys(f"{gap.part}: {gap.reason}" for gap in gaps)) or "nothing answered as an open-data portal does"
    return f"could not be audited, nothing of it was observed ({said})"
