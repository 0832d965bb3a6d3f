"""Recorded feeds behind a stand-in Hub, and recorded pages of the v3 interface."""

from pathlib import Path

import pytest

from portalaudit.connectors.arcgis import CONNECTOR
from portalaudit.demo.http import Response
from portalaudit.model.ports import Detection
from portalaudit.model.snapshot import Snapshot
from tests.connectors.crawling import Scripted, crawl_portal
from tests.portals import recordings as portals

pytestmark = pytest.mark.recordings

WASHINGTON = "washington-dc/dcat-us-20201118.json"


def crawl(recordings: Path, name: str, folder: Path, **options: object) -> Snapshot:
    return crawl_portal(CONNECTOR, portals.arcgis(recordings / "portals" / name).with_options(**options), folder, attempts=1).seen


def test_baltimore_has_550_datasets_beside_the_vendors_and_106_of_the_city(recordings: Path, tmp_path: Path) -> None:
    datasets = crawl(recordings, "baltimore/dcat-us-20220916.json", tmp_path).datasets
    vendor = datasets["publisher"].isin(["Esri", "esri_en"])
    city = datasets["publisher"] == "Baltimore City"
    bare = datasets["license_state"] != 3
    assert (len(datasets), int(vendor.sum()), int(city.sum()), int((city & bare).sum())) == (681, 37, 199, 141)
    of_data = datasets["kind"] == "dataset"
    assert [int((mask & of_data).sum()) for mask in (~vendor, ~vendor & bare, city, city & bare)] == [550, 515, 106, 71]
    assert int((~vendor & bare).sum()) == 586


def test_iowa_dots_unrendered_templates_are_kept_as_they_are(recordings: Path, tmp_path: Path) -> None:
    datasets = crawl(recordings, "iowa-dot/dcat-us-20210119.json", tmp_path).datasets
    assert (int((datasets["description"] == "{{default.description}}").sum()), len(datasets)) == (249, 1_057)
    assert set(datasets["kind"]) >= {"dataset", "app"}


@pytest.mark.parametrize(
    ("options", "parts", "reasons"),
    [
        ({}, 3, []), ({"feed": "truncated"}, 3, ["truncated"]), ({"feed": "off"}, 1, ["http-404"]), ({"feed": "stale"}, 3, []),
        ({"feed": "unordered"}, 3, []), ({"search": "enveloped"}, 3, ["http-499"]), ({"search": "error"}, 3, ["http-500"]),
    ],
)  # fmt: skip
def test_washington_has_1357_assets_whatever_fails(
    recordings: Path, tmp_path: Path, options: dict[str, object], parts: int, reasons: list[str]
) -> None:
    snapshot = crawl(recordings, WASHINGTON, tmp_path, **options)
    assert len(snapshot.datasets) == snapshot.declared_total == 1_357
    assert len(snapshot.parts) == parts
    assert [gap.reason for gap in snapshot.gaps] == reasons
    kinds = snapshot.datasets["kind"].value_counts()
    assert kinds["dataset"] == 1_184


def test_a_stale_feed_lacks_what_the_search_lists(recordings: Path, tmp_path: Path) -> None:
    feed, search = crawl(recordings, WASHINGTON, tmp_path, feed="stale").enumerations
    assert (feed.listed, feed.missing_count, feed.only_count, feed.comparable) == (1_222, 135, 0, True)
    assert (search.listed, search.declared, search.missing_count) == (1_357, 1_357, 0)


def test_a_dcat_ap_feed_is_found_where_no_other_is(recordings: Path, tmp_path: Path) -> None:
    snapshot = crawl(recordings, "north-ayrshire/dcat-ap-2.0.1.json", tmp_path)
    assert len(snapshot.datasets) == 126
    assert snapshot.gaps == ()
    assert (snapshot.datasets["title_state"] == 3).all()


@pytest.mark.parametrize(("name", "assets", "declared"), [("renfrew", 20, 49), ("south-ayrshire", 0, 0)])
def test_pages_of_the_v3_interface_are_read_and_an_empty_one_is_no_error(
    recordings: Path, tmp_path: Path, name: str, assets: int, declared: int
) -> None:
    body = (recordings / "portals" / name / "hub-v3-datasets.json").read_bytes()
    answers = {"/api/v3/datasets": Response(200, (("Content-Type", "application/json"),), (body,))}
    told = lambda url: Detection("arcgis", "arcgis", url, "told", "")  # noqa: E731
    snapshot = crawl_portal(CONNECTOR, Scripted(answers), tmp_path, detection=told, attempts=1).seen
    assert (len(snapshot.datasets), snapshot.declared_total) == (assets, declared)
    assert "catalogue" not in {gap.part for gap in snapshot.gaps}
    if assets:
        assert "columns" in snapshot.parts
        assert set(snapshot.datasets["kind"]) == {"dataset", "map"}
