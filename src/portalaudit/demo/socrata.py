"""A stand-in Socrata portal: Discovery, `/api/views`, `/api/views/metadata/v1` and `/data.json` over one set of assets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from portalaudit.demo.http import Part, Request, Response, as_json, encode
from portalaudit.demo.pages import page, robots
from portalaudit.demo.records import Records
from portalaudit.demo.socrata_discovery import Discovery
from portalaudit.demo.socrata_records import DOMAIN, Asset, View, describe, discovery, feed_entry, metadata
from portalaudit.demo.socrata_rows import Rows

JSON_KIND = "application/json; charset=utf-8"
REGION = "aws-us-east-1-fedramp-prod"
SCHEMA = "https://project-open-data.cio.gov/v1.1/schema"


@dataclass(frozen=True, slots=True)
class SocrataOptions:
    """How a portal differs from a plain one."""

    title: str = "Open Data Portal"
    domain: str | None = None
    """How the portal calls itself; None for the host that the client used, with its port."""
    cap: int = 10_000
    """The most that Discovery's resultSetSize admits."""
    vanishing: bool = False
    """An asset disappears after the first page."""
    views_metadata: bool = True
    """False: `/api/views/metadata/v1` is not there."""
    federated: bool = False
    """A neighbour's assets are shown beside the own ones."""
    private_views: bool = False
    """`/api/views/{id}` is refused for every asset."""
    feed: bool = True
    """False: no `/data.json`."""
    feed_lag: int = 0
    """Data sets at the end that `/data.json` does not have yet."""


class SocrataPortal:
    """Assets of one portal and of those federated into it (`domainCName` of their views)."""

    def __init__(self, views: Iterable[View], options: SocrataOptions | None = None, rows: Rows | None = None) -> None:
        self.views = sorted(views, key=lambda view: str(view.get("id", "")))
        self.assets: list[Asset] = [describe(view) for view in self.views]
        self.options = options or SocrataOptions()
        self.places = {asset.id: place for place, asset in enumerate(self.assets)}
        self.rows = replace(rows or Rows(), views=self.record)
        self.public = [place for place, asset in enumerate(self.assets) if asset.public and asset.domain == DOMAIN]

    def with_options(self, **changes: object) -> "SocrataPortal":
        """The same assets on another portal; see `SocrataOptions`."""
        options = replace(self.options, **changes)  # type: ignore[arg-type]
        views = [*self.views, *neighbours(self.views)] if options.federated and not self.options.federated else self.views
        return SocrataPortal(views, options, self.rows)

    def with_rows(self, **changes: object) -> "SocrataPortal":
        """The same portal, whose rows are given in another manner; see `Rows`."""
        return SocrataPortal(self.views, self.options, replace(self.rows, **changes))  # type: ignore[arg-type]

    def record(self, key: str) -> View | None:
        """The record of `/api/views` of an asset."""
        place = self.places.get(key)
        return None if place is None else self.views[place]

    @cached_property
    def discovery(self) -> Discovery:
        records = Records(encode(discovery(view, asset)) for view, asset in zip(self.views, self.assets, strict=True))
        found = Discovery(self.assets, records)
        found.cap, found.vanishing = self.options.cap, self.options.vanishing
        return found

    @cached_property
    def metadata(self) -> Records:
        pairs = ((self.views[place], self.assets[place]) for place in self.public)
        return Records(encode(metadata(view, asset)) for view, asset in pairs)

    @cached_property
    def feed(self) -> Records:
        places = [place for place in self.public if self.assets[place].in_feed]
        if self.options.feed_lag:
            places = places[: -self.options.feed_lag]
        return Records(encode(feed_entry(self.views[place], self.assets[place])) for place in places)

    def answer(self, request: Request) -> Response:
        domain = self.options.domain or request.host
        response = self.routed(request, request.path.rstrip("/") or "/", domain)
        parts = tuple(_named(part, domain) for part in response.body)
        marks = (("X-Socrata-RequestId", f"{abs(hash_of(request.target)):032x}"), ("X-Socrata-Region", REGION))
        return replace(response, body=parts, headers=(*response.headers, *marks))

    def routed(self, request: Request, path: str, domain: str) -> Response:
        if request.method not in ("GET", "HEAD"):
            return failure(405, "method_not_allowed", "Method not allowed")
        if path == "/":
            return self.home(domain)
        if path == "/robots.txt":
            return robots("User-agent: *\nDisallow: /api/views/*/rows\nDisallow: /admin\n")
        if path == "/api/catalog/v1" or path.startswith("/api/catalog/v1/"):
            return self.discovery.answer(request, path, domain)
        if path == "/api/views/metadata/v1" or path.startswith("/api/views/metadata/v1/"):
            return self.described(request, path.removeprefix("/api/views/metadata/v1").strip("/"))
        if path in ("/api/views", "/api/views.json"):
            return self.listed(request)
        if path.startswith("/api/views/"):
            return self.view(path.removeprefix("/api/views/").removesuffix(".json"))
        if path == "/data.json" and self.options.feed:
            return self.whole_feed(domain)
        if path.startswith("/resource/"):
            return self.rows.answer(request, path.removeprefix("/resource/"))
        return page("Page not found", "<h1>404</h1>", status=404)

    def home(self, domain: str) -> Response:
        """The front page, with the marks by which Socrata is recognised."""
        response = page(
            self.options.title,
            '<div class="socrata-page"><a href="/browse">Browse</a></div>',
            head='<link rel="stylesheet" href="https://cdn.socrata.com/socrata_site_chrome/styles/application.css">\n',
        )
        return response.with_headers(("Set-Cookie", "socrata-csrf-token=x; Path=/"))

    def described(self, request: Request, key: str) -> Response:
        """`/api/views/metadata/v1` and one of it; without a limit the list is whole."""
        if not self.options.views_metadata:
            return failure(404, "not_found", "Not found")
        if key:
            place = self.places.get(key)
            if place is None or place not in self.public:
                return missing(key)
            return as_json(metadata(self.views[place], self.assets[place]))
        start, stop = _window(request, len(self.metadata))
        return Response(200, (("Content-Type", JSON_KIND),), (b"[", self.metadata.span(start, stop), b"]"))

    def listed(self, request: Request) -> Response:
        """The old list of views."""
        start, stop = _window(request, len(self.public))
        return as_json([self.views[place] for place in self.public[start:stop]])

    def view(self, key: str) -> Response:
        """One view."""
        place = self.places.get(key)
        if place is None:
            return missing(key)
        if self.options.private_views or not self.assets[place].public:
            return failure(403, "permission_denied", "You must be logged in to access this resource")
        return as_json(self.views[place])

    def whole_feed(self, domain: str) -> Response:
        """`/data.json`, one document."""
        head = {
            "@context": f"{SCHEMA}/catalog.jsonld", "@id": f"https://{domain}/data.json", "@type": "dcat:Catalog",
            "conformsTo": SCHEMA, "describedBy": f"{SCHEMA}/catalog.json",
        }  # fmt: skip
        body = (encode(head)[:-1] + b',"dataset":[', self.feed.span(0, len(self.feed)), b"]}")
        return Response(200, (("Content-Type", JSON_KIND), ("Last-Modified", "Sun, 01 Nov 2026 00:00:00 GMT")), body)


def socrata_portal(views: Iterable[Mapping[str, object]], *, rows: Rows | None = None, **options: object) -> SocrataPortal:
    """A Socrata portal over records of `/api/views`, private ones included (they are never listed)."""
    return SocrataPortal(views, SocrataOptions(**options), rows)  # type: ignore[arg-type]


def neighbours(views: Sequence[View]) -> list[View]:
    """A tenth of these assets again, as a neighbour's: ids and owner differ."""
    own = [view for view in views if "domainCName" not in view]
    return [
        {**view, "id": f"fed{place % 10}-{place:04d}", "domainCName": "data.county.example"}
        for place, view in enumerate(own[::10])
    ]


def failure(status: int, code: str, message: str) -> Response:
    """An error as `/api/views` and SODA give it."""
    return as_json({"code": code, "error": True, "message": message}, status)


def missing(key: str) -> Response:
    return failure(404, "not_found", f"Cannot find view with id {key}")


def hash_of(text: str) -> int:
    """A request id that is the same for the same request."""
    found = 0
    for byte in text.encode():
        found = (found * 1_000_003 ^ byte) & ((1 << 128) - 1)
    return found


def _named(part: Part, domain: str) -> Part:
    return bytes(part).replace(DOMAIN.encode(), domain.encode())


def _window(request: Request, count: int) -> tuple[int, int]:
    """Start and stop of a page numbered from 1; everything without a limit."""
    limit, number = request.one("limit"), request.one("page") or "1"
    if not limit.isdigit() or not number.isdigit():
        return 0, count
    start = (max(int(number), 1) - 1) * int(limit)
    return start, start + int(limit)
