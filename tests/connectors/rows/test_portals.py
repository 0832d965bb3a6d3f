"""From a stand-in portal's catalogue to the rows of its inventory, over one socket; the server's log is the witness."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from portalaudit.connectors.registry import connectors
from portalaudit.connectors.rows import ways
from portalaudit.demo.arcgis import hub_portal
from portalaudit.demo.ckan import ckan_portal
from portalaudit.demo.dcat import DcatPortal
from portalaudit.demo.http import Portal, encode
from portalaudit.demo.socrata import socrata_portal
from portalaudit.demo.tables import HERE, TabledPortal, TableOptions, with_tables
from tests.connectors.crawling import crawl_portal
from tests.connectors.rows.asking import ask, records
from tests.portals.faults import with_faults

KEY, ITEM, UUID = "abcd-2345", "0123456789abcdef0123456789abcdef", "0d6e0c29-0a5b-4b3b-9b0a-3f2f0b1c2d3e"
TITLE = "Data Inventory"
FORBIDDEN = re.compile(
    r"rows\.(?:csv|json|xml|rdf)|/downloads?/|format=csv|datastore_search_sql|/datastore/dump/|\.csv\?layers", re.I
)
ROWS = records(30)
CSV = "\n".join(["Dataset Name,Agency", *(f"{row['Dataset Name']},{row['Agency']}" for row in ROWS)]).encode()


def socrata() -> Portal:
    view = {"id": KEY, "name": TITLE, "assetType": "dataset", "viewType": "tabular", "createdAt": 1_700_000_000}
    return socrata_portal([view, {**view, "id": "wxyz-6789", "name": "Trees"}])


def ckan() -> Portal:
    resource = {"id": UUID, "name": "Inventory", "format": "CSV", "url": f"{HERE}/files/inventory.csv", "state": "active"}
    return ckan_portal([{"id": "p1", "name": "inventory", "title": TITLE, "state": "active", "resources": [resource]}])


def hub(*links: Mapping[str, str]) -> Portal:
    page, job = f"{HERE}/datasets/city::inventory", f"{HERE}/api/download/v1/items/{ITEM}/csv?layers=0"
    entry = {
        "@type": "dcat:Dataset", "title": TITLE, "identifier": f"https://www.arcgis.com/home/item.html?id={ITEM}&sublayer=0",
        "landingPage": page,
        "distribution": [
            {"title": "ArcGIS Hub Dataset", "format": "Web Page", "mediaType": "text/html", "accessURL": page},
            *links,
            {"title": "CSV", "format": "CSV", "mediaType": "text/csv", "accessURL": job},
        ],
    }  # fmt: skip
    return hub_portal(encode({"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": [entry]}))


LAYER = {
    "title": "ArcGIS GeoService", "format": "ArcGIS GeoServices REST API", "mediaType": "application/json",
    "accessURL": f"{HERE}/arcgis/rest/services/inventory/FeatureServer/0",
}  # fmt: skip


def dcat() -> Portal:
    entry = {
        "title": TITLE,
        "identifier": "i1",
        "distribution": [{"downloadURL": f"{HERE}/files/inventory.csv", "mediaType": "text/csv"}],
    }
    return DcatPortal(encode({"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": [entry]}))


PORTALS: Mapping[str, tuple[str, TabledPortal, tuple[str, ...], int]] = {
    "socrata": ("socrata", with_tables(socrata(), {KEY: ROWS}), ("soda",), 3),
    "datastore": ("ckan", with_tables(ckan(), {UUID: ROWS}, {"/files/inventory.csv": CSV}), ("datastore", "file"), 4),
    "upload": ("ckan", with_tables(ckan(), files={"/files/inventory.csv": CSV}), ("datastore", "file"), 2),
    "layer": ("arcgis", with_tables(hub(LAYER), {"inventory": ROWS}, options=TableOptions(records=12)), ("features",), 4),
    "dcat": ("dcat", with_tables(dcat(), files={"/files/inventory.csv": CSV}), ("file",), 2),
}


@pytest.mark.parametrize("name", PORTALS)
def test_the_inventory_of_a_portal_is_read_and_no_export_started(name: str, tmp_path: Path) -> None:
    connector, portal, kinds, columns = PORTALS[name]
    crawled = crawl_portal(connectors()[connector], portal, tmp_path / "crawl")
    row = crawled.seen.datasets["title"].to_list().index(TITLE)
    asked = ways(crawled.seen, row, crawled.detection.root if crawled.detection else crawled.url)
    assert tuple(way.kind for way in asked) == kinds
    for number, way in enumerate(asked):
        found = ask(portal, way.kind, way.url.removeprefix(crawled.url), tmp_path / str(number))
        assert way.url.startswith(crawled.url)
        assert not [target for target in found.targets if FORBIDDEN.search(target)]
        if found.rows.failure is None:
            break
    assert found.table.data.num_rows == len(ROWS)
    assert len(found.table.header) == columns


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("login-200@/resource/", "login"), ("f5-200@/resource/", "waf"), ("503-html@/resource/", "http-503"),
     ("refuse@/resource/", "connect"),
     ("deep-nesting=1@/resource/", "nesting"), ("empty-200@/resource/", "empty"), ("gzip-bomb=400@/resource/", "too-large")],
)  # fmt: skip
def test_faults_on_the_way_to_rows_are_reasons(fault: str, reason: str, tmp_path: Path) -> None:
    found = ask(with_faults(PORTALS["socrata"][1], [fault]), "soda", f"/resource/{KEY}.json", tmp_path)
    assert (found.rows.failure, found.rows.bodies) == (reason, ())
