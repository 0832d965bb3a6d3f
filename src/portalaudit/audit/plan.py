"""The request plan: what an audit would ask, printed before it asks."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portalaudit import clock
from portalaudit.archive.writer import SegmentWriter
from portalaudit.audit.cities import resolve
from portalaudit.audit.crawl import recognise
from portalaudit.audit.options import Options
from portalaudit.audit.registry import opted_out_hosts
from portalaudit.audit.second import plan_second
from portalaudit.audit.settings import fetch_settings, shared_lanes
from portalaudit.connectors.registry import connectors
from portalaudit.fetch.fetcher import Fetcher
from portalaudit.model.audit import Target
from portalaudit.model.portal import City
from portalaudit.model.ports import PlanLine


@dataclass(frozen=True, slots=True)
class Plan:
    """What an audit of one portal would ask."""

    url: str
    plan: tuple[PlanLine, ...]
    """Empty where no platform was recognised."""
    gaps: tuple[str, ...] = ()
    """What could not be seen while the platform was looked for, e.g. `catalogue: robots`."""


def plans(options: Options, names: Sequence[str], cities: Mapping[str, City]) -> list[Plan]:
    """The plan of each portal.

    Recognising the platform takes a few requests, which are archived as any other; nothing more is asked.

    Raises:
        UsageError: a target means nothing.
    """
    targets = [resolve(name, cities, options.judged_as) for name in names]
    with SegmentWriter(options.archive, f"plan-{clock.now():%Y%m%d}-{secrets.token_hex(4)}") as writer:
        opted_out = opted_out_hosts(cities)
        return [asyncio.run(_plan(options, target, url, writer, opted_out)) for target in targets for url in target.urls]


async def _plan(options: Options, target: Target, url: str, writer: SegmentWriter, opted_out: frozenset[str]) -> Plan:
    known = connectors()
    settings = fetch_settings(options, url, opted_out)
    async with Fetcher(settings, writer, lanes=shared_lanes(options, settings)) as fetcher:
        detection, gaps = await recognise(url, fetcher, known, options.platform)
    if detection is None:
        return Plan(url, (), tuple(f"{gap.part}: {gap.reason}" for gap in gaps))
    return Plan(
        url, (*known[detection.connector].plan(detection), *plan_second(target, url, detection.root, options.pages, options.data))
    )
