"""Recorded catalogues, audited over HTTP through the stand-ins: the counts that are known of them."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from portalaudit.audit.replay import recheck
from portalaudit.demo.server import serve
from portalaudit.model.portal import City
from tests.end_to_end.auditing import Place, checks_of
from tests.portals import recordings as stand_ins

pytestmark = [pytest.mark.recordings]

BALTIMORE = City("baltimore-md", "Baltimore", publishers=("Baltimore City",))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place.at(tmp_path)


def portal(recordings: Path, kind: str, name: str) -> Any:
    return getattr(stand_ins, kind)(recordings / "portals" / name)


def missing(assets: list[dict[str, Any]], check: str = "license_missing") -> int:
    return sum(check in asset["failed"] for asset in assets)


@pytest.mark.parametrize(
    ("kind", "name", "platform", "connector", "assets"),
    [
        ("socrata", "chattanooga/api-views-20240927.jsonl", "socrata", "socrata", 339),
        ("arcgis", "baltimore/dcat-us-20220916.json", "arcgis", "arcgis", 681),
        ("arcgis", "iowa-dot/dcat-us-20210119.json", "arcgis", "arcgis", 1057),
        ("arcgis", "washington-dc/dcat-us-20201118.json", "arcgis", "arcgis", 1357),
        ("dcat", "chicago/dcat-us-20200722.json", "socrata", "dcat", 801),
        ("dcat", "healthdata-gov/dcat-us-2020.json", "dcat", "dcat", 1762),
        ("dcat", "detroit/socrata-dcat-us-20190426.json", "socrata", "dcat", 193),
        ("dcat", "detroit/arcgis-dcat-us-20200414.json", "arcgis", "dcat", 140),
        ("dcat", "san-francisco-2013/data.sfgov.org.json", "socrata", "dcat", 369),
        ("dcat", "seattle-2013/data.seattle.gov.json", "socrata", "dcat", 168),
        ("dcat", "new-orleans-2013/data.nola.gov.json", "socrata", "dcat", 66),
        ("dcat", "new-york-2013/data.cityofnewyork.us.json", "socrata", "dcat", 1000),
        ("ckan", "amsterdam/ckan-packages.jsonl", "ckan", "ckan", 172),
    ],
)
def test_every_asset_is_read_and_a_replay_prints_the_same(
    recordings: Path, place: Place, kind: str, name: str, platform: str, connector: str, assets: int
) -> None:
    """The platform is recognised, every asset is read (a feed's own entry kept out), and with the server gone `show`,
    `recheck` and `reread` print the same document."""
    with serve(portal(recordings, kind, name)) as server:
        document = place.document(server.url)
    seen = document["portals"][0]

    assert (seen["platform"], seen["connector"], seen["snapshot"]["assets"]) == (platform, connector, assets)
    assert [(check["id"], check["error"]) for check in seen["checks"] if check["outcome"] == "error"] == []
    again = place.again(document["audit"])
    assert json.loads(again["show"]) == document
    assert again["recheck"] == again["reread"] == again["show"]


def test_chattanooga(recordings: Path, place: Place) -> None:
    """240 of 339 assets are datasets: 193 without licence and 209 with an undescribed column; of the 99 views 92 and 75."""
    with serve(portal(recordings, "socrata", "chattanooga/api-views-20240927.jsonl")) as server:
        document = place.document(server.url)
    checks = checks_of(document)
    counts = {
        name: (checks[name]["tested"], checks[name]["failed"], checks[name]["others"]["tested"], checks[name]["others"]["failed"])
        for name in ("license_missing", "columns_undescribed")
    }

    assert document["portals"][0]["snapshot"]["datasets"] == 240
    assert counts == {"license_missing": (240, 193, 99, 92), "columns_undescribed": (240, 209, 99, 75)}


def test_iowa_dot(recordings: Path, place: Place) -> None:
    """249 of 1,057 descriptions are templates that nobody rendered."""
    with serve(portal(recordings, "arcgis", "iowa-dot/dcat-us-20210119.json")) as server:
        document = place.document(server.url)
    found = checks_of(json.loads(recheck(place.db, place.archive, document["audit"], all_findings=True).document))
    templates = [item for item in found["placeholder_text"]["examples"] if item["reason"] == "template"]

    assert len(templates) == 249


def test_baltimore_told_nothing(recordings: Path, place: Place) -> None:
    """Without a record 37 assets are the vendor's and 644 unknown, 586 of these without licence; 550 are datasets, 515 without;
    the document names the publishers."""
    with serve(portal(recordings, "arcgis", "baltimore/dcat-us-20220916.json")) as server:
        document = place.document(server.url)
    assets = place.assets(document["audit"])
    unknown = [asset for asset in assets if asset["ownership"] == "unknown"]
    licences = checks_of(document)["license_missing"]

    assert Counter(asset["ownership"] for asset in assets) == {"unknown": 644, "vendor": 37}
    assert (len(unknown), missing(unknown)) == (644, 586)
    assert (licences["tested"], licences["failed"]) == (550, 515)
    assert {"Baltimore City", "Baltimore Neighborhood Indicators Alliance"} <= {
        publisher["name"] for publisher in document["portals"][0]["snapshot"]["publishers"]
    }


def test_baltimore_told_by_a_city_file(recordings: Path, place: Place) -> None:
    """With the city's record 199 assets are its own, 141 of them without licence; 106 of the 199 are datasets, 71 without."""
    with serve(portal(recordings, "arcgis", "baltimore/dcat-us-20220916.json")) as server:
        document = place.document(server.url, judged_as=BALTIMORE)
    own = [asset for asset in place.assets(document["audit"]) if asset["ownership"] == "own"]
    licences = checks_of(document)["license_missing"]

    assert document["target"]["city"] == "baltimore-md"
    assert (len(own), missing(own)) == (199, 141)
    assert (licences["tested"], licences["failed"]) == (106, 71)


def test_a_changed_record_moves_ownership_and_is_named(recordings: Path, place: Place) -> None:
    """`recheck --city` with another record judges anew, and the document names the record as the cause."""
    with serve(portal(recordings, "arcgis", "baltimore/dcat-us-20220916.json")) as server:
        document = place.document(server.url)
    again = json.loads(place.again(document["audit"], BALTIMORE)["recheck"])

    assert checks_of(again)["license_missing"]["tested"] == 106
    assert [cause.split(":")[0] for cause in again["causes"]] == ["city-record"]
    assert "644 assets moved" in again["causes"][0]


def test_chicago_states_no_licence(recordings: Path, place: Place) -> None:
    """None of 801 datasets states a licence."""
    with serve(portal(recordings, "dcat", "chicago/dcat-us-20200722.json")) as server:
        licences = checks_of(place.document(server.url))["license_missing"]

    assert (licences["tested"], licences["failed"]) == (801, 801)


def test_healthdata_uses_identifiers_twice(recordings: Path, place: Place) -> None:
    """106 identifiers are used twice: 212 entries of 1,762."""
    with serve(portal(recordings, "dcat", "healthdata-gov/dcat-us-2020.json")) as server:
        doubles = checks_of(place.document(server.url))["identifier_duplicate"]

    assert (doubles["tested"], doubles["failed"]) == (1762, 212)
