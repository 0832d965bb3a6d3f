"""Pages of a Hub site, which scripts draw, are read from the items behind them."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

import pytest

from portalaudit.connectors.website.hub import as_page, embedded, pages_of
from portalaudit.connectors.website.visit import Seed
from portalaudit.demo.http import as_json
from tests.connectors.website.looking import Looking, look
from tests.portals.sites import POLICY, Page, Site, page, prose

SITE, POLICIES, HELP = ("a" * 32), ("b" * 32), ("c" * 32)
DATA = {
    "values": {
        "title": "Open Data Springfield",
        "pages": [
            {"id": POLICIES, "title": "Open Data Policy", "slug": "policy"},
            {"id": HELP, "title": "User Guide", "slug": "help"},
        ],
    }
}
CARDS = {
    "values": {
        "title": "Open Data Policy",
        "layout": {"sections": [{"rows": [{"cards": [
            {"component": {"name": "markdown-card", "settings": {"markdown": prose(POLICY)}}},
            {"component": {"name": "category-card", "settings": {"title": "The ordinance", "url": "/files/open-data-ordinance"}}},
        ]}]}]},
    }
}  # fmt: skip
ITEMS = "/sharing/rest/content/items"


def looked(folder: Path, home: Page, more: Mapping[str, Page] = {}) -> Looking:
    pages: dict[str, Page] = {
        "/": home,
        f"{ITEMS}/{SITE}/data": as_json(DATA),
        f"{ITEMS}/{POLICIES}/data": as_json(CARDS),
        f"{ITEMS}/{HELP}/data": as_json({"error": {"code": 403, "message": "no permission"}}),
        "/api/v3/domains/127.0.0.1": as_json({"siteId": SITE}),
        "/files/open-data-ordinance": page("Ordinance", prose(POLICY)),
        **more,
    }

    def seeds(urls: Sequence[str]) -> Sequence[Seed]:
        return Seed(f"{urls[0]}/", "", "home"), Seed(f"{urls[0]}/api/v3/domains/127.0.0.1", "", "portal-page")

    return look(folder, Site(pages), seeds=seeds)


def _in_page(script: str) -> Page:
    return page("Hub", f'<div id="app"></div><script id="site-injection">{script}</script>')


@pytest.mark.parametrize(
    ("script", "lookup"),
    [
        ("", True),
        ('window.__SITE="%7B%7D";', True),
        (f'window.__SITE="{quote(json.dumps({"site": {"data": DATA}}))}";', False),
        (f"window.__SITE = {json.dumps({'site': {'data': DATA}})};", False),
        ('window.__SITE="%7Bbroken', True),
    ],
    ids=["nothing", "empty", "encoded", "object", "broken"],
)
def test_pages_are_found_in_the_home_page_or_by_the_look_up(tmp_path: Path, script: str, lookup: bool) -> None:
    found = looked(tmp_path, _in_page(script))

    visit = found.visit("/pages/policy")
    assert visit is not None
    assert visit.text is not None, (visit.failure, visit.detail)
    assert "open by default" in visit.text.plain
    assert (visit.text.title, visit.same_site) == ("Open Data Policy", True)
    assert found.visit("/files/open-data-ordinance") is not None
    assert ("/api/v3/domains/127.0.0.1" in found.asked()) == lookup


def test_an_item_that_is_locked_says_so(tmp_path: Path) -> None:
    visit = looked(tmp_path, _in_page("")).visit("/pages/help")

    assert visit is not None
    assert (visit.status, visit.failure, visit.detail) == ("failed", "http-403", "no permission")


@pytest.mark.parametrize("answer", [None, [], 7, "x", {}, {"siteId": 5}, {"siteId": "../x"}, {"siteId": "A" * 32}])
def test_a_look_up_of_any_shape_leads_nowhere(tmp_path: Path, answer: object) -> None:
    found = looked(tmp_path, page("Hub"), {"/api/v3/domains/127.0.0.1": as_json(answer)})

    assert found.visit("/pages/policy") is None
    assert found.looked("portal-page").reason == "shape"


@pytest.mark.parametrize(
    "data",
    [
        None, [], "x", {"values": 5}, {"values": {"pages": 7}}, {"pages": [None, 5, {"id": 5}, {"id": "z"}]},
        {"values": {"title": ["x"]}},
        {"pages": [{"id": "a" * 32, "title": 5, "slug": ["x"]}] * 100_000}, {"markdown": "<" * 1_000_000},
        {"url": "javascript:x", "title": "x"},
    ],
)  # fmt: skip
def test_items_of_any_shape_are_read(data: object) -> None:
    assert len(pages_of(data)) <= 1
    assert as_page(data).startswith(b"<!DOCTYPE html>")
    assert b"javascript" not in as_page(data)


def test_what_a_page_carries_may_be_anything() -> None:
    hostile = [
        b"window.__SITE",
        b'window.__SITE="',
        b'window.__SITE="' + b"%7B" * 500_000 + b'"',
        b"window.__SITE=" + b"{" * 500_000,
        b'window.__SITE="\\ud800"',
    ]
    assert [embedded(body) for body in hostile] == [None] * 5
