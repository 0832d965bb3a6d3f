"""Sitemaps: found, read within bounds, and what they list is asked where its address names a topic."""

import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest

from portalaudit.connectors.website.sitemap import MOST, addresses
from portalaudit.connectors.website.visit import Seed
from portalaudit.demo.http import Response
from tests.connectors.website.looking import Looking, look
from tests.patience import ends
from tests.portals.sites import POLICY, Page, Site, page, plain, prose

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
LOLS = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 12))
BILLION = f'{HEAD}<!DOCTYPE urlset [<!ENTITY l0 "lol">{LOLS}<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def xml(text: str, *, packed: bool = False) -> Response:
    body = gzip.compress(text.encode(), mtime=0) if packed else text.encode()
    return Response(200, (("Content-Type", "application/gzip" if packed else "application/xml"),), (body,))


def urlset(*urls: str, head: str = HEAD) -> str:
    return f"{head}<urlset {SPACE}>" + "".join(f"<url><loc>{url}</loc></url>" for url in urls) + "</urlset>"


def index(*urls: str) -> str:
    return f"{HEAD}<sitemapindex {SPACE}>" + "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls) + "</sitemapindex>"


def looked(folder: Path, pages: dict[str, Page]) -> Looking:
    """A look at a site whose home page links to nothing."""
    site = Site({"/": page("City"), "/city/open-data-policy": page("Policy", prose(POLICY)), **pages})

    def seeds(urls: Sequence[str]) -> Sequence[Seed]:
        return Seed(f"{urls[0]}/", "", "home"), Seed(f"{urls[0]}/sitemap.xml", "", "sitemap")

    return look(folder, site, seeds=seeds)


WANTED = "@site0@/city/open-data-policy"


@pytest.mark.parametrize(
    ("pages", "asked"),
    [
        ({"/sitemap.xml": xml(urlset("@site0@/trash", WANTED))}, 1),
        ({"/sitemap.xml": xml(urlset("/trash", "/city/open-data-policy"), packed=True)}, 1),
        ({"/sitemap.xml": xml(index("@site0@/sitemap-posts.xml", "@site0@/sitemap-pages.xml")),
          "/sitemap-pages.xml": xml(urlset(WANTED)), "/sitemap-posts.xml": xml(urlset())}, 2),
        ({"/robots.txt": plain("User-agent: *\nDisallow:\nSitemap: @site0@/maps/all.xml\n"),
          "/maps/all.xml": xml(urlset(WANTED))}, 1),
        ({"/sitemap.xml": plain("@site0@/trash\n@site0@/city/open-data-policy\n")}, 1),
        ({"/sitemap.xml": xml(urlset("<![CDATA[" + WANTED + "]]>"))}, 1),
        ({"/sitemap.xml": xml(urlset("@site0@/&l11;", "@site0@/&x;", WANTED, head=BILLION))}, 1),
    ],
    ids=["plain", "gzip", "index", "robots", "text", "cdata", "entities"],
)  # fmt: skip
def test_a_policy_that_only_the_sitemap_lists_is_found(tmp_path: Path, pages: dict[str, Page], asked: int) -> None:
    found = looked(tmp_path, pages)

    visit = found.visit("/city/open-data-policy")
    assert visit is not None, found.asked()
    assert (visit.status, visit.source) == ("read", "sitemap")
    assert not any("/trash" in target for target in found.asked())
    assert sum("xml" in target for target in found.asked()) == asked
    assert found.looked("sitemap").reason is None


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (page("Not here", status=404), "none"), (page("A soft 404"), "shape"),
        (xml("\x1f\x8b broken"), "shape"),
        (Response(200, (("Content-Type", "application/xml"),), (b" " * 1_000_000,) * 60), "too-large"),
    ],
)  # fmt: skip
def test_a_sitemap_that_cannot_be_read_is_said(tmp_path: Path, answer: Response, reason: str) -> None:
    found = looked(tmp_path, {"/sitemap.xml": answer})

    assert found.looked("sitemap").reason == reason
    assert found.looked("home").reason is None


def test_an_index_of_thousands_costs_two_requests(tmp_path: Path) -> None:
    found = looked(tmp_path, {"/sitemap.xml": xml(index(*(f"@site0@/map-{number}.xml" for number in range(3_000))))})

    assert sum(".xml" in target for target in found.asked()) == 2


@pytest.mark.parametrize(
    "body",
    [
        urlset(*(f"http://city.example/page/{number}" for number in range(200_000))).encode(),
        gzip.compress(b"<urlset>" + b"<loc>http://city.example/a</loc>" * 4_000_000, compresslevel=1),
        b"<urlset>" + b"<loc " * 8_000_000, b"<urlset><loc>" + b" " * 20_000_000, b"<urlset>" + b"<loc>http://a" * 3_000_000,
    ],
    ids=["long", "bomb", "unclosed-tags", "blanks", "unclosed-values"],
)  # fmt: skip
def test_hostile_sitemaps_end(body: bytes) -> None:
    with ends():
        found = addresses(body, "http://city.example/sitemap.xml")

    assert found is None or len(found[0]) <= MOST
