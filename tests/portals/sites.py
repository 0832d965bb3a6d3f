"""Stand-in web sites of cities: pages and files by path, served on loopback by `portalaudit.demo.server.serve`.

    with serve(Site({"/": page("City", links=[("/it", "Information Technology")]), "/it": page("IT", "<p>…</p>")})) as server:
        server.url, server.log

Where sites link to each other, write `@name@` in a page and give `Site(…, places={"name": url})`, which may be filled later.
"""

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from io import BytesIO
from textwrap import wrap
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from portalaudit.demo.http import Request, Response, as_html, as_text
from tests.documents.text.pdfs import column, pdf

Page = Response | Callable[[Request], Response]
Links = Sequence[tuple[str, str]]
"""Addresses with what is shown of them."""

TEXT = re.compile(r"text/|application/(?:\w+\+)?(?:xml|json)")
"""Media types in which places are put."""
ROWS = 52
"""Lines of a page of a made-up PDF."""
SERVICES = (
    "Trash Pickup", "Leaf Collection", "Water Bills", "Street Sweeping", "Dog Licenses", "Snow Removal", "Tree Planting",
    "Ice Rink", "Summer Camps", "Farmers Market", "Marriage Licenses", "Birth Certificates", "Graffiti Removal", "Potholes",
    "Street Lights", "Public Pools", "Golf Courses", "Senior Center", "Food Trucks", "Block Parties", "Bike Lanes",
    "Bus Stops", "Noise Complaints", "Fire Prevention", "Flood Maps", "Rental Registration", "Sidewalk Repair",
    "Community Gardens", "Film Permits", "Lost Property",
)  # fmt: skip
"""What the pages of a city are mostly about."""
PLACES = (
    "North End",
    "South Side",
    "Downtown",
    "East Hill",
    "West Park",
    "Riverside",
    "Old Town",
    "Harbor",
    "Midtown",
    "Lakeview",
)


@dataclass(frozen=True)
class Site:
    """Pages by path, or by path and query where one is given so; everything else is a 404."""

    pages: Mapping[str, Page]
    places: dict[str, str] = field(default_factory=dict)
    """Names in `@…@` and what stands for them in every page of text."""
    otherwise: Callable[[Request], Response] | None = None
    """Answers what `pages` has not."""

    def answer(self, request: Request) -> Response:
        found = self.pages.get(request.target) or self.pages.get(request.path) or self.otherwise
        if found is None:
            return as_html("<!DOCTYPE html><title>Not found</title><h1>Page not found</h1>", 404)
        return self._placed(found if isinstance(found, Response) else found(request))

    def _placed(self, response: Response) -> Response:
        if not self.places or not TEXT.match(response.header("Content-Type") or ""):
            return response
        body = b"".join(response.body)
        for name, url in self.places.items():
            body = body.replace(f"@{name}@".encode(), url.encode())
        return replace(response, body=(body,))


def anchors(links: Links) -> str:
    """A list of links."""
    items = "".join(f'<li><a href="{escape(url, quote=True)}">{escape(text)}</a></li>\n' for url, text in links)
    return f"<ul>\n{items}</ul>\n" if links else ""


def page(
    title: str, body: str = "", *, links: Links = (), nav: Links = (), footer: Links = (), lang: str = "en", status: int = 200
) -> Response:
    """A page as cities have them: navigation, main part with its links, footer."""
    return as_html(
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head><meta charset="utf-8"><title>{escape(title)}</title></head>\n<body>\n'
        f"<header><nav>{anchors(nav)}</nav></header>\n<main>\n<h1>{escape(title)}</h1>\n{body}\n{anchors(links)}</main>\n"
        f"<footer>{anchors(footer)}</footer>\n</body>\n</html>\n",
        status,
    )


def prose(text: str) -> str:
    """Plain text as paragraphs of HTML; blank lines part them."""
    return "\n".join(f"<p>{escape(' '.join(part.split()))}</p>" for part in text.split("\n\n") if part.strip())


def plain(text: str) -> Response:
    """A text file."""
    return as_text(text)


def in_pdf(text: str, *, title: str | None = None) -> Response:
    """The text as a PDF file, with pages of 52 lines."""
    lines = [line for part in text.splitlines() for line in (wrap(part, 90) or [""])]
    lines = [line.encode("cp1252", "replace").decode("cp1252") for line in lines]
    pages = [column(*lines[start : start + ROWS], top=740, leading=13) for start in range(0, max(1, len(lines)), ROWS)]
    return Response(200, (("Content-Type", "application/pdf"),), (pdf(*pages, info={"Title": title} if title else None),))


def in_docx(text: str) -> Response:
    """The text as a Word file, a paragraph a line."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraphs = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in text.splitlines())
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}.main+xml"/></Types>'
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{office}" Target="word/document.xml"/></Relationships>'
    )
    parts = {
        "[Content_Types].xml": types, "_rels/.rels": relations,
        "word/document.xml": f'<w:document xmlns:w="{space}"><w:body>{paragraphs}</w:body></w:document>',
    }  # fmt: skip
    with BytesIO() as packed:
        with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(ZipInfo(name), content)
        return Response(200, (("Content-Type", kind),), (packed.getvalue(),))


def noise(count: int, seed: int = 1) -> dict[str, Page]:
    """Pages of a city that have nothing to do with data, at least two hundred words each."""
    chosen = random.Random(seed)
    found: dict[str, Page] = {}
    while len(found) < count:
        service, place = chosen.choice(SERVICES), chosen.choice(PLACES)
        number = len(found)
        words = " ".join(
            chosen.choice(("the", "city", "residents", "week", "crew", "please", "call", "before", "street", "free"))
            for _ in range(200)
        )
        path = f"/services/{service.lower().replace(' ', '-')}-{place.lower().replace(' ', '-')}-{number}"
        found[path] = page(f"{service}, {place}", f"<p>{service} in {place}. {words}.</p>")
    return found


def linked(pages: Iterable[str]) -> list[tuple[str, str]]:
    """Links to pages, called by the last step of their paths."""
    return [(path, path.rpartition("/")[2].replace("-", " ").title()) for path in pages]


POLICY = """OPEN DATA POLICY

Section 1. Purpose. The City of Springfield adopts this open data policy so that data of the city are open by default.

Section 2. Definitions. Open data means data that are available online, in an open format, free of legal encumbrance on reuse.

Section 3. The Chief Data Officer shall publish data sets on a single portal and maintain an inventory of data sets.

Section 4. Every department shall appoint a data coordinator within 60 days. The policy shall be reviewed every year.

Adopted by the City Council on May 14, 2018.
"""
"""A small policy of an invented city."""
