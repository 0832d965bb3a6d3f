"""What was considered an inventory on every recorded portal: how many were accepted as what, and why the others were refused."""

from collections import Counter
from pathlib import Path

import pytest

from portalaudit.documents.inventory.consider import Considered, consider
from portalaudit.documents.inventory.recognise import rank
from portalaudit.model.snapshot import Snapshot
from tests.documents.recorded import a_feed, chattanooga
from tests.documents.recorded_portals import Reader, a_ckan, a_discovery, a_folder_of_front_matter, a_v3_page, some_views

pytestmark = pytest.mark.recordings

FY18 = {"whole": 2, "part": 5, "retired": 1}
FY19 = {"whole": 3, "part": 5, "retired": 1}
PORTALS: tuple[tuple[str, Reader, int, dict[str, int], dict[str, int]], ...] = (
    ("amsterdam/*.jsonl", a_ckan, 172, {}, {}),
    ("baltimore/dcat*.json", a_feed, 681, {}, {"about:art-and-heritage": 1}),
    ("baltimore/soc*.json", a_feed, 295, {}, {"about:art-and-heritage": 1, "about-an-inventory": 1, "names-the-catalogue": 2}),
    ("chattanooga/*.jsonl", some_views, 339, {"whole": 1}, {"platform-list": 2, "about-an-inventory": 1}),
    ("chicago/*20200414.json", a_feed, 782, {}, {"about:land": 1, "names-the-catalogue": 1}),
    ("chicago/*20200722.json", a_feed, 801, {}, {"about:land": 1, "names-the-catalogue": 1}),
    ("dados-gov-br/*.json", a_ckan, 801, {}, {}),
    (
        "dcat-us-samples/*.json", a_feed, 476, {},
        {"about:art-and-heritage": 1, "about:buildings": 1, "about:land": 1, "about:streets": 1, "about:trees": 1},
    ),
    ("detroit/arcgis*.json", a_feed, 140, {}, {}),
    ("detroit/socrata*.json", a_feed, 193, {}, {"about:land": 1}),
    ("healthdata-gov/*.json", a_feed, 1_762, {"whole": 1, "part": 3}, {"about:services": 5, "names-the-catalogue": 1}),
    ("iowa-dot/*.json", a_feed, 1_057, {}, {"about:water": 1}),
    ("new-orleans-2013/*.json", a_feed, 66, {}, {}),
    ("new-york-2013/*.json", a_feed, 1_000, {}, {"about:trees": 1}),
    ("north-ayrshire/*.json", a_feed, 126, {}, {}),
    ("pittsburgh/*.json", a_feed, 316, {}, {"about:toxics": 1, "about:water": 1}),
    ("renfrew/*.json", a_v3_page, 20, {}, {}),
    ("san-diego", a_folder_of_front_matter, 109, {}, {}),
    ("san-francisco-2013/*.json", a_feed, 369, {}, {"about:vehicles": 1, "names-the-catalogue": 2}),
    ("seattle-2013/*.json", a_feed, 168, {}, {"not-data": 1}),
    ("socrata-discovery/*.json", a_discovery, 52, {}, {}),
    ("south-ayrshire/*.json", a_v3_page, 0, {}, {}),
    ("washington-dc/*20190524.json", a_feed, 1_000, FY18, {"about:streets": 1, "tagged-only": 1}),
    ("washington-dc/*20190904.json", a_feed, 1_235, FY18, {"about:streets": 1, "tagged-only": 2}),
    ("washington-dc/*20200804.json", a_feed, 1_341, FY19, {"tagged-only": 2}),
    ("washington-dc/*20200918.json", a_feed, 1_324, FY19, {"tagged-only": 1}),
    ("washington-dc/*20201022.json", a_feed, 1_333, FY19, {"tagged-only": 2}),
    ("washington-dc/*20201118.json", a_feed, 1_357, FY19, {"tagged-only": 3}),
)  # fmt: skip
NO_CATALOGUES = {"README.md", "inventory-fy18.csv", "inventory-fy19.csv", "agencies-fy18.csv"}


def considered(snapshot: Snapshot) -> tuple[Considered, ...]:
    return consider(snapshot.datasets, snapshot.columns)


@pytest.mark.parametrize(("name", "reader", "assets", "accepted", "refused"), PORTALS, ids=[row[0] for row in PORTALS])
def test_inventories_of_data_are_accepted_and_no_others(
    recordings: Path, name: str, reader: Reader, assets: int, accepted: dict[str, int], refused: dict[str, int]
) -> None:
    """Cities that publish one have it found; trees, art, land and the platform's own lists are refused with the reason."""
    paths = sorted((recordings / "portals").glob(name))
    snapshots = [reader(path) for path in paths]
    found = [one for snapshot in snapshots for one in considered(snapshot)]
    titles = {one.title for one in found if one.recognition.accepted}

    assert paths
    assert sum(len(snapshot.datasets) for snapshot in snapshots) == assets
    assert Counter(one.recognition.kind for one in found if one.recognition.accepted) == accepted
    assert Counter(one.recognition.reason for one in found if not one.recognition.accepted) == refused
    assert all("Data Inventory" in title or "Dataset Inventory" in title for title in titles)


def test_every_recorded_catalogue_is_in_the_table(recordings: Path) -> None:
    folder = recordings / "portals"
    files = {path for path in folder.rglob("*") if path.is_file() and path.name not in NO_CATALOGUES and path.suffix != ".gz"}
    told = {path for name, *_ in PORTALS for found in folder.glob(name) for path in (found, *found.glob("*"))}

    assert files - told == set()


def test_washington_s_inventory_of_today_ranks_before_its_dated_ones(recordings: Path) -> None:
    found = considered(a_feed(recordings / "portals/washington-dc/dcat-us-20190904.json"))
    accepted = [one for one in found if one.recognition.accepted]

    assert all(one.title.startswith("Enterprise Dataset Inventory") for one in accepted)
    assert max(accepted, key=lambda one: rank(one.recognition)).title == "Enterprise Dataset Inventory"


def test_chattanooga_s_inventory_is_told_from_its_platform_s_own_lists(recordings: Path) -> None:
    """By columns: Socrata's list of assets is one of what is published."""
    found = {one.title: one.recognition for one in considered(chattanooga(recordings))}

    assert {title for title, one in found.items() if one.accepted} == {"City of Chattanooga Data Inventory"}
    assert (found["Asset Inventory"].kind, found["Asset Inventory"].reason) == ("catalogue", "platform-list")
