"""Tables and files behind a stand-in portal, as the platforms give them."""

from collections.abc import Iterator

import pytest

from portalaudit.demo.ckan import ckan_portal
from portalaudit.demo.server import serve
from portalaudit.demo.socrata import socrata_portal
from portalaudit.demo.tables import HERE, TableOptions, records_of, with_tables
from tests.demo.asking import ask

TABLE = b'Dataset Name,Agency,Note\nTrees,Parks,"two\nlines"\nStreets,,\nFines,Courts,x\n'
ROWS = records_of(TABLE)
RESOURCE = {"id": "r1", "url": f"{HERE}/files/a.csv", "format": "CSV", "state": "active"}
PACKAGE = {"id": "p1", "name": "inventory", "title": "Inventory", "state": "active", "resources": [RESOURCE]}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    options = TableOptions(clamp=2, records=2, edited=1_785_672_000_000)
    rows = {"abcd-2345": ROWS, "r1": ROWS, "inventory": ROWS, "/gis/rest/services/x/MapServer/7": ROWS[:1]}
    with serve(with_tables(ckan_portal([PACKAGE]), rows, {"/files/a.csv": TABLE}, options)) as server:
        yield server.url


def test_rows_of_a_file_keep_their_lines_and_lose_their_blanks() -> None:
    assert ROWS[:2] == [
        {"Dataset Name": "Trees", "Agency": "Parks", "Note": "two\nlines"},
        {"Dataset Name": "Streets", "Agency": None, "Note": None},
    ]


def test_soda_leaves_out_what_is_empty(url: str) -> None:
    path = "/resource/abcd-2345.json"
    assert ask(url, path).json()[1] == {"dataset_name": "Streets"}
    assert ask(url, path, **{"$limit": 1, "$offset": 2}).json() == [{"dataset_name": "Fines", "agency": "Courts", "note": "x"}]
    assert ask(url, path, **{"$select": "count(*) AS n"}).json() == [{"n": "3"}]
    assert ask(url, path, **{"$order": "nothing"}).status == 400


def test_the_datastore_clamps_pages_and_tells_so(url: str) -> None:
    path = "/api/3/action/datastore_search"
    found = ask(url, path, resource_id="r1", limit=100, offset=1).json()["result"]
    assert [record["_id"] for record in found["records"]] == [2, 3]
    assert (found["limit"], found["total"], found["records"][0]["Agency"]) == (2, 3, None)
    missing = ask(url, path, resource_id="r2")
    assert (missing.status, missing.json()["error"]["__type"]) == (404, "Not Found Error")
    assert ask(url, path, resource_id="r1", limit="x").status == 409


def test_a_layer_says_what_it_is_and_whether_there_is_more(url: str) -> None:
    layer = "/arcgis/rest/services/inventory/FeatureServer/0"
    told = ask(url, layer, f="json").json()
    assert (told["maxRecordCount"], told["editingInfo"]["dataLastEditDate"]) == (2, 1_785_672_000_000)
    page = ask(url, f"{layer}/query", where="1=1", f="json").json()
    assert (len(page["features"]), page["exceededTransferLimit"]) == (2, True)
    last = ask(url, f"{layer}/query", where="1=1", f="json", resultOffset=2).json()
    assert last["features"][0]["attributes"] == {"OBJECTID": 3, "Dataset_Name": "Fines", "Agency": "Courts", "Note": "x"}
    assert "exceededTransferLimit" not in last
    refused = ask(url, f"{layer}/query", f="json")
    assert (refused.status, refused.json()["error"]["code"]) == (200, 400)
    assert len(ask(url, "/gis/rest/services/x/MapServer/7/query", where="1=1", f="json").json()["features"]) == 1
    assert ask(url, "/arcgis/rest/services/trees/FeatureServer/0", f="json").status == 404


def test_files_lie_where_the_catalogue_says(url: str) -> None:
    package = ask(url, "/api/3/action/package_show", id="p1").json()["result"]
    assert package["resources"][0]["url"] == f"{url}/files/a.csv"
    found = ask(url, "/files/a.csv")
    assert (found.body, found.headers["content-type"]) == (TABLE, "text/csv")
    assert "last-modified" in found.headers


def test_a_socratas_catalogue_tells_the_types_of_its_tables() -> None:
    columns = [
        {"name": name, "fieldName": name.lower(), "dataTypeName": kind} for name, kind in (("Fee", "number"), ("Id", "text"))
    ]
    view = {"id": "abcd-2345", "viewType": "tabular", "columns": columns}
    with serve(
        with_tables(socrata_portal([view]), {"abcd-2345": [{"Fee": "9", "Id": "9"}, {"Fee": "10", "Id": "10"}]})
    ) as server:
        found = ask(server.url, "/resource/abcd-2345.json", **{"$select": "max(fee) AS a,max(id) AS b"}).json()
    assert found == [{"a": "10", "b": "9"}]


def test_a_portal_without_tables_is_as_it_was() -> None:
    with serve(with_tables(socrata_portal([]))) as server:
        assert ask(server.url, "/resource/abcd-2345.json").status == 404
        assert ask(server.url, "/").status == 200
