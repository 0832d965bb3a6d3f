"""Which ways lead to the rows of an asset, by what its key, links and distributions are."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portalaudit.connectors.build import Builder
from portalaudit.connectors.dcat import CONNECTOR as DCAT
from portalaudit.connectors.dcat.distribution import generated
from portalaudit.connectors.rows import way_of, ways
from portalaudit.connectors.rows.addresses import is_export
from portalaudit.connectors.socrata.assets import EXPORTS
from portalaudit.model.portal import Platform, Portal
from portalaudit.model.snapshot import Snapshot
from portalaudit.model.tables import Way
from tests.connectors.crawling import crawl_portal
from tests.portals import recordings as recorded

ROOT = "https://data.example.org"
ITEM = "0123456789abcdef0123456789abcdef"
UUID = "0d6e0c29-0a5b-4b3b-9b0a-3f2f0b1c2d3e"
Item = Mapping[str, object]


def found(
    platform: Platform, *files: Item, connector: str | None = None, root: str = ROOT, **row: object
) -> list[tuple[str, str]]:
    """Kind and address of every way to one asset."""
    builder = Builder()
    builder.add({"key": "k", "kind": "dataset", "title": "Data Inventory", **row}, distributions=[dict(file) for file in files])
    made = builder.frames()
    snapshot = Snapshot(
        Portal(root, platform, connector or platform, domain="data.example.org"), datetime(2026, 11, 1, tzinfo=UTC), **made
    )  # type: ignore[arg-type]
    return [(way.kind, way.url) for way in ways(snapshot, 0, root)]


def a_file(url: str, form: str | None = "CSV", **more: object) -> Item:
    return {"download_url": url, "format": form, "generated": generated(url), **more}


def exports(key: str, host: str = ROOT) -> Sequence[Item]:
    return [a_file(host + path.format(key), form) for form, _, path in EXPORTS["tabular"]]


def test_assets_of_socrata_are_asked_by_soda_whatever_they_are_views_of() -> None:
    asked = [("soda", f"{ROOT}/resource/abcd-2345.json")]
    for kind in ("dataset", "view", "map", "chart"):
        assert found("socrata", *exports("abcd-2345"), key="abcd-2345", kind=kind, domain="data.example.org") == asked, kind
    for kind in ("story", "page"):
        assert found("socrata", *exports("abcd-2345"), key="abcd-2345", kind=kind) == [], kind
    county = [("soda", "https://data.county.example/resource/abcd-2345.json")]
    assert found("socrata", key="abcd-2345", domain="data.county.example") == county
    assert found("socrata", key="abcd-2345", domain="evil.example/x?y=") == asked
    assert found("socrata", key="../../admin") == []


def test_a_file_of_socrata_is_downloaded_under_its_media_type() -> None:
    blob = {"download_url": f"{ROOT}/download/abcd-2345", "media_type": "text/csv", "format": "text/csv", "generated": False}
    assert found("socrata", blob, key="abcd-2345", kind="document") == [("file", f"{ROOT}/download/abcd-2345/text/csv")]
    pdf = {**blob, "media_type": "application/pdf", "format": "application/pdf"}
    assert found("socrata", pdf, key="abcd-2345", kind="document") == []


def test_a_link_of_socrata_leads_where_it_leads() -> None:
    link = a_file("https://files.example.org/inventory.xlsx", None, access_url=None)
    assert found("socrata", link, key="abcd-2345", kind="link") == [("file", "https://files.example.org/inventory.xlsx")]
    other = a_file("https://data.county.example/api/views/wxyz-6789/rows.csv", "CSV", generated=False)
    assert found("socrata", other, key="abcd-2345", kind="link") == [
        ("soda", "https://data.county.example/resource/wxyz-6789.json")
    ]


def test_a_feed_of_socrata_is_known_by_its_addresses() -> None:
    entry = {"identifier": f"{ROOT}/api/views/abcd-2345", "landing_page": f"{ROOT}/d/abcd-2345"}
    asked = [("soda", f"{ROOT}/resource/abcd-2345.json")]
    assert found("socrata", *exports("abcd-2345"), connector="dcat", **entry) == asked
    assert found("dcat", *exports("abcd-2345")) == asked
    assert found("socrata", connector="dcat", identifier="abcd-2345") == asked
    assert found("socrata", connector="dcat", landing_page=f"{ROOT}/Government/Data-Inventory/abcd-2345") == asked
    blob = a_file(f"{ROOT}/download/abcd-2345/text/csv", None, media_type="text/csv")
    assert found("socrata", blob, connector="dcat", **entry) == [("file", f"{ROOT}/download/abcd-2345/text/csv")]


def test_the_portals_own_host_is_asked_over_the_scheme_that_it_is_read_with() -> None:
    root = "http://127.0.0.1:8080"
    entry = exports("abcd-2345", "https://127.0.0.1:8080")
    assert found("socrata", *entry, connector="dcat", root=root) == [("soda", f"{root}/resource/abcd-2345.json")]


def test_other_sites_have_names_of_that_shape() -> None:
    for page in ("/city/open/data-sets", "/reports/years/2019-2020", "/a/b/fy19-2020", "/d/data-sets"):
        assert found("dcat", landing_page=ROOT + page, identifier=ROOT + page + "/") == [], page
    same = {"landing_page": f"{ROOT}/City/Inventory/abcd-2345", "identifier": f"{ROOT}/d/abcd-2345"}
    assert found("dcat", **same) == [("soda", f"{ROOT}/resource/abcd-2345.json")]
    assert found("dcat", landing_page=same["landing_page"]) == []


def test_a_resource_of_ckan_is_asked_of_the_datastore_then_as_a_file() -> None:
    url = f"{ROOT}/dataset/inventory/resource/{UUID}/download/inventory.csv"
    store = ("datastore", f"{ROOT}/api/3/action/datastore_search?resource_id={UUID}")
    assert found("ckan", a_file(url, key=UUID)) == [store, ("file", url)]
    assert found("ckan", a_file(url, key=UUID), connector="dcat", root=f"{ROOT}/data.json") == [store, ("file", url)]
    assert found("dcat", a_file(url, key=UUID)) == [("file", url)]
    dump = {**a_file(f"{ROOT}/datastore/dump/{UUID}", key=UUID), "generated": True}
    assert found("ckan", dump) == [store]
    assert found("ckan", dump, connector="dcat") == [store]
    assert found("ckan", a_file("gis.example.org/inventory.xlsx", "XLSX", key=UUID)) == [
        store,
        ("file", "http://gis.example.org/inventory.xlsx"),
    ]
    assert found("ckan", a_file(f"{ROOT}/a.pdf", "PDF", key=UUID)) == []
    odd = found("ckan", a_file(url, key="a b&limit=1#"))[0]
    assert odd == ("datastore", f"{ROOT}/api/3/action/datastore_search?resource_id=a%20b%26limit%3D1%23")


def test_a_prefix_of_ckan_belongs_to_its_root() -> None:
    root = f"{ROOT}/opendata"
    asked = found("ckan", a_file(f"{root}/f.csv", key=UUID), root=root)
    assert asked[0] == ("datastore", f"{root}/api/3/action/datastore_search?resource_id={UUID}")


def test_layers_are_asked_for_their_features() -> None:
    server = "https://services1.arcgis.com/AbC/arcgis/rest/services/inventory/FeatureServer"
    cases = {
        f"{server}/3": f"{server}/3",
        server: f"{server}/0",
        f"{server}/2/query?where=1=1&f=json": f"{server}/2",
        "https://gis.example.org/rest/services/DATA/MapServer/17/": "https://gis.example.org/rest/services/DATA/MapServer/17",
    }
    for url, asked in cases.items():
        service = {
            "access_url": url,
            "format": "ArcGIS GeoServices REST API",
            "media_type": "application/json",
            "generated": False,
        }
        assert found("arcgis", service, key=ITEM) == [("features", asked)], url
        assert found("ckan", service) == [("features", asked)], url
    service = {"access_url": server, "generated": False}
    assert found("arcgis", service, key=f"{ITEM}_4") == [("features", f"{server}/4")]
    image = {"access_url": "https://gis.example.org/rest/services/photo/ImageServer", "media_type": "application/json"}
    assert found("arcgis", image, key=ITEM) == []
    maps = {
        "access_url": "https://gis.example.org/arcgis/services/DATA/MapServer/WMSServer?request=GetCapabilities",
        "format": "CSV",
    }
    assert found("arcgis", maps, key=ITEM) == []


def test_exports_of_a_hub_are_never_asked_for_and_a_table_item_is_its_file() -> None:
    jobs = [
        a_file(f"{ROOT}/api/download/v1/items/{ITEM}/csv?layers=0"),
        a_file(f"{ROOT}/datasets/{ITEM}_0.csv"),
        a_file(f"https://opendata.arcgis.com/api/v3/datasets/{ITEM}_0/downloads/data?format=csv"),
    ]
    page = {"access_url": f"{ROOT}/datasets/city::inventory", "format": "Web Page", "media_type": "text/html", "generated": False}
    data = f"https://www.arcgis.com/sharing/rest/content/items/{ITEM}/data"
    assert found("arcgis", page, *jobs, key=ITEM, landing_page=page["access_url"]) == []
    for kind in ("CSV", "Microsoft Excel"):
        assert found("arcgis", page, *jobs, key=f"{ITEM}_0", platform_type=kind) == [("file", data)], kind
    assert found("arcgis", key=ITEM, platform_type="PDF") == []
    assert found("arcgis", key=ITEM, title="Data Inventory FY19.xlsx", kind="document") == [("file", data)]
    local = found("arcgis", key=ITEM, platform_type="CSV", root="http://127.0.0.1:8080")
    assert local == [("file", f"http://127.0.0.1:8080/sharing/rest/content/items/{ITEM}/data")]
    identifier = f"https://www.arcgis.com/home/item.html?id={ITEM}"
    assert found("arcgis", connector="dcat", identifier=identifier, platform_type="CSV") == [("file", data)]


def test_files_come_by_format_then_age_and_what_lies_beside_the_table_last() -> None:
    at = "https://files.example.org"
    by_format = [a_file(f"{at}/a.{ending}", None) for ending in ("html", "json", "ods", "xls", "xlsx", "tsv", "csv")]
    assert [url.rpartition(".")[2] for _, url in found("dcat", *by_format)] == ["csv", "tsv", "xlsx"]
    layer = {"access_url": f"{at}/rest/services/a/MapServer/1", "generated": False}
    assert [kind for kind, _ in found("dcat", *by_format[4:], layer)] == ["file", "file", "features"]
    years = [
        a_file(f"{at}/{year}.csv", title=f"Inventory {year}", modified=(year - 1970) * 31_556_952_000_000)
        for year in (2019, 2024, 2022)
    ]
    assert [url[-8:-4] for _, url in found("dcat", *years)] == ["2024", "2022", "2019"]
    beside = [
        a_file(f"{at}/d.csv", title="Data dictionary"),
        a_file(f"{at}/o.csv", title="Offices"),
        a_file(f"{at}/i.xlsx", "XLSX", title="Inventory"),
    ]
    assert [url[-6:] for _, url in found("dcat", *beside)] == ["i.xlsx", "/o.csv", "/d.csv"]
    dictionary = found("dcat", *beside, title="Metadata dictionary of the offices")
    assert dictionary[0] == ("file", f"{at}/d.csv")


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("ftp://files.example.org/a.csv", "CSV"),
        ("file:///etc/passwd", "CSV"),
        ("javascript:alert(1)", "CSV"),
        ("data:text/csv,a", "CSV"),
        ("https://user:secret@files.example.org/a.csv", "CSV"),
        ("https://login.example.com/saml?target=a.csv", "CSV"),
        ("https://www.example.com/user/login?next=/a.csv", "CSV"),
        ("https://files.example.org/a.zip", "CSV"),
        ("https://files.example.org/a.pdf", None),
        ("https://files.example.org/a", "GeoJSON"),
        ("https://files.example.org/app", "Web App"),
        ("https://files.example.org/a", None),
        ("https://files.example.org/geoserver/ows?service=WFS&outputFormat=csv", "CSV"),
        ("http://[::1", "CSV"),
        ("a.csv", "CSV"),
        ("", "CSV"),
        (None, "CSV"),
    ],
)
def test_what_is_no_table_to_ask_for(url: str, form: str | None) -> None:
    assert found("dcat", {"download_url": url, "format": form}) == []


@pytest.mark.parametrize(
    ("url", "kind", "asked"),
    [
        (f"{ROOT}/Government/Data-Inventory/ab3d-efgh", "soda", f"{ROOT}/resource/ab3d-efgh.json"),
        (f"{ROOT}/Government/Data-Inventory/ab3d-efgh/about_data", "soda", f"{ROOT}/resource/ab3d-efgh.json"),
        (f"{ROOT}/d/ab3d-efgh", "soda", f"{ROOT}/resource/ab3d-efgh.json"),
        (f"{ROOT}/api/views/abcd-efgh/rows.csv?accessType=DOWNLOAD", "soda", f"{ROOT}/resource/abcd-efgh.json"),
        (f"{ROOT}/resource/abcd-efgh.csv", "soda", f"{ROOT}/resource/abcd-efgh.json"),
        (f"{ROOT}/rest/services/a/FeatureServer", "features", f"{ROOT}/rest/services/a/FeatureServer/0"),
        (f"{ROOT}/en/dataset/inv/resource/{UUID}", "datastore", f"{ROOT}/en/api/3/action/datastore_search?resource_id={UUID}"),
        (f"{ROOT}/datastore/dump/{UUID}?bom=True", "datastore", f"{ROOT}/api/3/action/datastore_search?resource_id={UUID}"),
        (f"{ROOT}/dataset/i/resource/{UUID}/download/i.csv", "file", f"{ROOT}/dataset/i/resource/{UUID}/download/i.csv"),
        (f"https://www.arcgis.com/home/item.html?id={ITEM}", "file", f"https://www.arcgis.com/sharing/rest/content/items/{ITEM}/data"),
        (f"{ROOT}/city/open/data-sets", "file", f"{ROOT}/city/open/data-sets"),
        (f"{ROOT}/reports/years/2019-2020", "file", f"{ROOT}/reports/years/2019-2020"),
        (f"{ROOT}/inventory.csv", "file", f"{ROOT}/inventory.csv"),
        ("not an address", "file", "not an address"),
        ("http://[::1", "file", "http://[::1"),
        (f"{ROOT}/api/3/action/datastore_search?resource_id={UUID}&limit=5", "datastore",
         f"{ROOT}/api/3/action/datastore_search?resource_id={UUID}"),
        (f"{ROOT}/api/3/action/datastore_search", "file", f"{ROOT}/api/3/action/datastore_search"),
    ],
)  # fmt: skip
def test_an_address_that_somebody_named(url: str, kind: str, asked: str) -> None:
    assert way_of(url) == Way(kind, asked)  # type: ignore[arg-type]


@pytest.mark.recordings
@pytest.mark.parametrize("name", ["washington-dc/dcat-us-20190904", "chicago/dcat-us-20200722", "pittsburgh/dcat-us-20190626"])
def test_no_way_on_a_recorded_portal_is_an_export(recordings: Path, name: str, tmp_path: Path) -> None:
    path = recordings / "portals" / f"{name}.json"
    crawled = crawl_portal(DCAT, recorded.dcat(path), tmp_path)
    every = [ways(crawled.seen, row, crawled.url) for row in range(len(crawled.seen.datasets))]
    assert sum(map(bool, every)) > 0.5 * len(every)
    for way in (way for found_ways in every for way in found_ways):
        assert not is_export(way.url) or way.kind == "soda", way
        assert way.url.startswith(("http://", "https://"))
    expected = {"washington-dc": "features", "chicago": "soda", "pittsburgh": "datastore"}[name.partition("/")[0]]
    assert sum(any(way.kind == expected for way in found_ways) for found_ways in every) > 0.4 * len(every)
