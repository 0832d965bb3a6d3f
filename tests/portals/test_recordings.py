"""Recorded catalogues through the stand-ins: everything that was recorded comes out, and nothing else."""

import json
from collections import Counter
from pathlib import Path

import pytest

from portalaudit.demo.server import serve
from tests.demo.asking import ask
from tests.portals.recordings import arcgis, ckan, dcat, records_of, socrata

pytestmark = pytest.mark.recordings


@pytest.mark.parametrize(
    ("file", "count"), [("amsterdam/ckan-packages.jsonl", 172), ("dados-gov-br/package_search-rows800.json", 800)]
)
def test_ckan_packages_come_out_as_they_went_in(recordings: Path, file: str, count: int) -> None:
    path = recordings / "portals" / file
    given = {str(package["id"]): package for package in records_of(path)}
    with serve(ckan(path)) as server:
        shown = [
            package
            for start in range(0, count + 1, 300)
            for package in ask(
                server.url, f"/api/3/action/package_search?rows=300&start={start}&sort=id+asc&fq=dataset_type:dataset"
            ).json()["result"]["results"]
        ]

    assert len(shown) == count
    assert {package["id"]: package for package in shown} == given


def test_socrata_assets_are_derived_from_their_views(recordings: Path) -> None:
    with serve(socrata(recordings / "portals/chattanooga/api-views-20240927.jsonl")) as server:
        host, shown = server.url.removeprefix("http://"), []
        query = f"/api/catalog/v1?domains={host}&search_context={host}&limit=100&scroll_id="
        while page := ask(server.url, query + (shown[-1]["resource"]["id"] if shown else "")).json()["results"]:
            shown += page
        listed = ask(server.url, "/api/views/metadata/v1").json()

    unlicensed = Counter(result["resource"]["type"] for result in shown if "license" not in result["metadata"])
    assert Counter(result["resource"]["type"] for result in shown) == {"dataset": 240, "filter": 99}
    assert unlicensed == {"dataset": 193, "filter": 92}
    assert {entry["id"] for entry in listed} == {result["resource"]["id"] for result in shown}


def test_derived_results_have_the_keys_of_recorded_ones(recordings: Path) -> None:
    """The shape of Discovery's results is that of real answers."""
    real = [
        result
        for path in sorted((recordings / "portals/socrata-discovery").glob("*.json"))
        for result in json.loads(path.read_text())["results"]
    ]
    with serve(socrata(recordings / "portals/chattanooga/api-views-20240927.jsonl")) as server:
        made = ask(server.url, "/api/catalog/v1?limit=1000").json()["results"]

    for part in ("resource", "classification", "metadata", "owner"):
        always = set.intersection(*(set(result[part]) for result in real))
        ever = set.union(*(set(result[part]) for result in real))
        assert all(always <= set(result[part]) <= ever for result in made), part


@pytest.mark.parametrize(
    ("file", "count"),
    [
        ("washington-dc/dcat-us-20201118.json", 1357),
        ("iowa-dot/dcat-us-20210119.json", 1057),
        ("baltimore/dcat-us-20220916.json", 681),
        ("detroit/arcgis-dcat-us-20200414.json", 140),
        ("north-ayrshire/dcat-ap-2.0.1.json", 126),
    ],
)
def test_a_hubs_feed_is_verbatim_and_its_search_complete(recordings: Path, file: str, count: int) -> None:
    path, ids, address = recordings / "portals" / file, [], "/api/search/v1/collections/all/items?limit=100"
    feed = "/api/feed/dcat-ap/2.0.1.json" if "dcat-ap" in file else "/api/feed/dcat-us/1.1.json"
    with serve(arcgis(path)) as server:
        assert ask(server.url, feed).body == path.read_bytes()
        while address:
            page = ask(server.url, address).json()
            ids += [feature["id"] for feature in page["features"]]
            address = next((link["href"].removeprefix(server.url) for link in page["links"] if link["rel"] == "next"), "")

    assert len(set(ids)) == len(ids) == count


def test_baltimores_vendor_and_licences_survive(recordings: Path) -> None:
    portal = arcgis(recordings / "portals/baltimore/dcat-us-20220916.json")
    properties = [feature.properties for feature in portal.search.features]

    assert sum(str(item["source"]).lower().startswith("esri") for item in properties) == 37
    assert sum(item["license"] == "none" for item in properties) == 587


def test_any_data_json_is_served_as_it_is(recordings: Path) -> None:
    for path in sorted((recordings / "portals").glob("*/*.json")):
        with serve(dcat(path)) as server:
            assert ask(server.url, "/data.json").body == path.read_bytes(), path.name
