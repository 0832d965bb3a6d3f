"""Inventories judged for a city: which one stands for it, what its cells show, whose departments it is held against."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from portalaudit.audit.inventories import judged_inventories
from portalaudit.documents.kept import rows_frame, told
from portalaudit.documents.read import read
from portalaudit.documents.table import Table
from portalaudit.model.capture import Gap
from portalaudit.model.inventory import Inventories
from portalaudit.model.portal import City, Department
from portalaudit.model.snapshot import Snapshot
from portalaudit.model.tables import Purpose, ReadTable
from tests.builders import TAKEN_AT, a_dataset, a_snapshot

HEADER = "Dataset Name,Description,Department,Classification,Published on portal,Last Updated,Data Steward,Update Frequency"
ROWS = """
Trees,All trees,Parks,Public,Yes,2026-09-01,A,Monthly
Fires,All fires,Fire,Public,Yes,2026-10-03,B,Daily
Suspects,Names,Police,Confidential,No,2025-01-01,C,Daily
Payroll,Pay,Finance,Restricted,No,2024-05-05,D,Monthly
"""
CITY = City("example-xx", "Example", departments=tuple(Department(name) for name in ("Parks", "Fire", "Police", "Finance")))


def an_inventory(rows: str = ROWS) -> bytes:
    return f"{HEADER}{rows}".encode()


def a_portal(
    *given: tuple[str, bytes | str, Purpose],
    titles: Sequence[str] = ("Trees", "Fires", "Data Inventory"),
    stamp: datetime | None = None,
) -> Snapshot:
    """A portal whose tables are given as subject, bytes (or the failure) and purpose."""
    asked, tables = [], []
    for subject, body, purpose in given:
        one = ReadTable(subject, purpose, f"http://data.example.org/{subject}.csv", ("c1",), way="file", stamp=stamp)
        table = read([body]) if isinstance(body, bytes) else None
        assert table is None or isinstance(table, Table)
        asked.append(replace(one, failure=str(body)) if table is None else told(one, table))
        tables.append(table)
    snapshot = a_snapshot(*(a_dataset(title=title, key=title.lower().replace(" ", "-")) for title in titles))
    return replace(snapshot, tables=tuple(asked), rows=rows_frame(tables))


def judged(*portals: Snapshot, city: City | None = None) -> tuple[Inventories, ...]:
    own = [np.ones(len(portal.datasets), dtype=bool) for portal in portals]
    return judged_inventories(portals, own, city, TAKEN_AT)


def test_an_inventory_that_was_read_is_judged_and_chosen() -> None:
    (found,) = judged(a_portal(("data-inventory", an_inventory(), "inventory")), city=CITY)

    assert found.chosen is not None
    judgement, coverage, held = found.chosen.judgement, found.chosen.coverage, found.chosen.reconciliation
    assert judgement is not None and coverage is not None and held is not None
    assert (judgement.kind, judgement.entries, judgement.not_public, judgement.not_on_portal) == ("whole", 4, 2, 2)
    assert (coverage.matched, coverage.listed, found.departments_from) == (4, 4, "registry")
    assert held.matched["exact"] == 2
    assert held.published_not_listed == (), "an inventory need not list itself"


def test_what_is_claimed_of_it_stands_in_a_cell() -> None:
    (found,) = judged(a_portal(("data-inventory", an_inventory(), "inventory")))

    assert found.chosen is not None and found.chosen.newest_at is not None and found.chosen.header_at is not None
    assert (found.chosen.newest_at.pointer, found.chosen.newest_at.excerpt) == ("cell=3,6", "2026-10-03")
    assert (found.chosen.header_at.pointer, (found.chosen.header_at.excerpt or "")[:12]) == ("row=1", "Dataset Name")
    assert [(one.pointer, one.excerpt) for one in found.chosen.not_public_at] == [
        ("cell=4,4", "Confidential"), ("cell=5,4", "Restricted"),
    ]  # fmt: skip


def test_the_newest_whole_inventory_stands_for_the_city_wherever_it_lies() -> None:
    old = a_portal(("data-inventory", an_inventory(ROWS.replace("2026", "2020")), "inventory"))
    new = a_portal(("data-inventory", an_inventory(), "inventory"))

    found = judged(old, new, city=CITY)

    assert [one.chosen is not None for one in found] == [False, True]
    assert [len(one.results) for one in found] == [1, 1]


def test_one_that_could_not_be_read_is_shown_and_never_chosen() -> None:
    (found,) = judged(a_portal(("data-inventory", "http-403", "inventory")))

    assert found.chosen is None
    assert [(one.considered.accepted, one.judgement, one.table.failure) for one in found.results] == [(True, None, "http-403")]


def test_rows_that_are_no_inventory_refuse_what_the_title_promised() -> None:
    (found,) = judged(a_portal(("data-inventory", b"tree,species,height\n1,oak,3\n2,elm,4\n", "inventory")))

    (one,) = found.considered
    assert (one.accepted, one.kind, one.reason, one.read) == (False, "other", "not-inventory-columns", True)
    assert found.chosen is found.disguised is None


def test_a_free_text_in_the_place_of_a_level_is_pointed_at_and_not_quoted() -> None:
    """It may name a person."""
    rows = ROWS.replace("Restricted", "Restricted: ask Jane Public 555 0100 jane@example.org")
    (found,) = judged(a_portal(("data-inventory", an_inventory(rows), "inventory")))

    assert found.chosen is not None
    assert [one.pointer for one in found.chosen.not_public_at] == ["cell=4,4", "cell=5,4"]
    assert not any("Jane" in (one.excerpt or "") for one in found.chosen.not_public_at)


def test_the_catalogue_under_another_name_does_not_stand_for_the_city() -> None:
    rows = ROWS.replace("Confidential,No", "Public,Yes").replace("Restricted,No", "Public,Yes")
    disguised, other = judged(a_portal(("data-inventory", an_inventory(rows), "inventory")), a_portal(titles=("Trees",)))

    assert disguised.chosen is other.chosen is other.disguised is None
    assert disguised.disguised is disguised.results[0]


def test_what_other_portals_of_the_city_hide_is_told_at_each() -> None:
    city = replace(CITY, portals=("http://data.example.org/", "http://maps.example.org"))
    here = a_portal(("data-inventory", an_inventory(), "inventory"))
    maps = replace(here.portal, url="http://maps.example.org")
    there = replace(a_portal(("data-inventory", "http-503", "inventory")), portal=maps)
    broken = replace(there, gaps=(Gap("catalogue", "http-500"),))

    assert [one.unseen for one in judged(here, city=city)] == [("http://maps.example.org",)]
    assert [one.unseen for one in judged(here, there, city=city)] == [(), ()]
    assert [one.unseen for one in judged(here, broken, city=city)] == [("http://maps.example.org",), ()]
    first, second = judged(here, there, city=city)
    assert ([one.table.failure for one in first.hidden], second.hidden) == (["http-503"], ())


def test_what_was_considered_and_refused_is_listed() -> None:
    (found,) = judged(a_portal(titles=("Tree Inventory", "Parking tickets", "Greenhouse gas inventory")))

    assert {one.title for one in found.considered} == {"Tree Inventory", "Greenhouse gas inventory"}
    assert not any(one.accepted or one.read for one in found.considered)


def test_a_list_that_was_found_stands_in_where_the_record_has_none() -> None:
    listed = b"Department\nParks\nFire\nPolice\nFinance\nLibrary\nCity Clerk\nHealth Department\nPublic Works\n"
    portal = a_portal(("data-inventory", an_inventory(), "inventory"), ("http://city.example/departments", listed, "departments"))

    (found,) = judged(portal)
    (told_by_record,) = judged(portal, city=CITY)

    assert found.chosen is not None and found.chosen.coverage is not None
    assert (found.chosen.coverage.matched, found.chosen.coverage.listed) == (4, 8)
    assert found.departments_from == "http://data.example.org/http://city.example/departments.csv"
    assert told_by_record.departments_from == "registry"


def test_the_platform_s_stamp_stands_beside_the_rows_dates() -> None:
    stamp = datetime(2026, 10, 30, tzinfo=UTC)
    (found,) = judged(
        a_portal(
            ("data-inventory", b"Dataset Name,Department,Classification\nTrees,Parks,Public\nPay,Finance,Secret\n", "inventory"),
            stamp=stamp,
        )
    )

    assert found.chosen is not None and found.chosen.judgement is not None
    assert (found.chosen.judgement.newest, found.chosen.newest) == (None, stamp.date())
