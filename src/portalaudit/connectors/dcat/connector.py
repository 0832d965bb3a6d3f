"""Any site with a catalogue file: DCAT-US `data.json` in its three versions, or DCAT-AP as JSON-LD."""

import asyncio
from dataclasses import dataclass
from typing import get_args
from urllib.parse import urljoin

import pandas as pd

from portalaudit.connectors.answers import json_value
from portalaudit.connectors.build import Builder
from portalaudit.connectors.dcat import schema
from portalaudit.connectors.dcat.dialect import Dialect
from portalaudit.connectors.dcat.distribution import distributions_of
from portalaudit.connectors.dcat.entry import Places, is_feed_itself, row_of
from portalaudit.connectors.dcat.feed import UNANSWERED, Feed, ask, load, parsed
from portalaudit.connectors.dcat.kind import urlsplit_safe
from portalaudit.connectors.dcat.platforms import platform_of, platform_of_page
from portalaudit.connectors.detect import names_file
from portalaudit.connectors.home import Home, see_home, with_login
from portalaudit.connectors.values import text
from portalaudit.model import frames
from portalaudit.model.capture import Gap
from portalaudit.model.portal import Platform, Portal
from portalaudit.model.ports import CrawlContext, Detection, Fetch, PlanLine
from portalaudit.model.snapshot import Enumeration, Snapshot

FILES = ("/data.json", "/catalog.jsonld", "/api/feed/dcat-us/1.1.json")
"""Where catalogue files stand: Project Open Data, ckanext-dcat and udata, ArcGIS Hub without its old alias."""
MOST_PAGES = 2_000
"""Pages of a paged catalogue (own choice; ckanext-dcat has 100 datasets a page)."""

_PLATFORMS: dict[str, Platform] = {name: name for name in get_args(Platform)}


@dataclass(frozen=True, slots=True)
class DcatConnector:
    """Reads one file, or the pages of one."""

    name: str = "dcat"
    order: int = 90

    async def detect(self, fetch: Fetch, url: str) -> tuple[Detection | None, tuple[Gap, ...]]:
        """Look for a catalogue file: the address itself where it names a file, else the usual places below it and at the root.

        At most four requests.
        """
        gaps: list[Gap] = []
        for address in places_of(url):
            exchange = await ask(fetch, address)
            feed = await parsed(fetch, exchange, "catalogue")
            if isinstance(feed, Feed):
                platform = told[0] if (told := platform_of(feed.catalogue.entries)) else "dcat"
                count = len(feed.catalogue.entries)
                return Detection(self.name, platform, address, "catalogue-file", feed.capture, count, exchange), ()
            gaps.append(feed)
            if feed.reason in UNANSWERED:
                break
        return None, tuple(gap for gap in gaps if gap.reason not in ("http-404", "http-410"))[:1]

    def plan(self, detection: Detection) -> tuple[PlanLine, ...]:
        return (
            PlanLine("home page", site_of(detection.root), 1, "title, how it is reached; a second one over the other scheme"),
            PlanLine("catalogue file", places_of(detection.root)[0], None, "once for all; or page by page"),
            PlanLine("platform", site_of(detection.root) + "/api/1/metastore/schemas", 1, "only where the file does not tell it"),
        )

    async def crawl(self, context: CrawlContext) -> Snapshot:
        """Read the catalogue file.

        Raises:
            StopRequested: the budget is spent or a signal came.
        """
        home = await see_home(context.fetch, site_of(context.detection.root))
        feed = await self._feed(context)
        if isinstance(feed, Gap):
            return unread(context, self.name, home, (feed,))
        pages, more = await _pages(context.fetch, feed)
        platform, told = await _platform(context, home, pages)
        portal = Portal(context.url, platform, self.name, _title(pages[0], home), None, told)
        return await asyncio.to_thread(_snapshot, context, portal, home, pages, more)

    async def _feed(self, context: CrawlContext) -> Feed | Gap:
        """The file that detection read, else the first of the usual ones that can be read; the first gap where none can."""
        if context.detection.answer is not None:
            return await parsed(context.fetch, context.detection.answer, "catalogue")
        first: Gap | None = None
        for address in places_of(context.detection.root):
            feed = await load(context.fetch, address, "catalogue")
            if isinstance(feed, Feed):
                return feed
            first = first or feed
            if feed.reason in UNANSWERED:
                break
        return first or Gap("catalogue", "address")


def places_of(url: str) -> tuple[str, ...]:
    """Addresses at which a site's catalogue file may stand, likeliest first, at most four."""
    parts = urlsplit_safe(url)
    path = parts.path.rstrip("/")
    if names_file(url):
        return (url,)
    root = f"{parts.scheme}://{parts.netloc}"
    if not path:
        return tuple(root + file for file in FILES)
    return (f"{root}{path}{FILES[0]}", *(root + file for file in FILES))


def site_of(url: str) -> str:
    """The site behind the address of a file or page: scheme and host."""
    parts = urlsplit_safe(url)
    return f"{parts.scheme}://{parts.netloc}"


async def _pages(fetch: Fetch, first: Feed) -> tuple[list[Feed], tuple[Gap, ...]]:
    """All pages of a paged catalogue (hydra). Of a next address only path and query count: its host is often wrong."""
    pages, asked = [first], {first.address}
    while following := pages[-1].catalogue.following:
        told = urlsplit_safe(urljoin(pages[-1].address, following))
        address = f"{site_of(first.address)}{told.path}" + (f"?{told.query}" if told.query else "")
        if address in asked or len(pages) >= MOST_PAGES:
            break
        asked.add(address)
        feed = await load(fetch, address, "feed")
        if isinstance(feed, Gap):
            return pages, (feed,)
        if not feed.catalogue.entries:
            break
        pages.append(feed)
    return pages, ()


async def _platform(context: CrawlContext, home: Home, pages: list[Feed]) -> tuple[Platform, str]:
    """The platform recognised: from the entries, the home page, or DKAN's own interface."""
    told = platform_of(entry for page in pages for entry in page.catalogue.entries)
    told = told or platform_of_page(home.html, home.generator, None)
    if told:
        return told
    base = site_of(context.detection.root)
    answer = json_value(await context.fetch.get(f"{base}/api/1/metastore/schemas", invited=True), "platform")
    if isinstance(answer, dict) and isinstance(answer.get("dataset"), dict):
        return "dkan", "metastore-schemas"
    return _PLATFORMS.get(context.detection.platform, "dcat"), context.detection.proof


def _title(feed: Feed, home: Home) -> str | None:
    return text(feed.catalogue.title) or home.title


def _snapshot(context: CrawlContext, portal: Portal, home: Home, pages: list[Feed], more: tuple[Gap, ...]) -> Snapshot:
    builder = Builder()
    dialect = pages[0].catalogue.dialect
    places = Places(dialect)
    for page in pages:
        add_entries(builder, page, places)
    builder.add_catalogue_violations(schema.catalogue_violations(pages[0].catalogue))
    listed = len(builder)
    first = pages[0]
    declared = first.catalogue.declared
    whole = not more and not any(page.broken for page in pages)
    truncated = any(page.cut for page in pages) or any(gap.reason == "truncated" for gap in more)
    context.progress.assets(listed, declared or listed)
    gaps = (*context.gaps, *home.gaps, *more, *(gap for page in pages for gap in page.gaps))
    made = builder.frames()
    return Snapshot(
        portal, context.taken_at,
        datasets=made["datasets"], distributions=made["distributions"], columns=made["columns"],
        violations=made["violations"], states=made["states"],
        places=places.all(),
        parts=parts_of(dialect),
        gaps=gaps,
        enumerations=(
            Enumeration("feed", listed, declared, truncated=truncated, comparable=whole, capture=first.capture, pointer=""),
        ),
        declared_total=declared if declared is not None else listed if whole else None,
        transport=with_login(home.transport, gaps),
        entry_points={"bulk-feed": first.capture, **({"home": home.capture} if home.capture else {})},
    )  # fmt: skip


def add_entries(builder: Builder, page: Feed, places: Places) -> None:
    """Put the entries of one file into the frames, but for the entry by which a feed lists itself."""
    catalogue = page.catalogue
    for entry in catalogue.entries:
        if is_feed_itself(entry, page.address):
            continue
        distributions = distributions_of(entry)
        row = row_of(entry, distributions, places, capture=page.capture, records=catalogue.records)
        violations = schema.entry_violations(catalogue.dialect, entry.raw)
        builder.add(row, entry.raw, distributions=distributions, violations=violations)


def parts_of(dialect: Dialect) -> frozenset[str]:
    """What a file of that dialect shows at all."""
    found = {"datasets", "distributions"}
    return frozenset(found | {"violations"} if dialect in schema.SCHEMAS else found)


def unread(context: CrawlContext, connector: str, home: Home, gaps: tuple[Gap, ...]) -> Snapshot:
    """The snapshot of a portal whose catalogue could not be read."""
    platform = _PLATFORMS.get(context.detection.platform, "unknown")
    told = (*context.gaps, *home.gaps, *gaps)
    return Snapshot(
        Portal(context.url, platform, connector, home.title, None, context.detection.proof), context.taken_at,
        datasets=frames.empty("datasets"), distributions=frames.empty("distributions"), columns=frames.empty("columns"),
        violations=frames.empty("violations"), states=pd.DataFrame(), gaps=told, transport=with_login(home.transport, told),
        entry_points={"home": home.capture} if home.capture else {},
    )  # fmt: skip
