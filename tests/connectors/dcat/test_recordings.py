"""Recorded catalogue files, read through a stand-in site."""

from collections import Counter
from pathlib import Path

import pytest

from portalaudit.connectors.dcat import CONNECTOR
from portalaudit.model.snapshot import Snapshot
from tests.connectors.crawling import crawl_portal
from tests.portals import recordings as portals

pytestmark = pytest.mark.recordings


def crawl(recordings: Path, name: str, folder: Path) -> Snapshot:
    return crawl_portal(CONNECTOR, portals.dcat(recordings / "portals" / name), folder).seen


def test_chicago_names_no_licence_and_most_of_its_files_are_made_on_request(recordings: Path, tmp_path: Path) -> None:
    snapshot = crawl(recordings, "chicago/dcat-us-20200722.json", tmp_path)
    assert (snapshot.datasets["license_state"] == 0).sum() == len(snapshot.datasets) == 801
    assert (len(snapshot.distributions), int(snapshot.distributions["generated"].sum())) == (3_017, 2_868)


def test_healthdata_uses_106_identifiers_twice(recordings: Path, tmp_path: Path) -> None:
    datasets = crawl(recordings, "healthdata-gov/dcat-us-2020.json", tmp_path).datasets
    counts = Counter(datasets["identifier"])
    assert len(datasets) == datasets["id"].nunique() == 1_762
    assert (sum(n > 1 for n in counts.values()), sum(n for n in counts.values() if n > 1)) == (106, 212)
    assert (datasets["key"] == datasets["identifier"]).all()


@pytest.mark.parametrize(
    ("name", "platform", "assets"),
    [
        ("detroit/socrata-dcat-us-20190426.json", "socrata", 193), ("detroit/arcgis-dcat-us-20200414.json", "arcgis", 140),
        ("pittsburgh/dcat-us-20190626.json", "ckan", 316), ("healthdata-gov/dcat-us-2020.json", "dcat", 1_762),
        ("baltimore/socrata-dcat-us-20200722.json", "socrata", 295), ("north-ayrshire/dcat-ap-2.0.1.json", "arcgis", 126),
        ("dcat-us-samples/dcatus_with_none.json", "dcat", 402),
        ("new-orleans-2013/data.nola.gov.json", "socrata", 66), ("san-francisco-2013/data.sfgov.org.json", "socrata", 369),
        ("seattle-2013/data.seattle.gov.json", "socrata", 168), ("new-york-2013/data.cityofnewyork.us.json", "socrata", 1_000),
    ],
)  # fmt: skip
def test_the_platform_is_told_by_the_content(recordings: Path, tmp_path: Path, name: str, platform: str, assets: int) -> None:
    snapshot = crawl(recordings, name, tmp_path)
    assert snapshot.portal.platform == platform
    assert len(snapshot.datasets) == snapshot.declared_total == assets
    assert snapshot.gaps == ()


def test_the_2013_arrays_leave_their_own_entry_out(recordings: Path, tmp_path: Path) -> None:
    datasets = crawl(recordings, "new-york-2013/data.cityofnewyork.us.json", tmp_path).datasets
    assert not datasets["identifier"].str.endswith("data.json").any()
    assert (datasets["keywords_state"] == 3).sum() > 900


def test_a_dcat_ap_feed_has_titles_contacts_and_files(recordings: Path, tmp_path: Path) -> None:
    snapshot = crawl(recordings, "north-ayrshire/dcat-ap-2.0.1.json", tmp_path)
    for field in ("title", "publisher", "contact_email", "keywords", "identifier", "issued"):
        assert (snapshot.datasets[f"{field}_state"] == 3).all(), field
    assert (snapshot.datasets["modified_state"] == 0).all()
    assert set(snapshot.distributions["format"]) >= {"CSV", "GEOJSON"}
