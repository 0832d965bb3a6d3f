"""A stand-in ArcGIS Hub site: its DCAT feeds, the OGC search beside them, and the sharing API with errors inside HTTP 200.

Sources: Esri's koop plugins and hub.js for the feeds and the search, Esri's REST reference for sharing.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from portalaudit.demo import layers
from portalaudit.demo.arcgis_features import Entry, Feature, entries_of, feature_of
from portalaudit.demo.arcgis_search import Search
from portalaudit.demo.http import Request, Response, as_json, encode
from portalaudit.demo.pages import not_found, page, robots
from portalaudit.demo.stored import Tables

FEED_TYPE = "application/json; charset=utf-8"
NO_ITEM = {"code": 400, "messageCode": "CONT_0001", "message": "Item does not exist or is inaccessible.", "details": []}


SERVICES_HOST = b"https://services1.arcgis.com"
"""Where the services of generated entries are said to be; one site serves them itself where it has tables."""
LAYER = layers.LayerOptions()


@dataclass(frozen=True, slots=True)
class HubOptions:
    """How a site differs from a well-kept one."""

    title: str = "Open Data Hub"
    org_id: str = "aBcDeFgHiJkLmNoP"
    org_name: str = "City"
    feed: Literal["ok", "off", "error", "truncated", "stale", "unordered"] = "ok"
    """off: 404 · error: 500 before the first byte · truncated: HTTP 200, cut within an entry · stale: a tenth of the entries
    is missing · unordered: another order at each request."""
    search: Literal["ok", "error", "enveloped"] = "ok"
    """error: HTTP 500 · enveloped: HTTP 200 with an error object."""
    null_fields: bool = False
    """Items without snippet, description, tags and licence."""


class HubPortal:
    """A Hub over the entries of a feed."""

    def __init__(
        self,
        feed: bytes,
        entries: Iterable[Entry],
        *,
        us: bool = True,
        options: HubOptions | None = None,
        tables: Tables | None = None,
    ) -> None:
        self.feed, self.us, self.tables = feed, us, tables
        self.entries = list(entries)
        self.options = options or HubOptions()
        self.asked = 0

    def with_options(self, **changes: object) -> "HubPortal":
        """The same site, kept otherwise; see `HubOptions`."""
        options = replace(self.options, **changes)  # type: ignore[arg-type]
        return HubPortal(self.feed, self.entries, us=self.us, options=options, tables=self.tables)

    @cached_property
    def search(self) -> Search:
        features = [feature_of(entry) for entry in self.entries]
        if self.options.null_fields:
            blank = {"snippet": None, "description": None, "tags": None, "licenseInfo": None, "license": None}
            features = [replace(feature, properties={**feature.properties, **blank}) for feature in features]
        return Search(features)

    def answer(self, request: Request) -> Response:
        """Its own pages and feeds; of a site with tables also its layers, whose addresses then are the site's own."""
        if self.tables is None:
            return self.site(request)
        found = layers.PATH.fullmatch(request.path)
        table = layers.named(found, self.tables) if found and request.method in ("GET", "HEAD") else None
        if found and table is not None:
            return layers.query(request, table, LAYER) if found["query"] else layers.layer(request, found, table, LAYER)
        response = self.site(request)
        here = request.base.encode()
        return replace(response, body=tuple(bytes(part).replace(SERVICES_HOST, here) for part in response.body))

    def site(self, request: Request) -> Response:
        """Its own pages, feeds and interfaces."""
        path = request.path.rstrip("/") or "/"
        if request.method not in ("GET", "HEAD"):
            return as_json({"statusCode": 405, "message": "Method Not Allowed"}, 405)
        if path == "/robots.txt":
            return robots("User-agent: *\nDisallow: /search?\n")
        if path == "/":
            return self.home()
        if path.startswith("/api/feed/") or path == "/data.json":
            return self.feed_at(path)
        if path.startswith("/api/search/"):
            return self.searched(request, path)
        if path.startswith(("/sharing/rest", "/portal/sharing/rest")):
            return self.sharing(request, path.partition("/sharing/rest")[2])
        if path.startswith("/api/v3/domains/"):
            return as_json({"hostname": request.host, "siteTitle": self.options.title, "orgId": self.options.org_id})
        return page(self.options.title, "<h1>Search</h1>") if path == "/search" else not_found()

    def home(self) -> Response:
        """The front page, with the marks by which Hub is recognised."""
        return page(
            self.options.title,
            '<div id="ember-app"></div>',
            head='<link rel="preconnect" href="https://hubcdn.arcgis.com">\n'
            '<script id="site-injection">window.__SITE="%7B%7D";</script>\n'
            '<script src="https://hubcdn.arcgis.com/opendata-ui/assets/chunk.js"></script>\n',
        )

    def feed_at(self, path: str) -> Response:
        """A feed, in the state that the options ask for."""
        names = (
            ("/data.json", "/api/feed/dcat-us/1.1.json", "/api/feed/dcat-us/1.1")
            if self.us
            else ("/api/feed/dcat-ap/2.0.1.json",)
        )
        state = self.options.feed
        if path not in names or state == "off":
            return as_json({"statusCode": 404, "message": "Not Found"}, 404)
        if state == "error":
            return as_json({"error": "DCAT-US 1.1 feed template is not provided."}, 500)
        body = self.feed
        if state == "truncated":
            body = body[: len(body) * 7 // 10]
        if state in ("stale", "unordered"):
            self.asked += 1
            body = self.rearranged(state == "stale")
        return Response(200, (("Content-Type", FEED_TYPE), ("Access-Control-Allow-Origin", "*")), (body,))

    def rearranged(self, stale: bool) -> bytes:
        """The feed without a tenth of its entries, or with its batches in another order."""
        if stale:
            chosen = [entry for place, entry in enumerate(self.entries) if place % 10 != 9]
        else:
            cut = self.asked * 37 % (len(self.entries) or 1)
            chosen = [*self.entries[cut:], *self.entries[:cut]]
        header = json.loads(self.feed)
        key = "dataset" if self.us else "dcat:dataset"
        return encode({**header, key: chosen} if isinstance(header, Mapping) else chosen)

    def searched(self, request: Request, path: str) -> Response:
        """The OGC search."""
        if self.options.search == "error":
            return as_json({"statusCode": 500, "message": "Internal server error"}, 500)
        if self.options.search == "enveloped":
            return as_json({"error": {"code": 499, "message": "Token Required", "messageCode": "GWM_0003", "details": []}})
        return self.search.answer(request, path)

    def sharing(self, request: Request, path: str) -> Response:
        """The sharing API, which answers 200 to everything."""
        if request.one("f") not in ("json", "pjson"):
            return page("ArcGIS Portal Directory", "<h1>ArcGIS Portal Directory</h1>")
        if path == "":
            return as_json({"currentVersion": "2026.2", "enterpriseVersion": None})
        if path == "/portals/self":
            return as_json(
                {
                    "id": self.options.org_id,
                    "name": self.options.org_name,
                    "urlKey": "city",
                    "access": "public",
                    "isPortal": False,
                }
            )
        if path == "/search":
            return self.search.shared(request)
        if path.startswith("/content/items/"):
            feature = self.search.items.get(path.removeprefix("/content/items/"))
            return as_json({"error": NO_ITEM}) if feature is None else as_json(item_of(feature))
        return as_json({"error": {"code": 400, "message": "Invalid URL", "details": ["Invalid URL"]}})


def item_of(feature: Feature) -> dict[str, object]:
    """A feature as the item of the sharing API."""
    hidden = ("itemId", "source", "slug", "hubType", "license", "orgid")
    kept = {key: value for key, value in feature.properties.items() if key not in hidden}
    extent = [list(feature.bbox[:2]), list(feature.bbox[2:])] if feature.bbox else []
    return {**kept, "id": feature.properties["itemId"], "orgId": feature.properties["orgid"], "extent": extent, "listed": False}


def hub_portal(feed: bytes, **options: object) -> HubPortal:
    """A Hub that serves this feed as it is, and a search over its entries. Numbers that are no JSON count as absent."""
    document = json.loads(feed, parse_constant=lambda _: None)
    us = not (isinstance(document, Mapping) and "dcat:dataset" in document)
    return HubPortal(feed, entries_of(document), us=us).with_options(**options)
