"""From an address to a snapshot: recognise the platform, then let its connector read it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import pandas as pd

from portalaudit.audit.second import Second
from portalaudit.connectors.detect import LAST_RESORT, detect, in_order
from portalaudit.model import frames
from portalaudit.model.capture import Gap
from portalaudit.model.portal import Portal
from portalaudit.model.ports import Connector, CrawlContext, Detection, Fetch, Journal, Past, Progress
from portalaudit.model.snapshot import Snapshot


class Silent:
    """Progress that nobody watches."""

    def assets(self, seen: int, declared: int | None) -> None:
        """Say nothing."""


async def crawl(
    url: str,
    fetch: Fetch,
    journal: Journal,
    taken_at: datetime,
    connectors: Mapping[str, Connector],
    *,
    progress: Progress | None = None,
    platform: str | None = None,
    past: Past | None = None,
    second: Second | None = None,
) -> Snapshot:
    """Read one portal: its catalogue, then what it points at.

    Given a replaying fetch and journal, the same code reads the archive instead.

    Raises:
        StopRequested: the budget is spent or a signal came; what was fetched is in the archive.
    """
    detection, gaps = await recognise(url, fetch, connectors, platform)
    if detection is None:
        return nothing_seen(url, taken_at, gaps)
    context = CrawlContext(fetch, journal, progress or Silent(), taken_at, detection, url, past or Past({}), gaps)
    snapshot, root = await connectors[detection.connector].crawl(context), detection.root
    if not observed(snapshot) and platform is None:
        snapshot, root = await _instead(context, snapshot, connectors) or (snapshot, root)
    if second is None or not observed(snapshot):
        return snapshot
    return await second(snapshot, fetch, journal, root)


async def _instead(context: CrawlContext, failed: Snapshot, connectors: Mapping[str, Connector]) -> tuple[Snapshot, str] | None:
    """The catalogue as its file tells it, where the interface that was recognised gave nothing of it; None where no file does.

    The interface's gaps stay.
    """
    for connector in in_order(connectors, context.url):
        if connector.order < LAST_RESORT or connector.name == context.detection.connector:
            continue
        found, _ = await connector.detect(context.fetch, context.url)
        if found is not None:
            return await connector.crawl(replace(context, detection=found, gaps=failed.gaps)), found.root
    return None


async def recognise(
    url: str, fetch: Fetch, connectors: Mapping[str, Connector], platform: str | None
) -> tuple[Detection | None, tuple[Gap, ...]]:
    """The platform behind an address, and what detection could not see."""
    detection, gaps, _ = await detect(fetch, url, connectors, platform)
    return detection, gaps


def nothing_seen(url: str, taken_at: datetime, gaps: tuple[Gap, ...]) -> Snapshot:
    """The snapshot of a portal that showed nothing that we can read."""
    return Snapshot(
        Portal(url, "unknown", "none"), taken_at, frames.empty("datasets"), frames.empty("distributions"),
        frames.empty("columns"), frames.empty("violations"), pd.DataFrame(), gaps=gaps,
    )  # fmt: skip


def observed(snapshot: Snapshot) -> bool:
    """True where the catalogue could be read, even if it is empty."""
    return len(snapshot.datasets) > 0 or snapshot.declared_total == 0
