"""Small catalogues for tests: `a_snapshot(a_dataset(license=None), a_dataset(title=ABSENT))`."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pyarrow as pa

from portalaudit.connectors.build import Builder
from portalaudit.connectors.values import ABSENT
from portalaudit.model.portal import Portal
from portalaudit.model.snapshot import Snapshot
from portalaudit.model.stamps import micros

TAKEN_AT = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
PORTAL = Portal("http://data.example.org", "ckan", "ckan", "Example")
PLACES = {
    "title": "/title", "description": "/notes", "publisher": "/organization/title", "license": "/license_id",
    "contact_email": "/maintainer_email", "keywords": "/tags", "categories": "/groups", "identifier": "/id",
    "frequency": "/frequency", "modified": "/metadata_modified", "landing_page": "/url",
}  # fmt: skip

_STAMPS = ("created_at", "metadata_modified", "data_modified")
_GOOD: dict[str, object] = {
    "kind": "dataset",
    "platform_type": "dataset",
    "domain": "data.example.org",
    "title": "Trees of the city",
    "description": "Every tree that the parks department looks after, with species, planting year and location.",
    "publisher": "City of Example",
    "organization": "Parks",
    "contact_name": "Open data team",
    "contact_email": "opendata@city.example",
    "contact_url": ABSENT,
    "license": "cc-by",
    "license_title": "Creative Commons Attribution",
    "license_url": "http://www.opendefinition.org/licenses/cc-by",
    "keywords": ["trees", "parks"],
    "categories": ["Environment"],
    "landing_page": "http://data.example.org/dataset/trees",
    "frequency": "monthly",
    "frequency_key": "frequency",
    "issued": "2020-01-01",
    "modified": "2026-10-20",
    "metadata_modified": "2026-10-20T00:00:00Z",
    "capture": "00000000-0000-4000-8000-000000000001",
}


def a_dataset(**changes: object) -> dict[str, object]:
    """A row that passes every check; ABSENT for a missing key, None for null; `unseen=("license",)` for not observed.

    `distributions`, `columns`, `violations` are lists of rows; times may be ISO texts.
    """
    return {**_GOOD, **changes}


def a_snapshot(
    *rows: Mapping[str, object], portal: Portal = PORTAL, taken_at: datetime = TAKEN_AT, **changes: object
) -> Snapshot:
    """A valid snapshot of these datasets; ids are `d1`, `d2`, … unless a row has a `key`."""
    builder = Builder()
    for number, given in enumerate(rows, 1):
        row = dict(given)
        children = {name: row.pop(name, ()) for name in ("distributions", "columns", "violations")}
        if "distributions" not in given:
            children["distributions"] = [a_distribution()]
        row.setdefault("key", f"d{number}")
        row.setdefault("identifier", row["key"])
        for name in row.pop("unseen", ()):  # type: ignore[attr-defined]
            row.pop(name, None)
        row.setdefault("pointer", f"/result/results/{number - 1}")
        for name in _STAMPS:
            if isinstance(row.get(name), str):
                row[name] = micros(row[name])
        builder.add(row, row, **children)  # type: ignore[arg-type]
    made = builder.frames()
    snapshot = Snapshot(
        portal=portal, taken_at=taken_at, places=PLACES, declared_total=len(rows),
        parts=frozenset({"datasets", "distributions", "columns", "violations"}), **made,
    )  # fmt: skip
    return replace(snapshot, **changes)  # type: ignore[arg-type]


def a_distribution(**changes: object) -> dict[str, object]:
    """A CSV file to download."""
    return {
        "key": "r1", "title": "Trees as CSV", "download_url": "http://data.example.org/trees.csv", "format": "CSV",
        "media_type": "text/csv", "generated": False, "at": "#/resources/0", **changes,
    }  # fmt: skip


def a_column(**changes: object) -> dict[str, object]:
    """A described column."""
    return {
        "name": "species",
        "title": "Species",
        "type": "text",
        "description": "Latin name",
        "system": False,
        "at": "#/columns/0",
        **changes,
    }


def booleans(array: pa.Array) -> list[bool | None]:
    """An Arrow boolean array as a list, for assertions."""
    return list(array.to_pylist())
