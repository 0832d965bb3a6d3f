"""Which assets are inventories of data, which are parts, and what else is called an inventory."""

from collections import Counter
from pathlib import Path

import pytest

from portalaudit.documents.inventory.consider import consider
from portalaudit.documents.inventory.recognise import Asset, Context, Recognition, choose, recognise
from tests.builders import a_column, a_dataset, a_snapshot
from tests.documents.recorded import a_feed, chattanooga

INVENTORY = ("Dataset Name", "Department", "Data Classification", "Update Frequency", "Publishing Status")
TREES = ("Tree ID", "Species", "Condition", "Latitude", "Longitude", "Owner")


def verdict(title: str, headers: tuple[str, ...] = (), **changes: str) -> tuple[bool, str, str] | None:
    found = recognise(Asset(title, headers=headers, **changes))  # type: ignore[arg-type]
    return None if found is None else (found.accepted, found.kind, found.reason)


@pytest.mark.parametrize(
    ("title", "kind", "reason"),
    [
        ("Enterprise Dataset Inventory", "whole", "named"),
        ("City of Somewhere Data Inventory", "whole", "named"),
        ("Inventory of all city datasets", "whole", "named"),
        ("Inventario de conjuntos de datos de la ciudad", "whole", "named"),
        ("Inventario institucional de bases de datos", "whole", "named"),
        ("Registro de activos de información", "whole", "named"),
        ("Inventário de bases de dados", "whole", "named"),
        ("Catálogo Municipal de Bases de Dados", "whole", "named"),
        ("Enterprise Dataset Inventory as of March 2018", "whole", "dated"),
        ("Data Inventory FY2019", "whole", "dated"),
        ("Dataset Inventory - Retired Datasets", "retired", "retired"),
        ("Inventario de datos retirados", "retired", "retired"),
        ("Dataset Inventory Level 0 Not on the Portal", "part", "one-level"),
        ("Data Inventory: confidential datasets", "part", "one-level"),
        ("Dataset Inventory New in FY17", "part", "one-period"),
        ("Data inventory, datasets added in 2019", "part", "one-period"),
        ("Police Department Data Inventory", "part", "one-department"),
        ("Inventario de datos de la Secretaría de Salud", "part", "one-department"),
    ],
)
def test_inventories_of_data_are_told_whole_from_part(title: str, kind: str, reason: str) -> None:
    """By the title alone, in three languages; columns only make it surer."""
    assert verdict(title) == verdict(title, INVENTORY) == (True, kind, reason)


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("Street Tree Inventory", "trees"), ("Inventario de arbolado urbano", "trees"), ("Inventário de Árvores", "trees"),
        ("Fire Hydrant Inventory", "hydrants"), ("Inventario de hidrantes", "hydrants"),
        ("2019 Greenhouse Gas Emissions Inventory", "greenhouse-gases"),
        ("Inventário de emissões de GEE / GEI", "greenhouse-gases"),
        ("City Fleet Inventory", "vehicles"), ("Inventario de vehículos", "vehicles"), ("City-Owned Land Inventory", "land"),
        ("Alley Maintenance Inventory", "streets"), ("Public Art Inventory", "art-and-heritage"),
        ("Toxics Release Inventory", "toxics"),
        ("Affordable Housing Inventory", "buildings"), ("Catch Basin Inventory", "water"),
        ("IT Equipment Inventory", "equipment"),
    ],
)  # fmt: skip
def test_inventories_of_other_things_are_refused_with_their_topic(title: str, topic: str) -> None:
    """With or without their columns."""
    assert verdict(title) == verdict(title, TREES) == (False, "other", f"about:{topic}")


@pytest.mark.parametrize(
    ("title", "headers", "wanted"),
    [
        ("Data Inventory Dashboard", (), (False, "other", "about-an-inventory")),
        ("Guide to the Data Inventory", INVENTORY, (False, "other", "about-an-inventory")),
        ("Tree Data Inventory", TREES, (False, "other", "about:trees")),
        ("Tree Data Inventory", (), (False, "other", "about:trees")),
        ("Data Inventory", TREES, (False, "other", "columns-of-something-else")),
        ("Seattle Communities Online Inventory", (), (False, "other", "not-data")),
        ("Annual Inventory", INVENTORY, (True, "whole", "columns")),
        ("Open Data Catalog", (), (False, "catalogue", "names-the-catalogue")),
        ("Asset Inventory", (), (False, "catalogue", "names-the-catalogue")),
        ("Catálogo de datos abiertos", (), (False, "catalogue", "names-the-catalogue")),
        (
            "Asset Inventory",
            ("U ID", "Name", "Domain", "Derived View", "Publication Stage", "Dataset Sensitivity", "Update Frequency"),
            (False, "catalogue", "platform-list"),
        ),
        ("Trees", TREES, None),
        ("Parking citations", (), None),
    ],
)
def test_what_looks_like_one(title: str, headers: tuple[str, ...], wanted: tuple[bool, str, str] | None) -> None:
    """Columns refute a title, and only columns can make an inventory of something one of data."""
    assert verdict(title, headers) == wanted


def test_a_department_s_own_name_makes_a_part() -> None:
    """Where the list of departments is known, or where another publisher's initials stand in the title."""
    listed = recognise(Asset("Wombat Data Inventory"), Context(departments=("Wombat",)))
    initials = recognise(Asset("FDA Data Inventory"), Context(initials=frozenset({"fda"})))
    own = recognise(Asset("NYC Data Inventory"), Context(initials=frozenset({"fda"})))

    assert [(found.kind, found.reason) for found in (listed, initials, own) if found] == [
        ("part", "one-department"),
        ("part", "one-department"),
        ("whole", "named"),
    ]


def test_the_undated_whole_inventory_is_judged_then_the_latest() -> None:
    """Parts never stand for the whole."""

    def found(kind: str, dated: str | None) -> Recognition:
        return Recognition(True, kind, "named", 0.9, dated)  # type: ignore[arg-type]

    whole, old, new, part = found("whole", None), found("whole", "fy17"), found("whole", "march 2019"), found("part", None)

    assert choose([("p", part), ("o", old), ("n", new), ("w", whole)]) == "w"
    assert choose([("p", part), ("n", new), ("o", old)]) == "n"
    assert choose([("p", part)]) is None


def test_only_what_is_worth_a_look_is_considered() -> None:
    """By title, tags or columns; the rest is not listed at all."""
    columns = [a_column(name=name, title=name) for name in INVENTORY]
    snapshot = a_snapshot(
        a_dataset(key="a", title="Trees"),
        a_dataset(key="b", title="Signs", keywords=["data inventory"]),
        a_dataset(key="c", title="EDI", description="The data inventory of the city", columns=columns),
        a_dataset(key="d", title=None, description=None, keywords=[]),
    )

    found = consider(snapshot.datasets, snapshot.columns)

    assert [(one.subject, one.recognition.accepted, one.recognition.reason) for one in found] == [
        ("b", False, "tagged-only"),
        ("c", True, "columns"),
    ]


@pytest.mark.recordings
def test_washington_s_eight_entries_are_sorted(recordings: Path) -> None:
    """Two whole (now, and as of March 2018), five parts, one of retired datasets."""
    snapshot = a_feed(recordings / "portals/washington-dc/dcat-us-20190904.json")

    found = consider(snapshot.datasets, snapshot.columns)
    accepted = [one for one in found if one.recognition.accepted]

    assert Counter(one.recognition.kind for one in accepted) == {"whole": 2, "part": 5, "retired": 1}
    assert all(one.title.startswith("Enterprise Dataset Inventory") for one in accepted)
    chosen = choose([(one.title, one.recognition) for one in accepted])
    assert chosen == "Enterprise Dataset Inventory"
    assert {one.recognition.reason for one in found if one not in accepted} == {"about:streets", "tagged-only"}


@pytest.mark.recordings
@pytest.mark.parametrize(
    ("name", "accepted"),
    [
        ("chicago/dcat-us-20200722.json", 0), ("baltimore/dcat-us-20220916.json", 0),
        ("baltimore/socrata-dcat-us-20200722.json", 0),
        ("detroit/socrata-dcat-us-20190426.json", 0), ("detroit/arcgis-dcat-us-20200414.json", 0),
        ("iowa-dot/dcat-us-20210119.json", 0),
        ("pittsburgh/dcat-us-20190626.json", 0), ("new-york-2013/data.cityofnewyork.us.json", 0),
        ("san-francisco-2013/data.sfgov.org.json", 0), ("seattle-2013/data.seattle.gov.json", 0),
        ("new-orleans-2013/data.nola.gov.json", 0), ("north-ayrshire/dcat-ap-2.0.1.json", 0),
        ("dcat-us-samples/dcatus_with_none.json", 0), ("healthdata-gov/dcat-us-2020.json", 4),
    ],
)  # fmt: skip
def test_no_tree_inventory_gets_through(recordings: Path, name: str, accepted: int) -> None:
    """What other portals call an inventory is refused with a reason; a federal portal has four of data, three of one agency."""
    snapshot = a_feed(recordings / "portals" / name)
    found = consider(snapshot.datasets, snapshot.columns)

    assert sum(one.recognition.accepted for one in found) == accepted
    assert all(one.recognition.reason for one in found)


@pytest.mark.recordings
def test_chattanooga_has_one_inventory_and_its_platform_s_own_lists(recordings: Path) -> None:
    """By columns: the city's inventory, and Socrata's list of assets."""
    snapshot = chattanooga(recordings)

    found = {one.title: one.recognition for one in consider(snapshot.datasets, snapshot.columns)}

    assert {title for title, one in found.items() if one.accepted} == {"City of Chattanooga Data Inventory"}
    assert (found["Asset Inventory"].kind, found["Asset Inventory"].reason) == ("catalogue", "platform-list")
