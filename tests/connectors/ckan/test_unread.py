"""What a crawl of CKAN leaves unread is named to the last row, and is never counted as the portal's failure."""

import json
from pathlib import Path

import pytest

from portalaudit.connectors.ckan import CONNECTOR
from portalaudit.connectors.ckan.detect import candidates
from portalaudit.connectors.ckan.reading import PLACES
from portalaudit.demo.ckan import ckan_portal
from portalaudit.demo.http import Request, Response, as_html, as_json
from tests.connectors.ckan.test_crawl import listed, packages
from tests.connectors.crawling import Scripted, crawl_portal

SEARCH = "/api/3/action/package_search"


def test_a_search_that_is_given_up_names_every_row_unread(tmp_path: Path) -> None:
    portal = ckan_portal(packages(2_002), rows_max=100)

    def search(request: Request) -> Response:
        return as_html("<h1>Forbidden</h1>", 403) if int(request.one("start", "0")) >= 800 else portal.answer(request)

    crawled = crawl_portal(CONNECTOR, Scripted({SEARCH: search}, portal), tmp_path, attempts=1)
    assert len(crawled.seen.datasets) == 800
    assert [(gap.reason, gap.detail) for gap in crawled.seen.gaps] == [("http-403", "rows 800 to 2001")]
    assert not any(each.comparable for each in crawled.seen.enumerations), "what we did not read is no contradiction"


def test_rows_of_a_page_that_came_short_are_named_too(tmp_path: Path) -> None:
    portal = ckan_portal(packages(60), rows_max=20)

    def search(request: Request) -> Response:
        start, rows = int(request.one("start", "0")), int(request.one("rows", "10"))
        if start == 25:
            return as_html("<h1>Forbidden</h1>", 403)
        target = request.target.replace(f"rows={rows}", "rows=5") if start == 20 else request.target
        return portal.answer(Request("GET", target, request.headers))

    crawled = crawl_portal(CONNECTOR, Scripted({SEARCH: search}, portal), tmp_path, attempts=1)
    assert len(crawled.seen.datasets) == 45
    assert [gap.detail for gap in crawled.seen.gaps] == ["rows 25 to 39"]


def test_repeating_pages_name_every_row_unread(tmp_path: Path) -> None:
    portal = ckan_portal(packages(30), rows_max=10)

    def search(request: Request) -> Response:
        body = json.loads(b"".join(portal.answer(Request("GET", request.target.replace("start=", "x="), request.headers)).body))
        body["result"]["count"] = 5_000
        return as_json(body)

    crawled = crawl_portal(CONNECTOR, Scripted({SEARCH: search}, portal), tmp_path)
    assert [gap.detail for gap in crawled.seen.gaps] == ["rows 10 to 4999: pages repeat"]


@pytest.mark.parametrize("named", [True, False])
def test_entries_that_are_no_objects_are_listed_and_no_contradiction(tmp_path: Path, named: bool) -> None:
    """Two entries that we skip leave a gap; the search lists as many as it says, and the names of the two are no loss."""
    portal = ckan_portal(packages(230), rows_max=100)

    def search(request: Request) -> Response:
        body = json.loads(b"".join(portal.answer(request).body))
        body["result"]["results"] = [None if p["name"] in ("name-00022", "name-00123") else p for p in body["result"]["results"]]
        return as_json(body)

    names = [str(p["name"]) for p in packages(230) if named or p["name"] not in ("name-00022", "name-00123")]
    listing = as_json({"success": True, "result": names})
    crawled = crawl_portal(CONNECTOR, Scripted({SEARCH: search, "/api/3/action/package_list": listing}, portal), tmp_path)
    lists = listed(crawled)
    assert len(crawled.seen.datasets) == 228
    assert [gap.detail for gap in crawled.seen.gaps] == ["2 entries are no objects"]
    assert (lists["package_search"].listed, lists["package_search"].declared) == (230, 230)
    assert lists["package_list"].comparable is not named


def test_a_count_that_is_not_kept_still_contradicts(tmp_path: Path) -> None:
    seen = listed(crawl_portal(CONNECTOR, ckan_portal(packages(30), rows_max=10, overcount=5), tmp_path))["package_search"]
    assert (seen.listed, seen.declared, seen.comparable) == (30, 35, True)


def test_the_status_is_asked_for_once_an_audit(tmp_path: Path) -> None:
    crawled = crawl_portal(CONNECTOR, ckan_portal(packages(3)), tmp_path)
    assert crawled.paths().count("/api/3/action/status_show") == 1
    assert crawled.seen.portal.version is not None


def test_names_and_passwords_are_no_part_of_a_base() -> None:
    assert candidates("http://user:PASSW0RD@data.example/a") == ["http://data.example/a", "http://data.example"]


def test_stamps_have_places() -> None:
    assert {name: PLACES[name] for name in ("data_modified", "metadata_modified", "created_at")} == {
        "data_modified": "#/resources",
        "metadata_modified": "#/metadata_modified",
        "created_at": "#/metadata_created",
    }
