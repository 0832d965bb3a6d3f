"""The OGC search of a Hub, page by page, and the older v3 interface where it is all that answers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from portalaudit.connectors.answers import json_value
from portalaudit.connectors.dcat.feed import DEEPEST, told_error, within
from portalaudit.connectors.dcat.kind import item_id, slug_of
from portalaudit.connectors.values import integer, member
from portalaudit.model.capture import Gap
from portalaudit.model.ports import Fetch, Progress

LANDING = "/api/search/v1"
PAGE = 100
"""Items a page, the most that the service gives (reference: portal-apis 3.2)."""
WINDOW = 10_000
"""Matches that can be reached; reading past them is answered with 500 (reference: portal-apis 3.2)."""
COLLECTIONS = ("dataset", "document", "appAndMap", "site")
"""Parts of the collection `all`, read one by one where it has more than the window."""
V3 = "/api/v3/datasets"
ACCEPT = "application/geo+json, application/json"

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Item:
    """One item as a page of the search tells it."""

    key: str
    """The item's id, `32hex` or `32hex_LAYER`; else what the service calls it."""
    raw: Json
    """The member of the page."""
    properties: Json
    holder: str
    """The key of the properties in the member: `properties` or `attributes`."""
    capture: str
    pointer: str

    @property
    def slug(self) -> str | None:
        slug = self.properties.get("slug")
        return slug.lower() if isinstance(slug, str) and slug else slug_of(self.properties.get("url"))


@dataclass(slots=True)
class Listing:
    """What an enumeration has given so far."""

    source: str
    items: dict[str, Item] = field(default_factory=dict)
    declared: int | None = None
    gaps: list[Gap] = field(default_factory=list)
    capture: str | None = None
    """The first page that was read."""

    @property
    def whole(self) -> bool:
        return self.capture is not None and not self.gaps

    def take(self, items: Iterator[Item]) -> int:
        """Keep the items that are new; how many those are."""
        before = len(self.items)
        for item in items:
            self.items.setdefault(item.key, item)
        return len(self.items) - before


async def search_all(fetch: Fetch, root: str, progress: Progress) -> Listing:
    """Every item that the search gives. Where a page fails, what was read before it and a gap."""
    listing = Listing("search")
    await _collection(fetch, root, "all", listing, progress)
    if listing.declared is not None and listing.declared > WINDOW and not listing.gaps:
        counted = 0
        for name in COLLECTIONS:
            counted += await _collection(fetch, root, name, listing, progress)
        if len(listing.items) < listing.declared and counted > WINDOW:
            detail = f"{len(listing.items)} of {listing.declared}: no more than {WINDOW} of a collection can be reached"
            listing.gaps.append(Gap("search", "paging-limit", listing.capture, detail))
    return listing


async def _collection(fetch: Fetch, root: str, name: str, listing: Listing, progress: Progress) -> int:
    """The items of one collection; the number that it says it has, at most what the window lets through."""
    start, matched, address = 1, None, page_address(root, name, 1)
    asked: set[str] = set()
    while address not in asked and start + PAGE - 1 <= WINDOW:
        asked.add(address)
        exchange = await fetch.get(address, accept=ACCEPT, invited=True)
        value = within(json_value(exchange, "search"), DEEPEST)
        if isinstance(value, Gap) or not isinstance(member(value, "features"), list):
            # A collection that some sites lack is no gap: all its items are in `all` as well.
            if name == "all" or asked != {address}:
                listing.gaps.append(value if isinstance(value, Gap) else _unlike(value, "search", exchange.capture.id))
            break
        listing.capture = listing.capture or exchange.capture.id
        if matched is None:
            matched = integer(member(value, "numberMatched"))
            listing.declared = matched if name == "all" else listing.declared
        features = member(value, "features")
        shown = len(features) if isinstance(features, list) else 0
        new = listing.take(features_of(value, exchange.capture.id))
        progress.assets(len(listing.items), listing.declared)
        start += shown
        if not shown or not (new or name != "all") or (matched is not None and start > matched):
            break
        told = _next(value, exchange.capture.url)
        if told is None and matched is None:
            break
        address = told if told and _same_host(told, root) else page_address(root, name, start)
    return matched or 0


def page_address(root: str, collection: str, start: int, limit: int = PAGE) -> str:
    """The address of a page of a collection; `start` counts from 1."""
    return f"{root}{LANDING}/collections/{collection}/items?limit={limit}&startindex={start}"


def _next(value: object, base: str) -> str | None:
    links = member(value, "links")
    for link in links if isinstance(links, list) else []:
        if member(link, "rel") == "next" and isinstance(href := member(link, "href"), str) and href:
            try:
                return urljoin(base, href)
            except ValueError:
                return None
    return None


def _same_host(address: str, root: str) -> bool:
    try:
        return urlsplit(address).netloc.lower() == urlsplit(root).netloc.lower() and urlsplit(address).scheme in ("http", "https")
    except ValueError:
        return False


def _unlike(value: object, part: str, capture: str) -> Gap:
    told = told_error(value)
    return Gap(part, told[0], capture, told[1]) if told else Gap(part, "shape", capture, "no page of items")


def features_of(value: object, capture: str) -> Iterator[Item]:
    """The items of a page of the OGC search."""
    yield from _members(value, "features", "properties", capture)


def datasets_of(value: object, capture: str) -> Iterator[Item]:
    """The items of a page of `/api/v3/datasets`."""
    yield from _members(value, "data", "attributes", capture)


def _members(value: object, listed: str, holder: str, capture: str) -> Iterator[Item]:
    members = member(value, listed)
    for number, raw in enumerate(members if isinstance(members, list) else []):
        properties = member(raw, holder)
        if not isinstance(raw, dict) or not isinstance(properties, dict):
            continue
        said = [raw.get("id"), properties.get("id"), properties.get("itemId")]
        key = next((made for text in said if (made := item_id(text))), None) or next(
            (text for text in said if isinstance(text, str) and text), f"{capture}/{listed}/{number}"
        )
        yield Item(key, raw, properties, holder, capture, f"/{listed}/{number}")


async def v3_all(fetch: Fetch, root: str, progress: Progress) -> Listing:
    """Every item of the older interface, which some sites still have. An empty list is an empty site."""
    listing = Listing("v3")
    number = 1
    while number <= WINDOW // PAGE:
        address = f"{root}{V3}?page%5Bsize%5D={PAGE}&page%5Bnumber%5D={number}"
        exchange = await fetch.get(address, accept="application/json", invited=True)
        value = within(json_value(exchange, "search"), DEEPEST)
        if isinstance(value, Gap) or not isinstance(member(value, "data"), list):
            listing.gaps.append(value if isinstance(value, Gap) else _unlike(value, "search", exchange.capture.id))
            break
        listing.capture = listing.capture or exchange.capture.id
        declared = integer(member(value, "meta", "stats", "totalCount"))
        listing.declared = declared if declared is not None else listing.declared
        new = listing.take(datasets_of(value, exchange.capture.id))
        progress.assets(len(listing.items), listing.declared)
        if not new or (listing.declared is not None and len(listing.items) >= listing.declared):
            break
        number += 1
    return listing
