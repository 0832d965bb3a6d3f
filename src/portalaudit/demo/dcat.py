"""A stand-in site that has nothing but a `data.json` and a plain home page."""

import zlib
from dataclasses import dataclass, replace

from portalaudit.demo.http import Request, Response
from portalaudit.demo.pages import not_found, page, robots


@dataclass(frozen=True, slots=True)
class DcatPortal:
    """A feed, served as it is."""

    feed: bytes
    title: str = "City Data"
    path: str = "/data.json"
    media_type: str = "application/json"
    last_modified: str = "Sun, 01 Nov 2026 00:00:00 GMT"
    generator: str = ""
    """The home page's generator mark, where it tells one (`Jekyll v4.2.2`, `Drupal 10`)."""

    def with_options(self, **changes: object) -> "DcatPortal":
        """The same site with other values; see the fields."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def answer(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return page("405 Not Allowed", "<h1>405 Not Allowed</h1>", status=405)
        if request.path == self.path:
            etag = f'"{len(self.feed):x}-{zlib.crc32(self.feed):08x}"'
            headers = (("Content-Type", self.media_type), ("ETag", etag), ("Last-Modified", self.last_modified))
            return Response(200, headers, (self.feed,))
        if request.path == "/robots.txt":
            return robots()
        if request.path == "/":
            mark = f'<meta name="generator" content="{self.generator}">\n' if self.generator else ""
            return page(self.title, f'<h1>{self.title}</h1>\n<p><a href="{self.path}">All our data</a></p>', head=mark)
        return not_found()
