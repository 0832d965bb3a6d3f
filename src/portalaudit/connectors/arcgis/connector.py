"""ArcGIS Hub: the DCAT feed for what is published, the OGC search beside it for what the items are."""

import asyncio
from dataclasses import dataclass
from math import ceil
from urllib.parse import urlsplit

from portalaudit.connectors.answers import json_value
from portalaudit.connectors.arcgis.search import PAGE, Listing, page_address, search_all, v3_all
from portalaudit.connectors.arcgis.sharing import MOST, owners, sharing_root
from portalaudit.connectors.arcgis.snapshot import Site, join
from portalaudit.connectors.dcat.connector import site_of, unread
from portalaudit.connectors.dcat.feed import UNANSWERED, Feed, ask, load, parsed, told_error
from portalaudit.connectors.home import Home, see_home, with_login
from portalaudit.connectors.values import integer, member, text
from portalaudit.model.capture import Exchange, Gap
from portalaudit.model.portal import Portal
from portalaudit.model.ports import CrawlContext, Detection, Fetch, PlanLine
from portalaudit.model.snapshot import Snapshot

FEEDS = ("/api/feed/dcat-us/1.1.json", "/data.json", "/api/feed/dcat-ap/2.0.1.json")
"""Feeds in the order in which they are tried (reference: portal-apis 3.1)."""

_HOSTED = (".hub.arcgis.com", ".opendata.arcgis.com")
_THROTTLE = "x-ratelimit-limit-portal_search_throttler"
_NOTHING_THERE = frozenset({"http-404", "http-410", "not-json", "shape", "empty"})


@dataclass(frozen=True, slots=True)
class ArcgisConnector:
    """Reads a Hub site."""

    name: str = "arcgis"
    order: int = 20

    async def detect(self, fetch: Fetch, url: str) -> tuple[Detection | None, tuple[Gap, ...]]:
        """Ask the search for one item; where it stands but does not answer, the feed.

        One request for a site that is no Hub, two at most.
        """
        root = site_of(url)
        exchange = await fetch.get(
            page_address(root, "all", 1, limit=1), accept="application/geo+json, application/json", invited=True
        )
        capture = exchange.capture
        answer = json_value(exchange, "search")
        matched = integer(member(answer, "numberMatched"))
        if isinstance(member(answer, "features"), list) and (matched is not None or capture.header(_THROTTLE) is not None):
            return Detection(self.name, "arcgis", root, "ogc-search", capture.id, matched or 0), ()
        gap = answer if isinstance(answer, Gap) else _told(answer, capture.id)
        hosted = (urlsplit(root).hostname or "").endswith(_HOSTED)
        throttled = capture.header(_THROTTLE) is not None
        if capture.status is None or (capture.status in (404, 410) and not hosted and not throttled):
            return None, () if gap.reason in _NOTHING_THERE else (gap,)
        return await self._by_feed(fetch, root, gap)

    async def _by_feed(self, fetch: Fetch, root: str, gap: Gap) -> tuple[Detection | None, tuple[Gap, ...]]:
        exchange = await ask(fetch, root + FEEDS[0])
        feed = await parsed(fetch, exchange, "feed")
        if isinstance(feed, Feed):
            count = len(feed.catalogue.entries)
            return Detection(self.name, "arcgis", root, "hub-feed", feed.capture, count, exchange), ()
        return None, () if gap.reason in _NOTHING_THERE else (gap,)

    def plan(self, detection: Detection) -> tuple[PlanLine, ...]:
        root = detection.root
        pages = max(1, ceil(detection.weight / PAGE)) if detection.weight else None
        return (
            PlanLine("home page", root + "/", 1, "title, how it is reached; a second one over the other scheme"),
            PlanLine("DCAT feed", root + FEEDS[0], 1, "its older addresses where it is switched off"),
            PlanLine(
                "search, by pages of 100",
                page_address(root, "all", 1),
                pages,
                "what kind an item is, who owns it, when it changed",
            ),
            PlanLine(
                "single items",
                sharing_root(root) + "/content/items/…",
                None,
                f"at most {MOST}, where nothing else tells the owner",
            ),
        )

    async def crawl(self, context: CrawlContext) -> Snapshot:
        """Read feed and search.

        Raises:
            StopRequested: the budget is spent or a signal came.
        """
        root = site_of(context.detection.root)
        home = await see_home(context.fetch, root)
        feed, missing = await _feed(context, root)
        listing = await search_all(context.fetch, root, context.progress)
        if feed is None and listing.capture is None:
            older = await v3_all(context.fetch, root, context.progress)
            if older.capture is None:
                lost = Gap("catalogue", missing[0].reason if missing else "shape", missing[0].capture if missing else None)
                return unread(context, self.name, home, (lost, *missing, *listing.gaps))
            older.gaps[:0] = listing.gaps
            listing = older
        site = Site(feed, listing)
        site.owners, stopped = await owners(context, root, site.without_owner())
        gaps = (*context.gaps, *home.gaps, *missing, *(feed.gaps if feed else ()), *listing.gaps, *stopped)
        return await asyncio.to_thread(_snapshot, context, home, site, gaps)


def _told(answer: object, capture: str) -> Gap:
    told = told_error(answer)
    return Gap("search", told[0], capture, told[1]) if told else Gap("search", "shape", capture)


async def _feed(context: CrawlContext, root: str) -> tuple[Feed | None, tuple[Gap, ...]]:
    """The first feed that can be read; else the gap of the first."""
    answer: Exchange | None = context.detection.answer
    if answer is not None and isinstance(feed := await parsed(context.fetch, answer, "feed"), Feed):
        return feed, ()
    first: Gap | None = None
    for path in FEEDS:
        feed = await load(context.fetch, root + path, "feed")
        if isinstance(feed, Feed):
            return feed, ()
        first = first or feed
        if feed.reason in UNANSWERED:
            break
    return None, (first,) if first else ()


def _snapshot(context: CrawlContext, home: Home, site: Site, gaps: tuple[Gap, ...]) -> Snapshot:
    joined = join(site)
    listing, feed = site.listing, site.feed
    made = joined.builder.frames()
    title = text(feed.catalogue.title) if feed else None
    return Snapshot(
        Portal(context.url, "arcgis", "arcgis", home.title or title, None, context.detection.proof), context.taken_at,
        datasets=made["datasets"], distributions=made["distributions"], columns=made["columns"],
        violations=made["violations"], states=made["states"],
        places=joined.places, parts=joined.parts, gaps=gaps, enumerations=joined.enumerations,
        declared_total=_declared(listing, feed, len(joined.builder)),
        transport=with_login(home.transport, gaps),
        entry_points=_entry_points(home, listing, feed),
    )  # fmt: skip


def _declared(listing: Listing, feed: Feed | None, rows: int) -> int | None:
    """Assets that the site says it has: by the search, else by a feed that came whole."""
    if listing.declared is not None:
        return listing.declared
    return rows if (feed is not None and feed.broken is None) or listing.whole else None


def _entry_points(home: Home, listing: Listing, feed: Feed | None) -> dict[str, str]:
    found = {"home": home.capture, "catalogue-api": listing.capture, "bulk-feed": feed.capture if feed else None}
    return {name: capture for name, capture in found.items() if capture}
