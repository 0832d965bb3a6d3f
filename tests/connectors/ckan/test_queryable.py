"""What CKAN says of a resource's rows: carried into the snapshot, and heeded by the ways to them."""

from datetime import UTC, datetime

import pytest

from portalaudit.connectors.ckan.crawl import Taken, take_page
from portalaudit.connectors.ckan.pages import Page
from portalaudit.connectors.ckan.reading import Reading
from portalaudit.connectors.rows import ways
from portalaudit.model import frames
from portalaudit.model.portal import Portal
from portalaudit.model.snapshot import Snapshot

ROOT = "https://data.example.org"


def snapshot_of(*pages: list[dict[str, object]]) -> Snapshot:
    taken = Taken(Reading(ROOT, "data.example.org"))
    for number, entries in enumerate(pages):
        take_page(taken, Page(number, None, list(entries), f"c{number}"))
    made = taken.builder.frames()
    return Snapshot(Portal(ROOT, "ckan", "ckan"), datetime(2026, 11, 1, tzinfo=UTC), **made)  # type: ignore[arg-type]


def a_package(key: str, **resource: object) -> dict[str, object]:
    file = {"id": f"r-{key}", "url": f"https://files.example.org/{key}.csv", "format": "CSV", **resource}
    return {"id": key, "name": key, "title": key, "resources": [file]}


def test_what_a_portal_says_of_its_rows_is_kept() -> None:
    said = snapshot_of(
        [a_package("a"), a_package("b", datastore_active=True)],
        [a_package("c", datastore_active=False), a_package("d", datastore_active="yes")],
        [a_package("e")],
    )
    said.validate()
    assert frames.column(said.distributions, "queryable").to_pylist() == [None, True, False, None, None]
    assert "queryable" not in snapshot_of([a_package("a"), a_package("b", datastore_active=None)]).distributions


@pytest.mark.parametrize(
    ("resource", "kinds"),
    [
        ({}, ["datastore", "file"]),
        ({"datastore_active": True}, ["datastore", "file"]),
        ({"datastore_active": False}, ["file"]),
        ({"datastore_active": "no"}, ["datastore", "file"]),
        ({"format": "GeoJSON", "url": f"{ROOT}/a.geojson"}, []),
        ({"format": "GeoJSON", "url": f"{ROOT}/a.geojson", "datastore_active": True}, ["datastore"]),
        ({"url_type": "datastore", "url": f"{ROOT}/datastore/dump/r-a", "datastore_active": False}, []),
    ],
)
def test_rows_that_are_not_there_are_not_asked_for(resource: dict[str, object], kinds: list[str]) -> None:
    assert [way.kind for way in ways(snapshot_of([a_package("a", **resource)]), 0, ROOT)] == kinds
