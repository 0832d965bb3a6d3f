"""Every way to the rows of an asset, over a socket, page by page."""

import asyncio
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from portalaudit.connectors.rows import MOST_PAGES, fetch_rows, rows_plan
from portalaudit.connectors.rows.pages import PAGE_ROWS
from portalaudit.connectors.rows.soda import soda
from portalaudit.demo.ckan import ckan_portal
from portalaudit.demo.http import Manner, Request, Response, as_json
from portalaudit.demo.socrata import socrata_portal
from portalaudit.demo.tables import TableOptions, with_tables
from portalaudit.errors import StopRequested
from portalaudit.model.ports import Fetch
from portalaudit.model.tables import Way
from tests.connectors.crawling import Scripted
from tests.connectors.rows.asking import Paged, ask, records

KEY, RESOURCE = "abcd-2345", "0d6e0c29-0a5b-4b3b-9b0a-3f2f0b1c2d3e"
SODA, LAYER = f"/resource/{KEY}.json", "/arcgis/rest/services/inventory/FeatureServer/0"
STORE = f"/api/3/action/datastore_search?resource_id={RESOURCE}"


def test_soda_gives_pages_in_the_order_of_ids(tmp_path: Path) -> None:
    found = ask(with_tables(socrata_portal([]), {KEY: records(PAGE_ROWS + 5)}), "soda", SODA, tmp_path)
    assert found.targets == [
        f"{SODA}?%24order=%3Aid&%24limit={PAGE_ROWS}&%24offset=0",
        f"{SODA}?%24order=%3Aid&%24limit={PAGE_ROWS}&%24offset={PAGE_ROWS}",
    ]
    assert found.rows.failure is found.rows.truncated is None
    assert len(found.rows.bodies) == len(found.rows.captures) == 2
    assert found.rows.url == found.url + found.targets[0]
    table = found.table
    assert set(table.header) == {"dataset_name", "agency", "data_steward"}
    assert table.data.num_rows == PAGE_ROWS + 5


def test_soda_ends_at_a_page_that_is_not_full_and_asks_on_where_the_limit_may_be_the_servers(tmp_path: Path) -> None:
    for count, requests in ((0, 1), (3, 1), (999, 1), (2_000, 2), (PAGE_ROWS, 2)):
        found = ask(with_tables(socrata_portal([]), {KEY: records(count)}), "soda", SODA, tmp_path / str(count))
        assert len(found.targets) == requests, count
        assert len(found.rows.bodies) == 1 and found.rows.truncated is None


def test_soda_that_refuses_the_order_is_asked_without(tmp_path: Path) -> None:
    portal = with_tables(socrata_portal([]), {KEY: records(4)})

    def unordered(request: Request) -> Response:
        return as_json({"code": "query.soql.no-such-column"}, 400) if request.one("$order") else portal.answer(request)

    found = ask(Scripted({SODA: unordered}), "soda", SODA, tmp_path)
    assert found.table.data.num_rows == 4
    assert len(found.targets) == 2
    refusing = ask(Paged(lambda n, request: as_json({"code": "x", "message": "no"}, 400)), "soda", SODA, tmp_path / "never")
    assert (refusing.rows.failure, refusing.rows.detail, len(refusing.targets)) == ("http-400", "no", 2)


def test_soda_that_prepares_its_rows_is_asked_again(tmp_path: Path) -> None:
    async def hasty(fetch: Fetch, way: Way) -> object:
        return await soda(fetch, way.url, (0.01, 0.01, 0.01))

    ready = ask(
        Paged(lambda n, _: as_json({"status": "processing"}, 202) if n < 2 else [{"a": "1"}]), "soda", SODA, tmp_path, hasty
    )
    assert (ready.rows.failure, len(ready.targets)) == (None, 3)
    never = ask(Paged(lambda n, _: as_json({}, 202)), "soda", SODA, tmp_path / "never", hasty)
    assert (never.rows.failure, len(never.targets)) == ("http-202", 4)


def test_a_datastore_is_read_to_its_total_whatever_it_clamps(tmp_path: Path) -> None:
    portal = ckan_portal([])
    for clamp, requests in ((32_000, 1), (40, 3)):
        tabled = with_tables(portal, {RESOURCE: records(100)}, options=TableOptions(clamp=clamp))
        found = ask(tabled, "datastore", STORE, tmp_path / str(clamp))
        assert found.targets == [f"{STORE}&limit={PAGE_ROWS}&offset={n * clamp}" for n in range(requests)]
        assert found.rows.truncated is None
        assert found.table.data.num_rows == 100
        assert found.table.header[:2] == ("_id", "Dataset Name")


def test_a_datastore_that_tells_no_total_ends_at_a_page_that_is_not_full(tmp_path: Path) -> None:
    def page(n: int, request: Request) -> object:
        start = int(request.one("offset"))
        rows = [{"_id": start + i, "a": "x"} for i in range(1, 6 if start < 10 else 3)]
        return {"success": True, "result": {"records": rows, "limit": 5, "total": 9, "total_was_estimated": True}}

    found = ask(Paged(page), "datastore", STORE, tmp_path)
    assert (found.table.data.num_rows, len(found.targets), found.rows.truncated) == (12, 3, None)


def test_a_layer_is_asked_what_it_is_and_then_for_its_attributes(tmp_path: Path) -> None:
    options = TableOptions(records=40, edited=1_785_672_000_000)
    found = ask(with_tables(ckan_portal([]), {"inventory": records(100)}, options=options), "features", LAYER, tmp_path)
    query = f"{LAYER}/query?where=1%3D1&outFields=%2A&returnGeometry=false&f=json&orderByFields=OBJECTID"
    assert found.targets == [
        f"{LAYER}?f=json",
        *(f"{query}&resultOffset={n}&resultRecordCount=40" for n in (0, 40, 80)),
    ]
    assert found.rows.stamp == datetime(2026, 8, 2, 12, 0, tzinfo=UTC)
    assert (len(found.rows.bodies), found.rows.truncated) == (3, None)
    assert found.table.data.num_rows == 100
    assert found.table.header == ("OBJECTID", "Dataset_Name", "Agency", "Data_Steward")


def test_a_layer_that_does_not_page_is_asked_once(tmp_path: Path) -> None:
    layer = {"fields": [{"name": "FID", "type": "esriFieldTypeOID"}], "maxRecordCount": 3}
    rows = {"features": [{"attributes": {"FID": n}} for n in range(3)], "exceededTransferLimit": True}
    error = {"error": {"code": 400, "message": "Pagination is not supported."}}

    def says(n: int, request: Request) -> object:
        return {**layer, "advancedQueryCapabilities": {"supportsPagination": False}} if n == 0 else rows

    def refuses(n: int, request: Request) -> object:
        return layer if n == 0 else error if "resultOffset" in request.query else rows

    for name, make, requests in (("says", says, 2), ("refuses", refuses, 3)):
        found = ask(Paged(make), "features", LAYER, tmp_path / name)
        assert (len(found.targets), found.rows.truncated, len(found.rows.bodies)) == (requests, "pages", 1), name


def test_a_file_comes_as_it_lies_there(tmp_path: Path) -> None:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    files = {"/files/inventory.csv": b"Name,Agency\nTrees,Parks\n", "/files/inventory.xlsx": held.getvalue()}
    options = TableOptions(types={"/files/inventory.csv": "text/csv; charset=ISO-8859-1"})
    portal = with_tables(ckan_portal([]), files=files, options=options)
    found = ask(portal, "file", "/files/inventory.csv", tmp_path)
    assert found.rows.bodies == (files["/files/inventory.csv"],)
    assert (found.rows.charset, found.rows.stamp) == ("ISO-8859-1", datetime(2026, 11, 1, tzinfo=UTC))
    assert [entry.target for entry in found.log] == ["/robots.txt", "/files/inventory.csv"]
    assert ask(portal, "file", "/files/inventory.xlsx", tmp_path / "x").rows.bodies == (files["/files/inventory.xlsx"],)


@pytest.mark.parametrize(
    "path",
    [
        f"/api/views/{KEY}/rows.csv?accessType=DOWNLOAD",
        "/api/download/v1/items/0123456789abcdef0123456789abcdef/csv?layers=0",
        "/api/v3/datasets/0123456789abcdef0123456789abcdef_0/downloads/data?format=csv&spatialRefId=4326",
        "/datasets/city::inventory.csv",
        f"/datastore/dump/{RESOURCE}",
        f"/api/geospatial/{KEY}?method=export&format=GeoJSON",
    ],
)
def test_a_file_that_the_platform_makes_on_request_is_never_asked_for(path: str, tmp_path: Path) -> None:
    found = ask(Paged(lambda n, request: Response(200, (), (b"a,b\n1,2\n",))), "file", path, tmp_path)
    assert (found.rows.failure, found.rows.captures, found.log) == ("export", (), ())


def test_robots_bar_files_and_not_the_documented_interfaces(tmp_path: Path) -> None:
    rows = {KEY: records(2), RESOURCE: records(2), "inventory": records(2)}
    barred = Response(200, (("Content-Type", "text/plain"),), (b"User-agent: *\nDisallow: /\n",))
    item = "/sharing/rest/content/items/0123456789abcdef0123456789abcdef/data"
    files = {"/inventory.csv": b"a,b\n1,2\n", item: b"a,b\n1,2\n"}
    portal = Scripted({"/robots.txt": barred}, with_tables(ckan_portal([]), rows, files))
    found = ask(portal, "file", "/inventory.csv", tmp_path)
    assert (found.rows.failure, found.targets) == ("robots", [])
    assert found.rows.captures == tuple(capture.id for capture in found.captures if capture.error == "robots")
    for kind, path in (("soda", SODA), ("datastore", STORE), ("features", LAYER), ("file", item)):
        assert ask(portal, kind, path, tmp_path / kind).rows.failure is None, kind


@pytest.mark.parametrize(("kind", "path"), [("soda", SODA), ("datastore", STORE), ("features", LAYER), ("file", "/a.csv")])
def test_a_stop_passes_through(kind: str, path: str, tmp_path: Path) -> None:
    class Stopped:
        async def get(self, url: str, **_: object) -> object:
            raise StopRequested("stopped")

    with pytest.raises(StopRequested):
        asyncio.run(fetch_rows(Stopped(), Way(kind, "http://data.example.org" + path)))  # type: ignore[arg-type]


def test_what_a_server_refuses_is_told(tmp_path: Path) -> None:
    locked = as_json({"code": "authentication_required", "error": True, "message": "You must be logged in"}, 403)
    envelope = {"success": False, "error": {"__type": "Not Found Error", "message": "Not found"}}
    token = as_json({"code": "permission_denied", "error": True, "message": "Invalid app_token specified"}, 403)
    login = Response(200, (("Content-Type", "text/html"),), (b"<form><input type='password' name=p></form>",))
    cases = (
        ("soda", SODA, lambda n, _: locked, "login"),
        ("soda", SODA, lambda n, _: token, "http-403"),
        ("soda", SODA, lambda n, _: login, "login"),
        ("soda", SODA, lambda n, _: {"error": True, "message": "no"}, "shape"),
        ("soda", SODA, lambda n, _: Response(200, (), (b"Name,Agency\n",)), "not-json"),
        ("soda", SODA, lambda n, _: Response(200, (), ()), "empty"),
        ("datastore", STORE, lambda n, _: as_json(envelope, 404), "http-404"),
        ("datastore", STORE, lambda n, _: login, "login"),
        ("datastore", STORE, lambda n, _: {"success": True, "result": {"records": "many"}}, "shape"),
        ("datastore", STORE, lambda n, _: {"success": True, "result": None}, "shape"),
        ("features", LAYER, lambda n, _: {"error": {"code": 499, "message": "Token Required"}}, "login"),
        ("features", LAYER, lambda n, _: {"error": {"code": 500, "message": "Service stopped"}}, "http-500"),
        ("features", LAYER, lambda n, _: {"error": "no"}, "error"),
        ("features", LAYER, lambda n, _: {"name": "a folder", "services": []}, "shape"),
        ("features", LAYER, lambda n, _: {"fields": []} if n == 0 else {"count": 3}, "shape"),
        ("features", LAYER, lambda n, _: login, "login"),
        ("file", "/a.csv", lambda n, _: login, "login"),
        ("file", "/a.csv", lambda n, _: Response(404), "http-404"),
        ("file", "/a.csv", lambda n, _: as_json({}, 202), "http-202"),
        ("file", "/a.csv", lambda n, _: Response(200, (), (b"a" * 100,), Manner(cut_after=10)), "truncated"),
    )  # fmt: skip
    for number, (kind, path, make, reason) in enumerate(cases):
        found = ask(Paged(make), kind, path, tmp_path / str(number))
        assert (found.rows.failure, found.rows.bodies, len(found.rows.captures)) == (reason, (), 1), (number, found.rows)
        assert found.rows.captures[0] == found.captures[-1].id
        assert len(found.targets) <= 2


def test_the_plan_tells_of_it() -> None:
    line = rows_plan("https://data.example.org")
    assert (line.what, line.requests) == ("inventory rows", None)
    assert str(MOST_PAGES) in line.note
