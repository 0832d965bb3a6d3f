"""The request plan: what an audit would ask, printed before it asks."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence

from portalaudit import clock
from portalaudit.archive.writer import SegmentWriter
from portalaudit.audit.cities import resolve
from portalaudit.audit.crawl import recognise
from portalaudit.audit.options import Options
from portalaudit.audit.registry import opted_out_hosts
from portalaudit.audit.settings import fetch_settings
from portalaudit.connectors.registry import connectors
from portalaudit.fetch.fetcher import Fetcher
from portalaudit.model.portal import City
from portalaudit.model.ports import PlanLine


def plans(options: Options, names: Sequence[str], cities: Mapping[str, City]) -> list[tuple[str, tuple[PlanLine, ...]]]:
    """For each portal its address and the lines of its plan; none where no platform was recognised.

    Recognising the platform takes a few requests, which are archived as any other; nothing more is asked.

    Raises:
        UsageError: a target means nothing.
    """
    urls = [url for name in names for url in resolve(name, cities, options.judged_as).urls]
    with SegmentWriter(options.archive, f"plan-{clock.now():%Y%m%d}-{secrets.token_hex(4)}") as writer:
        return [(url, asyncio.run(_plan(options, url, writer, opted_out_hosts(cities)))) for url in urls]


async def _plan(options: Options, url: str, writer: SegmentWriter, opted_out: frozenset[str]) -> tuple[PlanLine, ...]:
    known = connectors()
    async with Fetcher(fetch_settings(options, url, opted_out), writer) as fetcher:
        detection, _ = await recognise(url, fetcher, known, options.platform)
    return known[detection.connector].plan(detection) if detection else ()
