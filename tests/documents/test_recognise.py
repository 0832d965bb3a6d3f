"""Which assets are inventories of data, which are parts, and what else is called an inventory."""

import pytest

from portalaudit.documents.inventory.consider import consider
from portalaudit.documents.inventory.recognise import Asset, Context, Recognition, rank, recognise
from tests.builders import a_column, a_dataset, a_snapshot

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


def test_a_city_s_name_is_no_topic() -> None:
    """Long Beach is not about beaches where the record says that it is the city."""
    found = recognise(Asset("Long Beach Data Inventory"), Context(own_words=frozenset({"long", "beach"})))

    assert found is not None
    assert (found.accepted, found.kind) == (True, "whole")


COUNTERS = ("Station ID", "Name", "Description", "Department", "Contact", "Category", "Update Frequency", "Last Updated")


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("Traffic Count Data Inventory", "traffic"), ("Inventory of Data Centers", "data-centers"),
        ("Inventario de centros de datos", "data-centers"), ("Data Register of Electors", "people"),
        ("Crime Data Inventory", "safety"), ("City of Somewhere Tree Data Inventory", "trees"),
        ("Street Light Data Inventory", "streets"),
    ],
)  # fmt: skip
def test_data_about_one_thing_are_no_inventory_of_data(title: str, topic: str) -> None:
    """Unless the columns say that the rows are datasets; frequencies and contacts are kept of counters too."""
    assert verdict(title) == verdict(title, COUNTERS) == (False, "other", f"about:{topic}")
    assert verdict(title, INVENTORY) == (True, "whole", "named")


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

    assert max([part, old, new, whole], key=rank) is whole
    assert max([part, new, old], key=rank) is new


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
